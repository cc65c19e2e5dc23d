import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton

from guitune.core.settings import settings
from guitune.core.training_config import PRESETS, TrainingConfig
from guitune.gui.pages.settings import SettingsPage
from guitune.gui.widgets.config_form import ConfigForm


@pytest.fixture
def page(session, qtbot):
    session.new_project()
    qtbot.waitUntil(lambda: session.checkpoint.availability == "here")
    page = SettingsPage(session)
    qtbot.addWidget(page)
    page.resize(1280, 700)
    page.show()
    return page


def field(page, name: str) -> QLineEdit:
    return page.findChild(QLineEdit, f"setting_{name}")


def click(page, name: str, qtbot, kind=QPushButton) -> None:
    qtbot.mouseClick(page.findChild(kind, name), Qt.MouseButton.LeftButton)


def type_into(page, name: str, text: str, qtbot) -> None:
    shown = field(page, name)
    shown.setFocus()
    shown.selectAll()
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    qtbot.keyClicks(shown, text)


def settings_problems(session) -> list[str]:
    return [blocker.sentence for blocker in session.blockers() if blocker.page == "settings"]


def test_there_is_a_field_with_help_for_every_setting_of_the_training(page):
    for name, setting in settings():
        if name not in TrainingConfig.__dataclass_fields__:
            continue
        assert field(page, name).accessibleDescription() == setting.help
        assert page.findChild(QLabel, f"help_{name}").text() == setting.help


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
        ("learning_rate", "5", "must be above 0 and at most 0.01"),
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
