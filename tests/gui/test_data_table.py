from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QPlainTextEdit, QPushButton

from guitune.core.data.rows import with_edit
from guitune.core.data_choices import Edit, LeftOutRow
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

    def follow():
        table.show_edits(session.config.data.edits)
        table.show_left_out(session.config.data.left_out_rows)

    def leave_out(rows: tuple[LeftOutRow, ...]):
        session.change_data("leaving out of rows", left_out_rows=rows)

    session.data.changed.connect(show)
    session.config_changed.connect(follow)
    table.edit_wanted.connect(edit)
    table.left_out_wanted.connect(leave_out)
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
    assert session.config.data.edits == (Edit("file", 7, "topic", written, other, topic_rows(60)[5][0]),)
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
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(editor, "Third")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    after = "Loud\u00a0TEXT\r\nsecond line\r\nThird"
    assert session.config.data.edits == (Edit("file", 2, "text", rows[0][0], after, rows[0][0]),)
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


def choose(shown: DataTable, rows: range, qtbot) -> None:
    """Choose rows with the mouse, the last ones with Shift."""
    shown.table.setFocus()
    for row, key in (
        (rows[0], Qt.KeyboardModifier.NoModifier),
        (rows[-1], Qt.KeyboardModifier.ShiftModifier),
    ):
        place = place_of(shown, row, TEXT)
        qtbot.mouseClick(shown.table.viewport(), Qt.MouseButton.LeftButton, key, place)


def menu_acts(shown: DataTable, qtbot) -> dict[str, QAction]:
    """The acts of the menu that the keyboard opens, by their names."""
    qtbot.keyClick(shown.table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = shown.findChild(QMenu, "data_row_menu")
    assert menu.isVisible()
    menu.close()
    return {act.objectName(): act for act in menu.actions() if act.objectName()}


def chosen(shown: DataTable) -> list[str]:
    return [index.data() for index in shown.table.selectionModel().selectedRows(ROW)]


def test_rows_are_left_out_by_key_shown_at_once_and_stay_in_the_table_and_chosen(
    shown, session, tmp_path, qtbot
):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(60))
    before = [column(shown, number)[4:7] for number in (ROW, TEXT, LABEL)]
    choose(shown, range(4, 7), qtbot)
    at_once = []
    shown.left_out_wanted.connect(lambda _rows: at_once.extend(column(shown, SIDE)[3:8]))
    qtbot.keyClick(shown.table, Qt.Key.Key_Delete)
    assert at_once[1:4] == ["Left out"] * 3
    assert "Left out" not in (at_once[0], at_once[4])
    assert session.config.data.left_out_rows == tuple(
        LeftOutRow("file", row, topic_rows(60)[row - 2][0]) for row in (6, 7, 8)
    )
    loaded(session, qtbot)
    assert [column(shown, number)[4:7] for number in (ROW, TEXT, LABEL)] == before
    assert column(shown, SIDE)[4:7] == ["Left out"] * 3
    assert "You left this row out." in cell(shown, 4, SIDE).data(Qt.ItemDataRole.ToolTipRole)
    assert chosen(shown) == ["6", "7", "8"]
    assert len(session.data.overview.examples) == 57


def test_left_out_rows_are_taken_in_again_by_the_menu_and_by_undoing(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(60))
    choose(shown, range(2), qtbot)
    acts = menu_acts(shown, qtbot)
    assert acts["leave_out_rows_act"].text() == "Leave these 2 rows out"
    assert not acts["take_in_rows_act"].isEnabled()
    acts["leave_out_rows_act"].trigger()
    loaded(session, qtbot)
    choose(shown, range(1, 3), qtbot)
    acts = menu_acts(shown, qtbot)
    assert acts["leave_out_rows_act"].text() == "Leave this row out"
    assert acts["take_in_rows_act"].text() == "Take this row in again"
    acts["take_in_rows_act"].trigger()
    assert session.config.data.left_out_rows == (LeftOutRow("file", 2, topic_rows(60)[0][0]),)
    assert column(shown, SIDE)[:2] == ["Left out", ""]
    loaded(session, qtbot)
    assert column(shown, SIDE)[1] in {"Train", "Validation", "Test"}
    for _act in range(2):
        session.undo_stack.undo()
    loaded(session, qtbot)
    assert "Left out" not in column(shown, SIDE)


