import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from guitune.core.config import DataConfig
from guitune.core.data.checks import Finding
from guitune.core.data.cleaning import CLEANING
from guitune.core.data.recipe import FIXES, with_fix
from guitune.core.data_choices import Edit, KeptPair, LeftOutRow
from guitune.gui.widgets.cleaning_panel import CleaningPanel
from guitune.gui.widgets.compared_texts import ComparedTexts
from guitune.gui.widgets.findings_list import FindingsList
from guitune.gui.widgets.fix_words import fix_done, fix_help, fix_verb
from guitune.gui.widgets.pairs_panel import PairsPanel

from ..conftest import topic_rows, write_rows


def button(widget: QWidget, name: str) -> QPushButton:
    return widget.findChild(QPushButton, name)


def text_of(widget: QWidget, name: str) -> str:
    return widget.findChild(QLabel, name).text()


def loaded(session, qtbot) -> None:
    qtbot.waitUntil(lambda: not session.data.is_reading and not session.jobs.running, timeout=30_000)


def open_rows(session, tmp_path, rows, qtbot) -> None:
    session.new_project()
    session.open_file(write_rows(tmp_path / "rows.csv", rows))
    loaded(session, qtbot)


# --- the list of findings


@pytest.fixture
def findings_list(qtbot, session) -> FindingsList:
    made = FindingsList()
    qtbot.addWidget(made)
    made.resize(324, 400)  # what a column of 356 pixels leaves it
    made.show()
    return made


def messages(findings_list: FindingsList) -> list[str]:
    shown = findings_list.findChildren(QLabel, "finding_message")
    return [item.text() for item in sorted(shown, key=lambda item: item.mapTo(findings_list, item.pos()).y())]


def test_the_worst_finding_stands_first_and_says_how_bad_it_is(findings_list, qtbot):
    findings_list.show_findings(
        [
            Finding("html", "info", "Tags."),
            Finding("one", "error", "One label."),
            Finding("e", "warning", "Empty."),
        ],
        (),
    )
    qtbot.waitUntil(lambda: messages(findings_list) == ["One label.", "Empty.", "Tags."])
    spoken = [item.accessibleName() for item in findings_list.findChildren(QLabel, "finding_message")]
    assert {"Problem: One label.", "Warning: Empty.", "Remark: Tags."} == set(spoken)


def test_showing_hands_over_the_rows_and_a_short_title(findings_list, qtbot):
    message = "2 rows repeat an earlier text; repeats are kept on one side of the split."
    findings_list.show_findings([Finding("duplicates", "info", message, (4, 9))], ())
    with qtbot.waitSignal(findings_list.rows_wanted) as caught:
        button(findings_list, "show_duplicates_button").click()
    assert caught.args == [(4, 9), "2 rows repeat an earlier text"]


def test_pairs_are_compared_where_a_finding_has_some(findings_list, qtbot):
    near = Finding("near_duplicates", "info", "Nearly the same.", (3,), "near_duplicates", ((2, 3),))
    findings_list.show_findings([near, Finding("empty", "info", "Empty.", (5,), "empty")], ())
    with qtbot.waitSignal(findings_list.pairs_wanted) as caught:
        button(findings_list, "compare_near_duplicates_button").click()
    assert caught.args == [near]
    assert button(findings_list, "compare_empty_button") is None


def test_findings_that_share_a_name_are_numbered_and_each_has_its_own_fix(findings_list, qtbot):
    findings_list.show_findings(
        [
            Finding("similar_labels", "warning", "a is b", (2,), "merge:refund=>refunds"),
            Finding("similar_labels", "warning", "c is d", (3,), "merge:acount=>account help"),
        ],
        (),
    )
    assert button(findings_list, "show_similar_labels_button") is not None
    assert button(findings_list, "show_similar_labels_2_button") is not None
    fix = button(findings_list, "fix_merge_acount__account_help_button")
    assert fix.text() == "Merge into “account help”"
    with qtbot.waitSignal(findings_list.fix_wanted) as caught:
        fix.click()
    assert caught.args == ["merge:acount=>account help"]


