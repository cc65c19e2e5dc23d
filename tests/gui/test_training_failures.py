"""What goes wrong while training, in the window: each failure with its words and its button."""

import json
import shutil
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from guitune.core.events import RunCompleted, RunFailed, event_to_json
from guitune.core.experiment import run_experiment
from guitune.core.project import Project
from guitune.core.runs import RunFolder
from guitune.core.training.control import RunControl
from guitune.core.training_config import TrainingConfig
from guitune.gui.app import Guard
from guitune.gui.error_dialog import ErrorDialog
from guitune.gui.session import Session

from ..conftest import topic_rows
from .conftest import untrained_project

LONG = 30_000


@pytest.fixture
def project(tmp_path: Path, tiny_checkpoint: Path) -> Project:
    """A project that is ready to be trained and saves often, without a run."""
    training = TrainingConfig(
        num_epochs=6,
        learning_rate=3e-3,
        layer_decay=1.0,
        batch_size=16,
        early_stopping_patience=6,
        save_every_minutes=0.0005,
    )
    return untrained_project(tmp_path / "Topics", topic_rows(120), tiny_checkpoint, training)


@pytest.fixture
def saved_run(project: Project) -> RunFolder:
    """The project's run, which was stopped and saved in its third round."""
    run, control = project.new_run(), RunControl()
    rounds = 0
    for event in run_experiment(run, control):
        rounds += type(event).__name__ == "EpochCompleted"
        if rounds == 2:
            control.stop()
    return run


def fail(run: RunFolder, failure: RunFailed) -> None:
    """Let the run's last word be this failure, as if it had happened after the last save."""
    lines = run.events_file.read_bytes().splitlines(keepends=True)
    ending = json.dumps(event_to_json(failure)).encode() + b"\n"
    run.events_file.write_bytes(b"".join(lines[:-1]) + ending)


def show(window, project: Project, qtbot) -> None:
    """Open the project, whose failed run is then looked at."""
    session = window.session
    session.open_project(project)
    window.show_page("training")
    qtbot.waitUntil(
        lambda: bool(session.training.runs) and not session.blockers() and not session.jobs.running,
        timeout=LONG,
    )
    qtbot.waitUntil(lambda: text(window, "error_message") != "", timeout=LONG)


def settled(session: Session, qtbot) -> None:
    qtbot.waitUntil(lambda: not session.training.is_running and not session.jobs.running, timeout=LONG)


def offered(window) -> set[str]:
    """The names of the buttons in the card of the failure."""
    names = (
        "remedy_button",
        "less_memory_button",
        "new_run_button",
        "try_again_button",
        "keep_best_button",
        "mend_button",
    )
    return {name for name in names if any(found.isVisible() for found in buttons(window, name))}


def buttons(window, name: str) -> list[QPushButton]:
    return window.findChildren(QPushButton, name)


def press(window, name: str, qtbot) -> None:
    (pressed,) = (found for found in buttons(window, name) if found.isVisible())
    assert pressed.isEnabled()
    qtbot.mouseClick(pressed, Qt.MouseButton.LeftButton)


def text(window, name: str) -> str:
    found = [widget.text() for widget in window.findChildren(QLabel, name) if widget.isVisible()]
    return found[0] if found else ""


DIVERGED = RunFailed("Training broke down.", "Lower it.", "trace", "diverged", ("learning_rate", "6.0e-04"))


def test_a_run_that_diverged_starts_again_with_the_lower_rate(window, project, saved_run, qtbot):
    fail(saved_run, DIVERGED)
    show(window, project, qtbot)
    session = window.session
    assert offered(window) == {"remedy_button", "keep_best_button"}
    (remedy,) = buttons(window, "remedy_button")
    assert remedy.text() == "Start again with 0.0006"
    press(window, "remedy_button", qtbot)
    assert session.training.is_running
    assert session.config.training.learning_rate == 6e-4
    qtbot.waitUntil(lambda: session.training.current_run is not None, timeout=LONG)
    assert session.training.current_run.path.name == "002"
    session.training.stop_and_save()
    settled(session, qtbot)
    session.undo_stack.undo()
    assert session.config.training.learning_rate == 3e-3


def test_the_best_round_of_a_run_that_diverged_can_be_kept(window, project, saved_run, qtbot):
    fail(saved_run, DIVERGED)
    show(window, project, qtbot)
    press(window, "keep_best_button", qtbot)
    settled(window.session, qtbot)
    assert isinstance(window.session.training.history.ending, RunCompleted)
    assert saved_run.trained_model().is_dir()


def test_a_run_that_ran_out_of_memory_goes_on_with_less(window, project, saved_run, qtbot):
    fail(saved_run, RunFailed("Too little memory.", "Lower it.", "trace", "out_of_memory"))
    show(window, project, qtbot)
    assert offered(window) == {"less_memory_button", "mend_button", "keep_best_button"}
    (mend,) = (found for found in buttons(window, "mend_button") if found.isVisible())
    assert mend.text() == "Go to Settings"
    press(window, "less_memory_button", qtbot)
    settled(window.session, qtbot)
    history = window.session.training.history
    assert isinstance(history.ending, RunCompleted)
    assert "memory_short" in [notice.topic for notice in history.notices]


def test_a_run_that_met_a_full_disk_tries_again_from_the_last_save(window, project, saved_run, qtbot):
    fail(saved_run, RunFailed("The disk is full.", "Free some space.", "trace", "disk_full"))
    show(window, project, qtbot)
    assert offered(window) == {"try_again_button", "keep_best_button"}
    (again,) = (found for found in buttons(window, "try_again_button") if found.isVisible())
    assert again.text() == "Try again"
    press(window, "try_again_button", qtbot)
    settled(window.session, qtbot)
    assert isinstance(window.session.training.history.ending, RunCompleted)


