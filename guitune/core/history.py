"""What has happened in a run so far, in the form that plots and summaries need. Standard library only."""

import math
from array import array
from collections.abc import Iterable
from typing import Any

from guitune.core.events import (
    CheckpointSaved,
    EvaluationCompleted,
    Notice,
    Phase,
    PhaseChanged,
    RunCompleted,
    RunFailed,
    RunPaused,
    RunResumed,
    RunStarted,
    RunStopped,
    StepCompleted,
    TextsRead,
    TrainingEvent,
    event_from_json,
)

_SHARE_DONE: dict[Phase, float] = {
    "reading": 0.0,
    "splitting": 0.01,
    "loading_model": 0.01,
    "tokenizing": 0.03,
    "training": 0.04,
    "testing": 0.95,
    "comparing": 0.97,
    "saving": 0.98,
}  # training takes nearly all of the time, whatever the data
_LEAST_SMOOTHED, _MOST_SMOOTHED = 10.0, 200.0  # steps
_SMOOTHED_SHARE = 1 / 40
_SHARE_READ = 0.3  # of the training, where texts are read once before the head learns


class History:
    """A run's events, gathered as they come.

    Attributes
    ----------
    events
        Everything but the steps and what is told while texts are read, in order.
    steps, epochs, train_losses, smoothed_losses, learning_rates
        One entry per step; the smoothed loss is an exponential moving average over about a fortieth of the
        run, corrected for its start.
    highest_loss
        The highest loss so far, on training or validation texts.
    highest_rate
        The highest learning rate, that of the last stage before it begins.
    evaluations
        The figures on validation texts, in order.
    test
        The figures on test texts.
    ending
        The run's last event, None while it goes on.
    reading
        How far the texts are read that the head alone learns from; None while nothing is read.
    paused
        What the run waits for; None while it does not.
    saved_step
        The step that was saved last, 0 before the first save.
    """

    def __init__(self) -> None:
        self.events: list[TrainingEvent] = []
        self.phase: Phase | None = None
        self.started: RunStarted | None = None
        self.last_step: StepCompleted | None = None
        self.steps = array("q")
        self.epochs = array("d")
        self.train_losses = array("d")
        self.smoothed_losses = array("d")
        self.learning_rates = array("d")
        self.highest_loss = self.highest_rate = 0.0
        self.evaluations: list[EvaluationCompleted] = []
        self.test: EvaluationCompleted | None = None
        self.ending: RunCompleted | RunStopped | RunFailed | None = None
        self.paused: RunPaused | None = None
        self.reading: TextsRead | None = None
        self.saved_step = 0
        self._read = 0.0
        self._average = 0.0
        self._kept = 1.0
        self._weight = 1 / _LEAST_SMOOTHED

    @classmethod
    def of(cls, stored: Iterable[dict[str, Any]]) -> "History":
        """The history of a stored run, from what its `events.jsonl` holds."""
        history = cls()
        for entry in stored:
            event = event_from_json(entry)
            if event is not None:
                history.append(event)
        return history

    @property
    def best(self) -> EvaluationCompleted | None:
        """The best evaluation so far, whose weights are kept."""
        return next((entry for entry in reversed(self.evaluations) if entry.is_best), None)

    @property
    def notices(self) -> list[Notice]:
        """What the person should know, each thing once: a resumed run says it again."""
        return list(dict.fromkeys(event for event in self.events if isinstance(event, Notice)))

    @property
    def progress(self) -> float:
        """How much of the work is done, between 0 and 1, preparation and the final test included."""
        if isinstance(self.ending, RunCompleted):
            return 1.0
        if self.phase is None:
            return 0.0
        done = _SHARE_DONE[self.phase]
        if self.phase == "training":
            before = _SHARE_READ * self._read
            steps = self.last_step.step / self.last_step.total_steps if self.last_step is not None else 0.0
            done += (_SHARE_DONE["testing"] - done) * (before + (1 - before) * steps)
        return done

    @property
    def round(self) -> int:
        """The pass through the training texts that is under way or was the last, from 1; 0 before."""
        if self.started is None:
            return 0
        if self.last_step is None:
            return 1
        # a step that ends a round belongs to it
        return max(1, min(self.started.num_epochs, math.ceil(self.last_step.epoch - 1e-9)))

    def append(self, event: TrainingEvent) -> None:
        """Take in the next event."""
        if not isinstance(event, StepCompleted | TextsRead):
            self.events.append(event)
        match event:
            case PhaseChanged(phase):
                self.phase = phase
                self.ending = self.paused = self.reading = None
            case RunStarted():
                self.started = event
                self.highest_rate = max(self.highest_rate, event.learning_rate)
                window = event.total_steps * _SMOOTHED_SHARE
                self._weight = 1 / min(_MOST_SMOOTHED, max(_LEAST_SMOOTHED, window))
            case TextsRead(read, total):
                self.reading = event
                if self.last_step is None:
                    self._read = read / total
            case StepCompleted():
                self.reading = None
                self._append_step(event)
            case EvaluationCompleted(split="validation"):
                self.evaluations.append(event)
                self.highest_loss = max(self.highest_loss, event.loss)
            case EvaluationCompleted():
                self.test = event
            case CheckpointSaved(step):
                self.saved_step = step
            case RunPaused():
                self.paused = event
            case RunResumed():
                self.paused = None
            case RunCompleted() | RunStopped() | RunFailed():
                self.ending, self.paused = event, None

    def _append_step(self, event: StepCompleted) -> None:
        self.last_step = event
        self.steps.append(event.step)
        self.epochs.append(event.epoch)
        self.train_losses.append(event.train_loss)
        self.learning_rates.append(event.learning_rate)
        self.highest_rate = max(self.highest_rate, event.learning_rate)
        self.highest_loss = max(self.highest_loss, event.train_loss)
        self._average += self._weight * (event.train_loss - self._average)
        self._kept *= 1 - self._weight
        self.smoothed_losses.append(self._average / (1 - self._kept))
