import shutil

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from guitune.core.data.balance import balanced_counts, class_weights
from guitune.core.setting import Setting
from guitune.core.settings import settings
from guitune.core.training_config import PRESETS, TrainingConfig
from guitune.gui.pages.settings import SettingsPage
from guitune.gui.widgets.balance_bars import BalanceBars
from guitune.gui.widgets.config_form import ConfigForm
from guitune.gui.widgets.marked_text import MarkedText
from guitune.gui.widgets.text import plain_tip
from guitune.i18n import set_language

from ..conftest import topic_rows, write_rows

DESCRIBED: dict[str, Setting] = {
    name: setting for name, setting in settings() if name in TrainingConfig.__dataclass_fields__
}
CHOICES = [name for name, setting in DESCRIBED.items() if setting.choices]
DEPENDENT = [name for name, setting in DESCRIBED.items() if setting.only_with is not None]


@pytest.fixture
def page(session, qtbot):
    session.new_project()
    qtbot.waitUntil(lambda: session.checkpoint.availability == "here")
    page = SettingsPage(session)
    qtbot.addWidget(page)
    page.resize(1280, 700)
    page.show()
    return page


@pytest.fixture
def shared_layers_checkpoint(tiny_checkpoint, tmp_path):
    """A checkpoint that says of itself that it is an ALBERT; it is looked at, but never loaded."""
    folder = tmp_path / "shared"
    shutil.copytree(tiny_checkpoint, folder)
    config = folder / "config.json"
    config.write_text(config.read_text().replace('"model_type": "bert"', '"model_type": "albert"'))
    return folder


@pytest.fixture
def open_rows(page, session, tmp_path, qtbot):
    """Opens a file with these rows and waits until the page knows of it."""

    def open_rows(rows: list[tuple[str, str]]) -> None:
        session.open_file(write_rows(tmp_path / "rows.csv", rows))
        qtbot.waitUntil(lambda: page.training_texts.texts is not None, timeout=30_000)

    return open_rows


