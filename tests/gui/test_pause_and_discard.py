"""Pausing, resuming, discarding and taking up runs, clicked in the window on a real run of a tiny model."""

import errno
import json
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QThread
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QListView, QMenu, QMessageBox, QPushButton

from guitune.core.discarded_runs import discarded_runs
from guitune.core.events import RunCompleted, RunFailed, RunPaused, RunStopped
from guitune.core.files import sha256_of
from guitune.core.project import Project
from guitune.core.runs import RunFolder
from guitune.core.training_config import TrainingConfig
from guitune.gui.discarded_runs import DiscardedRuns
from guitune.gui.session import Session

from ..conftest import topic_rows
from .conftest import untrained_project

LONG = 30_000


@pytest.fixture
def project(tmp_path: Path, tiny_checkpoint: Path) -> Project:
    """A project that is ready to be trained for a while, and saves often."""
    training = TrainingConfig(
        num_epochs=40,
        learning_rate=3e-3,
        layer_decay=1.0,
        batch_size=8,
        early_stopping_patience=40,
        save_every_minutes=0.001,
    )
    return untrained_project(tmp_path / "Topics", topic_rows(160), tiny_checkpoint, training)


@pytest.fixture
def running(window, project: Project, qtbot):
    """The window while it trains, after the first round."""
    begin(window, project, qtbot)
    training = window.session.training
    qtbot.waitUntil(lambda: len(training.history.evaluations) >= 1, timeout=LONG)
    qtbot.waitUntil(lambda: bool(visible(window, QPushButton, "pause_button")), timeout=LONG)
    return window


def begin(window, project: Project, qtbot) -> None:
    session = window.session
    session.open_project(project)
    qtbot.waitUntil(lambda: not session.blockers() and not session.jobs.running, timeout=LONG)
    window.start_training()
    assert session.training.is_running


def settled(session: Session, qtbot) -> None:
    qtbot.waitUntil(lambda: not session.training.is_running and not session.jobs.running, timeout=LONG)


def reach(session: Session, state: str, qtbot) -> None:
    qtbot.waitUntil(lambda: session.training.state == state, timeout=LONG)


def visible(window, kind: type, name: str) -> list:
    return [widget for widget in window.findChildren(kind, name) if widget.isVisible()]


def press(window, name: str, qtbot) -> QPushButton:
    (pressed,) = visible(window, QPushButton, name)
    assert pressed.isEnabled()
    qtbot.mouseClick(pressed, Qt.MouseButton.LeftButton)
    return pressed


def text(window, name: str) -> str:
    (found,) = visible(window, QLabel, name)
    return found.accessibleName() or found.text()


def act(window, words: str) -> QAction:
    (found,) = (item for item in window.findChildren(QAction) if item.text().replace("&", "") == words)
    return found


def cut_off(run: RunFolder) -> None:
    """Leave the run as a kill would: without its last word."""
    lines = run.events_file.read_bytes().splitlines(keepends=True)
    run.events_file.write_bytes(b"".join(lines[:-1]))


def states(session: Session) -> list[str]:
    return [summary.state for summary in session.training.runs]


# pausing


def test_a_paused_run_stands_still_and_goes_on_from_its_button(running, qtbot):
    training = running.session.training
    pause = press(running, "pause_button", qtbot)
    assert pause.text() == "Pausing after this step..."
    assert not pause.isEnabled()
    reach(running.session, "paused", qtbot)
    assert text(running, "current_figure") == "Paused"
    steps = len(training.history.steps)
    assert f"step {steps} of" in text(running, "current_figure_meaning")
    assert training.history.saved_step == steps
    assert visible(running, QPushButton, "header_resume_button")
    assert training.current_run.is_being_trained
    qtbot.wait(150)
    assert len(training.history.steps) == steps
    press(running, "pause_button", qtbot)
    qtbot.waitUntil(lambda: len(training.history.steps) > steps + 2, timeout=LONG)
    qtbot.waitUntil(lambda: text(running, "current_figure") != "Paused", timeout=LONG)


