import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.events import (
    CheckpointSaved,
    EpochCompleted,
    EvaluationCompleted,
    Notice,
    PhaseChanged,
    RunCompleted,
    RunFailed,
    RunStarted,
    RunStopped,
    StepCompleted,
    event_to_json,
)
from guitune.core.experiment import run_experiment
from guitune.core.files import sha256_of, staged_folder, write_json
from guitune.core.runs import RunFolder
from guitune.core.training.checkpoint import last_good_checkpoint
from guitune.core.training.control import RunControl
from guitune.core.training.optimization import learning_rate_at
from guitune.core.training_config import TrainingConfig

from .conftest import topic_rows, write_rows

CLOCK_FIELDS = {"examples_per_second", "seconds_left", "seconds", "run_folder"}


def config_for(file: Path, checkpoint: Path, **training) -> RunConfig:
    settings = {"num_epochs": 3, "learning_rate": 1e-3, "layer_decay": 1.0, "batch_size": 16, **training}
    return RunConfig(
        DataConfig(str(file), "text", "topic"), ModelConfig(str(checkpoint)), TrainingConfig(**settings)
    )


def without_clock(event) -> dict:
    return {name: value for name, value in event_to_json(event).items() if name not in CLOCK_FIELDS}


def stop_after(run: RunFolder, step: int) -> list:
    control, events = RunControl(), []
    for event in run_experiment(run, control):
        events.append(event)
        if isinstance(event, StepCompleted) and event.step == step:
            control.stop()
    return events


def test_a_run_yields_its_events_in_order_and_ends_with_one_terminal_event(trained_run):
    _run, events = trained_run
    phases = [event.phase for event in events if isinstance(event, PhaseChanged)]
    assert phases == [
        "reading", "splitting", "loading_model", "tokenizing", "training", "testing", "comparing", "saving",
    ]  # fmt: skip
    terminal = [event for event in events if isinstance(event, RunCompleted | RunStopped | RunFailed)]
    assert terminal == [events[-1]]
    assert isinstance(events[-1], RunCompleted)
    started = next(event for event in events if isinstance(event, RunStarted))
    steps = [event.step for event in events if isinstance(event, StepCompleted)]
    assert steps == list(range(1, started.total_steps + 1))
    validations = [e for e in events if isinstance(e, EvaluationCompleted) and e.split == "validation"]
    assert (
        len(validations) == sum(isinstance(event, EpochCompleted) for event in events) == started.num_epochs
    )


def test_training_learns_the_topics_and_beats_the_majority_on_unseen_texts(trained_run):
    _run, events = trained_run
    done = events[-1]
    assert done.test_accuracy > 0.8 > done.majority_accuracy


def test_the_event_log_on_disk_equals_the_events_that_were_yielded(trained_run):
    run, events = trained_run
    assert list(run.events()) == json.loads(json.dumps([event_to_json(event) for event in events]))


def test_the_saved_model_holds_the_weights_of_the_best_round(topics_csv, tiny_checkpoint, tmp_path):
    run = RunFolder.create(
        tmp_path / "run", config_for(topics_csv, tiny_checkpoint, num_epochs=6, learning_rate=3e-3)
    )
    events = list(run_experiment(run))
    best = [
        e for e in events if isinstance(e, EvaluationCompleted) and e.split == "validation" and e.is_best
    ][-1]
    assert events[-1].validation_accuracy == best.accuracy
    assert events[-1].validation_macro_f1 == pytest.approx(best.macro_f1)


