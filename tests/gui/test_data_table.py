import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QPlainTextEdit, QPushButton

from guitune.core.data.rows import with_edit
from guitune.core.data_choices import Edit
from guitune.gui.models.data_table_model import EDITED_ROLE, LABEL, LENGTH, OTHERS, ROW, SIDE, TEXT
from guitune.gui.widgets.data_table import DataTable

from ..conftest import topic_rows, write_rows


@pytest.fixture
def shown(session, qtbot):
    """A table of the session's data whose edits are made, as on the Data page."""
    session.new_project()
    table = DataTable(session.jobs)

    def show():
        if session.data.overview is not None and not session.data.is_reading:
            table.show_overview(session.data.overview)

    def edit(made: Edit):
        session.change_data("edit of a cell", edits=with_edit(session.config.data.edits, made))

    session.data.changed.connect(show)
    session.config_changed.connect(lambda: table.show_edits(session.config.data.edits))
    table.edit_wanted.connect(edit)
    qtbot.addWidget(table)
    table.resize(900, 500)
    table.show()
    qtbot.waitExposed(table)
    return table


def loaded(session, qtbot) -> None:
    qtbot.waitUntil(lambda: not session.data.is_reading and not session.jobs.running, timeout=30_000)


def open_rows(session, qtbot, path, rows, header=("text", "topic")) -> None:
    session.open_file(write_rows(path, rows, header))
    loaded(session, qtbot)


def column(shown: DataTable, number: int) -> list[str]:
    model = shown.table.model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def cell(shown: DataTable, row: int, number: int):
    return shown.table.model().index(row, number)


def place_of(shown: DataTable, row: int, number: int) -> QPoint:
    return shown.table.visualRect(cell(shown, row, number)).center()


def click_heading(shown: DataTable, number: int, qtbot) -> None:
    header = shown.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(number) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def open_editor(shown: DataTable):
    """The editor over a cell; those that were closed are hidden before they go."""
    kinds = (QComboBox, QPlainTextEdit)
    editors = [editor for kind in kinds for editor in shown.table.viewport().findChildren(kind)]
    return next(editor for editor in editors if editor.isVisible())


def begin_edit(shown: DataTable, row: int, number: int, qtbot, key=Qt.Key.Key_F2):
    """The editor that a key opens on a cell."""
    shown.table.setFocus()
    shown.table.setCurrentIndex(cell(shown, row, number))
    qtbot.keyClick(shown.table, key)
    return open_editor(shown)


