import errno
import os
import signal
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTabWidget,
    QWidget,
)

from guitune.core.config import ModelConfig
from guitune.core.errors import GuiTuneError
from guitune.core.project import Project
from guitune.core.training_config import TrainingConfig
from guitune.gui.app import Guard, open_at_start
from guitune.gui.error_dialog import ErrorDialog
from guitune.gui.main_window import MainWindow
from guitune.gui.project_lock import ProjectLock
from guitune.gui.session import Session
from guitune.gui.theme import DARK, LIGHT, theme

from ..conftest import topic_rows, write_rows


@pytest.fixture
def ready_window(window, session, tiny_checkpoint, tmp_path, qtbot):
    """With data, the tiny checkpoint and settings for a training of some seconds."""
    session.open_file(write_rows(tmp_path / "topics.csv", topic_rows(240)))
    session.change_checkpoint(str(tiny_checkpoint))
    session.take_preset(
        TrainingConfig(num_epochs=60, learning_rate=3e-3, layer_decay=1.0, early_stopping_patience=60)
    )

    def ok():
        assert session.blockers() == []

    qtbot.waitUntil(ok)
    return window


def start(window: MainWindow, qtbot) -> None:
    qtbot.mouseClick(window.findChild(QPushButton, "start_button"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.session.training.history.train_losses) > 3, timeout=60_000)


def tab(window: MainWindow) -> str:
    tabs = window.findChild(QTabWidget, "tabs")
    return tabs.tabText(tabs.currentIndex())


def question(window: MainWindow, name: str = "close_question") -> QMessageBox | None:
    return next((found for found in window.findChildren(QMessageBox, name) if found.isVisible()), None)


def answer(found: QMessageBox, name: str, qtbot) -> None:
    chosen = next(item for item in found.buttons() if item.objectName() == name)
    qtbot.mouseClick(chosen, Qt.MouseButton.LeftButton)


def full_disk(monkeypatch) -> list[bool]:
    """Nothing can be written while the list that is returned holds anything."""
    full, sync = [True], os.fsync

    def refuse_while_full(descriptor):
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return sync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse_while_full)
    return full


def act(window: MainWindow, text: str) -> QAction:
    return next(item for item in window.findChildren(QAction) if item.text().replace("&", "") == text)


def test_start_is_off_with_the_reason_beside_it_until_there_are_data(window, session, topics_csv, qtbot):
    start_button = window.findChild(QPushButton, "start_button")
    reason = window.findChild(QPushButton, "reason_button")
    qtbot.waitUntil(lambda: "Open a file" in reason.text())
    assert not start_button.isEnabled()
    session.open_file(topics_csv)
    qtbot.waitUntil(start_button.isEnabled)
    assert not reason.isVisible()


def test_the_reason_leads_to_the_tab_where_it_can_be_mended(window, session, topics_csv, qtbot):
    session.open_file(topics_csv)
    qtbot.waitUntil(lambda: session.blockers() == [])
    session.change_setting("learning_rate", "7")
    reason = window.findChild(QPushButton, "reason_button")
    assert reason.isVisible()
    qtbot.mouseClick(reason, Qt.MouseButton.LeftButton)
    assert tab(window) == "Settings"


def test_a_file_and_one_click_lead_to_the_results(ready_window, session, qtbot):
    session.change_setting("num_epochs", "3")
    start(ready_window, qtbot)
    assert tab(ready_window) == "Training"
    qtbot.waitUntil(lambda: tab(ready_window) == "Results", timeout=60_000)
    qtbot.waitUntil(lambda: session.classifier.state == "ready")
    assert session.classifier.labels == ("film", "food", "sport")


def test_while_training_the_header_stops_it_and_the_best_is_kept(ready_window, session, qtbot):
    start(ready_window, qtbot)
    stop = ready_window.findChild(QPushButton, "header_stop_button")
    assert stop.isVisible()
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert not stop.isEnabled()
    qtbot.waitUntil(lambda: not session.training.is_running, timeout=30_000)
    assert session.training.current_run.is_finished


def test_closing_while_training_asks_and_can_be_refused(ready_window, session, qtbot):
    start(ready_window, qtbot)
    ready_window.close()
    question = ready_window.findChild(QMessageBox, "close_question")
    stay = next(item for item in question.buttons() if item.objectName() == "keep_training_button")
    qtbot.mouseClick(stay, Qt.MouseButton.LeftButton)
    assert ready_window.isVisible()
    assert session.training.state == "running"


