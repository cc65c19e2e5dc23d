"""Every knob of the training acts: on gradients, parameters, batches or outputs."""

import math
import random
from collections import Counter
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
import torch

from guitune.core.config import RunConfig
from guitune.core.evaluation.metrics import evaluation_scores
from guitune.core.events import CheckpointSaved, EpochCompleted, EvaluationCompleted, StepCompleted
from guitune.core.modeling.checkpoints import bundled_checkpoint
from guitune.core.modeling.forward import logits_of
from guitune.core.settings import problems
from guitune.core.training.loss import Objective
from guitune.core.training.optimization import build_optimizer, learning_rate_at, set_learning_rate
from guitune.core.training.plan import plan_training
from guitune.core.training.precision import working_precision
from guitune.core.training_config import OptimizerName, Trained, TrainingConfig

from .conftest import topic_rows
from .training_ground import STEADY, Ground, weights


@pytest.fixture
def ground(tiny_checkpoint, tmp_path):
    return lambda rows=None, **settings: Ground(tiny_checkpoint, tmp_path, rows, **settings)


def assert_close(first: dict, second: dict, tolerance: float = 1e-6) -> None:
    assert first.keys() == second.keys()
    for name, tensor in first.items():
        assert torch.allclose(tensor, second[name], atol=tolerance), name


def size_of(moved: dict) -> float:
    return math.sqrt(sum(float((tensor**2).sum()) for tensor in moved.values()))


# How far and how often it steps


def test_twice_the_learning_rate_moves_every_parameter_twice_as_far(ground):
    once = ground(**STEADY, optimizer="sgd", learning_rate=0.001)
    once.first(StepCompleted)
    twice = ground(**STEADY, optimizer="sgd", learning_rate=0.002)
    twice.first(StepCompleted)
    assert size_of(once.moved) > 0
    assert_close({name: 2 * tensor for name, tensor in once.moved.items()}, twice.moved)


def test_batches_are_as_large_as_asked_and_a_round_reads_every_text_once(ground):
    for size, steps in ((16, 4), (10, 7)):
        made = ground(batch_size=size, num_epochs=2)
        events = made.run()
        taken = [event.step for event in events if isinstance(event, StepCompleted)]
        assert len(taken) == 2 * steps
        assert [event.epoch for event in events if isinstance(event, EpochCompleted)] == [1, 2]
        assert made.trainer.state.examples_seen == 2 * 64


