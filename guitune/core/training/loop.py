"""The training loop: a generator of events. The caller decides what to draw, log or stop."""

import math
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from guitune.core.data.batching import collate, epoch_batches
from guitune.core.data.dataset import LabelledExamples
from guitune.core.errors import GuiTuneError
from guitune.core.evaluation.metrics import evaluation_scores
from guitune.core.events import (
    CheckpointSaved,
    EpochCompleted,
    EvaluationCompleted,
    StepCompleted,
    TrainingEvent,
)
from guitune.core.modeling.forward import logits_of
from guitune.core.training.checkpoint import (
    TrainingState,
    Weights,
    copy_weights,
    last_good_checkpoint,
    load_checkpoint,
    restore_weights,
    save_checkpoint,
)
from guitune.core.training.optimization import build_optimizer, learning_rate_at
from guitune.core.training.plan import TrainingPlan
from guitune.i18n import _

if TYPE_CHECKING:
    from accelerate import Accelerator
    from transformers import PreTrainedModel

_SAVE_EVERY_SECONDS = 180.0
_SAVE_AFTER_EPOCH_SECONDS = 60.0


class Trainer:
    """One run's model, data and state.

    Parameters
    ----------
    model
        A classifier on any device; it is moved to the accelerator's.
    train, validation
        Labelled examples; the weights of the best round on `validation` are the result.
    checkpoints
        Folder for the checkpoints of this run.
    stop
        Set by anyone at any time to save and end; looked at between steps, because a queued slot would only
        arrive after the loop has ended.
    finish
        Set likewise to end the training early: the best weights so far are the result.
    """

    def __init__(
        self,
        model: "PreTrainedModel",
        train: LabelledExamples,
        validation: LabelledExamples,
        plan: TrainingPlan,
        checkpoints: Path,
        stop: threading.Event,
        accelerator: "Accelerator",
        finish: threading.Event | None = None,
    ) -> None:
        self.model = model
        self._prepared_model = accelerator.prepare_model(model)
        self.state = TrainingState()
        self._train, self._validation = train, validation
        self._plan, self._checkpoints = plan, checkpoints
        self._stop, self._finish = stop, finish or threading.Event()
        self._accelerator = accelerator
        self._optimizer = build_optimizer(model, plan.learning_rate, plan.weight_decay)
        self._best: Weights | None = None
        self._saved_at, self._saved_step = time.perf_counter(), -1
        self._evaluation_seconds = 0.0

    def resume(self) -> None:
        """Go on from the last good checkpoint, if there is one."""
        checkpoint = last_good_checkpoint(self._checkpoints)
        if checkpoint is not None:
            self.state, self._best = load_checkpoint(checkpoint, self.model, self._optimizer)
            self._saved_step = self.state.step

    def run(self) -> Iterator[TrainingEvent]:
        """Train to the end or until asked to stop; afterwards the model holds the best weights, or is saved.

        A run that is asked to finish before its first step has nothing to keep and stops instead.

        Yields
        ------
        StepCompleted, EvaluationCompleted, EpochCompleted, CheckpointSaved
            As they happen.

        Raises
        ------
        GuiTuneError
            If the loss is no longer a number.
        OSError
            If a checkpoint cannot be written.
        """
        import torch

        if self.state.step == 0:
            torch.manual_seed(self._plan.seed)
        steps_in_epoch = self._plan.total_steps // self._plan.num_epochs
        while self.state.step < self._plan.total_steps and not self.state.ended_early:
            epoch, done = divmod(self.state.step, steps_in_epoch)
            batches = epoch_batches(self._train.tokens.lengths, self._plan.batch_size, self._plan.seed, epoch)
            self.model.train()
            for positions in batches[done:]:
                if self._stop.is_set() or (self._finish.is_set() and self.state.step == 0):
                    yield self._save()
                    return
                if self._finish.is_set():
                    yield from self._end_early()
                    break
                if time.perf_counter() - self._saved_at > _SAVE_EVERY_SECONDS:
                    yield self._save()
                yield self._step(positions)
            else:
                yield from self._end_epoch(epoch + 1)
        if self._saved_step != self.state.step:
            yield self._save()
        if self._best is not None:
            restore_weights(self.model, self._best)

    @property
    def finished(self) -> bool:
        """Whether the run came to its end, rather than being stopped before."""
        return self.state.ended_early or self.state.step >= self._plan.total_steps

    def _step(self, positions: np.ndarray) -> StepCompleted:
        import torch

        started = time.perf_counter()
        state, plan = self.state, self._plan
        rate = learning_rate_at(state.step + 1, plan.total_steps, plan.warmup_ratio, plan.learning_rate)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        device = self._accelerator.device
        batch = collate(self._train.tokens, positions, self.model.config.pad_token_id or 0, device)
        labels = torch.from_numpy(self._train.labels[positions]).to(device)
        with self._accelerator.autocast():
            loss = torch.nn.functional.cross_entropy(self._prepared_model(**batch).logits.float(), labels)
        self._accelerator.backward(loss)
        norm = float(torch.nn.utils.clip_grad_norm_(self.model.parameters(), plan.max_gradient_norm))
        mean_loss = float(loss.detach())
        if not (math.isfinite(mean_loss) and math.isfinite(norm)):
            raise self._diverged(rate)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        seconds = time.perf_counter() - started
        state.step += 1
        state.examples_seen += len(positions)
        state.seconds += seconds
        state.epoch_seconds += seconds
        state.epoch_losses.append(mean_loss)
        return StepCompleted(
            step=state.step,
            total_steps=plan.total_steps,
            epoch=self._epochs_done(),
            train_loss=mean_loss,
            learning_rate=rate,
            gradient_norm=norm,
            examples_per_second=state.examples_per_second,
            seconds_left=self._seconds_left(),
        )

    def _end_epoch(self, epoch: int) -> Iterator[TrainingEvent]:
        state = self.state
        losses, seconds = state.epoch_losses, state.epoch_seconds
        state.epoch_losses, state.epoch_seconds = [], 0.0
        yield EpochCompleted(epoch, self._plan.num_epochs, sum(losses) / len(losses), seconds)
        yield self._evaluate()
        state.ended_early = state.rounds_without_improvement >= self._plan.early_stopping_patience
        if not self.finished and time.perf_counter() - self._saved_at > _SAVE_AFTER_EPOCH_SECONDS:
            yield self._save()

    def _end_early(self) -> Iterator[TrainingEvent]:
        """The part of a round that was trained counts too, if it turns out better than the rounds before."""
        self.state.ended_early = True
        self._saved_step = -1  # a checkpoint of this very step does not know that the training is over
        if self.state.epoch_losses:
            yield self._evaluate()

    def _evaluate(self) -> EvaluationCompleted:
        started = time.perf_counter()
        state = self.state
        figures = evaluation_scores(logits_of(self.model, self._validation.tokens), self._validation.labels)
        if not math.isfinite(figures["loss"]):
            raise self._diverged(self._plan.learning_rate)
        improved = (figures["macro_f1"], -figures["loss"]) > (state.best_macro_f1, -state.best_loss)
        if improved:
            state.best_step, state.best_epoch = state.step, self._epochs_done()
            state.best_macro_f1, state.best_loss = figures["macro_f1"], figures["loss"]
            state.rounds_without_improvement = 0
            self._best = copy_weights(self.model)
        else:
            state.rounds_without_improvement += 1
        self._evaluation_seconds = time.perf_counter() - started
        return EvaluationCompleted(
            split="validation", step=state.step, epoch=self._epochs_done(), is_best=improved, **figures
        )

    def _save(self) -> CheckpointSaved:
        started = time.perf_counter()
        save_checkpoint(self._checkpoints, self.model, self._optimizer, self.state, self._best)
        self._saved_at, self._saved_step = time.perf_counter(), self.state.step
        return CheckpointSaved(self.state.step, self._saved_at - started)

    def _epochs_done(self) -> float:
        return self.state.step * self._plan.num_epochs / self._plan.total_steps

    def _seconds_left(self) -> float:
        """Steps to come at the mean pace, and evaluations: a forward pass takes a third of a step."""
        state, plan = self.state, self._plan
        steps = (plan.total_steps - state.step) * state.seconds / state.step
        guess = len(self._validation) / max(1.0, 3 * state.examples_per_second)
        evaluations = plan.num_epochs - math.floor(self._epochs_done() - 1e-9)
        return steps + evaluations * (self._evaluation_seconds or guess)

    def _diverged(self, rate: float) -> GuiTuneError:
        return GuiTuneError(
            _("Training broke down after step {step}: the loss is no longer a number.").format(
                step=self.state.step
            ),
            _(
                "Start again in a new folder with a lower learning rate: it was {rate:.1e}, try {lower:.1e}."
            ).format(rate=rate, lower=self._plan.learning_rate / 5),
        )