def test_fixes_that_were_made_can_be_taken_back_and_are_not_offered_again(findings_list, qtbot):
    still_there = Finding("label_variants", "warning", "Two writings.", (2,), "label_variants")
    findings_list.show_findings([still_there], ("strip_html", "merge:a=>b", "label_variants"))
    assert button(findings_list, "fix_label_variants_button") is None
    for fix, name in (("strip_html", "unfix_strip_html_button"), ("merge:a=>b", "unfix_merge_a__b_button")):
        with qtbot.waitSignal(findings_list.fix_unwanted) as caught:
            button(findings_list, name).click()
        assert caught.args == [fix]


def many(count: int) -> list[Finding]:
    sentence = "Label {n} is nearly the same as another label."
    return [
        Finding(f"f{n}", "info", sentence.format(n=n), (n,), f"merge:old{n}=>new{n}") for n in range(count)
    ]


def test_the_list_stays_where_it_was_scrolled_when_a_finding_goes(findings_list, qtbot):
    findings = many(60)
    findings_list.show_findings(findings, ())
    bar = findings_list.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 1000)
    bar.setValue(700)
    row = button(findings_list, "show_f20_button")
    findings_list.show_findings(
        [finding for finding in findings if finding.name != "f40"], ("merge:old40=>new40",)
    )
    highest = bar.maximum()
    qtbot.waitUntil(lambda: bar.maximum() != highest)
    assert bar.value() == 700
    assert button(findings_list, "show_f20_button") is row
    assert button(findings_list, "show_f40_button") is None


def test_a_row_that_stays_hands_over_the_newest_rows(findings_list, qtbot):
    findings_list.show_findings([Finding("html", "info", "Tags.", (2, 3))], ())
    findings_list.show_findings([Finding("html", "info", "Tags.", (2, 5))], ())
    with qtbot.waitSignal(findings_list.rows_wanted) as caught:
        button(findings_list, "show_html_button").click()
    assert caught.args[0] == (2, 5)


def test_nothing_is_wider_than_a_narrow_column(findings_list, qtbot):
    pairs = ((2, 3),)
    findings_list.show_findings(
        [
            Finding("leak", "warning", f"The column {'very_long_name_' * 6}gives the answer away.", (2,)),
            Finding(
                "similar", "warning", "Alike.", (2, 3), f"merge:x=>{'a label of many words ' * 5}y", pairs
            ),
        ],
        (f"merge:x=>{'labelwithoutspaces' * 6}",),
    )
    viewport = findings_list.viewport()
    qtbot.waitUntil(lambda: button(findings_list, "show_similar_button").visibleRegion().isEmpty() is False)
    for shown in (*findings_list.findChildren(QLabel), *findings_list.findChildren(QPushButton)):
        right = shown.mapTo(viewport, shown.rect().topRight()).x()
        assert right < viewport.width(), shown.objectName()
        assert (
            shown.sizeHint().width() <= viewport.width()
            or shown.heightForWidth(shown.width()) <= shown.height()
        )


def test_every_fix_says_what_it_is_called_what_it_does_and_what_it_did():
    names = [*FIXES, *CLEANING, "merge:old=>new"]
    for name in names:
        assert with_fix(DataConfig(), name) != DataConfig()
        assert fix_verb(name)
        assert fix_help(name).endswith("The file stays as it is, and this can be taken back.")
        assert fix_done(name)
    assert len({fix_help(name) for name in names}) == len(names)


# --- pairs side by side

CONTRADICTING = [
    ("where is my parcel", "film"),
    ("Where is my parcel!", "food"),
    ("the soup was cold", "food"),
    ("The soup was cold.", "sport"),
]


@pytest.fixture
def pairs(session, tmp_path, qtbot) -> PairsPanel:
    """The panel with two pairs, rows 2 and 3, and rows 4 and 5."""
    open_rows(session, tmp_path, [*CONTRADICTING, *topic_rows(60)], qtbot)
    panel = PairsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(780, 700)
    panel.show()
    panel.show_finding(contradictions(session))
    loaded(session, qtbot)
    return panel


def left_out(row: int) -> LeftOutRow:
    return LeftOutRow("file", row, CONTRADICTING[row - 2][0])


def contradictions(session) -> Finding | None:
    return next((item for item in session.data.overview.findings if item.name == "contradictions"), None)


