"""The training loop: a generator of events. The caller decides what to draw, log or stop."""

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from guitune.core.data.batching import collate, epoch_batches
from guitune.core.data.dataset import LabelledExamples
from guitune.core.errors import RunFolderError, TrainingError
from guitune.core.evaluation.metrics import evaluation_scores
from guitune.core.events import (
    EpochCompleted,
    EvaluationCompleted,
    Notice,
    StepCompleted,
    TrainingEvent,
)
from guitune.core.memory import is_out_of_memory, release_memory
from guitune.core.modeling.forward import logits_of
from guitune.core.notices import damage_notice, memory_notice
from guitune.core.training.checkpoint import (
    TrainingState,
    Weights,
    checkpoint_step,
    copy_weights,
    drop_later_checkpoints,
    good_checkpoints,
    load_checkpoint,
    random_states,
    restore_random_states,
    restore_weights,
)
from guitune.core.training.control import RunControl
from guitune.core.training.optimization import build_optimizer, learning_rate_at
from guitune.core.training.plan import TrainingPlan
from guitune.core.training.safekeeping import Safekeeping
from guitune.formatting import learning_rate
from guitune.i18n import _

if TYPE_CHECKING:
    from accelerate import Accelerator
    from transformers import PreTrainedModel


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
    control
        What is asked of the run while it goes on.
    sync_log
        Called before each save: puts the events so far on disk, so that no checkpoint is ahead of its log.
    """

    def __init__(
        self,
        model: "PreTrainedModel",
        train: LabelledExamples,
        validation: LabelledExamples,
        plan: TrainingPlan,
        checkpoints: Path,
        control: RunControl,
        accelerator: "Accelerator",
        sync_log: Callable[[], None] | None = None,
    ) -> None:
        self.model = model
        self._prepared_model = accelerator.prepare_model(model)
        self.state = TrainingState()
        self._train, self._validation = train, validation
        self._plan, self._checkpoints = plan, checkpoints
        self._control = control
        self._accelerator = accelerator
        self._optimizer = build_optimizer(model, plan.learning_rate, plan.weight_decay)
        self._best: Weights | None = None
        self._refused = ""  # what was said when memory was too short
        self._evaluation_seconds = 0.0
        self._keep = Safekeeping(
            checkpoints, model, self._optimizer, control, plan.save_every_seconds, sync_log
        )

    def resume(self, *, less_memory: bool = False) -> Iterator[TrainingEvent]:
        """Go on from the last good checkpoint, if there is one.

        Parameters
        ----------
        less_memory
            Work on half as many texts at once as before; the batches stay what they are.
        """
        refused: RunFolderError | None = None
        for checkpoint in good_checkpoints(self._checkpoints):
            try:
                self.state, self._best = load_checkpoint(checkpoint, self.model, self._optimizer)
                break
            except RunFolderError as error:
                refused = refused or error
        else:
            if refused is not None:
                raise refused
        damaged = drop_later_checkpoints(self._checkpoints, self.state.step)
        if damaged:
            yield damage_notice([checkpoint_step(path) for path in damaged], self.state.step)
        self._keep.begin(self.state)
        if less_memory:
            yield self._halve(self.state.micro_batch_size or self._plan.batch_size)
            yield from self._keep.save(self.state, self._best)  # known even if it is killed before a step

    def run(self) -> Iterator[TrainingEvent]:
        """Train to the end or until asked to stop; afterwards the model holds the best weights, or is saved.

        A run that is asked to finish before its first step has nothing to keep and stops instead.

        Yields
        ------
        StepCompleted, EvaluationCompleted, EpochCompleted, CheckpointSaved, RunPaused, RunResumed, Notice
            As they happen.

        Raises
        ------
        TrainingError
            If the loss is no longer a number, or one text alone does not fit into memory.
        OSError
            If a checkpoint cannot be written and nobody is there who could help.
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
                if self._control.is_paused:
                    yield from self._keep.pause(self.state, self._best)
                if self._control.is_stopping or (self._control.is_finishing and self.state.step == 0):
                    yield from self._keep.save(self.state, self._best)
                    return
                if self._control.is_finishing:
                    yield from self._end_early()
                    break
                if self.state.step > 0 and self._keep.is_due():
                    yield from self._keep.save(self.state, self._best)
                yield from self._step(positions)
            else:
                yield from self._end_epoch(epoch + 1)
        yield from self._keep.save(self.state, self._best)
        if self._best is not None:
            restore_weights(self.model, self._best)

    @property
    def run_seconds(self) -> float:
        """How long training and what follows have taken, earlier parts included and pauses left out."""
        return self._keep.run_seconds(self.state)

    @property
    def finished(self) -> bool:
        """Whether the run came to its end, rather than being stopped before."""
        return self.state.ended_early or self.state.step >= self._plan.total_steps

    def _step(self, positions: np.ndarray) -> Iterator[StepCompleted | Notice]:
        import torch

        started = time.perf_counter()
        state, plan = self.state, self._plan
        rate = learning_rate_at(state.step + 1, plan.total_steps, plan.warmup_ratio, plan.learning_rate)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        drawn = random_states()
        while (mean_loss := self._gradients(positions)) is None:
            self._optimizer.zero_grad(set_to_none=True)
            release_memory()
            restore_random_states(drawn)
            yield self._halve(min(state.micro_batch_size or len(positions), len(positions)))
        norm = float(torch.nn.utils.clip_grad_norm_(self.model.parameters(), plan.max_gradient_norm))
        if not (math.isfinite(mean_loss) and math.isfinite(norm)):
            raise self._diverged(rate)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        seconds = time.perf_counter() - started
        state.step += 1
        state.examples_seen += len(positions)
        state.seconds += seconds
        state.epoch_seconds += seconds
        state.epoch_steps += 1
        state.epoch_loss_sum += mean_loss
        yield StepCompleted(
            step=state.step,
            total_steps=plan.total_steps,
            epoch=self._epochs_done(),
            train_loss=mean_loss,
            learning_rate=rate,
            gradient_norm=norm,
            examples_per_second=state.examples_per_second,
            seconds_left=self._seconds_left(),
        )

    def _gradients(self, positions: np.ndarray) -> float | None:
        """Gradients of the batch's mean loss, gathered in parts if need be; None if memory was too short."""
        import torch

        device = self._accelerator.device
        size = self.state.micro_batch_size or len(positions)
        losses = []
        try:
            for start in range(0, len(positions), size):
                part = positions[start : start + size]
                batch = collate(self._train.tokens, part, self.model.config.pad_token_id or 0, device)
                labels = torch.from_numpy(self._train.labels[part]).to(device)
                with self._accelerator.autocast():
                    logits = self._prepared_model(**batch).logits.float()
                    loss = torch.nn.functional.cross_entropy(logits, labels) * (len(part) / len(positions))
                self._accelerator.backward(loss)
                losses.append(loss.detach())
            return float(torch.stack(losses).sum())
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            self._refused = str(error)
            return None

    def _halve(self, size: int) -> Notice:
        """Work on half as many texts at once from now on; the effective batch stays the same."""
        if size <= 1:
            raise TrainingError(
                "out_of_memory",
                _("There is not enough memory to learn from even one text at a time."),
                _("Lower the text length, close other programs, or choose a smaller model."),
                details=self._refused,
            )
        self.state.micro_batch_size = (size + 1) // 2
        self._keep.forget_last_save()
        return memory_notice(self.state.micro_batch_size)

    def _end_epoch(self, epoch: int) -> Iterator[TrainingEvent]:
        state = self.state
        mean, seconds = state.epoch_loss_sum / state.epoch_steps, state.epoch_seconds
        state.epoch_steps, state.epoch_loss_sum, state.epoch_seconds = 0, 0.0, 0.0
        yield EpochCompleted(epoch, self._plan.num_epochs, mean, seconds)
        yield self._evaluate()
        state.ended_early = state.rounds_without_improvement >= self._plan.early_stopping_patience
        if not self.finished and self._keep.is_affordable():
            yield from self._keep.save(state, self._best)

    def _end_early(self) -> Iterator[TrainingEvent]:
        """The part of a round that was trained counts too, if it turns out better than the rounds before."""
        self.state.ended_early = True
        self._keep.forget_last_save()  # one of this very step does not know that the training is over
        if self.state.epoch_steps:
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

    def _epochs_done(self) -> float:
        return self.state.step * self._plan.num_epochs / self._plan.total_steps

    def _seconds_left(self) -> float:
        """Steps to come at the mean pace, and evaluations: a forward pass takes a third of a step."""
        state, plan = self.state, self._plan
        steps = (plan.total_steps - state.step) * state.seconds / state.step
        guess = len(self._validation) / max(1.0, 3 * state.examples_per_second)
        evaluations = plan.num_epochs - math.floor(self._epochs_done() - 1e-9)
        return steps + evaluations * (self._evaluation_seconds or guess)

    def _diverged(self, rate: float) -> TrainingError:
        lower = learning_rate(self._plan.learning_rate / 5)
        return TrainingError(
            "diverged",
            _("Training broke down after step {step}: the loss is no longer a number.").format(
                step=self.state.step
            ),
            _("Start again with a lower learning rate: it was {rate}, try {lower}.").format(
                rate=learning_rate(rate), lower=lower
            ),
            ("learning_rate", lower),
        )