def test_a_row_that_is_left_out_anyway_is_not_left_out_by_hand(shown, session, tmp_path, qtbot):
    open_rows(
        session, qtbot, tmp_path / "t.csv", [("no label", ""), *topic_rows(60), ("one", "two", "three")]
    )
    for row in (0, 61):
        shown.table.setCurrentIndex(cell(shown, row, TEXT))
        acts = menu_acts(shown, qtbot)
        assert not acts["leave_out_rows_act"].isEnabled()
        assert not acts["take_in_rows_act"].isEnabled()
        assert acts["edit_label_act"].isEnabled() == (row == 0)
        qtbot.keyClick(shown.table, Qt.Key.Key_Delete)
    assert session.config.data.left_out_rows == ()


def test_all_rows_can_be_left_out_and_taken_in_again(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(60))
    shown.table.selectAll()
    qtbot.keyClick(shown.table, Qt.Key.Key_Delete)
    loaded(session, qtbot)
    assert set(column(shown, SIDE)) == {"Left out"}
    assert session.data.overview.problem is not None
    shown.table.selectAll()
    shown.findChild(QAction, "take_in_rows_act").trigger()
    loaded(session, qtbot)
    assert session.config.data.left_out_rows == ()
    assert session.data.overview.problem is None


def test_the_next_row_is_chosen_where_a_filter_no_longer_shows_the_one_left_out(
    shown, session, tmp_path, qtbot
):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(120))
    sides = shown.findChild(QComboBox, "side_filter_combo")
    sides.setCurrentIndex(sides.findData("train"))
    qtbot.waitUntil(lambda: set(column(shown, SIDE)) == {"Train"})
    shown.table.setFocus()
    shown.table.setCurrentIndex(cell(shown, 3, TEXT))
    following = cell(shown, 4, ROW).data()
    qtbot.keyClick(shown.table, Qt.Key.Key_Delete)
    loaded(session, qtbot)
    assert set(column(shown, SIDE)) == {"Train"}
    assert chosen(shown) == [following]
    assert shown.table.currentIndex().row() == 3


def test_more_rows_than_can_be_done_at_once_are_not_left_out_and_the_menu_says_so(
    shown, session, tmp_path, qtbot
):
    rows = [(f"{text} {number}", topic) for number, (text, topic) in enumerate(topic_rows(60) * 90)]
    open_rows(session, qtbot, tmp_path / "t.csv", rows)
    shown.table.setCurrentIndex(cell(shown, 0, TEXT))
    shown.table.selectAll()
    qtbot.keyClick(shown.table, Qt.Key.Key_Delete)
    menu = shown.findChild(QMenu, "data_row_menu")
    assert menu.isVisible()
    menu.close()
    act = shown.findChild(QAction, "leave_out_rows_act")
    assert (act.text(), act.isEnabled()) == ("Leave rows out: at most 5,000 at once", False)
    assert session.config.data.left_out_rows == ()


def test_the_menu_opens_where_the_mouse_or_the_keyboard_is(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(60))
    shown.table.setCurrentIndex(cell(shown, 50, TEXT))
    shown.table.scrollToTop()
    menu, viewport = shown.findChild(QMenu, "data_row_menu"), shown.table.viewport()
    asked = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), viewport.mapToGlobal(QPoint(5, 5))
    )
    QGuiApplication.sendEvent(viewport, asked)
    row = shown.table.visualRect(cell(shown, 50, TEXT))
    assert viewport.rect().contains(row)
    assert abs(menu.y() - viewport.mapToGlobal(row.bottomLeft()).y()) <= 2
    menu.close()
    place = place_of(shown, 49, TEXT)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place))
    QGuiApplication.sendEvent(viewport, asked)
    assert menu.isVisible()
    menu.close()