@pytest.mark.parametrize("step", [1, 5, 12, 17])
def test_a_resumed_run_equals_the_uninterrupted_one_bit_for_bit(topics_csv, tiny_checkpoint, tmp_path, step):
    config = config_for(topics_csv, tiny_checkpoint)
    whole = RunFolder.create(tmp_path / "whole", config)
    expected = list(run_experiment(whole))
    broken = RunFolder.create(tmp_path / "broken", config)
    first = stop_after(broken, step)
    assert isinstance(first[-1], RunStopped)
    assert first[-1].step == step

    second = list(run_experiment(RunFolder.reopen(tmp_path / "broken", config)))

    assert next(event for event in second if isinstance(event, RunStarted)).resumed_at_step == step
    training = (StepCompleted, EpochCompleted, EvaluationCompleted, RunCompleted)
    joined = [without_clock(event) for event in [*first, *second] if isinstance(event, training)]
    assert joined == [without_clock(event) for event in expected if isinstance(event, training)]
    assert sha256_of(broken.model / "model.safetensors") == sha256_of(whole.model / "model.safetensors")


def test_resuming_forgets_what_was_logged_after_the_checkpoint(topics_csv, tiny_checkpoint, tmp_path):
    config = config_for(topics_csv, tiny_checkpoint)
    run = RunFolder.create(tmp_path / "run", config)
    stop_after(run, 5)
    with run.events_file.open("a", encoding="utf-8") as log:
        log.write('{"event": "StepCompleted", "step": 6}\n{"event": "StepComp')
    list(run_experiment(RunFolder.reopen(tmp_path / "run", config)))
    events = list(run.events())
    steps = [event["step"] for event in events if event["event"] == "StepCompleted"]
    assert steps == list(range(1, max(steps) + 1))
    assert [event["event"] for event in events].count("RunStopped") == 0


def damage(checkpoint: Path) -> None:
    weights = checkpoint / "model.safetensors"
    damaged = bytearray(weights.read_bytes())
    damaged[-1] ^= 1
    weights.write_bytes(damaged)


def test_resume_falls_back_to_the_checkpoint_before_a_damaged_one_and_says_so(
    topics_csv, tiny_checkpoint, tmp_path
):
    config = config_for(topics_csv, tiny_checkpoint)
    whole = RunFolder.create(tmp_path / "whole", config)
    list(run_experiment(whole))
    run = RunFolder.create(tmp_path / "run", config)
    stop_after(run, 7)
    stop_after(RunFolder.reopen(run.path, config), 9)
    damage(last_good_checkpoint(run.checkpoints))

    events = list(run_experiment(RunFolder.reopen(run.path, config)))

    assert next(event for event in events if isinstance(event, RunStarted)).resumed_at_step == 7
    (told,) = [
        event.message for event in events if isinstance(event, Notice) and event.topic == "checkpoint_damaged"
    ]
    assert told == "What was saved at step 9 is damaged, so the run goes on from step 7."
    assert sha256_of(run.model / "model.safetensors") == sha256_of(whole.model / "model.safetensors")


def test_resume_starts_again_when_no_checkpoint_is_intact(topics_csv, tiny_checkpoint, tmp_path):
    config = config_for(topics_csv, tiny_checkpoint)
    run = RunFolder.create(tmp_path / "run", config)
    stop_after(run, 5)
    damage(last_good_checkpoint(run.checkpoints))
    events = list(run_experiment(RunFolder.reopen(run.path, config)))
    assert next(event for event in events if isinstance(event, RunStarted)).resumed_at_step == 0
    assert isinstance(events[-1], RunCompleted)


def test_a_failure_after_training_does_not_cost_the_training(topics_csv, tiny_checkpoint, tmp_path):
    config = config_for(topics_csv, tiny_checkpoint)
    run = RunFolder.create(tmp_path / "run", config)
    run.model.with_name("model.partial").write_text("in the way of the classifier")
    assert isinstance(list(run_experiment(run))[-1], RunFailed)
    run.model.with_name("model.partial").unlink()
    events = list(run_experiment(RunFolder.reopen(run.path, config)))
    assert isinstance(events[-1], RunCompleted)
    assert not any(isinstance(event, StepCompleted) for event in events)


def test_a_stop_during_preparation_ends_the_run_before_the_model_is_loaded(
    topics_csv, tiny_checkpoint, tmp_path
):
    run = RunFolder.create(tmp_path / "run", config_for(topics_csv, tiny_checkpoint))
    control = RunControl()
    control.stop()
    events = list(run_experiment(run, control))
    assert [type(event) for event in events] == [PhaseChanged, RunStopped]


