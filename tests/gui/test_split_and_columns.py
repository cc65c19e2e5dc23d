from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QRadioButton,
    QWidget,
)

from guitune.core.config import DataConfig
from guitune.core.data.column_roles import roles_with_label, roles_with_text
from guitune.gui.theme import theme
from guitune.gui.widgets.columns_panel import ColumnsPanel
from guitune.gui.widgets.split_bar import SplitBar
from guitune.gui.widgets.split_panel import SplitPanel

from ..conftest import topic_rows, write_rows

HEADER = ("id", "text", "topic", "part", "subject", "half")


@pytest.fixture
def rich_csv(tmp_path):
    """Topics with an id, a column that names sides, a subject, and one that names a side only sometimes."""
    parts = ["train", "train", "train", "Dev", " test"]
    rows = [
        (str(number), text, topic, parts[number % 5], f"subject {number}", "train" if number else "")
        for number, (text, topic) in enumerate(topic_rows(120))
    ]
    return write_rows(tmp_path / "rich.csv", rows, HEADER)


def settle(session, qtbot):
    qtbot.waitUntil(lambda: not session.jobs.running and not session.data.is_reading, timeout=30_000)


@pytest.fixture
def opened(session, rich_csv, qtbot):
    session.new_project()
    session.open_file(rich_csv)
    qtbot.waitUntil(lambda: session.data.overview is not None and session.config.data.file == str(rich_csv))
    return session


def shown(kind, session, qtbot):
    panel = kind(session)
    qtbot.addWidget(panel)
    panel.resize(780, 700)
    panel.show()
    settle(session, qtbot)
    return panel


@pytest.fixture
def split_panel(opened, qtbot):
    return shown(SplitPanel, opened, qtbot)


@pytest.fixture
def columns_panel(opened, qtbot):
    return shown(ColumnsPanel, opened, qtbot)


def text_of(panel, name: str) -> str:
    return panel.findChild(QLabel, name).text()


def click(panel, name: str, qtbot) -> None:
    qtbot.mouseClick(panel.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def type_into(panel, name: str, text: str, qtbot) -> None:
    field = panel.findChild(QLineEdit, f"setting_{name}")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def pick(panel, name: str, column: str | None) -> None:
    combo = panel.findChild(QComboBox, name)
    combo.setCurrentIndex(combo.findData(column) if column else 0)
    combo.activated.emit(combo.currentIndex())


def offered(panel, name: str) -> list[str]:
    model = panel.findChild(QComboBox, name).model()
    assert isinstance(model, QStandardItemModel)
    items = [model.item(row) for row in range(model.rowCount())]
    return [item.text() for item in items if item.isEnabled()]


def tip(panel, name: str, column: str) -> str:
    combo = panel.findChild(QComboBox, name)
    return combo.itemData(combo.findData(column), Qt.ItemDataRole.ToolTipRole)


def counts(session) -> dict[str, int]:
    return {side: session.data.overview.split.count(side) for side in ("train", "validation", "test")}


def test_a_share_is_typed_in_percent_and_the_counts_follow(split_panel, opened, qtbot):
    before = counts(opened)["test"]
    type_into(split_panel, "test_share", "30", qtbot)
    settle(opened, qtbot)
    assert opened.config.data.test_share == 0.3
    assert split_panel.findChild(QLineEdit, "setting_test_share").text() == "30%"
    assert counts(opened)["test"] > 2 * before
    assert text_of(split_panel, "panel_test_count_label") == f"Test {counts(opened)['test']}"
    opened.undo_stack.undo()
    settle(opened, qtbot)
    assert split_panel.findChild(QLineEdit, "setting_test_share").text() == "10%"


def test_another_split_number_keeps_other_texts_aside(split_panel, opened, qtbot):
    before = opened.data.overview.split
    type_into(split_panel, "split_seed", "7", qtbot)
    settle(opened, qtbot)
    assert opened.data.overview.split.positions("test") != before.positions("test")


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("validation_share", "many", "“many” is no number from 1% to 50%, so it stays 10%."),
        ("test_share", "nan", "“nan” is no number from 0% to 50%, so it stays 10%."),
        ("test_share", "60%", "“60%” is no number from 0% to 50%"),
        ("split_seed", "1.5", "“1.5” is no number from 0 to"),
    ],
)
def test_a_number_that_cannot_be_used_is_refused_with_the_reason(
    split_panel, opened, qtbot, name, typed, sentence
):
    before = opened.config
    type_into(split_panel, name, typed, qtbot)
    assert opened.config == before
    assert sentence in text_of(split_panel, f"help_{name}")
    assert split_panel.findChild(QLineEdit, f"setting_{name}").text() in ("10%", "0")
    type_into(split_panel, name, "12", qtbot)
    assert "is no number" not in text_of(split_panel, f"help_{name}")