def test_a_run_that_was_paused_and_resumed_gives_the_classifier_of_an_undisturbed_one(
    window, project, qtbot, tmp_path
):
    from guitune.core.experiment import run_experiment

    short = replace(project.config, training=replace(project.config.training, num_epochs=2))
    alone = RunFolder.create(tmp_path / "alone", short)
    list(run_experiment(alone))
    begin(window, replace(project, config=short), qtbot)
    training = window.session.training
    qtbot.waitUntil(lambda: training.can_pause and len(training.history.steps) >= 2, timeout=LONG)
    training.pause()
    reach(window.session, "paused", qtbot)
    press(window, "header_resume_button", qtbot)
    settled(window.session, qtbot)
    weights = training.current_run.model / "model.safetensors"
    assert sha256_of(weights) == sha256_of(alone.model / "model.safetensors")


def test_the_menu_pauses_and_resumes_with_one_key(running, qtbot):
    act(running, "Pause").trigger()
    reach(running.session, "paused", qtbot)
    assert act(running, "Resume").isEnabled()
    act(running, "Resume").trigger()
    assert running.session.training.state == "running"
    qtbot.waitUntil(lambda: running.session.training.can_pause, timeout=LONG)
    assert act(running, "Pause").isEnabled()


def test_a_run_cannot_be_paused_before_it_learns(window, project, qtbot):
    begin(window, project, qtbot)
    training = window.session.training
    training.pause()
    assert training.state == "running"
    assert not act(window, "Pause").isEnabled()
    assert not visible(window, QPushButton, "pause_button")


@pytest.mark.parametrize(
    ("name", "ending"), [("stop_button", RunCompleted), ("save_for_later_button", RunStopped)]
)
def test_a_paused_run_can_be_ended_as_one_that_goes_on(running, qtbot, name, ending):
    press(running, "pause_button", qtbot)
    reach(running.session, "paused", qtbot)
    press(running, name, qtbot)
    settled(running.session, qtbot)
    assert isinstance(running.session.training.history.ending, ending)


def test_a_window_with_a_paused_run_closes_without_a_question_since_all_is_saved(running, qtbot):
    session = running.session
    press(running, "pause_button", qtbot)
    reach(session, "paused", qtbot)
    running.close()
    assert running.findChild(QMessageBox) is None
    qtbot.waitUntil(lambda: not running.isVisible(), timeout=LONG)
    assert list(session.training.current_run.events())[-1]["event"] == "RunStopped"


def test_a_run_that_paused_because_the_disk_is_full_says_so_and_tries_again(running, qtbot, monkeypatch):
    training, sync = running.session.training, os.fsync
    full = [True]

    def refuse_while_full(descriptor):
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return sync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse_while_full)
    reach(running.session, "paused", qtbot)
    qtbot.waitUntil(lambda: bool(visible(running, QLabel, "pause_trouble")), timeout=LONG)
    assert "is full" in text(running, "pause_trouble")
    assert text(running, "pause_remedy")
    assert text_of(running, "pause_button") == "Try again"
    assert text_of(running, "save_for_later_button") == "Stop"
    assert not visible(running, QPushButton, "stop_button")
    assert running.pages["training"].mark == ("attention", training.history.paused.message)
    assert text_of(running, "header_resume_button") == "Try again"
    assert not visible(running, QPushButton, "header_stop_button")
    assert act(running, "Try again").isEnabled()
    assert not act(running, "Stop and keep the best").isEnabled()
    training.stop_and_keep()
    assert training.state == "paused"
    press(running, "pause_button", qtbot)
    reach(running.session, "paused", qtbot)
    full.clear()
    steps = len(training.history.steps)
    qtbot.waitUntil(lambda: text_of(running, "pause_button") == "Try again", timeout=LONG)
    press(running, "pause_button", qtbot)
    qtbot.waitUntil(lambda: len(training.history.steps) > steps, timeout=LONG)
    qtbot.waitUntil(lambda: not visible(running, QLabel, "pause_trouble"), timeout=LONG)


