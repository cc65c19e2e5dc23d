import dataclasses
import json
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from guitune.core.config import DataConfig, RunConfig
from guitune.core.events import (
    CheckpointSaved,
    EvaluationCompleted,
    Notice,
    PhaseChanged,
    RunFailed,
    RunPaused,
    RunStopped,
    StepCompleted,
    event_from_json,
    event_to_json,
)
from guitune.core.files import damaged_files, staged_folder, write_json
from guitune.core.run_summary import summarize
from guitune.core.runs import EventLog, RunFolder
from guitune.core.training.checkpoint import TrainingState, last_good_checkpoint
from guitune.core.training_config import TrainingConfig

from .test_project_and_files import filled, refusal

ODD_LABEL = "质\u2028量\x85\r\n\u2029“é”"


def step(number):
    return StepCompleted(number, 10, number / 10, 0.5, 1e-4, 1.0, 100.0, 1.0)


def checkpoint(run: RunFolder, step: int) -> Path:
    """A checkpoint that holds nothing but where the run stood."""
    folder = run.checkpoints / f"step-{step:08d}"
    with staged_folder(folder) as staging:
        write_json(staging / "state.json", dataclasses.asdict(TrainingState(step=step)))
    return folder


@pytest.fixture
def config():
    return RunConfig(
        DataConfig(str(Path("mail, 邮件.csv").absolute()), fixes=("empty",)),
        training=TrainingConfig(num_epochs=2),
    )


@pytest.mark.parametrize("opening", [RunFolder.create, RunFolder.reopen])
def test_a_run_starts_in_a_missing_or_empty_folder_with_its_choices(tmp_path, config, opening):
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "new" / "run"):
        run = opening(folder, config)
        assert run.config() == config
        assert not run.is_finished


def test_a_run_never_starts_in_a_folder_that_holds_anything_or_in_a_file(tmp_path, config):
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path, tmp_path / "file"):
        assert "is not empty" in refusal(RunFolder.create, place, config)
    assert "is not empty" in refusal(RunFolder.reopen, tmp_path / "file", config)
    assert "holds no GuiTune run" in refusal(RunFolder.reopen, tmp_path, config)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_run_goes_on_only_with_the_choices_it_was_started_with(tmp_path, config):
    RunFolder.create(tmp_path / "run", config)
    other = replace(config, training=replace(config.training, seed=1, num_epochs=3))
    assert "other choices (num_epochs, seed)" in refusal(RunFolder.reopen, tmp_path / "run", other)
    assert RunFolder.reopen(tmp_path / "run", config).config() == config


@pytest.mark.parametrize("content", ["", "{", '{"version": 1}', "[]"])
def test_a_run_with_broken_settings_is_refused(tmp_path, config, content):
    run = RunFolder.create(tmp_path / "run", config)
    run.config_file.write_text(content)
    refusal(RunFolder.reopen, run.path, config)


def test_a_finished_run_is_not_started_again_and_its_manifest_vouches_for_its_files(tmp_path, config):
    run = RunFolder.create(tmp_path / "run", config)
    assert "no trained classifier yet" in refusal(run.trained_model)
    filled(run.model, weights="numbers")
    run.finish()
    with EventLog(run) as log:
        log.write(PhaseChanged("saving"))
    assert run.is_finished
    assert not run.checkpoints.exists()
    assert damaged_files(run.path) == []
    assert run.trained_model() == run.model
    assert "already finished" in refusal(RunFolder.reopen, run.path, config)
    (run.model / "weights").write_text("numberS")
    assert "damaged (weights)" in refusal(run.trained_model)


def test_a_reopened_run_forgets_what_came_after_its_last_sound_checkpoint_and_that_it_stopped(
    tmp_path, config
):
    run = RunFolder.create(tmp_path / "run", config)
    notice = Notice("labels", ODD_LABEL)
    with EventLog(run) as log:
        for event in (notice, step(1), RunStopped("run", 1), step(2), step(3), RunFailed("it", "", "")):
            log.write(event)
    assert [event["event"] for event in run.events()] == [
        "Notice",
        *["StepCompleted", "RunStopped"],
        *["StepCompleted"] * 2,
        "RunFailed",
    ]
    for number in (2, 3):
        checkpoint(run, number)
    (run.checkpoints / "step-00000003" / "state.json").write_text("torn")
    run.unlock()
    events = list(RunFolder.reopen(run.path, config).events())
    assert events[0]["message"] == ODD_LABEL
    assert [event.get("step") for event in events] == [None, 1, 2]