def shown_pairs(panel: PairsPanel) -> list[tuple[str, str]]:
    texts = panel.findChild(ComparedTexts, "pairs_table").texts
    return [tuple(f"{side.head} {side.label}" for side in texts.pair(row)) for row in range(texts.rowCount())]


def test_pairs_stand_side_by_side_with_row_label_and_text(pairs):
    assert shown_pairs(pairs) == [("Row 2 film", "Row 3 food"), ("Row 4 food", "Row 5 sport")]
    table = pairs.findChild(ComparedTexts, "pairs_table")
    assert [side.text for side in table.texts.pair(0)] == ["where is my parcel", "Where is my parcel!"]
    assert table.currentIndex().row() == 0
    assert text_of(pairs, "pairs_count_label") == "2 pairs"


def test_a_label_given_to_both_is_an_edit_and_the_next_pair_is_chosen(pairs, session, qtbot):
    button(pairs, "right_label_button").click()
    assert session.config.data.edits == (Edit("file", 2, "topic", "film", "food", "where is my parcel"),)
    assert shown_pairs(pairs) == [("Row 4 food", "Row 5 sport")]
    loaded(session, qtbot)
    assert shown_pairs(pairs) == [("Row 4 food", "Row 5 sport")]
    assert pairs.findChild(ComparedTexts, "pairs_table").currentIndex().row() == 0
    assert session.data.overview.examples.labels[0] == "food"


def test_pairs_are_decided_with_the_keyboard_faster_than_the_data_are_looked_over(pairs, session, qtbot):
    table = pairs.findChild(ComparedTexts, "pairs_table")
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 1
    qtbot.keyClick(table, Qt.Key.Key_1)
    qtbot.keyClick(table, Qt.Key.Key_2)
    assert {edit.row: edit.after for edit in session.config.data.edits} == {5: "food", 2: "food"}
    loaded(session, qtbot)
    assert contradictions(session) is None
    assert pairs.findChild(QLabel, "pairs_settled_label").isVisible()
    assert not table.isVisible()


def test_an_undone_decision_brings_the_pair_back(pairs, session, qtbot):
    button(pairs, "left_label_button").click()
    loaded(session, qtbot)
    session.undo_stack.undo()
    loaded(session, qtbot)
    assert shown_pairs(pairs) == [("Row 2 film", "Row 3 food"), ("Row 4 food", "Row 5 sport")]


def test_an_edit_starts_from_what_the_file_holds_and_a_second_one_replaces_it(pairs, session, qtbot):
    session.change_data("edit", edits=(Edit("file", 2, "topic", "film", "sport", CONTRADICTING[0][0]),))
    loaded(session, qtbot)
    assert shown_pairs(pairs)[0] == ("Row 2 sport", "Row 3 food")
    button(pairs, "right_label_button").click()
    assert session.config.data.edits == (Edit("file", 2, "topic", "film", "food", "where is my parcel"),)


def test_kept_pairs_do_not_come_back_and_stay_in_when_the_others_are_left_out(pairs, session, qtbot):
    button(pairs, "keep_both_button").click()
    assert text_of(pairs, "pairs_count_label") == "1 pair"
    kept = KeptPair("where is my parcel", "film", "Where is my parcel!", "food")
    assert session.config.data.kept_pairs == (kept,)
    loaded(session, qtbot)
    assert contradictions(session).rows == (4, 5)
    pairs.show_finding(contradictions(session))
    loaded(session, qtbot)
    assert shown_pairs(pairs) == [("Row 4 food", "Row 5 sport")]
    button(pairs, "pairs_panel_fix_button").click()
    loaded(session, qtbot)
    assert shown_pairs(pairs) == []
    assert text_of(pairs, "pairs_settled_label") == "All of these are settled."
    assert session.data.overview.examples.rows[:3] == [2, 3, 6]
    for _act in range(2):
        session.undo_stack.undo()
    loaded(session, qtbot)
    assert contradictions(session).rows == (2, 3, 4, 5)


