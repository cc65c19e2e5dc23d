"""What is trained moves, the rest stays where it was; every way can be stopped, resumed, saved and loaded."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.events import (
    EpochCompleted,
    EvaluationCompleted,
    Notice,
    RunCompleted,
    RunStarted,
    RunStopped,
    StepCompleted,
    TextsRead,
    event_to_json,
)
from guitune.core.experiment import run_experiment
from guitune.core.files import sha256_of, staged_folder, write_json
from guitune.core.inference.predictor import Predictor
from guitune.core.modeling.classifier import load_tokenizer
from guitune.core.runs import RunFolder
from guitune.core.training.checkpoint import last_good_checkpoint
from guitune.core.training.control import RunControl
from guitune.core.training_config import TrainingConfig

from .architectures import ARCHITECTURES
from .conftest import topic_rows, write_rows
from .training_ground import STEADY, Ground, weights

CLOCK_FIELDS = {"examples_per_second", "seconds_left", "seconds", "run_folder"}
HEAD = ("classifier.", "bert.pooler.")


@pytest.fixture
def ground(tiny_checkpoint, tmp_path):
    return lambda rows=None, **settings: Ground(tiny_checkpoint, tmp_path, rows, **settings)


def config_for(file: Path, checkpoint: Path, **settings) -> RunConfig:
    settings = {"num_epochs": 2, "learning_rate": 1e-3, "layer_decay": 1.0, "batch_size": 16, **settings}
    return RunConfig(
        DataConfig(str(file), "text", "topic"), ModelConfig(str(checkpoint)), TrainingConfig(**settings)
    )


def moved_names(made: Ground) -> set[str]:
    return {name for name, moved in made.moved.items() if moved.abs().max() > 0}


def test_everything_moves_when_everything_is_trained(ground):
    made = ground(learning_rate=1e-3)
    made.run()
    used = [
        name for name, value in made.before.items() if "position_embeddings" not in name and value.numel()
    ]
    assert moved_names(made) >= {name for name in used if "token_type" not in name}


@pytest.mark.parametrize("layers", [1, 2])
def test_only_the_last_layers_and_what_follows_them_move(ground, layers):
    made = ground(trained="last_layers", trained_layers=layers)
    made.run()
    expected = (*HEAD, *(f"bert.encoder.layer.{number}." for number in range(2 - layers, 2)))
    assert moved_names(made) == {name for name in made.before if name.startswith(expected)}


def test_only_the_head_moves_and_every_text_goes_through_the_layers_once(ground):
    made = ground(trained="head", num_epochs=5, early_stopping_patience=5)
    seen = []
    made.model.bert.encoder.register_forward_hook(
        lambda _m, _in, out: seen.append(len(out.last_hidden_state))
    )
    events = made.run()
    assert moved_names(made) == {name for name in made.before if name.startswith(HEAD)}
    assert sum(seen) == 64 + 30
    read = [event for event in events if isinstance(event, TextsRead)]
    assert (read[-1].done, read[-1].total) == (94, 94)
    assert len([event for event in events if isinstance(event, EvaluationCompleted)]) == 5


@pytest.mark.parametrize("balance", ["none", "class_weights", "oversampling", "undersampling"])
def test_the_head_alone_learns_what_it_would_learn_with_the_layers_at_rest(ground, balance):
    rows = topic_rows(64)[:34] + [row for row in topic_rows(120) if row[1] == "food"][:30]
    settings = {**STEADY, "optimizer": "sgd", "class_balance": balance}
    cached = ground(rows, trained="head", **settings)
    cached.first(EpochCompleted)
    resting = ground(rows, **settings)
    for name, parameter in resting.model.named_parameters():
        parameter.requires_grad_(name.startswith(HEAD))
    resting.first(EpochCompleted)
    for name, moved in resting.moved.items():
        assert torch.allclose(cached.moved[name], moved, atol=1e-6), name


def test_texts_that_are_changed_in_each_round_are_read_in_each_round(ground):
    made = ground(trained="head", num_epochs=3, word_dropout=0.3)
    seen = []
    made.model.bert.encoder.register_forward_hook(
        lambda _m, _in, out: seen.append(len(out.last_hidden_state))
    )
    made.run()
    assert sum(seen) == 3 * 64 + 30


def test_the_head_learns_first_and_then_everything(ground):
    made = ground(trained="head_then_everything", num_epochs=2)
    assert [stage.trained for stage in made.plan.stages] == ["head", "everything"]
    first = made.plan.steps_of(made.plan.stages[0])
    rates, moved_by_then = [], set()
    for event in made.trainer.run():
        if isinstance(event, StepCompleted):
            rates.append(event.learning_rate)
            if event.step == first:
                moved_by_then = moved_names(made)
    assert moved_by_then == {name for name in made.before if name.startswith(HEAD)}
    assert {name.split(".")[1] for name in moved_names(made)} >= {"encoder", "embeddings", "pooler"}
    assert len(rates) == made.plan.total_steps == first + 2 * 4
    assert max(rates[first:]) == pytest.approx(0.01)
    assert max(rates[:first]) != max(rates[first:])
    assert made.trainer.state.examples_seen == 2 * 64  # pace and patience are those of the last stage


def test_lora_changes_each_matrix_of_the_layers_by_one_of_low_rank_and_leaves_the_rest(ground):
    made = ground(trained="lora", lora_rank=2, learning_rate=0.02, num_epochs=3)
    original = load_file(Path(made.model.config._name_or_path) / "model.safetensors")
    made.run()
    added_to = weights(made.model)
    assert any(".lora_A." in name for name in added_to)
    assert {name for name in moved_names(made) if name.startswith(HEAD)} == {
        name for name in made.before if name.startswith(HEAD)
    }
    assert not any(".lora_" in name for name in weights(made.trainable.merged()))
    for name, now in weights(made.trainable.merged()).items():
        before = original.get(name.removeprefix("bert."))
        if before is None or name.startswith(HEAD):
            continue
        change = now - before
        if name.startswith("bert.encoder") and now.ndim == 2:
            strengths = torch.linalg.svdvals(change)
            assert strengths[0] > 1e-4, name
            assert strengths[2:].max() < 1e-5, name
        else:
            assert torch.equal(now, before), name


def test_merged_additions_answer_as_they_did_in_training(ground):
    made = ground(trained="lora", num_epochs=2)
    made.run()
    apart = made.trainer._reader.validation_logits()
    names = [type(module).__name__ for module in made.model.modules()]
    made.trainer.model = merged = made.trainable.merged()
    again = type(made.trainer._reader)(merged, merged, made.validation.tokens).validation_logits()
    assert "Linear" in names
    assert abs(apart - again).max() < 1e-5
    assert type(merged).__name__ == "BertForSequenceClassification"


WAYS = {
    "last_layers": {"trained": "last_layers", "trained_layers": 1},
    "head": {"trained": "head"},
    "head_then_everything": {"trained": "head_then_everything"},
    "lora": {"trained": "lora", "lora_rank": 4},
    "sgd": {"optimizer": "sgd"},
    "adafactor": {"optimizer": "adafactor"},
    "adam": {"optimizer": "adam", "schedule": "cosine"},
    "augmented": {"word_dropout": 0.2, "word_swap": 0.2, "typo_noise": 0.1, "class_balance": "oversampling"},
    "left out": {"class_balance": "undersampling"},
    "checks": {"evaluate_every_steps": 2, "early_stopping_metric": "loss", "early_stopping_patience": 9},
    "accumulated": {"batch_size": 4, "gradient_accumulation": 4, "gradient_checkpointing": "on"},
    "rates": {"layer_decay": 0.8, "label_smoothing": 0.1, "dropout": 0.3},
    "half": {"precision": "bfloat16"},
    "nothing": {"start_from": "scratch"},
}


def stop_after(run: RunFolder, step: int) -> list:
    control, events = RunControl(), []
    for event in run_experiment(run, control):
        events.append(event)
        if isinstance(event, StepCompleted) and event.step == step:
            control.stop()
    return events


def without_clock(event) -> dict:
    return {name: value for name, value in event_to_json(event).items() if name not in CLOCK_FIELDS}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_training_goes_on_after_a_stop_as_if_there_had_been_none(
    topics_csv, tiny_checkpoint, tmp_path, way
):
    config = config_for(topics_csv, tiny_checkpoint, **WAYS[way])
    whole = RunFolder.create(tmp_path / "whole", config)
    expected = list(run_experiment(whole))
    assert isinstance(expected[-1], RunCompleted)
    total = next(event.total_steps for event in expected if isinstance(event, RunStarted))
    places = {1, total // 2, total - 1}
    if way == "head_then_everything":
        places |= {6 * 10, 6 * 10 + 1}
    kinds = (StepCompleted, EpochCompleted, EvaluationCompleted, RunCompleted)
    for step in sorted(places):
        broken = RunFolder.create(tmp_path / f"broken-{step}", config)
        first = stop_after(broken, step)
        assert isinstance(first[-1], RunStopped)
        second = list(run_experiment(RunFolder.reopen(broken.path, config)))
        assert next(event for event in second if isinstance(event, RunStarted)).resumed_at_step == step
        joined = [without_clock(event) for event in [*first, *second] if isinstance(event, kinds)]
        assert joined == [without_clock(event) for event in expected if isinstance(event, kinds)]
        assert sha256_of(broken.model / "model.safetensors") == sha256_of(whole.model / "model.safetensors")


@pytest.mark.parametrize("way", ["last_layers", "head", "head_then_everything", "lora", "half"])
def test_the_saved_classifier_answers_as_it_was_judged(topics_csv, tiny_checkpoint, tmp_path, way):
    run = RunFolder.create(
        tmp_path / "run", config_for(topics_csv, tiny_checkpoint, num_epochs=4, **WAYS[way])
    )
    ending = list(run_experiment(run))[-1]
    from transformers import AutoModelForSequenceClassification

    loaded = AutoModelForSequenceClassification.from_pretrained(run.model, output_loading_info=True)[1]
    assert not any(loaded.values())
    predictor = Predictor.load(run.model)
    rows = topic_rows(120)
    answers = predictor.predict([text for text, _topic in rows])
    right = sum(answer.label == topic for answer, (_text, topic) in zip(answers, rows, strict=True)) / len(
        rows
    )
    assert 0 <= right <= 1
    import csv

    with (run.predictions / "test.csv").open(encoding="utf-8", newline="") as stream:
        stored = list(csv.DictReader(stream))
    for row, answer in zip(stored, predictor.predict([row["text"] for row in stored]), strict=True):
        for label, share in zip(predictor.labels, answer.probabilities, strict=True):
            assert float(row[f"p_{label}"]) == pytest.approx(share, abs=1e-5)
    assert ending.test_accuracy is not None


def test_beginning_with_nothing_uses_none_of_the_checkpoints_weights_and_says_so(
    topics_csv, tiny_checkpoint, tmp_path
):
    run = RunFolder.create(
        tmp_path / "run",
        config_for(topics_csv, tiny_checkpoint, start_from="scratch", learning_rate=1e-9, seed=5),
    )
    topics = Counter(event.topic for event in run_experiment(run) if isinstance(event, Notice))
    assert topics["from_scratch"] == 1
    fresh, known = (
        load_file(run.model / "model.safetensors"),
        load_file(tiny_checkpoint / "model.safetensors"),
    )
    for name, tensor in known.items():
        if tensor.ndim == 2 and "pooler" not in name:
            assert (fresh[f"bert.{name}"] - tensor).abs().max() > 1e-3, name


def notices_of(run: RunFolder) -> dict[str, str]:
    events = list(run_experiment(run))
    assert isinstance(events[-1], RunCompleted)
    return {event.topic: event.message for event in events if isinstance(event, Notice)}


def test_where_layers_share_their_weights_the_last_ones_cannot_be_trained_alone_and_that_is_said(
    topics_csv, tmp_path
):
    albert = ARCHITECTURES["albert"].save(tmp_path / "albert")
    settings = {"trained": "last_layers", "layer_decay": 0.5, "gradient_checkpointing": "on"}
    run = RunFolder.create(tmp_path / "run", config_for(topics_csv, albert, **settings))
    told = notices_of(run)
    assert {"everything_learns", "layer_decay_off", "memory_not_saved"} <= told.keys()
    before = load_file(albert / "model.safetensors")
    after = load_file(run.model / "model.safetensors")
    name = "encoder.albert_layer_groups.0.albert_layers.0.attention.query.weight"
    assert not torch.equal(before[name], after[f"albert.{name}"])


def test_automatic_choices_are_told_with_their_reasons(topics_csv, tiny_checkpoint, tmp_path):
    config = RunConfig(DataConfig(str(topics_csv), "text", "topic"), ModelConfig(str(tiny_checkpoint)))
    told = notices_of(RunFolder.create(tmp_path / "run", config))
    assert (
        told["batch_size_chosen"] == "16 texts at once: with few texts, small batches give more corrections."
    )
    assert "few texts must be read more often" in told["epochs_chosen"]
    assert told["length_chosen"].startswith("Texts are read up to 16 tokens")
    assert told["learning_rate_chosen"].startswith("Learning rate 0.00074:")


@pytest.mark.parametrize(
    ("settings", "topic", "words"),
    [
        ({"class_balance": "oversampling"}, "labels_balanced", "Each round reads 70 texts instead of 43: 35 of every label."),
        ({"class_balance": "undersampling"}, "labels_balanced", "Each round reads 16 texts instead of 43: 8 of every label."),
        ({"class_balance": "class_weights"}, "labels_weighted", "“film” 4.4 times as much as the most frequent one"),
        ({"class_balance": "focal"}, "labels_focused", "sure of"),
        ({"trained": "head"}, "head_alone", "every text is read once"),
        ({"trained": "head_then_everything"}, "head_first", "The head learns first, in 10 rounds at rate 0.002"),
        ({"typo_noise": 0.1}, "texts_changed", "some words of the training texts are changed"),
    ],
)  # fmt: skip
def test_what_a_choice_comes_to_is_told_in_the_log(tiny_checkpoint, tmp_path, settings, topic, words):
    rows = [row for row in topic_rows(135) if row[1] == "food"] + [
        row for row in topic_rows(33) if row[1] == "film"
    ]
    file = write_rows(tmp_path / "uneven.csv", rows)
    config = RunConfig(
        DataConfig(str(file), "text", "topic"),
        ModelConfig(str(tiny_checkpoint)),
        TrainingConfig(num_epochs=1, **settings),
    )
    assert words in notices_of(RunFolder.create(tmp_path / "run", config))[topic]


def test_only_training_texts_are_balanced_and_changed_in_a_whole_run(tiny_checkpoint, tmp_path):
    rows = [row for row in topic_rows(150) if row[1] == "food"] + [
        row for row in topic_rows(60) if row[1] == "film"
    ]
    file = write_rows(tmp_path / "uneven.csv", rows)
    settings = TrainingConfig(num_epochs=1, class_balance="oversampling", word_dropout=0.5)
    config = RunConfig(DataConfig(str(file), "text", "topic"), ModelConfig(str(tiny_checkpoint)), settings)
    read: dict[bool, list[str]] = {True: [], False: []}
    tokenizer = load_tokenizer(tiny_checkpoint)

    def note(module: torch.nn.Module, arguments: tuple) -> None:
        if isinstance(module, torch.nn.Embedding) and module.num_embeddings == len(tokenizer):
            texts = tokenizer.batch_decode(arguments[0], skip_special_tokens=True)
            read[module.training] += texts

    hook = torch.nn.modules.module.register_module_forward_pre_hook(note)
    try:
        events = list(run_experiment(RunFolder.create(tmp_path / "run", config)))
    finally:
        hook.remove()
    started = next(event for event in events if isinstance(event, RunStarted))
    originals = {text for text, _topic in rows}
    assert len(read[True]) > started.train_examples
    assert sum(text in originals for text in read[True]) < len(read[True]) / 4
    checked = started.validation_examples
    assert len(read[False]) == 2 * checked + started.test_examples
    assert set(read[False]) <= originals


def test_with_few_texts_to_check_on_the_last_round_is_kept_and_none_ends_early(tiny_checkpoint, tmp_path):
    config = config_for(
        write_rows(tmp_path / "few.csv", topic_rows(60)), tiny_checkpoint, num_epochs=6, learning_rate=1e-9
    )
    run = RunFolder.create(tmp_path / "run", config)
    events = list(run_experiment(run))
    checks = [e for e in events if isinstance(e, EvaluationCompleted) and e.split == "validation"]
    assert [check.is_best for check in checks] == [True] * 6
    assert events[-1].best_epoch == 6
    told = {event.topic: event.message for event in events if isinstance(event, Notice)}
    assert told["last_is_kept"].startswith("Only 6 texts to check on")


def finish_after(run: RunFolder, step: int) -> list:
    control, events = RunControl(), []
    for event in run_experiment(run, control):
        events.append(event)
        if isinstance(event, StepCompleted) and event.step == step:
            control.finish()
    return events


@pytest.mark.parametrize(("step", "checked"), [(4, [4]), (6, [4, 6]), (8, [4, 8])])
def test_finishing_checks_what_was_not_checked_and_nothing_twice(
    topics_csv, tiny_checkpoint, tmp_path, step, checked
):
    config = config_for(topics_csv, tiny_checkpoint, evaluate_every_steps=4)
    events = finish_after(RunFolder.create(tmp_path / "run", config), step)
    assert isinstance(events[-1], RunCompleted)
    assert [
        e.step for e in events if isinstance(e, EvaluationCompleted) and e.split == "validation"
    ] == checked


@pytest.mark.parametrize("step", [12, 60, 66])
def test_a_run_that_ends_in_the_quick_rounds_of_the_head_tells_no_pace(
    topics_csv, tiny_checkpoint, tmp_path, step
):
    config = config_for(topics_csv, tiny_checkpoint, trained="head_then_everything")
    ending = finish_after(RunFolder.create(tmp_path / "run", config), step)[-1]
    assert (ending.examples_per_second > 0) == (step > 60)


def test_a_state_as_the_version_before_saved_it_is_gone_on_from(topics_csv, tiny_checkpoint, tmp_path):
    config = config_for(topics_csv, tiny_checkpoint, precision="float32")
    whole = RunFolder.create(tmp_path / "whole", config)
    list(run_experiment(whole))
    run = RunFolder.create(tmp_path / "run", config)
    stop_after(run, 8)
    checkpoint = last_good_checkpoint(run.checkpoints)
    state = json.loads((checkpoint / "state.json").read_text())
    state["best_macro_f1"] = state.pop("best_score")
    state["rounds_without_improvement"] = state.pop("checks_without_improvement")
    del state["checked_step"]
    with staged_folder(run.checkpoints / "again") as again:
        for file in checkpoint.iterdir():
            if file.name not in ("manifest.json", "state.json"):
                shutil.copyfile(file, again / file.name)
        write_json(again / "state.json", state)
    shutil.rmtree(checkpoint)
    (run.checkpoints / "again").rename(checkpoint)
    events = list(run_experiment(RunFolder.reopen(run.path, config)))
    assert next(event for event in events if isinstance(event, RunStarted)).resumed_at_step == 8
    assert sha256_of(run.model / "model.safetensors") == sha256_of(whole.model / "model.safetensors")


def test_a_length_that_leaves_nothing_of_the_texts_is_refused(topics_csv, tmp_path):
    roberta = ARCHITECTURES["roberta"].save(tmp_path / "roberta")
    pairs = write_rows(
        tmp_path / "pairs.csv", [(t, t, topic) for t, topic in topic_rows(60)], ("a", "b", "topic")
    )
    config = RunConfig(
        DataConfig(str(pairs), "a", "topic", text2_column="b"),
        ModelConfig(str(roberta)),
        TrainingConfig(max_length=5),
    )
    ending = list(run_experiment(RunFolder.create(tmp_path / "run", config)))[-1]
    assert "nothing would be left of the texts" in ending.message