def test_a_last_event_cut_inside_a_letter_is_left_out(tmp_path, config):
    run = RunFolder.create(tmp_path / "run", config)
    with EventLog(run) as log:
        log.write(Notice("a", "whole"))
        log.write(Notice("b", "质量"))
    run.events_file.write_bytes(
        run.events_file.read_bytes().partition("量".encode()[:2])[0] + "量".encode()[:2]
    )
    assert [event["topic"] for event in run.events()] == ["a"]
    run.unlock()
    with EventLog(RunFolder.reopen(run.path, config)) as log:
        log.write(Notice("c", "after"))
    assert [event["topic"] for event in run.events()] == ["a", "c"]


def test_a_run_that_is_trained_now_is_not_taken_up_by_another(tmp_path, config):
    run = RunFolder.create(tmp_path / "run", config)
    assert run.is_being_trained
    assert RunFolder(run.path).is_being_trained
    assert "is being trained by another GuiTune" in refusal(RunFolder.reopen, run.path, config)
    run.unlock()
    assert not RunFolder(run.path).is_being_trained
    RunFolder.reopen(run.path, config).unlock()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_run_whose_program_was_killed_is_free_again(tmp_path, config):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        kept = RunFolder.create(tmp_path / "run", config)
        os.write(write, b"locked" if kept.is_being_trained else b"open")
        signal.pause()
    assert os.read(read, 6) == b"locked"
    assert RunFolder(tmp_path / "run").is_being_trained
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert not RunFolder(tmp_path / "run").is_being_trained


def test_what_a_killed_save_left_is_cleared_up_and_what_it_would_have_replaced_comes_back(tmp_path, config):
    run = RunFolder.create(tmp_path / "run", config)
    checkpoint(run, 3).replace(run.checkpoints / "step-00000003.old")
    (run.checkpoints / "step-00000004.partial").mkdir()
    (run.checkpoints / "step-00000004.partial" / "model.safetensors").write_text("half")
    (run.path / "report.json.partial").write_text("{")
    run.unlock()
    reopened = RunFolder.reopen(run.path, config)
    assert [path.name for path in reopened.checkpoints.iterdir()] == ["step-00000003"]
    assert last_good_checkpoint(reopened.checkpoints) == reopened.checkpoints / "step-00000003"
    assert not (run.path / "report.json.partial").exists()


def test_a_run_killed_before_it_had_its_settings_begins_anew(tmp_path, config):
    (tmp_path / "run" / "checkpoints").mkdir(parents=True)
    (tmp_path / "run" / ".lock").touch()
    (tmp_path / "run" / "config.json.partial").write_text("{")
    run = RunFolder.reopen(tmp_path / "run", config)
    assert run.config() == config
    assert {path.name for path in run.path.iterdir()} == {".lock", "checkpoints", "config.json"}


def test_a_line_of_the_log_that_was_damaged_costs_no_other_line(tmp_path, config):
    run = RunFolder.create(tmp_path / "run", config)
    with EventLog(run) as log:
        for number in (1, 2, 3):
            log.write(step(number))
    lines = run.events_file.read_bytes().splitlines(keepends=True)
    run.events_file.write_bytes(lines[0] + lines[1][:-9] + b"\n" + lines[2])
    assert [event["step"] for event in run.events()] == [1, 3]


def test_a_reopened_run_keeps_its_log_up_to_the_very_save_that_it_goes_on_from(tmp_path, config):
    run = RunFolder.create(tmp_path / "run", config)
    with EventLog(run) as log:
        for event in (
            step(1),
            CheckpointSaved(1, 0.1),
            EvaluationCompleted("validation", 1, 0.1, 0.5, 0.5, 0.5, (0.5, 0.5), True),
            RunPaused(1),
            step(2),
        ):
            log.write(event)
    checkpoint(run, 1)
    run.unlock()
    kept = [event["event"] for event in RunFolder.reopen(run.path, config).events()]
    assert kept == ["StepCompleted", "CheckpointSaved"]