def test_an_edit_of_a_row_that_has_moved_is_replaced_and_not_doubled(pairs, session, tmp_path, qtbot):
    button(pairs, "left_label_button").click()
    loaded(session, qtbot)
    (edit,) = session.config.data.edits
    assert (edit.row, edit.after) == (3, "film")
    write_rows(
        tmp_path / "rows.csv", [("brand new", "film"), CONTRADICTING[0], *CONTRADICTING, *topic_rows(60)]
    )
    session.change_data("edit", edits=(replace(edit, after="sport"),))
    session.data.read_again()
    loaded(session, qtbot)
    pairs.show_finding(contradictions(session))
    loaded(session, qtbot)
    assert ("Row 3 film", "Row 5 sport") in shown_pairs(pairs)
    pairs.findChild(ComparedTexts, "pairs_table").selectRow(
        shown_pairs(pairs).index(("Row 3 film", "Row 5 sport"))
    )
    button(pairs, "left_label_button").click()
    assert session.config.data.edits == (edit,)
    loaded(session, qtbot)


def test_one_text_of_a_pair_is_left_out_and_the_next_pair_is_chosen(pairs, session, qtbot):
    button(pairs, "leave_out_left_button").click()
    assert session.config.data.left_out_rows == (left_out(2),)
    assert shown_pairs(pairs) == [("Row 4 food", "Row 5 sport")]
    loaded(session, qtbot)
    assert shown_pairs(pairs) == [("Row 4 food", "Row 5 sport")]
    button(pairs, "leave_out_right_button").click()
    loaded(session, qtbot)
    assert session.config.data.left_out_rows == (left_out(2), left_out(5))
    assert contradictions(session) is None
    assert pairs.findChild(QLabel, "pairs_settled_label").isVisible()
    session.undo_stack.undo()
    loaded(session, qtbot)
    assert contradictions(session) is not None


def test_texts_of_pairs_are_left_out_with_the_keyboard(pairs, session, qtbot):
    table = pairs.findChild(ComparedTexts, "pairs_table")
    qtbot.keyClick(table, Qt.Key.Key_2, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table, Qt.Key.Key_1, Qt.KeyboardModifier.ShiftModifier)
    assert session.config.data.left_out_rows == (left_out(3), left_out(4))
    assert session.config.data.edits == ()
    assert shown_pairs(pairs) == []
    loaded(session, qtbot)


def test_a_row_left_out_settles_all_its_pairs_and_the_first_pair_after_them_is_chosen(
    session, tmp_path, qtbot
):
    rows = [
        ("where is my parcel", "film"),
        ("Where is my parcel!", "food"),
        ("where is my parcel?", "sport"),
        *CONTRADICTING[2:],
        *topic_rows(60),
    ]
    open_rows(session, tmp_path, rows, qtbot)
    panel = PairsPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_finding(contradictions(session))
    loaded(session, qtbot)
    shared = [pair for pair in contradictions(session).pairs if 2 in pair]
    assert len(shared) == 2
    table = panel.findChild(ComparedTexts, "pairs_table")
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_1, Qt.KeyboardModifier.ShiftModifier)
    assert not [pair for pair in table.texts.items if 2 in pair]
    assert table.currentIndex().row() == 0
    loaded(session, qtbot)


def test_of_a_pair_with_one_label_a_text_can_be_left_out_but_no_label_given(session, tmp_path, qtbot):
    text = "my card was charged twice for the same payment in the shop yesterday evening"
    open_rows(session, tmp_path, [(text, "film"), (f"{text} at", "film"), *topic_rows(60)], qtbot)
    near = next(item for item in session.data.overview.findings if item.name == "near_duplicates")
    panel = PairsPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_finding(near)
    loaded(session, qtbot)
    assert not button(panel, "left_label_button").isVisible()
    button(panel, "leave_out_right_button").click()
    assert session.config.data.left_out_rows == (LeftOutRow("file", 3, f"{text} at"),)
    loaded(session, qtbot)


def test_all_pairs_are_left_out_at_once_by_the_fix_of_their_finding(pairs, session, qtbot):
    button(pairs, "pairs_panel_fix_button").click()
    assert not button(pairs, "pairs_panel_fix_button").isEnabled()
    loaded(session, qtbot)
    assert session.config.data.fixes == ("contradictions",)
    assert pairs.findChild(QLabel, "pairs_settled_label").isVisible()


