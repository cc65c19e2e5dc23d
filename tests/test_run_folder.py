import dataclasses
from dataclasses import replace
from pathlib import Path

import pytest

from guitune.core.config import DataConfig, RunConfig, TrainingConfig
from guitune.core.events import Notice, PhaseChanged, RunFailed, RunStopped, StepCompleted
from guitune.core.files import damaged_files, staged_folder, write_json
from guitune.core.runs import EventLog, RunFolder
from guitune.core.training.checkpoint import TrainingState

from .test_project_and_files import filled, refusal

ODD_LABEL = "质\u2028量\x85\r\n\u2029“é”"


def step(number):
    return StepCompleted(number, 10, number / 10, 0.5, 1e-4, 1.0, 100.0, 1.0)


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
        with staged_folder(run.checkpoints / f"step-{number:08d}") as staging:
            write_json(staging / "state.json", dataclasses.asdict(TrainingState(step=number)))
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
