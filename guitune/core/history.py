"""What has happened in a run so far, in the form that plots and summaries need. Standard library only."""

from collections.abc import Iterable
from typing import Any

from guitune.core.events import (
    EvaluationCompleted,
    Phase,
    PhaseChanged,
    RunCompleted,
    RunFailed,
    RunStarted,
    RunStopped,
    StepCompleted,
    TrainingEvent,
    event_from_json,
)

_SMOOTHING = 0.92


class History:
    """A run's events, gathered as they come.

    Attributes
    ----------
    epochs, train_losses, smoothed_losses, learning_rates
        One entry per step; the smoothed loss is an exponential moving average, corrected for its start.
    evaluations
        The figures on validation texts, in order.
    ending
        The run's last event, None while it goes on.
    """

    def __init__(self) -> None:
        self.events: list[TrainingEvent] = []
        self.phase: Phase | None = None
        self.started: RunStarted | None = None
        self.last_step: StepCompleted | None = None
        self.epochs: list[float] = []
        self.train_losses: list[float] = []
        self.smoothed_losses: list[float] = []
        self.learning_rates: list[float] = []
        self.evaluations: list[EvaluationCompleted] = []
        self.test: EvaluationCompleted | None = None
        self.ending: RunCompleted | RunStopped | RunFailed | None = None
        self._average = 0.0

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

    def append(self, event: TrainingEvent) -> None:
        """Take in the next event."""
        if not isinstance(event, StepCompleted):
            self.events.append(event)
        match event:
            case PhaseChanged(phase):
                self.phase = phase
                self.ending = None
            case RunStarted():
                self.started = event
            case StepCompleted():
                self._append_step(event)
            case EvaluationCompleted(split="validation"):
                self.evaluations.append(event)
            case EvaluationCompleted():
                self.test = event
            case RunCompleted() | RunStopped() | RunFailed():
                self.ending = event

    def _append_step(self, event: StepCompleted) -> None:
        self.last_step = event
        self.epochs.append(event.epoch)
        self.train_losses.append(event.train_loss)
        self.learning_rates.append(event.learning_rate)
        self._average = _SMOOTHING * self._average + (1 - _SMOOTHING) * event.train_loss
        self.smoothed_losses.append(self._average / (1 - _SMOOTHING ** len(self.train_losses)))
