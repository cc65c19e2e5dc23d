"""A file comes in: first rows at once, progress, cancel; and how it is read can be changed."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from ..conftest import topic_rows, write_rows


@pytest.fixture
def page(data_page):
    return data_page


@pytest.fixture
def many_rows_csv(tmp_path):
    """Large enough that reading and looking it over take longer than a moment."""
    return write_rows(tmp_path / "many.csv", topic_rows(2000) * 60)


def click(page, name, qtbot):
    qtbot.mouseClick(page.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def loaded(page, qtbot):
    qtbot.waitUntil(
        lambda: not page.session.data.is_reading and not page.session.jobs.running, timeout=60_000
    )


def preview(page):
    model = page.findChild(QTableView, "reading_preview_table").model()
    names = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    rows = [
        [model.index(row, column).data() for column in range(len(names))] for row in range(model.rowCount())
    ]
    return names, rows


def choose(page, combo_name, data):
    combo = page.findChild(QComboBox, combo_name)
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())


def test_the_first_rows_stand_there_while_the_rest_is_read(page, many_rows_csv, qtbot):
    card, seen = page.findChild(QWidget, "reading_card"), []

    def look() -> None:
        """Seen in the moment they come: a busy machine may have read the rest a moment later."""
        rows = page.findChild(QTableView, "first_rows_table")
        provisional = page.findChild(QLabel, "provisional_label").text()
        seen.append((rows.isVisibleTo(card), rows.model().index(0, 1).data(), provisional))

    page.session.data.beginning_read.connect(look)
    page.session.open_file(many_rows_csv)
    qtbot.waitUntil(card.isVisible, timeout=60_000)
    loaded(page, qtbot)
    ((rows_visible, first, provisional),) = seen
    assert rows_visible
    assert first == topic_rows(1)[0][1]
    assert "UTF-8" in provisional
    assert not card.isVisible()
    assert page.session.data.overview.table.source.sha256
    assert len(page.session.data.overview.table) == 120_000


def test_cancel_takes_the_reading_back_at_once(page, many_rows_csv, qtbot):
    page.session.open_file(many_rows_csv)
    card = page.findChild(QWidget, "reading_card")
    qtbot.waitUntil(card.isVisible)
    click(page, "cancel_reading_button", qtbot)
    assert not page.session.data.is_reading
    assert not card.isVisible()
    assert page.findChild(QPushButton, "open_file_button").isVisible()
    loaded(page, qtbot)
    assert page.session.data.overview is None


def test_the_way_a_file_is_read_is_shown_and_every_change_is_seen_at_once(page, tmp_path, qtbot):
    write_rows(tmp_path / "data.csv", topic_rows(40))
    page.session.open_file(tmp_path / "data.csv")
    loaded(page, qtbot)
    click(page, "reading_panel_button", qtbot)
    loaded(page, qtbot)
    assert page.findChild(QComboBox, "reading_delimiter_combo").currentText() == "Found out: Comma ,"
    names, rows = preview(page)
    assert (names, len(rows)) == (["text", "topic"], 40)
    choose(page, "reading_header_combo", False)
    loaded(page, qtbot)
    names, rows = preview(page)
    assert (names, rows[0]) == (["column 1", "column 2"], ["text", "topic"])
    assert page.session.data.overview.table.names == ("text", "topic")  # nothing is changed yet
    click(page, "use_reading_button", qtbot)
    loaded(page, qtbot)
    assert page.session.data.overview.table.names == ("column 1", "column 2")
    assert page.session.config.data.label_column == "column 2"
    page.session.undo_stack.undo()
    loaded(page, qtbot)
    assert page.session.data.overview.table.names == ("text", "topic")


def test_a_delimiter_that_is_in_no_list_can_be_typed(page, tmp_path, qtbot):
    (tmp_path / "data.txt").write_text("".join(f"{a}%{b}\n" for a, b in [("text", "topic"), *topic_rows(40)]))
    page.session.open_file(tmp_path / "data.txt")
    loaded(page, qtbot)
    assert "too few columns" in page.findChild(QLabel, "error_message").text()
    click(page, "read_otherwise_button", qtbot)
    loaded(page, qtbot)
    choose(page, "reading_delimiter_combo", "")
    field = page.findChild(QLineEdit, "reading_other_delimiter")
    assert field.isVisible()
    qtbot.keyClicks(field, "%")
    loaded(page, qtbot)
    assert preview(page)[0] == ["text", "topic"]
    click(page, "use_reading_button", qtbot)
    loaded(page, qtbot)
    assert page.session.config.data.reading.delimiter == "%"
    assert len(page.session.data.overview.examples) == 40
    assert page.session.data.error is None


def test_bytes_that_are_no_text_are_explained_and_can_be_replaced(page, tmp_path, qtbot):
    body = "".join(f"{text} é,{topic}\n" for text, topic in topic_rows(40))
    (tmp_path / "data.csv").write_bytes(f"text,topic\n{body}".encode() + b"\xff\xfe broken,film\n")
    page.session.open_file(tmp_path / "data.csv")
    loaded(page, qtbot)
    assert (
        "Line 42 of data.csv has bytes that are not UTF-8" in page.findChild(QLabel, "error_message").text()
    )
    click(page, "read_otherwise_button", qtbot)
    loaded(page, qtbot)
    page.findChild(QCheckBox, "reading_replace_check").click()
    loaded(page, qtbot)
    click(page, "use_reading_button", qtbot)
    loaded(page, qtbot)
    assert "2 places replaced by �" in page.findChild(QLabel, "file_facts_label").text()
    assert len(page.session.data.overview.examples) == 41


def test_another_file_closes_the_panel_that_was_about_the_one_before(page, topics_csv, tmp_path, qtbot):
    page.session.open_file(topics_csv)
    loaded(page, qtbot)
    click(page, "split_panel_button", qtbot)
    table = page.findChild(QTableView, "data_table")
    assert not table.isVisible()
    page.session.open_file(write_rows(tmp_path / "other.csv", topic_rows(50)))
    loaded(page, qtbot)
    assert table.isVisible()


def test_the_clean_copy_holds_the_rows_after_the_fixes(page, tmp_path, qtbot, monkeypatch):
    rows = topic_rows(40)
    page.session.open_file(write_rows(tmp_path / "data.csv", [*rows, rows[0]]))
    loaded(page, qtbot)
    click(page, "fix_duplicates_button", qtbot)
    loaded(page, qtbot)
    target = tmp_path / "clean.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_options: (str(target), ""))
    click(page, "save_clean_button", qtbot)
    qtbot.waitUntil(target.exists)
    loaded(page, qtbot)
    with target.open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == [["text", "topic"], *map(list, rows)]


def test_a_clean_copy_for_a_spreadsheet_program_holds_no_formula(page, tmp_path, qtbot, monkeypatch):
    page.session.open_file(write_rows(tmp_path / "data.csv", [*topic_rows(40), ("=1+1 goal", "sport")]))
    loaded(page, qtbot)
    target = tmp_path / "clean.csv"

    def second_kind(_parent, _title, _proposed, kinds):
        return str(target), kinds.split(";;")[1]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", second_kind)
    click(page, "save_clean_button", qtbot)
    qtbot.waitUntil(target.exists)
    loaded(page, qtbot)
    assert target.read_text(encoding="utf-8-sig").splitlines()[-1] == "'=1+1 goal,sport"


def can_be_used(page):
    return page.findChild(QPushButton, "use_reading_button").isEnabled()


def test_a_reading_that_cannot_be_used_is_not_offered_and_says_why(page, tmp_path, qtbot):
    body = "".join(f"{text},{topic}\n" for text, topic in topic_rows(40))
    (tmp_path / "data.csv").write_bytes(b"text,topic\n\xff\xfe broken,film\n" + body.encode())
    page.session.open_file(tmp_path / "data.csv")
    loaded(page, qtbot)
    click(page, "read_otherwise_button", qtbot)
    choose(page, "reading_encoding_combo", "utf-8")
    loaded(page, qtbot)
    said = page.findChild(QLabel, "reading_result_label")
    assert not can_be_used(page)
    assert "2 places are no UTF-8 text" in said.text()
    page.findChild(QCheckBox, "reading_replace_check").click()
    loaded(page, qtbot)
    assert can_be_used(page)
    choose(page, "reading_delimiter_combo", ";")
    loaded(page, qtbot)
    assert not can_be_used(page)
    assert "two columns" in said.text()


def test_bytes_that_are_no_text_are_replaced_with_one_click(page, tmp_path, qtbot):
    body = "".join(f"{text} é,{topic}\n" for text, topic in topic_rows(40))
    (tmp_path / "data.csv").write_bytes(f"text,topic\n{body}".encode() + b"\xff\xfe broken,film\n")
    page.session.open_file(tmp_path / "data.csv")
    loaded(page, qtbot)
    click(page, "replace_bad_bytes_button", qtbot)
    loaded(page, qtbot)
    assert page.session.data.overview.table.source.replaced == 2
    assert page.session.config.data.reading.replace_bad_bytes


@pytest.mark.parametrize("kind", ["picture", "folder", "missing"])
def test_another_reading_is_offered_only_where_it_can_help(page, kind, tmp_path, qtbot):
    file = tmp_path / "data.csv"
    if kind == "picture":
        file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00" * 20)
    elif kind == "folder":
        file.mkdir()
    page.session.open_file(file)
    loaded(page, qtbot)
    assert page.findChild(QLabel, "error_message").isVisible()
    assert not page.findChild(QPushButton, "read_otherwise_button").isVisible()
    assert not page.findChild(QPushButton, "replace_bad_bytes_button").isVisible()


def test_the_panel_names_its_file_and_offers_only_its_sheets(page, tmp_path, qtbot):
    import openpyxl

    for name, sheets in (("a.xlsx", ["First", "Second"]), ("b.xlsx", ["Alpha", "Beta"])):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title in sheets:
            sheet = book.create_sheet(title)
            for row in [("text", "topic"), *topic_rows(40)]:
                sheet.append(row)
        book.save(tmp_path / name)
        page.session.open_file(tmp_path / name)
        loaded(page, qtbot)
        panel = page.show_panel("reading")
        loaded(page, qtbot)
        combo = page.findChild(QComboBox, "reading_sheet_combo")
        assert [combo.itemData(place) for place in range(1, combo.count())] == sheets
        assert panel.subtitle.text() == name


def test_what_was_found_out_is_not_claimed_of_a_file_that_cannot_be_read(page, tmp_path, topics_csv, qtbot):
    page.session.open_file(topics_csv)
    loaded(page, qtbot)
    page.show_panel("reading")
    loaded(page, qtbot)
    encoding = page.findChild(QComboBox, "reading_encoding_combo")
    assert encoding.itemText(0) == "Found out: UTF-8"
    topics_csv.unlink()
    choose(page, "reading_header_combo", False)
    loaded(page, qtbot)
    assert encoding.itemText(0) == "Found out"
    assert not can_be_used(page)


def test_the_reading_card_names_the_file(page, many_rows_csv, qtbot):
    page.session.open_file(many_rows_csv)
    card = page.findChild(QWidget, "reading_card")
    qtbot.waitUntil(card.isVisible)
    assert page.findChild(QLabel, "reading_title").text() == "Reading many.csv"
    click(page, "cancel_reading_button", qtbot)
    loaded(page, qtbot)


def test_a_saved_clean_copy_is_told_in_place_until_it_is_closed(
    page, topics_csv, tmp_path, qtbot, monkeypatch
):
    page.session.open_file(topics_csv)
    loaded(page, qtbot)
    target = tmp_path / "clean.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_options: (str(target), ""))
    click(page, "save_clean_button", qtbot)
    notice = page.findChild(QWidget, "saved_copy_notice")
    qtbot.waitUntil(notice.isVisible)
    assert page.findChild(QLabel, "saved_copy_notice_text").text() == "The clean copy is in clean.csv."
    click(page, "close_saved_copy_notice_button", qtbot)
    assert not notice.isVisible()