def test_text_and_label_are_edited_from_the_menu_of_one_row(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(60))
    shown.table.setFocus()
    shown.table.setCurrentIndex(cell(shown, 2, ROW))
    acts = menu_acts(shown, qtbot)
    acts["edit_text_act"].trigger()
    editor = open_editor(shown)
    qtbot.keyClicks(editor, "better")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    acts["edit_label_act"].trigger()
    assert isinstance(open_editor(shown), QComboBox)
    qtbot.keyClick(open_editor(shown).lineEdit(), Qt.Key.Key_Escape)
    assert [edit.after for edit in session.config.data.edits] == ["better"]
    loaded(session, qtbot)
    choose(shown, range(2), qtbot)
    acts = menu_acts(shown, qtbot)
    assert not acts["edit_text_act"].isEnabled()
    assert not acts["edit_label_act"].isEnabled()


def test_whole_texts_are_copied_as_they_are(shown, session, tmp_path, qtbot):
    long = "word\u00a0\x1b " * 400
    open_rows(session, qtbot, tmp_path / "t.csv", [(long, "film"), *topic_rows(60)])
    choose(shown, range(2), qtbot)
    qtbot.keyClick(shown.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == f"{long}\n{topic_rows(1)[0][0]}"
    assert menu_acts(shown, qtbot)["copy_text_act"].text() == "Copy the 2 texts"


def test_changes_follow_their_rows_when_the_file_has_got_a_row_before_them(shown, session, tmp_path, qtbot):
    given, file = topic_rows(60), tmp_path / "t.csv"
    open_rows(session, qtbot, file, given)
    choose(shown, range(1), qtbot)
    qtbot.keyClick(shown.table, Qt.Key.Key_Delete)
    type_label(shown, 5, "opera", qtbot)
    loaded(session, qtbot)
    edits, left_out = session.config.data.edits, session.config.data.left_out_rows
    write_rows(file, [("something brand new", "film"), *given])
    session.data.read_again()
    loaded(session, qtbot)
    assert column(shown, SIDE).index("Left out") == 1
    assert column(shown, LABEL).index("opera") == 6
    assert cell(shown, 6, LABEL).data(EDITED_ROLE)
    assert not cell(shown, 5, LABEL).data(EDITED_ROLE)
    type_label(shown, 6, "ballet", qtbot)
    assert cell(shown, 6, LABEL).data() == "ballet"
    loaded(session, qtbot)
    assert session.config.data.edits == (replace(edits[0], after="ballet"),)
    assert session.config.data.left_out_rows == left_out
    choose(shown, range(1, 2), qtbot)
    shown.findChild(QAction, "take_in_rows_act").trigger()
    type_label(shown, 6, given[5][1], qtbot)
    loaded(session, qtbot)
    assert (session.config.data.edits, session.config.data.left_out_rows) == ((), ())
    assert "Left out" not in column(shown, SIDE)


@pytest.mark.parametrize("act", ["label", "left out"])
def test_a_changed_test_row_is_told_of_until_the_change_is_undone(shown, session, tmp_path, qtbot, act):
    open_rows(session, qtbot, tmp_path / "t.csv", topic_rows(120))
    note = shown.findChild(QLabel, "test_edit_note")

    def change(row: int) -> None:
        if act == "label":
            type_label(shown, row, "opera", qtbot)
        else:
            choose(shown, range(row, row + 1), qtbot)
            qtbot.keyClick(shown.table, Qt.Key.Key_Delete)

    change(column(shown, SIDE).index("Train"))
    loaded(session, qtbot)
    assert not note.isVisible()
    change(column(shown, SIDE).index("Test"))
    assert note.isVisible()
    loaded(session, qtbot)
    assert note.isVisible()
    session.change_data("cleaning", cleaning=("lower_case",))
    loaded(session, qtbot)
    assert note.isVisible()
    for _act in range(2):
        session.undo_stack.undo()
    assert not note.isVisible()
    loaded(session, qtbot)
    assert not note.isVisible()


@pytest.fixture
def with_own_test(shown, session, tmp_path, qtbot) -> DataTable:
    """A main file with a column of its own, and a test file with another, 10 rows, the last without label."""
    rows = [(text, topic, f"main {99 - number}") for number, (text, topic) in enumerate(topic_rows(60))]
    test = [(text, topic, f"test {number}") for number, (text, topic) in enumerate(topic_rows(9, seed=3))]
    open_rows(session, qtbot, tmp_path / "main.csv", rows, ("text", "topic", "source"))
    file = write_rows(tmp_path / "own.csv", [*test, ("none", "", "test 9")], ("text", "topic", "origin"))
    session.change_data("own split", text_column="text", label_column="topic", test_file=str(file))
    loaded(session, qtbot)
    return shown


def test_rows_of_a_test_file_are_edited_and_left_out_as_well(with_own_test, session, qtbot):
    shown = with_own_test
    assert column(shown, SIDE)[60:69] == ["Test"] * 9
    written = cell(shown, 60, TEXT).data()
    editor = begin_edit(shown, 60, TEXT, qtbot)
    qtbot.keyClicks(editor, "other")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert session.config.data.edits == (Edit("test_file", 2, "text", written, "other", written),)
    assert shown.findChild(QLabel, "test_edit_note").isVisible()
    loaded(session, qtbot)
    type_label(shown, 69, "film", qtbot)
    loaded(session, qtbot)
    assert column(shown, SIDE)[69] == "Test"
    shown.table.setCurrentIndex(cell(shown, 61, TEXT))
    qtbot.keyClick(shown.table, Qt.Key.Key_Delete)
    assert session.config.data.left_out_rows == (LeftOutRow("test_file", 3, topic_rows(9, seed=3)[1][0]),)
    loaded(session, qtbot)
    assert column(shown, SIDE)[60:63] == ["Test", "Left out", "Test"]
    assert column(shown, TEXT)[60] == "other"
    assert session.data.overview.split.count("test") == 9


def test_other_columns_of_all_files_are_shown_and_sorted_by(with_own_test, session, qtbot):
    shown, table = with_own_test, with_own_test.table
    qtbot.mouseClick(shown.findChild(QPushButton, "data_columns_button"), Qt.MouseButton.LeftButton)
    menu = shown.findChild(QMenu, "data_columns_menu")
    assert [act.text() for act in menu.actions()] == ["Number of characters", "source", "origin"]
    for act in menu.actions()[1:]:
        act.trigger()
    menu.close()
    assert column(shown, OTHERS)[59:61] == ["main 40", ""]
    assert column(shown, OTHERS + 1)[59:61] == ["", "test 0"]
    click_heading(shown, OTHERS, qtbot)
    qtbot.waitUntil(lambda: column(shown, OTHERS)[:2] == ["main 40", "main 41"])
    session.change_data("joining", joined_columns=("source",))
    loaded(session, qtbot)
    assert column(shown, OTHERS)[:2] == ["main 40", "main 41"]
    assert table.horizontalHeader().sortIndicatorSection() == OTHERS
    menu.actions()[1].trigger()
    loaded(session, qtbot)
    assert column(shown, ROW)[:3] == ["2", "3", "4"]


def test_a_column_stays_the_one_sorted_by_where_another_comes_before_it(shown, session, tmp_path, qtbot):
    rows = [(text, topic, "x", f"{99 - number}") for number, (text, topic) in enumerate(topic_rows(60))]
    open_rows(session, qtbot, tmp_path / "t.csv", rows, ("text", "topic", "a", "b"))
    session.change_data("columns", text_column="text", label_column="topic")
    loaded(session, qtbot)
    for act in shown.findChild(QMenu, "data_columns_menu").actions()[1:]:
        act.trigger()
    click_heading(shown, OTHERS + 1, qtbot)
    qtbot.waitUntil(lambda: column(shown, OTHERS + 1)[0] == "40")
    session.change_data("columns", text_column="a")
    loaded(session, qtbot)
    assert shown.table.model().others == ("text", "b")
    assert shown.table.horizontalHeader().sortIndicatorSection() == OTHERS + 1
    assert column(shown, OTHERS + 1)[0] == "40"


def test_a_label_that_is_blank_has_no_chip(shown, session, tmp_path, qtbot):
    open_rows(session, qtbot, tmp_path / "t.csv", [("one", " "), ("two", ""), *topic_rows(60)])

    def painted(row: int) -> QImage:
        return shown.table.viewport().grab(shown.table.visualRect(cell(shown, row, LABEL))).toImage()

    assert painted(0) == painted(1)
    assert painted(0) != painted(2)


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
