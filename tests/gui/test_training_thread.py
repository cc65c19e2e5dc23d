"""Training on its thread: what the window can do to it, and that it is the run of the command line."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from guitune.core.config import ModelConfig
from guitune.core.events import (
    CheckpointSaved,
    RunCompleted,
    RunFailed,
    RunStopped,
    StepCompleted,
    event_to_json,
)
from guitune.core.experiment import run_experiment
from guitune.core.files import sha256_of
from guitune.core.inference.predictor import Predictor
from guitune.core.project import Project
from guitune.core.runs import RunFolder
from guitune.core.training_config import TrainingConfig
from guitune.gui.pages.training import TrainingPage
from guitune.gui.preferences import Preferences
from guitune.gui.session import Session

from ..conftest import topic_rows, write_rows
from .conftest import untrained_project

CLOCK_FIELDS = {"examples_per_second", "seconds_left", "seconds", "run_folder"}
TERMINAL = (RunCompleted, RunStopped, RunFailed)


@pytest.fixture
def project(tmp_path: Path, tiny_checkpoint: Path) -> Project:
    """A project that is ready to be trained, without a run."""
    training = TrainingConfig(
        num_epochs=4, learning_rate=3e-3, layer_decay=1.0, batch_size=16, early_stopping_patience=4
    )
    return untrained_project(tmp_path / "Topics", topic_rows(120), tiny_checkpoint, training)


class Follower:
    """Collects the events of a session's training, and acts when the n-th arrives."""

    def __init__(self, session: Session) -> None:
        self.events: list = []
        self._training = session.training
        self._number, self._act = -1, None
        session.training.event_arrived.connect(self._take)

    def at(self, number: int, act) -> None:
        self._number, self._act = number, act

    def _take(self, event) -> None:
        self.events.append(event)
        if len(self.events) == self._number:
            self._act()


def begin(session: Session, project: Project, qtbot) -> None:
    session.open_project(project)
    qtbot.waitUntil(lambda: not session.blockers(), timeout=20_000)
    session.start_training()
    assert session.training.is_running


def wait_for_end(session: Session, qtbot) -> None:
    qtbot.waitUntil(lambda: not session.training.is_running and not session.jobs.running, timeout=60_000)


def test_fifty_rounds_of_starting_and_closing_or_stopping_leave_no_thread(project, tmp_path, qtbot, qapp):
    chance = random.Random(7)
    endings = set()
    for number in range(50):
        session = Session(Preferences(tmp_path / "preferences.ini"))
        page = TrainingPage(session)
        qtbot.addWidget(page)
        page.show()
        begin(session, replace(project, folder=tmp_path / f"Round {number}"), qtbot)
        training, follower = session.training, Follower(session)
        acts = {
            "close": int,
            "stop_and_keep": training.stop_and_keep,
            "stop_and_save": training.stop_and_save,
            "keep, then close": training.stop_and_keep,
            "pause, then close": training.pause,
        }
        act = chance.choice(list(acts))
        follower.at(moment := chance.randrange(1, 45), acts[act])
        qtbot.waitUntil(lambda: len(follower.events) >= moment or not training.is_running, timeout=60_000)  # noqa: B023
        if "close" not in act:
            wait_for_end(session, qtbot)
            assert isinstance(follower.events[-1], TERMINAL)
            assert sum(isinstance(event, TERMINAL) for event in follower.events) == 1
            endings.add(type(follower.events[-1]))
        session.shut_down()
        assert not training.is_running
        page.deleteLater()
        qapp.processEvents()
        session.deleteLater()
        for run in replace(project, folder=tmp_path / f"Round {number}").runs():
            events = list(run.events())
            assert events, (number, act, moment, follower.events[-3:], sorted(run.path.iterdir()))
            assert events[-1]["event"] in ("RunCompleted", "RunStopped")
    assert endings == {RunCompleted, RunStopped}


def test_the_run_of_the_window_is_the_run_of_the_command_line(session, project, tmp_path, qtbot):
    alone = RunFolder.create(tmp_path / "alone", project.config)
    expected = list(run_experiment(alone))

    follower = Follower(session)
    begin(session, project, qtbot)
    wait_for_end(session, qtbot)

    assert without_clock(follower.events) == without_clock(expected)
    weights = session.training.current_run.model / "model.safetensors"
    assert sha256_of(weights) == sha256_of(alone.model / "model.safetensors")


def without_clock(events: list) -> list[dict]:
    """The events but for what a clock decides: times, and when a run is saved."""
    stored = [event_to_json(event) for event in events if not isinstance(event, CheckpointSaved)]
    return [{name: value for name, value in entry.items() if name not in CLOCK_FIELDS} for entry in stored]


def test_stopping_and_keeping_leaves_a_classifier_that_answers(session, project, qtbot):
    follower = Follower(session)
    follower.at(24, session.training.stop_and_keep)
    begin(session, project, qtbot)
    wait_for_end(session, qtbot)
    assert isinstance(follower.events[-1], RunCompleted)
    assert 0 < len(steps_of(follower.events)) < 24
    predictor = Predictor.load(session.training.current_run.trained_model())
    assert predictor.predict(["the goal of the match"])[0].label in predictor.labels
    qtbot.waitUntil(lambda: session.classifier.state == "ready")


