"""Ending a run early: the best so far becomes the classifier."""

from pathlib import Path

import pytest

from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.events import (
    CheckpointSaved,
    EpochCompleted,
    EvaluationCompleted,
    PhaseChanged,
    RunCompleted,
    RunFailed,
    RunStarted,
    RunStopped,
    StepCompleted,
)
from guitune.core.experiment import run_experiment
from guitune.core.files import damaged_files, sha256_of
from guitune.core.inference.predictor import Predictor
from guitune.core.runs import RunFolder
from guitune.core.training.control import RunControl
from guitune.core.training_config import TrainingConfig

from .conftest import topic_rows, write_rows

STEPS_IN_ROUND = 6


@pytest.fixture
def config(topics_csv: Path, tiny_checkpoint: Path) -> RunConfig:
    return RunConfig(
        DataConfig(str(topics_csv), "text", "topic"),
        ModelConfig(str(tiny_checkpoint)),
        TrainingConfig(num_epochs=4, learning_rate=1e-3, layer_decay=1.0, batch_size=16),
    )


def run_until(run: RunFolder, wanted, flag: str = "finish", *, on_from_start: bool = False) -> list:
    """All events of `run`, in which `flag` is set as soon as an event is `wanted`."""
    control = RunControl()
    ask = getattr(control, flag)
    if on_from_start:
        ask()
    events = []
    for event in run_experiment(run, control):
        events.append(event)
        if wanted(event):
            ask()
    return events


def at_step(step: int):
    return lambda event: isinstance(event, StepCompleted) and event.step == step


def of(events: list, kind: type) -> list:
    return [event for event in events if isinstance(event, kind)]


def validations(events: list) -> list[EvaluationCompleted]:
    return [event for event in of(events, EvaluationCompleted) if event.split == "validation"]


def last_phases(events: list) -> list[str]:
    return [event.phase for event in of(events, PhaseChanged)][-3:]


def test_a_run_asked_to_finish_before_it_prepared_anything_stops(config, tmp_path):
    run = RunFolder.create(tmp_path / "run", config)
    events = run_until(run, lambda _event: False, on_from_start=True)
    assert [type(event) for event in events] == [PhaseChanged, RunStopped]
    assert events[-1].step == 0


def test_a_run_asked_to_finish_before_its_first_step_stops_and_can_go_on_to_the_same_end(config, tmp_path):
    whole = RunFolder.create(tmp_path / "whole", config)
    list(run_experiment(whole))
    run = RunFolder.create(tmp_path / "run", config)
    events = run_until(run, lambda event: isinstance(event, RunStarted))
    assert isinstance(events[-1], RunStopped)
    assert (events[-1].step, of(events, StepCompleted)) == (0, [])
    assert not run.is_finished

    resumed = list(run_experiment(RunFolder.reopen(run.path, config)))

    assert isinstance(resumed[-1], RunCompleted)
    assert sha256_of(run.model / "model.safetensors") == sha256_of(whole.model / "model.safetensors")


@pytest.mark.parametrize("step", [1, STEPS_IN_ROUND + 3])
def test_finishing_within_a_round_takes_no_further_step_and_ends_with_a_classifier(config, tmp_path, step):
    run = RunFolder.create(tmp_path / "run", config)
    events = run_until(run, at_step(step))
    assert isinstance(events[-1], RunCompleted)
    assert [event.step for event in of(events, StepCompleted)] == list(range(1, step + 1))
    assert last_phases(events) == ["testing", "comparing", "saving"]
    assert events[-1].steps == step
    assert run.is_finished
    assert damaged_files(run.path) == []
    predictor = Predictor.load(run.trained_model())
    assert predictor.labels == ("film", "food", "sport")
    assert predictor.predict(["the goal of the match"])[0].label in predictor.labels


