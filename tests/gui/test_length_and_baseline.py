import itertools

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QListView, QPushButton, QSlider

from guitune.gui.models.cut_texts_model import CUT_ROLE
from guitune.gui.theme import color
from guitune.gui.widgets.baseline_line import BaselineLine
from guitune.gui.widgets.length_card import LengthCard
from guitune.gui.widgets.length_chart import LengthChart
from guitune.gui.widgets.lost_tails_panel import LostTailsPanel

from ..conftest import topic_rows, write_rows


@pytest.fixture
def mixed_csv(tmp_path):
    """100 short texts and 20 of 40 words, each of which is one token for the bundled model."""
    rows = [(f"short {text}", topic) for text, topic in topic_rows(100)]
    rows += [
        (f"{' '.join(['long'] * 38)} {topic} {number}", topic)
        for number, (_t, topic) in enumerate(topic_rows(20))
    ]
    return write_rows(tmp_path / "mixed.csv", rows)


@pytest.fixture
def card(session, qtbot):
    session.new_project()
    card = LengthCard(session)
    qtbot.addWidget(card)
    card.resize(460, 240)
    card.show()
    return card


def settled(session, qtbot) -> None:
    qtbot.waitUntil(
        lambda: (
            not session.data.is_reading
            and session.checkpoint.availability != "checking"
            and not session.jobs.running
        ),
        timeout=20_000,
    )


def open_file(session, path, qtbot) -> None:
    session.open_file(path)
    settled(session, qtbot)


def text_of(widget, name: str) -> str:
    return widget.findChild(QLabel, name).text()


def link(widget, name: str) -> QPushButton:
    return widget.findChild(QPushButton, name)


def slider_of(card) -> QSlider:
    return card.findChild(QSlider, "truncation_slider")


def test_the_handle_stands_where_training_would_cut(card, session, mixed_csv, qtbot):
    open_file(session, mixed_csv, qtbot)
    assert session.token_lengths.lengths.automatic == 48
    assert slider_of(card).value() == 48
    assert text_of(card, "truncation_label") == "No text is cut at 48 tokens."
    assert not link(card, "use_length_button").isVisible()
    assert not link(card, "show_lost_button").isVisible()


def test_moving_the_handle_by_keyboard_tells_what_would_be_cut(card, session, mixed_csv, qtbot):
    open_file(session, mixed_csv, qtbot)
    slider_of(card).setFocus()
    qtbot.keyClick(slider_of(card), Qt.Key.Key_PageDown)
    assert text_of(card, "truncation_label") == "17% of texts are cut at 32 tokens."
    assert session.config.training.max_length is None
    qtbot.keyClick(slider_of(card), Qt.Key.Key_Left)
    assert link(card, "use_length_button").text() == "Use 31 tokens"
    qtbot.keyClick(slider_of(card), Qt.Key.Key_Home)
    assert slider_of(card).value() == 4
    assert text_of(card, "truncation_label") == "All texts are cut at 4 tokens."


def test_a_dragged_handle_moves_the_length(card, session, mixed_csv, qtbot):
    open_file(session, mixed_csv, qtbot)
    slider = slider_of(card)
    middle = slider.handle().center().toPoint()
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    middle.setX(slider.width() // 2)
    qtbot.mouseMove(slider, middle)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=middle)
    assert abs(slider.value() - slider.maximum() / 2) <= 1


def test_the_chosen_length_becomes_the_setting_and_can_be_undone(card, session, mixed_csv, qtbot):
    open_file(session, mixed_csv, qtbot)
    slider_of(card).setValue(24)
    qtbot.mouseClick(link(card, "use_length_button"), Qt.MouseButton.LeftButton)
    assert session.config.training.max_length == 24
    assert not link(card, "use_length_button").isVisible()
    session.undo_stack.undo()
    assert session.config.training.max_length is None
    assert slider_of(card).value() == 48


def test_the_handle_follows_the_setting_but_never_beyond_what_the_model_reads(
    card, session, mixed_csv, qtbot
):
    open_file(session, mixed_csv, qtbot)
    session.change_setting("max_length", "20")
    assert slider_of(card).value() == 20
    session.change_setting("max_length", "4000")
    assert slider_of(card).value() == 512
    assert not link(card, "use_length_button").isVisible()