def test_training_ends_early_when_validation_no_longer_improves(tiny_checkpoint, tmp_path):
    file = write_rows(tmp_path / "more.csv", topic_rows(240))
    config = config_for(file, tiny_checkpoint, num_epochs=30, learning_rate=1e-9, early_stopping_patience=2)
    events = list(run_experiment(RunFolder.create(tmp_path / "run", config)))
    rounds = [event for event in events if isinstance(event, EpochCompleted)]
    assert isinstance(events[-1], RunCompleted)
    assert len(rounds) < 30
    flags = [e.is_best for e in events if isinstance(e, EvaluationCompleted) and e.split == "validation"]
    assert flags[-2:] == [False, False]


def test_a_loss_that_is_no_number_fails_the_run_and_advises_a_lower_rate(
    topics_csv, tiny_checkpoint, tmp_path
):
    from safetensors.torch import load_file, save_file

    broken = tmp_path / "broken-checkpoint"
    broken.mkdir()
    for file in tiny_checkpoint.iterdir():
        (broken / file.name).write_bytes(file.read_bytes())
    weights = load_file(broken / "model.safetensors")
    weights["embeddings.word_embeddings.weight"][:] = float("nan")
    save_file(weights, broken / "model.safetensors", metadata={"format": "pt"})
    run = RunFolder.create(tmp_path / "run", config_for(topics_csv, broken))
    events = list(run_experiment(run))
    assert isinstance(events[-1], RunFailed)
    assert "no longer a number" in events[-1].message
    assert "lower learning rate" in events[-1].hint
    assert not any(isinstance(event, StepCompleted) for event in events)


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(topics_csv, tiny_checkpoint, tmp_path):
    digests = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        run = RunFolder.create(
            tmp_path / name, config_for(topics_csv, tiny_checkpoint, num_epochs=1, seed=seed)
        )
        list(run_experiment(run))
        digests.append(sha256_of(run.model / "model.safetensors"))
    assert digests[0] == digests[1] != digests[2]


def test_checkpoints_hold_no_pickle_and_only_the_last_two_are_kept(topics_csv, tiny_checkpoint, tmp_path):
    config = config_for(topics_csv, tiny_checkpoint)
    for step in (3, 6, 9):
        run = RunFolder.reopen(tmp_path / "run", config)
        events = stop_after(run, step)
        assert any(isinstance(event, CheckpointSaved) for event in events)
    older, checkpoint = sorted(run.checkpoints.iterdir())
    assert (older.name, checkpoint.name) == ("step-00000006", "step-00000009")
    assert {path.suffix for path in checkpoint.iterdir()} == {".safetensors", ".json"}


def test_the_run_folder_that_is_finished_has_no_checkpoints_and_an_intact_manifest(trained_run):
    run, _events = trained_run
    from guitune.core.files import damaged_files

    assert run.is_finished
    assert not run.checkpoints.exists()
    assert damaged_files(run.path) == []


