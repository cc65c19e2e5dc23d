import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTableView, QWidget

from guitune.gui.models.data_table_model import LABEL, ROW, SIDE, TEXT
from guitune.gui.pages.data import DataPage
from guitune.gui.widgets.class_chart import ClassChart, shown_label
from guitune.gui.widgets.drop_area import DropArea
from guitune.gui.widgets.findings_list import FindingsList

from ..conftest import topic_rows, write_rows


@pytest.fixture
def page(data_page):
    return data_page


def drop(widget: QWidget, *paths) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(QPoint(20, 20)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)


def loaded(page: DataPage, qtbot) -> None:
    """Wait until everything that was asked for is read, filtered and shown."""
    qtbot.waitUntil(
        lambda: not page.session.data.is_reading and not page.session.jobs.running, timeout=30_000
    )


def open_file(page: DataPage, path, qtbot) -> None:
    page.session.open_file(path)
    loaded(page, qtbot)


def column(page: DataPage, number: int) -> list[str]:
    model = page.findChild(QTableView, "data_table").model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def text_of(page: DataPage, name: str) -> str:
    return page.findChild(QLabel, name).text()


def click(page: DataPage, name: str, qtbot) -> None:
    qtbot.mouseClick(page.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_a_dropped_file_is_shown_row_by_row_with_its_facts(page, topics_csv, qtbot):
    drop(page.findChild(DropArea), topics_csv)
    loaded(page, qtbot)
    assert column(page, ROW) == [str(number) for number in range(2, 122)]
    assert column(page, TEXT)[0] == topic_rows(120)[0][0]
    assert set(column(page, LABEL)) == {"film", "food", "sport"}
    assert "120 rows" in text_of(page, "file_facts_label")
    assert "UTF-8" in text_of(page, "file_facts_label")
    assert page.mark[0] == "ready"


def test_the_sample_is_one_click_away(page, qtbot):
    click(page, "sample_button", qtbot)
    loaded(page, qtbot)
    assert len(column(page, ROW)) == 600
    assert page.findChild(QComboBox, "label_column_combo").currentText() == "topic"


def test_a_file_opened_before_is_offered_again(page, session, topics_csv, qtbot):
    open_file(page, topics_csv, qtbot)
    session.new_project()
    again = DataPage(session)
    qtbot.addWidget(again)
    again.show()
    qtbot.mouseClick(again.findChild(QPushButton, "recent_file_button"), Qt.MouseButton.LeftButton)
    loaded(again, qtbot)
    assert len(column(again, ROW)) == 120


def test_every_row_has_its_side_and_the_bar_counts_them(page, topics_csv, qtbot):
    open_file(page, topics_csv, qtbot)
    sides = column(page, SIDE)
    for title in ("Train", "Validation", "Test"):
        assert text_of(page, f"{title.lower()}_count_label") == f"{title} {sides.count(title)}"
    assert sides.count("Test") > 0


def test_a_column_can_be_changed_and_the_other_role_makes_way(page, session, tmp_path, qtbot):
    rows = [(text, topic, "a" if number % 2 else "b") for number, (text, topic) in enumerate(topic_rows(60))]
    open_file(page, write_rows(tmp_path / "three.csv", rows, ("text", "topic", "mood")), qtbot)
    labels = page.findChild(QComboBox, "label_column_combo")
    labels.setFocus()
    qtbot.keyClicks(labels, "mood")
    loaded(page, qtbot)
    assert session.config.data.label_column == "mood"
    assert set(column(page, LABEL)) == {"a", "b"}
    texts = page.findChild(QComboBox, "text_column_combo")
    texts.setCurrentText("mood")
    texts.activated.emit(texts.currentIndex())
    loaded(page, qtbot)
    assert (session.config.data.text_column, session.config.data.label_column) == ("mood", "text")


def test_search_and_filters_narrow_the_table_and_say_so(page, topics_csv, qtbot):
    open_file(page, topics_csv, qtbot)
    word = topic_rows(120)[0][0].split()[0]
    qtbot.keyClicks(page.findChild(QLineEdit, "data_search"), word.upper())
    expected = [text for text, _topic in topic_rows(120) if word in text]
    qtbot.waitUntil(lambda: column(page, TEXT) == expected)
    assert text_of(page, "shown_count_label") == f"{len(expected)} of 120 rows"
    click(page, "show_all_button", qtbot)
    qtbot.waitUntil(lambda: len(column(page, TEXT)) == 120)


def test_choosing_a_bar_shows_that_labels_texts_and_again_all(page, topics_csv, qtbot):
    open_file(page, topics_csv, qtbot)
    chart = page.findChild(ClassChart, "class_chart")
    place = chart.visualRect(chart.model().index(1, 0)).center()
    name = chart.model().index(1, 0).data()
    qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: set(column(page, LABEL)) == {name})
    qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: len(set(column(page, LABEL))) == 3)