def test_another_choice_leaves_the_handle_where_it_is(card, session, mixed_csv, qtbot):
    open_file(session, mixed_csv, qtbot)
    slider_of(card).setValue(24)
    session.change_setting("num_epochs", "2")
    session.change_data("split", split_seed=5)
    settled(session, qtbot)
    assert slider_of(card).value() == 24


def test_texts_longer_than_the_model_reads_stay_cut_however_far_the_handle_goes(
    card, session, tiny_checkpoint, tmp_path, qtbot
):
    rows = [
        ("film " * (120 if number % 2 else 10) + str(number), f"topic {number % 3}") for number in range(60)
    ]
    session.change_checkpoint(str(tiny_checkpoint))
    open_file(session, write_rows(tmp_path / "long.csv", rows), qtbot)
    slider = slider_of(card)
    assert slider.value() == 64
    assert slider.maximum() > 100
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert slider.value() == 64
    assert text_of(card, "truncation_label") == "50% of texts are cut at 64 tokens."


def test_without_the_model_characters_are_shown_and_nothing_can_be_moved(card, session, mixed_csv, qtbot):
    session.change_checkpoint("somebody/not-here")
    open_file(session, mixed_csv, qtbot)
    assert card.subtitle.text() == "in characters"
    assert not slider_of(card).isVisible()
    assert not card.findChild(QLabel, "truncation_label").isVisible()
    session.undo_stack.undo()
    session.undo_stack.undo()
    session.open_file(mixed_csv)
    settled(session, qtbot)
    assert card.subtitle.text() == "in tokens"
    assert slider_of(card).isVisible()


def test_what_is_cut_is_hatched_in_the_warning_colour_and_the_rest_is_not(card, session, mixed_csv, qtbot):
    open_file(session, mixed_csv, qtbot)
    slider_of(card).setValue(20)
    chart = card.findChild(LengthChart)
    picture = chart.grab().toImage()
    cut = int(slider_of(card).handle().center().x())
    floor = picture.height() - 45

    def colours(area: QRect) -> set[str]:
        return {
            picture.pixelColor(x, y).name()
            for x in range(area.left(), area.right())
            for y in range(area.top(), area.bottom())
        }

    kept = colours(QRect(0, 0, cut - 3, floor))
    lost = colours(QRect(cut + 3, 0, picture.width() - cut - 3, floor))
    warning = color("warning").name()
    assert color("accent").name() in kept
    assert warning not in kept
    assert warning in lost
    assert color("accent").name() not in lost
    row = [picture.pixelColor(x, floor - 2).name() == warning for x in range(cut + 3, picture.width())]
    assert sum(one != other for one, other in itertools.pairwise(row)) > 4


def test_what_the_model_does_not_know_is_said_with_a_way_to_another_model(card, session, tmp_path, qtbot):
    rows = [(f"{text} ᚠᚢᚦ 😀", topic) for text, topic in topic_rows(60)]
    open_file(session, write_rows(tmp_path / "runes.csv", rows), qtbot)
    sentence = text_of(card, "unknown_tokens_label")
    assert sentence.startswith("The model does not know ")
    assert "“😀”" in sentence
    assert "“ᚠᚢᚦ”" in sentence
    with qtbot.waitSignal(card.model_wanted):
        qtbot.mouseClick(link(card, "unknown_tokens_button"), Qt.MouseButton.LeftButton)


def test_texts_that_the_model_knows_bring_no_warning(card, session, topics_csv, qtbot):
    open_file(session, topics_csv, qtbot)
    assert not card.findChild(QLabel, "unknown_tokens_label").isVisible()