def test_closing_while_training_saves_waits_and_the_run_can_go_on(ready_window, session, qtbot):
    start(ready_window, qtbot)
    ready_window.close()
    question = ready_window.findChild(QMessageBox, "close_question")
    save = next(item for item in question.buttons() if item.objectName() == "save_and_close_button")
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not ready_window.isVisible(), timeout=30_000)
    run = session.training.current_run
    last = list(run.events())[-1]
    assert last["event"] == "RunStopped"
    assert last["step"] > 0
    assert list(run.checkpoints.glob("step-*"))


def test_closing_a_training_that_waits_for_a_full_disk_tells_what_is_lost(
    ready_window, session, monkeypatch, qtbot
):
    start(ready_window, qtbot)
    full = full_disk(monkeypatch)
    session.training.pause()
    qtbot.waitUntil(lambda: session.training.state == "paused", timeout=30_000)
    ready_window.close()
    asked = question(ready_window)
    assert "is full" in asked.text()
    assert "would be lost" in asked.informativeText()
    answer(asked, "keep_training_button", qtbot)
    assert ready_window.isVisible()
    assert session.training.state == "paused"
    ready_window.close()
    answer(question(ready_window), "save_and_close_button", qtbot)
    if asked_again := question(ready_window, "unsaved_question"):
        answer(asked_again, "go_on_without_saving_button", qtbot)
    qtbot.waitUntil(lambda: not ready_window.isVisible(), timeout=30_000)
    full.clear()


def test_a_training_that_cannot_be_saved_on_closing_keeps_the_window_open(
    ready_window, session, monkeypatch, qtbot
):
    start(ready_window, qtbot)
    ready_window.close()
    full = full_disk(monkeypatch)
    answer(question(ready_window), "save_and_close_button", qtbot)
    qtbot.waitUntil(ready_window.tabs.isEnabled, timeout=30_000)
    assert ready_window.isVisible()
    assert session.training.history.ending.cause == "disk_full"
    full.clear()


def test_changes_that_cannot_be_saved_are_asked_about_once_the_training_is_saved(
    ready_window, session, qtbot
):
    start(ready_window, qtbot)
    session.change_setting("num_epochs", "7")
    blocking = session.project.folder / "project.json.partial"
    blocking.mkdir()
    ready_window.close()
    answer(question(ready_window), "save_and_close_button", qtbot)
    qtbot.waitUntil(lambda: question(ready_window, "unsaved_question") is not None, timeout=30_000)
    answer(question(ready_window, "unsaved_question"), "stay_button", qtbot)
    assert ready_window.isVisible()
    assert ready_window.tabs.isEnabled()
    blocking.rmdir()
    ready_window.close()
    assert not ready_window.isVisible()
    assert Project.open(session.project.folder).config.training.num_epochs == 7


def test_the_question_about_a_training_goes_when_the_training_ends_and_the_window_stays(
    ready_window, session, qtbot
):
    start(ready_window, qtbot)
    ready_window.close()
    assert "still learning" in question(ready_window).text()
    session.training.stop_and_keep()
    qtbot.waitUntil(lambda: "made your classifier" in question(ready_window).text(), timeout=30_000)
    qtbot.waitUntil(lambda: question(ready_window) is None, timeout=30_000)
    assert not session.training.is_running
    qtbot.waitUntil(lambda: session.classifier.state == "ready")
    assert ready_window.isVisible()
    assert ready_window.tabs.isEnabled()


def test_a_window_that_is_closed_while_the_best_is_kept_waits_for_it(ready_window, session, qtbot):
    start(ready_window, qtbot)
    session.training.stop_and_keep()
    ready_window.close()
    answer(question(ready_window), "save_and_close_button", qtbot)
    qtbot.waitUntil(lambda: not ready_window.isVisible(), timeout=30_000)
    assert session.training.current_run.is_finished


def test_a_training_that_is_being_discarded_is_gone_after_the_window_closed(ready_window, session, qtbot):
    start(ready_window, qtbot)
    run = session.training.current_run.path
    session.training.put_away(run)
    ready_window.close()
    assert question(ready_window) is None
    qtbot.waitUntil(lambda: not ready_window.isVisible(), timeout=30_000)
    assert not run.exists()


