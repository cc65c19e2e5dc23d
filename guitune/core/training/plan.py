"""The choices a run is trained with, after the automatic ones are made from data and model."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from guitune.core.data.augment import Augmentation
from guitune.core.data.balance import balanced_counts
from guitune.core.data.batching import steps_per_epoch
from guitune.core.training_config import TrainingConfig

_MINILM_RATE, _MINILM_WIDTH = 2e-4, 384
_LOWEST_RATE, _HIGHEST_RATE = 1e-5, 3e-4
_HIGHEST_SET_RATE = 1.0
_HEAD_RATE = 2e-3
_LOWEST_SHARE, _RISE = 0.08, 0.36
_RATE_OF_LORA = 3.0
_RATE_OF_OPTIMIZER = {"adamw": 1.0, "adam": 1.0, "sgd": 80.0, "adafactor": 10.0}
_MOST_EPOCHS = 20
_LEAST_STEPS = 120
_HEAD_EPOCHS, _HEAD_EPOCHS_BEFORE, _HEAD_EPOCHS_REREAD = 30, 10, 3
_FEWEST_TO_CHOOSE_BY = 20
_SMALL_DATA = 2_000
_LARGE_DATA = 20_000

StageTrained = Literal["everything", "last_layers", "head", "lora"]


@dataclass(frozen=True)
class Stage:
    """A part of the training with an optimizer and a course of the learning rate of its own."""

    trained: StageTrained
    num_epochs: int
    learning_rate: float


@dataclass(frozen=True)
class TrainingPlan:
    """`TrainingConfig` without open choices.

    Attributes
    ----------
    settings
        As they act: what this model or these data make impossible is taken back.
    stages
        In the order in which they are trained.
    batch_size
        Texts worked on at once; `texts_per_step` is how many each correction is made from.
    texts_per_epoch
        Texts in one round, after balancing.
    chooses_best
        Whether there are enough validation texts to choose the best state by, and to end early; with fewer,
        chance would choose, so the last state is kept.
    """

    settings: TrainingConfig
    stages: tuple[Stage, ...]
    batch_size: int
    texts_per_epoch: int
    chooses_best: bool

    @property
    def texts_per_step(self) -> int:
        """The effective batch size."""
        return self.batch_size * self.settings.gradient_accumulation

    @property
    def steps_per_epoch(self) -> int:
        """Corrections in one round."""
        return steps_per_epoch(self.texts_per_epoch, self.texts_per_step)

    @property
    def num_epochs(self) -> int:
        """Rounds of all stages together."""
        return sum(stage.num_epochs for stage in self.stages)

    @property
    def total_steps(self) -> int:
        """Corrections of all stages together."""
        return self.num_epochs * self.steps_per_epoch

    @property
    def learning_rate(self) -> float:
        """The highest rate of the last stage."""
        return self.stages[-1].learning_rate

    def first_step(self, stage: Stage) -> int:
        """Number of steps before a stage."""
        before = self.stages[: self.stages.index(stage)]
        return sum(earlier.num_epochs for earlier in before) * self.steps_per_epoch

    def steps_of(self, stage: Stage) -> int:
        """Number of steps in a stage."""
        return stage.num_epochs * self.steps_per_epoch

    def stage_after(self, step: int) -> Stage:
        """The stage that the step after `step` belongs to; the last one at the end."""
        for stage in self.stages:
            if step < self.first_step(stage) + self.steps_of(stage):
                return stage
        return self.stages[-1]


def plan_training(
    config: TrainingConfig, label_counts: Sequence[int], validation_texts: int, width: int, num_layers: int
) -> TrainingPlan:
    """Fill in what the person left automatic.

    Parameters
    ----------
    label_counts
        Training texts of each label.
    validation_texts
        Number of texts that it is checked on.
    width
        Numbers that stand for a token between the layers.
    num_layers
        Layers with weights of their own; 0 where all layers share one set, which can only be trained whole.
    """
    settings = config
    if config.trained == "last_layers" and config.trained_layers > num_layers:
        settings = replace(settings, trained="everything")
    decay = config.layer_decay
    if num_layers == 0 or (decay is None and config.start_from == "scratch"):
        decay = 1.0
    settings = replace(settings, layer_decay=automatic_layer_decay(num_layers) if decay is None else decay)
    texts = sum(balanced_counts(label_counts, config.class_balance))
    num_labels = sum(count > 0 for count in label_counts)
    batch_size = config.batch_size or automatic_batch_size(texts)
    texts_per_step = batch_size * config.gradient_accumulation
    epochs = automatic_epochs(texts, num_labels, texts_per_step, config.training_amount)
    return TrainingPlan(
        settings=settings,
        stages=_stages(settings, epochs, width, num_layers),
        batch_size=batch_size,
        texts_per_epoch=texts,
        chooses_best=validation_texts >= _FEWEST_TO_CHOOSE_BY,
    )


def is_small(texts: int) -> bool:
    """Whether there are so few texts that each counts."""
    return texts <= _SMALL_DATA


def is_large(texts: int) -> bool:
    """Whether there are so many texts that few passes are enough."""
    return texts >= _LARGE_DATA


def automatic_epochs(train_examples: int, num_labels: int, texts_per_step: int, amount: float) -> int:
    """Few texts need many passes, and many labels need many texts each.

    About 3,200 texts are read and 480 more for each label, in at least 3 passes (2 on large data) and at most
    20, or as many as 120 corrections take; `amount` multiplies the result. A rule of thumb from runs on spam
    (2 labels, 4,500 texts: 3 passes), bank questions (77 labels, 9,000 texts: 5; 10 labels, 300 texts: 20,
    and 30 texts: 60) and the bundled sample (6 labels, 480 texts: 13).
    """
    least = 2 if is_large(train_examples) else 3
    wanted = math.ceil((3_200 + 480 * num_labels) / train_examples)
    few = math.ceil(_LEAST_STEPS / steps_per_epoch(train_examples, max(1, texts_per_step)))
    return max(1, round(amount * max(few, min(_MOST_EPOCHS, max(least, wanted)))))


def automatic_batch_size(train_examples: int) -> int:
    """Small batches for few texts, so that there are enough corrections; larger ones are quicker."""
    return 16 if is_small(train_examples) else 32


def automatic_layer_decay(num_layers: int) -> float:
    """Such that the embeddings learn at 8% of the head's rate, however many layers lie between: 0.7 for 6.

    On development texts (bank questions of 77 labels, and the bundled sample) this was worth 2 to 4 points of
    macro-F1 over the same rate for all layers, with far fewer rounds.
    """
    return round(float(_LOWEST_SHARE ** (1 / (num_layers + 1))), 2)


def automatic_learning_rate(width: int, num_layers: int, settings: TrainingConfig) -> float:
    """The head's rate. It falls with the square of the width: 2e-4 at 384 (MiniLM), 5e-5 at 768 (BERT base).

    Where lower layers learn at less of it, it is higher: 5e-4 at 384 with the automatic decay. Additions bear
    a higher one too, and optimizers that do not fit their steps to the size of the gradients (SGD), or fit
    them to the size of the weights (Adafactor), need far higher ones.
    """
    rate = min(_HIGHEST_RATE, max(_LOWEST_RATE, _MINILM_RATE * (_MINILM_WIDTH / width) ** 2))
    lowest = max(_LOWEST_SHARE, (settings.layer_decay or 1.0) ** (num_layers + 1))
    rate *= float(lowest**-_RISE) * (_RATE_OF_LORA if settings.trained == "lora" else 1.0)
    return _of_optimizer(rate, settings)


def _stages(settings: TrainingConfig, epochs: int, width: int, num_layers: int) -> tuple[Stage, ...]:
    chosen, amount = settings.num_epochs, settings.training_amount
    is_reread = Augmentation.of(settings).is_on  # each round then costs as much as the first
    if settings.trained == "head":
        rate = settings.learning_rate or _of_optimizer(_HEAD_RATE, settings)
        rounds = epochs if is_reread else max(1, round(_HEAD_EPOCHS * amount))
        return (Stage("head", chosen or rounds, rate),)
    rate = settings.learning_rate or automatic_learning_rate(width, num_layers, settings)
    if settings.trained == "head_then_everything":
        before = _HEAD_EPOCHS_REREAD if is_reread else _HEAD_EPOCHS_BEFORE
        head = Stage("head", max(1, round(before * amount)), _of_optimizer(_HEAD_RATE, settings))
        return head, Stage("everything", chosen or epochs, rate)
    return (Stage(settings.trained, chosen or epochs, rate),)


def _of_optimizer(rate: float, settings: TrainingConfig) -> float:
    wanted = rate * _RATE_OF_OPTIMIZER[settings.optimizer]
    return float(f"{min(_HIGHEST_SET_RATE, wanted):.1e}")
