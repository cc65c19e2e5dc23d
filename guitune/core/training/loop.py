"""The training loop: a generator of events. The caller decides what to draw, log or stop."""

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from guitune.core.data.batching import epoch_batches
from guitune.core.data.dataset import LabelledExamples
from guitune.core.data.passes import TrainingPass, TrainingPasses
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
from guitune.core.modeling.trainable import choose_trained
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
from guitune.core.training.loss import Objective
from guitune.core.training.optimization import build_optimizer, learning_rate_at, set_learning_rate
from guitune.core.training.plan import Stage, TrainingPlan
from guitune.core.training.precision import working_precision
from guitune.core.training.readers import HeadOnFeatures, Reader, WholeModel
from guitune.core.training.safekeeping import Safekeeping
from guitune.formatting import learning_rate
from guitune.i18n import _

if TYPE_CHECKING:
    import torch
    from accelerate import Accelerator
    from transformers import PreTrainedModel

_TOLD_EVERY_SECONDS = 0.2


class Trainer:
    """One run's model, data and state.

    Parameters
    ----------
    model
        A classifier on any device; it is moved to the accelerator's.
    passes
        What is read in each round.
    validation
        Labelled examples; the weights that do best on them are the result.
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
        passes: TrainingPasses,
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
        self._passes, self._validation = passes, validation
        self._plan, self._checkpoints = plan, checkpoints
        self._control = control
        self._accelerator = accelerator
        counts = np.bincount(passes.examples.labels, minlength=model.config.num_labels)
        self._objective = Objective(plan.settings, counts.tolist())
        self._best: Weights | None = None
        self._refused = ""  # what was said when memory was too short
        self._evaluation_seconds = self._reading_seconds = 0.0
        self._is_reread = False
        self._stage = plan.stages[0]
        self._optimizer = self._enter(self._stage)
        minutes = plan.settings.save_every_minutes
        self._keep = Safekeeping(
            checkpoints, model, control, None if minutes is None else 60 * minutes, sync_log
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
                self.state, self._best, self._optimizer = load_checkpoint(
                    checkpoint, self.model, lambda step: self._enter(self._plan.stage_after(step))
                )
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
            yield self._halve(self._texts_at_once)
            yield from self._save()  # known even if it is killed before a step

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

        settings = self._plan.settings
        if self.state.step == 0:
            torch.manual_seed(settings.seed)
        while not self.finished:
            epoch, done = divmod(self.state.step, self._plan.steps_per_epoch)
            part = self._passes.of(epoch)
            yield from self._prepare(part)
            lengths, size = part.examples.tokens.lengths, self._plan.texts_per_step
            self.model.train()
            for positions in epoch_batches(lengths, size, settings.seed, epoch)[done:]:
                if self.state.ended_early:
                    break
                if self._control.is_paused:
                    yield from self._save(pause=True)
                if self._control.is_stopping or (self._control.is_finishing and self.state.step == 0):
                    yield from self._save()
                    return
                if self._control.is_finishing:
                    yield from self._end_early()
                    break
                if self.state.step > 0 and self._keep.is_due():
                    yield from self._save()
                yield from self._step(part, positions)
                if self._is_check_due():
                    yield self._evaluate()
                    self.model.train()
            else:
                yield from self._end_epoch(epoch + 1)
        yield from self._save()
        if self._best is not None:
            restore_weights(self.model, self._best)

    @property
    def run_seconds(self) -> float:
        """How long training and what follows have taken, earlier parts included and pauses left out."""
        return self._keep.run_seconds(self.state)

    @property
    def examples_per_second(self) -> float:
        """Pace of the last stage's steps alone; 0 if the training ended before it."""
        return self.state.examples_per_second if self._stage is self._plan.stages[-1] else 0.0

    @property
    def finished(self) -> bool:
        """Whether the run came to its end, rather than being stopped before."""
        return self.state.ended_early or self.state.step >= self._plan.total_steps

    @property
    def _texts_at_once(self) -> int:
        return self.state.micro_batch_size or self._plan.batch_size

    def _enter(self, stage: Stage) -> "torch.optim.Optimizer":
        """Let learn what learns in a stage, with a new optimizer."""
        self._stage = stage
        choose_trained(self.model, stage.trained, self._plan.settings.trained_layers)
        validation = self._validation.tokens
        self._reader: Reader = (
            HeadOnFeatures(self.model, self._passes.examples, validation)
            if stage.trained == "head"
            else WholeModel(self.model, self._prepared_model, validation)
        )
        return build_optimizer(self.model, self._plan.settings)

    def _prepare(self, part: TrainingPass) -> Iterator[TrainingEvent]:
        """Make ready for a pass, unless the run is to end first."""
        self._is_reread = part.augmented
        started = told = time.perf_counter()
        for read in self._reader.prepare(part):
            if self._control.is_stopping or self._control.is_finishing:
                return
            if self._control.is_paused:
                yield from self._save(pause=True)
            if time.perf_counter() - told > _TOLD_EVERY_SECONDS or read.done == read.total:
                told = time.perf_counter()
                self._reading_seconds = (told - started) / read.done
                yield read

    def _save(self, *, pause: bool = False) -> Iterator[TrainingEvent]:
        keep = self._keep.pause if pause else self._keep.save
        yield from keep(self._optimizer, self.state, self._best)

    def _step(self, part: TrainingPass, positions: np.ndarray) -> Iterator[StepCompleted | Notice]:
        import torch

        started = time.perf_counter()
        state, plan, stage = self.state, self._plan, self._stage
        rate = learning_rate_at(
            state.step + 1 - plan.first_step(stage),
            plan.steps_of(stage),
            plan.settings.warmup_ratio,
            stage.learning_rate,
            plan.settings.schedule,
        )
        set_learning_rate(self._optimizer, rate)
        drawn = random_states()
        while (mean_loss := self._gradients(part, positions)) is None:
            self._optimizer.zero_grad(set_to_none=True)
            release_memory()
            restore_random_states(drawn)
            yield self._halve(min(self._texts_at_once, len(positions)))
        largest = plan.settings.max_gradient_norm
        norm = float(torch.nn.utils.clip_grad_norm_(self.model.parameters(), largest))
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

    def _gradients(self, part: TrainingPass, positions: np.ndarray) -> float | None:
        """Gradients of the batch's mean loss, gathered in parts if need be; None if memory was too short."""
        import torch

        device, size = self._accelerator.device, self._texts_at_once
        losses = []
        try:
            for start in range(0, len(positions), size):
                places = positions[start : start + size]
                labels = torch.from_numpy(part.examples.labels[places]).to(device)
                with working_precision(self._plan.settings.precision, device):
                    logits = self._reader.logits(part, places).float()
                loss = self._objective.losses(logits, labels).sum() / len(positions)
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
        stage_ends = state.step == self._plan.first_step(self._stage) + self._plan.steps_of(self._stage)
        is_due = self._plan.settings.evaluate_every_steps is None or stage_ends
        if is_due and state.checked_step < state.step:
            yield self._evaluate()
        if stage_ends and not self.finished:
            state.begin_stage()
            self._optimizer = self._enter(self._plan.stage_after(state.step))
        if not self.finished and self._keep.is_affordable():
            yield from self._save()

    def _is_check_due(self) -> bool:
        every = self._plan.settings.evaluate_every_steps
        return every is not None and self.state.step % every == 0

    def _end_early(self) -> Iterator[TrainingEvent]:
        """The part of a round that was trained counts too, if it turns out better than the rounds before."""
        self.state.ended_early = True
        self._keep.forget_last_save()  # one of this very step does not know that the training is over
        if self.state.checked_step < self.state.step:
            yield self._evaluate()

    def _evaluate(self) -> EvaluationCompleted:
        started = time.perf_counter()
        state = self.state
        figures = evaluation_scores(self._reader.validation_logits(), self._validation.labels)
        if not math.isfinite(figures["loss"]):
            raise self._diverged(self._stage.learning_rate)
        metric = self._plan.settings.early_stopping_metric
        score = -figures["loss"] if metric == "loss" else figures[metric]
        state.checked_step = state.step
        improved = (score, -figures["loss"]) > (state.best_score, -state.best_loss)
        improved |= not self._plan.chooses_best
        if improved:
            state.best_step, state.best_epoch = state.step, self._epochs_done()
            state.best_score, state.best_loss = score, figures["loss"]
            state.checks_without_improvement = 0
            self._best = copy_weights(self.model)
        else:
            state.checks_without_improvement += 1
        if self._stage is self._plan.stages[-1]:
            patience = self._plan.settings.early_stopping_patience
            state.ended_early |= state.checks_without_improvement >= patience
        self._evaluation_seconds = time.perf_counter() - started
        return EvaluationCompleted(
            split="validation", step=state.step, epoch=self._epochs_done(), is_best=improved, **figures
        )

    def _epochs_done(self) -> float:
        return self.state.step / self._plan.steps_per_epoch

    def _seconds_left(self) -> float:
        """Steps to come at this stage's pace, later stages at the pace of reading, and checks.

        A pass with gradients takes about three times as long as one without.
        """
        state, plan, stage = self.state, self._plan, self._stage
        taken = state.step - plan.first_step(stage)
        later = plan.total_steps - plan.first_step(stage) - plan.steps_of(stage)
        steps = (plan.steps_of(stage) - taken) * state.seconds / taken
        steps += later * plan.texts_per_step * 3 * self._reading_seconds
        if stage.trained == "head" and self._is_reread:
            rounds = (plan.steps_of(stage) - taken) // plan.steps_per_epoch
            steps += rounds * plan.texts_per_epoch * self._reading_seconds
        every = plan.settings.evaluate_every_steps or plan.steps_per_epoch
        checks = math.ceil((plan.total_steps - state.step) / every)
        guess = len(self._validation) / max(1.0, 3 * state.examples_per_second)
        return steps + checks * (self._evaluation_seconds or guess)

    def _diverged(self, rate: float) -> TrainingError:
        lower = learning_rate(self._stage.learning_rate / 5)
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