@pytest.mark.parametrize("way", ["new", "open"])
def test_leaving_a_project_that_cannot_be_saved_asks_first(
    window, session, topics_csv, trained_project, tmp_path, way, qtbot
):
    def leave() -> None:
        if way == "new":
            act(window, "New project").trigger()
        else:
            window.acts.open_project(other)
        qtbot.waitUntil(lambda: question(window, "unsaved_question") is not None)

    other = trained_project.copy_to(tmp_path / "Other").folder
    session.open_file(topics_csv)
    qtbot.waitUntil(lambda: session.blockers() == [] and session.is_saved)
    folder = session.project.folder
    session.change_setting("num_epochs", "7")
    folder.rename(tmp_path / "renamed")
    leave()
    answer(question(window, "unsaved_question"), "stay_button", qtbot)
    assert session.project.folder == folder
    assert session.config.training.num_epochs == 7
    ProjectLock(other).take().release()
    leave()
    answer(question(window, "unsaved_question"), "go_on_without_saving_button", qtbot)
    assert session.config.training.num_epochs != 7
    assert session.project.folder == (folder if way == "new" else other)
    assert not folder.exists()


def test_a_project_that_cannot_be_saved_in_its_place_can_be_saved_elsewhere_instead_of_left(
    window, session, topics_csv, tmp_path, monkeypatch, qtbot
):
    session.open_file(topics_csv)
    qtbot.waitUntil(lambda: session.blockers() == [] and session.is_saved)
    session.project.folder.rename(tmp_path / "renamed")
    session.change_setting("num_epochs", "7")
    window.close()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "Mine"), ""))
    answer(question(window, "unsaved_question"), "save_elsewhere_button", qtbot)
    qtbot.waitUntil(lambda: session.project.folder == tmp_path / "Mine" and session.is_saved)
    assert window.isVisible()
    assert Project.open(tmp_path / "Mine").config.training.num_epochs == 7


def test_the_language_is_switched_while_the_window_is_open(window, session, topics_csv, qtbot):
    session.open_file(topics_csv)
    qtbot.waitUntil(lambda: session.blockers() == [])
    window.show_page("settings")
    window.choose_language("zh_CN")
    tabs = window.findChild(QTabWidget, "tabs")
    assert [tabs.tabText(index) for index in range(6)] == ["数据", "模型", "设置", "训练", "结果", "试用"]
    assert tabs.currentIndex() == 2
    assert QApplication.translate("QPlatformTheme", "Cancel") == "取消"
    window.choose_language("en")
    assert tab(window) == "Settings"
    assert session.preferences.language == "en"


def test_the_look_is_switched_while_the_window_is_open(window, session):
    window.choose_theme("dark")
    assert theme() is DARK
    assert window.grab().toImage().pixelColor(640, 500).lightness() < 64
    window.choose_theme("light")
    assert theme() is LIGHT
    assert session.preferences.theme == "light"


def test_place_and_size_are_remembered_and_kept_on_the_screen(session, qtbot):
    first = MainWindow(session)
    qtbot.addWidget(first)
    first.resize(1100, 700)
    session.preferences.geometry = first.saveGeometry()
    second = MainWindow(session)
    qtbot.addWidget(second)
    assert (second.width(), second.height()) == (1100, 700)


def test_the_last_project_is_there_after_a_restart(trained_session, qtbot):
    preferences = trained_session.preferences
    trained_session.shut_down()
    again = Session(preferences)
    window = MainWindow(again)
    qtbot.addWidget(window)
    open_at_start(window, None)
    qtbot.waitUntil(lambda: again.classifier.state == "ready" and again.data.overview is not None)
    assert again.project.folder == trained_session.project.folder
    assert again.classifier.run.path.name == "001"
    window.close()


def test_a_dropped_project_folder_is_opened(window, session, trained_project, qtbot):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(trained_project.folder))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    qtbot.waitUntil(lambda: session.project.folder == trained_project.folder)
    assert "Topics" in window.windowTitle()