def uneven_rows() -> list[tuple[str, str]]:
    """240 texts: of film all, of food every second, of sport every eighth."""
    kept = {"film": 1, "food": 2, "sport": 8}
    return [row for place, row in enumerate(topic_rows(240)) if place // 3 % kept[row[1]] == 0]


def training_counts(session) -> dict[str, int]:
    overview = session.data.overview
    labels = [overview.examples.labels[place] for place in overview.split.positions("train")]
    return {label: labels.count(label) for label in labels}


def shown_balance(page) -> dict[str, tuple[int, float]]:
    entries = page.findChild(BalanceBars, "balance_bars").labels.entries
    return {entry.label: (entry.before, entry.after) for entry in entries}


def shown_texts(page) -> list[tuple[str, str]]:
    def text(name: str, number: int) -> MarkedText:
        return page.findChild(MarkedText, f"text_{name}_{number}")

    return [
        (text("before", number).text, text("after", number).text)
        for number in (1, 2, 3)
        if text("before", number).isVisible()
    ]


def choose(page, name: str, value: str, qtbot) -> None:
    """Choose with the keyboard."""
    combo = page.findChild(QComboBox, f"setting_{name}")
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    for _step in range(combo.findData(value)):
        qtbot.keyClick(combo, Qt.Key.Key_Down)


def help_of(page, name: str) -> str:
    return page.findChild(QLabel, f"help_{name}").text()


def field(page, name: str) -> QLineEdit | QComboBox:
    return page.findChild(QWidget, f"setting_{name}")


def click(page, name: str, qtbot, kind=QPushButton) -> None:
    qtbot.mouseClick(page.findChild(kind, name), Qt.MouseButton.LeftButton)
    QApplication.processEvents()  # what it brings to light is laid out


def type_into(page, name: str, text: str, qtbot) -> None:
    shown = field(page, name)
    shown.setFocus()
    shown.selectAll()
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    qtbot.keyClicks(shown, text)


def settings_problems(session) -> list[str]:
    return [blocker.sentence for blocker in session.blockers() if blocker.page == "settings"]


def test_there_is_a_field_with_help_for_every_setting_of_the_training(page):
    for name, setting in DESCRIBED.items():
        assert field(page, name).accessibleDescription() == setting.help
        assert help_of(page, name) == setting.help
        assert isinstance(field(page, name), QComboBox) == bool(setting.choices)


def test_the_tooltip_says_what_a_setting_does_when_to_change_it_and_what_that_costs(page):
    for name, setting in DESCRIBED.items():
        tip = field(page, name).toolTip()
        for words in (setting.help, setting.advice, setting.cost):
            assert words
            assert plain_tip(words)[4:-5] in tip
        if not setting.choices:
            assert "Allowed: " in tip
            assert setting.hint in tip


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_all_words_of_names_and_choices_fit_into_their_columns(session, qtbot, language):
    set_language(language)
    page = SettingsPage(session)
    qtbot.addWidget(page)
    page.resize(1280, 700)
    page.show()
    click(page, "all_settings_button", qtbot)
    for name in CHOICES:
        combo = field(page, name)
        assert combo.sizeHint().width() <= combo.width()
    lefts = {field(page, name).x() for name in DESCRIBED if field(page, name).isVisible()}
    assert len(lefts) == 1


def test_what_is_chosen_is_the_setting_and_can_be_taken_back(page, session, qtbot):
    click(page, "all_settings_button", qtbot)
    for name in CHOICES:
        before = getattr(session.config.training, name)
        other = next(value for value in DESCRIBED[name].choices if value != before)
        choose(page, name, other, qtbot)
        assert getattr(session.config.training, name) == other
        assert page.findChild(QLabel, f"changed_{name}").isVisible()
        session.undo_stack.undo()
        assert getattr(session.config.training, name) == before
        assert field(page, name).currentData() == before
        assert not page.findChild(QLabel, f"changed_{name}").isVisible()


def test_a_changed_choice_has_a_way_back(page, session, qtbot):
    choose(page, "class_balance", "focal", qtbot)
    click(page, "reset_class_balance", qtbot, QToolButton)
    assert session.config.training.class_balance == "none"
    assert field(page, "class_balance").currentData() == "none"


def test_the_wheel_over_a_choice_is_left_to_the_form_and_chooses_nothing(page, session):
    combo = field(page, "trained")
    combo.setFocus()
    place = QPointF(combo.rect().center())
    event = QWheelEvent(
        place,
        combo.mapToGlobal(place),
        QPoint(),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, event)
    assert session.config.training.trained == "everything"
    assert not event.isAccepted()


@pytest.mark.parametrize("name", DEPENDENT)
def test_a_setting_that_depends_on_another_is_shown_right_under_it_while_it_has_an_effect(page, qtbot, name):
    parent, values = DESCRIBED[name].only_with
    for value in DESCRIBED[parent].choices:
        choose(page, parent, value, qtbot)
        assert field(page, name).isVisible() == (value in values)
    choose(page, parent, values[0], qtbot)
    page.grab()
    above, own = field(page, parent).parentWidget(), field(page, name).parentWidget()
    assert own.y() == above.y() + above.height()


def test_a_wrong_value_of_a_setting_without_effect_is_shown_so_that_it_can_be_mended(page, session):
    session.change_setting("lora_rank", "9999")
    assert field(page, "lora_rank").isVisible()
    assert "must be between" in help_of(page, "lora_rank")
    session.change_setting("lora_rank", "16")
    assert not field(page, "lora_rank").isVisible()


def test_the_link_to_all_settings_says_how_many_there_are_of_each_kind(page):
    shown = page.findChild(QPushButton, "all_settings_button").text()
    on_demand = [setting for setting in DESCRIBED.values() if not setting.basic and not setting.only_with]
    for group in {setting.group for setting in on_demand}:
        count = sum(setting.group == group for setting in on_demand)
        assert f"{group[0].lower()}{group[1:]} {count}" in shown


def test_only_the_main_settings_are_seen_until_all_are_asked_for(page, qtbot):
    assert field(page, "num_epochs").isVisible()
    assert not field(page, "weight_decay").isVisible()
    click(page, "all_settings_button", qtbot)
    assert field(page, "weight_decay").isVisible()
    click(page, "all_settings_button", qtbot)
    assert not field(page, "weight_decay").isVisible()


def test_what_is_typed_is_the_setting(page, session, qtbot):
    type_into(page, "learning_rate", "3e-5", qtbot)
    type_into(page, "num_epochs", "4", qtbot)
    assert (session.config.training.learning_rate, session.config.training.num_epochs) == (3e-5, 4)
    type_into(page, "num_epochs", "", qtbot)
    assert session.config.training.num_epochs is None


def test_a_preset_sets_everything_at_once(page, session, qtbot):
    type_into(page, "num_epochs", "4", qtbot)
    click(page, "preset_thorough_button", qtbot)
    assert session.config.training == PRESETS["thorough"]
    assert field(page, "num_epochs").text() == ""
    assert page.findChild(QPushButton, "preset_thorough_button").isChecked()
    click(page, "preset_quick_button", qtbot)
    assert session.config.training == PRESETS["quick"]
    assert not page.findChild(QPushButton, "preset_thorough_button").isChecked()


def test_a_changed_value_has_a_dot_and_a_way_back(page, session, qtbot):
    dot = page.findChild(QLabel, "changed_batch_size")
    assert not dot.isVisible()
    type_into(page, "batch_size", "8", qtbot)
    assert dot.isVisible()
    click(page, "reset_batch_size", qtbot, QToolButton)
    assert session.config.training.batch_size is None
    assert field(page, "batch_size").text() == ""
    assert not dot.isVisible()


def test_all_changes_can_be_taken_back_at_once(page, session, qtbot):
    type_into(page, "batch_size", "8", qtbot)
    type_into(page, "max_length", "64", qtbot)
    click(page, "back_to_preset_button", qtbot)
    assert session.config.training == PRESETS["standard"]
    assert field(page, "max_length").text() == ""


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("learning_rate", "5", "must be above 0 and at most 1"),
        ("learning_rate", "0.5", "far too high"),
        ("learning_rate", "fast", "must be a number"),
        ("num_epochs", "2.5", "must be a whole number"),
        ("batch_size", "0", "must be between 1 and 4096"),
    ],
)
def test_a_wrong_value_is_marked_on_its_row_and_keeps_training_off(
    page, session, qtbot, name, text, sentence
):
    type_into(page, name, text, qtbot)
    assert field(page, name).property("wrong") is True
    assert sentence in page.findChild(QLabel, f"help_{name}").text()
    assert field(page, name).text() == text
    assert page.mark[0] == "attention"
    assert any(sentence in problem for problem in settings_problems(session))
    type_into(page, name, "1" if name != "learning_rate" else "1e-4", qtbot)
    assert not field(page, name).property("wrong")
    assert settings_problems(session) == []


