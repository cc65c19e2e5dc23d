"""A run that is paused, by a person or because the disk is full, and what is asked of it meanwhile."""

import errno
import os
import threading
import time

import pytest

from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.events import (
    CheckpointSaved,
    RunCompleted,
    RunFailed,
    RunPaused,
    RunResumed,
    RunStopped,
    StepCompleted,
)
from guitune.core.experiment import run_experiment
from guitune.core.files import sha256_of
from guitune.core.history import History
from guitune.core.runs import RunFolder
from guitune.core.training.checkpoint import checkpoint_step, last_good_checkpoint
from guitune.core.training.control import RunControl
from guitune.core.training_config import TrainingConfig
from guitune.narration import describe


@pytest.fixture
def config(topics_csv, tiny_checkpoint) -> RunConfig:
    return RunConfig(
        DataConfig(str(topics_csv), "text", "topic"),
        ModelConfig(str(tiny_checkpoint)),
        TrainingConfig(num_epochs=2, learning_rate=1e-3, layer_decay=1.0, batch_size=16),
    )


def followed(run: RunFolder, control: RunControl, answers: dict) -> list:
    """All events of a run; `answers` says what is done when an event of a type comes."""
    events = []
    for event in run_experiment(run, control):
        events.append(event)
        answer = answers.get(type(event))
        if answer is not None:
            answer(event)
    return events


def of(events: list, kind: type) -> list:
    return [event for event in events if isinstance(event, kind)]


def pause_at(step: int, control: RunControl):
    return lambda event: control.pause() if event.step == step else None


def test_a_paused_run_is_saved_and_goes_on_to_the_same_weights(config, tmp_path):
    whole, control = RunFolder.create(tmp_path / "whole", config), RunControl()
    list(run_experiment(whole))
    run = RunFolder.create(tmp_path / "run", config)
    saved = []

    def look_and_go_on(event):
        saved.append(checkpoint_step(last_good_checkpoint(run.checkpoints)))
        control.resume()

    events = followed(run, control, {StepCompleted: pause_at(5, control), RunPaused: look_and_go_on})
    assert saved == [5]
    assert of(events, RunPaused) == [RunPaused(5)]
    assert [event.step for event in of(events, RunResumed)] == [5]
    assert sha256_of(run.model / "model.safetensors") == sha256_of(whole.model / "model.safetensors")


def test_a_paused_run_waits_until_another_thread_lets_it_go_on(config, tmp_path):
    control, told, began = RunControl(), threading.Event(), time.monotonic()
    events = []

    def train():
        for event in run_experiment(RunFolder.create(tmp_path / "run", config), control):
            events.append(event)
            if isinstance(event, StepCompleted) and event.step == 2:
                control.pause()
            if isinstance(event, RunPaused):
                told.set()

    thread = threading.Thread(target=train)
    thread.start()
    assert told.wait(60)
    thread.join(0.2)
    assert thread.is_alive()
    assert isinstance(events[-1], RunPaused)
    control.resume()
    thread.join(60)
    assert isinstance(events[-1], RunCompleted)
    waited = next(event.seconds for event in events if isinstance(event, RunResumed))
    assert waited >= 0.2
    assert events[-1].seconds < time.monotonic() - began - waited + 0.1  # a pause is no time of training


@pytest.mark.parametrize(("ask", "ending"), [("stop", RunStopped), ("finish", RunCompleted)])
def test_a_paused_run_can_be_ended_without_another_step(config, tmp_path, ask, ending):
    control, run = RunControl(), RunFolder.create(tmp_path / "run", config)
    answers = {StepCompleted: pause_at(4, control), RunPaused: lambda _event: getattr(control, ask)()}
    events = followed(run, control, answers)
    assert isinstance(events[-1], ending)
    assert of(events, StepCompleted)[-1].step == 4
    if ending is RunStopped:
        assert len(of(events, CheckpointSaved)) == 1  # what the pause saved is not saved again