def test_no_share_takes_more_than_the_other_leaves(split_panel, opened, qtbot):
    type_into(split_panel, "validation_share", "50", qtbot)
    type_into(split_panel, "test_share", "40", qtbot)
    assert (opened.config.data.validation_share, opened.config.data.test_share) == (0.5, 0.1)
    assert "from 0% to 30%" in text_of(split_panel, "help_test_share")
    assert opened.setting_problems() == {}


def test_only_columns_that_name_sides_are_offered_and_the_others_say_why(split_panel):
    assert offered(split_panel, "split_column_combo") == ["None: GuiTune divides", "part"]
    assert "“0”, which is none of train" in tip(split_panel, "split_column_combo", "id")
    assert "empty cells" in tip(split_panel, "split_column_combo", "half")
    assert "labels" in tip(split_panel, "split_column_combo", "topic")
    assert "read as text" in tip(split_panel, "split_column_combo", "text")


def test_a_split_column_divides_and_switches_the_shares_off(split_panel, opened, qtbot):
    pick(split_panel, "split_column_combo", "part")
    settle(opened, qtbot)
    assert counts(opened) == {"train": 72, "validation": 24, "test": 24}
    for name in ("validation_share", "test_share", "split_seed"):
        assert not split_panel.findChild(QLineEdit, f"setting_{name}").isEnabled()
    assert "the column “part” names these texts" in text_of(split_panel, "help_test_share")
    pick(split_panel, "split_column_combo", None)
    settle(opened, qtbot)
    assert opened.config.data.split_column is None
    assert split_panel.findChild(QLineEdit, "setting_test_share").isEnabled()


def choose_file(panel, name: str, file, monkeypatch, qtbot) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(file), ""))
    click(panel, name, qtbot)


def test_a_test_file_gives_the_test_texts_until_it_is_removed(
    split_panel, opened, tmp_path, monkeypatch, qtbot
):
    rows = [("0", text, topic, "", "", "") for text, topic in topic_rows(30, seed=5)]
    file = write_rows(tmp_path / "judge.csv", rows, HEADER)
    choose_file(split_panel, "test_file_button", file, monkeypatch, qtbot)
    qtbot.waitUntil(lambda: opened.config.data.test_file == str(file))
    settle(opened, qtbot)
    assert counts(opened)["test"] == 30
    assert text_of(split_panel, "test_file_label") == "judge.csv"
    assert "come from your test file" in text_of(split_panel, "help_test_share")
    assert split_panel.findChild(QLineEdit, "setting_split_seed").isEnabled()
    click(split_panel, "test_file_remove_button", qtbot)
    settle(opened, qtbot)
    assert opened.config.data.test_file is None
    assert not split_panel.findChild(QPushButton, "test_file_remove_button").isVisible()