def test_the_lost_tails_are_shown_for_the_length_of_the_handle(card, session, mixed_csv, qtbot):
    open_file(session, mixed_csv, qtbot)
    panel = LostTailsPanel(session)
    qtbot.addWidget(panel)
    card.lost_wanted.connect(panel.show_cut)
    panel.resize(800, 500)
    panel.show()
    slider_of(card).setValue(32)
    qtbot.mouseClick(link(card, "show_lost_button"), Qt.MouseButton.LeftButton)
    settled(session, qtbot)
    model = panel.findChild(QListView, "lost_tails_list").model()
    assert model.rowCount() == 20
    assert text_of(panel, "lost_tails_label").startswith("20 texts are cut, the longest loss first.")
    shown = model.index(0, 0)
    assert shown.data().endswith("10 tokens are lost")
    ((kept, lost),) = shown.data(CUT_ROLE).parts
    assert kept == " ".join(["long"] * 30)
    assert lost.startswith(" long long long")
    panel.show_cut(48)
    settled(session, qtbot)
    assert model.rowCount() == 0
    assert text_of(panel, "lost_tails_label") == "No text is cut."
    with qtbot.waitSignal(panel.closed):
        qtbot.mouseClick(link(panel, "lost_tails_panel_done_button"), Qt.MouseButton.LeftButton)


def test_the_lost_part_is_painted_on_the_warning_ground(session, mixed_csv, qtbot):
    session.new_project()
    open_file(session, mixed_csv, qtbot)
    panel = LostTailsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(800, 500)
    panel.show()
    panel.show_cut(32)
    settled(session, qtbot)
    shown = panel.findChild(QListView, "lost_tails_list")
    picture = shown.grab(shown.visualRect(shown.model().index(0, 0))).toImage()
    ground = color("warning_soft").name()
    assert any(
        picture.pixelColor(x, y).name() == ground
        for x in range(picture.width())
        for y in range(picture.height())
    )


@pytest.fixture
def line(session, qtbot):
    session.new_project()
    line = BaselineLine(session)
    qtbot.addWidget(line)
    line.resize(460, 40)
    return line


def test_the_number_to_beat_comes_by_itself_with_the_data(line, session, topics_csv, qtbot):
    assert line.isHidden()
    said = []
    session.baseline.changed.connect(lambda: said.append(text_of(line, "baseline_label")))
    session.open_file(topics_csv)
    settled(session, qtbot)
    assert any(text.startswith("Finding out") for text in said)
    baseline = session.baseline.baseline
    assert baseline.validation_texts == session.data.overview.split.count("validation")
    assert f"right for {baseline.word_counting_accuracy:.1%} of" in text_of(line, "baseline_label")
    assert f"always saying “film”: {baseline.majority_accuracy:.1%}" in text_of(line, "baseline_label")
    assert "It learned from 96 texts." in line.findChild(QLabel, "baseline_label").toolTip()


def test_it_is_measured_anew_for_another_split_only(line, session, topics_csv, qtbot):
    open_file(session, topics_csv, qtbot)
    first = session.baseline.baseline
    session.change_data("note", cleaning=())
    session.change_setting("num_epochs", "2")
    session.data.read_again()
    settled(session, qtbot)
    assert session.baseline.baseline is first
    session.change_data("split", split_seed=7)
    settled(session, qtbot)
    assert session.baseline.baseline is not first
    assert session.baseline.baseline is not None


def test_data_that_cannot_be_divided_have_no_number_to_beat(line, session, topics_csv, tmp_path, qtbot):
    open_file(session, topics_csv, qtbot)
    assert not line.isHidden()
    open_file(
        session, write_rows(tmp_path / "one.csv", [(text, "film") for text, _t in topic_rows(30)]), qtbot
    )
    assert line.isHidden()
    assert session.baseline.baseline is None


def test_it_waits_while_something_is_trained(session, topics_csv, qtbot):
    session.new_project()
    open_file(session, topics_csv, qtbot)
    state, first, overview = session.baseline, session.baseline.baseline, session.data.overview
    state.look_at(None, is_training=False)
    state.look_at(overview, is_training=True)
    assert not session.jobs.running
    assert state.is_measuring
    state.look_at(overview, is_training=False)
    settled(session, qtbot)
    assert state.baseline.word_counting_accuracy == first.word_counting_accuracy
    state.look_at(overview, is_training=True)
    assert state.baseline is not None