def test_stopping_acts_before_another_step_begins(session, project, qtbot):
    follower = Follower(session)
    begin(session, project, qtbot)
    qtbot.waitUntil(lambda: steps_of(follower.events) != [], timeout=60_000)
    session.training.stop_and_save()
    done = [
        event["step"] for event in session.training.current_run.events() if event["event"] == "StepCompleted"
    ]
    wait_for_end(session, qtbot)
    assert isinstance(follower.events[-1], RunStopped)
    assert follower.events[-1].step <= done[-1] + 1


def steps_of(events: list) -> list[int]:
    return [event.step for event in events if isinstance(event, StepCompleted)]


def test_a_run_saved_for_later_goes_on_to_the_end_with_its_whole_course(session, project, tmp_path, qtbot):
    whole = RunFolder.create(tmp_path / "alone", project.config)
    list(run_experiment(whole))
    follower = Follower(session)
    follower.at(24, session.training.stop_and_save)
    begin(session, project, qtbot)
    wait_for_end(session, qtbot)
    assert isinstance(follower.events[-1], RunStopped)
    run = session.training.current_run
    assert [summary.state for summary in session.training.runs] == ["stopped"]

    session.training.resume(run)
    wait_for_end(session, qtbot)

    history = session.training.shown_history
    assert isinstance(history.ending, RunCompleted)
    assert list(history.steps) == list(range(1, history.started.total_steps + 1))
    assert [entry.epoch for entry in history.evaluations] == [1, 2, 3, 4]
    assert session.training.current_config == project.config
    assert [summary.state for summary in session.training.runs] == ["finished"]
    assert sha256_of(run.model / "model.safetensors") == sha256_of(whole.model / "model.safetensors")


def test_a_data_file_that_vanished_before_the_start_is_told(session, project, qtbot):
    session.open_project(project)
    qtbot.waitUntil(lambda: not session.blockers(), timeout=20_000)
    Path(project.config.data.file).unlink()
    session.start_training()
    wait_for_end(session, qtbot)
    ending = session.training.shown_history.ending
    assert isinstance(ending, RunFailed)
    assert "There is no file" in ending.message
    assert session.training.runs == []


def test_a_failure_stays_in_sight_though_older_runs_are_there(trained_session, qtbot):
    session = trained_session
    qtbot.waitUntil(lambda: not session.blockers(), timeout=20_000)
    copy = session.project.folder / "copy.csv"
    copy.write_bytes(Path(session.config.data.file).read_bytes())
    session.change_data("file", file=str(copy))
    qtbot.waitUntil(lambda: not session.blockers() and not session.jobs.running, timeout=20_000)
    copy.unlink()
    session.start_training()
    wait_for_end(session, qtbot)
    assert isinstance(session.training.shown_history.ending, RunFailed)
    session.training.look_at(session.training.runs[0].run)
    qtbot.waitUntil(lambda: isinstance(session.training.shown_history.ending, RunCompleted))


def test_a_loss_that_breaks_down_in_the_middle_ends_in_words(
    session, project, tiny_checkpoint, tmp_path, qtbot
):
    from safetensors.torch import load_file, save_file

    rows = topic_rows(120)
    rows[60] = (f"{rows[60][0]} zz", rows[60][1])
    file = write_rows(tmp_path / "zz.csv", rows)
    broken = tmp_path / "broken"
    broken.mkdir()
    for source in tiny_checkpoint.iterdir():
        (broken / source.name).write_bytes(source.read_bytes())
    place = json.loads((broken / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]["z"]
    weights = load_file(broken / "model.safetensors")
    weights["embeddings.word_embeddings.weight"][place] = float("nan")
    save_file(weights, broken / "model.safetensors", metadata={"format": "pt"})
    config = replace(
        project.config,
        data=replace(project.config.data, file=str(file)),
        model=ModelConfig(str(broken)),
    )
    follower = Follower(session)
    begin(session, replace(project, config=config), qtbot)
    wait_for_end(session, qtbot)
    assert steps_of(follower.events) != []
    ending = follower.events[-1]
    assert isinstance(ending, RunFailed)
    assert "no longer a number" in ending.message
    assert "lower learning rate" in ending.hint
    assert [summary.state for summary in session.training.runs] == ["failed"]


def test_looking_at_several_runs_in_a_row_shows_the_last(trained_session, qtbot):
    session = trained_session
    follower = Follower(session)
    qtbot.waitUntil(lambda: not session.blockers(), timeout=20_000)
    follower.at(24, session.training.stop_and_save)
    session.start_training()
    wait_for_end(session, qtbot)
    finished, stopped = (
        next(summary.run for summary in session.training.runs if summary.state == state)
        for state in ("finished", "stopped")
    )
    for run in (finished, stopped, finished, stopped):
        session.training.look_at(run)
    qtbot.waitUntil(lambda: not session.jobs.running)
    assert session.training.shown_run.path == stopped.path


def test_a_stopped_run_goes_on_after_its_data_were_moved_and_found_again(session, project, tmp_path, qtbot):
    session.open_project(project)
    qtbot.waitUntil(lambda: not session.blockers(), timeout=30_000)
    session.start_training()
    qtbot.waitUntil(lambda: session.training.history.last_step is not None, timeout=30_000)
    session.training.stop_and_save()
    qtbot.waitUntil(lambda: not session.training.is_running and bool(session.training.runs), timeout=30_000)
    file = Path(project.config.data.file)
    moved = file.rename(file.with_name("moved.csv"))
    session.change_data("moved", file=str(moved))
    qtbot.waitUntil(lambda: not session.blockers(), timeout=30_000)
    session.training.resume(session.training.runs[0].run)
    qtbot.waitUntil(lambda: isinstance(session.training.history.ending, RunCompleted), timeout=30_000)
