"""The whole way by mouse and keyboard, from an empty window to a classifier in a folder of its own."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QTabWidget,
    QWidget,
)

from guitune.gui.main_window import MainWindow
from guitune.resources import resource

from ..conftest import topic_rows, write_rows


def click(window: MainWindow, name: str, qtbot) -> None:
    shown = [item for item in window.findChildren(QPushButton, name) if item.isVisible()]
    assert len(shown) == 1, f"{name} is not to be seen exactly once"
    assert shown[0].isEnabled()
    qtbot.mouseClick(shown[0], Qt.MouseButton.LeftButton)


def go_to(window: MainWindow, title: str, qtbot) -> None:
    bar = window.findChild(QTabWidget, "tabs").tabBar()
    index = next(number for number in range(bar.count()) if bar.tabText(number) == title)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(index).center())
    assert current(window) == title


def current(window: MainWindow) -> str:
    tabs = window.findChild(QTabWidget, "tabs")
    return tabs.tabText(tabs.currentIndex())


def click_cell(view: QTableView, row: int, column: int, qtbot) -> None:
    index = view.model().index(row, column)
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def visible(window: MainWindow, kind: type[QWidget], name: str) -> QWidget:
    return next(item for item in window.findChildren(kind, name) if item.isVisible())


def set_rounds(window: MainWindow, rounds: str, qtbot) -> None:
    go_to(window, "Settings", qtbot)
    click(window, "preset_quick_button", qtbot)
    field = visible(window, QLineEdit, "setting_num_epochs")
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, rounds)


def train_to_the_results(window: MainWindow, qtbot) -> None:
    qtbot.waitUntil(lambda: window.session.blockers() == [], timeout=60_000)
    click(window, "start_button", qtbot)
    assert current(window) == "Training"
    qtbot.waitUntil(lambda: current(window) == "Results", timeout=240_000)
    qtbot.waitUntil(lambda: window.session.results.results is not None, timeout=20_000)


def read_the_texts_behind_a_cell(window: MainWindow, qtbot) -> None:
    matrix = visible(window, QTableView, "confusion_matrix")
    places = [(row, column) for row in range(3) for column in range(3)]
    row, column = next(place for place in places if matrix.model().index(*place).data() != "·")
    click_cell(matrix, row, column, qtbot)
    count = int(matrix.model().index(row, column).data())
    examples = visible(window, QTableView, "examples_table")
    qtbot.waitUntil(lambda: examples.model().rowCount() == count)


def try_a_text(window: MainWindow, text: str, qtbot) -> str:
    """Type the text and return the label on top of the bars."""
    go_to(window, "Try it", qtbot)
    qtbot.waitUntil(lambda: window.session.classifier.state == "ready", timeout=60_000)
    box = visible(window, QPlainTextEdit, "try_text")
    qtbot.mouseClick(box.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    with qtbot.waitSignal(
        window.session.classifier.answered, check_params_cb=lambda answer: answer.text == text, timeout=20_000
    ) as answered:
        qtbot.keyClicks(box, text)
    return answered.args[0].prediction.label


def save_the_classifier(window: MainWindow, target: Path, monkeypatch, qtbot) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_options: (str(target), ""))
    click(window, "save_classifier_button", qtbot)
    qtbot.waitUntil(lambda: target.is_dir() and not window.session.jobs.running, timeout=60_000)
    assert {"config.json", "model.safetensors", "tokenizer.json", "README.md"} <= {
        path.name for path in target.iterdir()
    }


def test_from_an_empty_window_to_a_classifier_by_mouse(window, tiny_checkpoint, tmp_path, monkeypatch, qtbot):
    file = write_rows(tmp_path / "topics.csv", topic_rows(240))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_options: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_options: str(tiny_checkpoint))
    click(window, "open_file_button", qtbot)
    qtbot.waitUntil(lambda: window.session.data.overview is not None)
    go_to(window, "Model", qtbot)
    click(window, "model_folder_button", qtbot)
    qtbot.waitUntil(lambda: window.session.config.model.checkpoint == str(tiny_checkpoint))
    set_rounds(window, "12", qtbot)
    rate = visible(window, QLineEdit, "setting_learning_rate")
    qtbot.mouseClick(rate, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(rate, "3e-3")

    train_to_the_results(window, qtbot)
    read_the_texts_behind_a_cell(window, qtbot)
    assert try_a_text(window, "goal match team", qtbot) == "sport"
    save_the_classifier(window, tmp_path / "mine", monkeypatch, qtbot)


@pytest.mark.bundled
@pytest.mark.timeout(400)
def test_from_the_sample_to_a_classifier_with_the_bundled_model(window, tmp_path, monkeypatch, qtbot):
    click(window, "sample_button", qtbot)
    qtbot.waitUntil(lambda: window.session.data.overview is not None)
    assert len(window.session.data.overview.examples) == 600
    assert resource("samples", "customer_messages.csv").samefile(window.session.config.data.file)
    set_rounds(window, "2", qtbot)

    train_to_the_results(window, qtbot)
    read_the_texts_behind_a_cell(window, qtbot)
    label = try_a_text(window, "where is my parcel", qtbot)
    assert label in window.session.classifier.labels
    save_the_classifier(window, tmp_path / "mine", monkeypatch, qtbot)