def test_a_failed_run_is_discarded_from_its_card(window, project, saved_run, qtbot):
    fail(saved_run, DIVERGED)
    show(window, project, qtbot)
    press(window, "discard_button", qtbot)
    settled(window.session, qtbot)
    assert window.session.training.runs == []
    window.session.undo_stack.undo()
    settled(window.session, qtbot)
    assert [summary.state for summary in window.session.training.runs] == ["failed"]
    qtbot.waitUntil(lambda: text(window, "error_message") == "Training broke down.", timeout=LONG)


def test_a_run_whose_folder_vanished_stays_in_sight_with_what_happened(window, project, qtbot):
    session = window.session
    longer = replace(
        project.config, training=replace(project.config.training, num_epochs=400, early_stopping_patience=400)
    )
    session.open_project(replace(project, config=longer))
    qtbot.waitUntil(lambda: not session.blockers() and not session.jobs.running, timeout=LONG)
    window.start_training()
    qtbot.waitUntil(lambda: len(session.training.history.evaluations) >= 1, timeout=LONG)
    run = session.training.current_run
    elsewhere = project.folder.parent / "moved"
    shutil.move(run.path, elsewhere)
    settled(session, qtbot)
    assert isinstance(session.training.shown_history.ending, RunFailed)
    qtbot.waitUntil(lambda: "no longer there" in text(window, "error_message"), timeout=LONG)
    assert not run.path.exists()
    page = window.pages["training"]
    assert page.mark[0] == "attention"
    assert not offered(window) & {"try_again_button", "keep_best_button"}


def test_a_run_whose_data_have_changed_offers_a_new_one_instead_of_going_on(
    window, project, saved_run, qtbot
):
    file = Path(project.config.data.file)
    file.write_text(file.read_text(encoding="utf-8") + "one more about goals,sport\n", encoding="utf-8")
    session = window.session
    session.open_project(project)
    window.show_page("training")
    qtbot.waitUntil(
        lambda: bool(session.training.runs) and not session.blockers() and not session.jobs.running,
        timeout=LONG,
    )
    session.training.resume(saved_run)
    settled(session, qtbot)
    qtbot.waitUntil(lambda: "have changed" in text(window, "error_message"), timeout=LONG)
    assert offered(window) == {"new_run_button"}
    press(window, "new_run_button", qtbot)
    qtbot.waitUntil(lambda: session.training.current_run is not None, timeout=LONG)
    assert session.training.current_run.path.name == "002"
    session.training.stop_and_save()
    settled(session, qtbot)


def test_a_file_that_is_gone_is_told_on_the_page_that_the_failure_leads_to(window, project, qtbot):
    session = window.session
    session.open_project(project)
    qtbot.waitUntil(lambda: not session.blockers() and not session.jobs.running, timeout=LONG)
    Path(project.config.data.file).unlink()
    window.start_training()
    settled(session, qtbot)
    press(window, "mend_button", qtbot)
    assert window.tabs.currentWidget() is window.pages["data"]
    qtbot.waitUntil(lambda: "There is no file" in text(window, "error_message"), timeout=LONG)
    (reason,) = buttons(window, "reason_button")
    qtbot.waitUntil(lambda: reason.text() == "There is no file topics.csv.", timeout=LONG)  # once laid out
    assert project.config.data.file in reason.toolTip()


@pytest.fixture
def guarded(window):
    """The window with the hooks that the program sets."""
    hooks = sys.excepthook, threading.excepthook
    guard = Guard(window)
    yield window
    guard.release()
    sys.excepthook, threading.excepthook = hooks


@pytest.mark.qt_no_exception_capture
def test_an_exception_in_a_slot_reaches_the_person_and_the_window_goes_on(guarded, qtbot):
    def break_down() -> None:
        raise ZeroDivisionError("a fault in a slot")

    QTimer.singleShot(0, guarded, break_down)
    see_and_copy(guarded, "a fault in a slot", qtbot)


@pytest.mark.qt_no_exception_capture
def test_an_exception_in_a_thread_reaches_the_person_and_the_window_goes_on(guarded, qtbot):
    def break_down() -> None:
        raise ZeroDivisionError("a fault in a thread")

    thread = threading.Thread(target=break_down)
    thread.start()
    thread.join()
    see_and_copy(guarded, "a fault in a thread", qtbot)


def test_an_exception_in_a_job_is_told_in_words(guarded, qtbot):
    def break_down(_job) -> None:
        raise ZeroDivisionError("a fault in a job")

    job = guarded.session.jobs.start("Something", break_down)
    job.failed.connect(guarded.session.problem_occurred)
    see_and_copy(guarded, "a fault in a job", qtbot)


def see_and_copy(window, fault: str, qtbot) -> None:
    """The dialog is there, its details can be copied, and the window still does what it is asked."""
    qtbot.waitUntil(lambda: window.findChild(ErrorDialog) is not None, timeout=LONG)
    dialog = window.findChild(ErrorDialog)
    assert "ZeroDivisionError" in dialog.message
    (copy,) = dialog.findChildren(QPushButton, "copy_details_button")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert fault in QApplication.clipboard().text()
    (close,) = dialog.findChildren(QPushButton, "close_error_button")
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    window.show_page("settings")
    assert window.tabs.currentWidget() is window.pages["settings"]