def test_a_chosen_pair_opens_to_show_more_and_closes_again(pairs, session, tmp_path, qtbot):
    long = " ".join(f"word{number}" for number in range(60))
    open_rows(
        session, tmp_path, [(long, "film"), (long + "!", "food"), *CONTRADICTING, *topic_rows(60)], qtbot
    )
    pairs.show_finding(contradictions(session))
    loaded(session, qtbot)
    table = pairs.findChild(ComparedTexts, "pairs_table")
    assert table.rowHeight(0) > 2 * table.rowHeight(1)
    button(pairs, "keep_both_button").click()
    assert table.rowHeight(0) == table.rowHeight(1)


def test_a_hundred_thousand_pairs_are_shown_without_being_built(pairs, session, qtbot):
    table = pairs.findChild(ComparedTexts, "pairs_table")
    began = time.perf_counter()
    table.texts.show([(2, 3)] * 100_000, pairs._sides)
    table.verticalScrollBar().setValue(500_000)
    table.viewport().repaint()
    assert time.perf_counter() - began < 0.5


# --- cleaning


@pytest.fixture
def cleaning(session, tmp_path, qtbot) -> CleaningPanel:
    rows = [("<b>Good</b> film", "film"), ("a  LATE   match", "sport"), *topic_rows(60)]
    open_rows(session, tmp_path, rows, qtbot)
    panel = CleaningPanel(session)
    qtbot.addWidget(panel)
    panel.resize(780, 700)
    panel.show()
    loaded(session, qtbot)
    return panel


def box(panel: CleaningPanel, name: str) -> QCheckBox:
    return panel.findChild(QCheckBox, f"clean_{name}")


def previewed(panel: CleaningPanel) -> list[tuple[str, str]]:
    texts = panel.findChild(ComparedTexts, "cleaning_preview").texts
    return [tuple(side.text for side in texts.pair(row)) for row in range(texts.rowCount())]


def test_steps_stand_in_the_order_in_which_they_are_taken(cleaning):
    boxes = [item.objectName().removeprefix("clean_") for item in cleaning.findChildren(QCheckBox)]
    assert boxes == list(CLEANING)


def test_a_ticked_step_is_chosen_and_previewed_from_the_texts_as_written(cleaning, session, qtbot):
    box(cleaning, "lower_case").click()
    box(cleaning, "normalize_space").click()
    assert session.config.data.cleaning == ("normalize_space", "lower_case")
    loaded(session, qtbot)
    assert previewed(cleaning) == [
        ("<b>Good</b> film", "<b>good</b> film"),
        ("a  LATE   match", "a late match"),
    ]
    assert text_of(cleaning, "cleaning_count_label") == "2 of 62 texts change"
    assert text_of(cleaning, "clean_lower_case_effect") == "changes 2 texts"
    assert text_of(cleaning, "clean_normalize_space_effect") == "changes 1 text"


def test_a_step_without_effect_says_so(cleaning, session, qtbot):
    box(cleaning, "mask_urls").click()
    loaded(session, qtbot)
    assert text_of(cleaning, "clean_mask_urls_effect") == "changes no text"
    assert text_of(cleaning, "cleaning_note") == "Nothing in these texts changes."
    assert cleaning.findChild(QLabel, "cleaning_note").isVisible()


def test_undoing_unticks_the_step_and_takes_its_preview_away(cleaning, session, qtbot):
    box(cleaning, "lower_case").click()
    loaded(session, qtbot)
    session.undo_stack.undo()
    loaded(session, qtbot)
    assert not box(cleaning, "lower_case").isChecked()
    assert previewed(cleaning) == []
    assert text_of(cleaning, "clean_lower_case_effect") == ""


def test_nothing_is_looked_at_while_the_panel_is_hidden(cleaning, session, qtbot):
    cleaning.hide()
    session.change_data("cleaning", cleaning=("lower_case",))
    loaded(session, qtbot)
    assert previewed(cleaning) == []
    assert box(cleaning, "lower_case").isChecked()
    cleaning.show()
    loaded(session, qtbot)
    assert len(previewed(cleaning)) == 2