def test_the_learning_rate_rises_over_the_warm_up_and_falls_to_the_end():
    rates = [learning_rate_at(step, 100, 0.1, 1.0) for step in range(1, 101)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[9] == 1.0
    assert np.all(np.diff(rates[:10]) > 0)
    assert np.all(np.diff(rates[10:]) < 0)
    assert 0 < rates[-1] < 0.02


@pytest.mark.parametrize(("total", "ratio"), [(1, 0.0), (1, 1.0), (7, 0.1), (50, 1.0)])
def test_the_learning_rate_is_positive_at_every_step(total, ratio):
    assert all(0 < learning_rate_at(step, total, ratio, 2e-4) <= 2e-4 for step in range(1, total + 1))


def test_pairs_are_trained_and_the_second_text_matters(tiny_checkpoint, tmp_path):
    rows = [(f"the film {number}", text, topic) for number, (text, topic) in enumerate(topic_rows(240))]
    file = write_rows(tmp_path / "pairs.csv", rows, ("title", "text", "topic"))
    config = RunConfig(
        DataConfig(str(file), "title", "topic", text2_column="text"),
        ModelConfig(str(tiny_checkpoint)),
        TrainingConfig(
            num_epochs=8, learning_rate=3e-3, layer_decay=1.0, batch_size=16, early_stopping_patience=8
        ),
    )
    run = RunFolder.create(tmp_path / "run", config)
    events = list(run_experiment(run))
    assert events[-1].test_accuracy > 0.7
    assert "text_pair" in (run.model / "README.md").read_text(encoding="utf-8")


def test_texts_that_are_cut_are_counted_and_told(tiny_checkpoint, tmp_path):
    rows = topic_rows(90)
    rows[4] = (" ".join(["very"] * 200 + ["goal"]), "sport")
    file = write_rows(tmp_path / "topics.csv", rows)
    run = RunFolder.create(tmp_path / "run", config_for(file, tiny_checkpoint, num_epochs=1))
    notices = [event for event in run_experiment(run) if isinstance(event, Notice)]
    (cut,) = [notice.message for notice in notices if notice.topic == "texts_truncated"]
    assert cut.startswith("1 text (1.1%) is longer than")


def test_a_resumed_run_has_the_optimizer_and_the_random_numbers_of_the_uninterrupted_one(
    topics_csv, tiny_checkpoint, tmp_path
):
    config = config_for(topics_csv, tiny_checkpoint)
    whole, broken = (RunFolder.create(tmp_path / name, config) for name in ("whole", "broken"))
    stop_after(whole, 14)
    stop_after(broken, 9)
    stop_after(RunFolder.reopen(broken.path, config), 14)
    one, other = (last_good_checkpoint(run.checkpoints) for run in (whole, broken))
    for name in ("model", "optimizer", "random", "best"):
        file = f"{name}.safetensors"
        assert sha256_of(one / file) == sha256_of(other / file), name
    states = [json.loads((checkpoint / "state.json").read_text()) for checkpoint in (one, other)]
    for state in states:
        for name in ("seconds", "run_seconds", "epoch_seconds"):
            state.pop(name)
    assert states[0] == states[1]


def test_a_run_is_saved_as_often_as_the_person_wants(topics_csv, tiny_checkpoint, tmp_path):
    counts = []
    for minutes in (1e-6, 60.0):
        config = config_for(topics_csv, tiny_checkpoint, num_epochs=2, save_every_minutes=minutes)
        events = list(run_experiment(RunFolder.create(tmp_path / str(minutes), config)))
        saves = [event.step for event in events if isinstance(event, CheckpointSaved)]
        assert saves[-1] == 12
        counts.append(len(saves))
    assert counts[0] == 12
    assert counts[1] < 12


def test_the_best_weights_are_stored_once_where_they_are_those_of_the_step(
    topics_csv, tiny_checkpoint, tmp_path
):
    config = config_for(topics_csv, tiny_checkpoint)
    run = RunFolder.create(tmp_path / "run", config)
    for step in (6, 7):  # a round's end, whose weights are the best so far, and the step after it
        stop_after(run, step)
        checkpoint = last_good_checkpoint(run.checkpoints)
        assert (checkpoint / "best.safetensors").is_file() == (step == 7)
        run = RunFolder.reopen(run.path, config)
    list(run_experiment(run))
    whole = RunFolder.create(tmp_path / "whole", config)
    list(run_experiment(whole))
    assert sha256_of(run.model / "model.safetensors") == sha256_of(whole.model / "model.safetensors")


def alter_model(tensors: dict) -> None:
    tensors["model"]["classifier.weight"] = tensors["model"]["classifier.weight"][:, :5].contiguous()


def alter_shape_that_would_spread(tensors: dict) -> None:
    tensors["model"]["classifier.weight"] = tensors["model"]["classifier.weight"].new_zeros(1)


def alter_averages(tensors: dict) -> None:
    tensors["optimizer"]["0.exp_avg"] = tensors["optimizer"]["0.exp_avg"][:1].contiguous()


def alter_by_forgetting(tensors: dict) -> None:
    tensors["optimizer"] = {"0.step": tensors["optimizer"]["0.step"]}


def alter_random_numbers(tensors: dict) -> None:
    tensors["random"]["cpu"] = tensors["random"]["cpu"].float()


def alter_kind(tensors: dict) -> None:
    tensors["model"] = b"no safetensors at all"


ALTERATIONS = [
    alter_model,
    alter_shape_that_would_spread,
    alter_averages,
    alter_by_forgetting,
    alter_random_numbers,
    alter_kind,
]


def add_altered_checkpoint(run: RunFolder, alter) -> None:
    """A later checkpoint, vouched for by its manifest, that does not belong to the run."""
    from safetensors.torch import load_file, save_file

    stored = last_good_checkpoint(run.checkpoints)
    tensors = {name: load_file(stored / f"{name}.safetensors") for name in ("model", "optimizer", "random")}
    alter(tensors)
    state = json.loads((stored / "state.json").read_text())
    with staged_folder(run.checkpoints / f"step-{state['step'] + 1:08d}") as staging:
        for name, part in tensors.items():
            file = staging / f"{name}.safetensors"
            file.write_bytes(part) if isinstance(part, bytes) else save_file(part, file)
        write_json(staging / "state.json", {**state, "step": state["step"] + 1})


@pytest.mark.parametrize("alter", ALTERATIONS, ids=lambda alter: alter.__name__.removeprefix("alter_"))
def test_a_checkpoint_of_another_network_is_passed_over_for_the_one_before(
    topics_csv, tiny_checkpoint, tmp_path, alter
):
    config = config_for(topics_csv, tiny_checkpoint, num_epochs=1)
    run = RunFolder.create(tmp_path / "run", config)
    stop_after(run, 3)
    add_altered_checkpoint(run, alter)
    events = list(run_experiment(RunFolder.reopen(run.path, config)))
    (started,) = (event for event in events if isinstance(event, RunStarted))
    assert started.resumed_at_step == 3
    assert any(event.topic == "checkpoint_damaged" for event in events if isinstance(event, Notice))
    assert isinstance(events[-1], RunCompleted)


def test_a_run_with_nothing_but_checkpoints_of_another_network_says_so(topics_csv, tiny_checkpoint, tmp_path):
    config = config_for(topics_csv, tiny_checkpoint)
    run = RunFolder.create(tmp_path / "run", config)
    stop_after(run, 3)
    add_altered_checkpoint(run, alter_model)
    shutil.rmtree(run.checkpoints / "step-00000003")
    last = list(run_experiment(RunFolder.reopen(run.path, config)))[-1]
    assert isinstance(last, RunFailed)
    assert "step 4 does not belong to this model" in last.message


def test_what_is_saved_after_all_checkpoints_were_damaged_stays(topics_csv, tiny_checkpoint, tmp_path):
    config = config_for(topics_csv, tiny_checkpoint)
    run = RunFolder.create(tmp_path / "run", config)
    for step in (9, 12):
        stop_after(run, step)
        run = RunFolder.reopen(run.path, config)
    for checkpoint in run.checkpoints.iterdir():
        (checkpoint / "model.safetensors").write_bytes(b"torn")
    run.unlock()
    events = stop_after(RunFolder.reopen(run.path, config), 2)
    told = [event.message for event in events if isinstance(event, Notice)]
    assert "Everything that was saved is damaged (step 9, 12), so the run starts over." in told
    assert [path.name for path in run.checkpoints.iterdir()] == ["step-00000002"]
    assert RunFolder(run.path).saved_step == 2


def test_everything_is_on_the_disk_before_it_counts_as_saved(
    topics_csv, tiny_checkpoint, tmp_path, monkeypatch
):
    """Power may fail between any two of these calls."""
    calls = []
    sync, rename = os.fsync, os.replace

    def note_sync(descriptor: int) -> None:
        calls.append(("sync", Path(f"/proc/self/fd/{descriptor}").readlink().name))
        sync(descriptor)

    def note_rename(source: Path, target: Path) -> None:
        calls.append(("rename", Path(target).name))
        rename(source, target)

    run = RunFolder.create(tmp_path / "run", config_for(topics_csv, tiny_checkpoint))
    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_rename)
    stop_after(run, 7)
    end = calls.index(("rename", "step-00000007")) + 2
    start = max(place for place, call in enumerate(calls[:end]) if call == ("sync", "events.jsonl"))
    calls = calls[start:end]
    saved = calls.index(("rename", "step-00000007"))
    files = ["best.safetensors", "model.safetensors", "optimizer.safetensors", "random.safetensors"]
    manifest = calls.index(("rename", "manifest.json"))
    for file in [*files, "state.json"]:
        assert ("sync", file) in calls[:manifest]
    assert ("sync", "manifest.json.partial") in calls[:manifest]
    assert ("sync", "step-00000007.partial") in calls[manifest:saved]
    assert ("sync", "checkpoints") in calls[saved:]