def test_a_preset_replaces_what_could_not_be_read(page, session, qtbot):
    type_into(page, "num_epochs", "many", qtbot)
    click(page, "preset_quick_button", qtbot)
    assert field(page, "num_epochs").text() == ""
    assert settings_problems(session) == []


def test_a_wrong_value_among_the_rest_comes_into_sight(page, session, qtbot):
    session.change_setting("weight_decay", "9")
    assert field(page, "weight_decay").isVisible()
    assert "must be between 0 and 1" in page.findChild(QLabel, "help_weight_decay").text()


def test_typing_a_value_is_undone_in_one_step(page, session, qtbot):
    type_into(page, "num_epochs", "12", qtbot)
    field(page, "num_epochs").clearFocus()
    session.undo_stack.undo()
    assert session.config.training.num_epochs is None
    assert field(page, "num_epochs").text() == ""


def test_the_split_has_its_home_on_the_data_tab_and_the_form_leads_there(page, qtbot):
    click(page, "all_settings_button", qtbot)
    for name in ("validation_share", "test_share", "split_seed"):
        assert field(page, name) is None
    with qtbot.waitSignal(page.findChild(ConfigForm, "config_form").page_wanted) as wanted:
        click(page, "go_to_split_button", qtbot)
    assert wanted.args == ["data"]