def text_of(window, name: str) -> str:
    (found,) = visible(window, QPushButton, name)
    return found.text()


# discarding


def test_the_run_that_is_on_is_ended_and_put_away_and_comes_back_on_undo(running, project, qtbot):
    session = running.session
    press(running, "discard_button", qtbot)
    assert session.training.state == "discarding"
    settled(session, qtbot)
    assert states(session) == []
    assert session.training.shown_run is None
    assert (project.folder / "runs" / ".discarded" / "001" / "config.json").is_file()
    assert "was discarded" in text(running, "discarded_notice_text")
    press(running, "undo_discard_button", qtbot)
    settled(session, qtbot)
    assert states(session) == ["stopped"]
    assert session.training.shown_run.path == project.folder / "runs" / "001"
    assert not visible(running, QLabel, "discarded_notice_text")
    assert session.undo_stack.canRedo()
    session.undo_stack.redo()
    settled(session, qtbot)
    assert states(session) == []


def test_a_run_is_discarded_from_the_list_with_the_delete_key(running, project, qtbot):
    session = running.session
    press(running, "save_for_later_button", qtbot)
    settled(session, qtbot)
    (runs,) = visible(running, QListView, "runs_list")
    runs.setFocus()
    qtbot.keyClick(runs, Qt.Key.Key_Delete)
    settled(session, qtbot)
    assert states(session) == []
    session.undo_stack.undo()
    settled(session, qtbot)
    assert states(session) == ["stopped"]


def test_undo_in_the_notice_brings_the_run_back_though_other_edits_came_after(running, qtbot):
    session = running.session
    press(running, "stop_button", qtbot)
    settled(session, qtbot)
    running.show_page("training")
    session.training.look_at(session.training.runs[0].run)
    (runs,) = visible(running, QListView, "runs_list")
    runs.setFocus()
    qtbot.keyClick(runs, Qt.Key.Key_Delete)
    settled(session, qtbot)
    session.change_setting("num_epochs", "7")
    press(running, "undo_discard_button", qtbot)
    settled(session, qtbot)
    assert states(session) == ["finished"]
    assert session.config.training.num_epochs == 7
    session.undo_stack.undo()
    settled(session, qtbot)
    assert states(session) == []


def test_the_menu_of_a_run_offers_what_can_be_done_with_it(running, qtbot):
    session = running.session
    press(running, "save_for_later_button", qtbot)
    settled(session, qtbot)
    (runs,) = visible(running, QListView, "runs_list")
    runs.customContextMenuRequested.emit(QPoint(5, 5))
    menu = running.findChild(QMenu, "run_menu")
    assert [entry.text() for entry in menu.actions()] == ["Go on", "Keep the best", "Discard"]
    menu.actions()[1].trigger()
    menu.close()
    settled(session, qtbot)
    assert isinstance(session.training.history.ending, RunCompleted)


def test_what_was_discarded_is_gone_when_the_project_is_opened_again(running, project, qtbot):
    session = running.session
    press(running, "discard_button", qtbot)
    settled(session, qtbot)
    session.open_project(project)
    settled(session, qtbot)
    assert not (project.folder / "runs" / ".discarded").exists()
    assert not visible(running, QLabel, "discarded_notice_text")


def test_a_new_run_does_not_take_the_number_of_one_that_can_come_back(running, project, qtbot):
    session = running.session
    press(running, "discard_button", qtbot)
    settled(session, qtbot)
    running.start_training()
    qtbot.waitUntil(lambda: session.training.current_run is not None, timeout=LONG)
    assert session.training.current_run.path.name == "002"
    session.training.stop_and_save()
    settled(session, qtbot)
    session.undo_stack.undo()
    settled(session, qtbot)
    assert [summary.run.path.name for summary in session.training.runs] == ["002", "001"]