def test_rows_that_cannot_be_read_are_listed_with_number_and_reason(page, tmp_path, qtbot):
    file = write_rows(tmp_path / "broken.csv", [*topic_rows(60), ("one", "two", "three")])
    open_file(page, file, qtbot)
    assert "61 rows" in text_of(page, "file_facts_label")
    assert "1 unreadable" in text_of(page, "file_facts_label")
    click(page, "show_rejected_button", qtbot)
    qtbot.waitUntil(lambda: column(page, ROW) == ["62"])
    assert column(page, TEXT) == ["one,two,three"]
    tip = page.findChild(QTableView, "data_table").model().index(0, SIDE).data(Qt.ItemDataRole.ToolTipRole)
    assert "it has 3 fields where the header has 2" in tip


def test_a_fix_is_made_with_one_click_and_taken_back_with_another(page, session, tmp_path, qtbot):
    rows = [
        (text, topic.upper() if number < 6 else topic) for number, (text, topic) in enumerate(topic_rows(60))
    ]
    open_file(page, write_rows(tmp_path / "variants.csv", rows), qtbot)
    assert len(session.data.overview.label_counts) == 6
    click(page, "fix_label_variants_button", qtbot)
    loaded(page, qtbot)
    assert dict(session.data.overview.label_counts) == {"film": 20, "food": 20, "sport": 20}
    assert set(column(page, LABEL)) == {"film", "food", "sport"}
    click(page, "unfix_label_variants_button", qtbot)
    loaded(page, qtbot)
    assert len(session.data.overview.label_counts) == 6


def test_the_worst_finding_stands_first(page, tmp_path, qtbot):
    rows = [*topic_rows(60), ("", "film"), topic_rows(1)[0]]
    open_file(page, write_rows(tmp_path / "findings.csv", rows), qtbot)
    messages = [
        shown.text() for shown in page.findChild(FindingsList).findChildren(QLabel, "finding_message")
    ]
    assert "1 row has no text" in messages[0]
    assert "repeats an earlier text" in messages[-1]


def test_a_file_that_is_none_is_explained_where_it_was_dropped(page, tmp_path, qtbot):
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00" * 20)
    drop(page.findChild(DropArea), tmp_path / "picture.csv")
    loaded(page, qtbot)
    assert "it looks like a PNG file" in text_of(page, "error_message")
    assert "CSV" in text_of(page, "error_hint")
    assert page.mark[0] == "attention"
    assert page.findChild(QPushButton, "open_file_button").isVisible()


def test_one_label_alone_is_shown_but_keeps_training_off(page, session, tmp_path, qtbot):
    rows = [(text, "film") for text, _topic in topic_rows(30)]
    open_file(page, write_rows(tmp_path / "one.csv", rows), qtbot)
    assert len(column(page, ROW)) == 30
    assert page.mark[0] == "attention"
    assert "same label" in page.mark[1]