def test_a_folder_without_a_project_is_explained(window, session, tmp_path, qtbot):
    window.acts.open_project(tmp_path)
    qtbot.waitUntil(lambda: window.findChild(ErrorDialog) is not None)
    dialog = window.findChild(ErrorDialog)
    assert "holds no GuiTune project" in dialog.findChild(QLabel, "error_message").text()


def test_new_project_begins_empty_and_the_old_one_is_kept(window, session, topics_csv, qtbot):
    session.open_file(topics_csv)
    qtbot.waitUntil(lambda: session.blockers() == [])
    old = session.project.folder
    act(window, "New project").trigger()
    assert session.data.overview is None
    assert session.project.folder != old
    assert Path(Project.open(old).config.data.file) == topics_csv.resolve()
    assert old in session.preferences.recent_projects


def test_undo_in_the_menu_names_the_act(window, session, topics_csv, tiny_checkpoint, qtbot):
    session.open_file(topics_csv)
    qtbot.waitUntil(lambda: session.blockers() == [])
    session.change_checkpoint(str(tiny_checkpoint))
    undo = act(window, "Undo choice of model")
    undo.trigger()
    assert session.config.model == ModelConfig()


def test_an_exception_in_a_slot_becomes_a_sentence_with_details(window, session, qtbot):
    from guitune.gui.jobs import unexpected_error

    try:
        raise KeyError("lost")
    except KeyError as error:
        session.problem_occurred.emit(unexpected_error(error))
    dialog = window.findChild(ErrorDialog)
    assert "KeyError" in dialog.findChild(QLabel, "error_message").text()
    qtbot.mouseClick(dialog.findChild(QPushButton, "copy_details_button"), Qt.MouseButton.LeftButton)
    assert 'raise KeyError("lost")' in QApplication.clipboard().text()


def test_a_project_cannot_be_left_while_its_model_learns(ready_window, session, trained_project, qtbot):
    start(ready_window, qtbot)
    problems: list[GuiTuneError] = []
    session.problem_occurred.connect(problems.append)
    ready_window.acts.open_project(trained_project.folder)
    assert "still learning" in problems[0].message
    assert session.project.folder != trained_project.folder


def test_the_acts_on_the_data_stand_in_a_menu_and_wait_for_data(window, session, topics_csv, qtbot):
    (menu,) = [act.menu() for act in window.menuBar().actions() if act.text() == "&Data"]
    acts = {act.text(): act for act in menu.actions() if act.text()}
    assert not any(act.isEnabled() for act in acts.values())
    session.open_file(topics_csv)
    qtbot.waitUntil(lambda: session.data.overview is not None and not session.data.is_reading, timeout=30_000)
    window.show_page("settings")
    acts["&Split..."].trigger()
    assert window.findChild(QWidget, "split_panel").isVisible()
    acts["&Find texts"].trigger()
    assert not window.findChild(QWidget, "split_panel").isVisible()
    assert window.findChild(QLineEdit, "data_search").isVisible()
    assert window.focusWidget().objectName() == "data_search"


def test_findings_and_the_open_panel_follow_the_language(window, session, tmp_path, qtbot):
    def without_text():
        qtbot.waitUntil(
            lambda: session.data.overview is not None and not session.data.is_reading, timeout=30_000
        )
        return next(found.message for found in session.data.overview.findings if found.name == "empty")

    session.open_file(write_rows(tmp_path / "gap.csv", [*topic_rows(60), ("", "film")]))
    english = without_text()
    window.pages["data"].show_panel("split")
    window.choose_language("zh_CN")
    assert "缺少文本" in without_text()
    assert window.pages["data"].findChild(QWidget, "split_panel").isVisible()
    window.choose_language("en")
    assert without_text() == english
    qtbot.waitUntil(lambda: not session.jobs.running, timeout=60_000)


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_end_saves_the_project_and_closes_the_window(
    window, session, topics_csv, number, monkeypatch, qtbot
):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    session.open_file(topics_csv)
    qtbot.waitUntil(lambda: session.blockers() == [])
    folder = session.project.folder
    guard = Guard(window)
    try:
        os.kill(os.getpid(), number)
        qtbot.waitUntil(lambda: not window.isVisible())
    finally:
        guard.release()
    assert Path(Project.open(folder).config.data.file) == topics_csv.resolve()
    assert not (folder / "autosave.json").exists()
    assert not (folder / "project.lock").exists()