def test_undoing_a_discarding_that_is_still_under_way_only_saves_the_run(running, qtbot):
    session = running.session
    press(running, "discard_button", qtbot)
    session.undo_stack.undo()
    assert session.training.state == "saving"
    settled(session, qtbot)
    assert states(session) == ["stopped"]


def test_a_run_that_is_being_discarded_is_put_away_though_the_window_closes_meanwhile(
    running, project, qtbot
):
    press(running, "discard_button", qtbot)
    running.save_and_close()
    qtbot.waitUntil(lambda: not running.isVisible(), timeout=LONG)
    assert discarded_runs(project.folder) == [project.folder / "runs" / "001"]
    assert project.runs() == []


def test_what_waits_to_be_discarded_is_put_away_at_the_end(session, tmp_path):
    waiting = [tmp_path / "runs" / name for name in ("001", "002", "003")]
    discarded = DiscardedRuns(session.jobs)
    for run in waiting:
        run.mkdir(parents=True)
        discarded.move(run, away=True)
    discarded.shut_down()
    assert discarded_runs(tmp_path) == waiting


def test_no_run_begins_while_something_holds_it_and_the_buttons_say_why(running, project, qtbot):
    session, training = running.session, running.session.training
    press(running, "save_for_later_button", qtbot)
    settled(session, qtbot)
    training.held = "The project is being copied."
    training.resume(training.runs[0].run)
    training.start(project)
    assert not training.is_running
    for name in ("resume_button", "keep_best_button", "go_on_button"):
        (pressed,) = visible(running, QPushButton, name)
        assert not pressed.isEnabled()
        assert pressed.toolTip() == "The project is being copied."
    assert not act(running, "Go on with this training").isEnabled()
    training.held = ""
    press(running, "resume_button", qtbot)
    assert training.is_running


# runs that were cut off


@pytest.fixture
def interrupted(running, project, qtbot):
    """The window on a project whose run was killed after it was saved."""
    session = running.session
    press(running, "save_for_later_button", qtbot)
    settled(session, qtbot)
    cut_off(session.training.current_run)
    session.open_project(project)
    qtbot.waitUntil(lambda: states(session) == ["interrupted"], timeout=LONG)
    qtbot.waitUntil(lambda: not session.blockers() and not session.jobs.running, timeout=LONG)
    return running


def test_an_interrupted_run_is_offered_and_goes_on_to_its_end(interrupted, qtbot):
    training = interrupted.session.training
    offered = training.interrupted
    assert offered is not None
    assert 0 < offered.saved_step < offered.total_steps
    assert text(interrupted, "current_figure") == "Interrupted"
    assert f"step {offered.saved_step}" in text(interrupted, "summary_label")
    press(interrupted, "resume_button", qtbot)
    assert training.interrupted is None
    qtbot.waitUntil(
        lambda: len(training.history.steps) > offered.saved_step and training.can_pause, timeout=LONG
    )


def test_an_interrupted_run_that_was_dismissed_is_offered_no_more(interrupted):
    training = interrupted.session.training
    training.dismiss_interrupted()
    assert training.interrupted is None
    assert states(interrupted.session) == ["interrupted"]


def test_the_best_of_an_interrupted_run_becomes_the_classifier(interrupted, qtbot):
    session = interrupted.session
    saved = session.training.interrupted.saved_step
    press(interrupted, "keep_best_button", qtbot)
    assert session.training.state == "keeping"
    settled(session, qtbot)
    ending = session.training.history.ending
    assert isinstance(ending, RunCompleted)
    assert ending.steps == saved
    qtbot.waitUntil(lambda: session.classifier.state == "ready", timeout=LONG)


def test_an_interrupted_run_goes_on_with_half_as_many_texts_at_once(interrupted, qtbot):
    training = interrupted.session.training
    press(interrupted, "less_memory_button", qtbot)
    qtbot.waitUntil(lambda: training.can_pause, timeout=LONG)
    (told,) = (notice for notice in training.history.notices if notice.topic == "memory_short")
    assert "works on 4 texts at once" in told.message