def type_label(shown: DataTable, row: int, name: str, qtbot) -> None:
    editor = begin_edit(shown, row, LABEL, qtbot)
    editor.lineEdit().selectAll()
    qtbot.keyClicks(editor.lineEdit(), name)
    qtbot.keyClick(editor.lineEdit(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not shown.table.is_editing)


def test_a_heading_sorts_up_then_down_then_as_in_the_file(shown, session, tmp_path, qtbot):
    rows = topic_rows(60)
    open_rows(session, qtbot, tmp_path / "t.csv", rows)
    texts = [text for text, _topic in rows]
    for expected in (sorted(texts), sorted(texts, reverse=True), texts):
        click_heading(shown, TEXT, qtbot)
        qtbot.waitUntil(lambda expected=expected: column(shown, TEXT) == expected)
    click_heading(shown, LABEL, qtbot)
    qtbot.waitUntil(lambda: column(shown, LABEL) == sorted(topic for _text, topic in rows))
    assert shown.table.horizontalHeader().sortIndicatorSection() == LABEL


def test_order_and_filter_hold_together_and_the_chosen_row_stays_chosen(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(120))
    shown.table.setCurrentIndex(cell(shown, 60, TEXT))
    number = cell(shown, 60, ROW).data()
    label = cell(shown, 60, LABEL).data()
    click_heading(shown, TEXT, qtbot)
    shown.choose_label(label)
    qtbot.waitUntil(lambda: set(column(shown, LABEL)) == {label})
    assert column(shown, TEXT) == sorted(column(shown, TEXT))
    assert cell(shown, shown.table.currentIndex().row(), ROW).data() == number


def test_the_search_takes_the_keyboard_and_narrows_the_rows(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", [("Grüße aus ULM", "food"), *topic_rows(60)])
    shown.focus_search()
    search = shown.findChild(QLineEdit, "data_search")
    assert search.hasFocus()
    qtbot.keyClicks(search, "GRÜSSE"[:3] + "ß")
    qtbot.waitUntil(lambda: column(shown, ROW) == ["2"])


def test_a_findings_rows_are_shown_alone_under_a_chip_that_shows_all_again(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", [*topic_rows(60), ("", "film"), ("x", "")])
    finding = next(finding for finding in session.data.overview.findings if finding.rows)
    shown.choose_label("food")
    shown.choose_rows(finding.rows, finding.message)
    qtbot.waitUntil(lambda: column(shown, ROW) == [str(row) for row in finding.rows])
    chip = shown.findChild(QPushButton, "finding_filter_chip")
    assert chip.isVisible()
    assert chip.text().startswith("Only: ")
    assert shown.findChild(QLabel, "shown_count_label").text() == f"{len(finding.rows)} of 62 rows"
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(column(shown, ROW)) == 62)
    assert not chip.isVisible()


def test_the_rows_of_a_finding_stay_alone_while_they_are_mended_one_by_one(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", [*topic_rows(60), ("one", ""), ("two", "")])
    shown.choose_rows((62, 63), "rows without a label")
    qtbot.waitUntil(lambda: column(shown, ROW) == ["62", "63"])
    type_label(shown, 0, "film", qtbot)
    loaded(session, qtbot)
    assert column(shown, ROW) == ["62", "63"]
    assert column(shown, LABEL) == ["film", ""]
    assert cell(shown, 0, SIDE).data() != "Left out"
    assert cell(shown, 1, SIDE).data() == "Left out"


def test_a_label_is_edited_in_place_shown_at_once_and_undone(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(60))
    written = cell(shown, 5, LABEL).data()
    other = next(name for name in ("film", "food") if name != written)
    at_once = []
    shown.edit_wanted.connect(
        lambda _edit: at_once.append((session.data.is_reading, cell(shown, 5, LABEL).data()))
    )
    type_label(shown, 5, other, qtbot)
    assert at_once == [(True, other)]
    assert cell(shown, 5, LABEL).data(EDITED_ROLE)
    assert f"Was: {written}" in cell(shown, 5, LABEL).data(Qt.ItemDataRole.ToolTipRole)
    loaded(session, qtbot)
    assert session.config.data.edits == (Edit("file", 7, "topic", written, other),)
    assert cell(shown, 5, LABEL).data() == other
    session.undo_stack.undo()
    assert cell(shown, 5, LABEL).data() == written
    assert not cell(shown, 5, LABEL).data(EDITED_ROLE)
    loaded(session, qtbot)
    assert cell(shown, 5, LABEL).data() == written


def test_a_label_is_chosen_from_those_there_are_or_typed_exactly(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(60))
    editor = begin_edit(shown, 0, LABEL, qtbot, Qt.Key.Key_Return)
    assert [editor.itemText(number) for number in range(editor.count())] == ["film", "food", "sport"]
    qtbot.keyClick(editor.lineEdit(), Qt.Key.Key_Escape)
    assert session.config.data.edits == ()
    type_label(shown, 0, "Film", qtbot)
    loaded(session, qtbot)
    assert [edit.after for edit in session.config.data.edits] == ["Film"]


def test_putting_back_what_the_file_says_removes_the_edit(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(60))
    written = cell(shown, 0, LABEL).data()
    for name in ("sport" if written != "sport" else "food", written):
        type_label(shown, 0, name, qtbot)
        loaded(session, qtbot)
    assert session.config.data.edits == ()
    assert not cell(shown, 0, LABEL).data(EDITED_ROLE)


def test_a_text_is_edited_as_it_is_written_and_shown_cleaned(shown, session, tmp_path, qtbot):
    rows = [("Loud\u00a0TEXT\r\nsecond line", "film"), *topic_rows(60)]
    open_rows(session, qtbot, tmp_path / "t.csv", rows)
    session.change_data("cleaning", cleaning=("lower_case",))
    loaded(session, qtbot)
    assert cell(shown, 0, TEXT).data().startswith("loud")
    qtbot.mouseClick(shown.table.viewport(), Qt.MouseButton.LeftButton, pos=place_of(shown, 0, TEXT))
    qtbot.mouseDClick(shown.table.viewport(), Qt.MouseButton.LeftButton, pos=place_of(shown, 0, TEXT))
    editor = open_editor(shown)
    editor.moveCursor(editor.textCursor().MoveOperation.End)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, "Third")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    after = "Loud\u00a0TEXT\r\nsecond line\r\nThird"
    assert session.config.data.edits == (Edit("file", 2, "text", rows[0][0], after),)
    loaded(session, qtbot)
    assert cell(shown, 0, TEXT).data() == after.lower()
    assert session.data.overview.table.column("text")[0] == rows[0][0]


def test_a_text_editor_that_changed_nothing_or_was_left_by_escape_makes_no_edit(
    shown, session, tmp_path, qtbot
):
    open_rows(session, qtbot, tmp_path / "t.csv", [("odd\rline\x00s\u2028", "film"), *topic_rows(60)])
    editor = begin_edit(shown, 0, TEXT, qtbot)
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    editor = begin_edit(shown, 1, TEXT, qtbot)
    qtbot.keyClicks(editor, "something else")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert session.config.data.edits == ()


def test_what_is_being_typed_outlives_a_change_of_the_rows(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(60))
    editor = begin_edit(shown, 0, TEXT, qtbot)
    qtbot.keyClicks(editor, "half a sen")
    session.change_data("cleaning", cleaning=("lower_case",))
    loaded(session, qtbot)
    qtbot.keyClicks(editor, "tence")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [edit.after for edit in session.config.data.edits] == ["half a sentence"]
    loaded(session, qtbot)
    assert cell(shown, 0, TEXT).data() == "half a sentence"


def test_with_joined_columns_the_main_text_is_edited_and_the_whole_shown(shown, session, tmp_path, qtbot):
    rows = [(text, topic, f"title {number}") for number, (text, topic) in enumerate(topic_rows(60))]
    open_rows(session, qtbot, tmp_path / "t.csv", rows, ("text", "topic", "title"))
    session.change_data("joining", text_column="text", label_column="topic", joined_columns=("title",))
    loaded(session, qtbot)
    editor = begin_edit(shown, 0, TEXT, qtbot)
    assert editor.toPlainText() == rows[0][0]
    qtbot.keyClicks(editor, "new")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert cell(shown, 0, TEXT).data() == "new | title 0"
    loaded(session, qtbot)
    assert cell(shown, 0, TEXT).data() == "new | title 0"


def test_a_row_that_could_not_be_read_is_not_editable(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", [*topic_rows(60), ("one", "two", "three")])
    assert not cell(shown, 60, TEXT).flags() & Qt.ItemFlag.ItemIsEditable
    assert not cell(shown, 60, LABEL).flags() & Qt.ItemFlag.ItemIsEditable
    assert not cell(shown, 0, SIDE).flags() & Qt.ItemFlag.ItemIsEditable


def test_changing_a_test_text_is_said_calmly_and_no_longer_when_undone(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(120))
    note = shown.findChild(QLabel, "test_edit_note")
    type_label(shown, column(shown, SIDE).index("Train"), "other", qtbot)
    loaded(session, qtbot)
    assert not note.isVisible()
    session.undo_stack.undo()
    loaded(session, qtbot)
    row = column(shown, SIDE).index("Test")
    editor = begin_edit(shown, row, TEXT, qtbot)
    qtbot.keyClicks(editor, "better")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert note.isVisible()
    session.undo_stack.undo()
    assert not note.isVisible()
    loaded(session, qtbot)


def test_characters_that_cannot_be_seen_are_shown_as_escapes_in_cells_and_tips(
    shown, session, tmp_path, qtbot
):
    rows = [("a\x1b[31mb\u202ec", "fi\u202elm"), *topic_rows(60)]
    open_rows(session, qtbot, tmp_path / "t.csv", rows)
    assert cell(shown, 0, TEXT).data() == r"a\x1b[31mb\u202ec"
    assert cell(shown, 0, LABEL).data() == r"fi\u202elm"
    assert r"a\x1b[31mb\u202ec" in cell(shown, 0, TEXT).data(Qt.ItemDataRole.ToolTipRole)
    labels = shown.findChild(QComboBox, "label_filter_combo")
    assert r"fi\u202elm" in [labels.itemText(number) for number in range(labels.count())]
    shown.choose_label("fi\u202elm")
    qtbot.waitUntil(lambda: column(shown, ROW) == ["2"])


def test_other_columns_of_the_file_are_shown_when_wanted(shown, session, tmp_path, qtbot):
    rows = [(text, topic, f"r&d {number}") for number, (text, topic) in enumerate(topic_rows(60))]
    open_rows(session, qtbot, tmp_path / "t.csv", rows, ("text", "topic", "source"))
    table = shown.table
    assert table.isColumnHidden(OTHERS)
    assert table.isColumnHidden(LENGTH)
    qtbot.mouseClick(shown.findChild(QPushButton, "data_columns_button"), Qt.MouseButton.LeftButton)
    menu = shown.findChild(QMenu, "data_columns_menu")
    assert menu.isVisible()
    acts = menu.actions()
    assert [act.text() for act in acts] == ["Number of characters", "source"]
    for act in acts:
        act.trigger()
    menu.close()
    assert not table.isColumnHidden(OTHERS)
    assert column(shown, OTHERS)[:2] == ["r&d 0", "r&d 1"]
    assert column(shown, LENGTH)[0] == str(len(rows[0][0]))
    session.change_data("cleaning", cleaning=("lower_case",))
    loaded(session, qtbot)
    assert not table.isColumnHidden(OTHERS)


def test_a_refresh_leaves_the_rows_where_they_are_on_the_screen(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(600))
    table = shown.table
    table.setCurrentIndex(cell(shown, 300, LABEL))
    table.verticalScrollBar().setValue(299 * 42 + 13)
    session.change_data("cleaning", cleaning=("lower_case",))
    loaded(session, qtbot)
    assert table.verticalScrollBar().value() == 299 * 42 + 13
    assert (table.currentIndex().row(), table.currentIndex().column()) == (300, LABEL)


def test_a_clean_copy_is_asked_for_with_a_link(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(60))
    with qtbot.waitSignal(shown.clean_copy_wanted):
        qtbot.mouseClick(shown.findChild(QPushButton, "save_clean_button"), Qt.MouseButton.LeftButton)
