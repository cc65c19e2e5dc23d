"""A tiny real model, a few texts and a `Trainer` over them, for tests that look at single steps."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch
from accelerate import Accelerator

from guitune.core.data.augment import Augmentation
from guitune.core.data.dataset import LabelledExamples, tokenize
from guitune.core.data.labels import LabelMap
from guitune.core.data.passes import TrainingPasses, rewriting
from guitune.core.modeling.checkpoints import open_checkpoint
from guitune.core.modeling.classifier import hidden_size, load_tokenizer
from guitune.core.modeling.layers import num_own_layers
from guitune.core.modeling.trainable import Trainable
from guitune.core.training.control import RunControl
from guitune.core.training.loop import Trainer
from guitune.core.training.plan import plan_training
from guitune.core.training_config import TrainingConfig

from .conftest import topic_rows

STEADY = {
    "dropout": 0.0,
    "warmup_ratio": 0.0,
    "precision": "float32",
    "weight_decay": 0.0,
    "max_gradient_norm": 1e6,
    "schedule": "constant",
}
"""Settings with which a step is a plain function of the texts."""


def weights(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {name: parameter.detach().clone() for name, parameter in model.named_parameters()}


class Ground:
    """One model with its texts, set up as `run_experiment` does."""

    def __init__(self, checkpoint: Path, folder: Path, rows: list | None = None, **settings) -> None:
        self.settings = TrainingConfig(
            **{"num_epochs": 1, "learning_rate": 0.01, "batch_size": 16, "layer_decay": 1.0, **settings}
        )
        rows = rows or topic_rows(64)
        texts, labels = zip(*rows, strict=True)
        label_map = LabelMap.of(labels)
        opened = open_checkpoint(checkpoint, str(checkpoint))
        tokenizer = load_tokenizer(checkpoint)
        self.trainable = Trainable(opened, label_map, tokenizer, self.settings)
        self.model = self.trainable.model
        encode: Callable = partial(tokenize, tokenizer=tokenizer, max_length=32, longest=64)
        tokens = encode(texts, None)
        self.train = LabelledExamples(tokens, label_map.numbers(labels))
        held = [row for row in topic_rows(30, seed=1) if row[1] in label_map.labels]
        self.validation = LabelledExamples(
            encode([text for text, _topic in held], None), label_map.numbers(topic for _text, topic in held)
        )
        rewrite = rewriting(list(texts), None, Augmentation.of(self.settings), encode)
        self.passes = TrainingPasses(self.train, self.settings.class_balance, self.settings.seed, rewrite)
        counts = np.bincount(self.train.labels, minlength=len(label_map)).tolist()
        self.plan = plan_training(
            self.settings, counts, len(self.validation), hidden_size(self.model), num_own_layers(self.model)
        )
        kept = folder / "checkpoints"
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir()
        self.trainer = Trainer(
            self.model,
            self.passes,
            self.validation,
            self.plan,
            kept,
            RunControl(),
            Accelerator(),
        )
        self.before = weights(self.model)

    def first(self, kind: type) -> object:
        """Train until the first event of a kind; the weights are then as that event found them."""
        return next(event for event in self.trainer.run() if isinstance(event, kind))

    def run(self) -> list:
        return list(self.trainer.run())

    @property
    def moved(self) -> dict[str, torch.Tensor]:
        """How far each parameter has moved from where it was."""
        return {name: value - self.before[name] for name, value in weights(self.model).items()}