@pytest.mark.parametrize("file", ["without_topic", "used"])
def test_a_file_that_does_not_fit_changes_nothing_and_says_why(
    split_panel, opened, rich_csv, tmp_path, monkeypatch, qtbot, file
):
    before = opened.config
    other = write_rows(tmp_path / "other.csv", [("a film", "x"), ("a goal", "y")], ("text", "kind"))
    choose_file(
        split_panel,
        "validation_file_button",
        rich_csv if file == "used" else other,
        monkeypatch,
        qtbot,
    )
    message = split_panel.findChild(QLabel, "error_message")
    qtbot.waitUntil(message.isVisible)
    settle(opened, qtbot)
    assert message.text() == (
        "rich.csv is used already." if file == "used" else "other.csv has no column “topic”."
    )
    assert opened.config == before
    assert text_of(split_panel, "validation_file_label") == "none"


@pytest.fixture
def judged(trained_session, qtbot):
    qtbot.waitUntil(lambda: bool(trained_session.training.runs))
    return trained_session


def locked_controls(panel) -> list[str]:
    controls = ["setting_test_share", "setting_split_seed", "split_column_combo", "test_file_button"]
    return [name for name in controls if not panel.findChild(QWidget, name).isEnabled()]


def test_used_test_texts_are_locked_until_they_are_unlocked(judged, qtbot):
    panel = shown(SplitPanel, judged, qtbot)
    note = panel.findChild(QWidget, "test_lock_note")
    assert note.isVisible()
    assert "have judged 1 training." in text_of(panel, "test_lock_text")
    assert len(locked_controls(panel)) == 4
    assert panel.findChild(QLineEdit, "setting_validation_share").isEnabled()
    assert panel.findChild(QPushButton, "validation_file_button").isEnabled()
    click(panel, "unlock_split_button", qtbot)
    assert not note.isVisible()
    assert locked_controls(panel) == []
    with qtbot.waitSignal(panel.closed):
        click(panel, "split_panel_done_button", qtbot)
    assert note.isVisible()


def test_it_is_told_that_used_test_texts_were_changed_also_after_reopening(judged, qtbot):
    panel = shown(SplitPanel, judged, qtbot)
    told = panel.findChild(QLabel, "test_changed_note")
    assert not told.isVisible()
    click(panel, "unlock_split_button", qtbot)
    type_into(panel, "test_share", "20", qtbot)
    type_into(panel, "test_share", "25", qtbot)
    settle(judged, qtbot)
    assert told.isVisible()
    assert "were changed 1 time after they had been used" in told.text()
    judged.open_project(judged.project)
    qtbot.waitUntil(lambda: bool(judged.training.runs))
    settle(judged, qtbot)
    assert told.isVisible()
    judged.change_setting("test_share", "0.1")
    assert not told.isVisible()
    settle(judged, qtbot)


def test_nothing_is_locked_where_other_texts_were_the_test(judged, rich_csv, qtbot):
    judged.open_file(rich_csv)
    qtbot.waitUntil(lambda: judged.config.data.file == str(rich_csv))
    panel = shown(SplitPanel, judged, qtbot)
    assert not panel.findChild(QWidget, "test_lock_note").isVisible()
    assert locked_controls(panel) == []


def examples(panel) -> list[str]:
    labels = (panel.findChild(QLabel, f"example_{number}_text") for number in range(3))
    return [found.text() for found in labels]


def choose_way(panel, name: str) -> None:
    panel.findChild(QRadioButton, f"read_{name}_radio").click()


def test_a_pair_is_chosen_and_shown_on_two_lines(columns_panel, opened, qtbot):
    choose_way(columns_panel, "pair")
    assert opened.config.data.text2_column is None
    assert "topic" not in offered(columns_panel, "text2_column_combo")
    assert "text" not in offered(columns_panel, "text2_column_combo")
    pick(columns_panel, "text2_column_combo", "subject")
    settle(opened, qtbot)
    assert opened.config.data.text2_column == "subject"
    assert text_of(columns_panel, "example_1_pair") == "subject 1"
    assert text_of(columns_panel, "columns_beside_label") == "Kept beside, not read: id, part, half."
    choose_way(columns_panel, "one")
    settle(opened, qtbot)
    assert opened.config.data.text2_column is None
    opened.undo_stack.undo()
    settle(opened, qtbot)
    assert columns_panel.findChild(QRadioButton, "read_pair_radio").isChecked()