def test_what_was_typed_and_cannot_be_read_survives_a_rebuilt_page(page, session, qtbot):
    type_into(page, "num_epochs", "many", qtbot)
    session.change_setting("batch_size", "99999")
    again = SettingsPage(session)
    qtbot.addWidget(again)
    assert field(again, "num_epochs").text() == "many"
    assert field(again, "batch_size").text() == "99999"
    assert field(again, "batch_size").property("wrong") is True


def test_the_help_for_uneven_labels_names_the_rarest_and_the_most_frequent(page, session, open_rows):
    open_rows(uneven_rows())
    counts = training_counts(session)
    assert f"sport has {counts['sport']} texts, film {counts['film']}." in help_of(page, "class_balance")


def test_the_help_for_labels_that_are_even_says_what_the_setting_does(page, open_rows):
    open_rows(topic_rows(120))
    assert help_of(page, "class_balance") == DESCRIBED["class_balance"].help


def test_the_help_for_the_text_length_says_how_many_texts_are_cut(page, session, open_rows, qtbot):
    open_rows(topic_rows(120))
    qtbot.waitUntil(lambda: "None of yours is" in help_of(page, "max_length"), timeout=30_000)
    session.change_setting("max_length", "6")
    share = session.token_lengths.lengths.share_cut(6)
    assert f"{share:.1%} of yours are" in help_of(page, "max_length")


def test_a_model_whose_layers_share_their_weights_says_what_cannot_be_done_with_it(
    page, session, shared_layers_checkpoint, qtbot
):
    session.change_checkpoint(str(shared_layers_checkpoint))
    qtbot.waitUntil(lambda: session.checkpoint.availability == "here")
    assert help_of(page, "trained").startswith(DESCRIBED["trained"].help)
    assert "cannot be trained alone: everything is trained" in help_of(page, "trained")
    assert "learn at the same rate" in help_of(page, "layer_decay")


@pytest.mark.parametrize("balance", ["oversampling", "undersampling"])
def test_the_card_of_labels_shows_what_one_round_reads(page, session, open_rows, balance):
    open_rows(uneven_rows())
    card = page.findChild(QWidget, "balance_card")
    assert not card.isVisible()
    session.change_setting("class_balance", balance)
    counts = training_counts(session)
    after = balanced_counts(list(counts.values()), balance)
    assert card.isVisible()
    assert shown_balance(page) == dict(zip(counts, zip(counts.values(), after, strict=True), strict=True))
    sentence = page.findChild(QLabel, "balance_sentence").text()
    assert str(sum(after)) in sentence
    assert str(sum(counts.values())) in sentence
    session.change_setting("class_balance", "none")
    assert not card.isVisible()


def test_the_card_of_labels_shows_what_each_text_counts(page, session, open_rows):
    open_rows(uneven_rows())
    session.change_setting("class_balance", "class_weights")
    counts = training_counts(session)
    weights = dict(zip(counts, class_weights(list(counts.values())), strict=True))
    entries = page.findChild(BalanceBars, "balance_bars").labels.entries
    assert {entry.label: entry.weight for entry in entries} == weights
    assert f"x {weights['sport']:.1f}" in entries[-1].figures


def test_focus_is_explained_in_a_sentence_without_bars(page, session, open_rows):
    open_rows(uneven_rows())
    session.change_setting("class_balance", "focal")
    assert not page.findChild(BalanceBars, "balance_bars").isVisible()
    assert "the less that text counts" in page.findChild(QLabel, "balance_sentence").text()