def test_a_run_does_not_go_on_with_another_tokenizer(topics_csv, tiny_checkpoint, tmp_path):
    mine = tmp_path / "mine"
    shutil.copytree(tiny_checkpoint, mine)
    config = config_for(topics_csv, mine)
    run = RunFolder.create(tmp_path / "run", config)
    stop_after(run, 3)
    tokenizer = (mine / "tokenizer.json").read_text()
    (mine / "tokenizer.json").write_text(tokenizer + " ")
    last = list(run_experiment(RunFolder.reopen(run.path, config)))[-1]
    assert isinstance(last, RunFailed)
    assert (last.cause, "model's files have changed" in last.message) == ("data_changed", True)
    (mine / "tokenizer.json").write_text(tokenizer)
    assert isinstance(list(run_experiment(RunFolder.reopen(run.path, config)))[-1], RunCompleted)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"files": 5}', '{"files": [{}]}', "[" * 100_000])
def test_a_damaged_provenance_is_told_and_stops_nothing(topics_csv, tiny_checkpoint, tmp_path, content):
    config = config_for(topics_csv, tiny_checkpoint, num_epochs=1)
    run = RunFolder.create(tmp_path / "run", config)
    stop_after(run, 3)
    run.provenance_file.write_text(content)
    events = list(run_experiment(RunFolder.reopen(run.path, config)))
    assert any(event.topic == "provenance_damaged" for event in events if isinstance(event, Notice))
    assert isinstance(events[-1], RunCompleted)