def test_markup_in_texts_stays_text(page, tmp_path, qtbot):
    rows = [("<b>bold</b> <img src=file:///etc/passwd>", "film"), *topic_rows(60)]
    open_file(page, write_rows(tmp_path / "markup.csv", rows), qtbot)
    cell = page.findChild(QTableView, "data_table").model().index(0, TEXT)
    assert cell.data() == "<b>bold</b> <img src=file:///etc/passwd>"
    assert "&lt;img src=file:///etc/passwd>" in cell.data(Qt.ItemDataRole.ToolTipRole)


def test_of_two_dropped_files_the_second_can_become_the_test_file(page, session, topics_csv, tmp_path, qtbot):
    second = write_rows(tmp_path / "held_out.csv", topic_rows(40, seed=1))
    drop(page.findChild(DropArea), topics_csv, second)
    loaded(page, qtbot)
    assert session.data.overview.table.source.path == topics_csv
    assert text_of(page, "second_file_notice_text").startswith("Only the first of these files was opened.")
    click(page, "second_file_notice_button", qtbot)
    loaded(page, qtbot)
    assert session.config.data.test_file == str(second)
    assert len(session.data.overview.examples) == 160
    assert not page.findChild(QWidget, "second_file_notice").isVisible()


def test_where_no_row_fits_the_table_says_so_and_all_are_one_click_away(page, topics_csv, qtbot):
    open_file(page, topics_csv, qtbot)
    note = page.findChild(QWidget, "no_rows_note")
    assert not note.isVisible()
    search = page.findChild(QLineEdit, "data_search")
    search.setText("nothing like this")
    qtbot.waitUntil(note.isVisible)
    click(page, "show_all_in_table_button", qtbot)
    qtbot.waitUntil(lambda: len(column(page, ROW)) == 120)
    assert search.text() == ""
    assert not note.isVisible()


def test_files_opened_meanwhile_are_offered_when_the_page_is_empty_again(page, session, topics_csv, qtbot):
    assert page.findChild(QPushButton, "recent_file_button") is None
    open_file(page, topics_csv, qtbot)
    session.new_project()
    loaded(page, qtbot)
    again = page.findChild(QPushButton, "recent_file_button")
    assert again.isVisible()
    assert again.text() == topics_csv.name


def test_a_space_at_the_end_of_a_label_is_seen():
    assert shown_label("refund ") == "“refund ”"
    assert shown_label("refund") == "refund"


def test_undo_names_the_fix_that_it_takes_back(page, session, tmp_path, qtbot):
    rows = topic_rows(60)
    open_file(page, write_rows(tmp_path / "twice.csv", [*rows, rows[0]]), qtbot)
    click(page, "fix_duplicates_button", qtbot)
    loaded(page, qtbot)
    assert session.undo_stack.undoText() == "leaving out of repeated texts"


def test_few_validation_texts_are_counted_beside_the_number_to_beat(page, topics_csv, qtbot):
    open_file(page, topics_csv, qtbot)
    qtbot.waitUntil(lambda: "To beat" in text_of(page, "baseline_label"), timeout=60_000)
    count = page.session.baseline.baseline.validation_texts
    assert count < 30
    assert f"of only {count} validation texts" in text_of(page, "baseline_label")


def test_enter_ends_the_edit_of_a_text_and_shift_enter_begins_a_line(page, session, topics_csv, qtbot):
    open_file(page, topics_csv, qtbot)
    table = page.findChild(QTableView, "data_table")
    table.setCurrentIndex(table.model().index(0, TEXT))
    table.edit(table.currentIndex())
    editor = table.findChild(QPlainTextEdit, "text_cell_editor")
    assert "Shift+Enter" in editor.findChild(QLabel, "text_editor_keys").text()
    qtbot.keyClicks(editor, "one")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(editor, "two")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert [edit.after for edit in session.config.data.edits] == ["one\ntwo"]
    loaded(page, qtbot)