@pytest.mark.parametrize("place", ["events.jsonl", "model", "checkpoints/step-00000009", "predictions"])
def test_a_run_from_elsewhere_whose_files_lead_out_of_its_folder_is_refused(tmp_path, config, place):
    (tmp_path / "secret").mkdir()
    run = RunFolder.create(tmp_path / "run", config)
    run.unlock()
    (run.path / place).symlink_to(tmp_path / "secret")
    for use in (run.config, run.trained_model, lambda: RunFolder.reopen(run.path, config)):
        assert f"links to places outside it ({place})" in refusal(use)
    assert list((tmp_path / "secret").iterdir()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"step": 7},
        {"best_loss": float("inf")},
        {"micro_batch_size": "many"},
        {"examples_seen": None},
        {"ended_early": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_checkpoint_whose_state_makes_no_sense_is_not_used(tmp_path, config, change):
    run = RunFolder.create(tmp_path / "run", config)
    older = checkpoint(run, 2)
    state = {**dataclasses.asdict(TrainingState(step=3)), **change}
    with staged_folder(run.checkpoints / "step-00000003") as staging:
        (staging / "state.json").write_text(json.dumps(state))
    assert last_good_checkpoint(run.checkpoints) == older


@pytest.mark.parametrize("name", ["step-", "step-x", "step-00000001.old", "step-00000001.partial", "step--1"])
def test_folders_that_are_no_checkpoints_are_passed_over(tmp_path, config, name):
    run = RunFolder.create(tmp_path / "run", config)
    (run.checkpoints / name).mkdir()
    assert last_good_checkpoint(run.checkpoints) is None
    assert list(summarize(run).course) == []


def test_a_folder_prepared_with_a_link_is_not_written_through(tmp_path, config):
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "config.json.partial").symlink_to(tmp_path / "precious")
    for opening in (RunFolder.create, RunFolder.reopen):
        assert "links to places outside it" in refusal(opening, tmp_path / "run", config)
    assert (tmp_path / "precious").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no such things")
@pytest.mark.parametrize("name", ["config.json", "events.jsonl"])
def test_a_run_with_something_that_is_no_file_is_refused_and_not_waited_for(tmp_path, config, name):
    run = RunFolder.create(tmp_path / "run", config)
    run.unlock()
    (run.path / name).unlink(missing_ok=True)
    os.mkfifo(run.path / name)
    assert f"no plain file ({name})" in refusal(run.config)
    assert f"no plain file ({name})" in refusal(RunFolder.reopen, run.path, config)


def test_links_in_a_circle_are_refused_in_words(tmp_path, config):
    run = RunFolder.create(tmp_path / "run", config)
    (run.path / "round").symlink_to(run.path / "round")
    assert "links to places outside it (round)" in refusal(run.config)


def test_nested_beyond_reading_is_damaged_and_no_fault(tmp_path, config):
    deep = "[" * 100_000
    run = RunFolder.create(tmp_path / "run", config)
    with EventLog(run) as log:
        log.write(step(1))
    with run.events_file.open("a") as stream:
        stream.write(deep + "\n")
    assert [event["step"] for event in run.events()] == [1]
    assert summarize(run).state == "elsewhere"  # this very test holds its lock
    older = checkpoint(run, 1)
    for name in ("state.json", "manifest.json"):
        (checkpoint(run, 2) / name).write_text(deep)
        assert last_good_checkpoint(run.checkpoints) == older
    run.config_file.write_text(deep)
    assert "missing or broken" in refusal(run.config)


@pytest.mark.parametrize(
    "change",
    [
        {"step": "x"},
        {"step": 10**30},
        {"step": -1},
        {"train_loss": None},
        {"train_loss": float("nan")},
        {"total_steps": 0},
        {"total_steps": "many"},
        {"epoch": True},
        {"extra": 1},
    ],
    ids=str,
)
def test_a_stored_event_that_makes_no_sense_is_no_event(change):
    stored = event_to_json(step(1))
    assert event_from_json(stored) == step(1)
    assert event_from_json({**stored, **change}) is None
    assert event_from_json({"event": "PhaseChanged", "phase": "dreaming"}) is None
    assert event_from_json({"event": "Notice", "topic": "a", "message": {}, "severity": "info"}) is None