def test_a_run_that_is_trained_elsewhere_can_only_be_looked_at(interrupted, project, qtbot):
    session = interrupted.session
    run = session.training.runs[0].run
    elsewhere = RunFolder.reopen(run.path, run.config())
    session.open_project(project)
    qtbot.waitUntil(lambda: states(session) == ["elsewhere"], timeout=LONG)
    qtbot.waitUntil(lambda: not session.jobs.running, timeout=LONG)
    assert text(interrupted, "current_figure") == "Trained elsewhere"
    for name in ("resume_button", "go_on_button", "keep_best_button", "discard_button"):
        assert not visible(interrupted, QPushButton, name)
    assert session.training.interrupted is None
    elsewhere.unlock()


def test_a_run_that_cannot_be_read_stays_listed_with_its_reason_and_can_be_discarded(
    interrupted, project, qtbot
):
    session = interrupted.session
    (project.folder / "runs" / "001" / "config.json").write_text("{", encoding="utf-8")
    session.open_project(project)
    qtbot.waitUntil(lambda: states(session) == ["unreadable"], timeout=LONG)
    qtbot.waitUntil(lambda: not session.jobs.running, timeout=LONG)
    assert "config.json is missing or broken" in text(interrupted, "error_message")
    assert not visible(interrupted, QPushButton, "try_again_button")
    press(interrupted, "discard_button", qtbot)
    settled(session, qtbot)
    assert states(session) == []


# hammering


def test_hammering_all_buttons_never_sticks_and_leaves_no_thread(window, project, qtbot):
    chance = random.Random(11)
    session = window.session
    training = session.training
    short = replace(project.config.training, num_epochs=6)
    session.open_project(replace(project, config=replace(project.config, training=short)))
    qtbot.waitUntil(lambda: not session.blockers() and not session.jobs.running, timeout=LONG)
    endings: list[type] = []
    training.event_arrived.connect(
        lambda event: endings.append(type(event)) if isinstance(event, (RunCompleted, RunStopped)) else None
    )
    failures: list[str] = []
    training.event_arrived.connect(
        lambda event: failures.append(event.details) if isinstance(event, RunFailed) else None
    )
    problems: list[str] = []
    session.problem_occurred.connect(lambda error: problems.append(f"{error.message} {error.details}"))
    pauses: list[RunPaused] = []
    training.event_arrived.connect(
        lambda event: pauses.append(event) if isinstance(event, RunPaused) else None
    )
    acts = (
        training.pause,
        training.pause,
        training.resume_paused,
        training.resume_paused,
        training.stop_and_keep,
        training.stop_and_save,
        session.undo_stack.undo,
        lambda: act(window, "Discard this training").trigger(),
    )
    for _round in range(30):
        if training.is_running:
            pass
        elif training.runs and chance.random() < 0.5 and training.runs[0].can_go_on:
            training.resume(training.runs[0].run, keep_best=chance.random() < 0.2)
        else:
            window.start_training()
        for _press in range(chance.randrange(1, 5)):
            qtbot.wait(chance.choice((0, 1, 5, 20, 60)))
            chance.choice(acts)()
        if training.state == "paused" and chance.random() < 0.5:
            training.resume_paused()
        if chance.random() < 0.6 and training.is_running:
            training.stop_and_save()
            settled(session, qtbot)
    if training.is_running:
        training.stop_and_save()
    settled(session, qtbot)
    assert failures == []
    assert problems == []
    assert RunStopped in endings
    assert pauses
    assert [thread for thread in session.findChildren(QThread) if thread.isRunning()] == [
        thread for thread in session.classifier.findChildren(QThread) if thread.isRunning()
    ]
    for summary in training.runs:
        log = summary.run.events_file.read_bytes().splitlines()
        assert all(json.loads(line) for line in log)
        assert summary.state in ("finished", "stopped")