def test_a_run_that_goes_on_needs_room_only_for_what_is_not_there_yet(
    topics_csv, tiny_checkpoint, tmp_path, monkeypatch
):
    config = config_for(topics_csv, tiny_checkpoint, num_epochs=1)
    run = RunFolder.create(tmp_path / "run", config)
    for step in (2, 4):
        stop_after(run, step)
        run = RunFolder.reopen(run.path, config)
    weights = (last_good_checkpoint(run.checkpoints) / "model.safetensors").stat().st_size
    enough = 6 * weights + 100_000  # one checkpoint is four times the weights, three are twelve times
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: SimpleNamespace(free=enough))
    assert isinstance(list(run_experiment(run))[-1], RunCompleted)


def test_a_finished_run_has_its_last_event_in_its_log_before_it_counts_as_finished(
    topics_csv, tiny_checkpoint, tmp_path, monkeypatch
):
    config = config_for(topics_csv, tiny_checkpoint, num_epochs=1)
    run = RunFolder.create(tmp_path / "run", config)
    rename, seen = os.replace, []

    def look(source: Path, target: Path) -> None:
        if Path(target) == run.path / "manifest.json":
            seen.extend(event["event"] for event in run.events())
        rename(source, target)

    monkeypatch.setattr(os, "replace", look)
    list(run_experiment(run))
    assert seen[-1] == "RunCompleted"
    assert run.is_finished