def test_columns_are_joined_in_the_order_of_the_file_and_seen_as_read(columns_panel, opened, qtbot):
    choose_way(columns_panel, "joined")
    ticks = columns_panel.findChild(QListWidget, "joined_columns_list")
    names = [ticks.item(row).text() for row in range(ticks.count())]
    assert names == ["id", "part", "subject", "half"]
    for name in ("subject", "id"):
        ticks.item(names.index(name)).setCheckState(Qt.CheckState.Checked)
        settle(opened, qtbot)
    assert opened.config.data.joined_columns == ("id", "subject")
    first = opened.data.overview.table.column("text")[0]
    assert examples(columns_panel)[0] == f"{first} | 0 | subject 0"
    for name in ("subject", "id"):
        ticks.item(names.index(name)).setCheckState(Qt.CheckState.Unchecked)
        settle(opened, qtbot)
    assert ticks.isVisible()
    assert examples(columns_panel)[0] == first


def test_a_way_that_was_begun_and_taken_back_is_not_shown_as_chosen(columns_panel, opened, qtbot):
    choose_way(columns_panel, "pair")
    pick(columns_panel, "text2_column_combo", "subject")
    opened.undo_stack.undo()
    settle(opened, qtbot)
    pick(columns_panel, "panel_text_column_combo", "subject")
    opened.undo_stack.undo()
    settle(opened, qtbot)
    assert columns_panel.findChild(QRadioButton, "read_one_radio").isChecked()


def test_a_column_that_gets_another_role_leaves_its_old_one(columns_panel, opened, qtbot):
    opened.change_data("pair", text2_column="subject", split_column="part")
    settle(opened, qtbot)
    pick(columns_panel, "panel_text_column_combo", "subject")
    settle(opened, qtbot)
    data = opened.config.data
    assert (data.text_column, data.text2_column, data.label_column) == ("subject", "text", "topic")
    assert "part" not in offered(columns_panel, "panel_label_column_combo")


@pytest.mark.parametrize("roles", [roles_with_text, roles_with_label])
@pytest.mark.parametrize("column", ["text", "label", "second", "side", "joined", "free"])
def test_no_column_ever_has_two_roles(roles, column):
    data = DataConfig("f", "text", "label", "second", "side", joined_columns=("joined",))
    after = replace(data, **roles(data, column))
    used = [after.text_column, after.label_column, after.text2_column, after.split_column]
    used = [name for name in (*used, *after.joined_columns) if name]
    assert len(used) == len(set(used))
    assert column in (after.text_column, after.label_column)


def test_the_wheel_over_a_combo_that_is_not_in_use_chooses_nothing(columns_panel, opened):
    combo = columns_panel.findChild(QComboBox, "panel_text_column_combo")
    columns_panel.findChild(QPushButton, "columns_panel_done_button").setFocus()
    before = opened.config
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(combo.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, turn)
    assert opened.config == before
    assert not turn.isAccepted()


def test_every_count_under_the_bar_has_a_sample_of_its_part_s_colour(opened, qtbot):
    bar = SplitBar()
    qtbot.addWidget(bar)
    bar.resize(324, 40)
    bar.show_split(opened.data.overview.split)
    bar.show()
    picture = bar.grab().toImage()
    for side, series in (("train", 0), ("validation", 1), ("test", 3)):
        caption = bar.findChild(QLabel, f"{side}_count_label").geometry()
        sample = picture.pixelColor(caption.left() - 11, caption.center().y())
        assert sample == QColor(theme().series[series])