def test_accumulated_batches_make_the_same_step_as_one_batch_of_all_their_texts(ground):
    whole = ground(**STEADY, optimizer="sgd", batch_size=32)
    whole.first(StepCompleted)
    for size in (16, 8, 4):
        parts = ground(**STEADY, optimizer="sgd", batch_size=size, gradient_accumulation=32 // size)
        parts.first(StepCompleted)
        assert parts.plan.total_steps == whole.plan.total_steps == 2
        assert_close(parts.moved, whole.moved)


def test_accumulation_looks_at_no_more_texts_at_once_than_the_batch_size(ground):
    made = ground(batch_size=4, gradient_accumulation=4)
    seen = []
    made.model.base_model.embeddings.register_forward_hook(lambda _m, _in, out: seen.append(len(out)))
    made.first(StepCompleted)
    assert seen == [4, 4, 4, 4]


def test_a_gradient_larger_than_the_limit_is_scaled_down_to_it(ground):
    free = ground(**STEADY, optimizer="sgd")
    norm = free.first(StepCompleted).gradient_norm
    limited = ground(**{**STEADY, "max_gradient_norm": norm / 4}, optimizer="sgd")
    limited.first(StepCompleted)
    assert size_of(free.moved) == pytest.approx(0.01 * norm, rel=1e-3)
    assert size_of(limited.moved) == pytest.approx(0.01 * norm / 4, rel=1e-3)


# The course of the learning rate


@pytest.mark.parametrize(
    ("schedule", "at_a_quarter", "at_the_middle", "near_the_end"),
    [("linear", 0.75, 0.5, 0.01), ("cosine", 0.854, 0.5, 0.0003), ("constant", 1.0, 1.0, 1.0)],
)
def test_the_rate_falls_as_chosen_after_the_warm_up(schedule, at_a_quarter, at_the_middle, near_the_end):
    rates = [learning_rate_at(step, 1100, 100 / 1100, 1.0, schedule) for step in range(1, 1101)]
    assert rates[:100] == pytest.approx([step / 100 for step in range(1, 101)])
    assert rates[99 + 250] == pytest.approx(at_a_quarter, abs=2e-3)
    assert rates[99 + 500] == pytest.approx(at_the_middle, abs=2e-3)
    assert rates[99 + 990] == pytest.approx(near_the_end, abs=2e-3)


@pytest.mark.parametrize("schedule", ["linear", "cosine", "constant"])
def test_the_steps_are_made_at_the_rates_of_the_schedule(ground, schedule):
    made = ground(num_epochs=3, schedule=schedule, warmup_ratio=0.25)
    told = [event.learning_rate for event in made.run() if isinstance(event, StepCompleted)]
    assert told == [learning_rate_at(step, 12, 0.25, 0.01, schedule) for step in range(1, 13)]


# Optimizers


def stepped(optimizer: str, gradients: list[float], decay: float = 0.0, rate: float = 0.1) -> torch.Tensor:
    """A matrix of ones after a step for each gradient."""
    model = torch.nn.Linear(3, 2, bias=False)
    torch.nn.init.ones_(model.weight)
    made = build_optimizer(model, TrainingConfig(optimizer=optimizer, weight_decay=decay))
    for gradient in gradients:
        model.weight.grad = torch.full_like(model.weight, gradient)
        set_learning_rate(made, rate)
        made.step()
    return model.weight.detach()


def test_sgd_steps_along_the_gradient_and_keeps_its_momentum():
    assert torch.allclose(stepped("sgd", [0.5]), torch.full((2, 3), 1 - 0.1 * 0.5))
    assert torch.allclose(stepped("sgd", [0.5, 0.5]), torch.full((2, 3), 1 - 0.05 - 0.1 * (0.9 * 0.5 + 0.5)))


@pytest.mark.parametrize("optimizer", ["adamw", "adam"])
@pytest.mark.parametrize("gradient", [0.5, 5.0])
def test_adam_and_adamw_step_as_far_whatever_the_size_of_the_gradient(optimizer, gradient):
    assert torch.allclose(stepped(optimizer, [gradient]), torch.full((2, 3), 0.9), atol=1e-5)


def test_adamw_decays_weights_apart_from_the_gradient_and_adam_through_it():
    assert torch.allclose(stepped("adamw", [0.0], decay=0.5), torch.full((2, 3), 1 - 0.1 * 0.5))
    assert torch.allclose(stepped("adam", [0.0], decay=0.5), torch.full((2, 3), 0.9), atol=1e-5)


def test_adafactor_steps_in_proportion_to_the_weights_and_keeps_a_row_and_a_column_for_a_matrix():
    assert torch.allclose(stepped("adafactor", [0.5], rate=0.01), torch.full((2, 3), 0.99), atol=1e-4)
    model = torch.nn.Linear(3, 2, bias=False)
    made = build_optimizer(model, TrainingConfig(optimizer="adafactor"))
    model.weight.grad = torch.ones_like(model.weight)
    made.step()
    kept = made.state[model.weight]
    assert {tuple(kept["row_var"].shape), tuple(kept["col_var"].shape)} == {(2, 1), (1, 3)}


@pytest.mark.bundled
@pytest.mark.parametrize("optimizer", ["adamw", "adam", "sgd", "adafactor"])
def test_every_optimizer_learns_with_the_bundled_model_at_its_automatic_rate(tmp_path, optimizer):
    made = Ground(
        bundled_checkpoint().folder, tmp_path, optimizer=optimizer, learning_rate=None, num_epochs=5
    )
    assert max(event.accuracy for event in evaluations(made.run())) > 0.8


@pytest.mark.parametrize("optimizer", ["adamw", "adam", "sgd", "adafactor"])
def test_weight_decay_leaves_biases_and_norms_alone(ground, optimizer):
    made = ground(optimizer=optimizer, weight_decay=0.5)
    groups = {
        id(p): group["weight_decay"]
        for group in made.trainer._optimizer.param_groups
        for p in group["params"]
    }
    for name, parameter in made.model.named_parameters():
        is_matrix = not (name.endswith("bias") or "LayerNorm" in name)
        assert groups[id(parameter)] == (0.5 if is_matrix else 0.0), name


def test_with_a_layer_decay_each_layer_steps_that_much_less_than_the_one_above(ground):
    even = ground(**STEADY, optimizer="sgd")
    even.first(StepCompleted)
    decayed = ground(**STEADY, optimizer="sgd", layer_decay=0.5)
    decayed.first(StepCompleted)
    shares = {"classifier": 1, "bert.pooler": 1, "bert.encoder.layer.1": 0.5, "bert.encoder.layer.0": 0.25}
    shares["bert.embeddings"] = 0.125
    for name, moved in even.moved.items():
        (share,) = [share for start, share in shares.items() if name.startswith(start)]
        assert torch.allclose(decayed.moved[name], share * moved, atol=1e-7), name


# What it is corrected for


LOGITS = torch.tensor([[2.0, 0.0, -1.0], [0.5, 1.5, 0.0]], requires_grad=True)
LABELS = torch.tensor([0, 2])


def test_the_plain_loss_is_the_cross_entropy_of_each_text():
    losses = Objective(TrainingConfig(), [5, 5, 5]).losses(LOGITS, LABELS)
    expected = [-math.log(math.exp(2) / (math.exp(2) + 1 + math.exp(-1)))]
    expected.append(-math.log(1 / (math.exp(0.5) + math.exp(1.5) + 1)))
    assert losses.tolist() == pytest.approx(expected)


def test_label_smoothing_shares_a_part_of_the_certainty_among_all_labels():
    losses = Objective(TrainingConfig(label_smoothing=0.3), [5, 5, 5]).losses(LOGITS, LABELS)
    target = torch.full((2, 3), 0.1)
    target[0, 0] = target[1, 2] = 0.8
    assert torch.allclose(losses, -(target * LOGITS.log_softmax(1)).sum(1))


def test_class_weights_count_a_text_inversely_to_how_frequent_its_label_is():
    weighted = Objective(TrainingConfig(class_balance="class_weights"), [8, 1, 1]).losses(LOGITS, LABELS)
    plain = Objective(TrainingConfig(), [8, 1, 1]).losses(LOGITS, LABELS)
    frequent, rare = (weighted / plain).tolist()
    assert rare / frequent == pytest.approx(8)
    assert (8 * frequent + 2 * rare) / 10 == pytest.approx(1)


def test_focal_loss_makes_sure_texts_count_less_by_the_square_of_the_doubt():
    focal = Objective(TrainingConfig(class_balance="focal"), [5, 5, 5]).losses(LOGITS, LABELS)
    plain = Objective(TrainingConfig(), [5, 5, 5]).losses(LOGITS, LABELS)
    right = LOGITS.softmax(1)[[0, 1], LABELS]
    assert torch.allclose(focal, (1 - right) ** 2 * plain)


@pytest.mark.parametrize(
    "settings", [{"class_balance": "class_weights"}, {"class_balance": "focal"}, {"label_smoothing": 0.2}]
)
def test_the_loss_that_is_chosen_is_the_one_that_is_stepped_along(ground, settings):
    rows = topic_rows(64)[:34] + [row for row in topic_rows(120) if row[1] == "food"][:30]
    plain, chosen = (
        ground(rows, **STEADY, optimizer="sgd"),
        ground(rows, **STEADY, optimizer="sgd", **settings),
    )
    before, after = plain.first(StepCompleted), chosen.first(StepCompleted)
    assert before.train_loss != pytest.approx(after.train_loss, rel=1e-3)
    assert not torch.allclose(plain.moved["classifier.bias"], chosen.moved["classifier.bias"], atol=1e-7)


# Which texts it reads


UNEVEN = [row for row in topic_rows(120) if row[1] == "food"] + [
    row for row in topic_rows(30) if row[1] == "film"
]


@pytest.mark.parametrize(("balance", "each"), [("oversampling", 40), ("undersampling", 10), ("none", None)])
def test_the_texts_of_a_round_are_balanced_in_training_and_nowhere_else(ground, balance, each):
    made = ground(UNEVEN, class_balance=balance, batch_size=8)
    read = Counter(made.passes.of(0).examples.labels.tolist())
    assert sorted(read.values()) == ([each, each] if each else [10, 40])
    made.run()
    assert made.trainer.state.examples_seen == sum(read.values())
    assert Counter(made.validation.labels.tolist()) == {0: 10, 1: 10}


@pytest.mark.parametrize("knob", ["word_dropout", "word_swap", "typo_noise"])
def test_augmentation_changes_training_texts_anew_in_each_round_and_no_others(ground, knob):
    made = ground(**{knob: 0.4}, num_epochs=2)
    original = [ids.tolist() for ids in made.train.tokens.input_ids]
    rounds = [[ids.tolist() for ids in made.passes.of(epoch).examples.tokens.input_ids] for epoch in (0, 1)]
    assert sum(a != b for a, b in zip(original, rounds[0], strict=True)) > 32
    assert rounds[0] != rounds[1]
    plain = ground(num_epochs=2)
    assert [a.tolist() for a in made.validation.tokens.input_ids] == [
        b.tolist() for b in plain.validation.tokens.input_ids
    ]
    made.first(StepCompleted)
    plain.first(StepCompleted)
    assert any(not torch.equal(made.moved[name], moved) for name, moved in plain.moved.items())


# When it checks, and what is the best


@pytest.mark.parametrize("trained", ["everything", "head"])
def test_a_check_judges_every_validation_text_by_the_model_as_it_stands(ground, trained):
    made = ground(trained=trained)
    told = made.first(EvaluationCompleted)
    scores = evaluation_scores(logits_of(made.model, made.validation.tokens), made.validation.labels)
    assert (told.loss, told.accuracy) == pytest.approx((scores["loss"], scores["accuracy"]), abs=1e-6)


def evaluations(events: list) -> list[EvaluationCompleted]:
    return [event for event in events if isinstance(event, EvaluationCompleted)]


def test_checks_come_every_so_many_steps_and_at_the_end(ground):
    steps = [event.step for event in evaluations(ground(num_epochs=3, evaluate_every_steps=5).run())]
    assert steps == [5, 10, 12]
    assert [event.step for event in evaluations(ground(num_epochs=3).run())] == [4, 8, 12]


def test_patience_counts_checks_and_ends_the_training_within_a_round(ground):
    made = ground(num_epochs=50, evaluate_every_steps=2, early_stopping_patience=3, learning_rate=1e-9)
    events = made.run()
    assert made.trainer.state.ended_early
    assert [event.is_best for event in evaluations(events)] == [True, False, False, False]
    assert max(event.step for event in events if isinstance(event, StepCompleted)) == 8


@pytest.mark.parametrize("metric", ["macro_f1", "accuracy", "loss"])
def test_the_best_check_is_the_best_by_the_chosen_figure_and_its_weights_are_kept(ground, metric):
    topics = [topic for _text, topic in topic_rows(48)]
    random.Random(3).shuffle(topics)  # with labels at random the figures do not agree
    rows = [(text, topic) for (text, _topic), topic in zip(topic_rows(48), topics, strict=True)]
    settings = {"num_epochs": 14, "early_stopping_patience": 14, "precision": "float32"}
    made = ground(rows, early_stopping_metric=metric, **settings)
    events = made.run()
    flags = {}
    for figure in ("macro_f1", "accuracy", "loss"):
        best = -math.inf, -math.inf
        flags[figure] = []
        for event in evaluations(events):
            score = (-event.loss if figure == "loss" else getattr(event, figure)), -event.loss
            flags[figure].append(score > best)
            best = max(best, score)
    assert [event.is_best for event in evaluations(events)] == flags[metric]
    assert flags["macro_f1"] != flags["accuracy"] != flags["loss"]
    kept = [event for event in evaluations(events) if event.is_best][-1]
    assert made.trainer._evaluate().loss == pytest.approx(kept.loss, abs=1e-6)


# Time and memory


def test_half_precision_gives_nearly_the_same_step_and_keeps_weights_whole(ground):
    full = ground(**STEADY, optimizer="sgd")
    half = ground(**{**STEADY, "precision": "bfloat16"}, optimizer="sgd")
    one, other = full.first(StepCompleted), half.first(StepCompleted)
    assert one.train_loss != other.train_loss
    assert one.train_loss == pytest.approx(other.train_loss, rel=0.01)
    assert {parameter.dtype for parameter in half.model.parameters()} == {torch.float32}
    assert size_of({n: full.moved[n] - half.moved[n] for n in full.moved}) < 0.1 * size_of(full.moved)


@pytest.mark.parametrize(("chosen", "kind"), [("float32", torch.float32), ("bfloat16", torch.bfloat16)])
def test_a_chosen_precision_is_the_one_that_is_calculated_with(chosen, kind):
    matrix = torch.ones(4, 4)
    with working_precision(chosen, torch.device("cpu")):
        assert (matrix @ matrix).dtype == kind


def test_recalculating_gives_the_same_gradients_and_runs_each_layer_twice(ground):
    usual = ground(**STEADY, optimizer="sgd")
    saving = ground(**STEADY, optimizer="sgd", gradient_checkpointing="on")
    calls = Counter()
    for name, made in (("usual", usual), ("saving", saving)):
        layer = made.model.bert.encoder.layer[0].intermediate
        layer.register_forward_hook(lambda *_args, name=name: calls.update([name]))
        made.first(StepCompleted)
    assert calls == {"usual": 1, "saving": 2}
    assert_close(usual.moved, saving.moved)


# What is chosen automatically


def plan(texts: int, labels: int = 2, **settings):
    return plan_training(TrainingConfig(**settings), [texts // labels] * labels, 100, 384, 6)


def test_few_texts_are_read_more_often_in_smaller_batches_and_very_many_less_often():
    tiny, usual, huge = plan(30), plan(5_000), plan(1_000_000)
    assert tiny.num_epochs > usual.num_epochs > huge.num_epochs
    assert tiny.batch_size < usual.batch_size == huge.batch_size


def test_the_less_is_trained_the_higher_the_automatic_rate_and_it_is_never_refused():
    rates = {way: plan(5_000, trained=way).learning_rate for way in get_args(Trained)}
    assert rates["everything"] == rates["head_then_everything"] == rates["last_layers"] == 4.9e-4
    assert rates["everything"] < rates["lora"] < rates["head"]
    for way in get_args(Trained):
        for optimizer in get_args(OptimizerName):
            made = plan(5_000, trained=way, optimizer=optimizer)
            chosen = replace(made.settings, learning_rate=made.learning_rate)
            assert problems(RunConfig(training=chosen)) == []


def test_layers_learn_at_falling_rates_by_themselves_and_the_rate_rises_for_it():
    usual, even = plan(5_000), plan(5_000, layer_decay=1.0)
    assert (usual.settings.layer_decay, usual.learning_rate) == (0.7, 4.9e-4)
    assert (even.settings.layer_decay, even.learning_rate) == (1.0, 2e-4)
    assert even.learning_rate < plan(5_000, layer_decay=0.9).learning_rate < usual.learning_rate
    deep = plan_training(TrainingConfig(), [500, 500], 100, 768, 12)
    assert deep.settings.layer_decay**13 == pytest.approx(0.7**7, rel=0.1)
    assert plan(5_000, start_from="scratch").settings.layer_decay == 1.0


def test_what_begins_with_nothing_has_to_learn_everything():
    for way in get_args(Trained):
        found = problems(RunConfig(training=TrainingConfig(start_from="scratch", trained=way)))
        assert [problem.field for problem in found] == ["trained"] * (way != "everything")


def test_more_layers_than_there_are_means_everything_at_its_own_rate():
    made = plan(5_000, trained="last_layers", trained_layers=7)
    assert [stage.trained for stage in made.stages] == ["everything"]
    assert made.learning_rate == plan(5_000).learning_rate
    assert plan(5_000, trained="last_layers", trained_layers=6).stages[0].trained == "last_layers"


def test_rounds_are_planned_for_the_texts_that_are_read_after_balancing():
    counts = [1_000, 100]
    plans = {
        balance: plan_training(TrainingConfig(class_balance=balance, batch_size=10), counts, 100, 384, 6)
        for balance in ("none", "oversampling", "undersampling")
    }
    assert {name: made.steps_per_epoch for name, made in plans.items()} == {
        "none": 110, "oversampling": 200, "undersampling": 20,
    }  # fmt: skip
    assert plans["undersampling"].num_epochs > plans["oversampling"].num_epochs


def test_a_checkpoint_of_every_optimizer_is_saved_within_the_loop(ground):
    for optimizer in ("adamw", "adam", "sgd", "adafactor"):
        made = ground(optimizer=optimizer)
        assert any(isinstance(event, CheckpointSaved) for event in made.run())
        assert not np.isnan(next(iter(weights(made.model).values())).numpy()).any()