def test_a_pause_asked_for_during_preparation_begins_before_the_first_step(config, tmp_path):
    control, run = RunControl(), RunFolder.create(tmp_path / "run", config)
    control.pause()
    events = followed(run, control, {RunPaused: lambda _event: control.resume()})
    kinds = [type(event) for event in events]
    assert kinds.index(RunPaused) < kinds.index(StepCompleted)
    assert isinstance(events[-1], RunCompleted)


def full_disk(monkeypatch, error: int = errno.ENOSPC) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, "fsync", refuse)


def test_a_full_disk_pauses_a_run_that_somebody_watches_until_there_is_space(config, tmp_path, monkeypatch):
    whole = RunFolder.create(tmp_path / "whole", config)
    list(run_experiment(whole))
    control, run = RunControl(attended=True), RunFolder.create(tmp_path / "run", config)

    def fill_the_disk(event):
        if event.step == 3:
            full_disk(monkeypatch)
            control.pause()

    def make_space(event):
        monkeypatch.undo()
        control.resume()

    events = followed(run, control, {StepCompleted: fill_the_disk, RunPaused: make_space})
    paused = of(events, RunPaused)
    assert "is full" in paused[0].message
    assert "Free some space" in paused[0].hint
    assert "is full" in describe(paused[0])
    assert paused[0].step == 3
    assert sha256_of(run.model / "model.safetensors") == sha256_of(whole.model / "model.safetensors")


def test_a_full_disk_ends_a_run_that_nobody_watches_and_its_last_save_stays(config, tmp_path, monkeypatch):
    control, run = RunControl(), RunFolder.create(tmp_path / "run", config)

    def ask(event):
        if event.step == 2:
            control.pause()
        if event.step == 5:
            full_disk(monkeypatch)
            control.pause()

    events = followed(run, control, {StepCompleted: ask, RunPaused: lambda _event: control.resume()})
    monkeypatch.undo()
    assert isinstance(events[-1], RunFailed)
    assert events[-1].cause == "disk_full"
    assert checkpoint_step(last_good_checkpoint(run.checkpoints)) == 2
    again = list(run_experiment(RunFolder.reopen(run.path, config)))
    assert isinstance(again[-1], RunCompleted)


def test_stopping_while_the_disk_is_full_ends_with_the_reason(config, tmp_path, monkeypatch):
    control, run = RunControl(attended=True), RunFolder.create(tmp_path / "run", config)

    def fill_the_disk(event):
        full_disk(monkeypatch)
        control.pause()

    events = followed(run, control, {StepCompleted: fill_the_disk, RunPaused: lambda _e: control.stop()})
    monkeypatch.undo()
    assert isinstance(events[-1], RunFailed)
    assert "is full" in events[-1].message


def test_what_a_full_disk_did_not_take_of_the_log_is_written_later(config, tmp_path):
    resource = pytest.importorskip("resource")

    run = RunFolder.create(tmp_path / "run", config)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    events = []
    for event in run_experiment(run):
        events.append(event)
        if isinstance(event, StepCompleted) and event.step == 2:  # as if the disk took no more, then did
            resource.setrlimit(resource.RLIMIT_FSIZE, (run.events_file.stat().st_size + 40, before[1]))
        if isinstance(event, StepCompleted) and event.step == 5:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert isinstance(events[-1], RunCompleted)
    stored = History.of(run.events())
    assert list(stored.steps) == [event.step for event in of(events, StepCompleted)]
    assert stored.ending == events[-1]


def test_a_run_whose_folder_is_deleted_while_it_trains_says_so(config, tmp_path):
    import shutil

    control, run = RunControl(), RunFolder.create(tmp_path / "run", config)

    def delete(event):
        if event.step == 3:
            shutil.rmtree(run.path)
            control.pause()

    events = followed(run, control, {StepCompleted: delete})
    assert isinstance(events[-1], RunFailed)
    assert "no longer there" in events[-1].message
    assert not run.path.exists()
