"""The choices a run is trained with, after the automatic ones are made from data and model."""

import math
from dataclasses import dataclass

from guitune.core.data.batching import steps_per_epoch
from guitune.core.training_config import TrainingConfig

_MINILM_RATE, _MINILM_WIDTH = 2e-4, 384
_LOWEST_RATE, _HIGHEST_RATE = 1e-5, 3e-4
_MOST_EPOCHS = 8
_SMALL_DATA = 2_000
_LARGE_DATA = 20_000


@dataclass(frozen=True)
class TrainingPlan:
    """`TrainingConfig` without open choices."""

    num_epochs: int
    learning_rate: float
    batch_size: int
    total_steps: int
    weight_decay: float
    warmup_ratio: float
    max_gradient_norm: float
    early_stopping_patience: int
    seed: int
    save_every_seconds: float | None = None


def plan_training(
    config: TrainingConfig, train_examples: int, num_labels: int, hidden_size: int
) -> TrainingPlan:
    """Fill in what the person left automatic."""
    num_epochs = config.num_epochs or automatic_epochs(train_examples, num_labels, config.training_amount)
    batch_size = config.batch_size or automatic_batch_size(train_examples)
    return TrainingPlan(
        num_epochs=num_epochs,
        learning_rate=config.learning_rate or automatic_learning_rate(hidden_size),
        batch_size=batch_size,
        total_steps=num_epochs * steps_per_epoch(train_examples, batch_size),
        weight_decay=config.weight_decay,
        warmup_ratio=config.warmup_ratio,
        max_gradient_norm=config.max_gradient_norm,
        early_stopping_patience=config.early_stopping_patience,
        seed=config.seed,
        save_every_seconds=None if config.save_every_minutes is None else 60 * config.save_every_minutes,
    )


def automatic_epochs(train_examples: int, num_labels: int, amount: float) -> int:
    """Few texts need many passes, and many labels need many texts each.

    About 3,200 texts are read and 480 more for each label, in at least 3 passes (2 on large data) and at most
    8; `amount` multiplies the result. A rule of thumb from runs on spam (2 labels, 4,500 texts: 3 passes),
    bank questions (77 labels, 9,000 texts: 5) and the bundled sample (6 labels, 480 texts: 8).
    """
    least = 3 if train_examples < _LARGE_DATA else 2
    wanted = math.ceil((3_200 + 480 * num_labels) / train_examples)
    return max(1, round(amount * min(_MOST_EPOCHS, max(least, wanted))))


def automatic_batch_size(train_examples: int) -> int:
    """Small batches for few texts, so that there are enough corrections; larger ones are quicker."""
    return 16 if train_examples <= _SMALL_DATA else 32


def automatic_learning_rate(hidden_size: int) -> float:
    """A rate that falls with the square of the width: 2e-4 at 384 (MiniLM), 5e-5 at 768 (BERT base)."""
    rate = _MINILM_RATE * (_MINILM_WIDTH / hidden_size) ** 2
    return float(f"{min(_HIGHEST_RATE, max(_LOWEST_RATE, rate)):.1e}")