def test_the_card_of_labels_warns_where_hardly_any_texts_would_be_read(page, session, open_rows):
    open_rows([*topic_rows(150), *((f"only {word} here", "rare") for word in ("one", "two", "three"))])
    session.change_setting("class_balance", "undersampling")
    counts = training_counts(session)
    warning = page.findChild(QLabel, "balance_warning")
    assert warning.isVisible()
    assert f"Only {4 * min(counts.values())} of {sum(counts.values())} texts" in warning.text()
    session.change_setting("class_balance", "oversampling")
    assert not warning.isVisible()


def test_of_many_labels_the_most_frequent_and_the_rarest_are_shown(page, session, open_rows):
    rows = topic_rows(410)
    labels = [f"label {number}" for number in range(20) for _text in range(number + 11)]
    open_rows([(text, label) for (text, _topic), label in zip(rows, labels, strict=True)])
    session.change_setting("class_balance", "oversampling")
    bars = page.findChild(BalanceBars, "balance_bars")
    counts = sorted(training_counts(session).values(), reverse=True)
    assert [entry.before for entry in bars.labels.entries] == [*counts[:4], *counts[-4:]]
    read = [
        bars.labels.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(bars.labels.rowCount())
    ]
    assert read[4] == "and 12 more"
    assert f"{counts[0]} texts, {counts[0]} in one round" in read[0]


def test_the_card_of_changed_texts_shows_training_texts_and_what_becomes_of_them(
    page, session, open_rows, qtbot
):
    open_rows(topic_rows(120))
    card = page.findChild(QWidget, "augmentation_card")
    assert not card.isVisible()
    session.change_setting("word_dropout", "0.2")
    overview = session.data.overview
    training_texts = {overview.examples.texts[place] for place in overview.split.positions("train")}
    first = shown_texts(page)
    assert card.isVisible()
    assert len(first) == 3
    for before, after in first:
        assert before in training_texts
        words = iter(before.split())
        assert all(word in words for word in after.split()), "words are left out, and nothing else"
        assert len(after) < len(before)
    click(page, "other_examples_button", qtbot)
    others = shown_texts(page)
    assert len(others) == 3
    assert {before for before, _after in others}.isdisjoint(dict(first))
    session.change_setting("word_dropout", "0")
    assert not card.isVisible()


def test_no_changed_texts_are_shown_for_a_share_that_cannot_be_used(page, session, open_rows):
    open_rows(topic_rows(120))
    session.change_setting("word_swap", "1")
    assert not page.findChild(QWidget, "augmentation_card").isVisible()
    session.change_setting("word_swap", "0.3")
    assert page.findChild(QWidget, "augmentation_card").isVisible()


def test_what_is_expected_of_the_settings_can_be_scrolled_to_where_it_is_higher_than_the_page(
    page, session, open_rows
):
    open_rows(uneven_rows())
    session.change_setting("class_balance", "oversampling")
    session.change_setting("word_dropout", "0.2")
    page.resize(1280, 640)
    QApplication.processEvents()
    card = page.findChild(QWidget, "augmentation_card")
    side = card.parentWidget().parentWidget().parentWidget()
    side.ensureWidgetVisible(card.findChild(MarkedText, "text_after_3"))
    shown = card.findChild(MarkedText, "text_after_3")
    assert shown.visibleRegion().boundingRect() == shown.rect()


def test_a_long_training_can_be_made_shorter_with_a_click_and_the_forecast_agrees(
    page, session, open_rows, qtbot
):
    open_rows(topic_rows(240))
    qtbot.waitUntil(lambda: session.forecast.of(session.config.training) is not None, timeout=30_000)
    card = page.findChild(QWidget, "faster_card")
    assert not card.isVisible()
    session.change_setting("num_epochs", "400")
    assert card.isVisible()
    before = session.forecast.of(session.config.training).seconds
    click(page, "faster_trained_last_layers_button", qtbot)
    assert session.config.training.trained == "last_layers"
    assert session.forecast.of(session.config.training).seconds < 0.8 * before
    gone = "faster_trained_last_layers_button"
    qtbot.waitUntil(lambda: page.findChild(QPushButton, gone) is None, timeout=30_000)
    session.undo_stack.undo()
    assert session.config.training.trained == "everything"