def test_the_part_of_a_round_before_finishing_is_judged_too(config, tmp_path):
    run = RunFolder.create(tmp_path / "run", config)
    events = run_until(run, at_step(STEPS_IN_ROUND + 3))
    assert [event.epoch for event in validations(events)] == [1.0, 1.5]
    assert len(of(events, EpochCompleted)) == 1


@pytest.mark.parametrize("kind", [EpochCompleted, EvaluationCompleted])
def test_finishing_between_two_rounds_judges_the_same_weights_only_once(config, tmp_path, kind):
    run = RunFolder.create(tmp_path / "run", config)
    events = run_until(run, lambda event: isinstance(event, kind))
    assert [event.epoch for event in validations(events)] == [1.0]
    assert isinstance(events[-1], RunCompleted)
    assert events[-1].best_epoch == 1.0


def test_finishing_keeps_the_best_round_and_not_the_last(config, tmp_path):
    from dataclasses import replace

    more = write_rows(tmp_path / "more.csv", topic_rows(240))  # enough to check on to choose by
    wild = replace(
        config,
        data=replace(config.data, file=str(more)),
        training=replace(config.training, learning_rate=1e-2, early_stopping_patience=9),
    )
    run = RunFolder.create(tmp_path / "run", wild)
    events = run_until(run, at_step(2 * STEPS_IN_ROUND * 3 + 2))
    best = max(validations(events), key=lambda event: (event.macro_f1, -event.loss))
    assert best.is_best
    assert (events[-1].best_epoch, events[-1].validation_accuracy) == (best.epoch, best.accuracy)


def test_finishing_in_the_last_round_or_after_it_changes_nothing(config, tmp_path):
    whole = RunFolder.create(tmp_path / "whole", config)
    expected = list(run_experiment(whole))
    last_step = of(expected, StepCompleted)[-1].step
    for name, wanted in (
        ("at the last step", at_step(last_step)),
        ("while testing", lambda event: isinstance(event, PhaseChanged) and event.phase == "testing"),
    ):
        run = RunFolder.create(tmp_path / name, config)
        events = run_until(run, wanted)
        kinds, usual = (
            [type(event) for event in run if not isinstance(event, CheckpointSaved)]
            for run in (events, expected)
        )
        assert kinds == usual  # when it is saved depends on the clock
        assert sha256_of(run.model / "model.safetensors") == sha256_of(whole.model / "model.safetensors")


def test_stopping_wins_over_finishing_when_both_are_asked_for_between_two_steps(config, tmp_path):
    run = RunFolder.create(tmp_path / "run", config)
    control, events = RunControl(), []
    for event in run_experiment(run, control):
        events.append(event)
        if at_step(3)(event):
            control.finish()
            control.stop()
    assert isinstance(events[-1], RunStopped)
    assert events[-1].step == 3


def test_a_resumed_run_can_be_finished_without_another_step(config, tmp_path):
    run = RunFolder.create(tmp_path / "run", config)
    run_until(run, at_step(STEPS_IN_ROUND + 2), "stop")
    events = run_until(RunFolder.reopen(run.path, config), lambda event: isinstance(event, RunStarted))
    assert isinstance(events[-1], RunCompleted)
    assert of(events, StepCompleted) == []
    assert [round(event.epoch, 2) for event in validations(events)] == [1.33]


def test_a_finished_training_is_not_taken_up_again_when_only_its_saving_failed(config, tmp_path):
    run = RunFolder.create(tmp_path / "run", config)
    run_until(run, at_step(STEPS_IN_ROUND + 2), "stop")
    run.report_file.mkdir()  # in the way of the report
    events = run_until(RunFolder.reopen(run.path, config), lambda event: isinstance(event, RunStarted))
    assert isinstance(events[-1], RunFailed)
    run.report_file.rmdir()
    again = list(run_experiment(RunFolder.reopen(run.path, config)))
    assert isinstance(again[-1], RunCompleted)
    assert of(again, StepCompleted) == []
    assert again[-1].steps == STEPS_IN_ROUND + 2
