"""What a list of runs says of each: how it ended and how good it became, without reading all of it."""

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from guitune.core.config import RunConfig
from guitune.core.errors import FailureCause, GuiTuneError
from guitune.core.events import (
    CheckpointSaved,
    EvaluationCompleted,
    RunCompleted,
    RunFailed,
    RunStarted,
    RunStopped,
    TrainingEvent,
    event_from_json,
)
from guitune.core.runs import RunFolder, logged_event
from guitune.i18n import _

RunState = Literal["finished", "stopped", "failed", "interrupted", "elsewhere", "unreadable"]


@dataclass(frozen=True)
class RunSummary:
    """One run in a list.

    Attributes
    ----------
    state
        "stopped" runs were saved for later, "interrupted" ones were cut off without a word, "elsewhere" is
        trained by somebody now, and "unreadable" cannot be shown, for which `problem` is the reason.
    config
        The choices of the run; the defaults where they cannot be read.
    accuracy, macro_f1
        On test texts, else on validation texts; None before the run is finished.
    began, when
        Times of the beginning and of the last change, in seconds since 1970.
    course
        Macro-F1 on validation texts after each round.
    best_accuracy
        On validation texts, of the round whose weights are kept; None before the first round's end.
    saved_step, total_steps
        Where it was saved last, and how many steps it has in all; 0 where that is not known yet.
    cause
        What a failed run failed of.
    problem
        Why an unreadable run cannot be read.
    """

    run: RunFolder
    state: RunState
    config: RunConfig
    accuracy: float | None
    macro_f1: float | None
    began: float
    when: float
    course: tuple[float, ...] = ()
    best_accuracy: float | None = None
    saved_step: int = 0
    total_steps: int = 0
    cause: FailureCause | None = None
    problem: str = ""

    @property
    def can_go_on(self) -> bool:
        """Whether training it on from where it was saved last may lead somewhere."""
        return self.state in ("stopped", "interrupted") or (
            self.state == "failed" and self.cause != "diverged"
        )

    @property
    def can_keep_best(self) -> bool:
        """Whether the best round so far can be made the classifier: a round was judged, and it is saved."""
        unfinished = self.state in ("stopped", "interrupted", "failed")
        return unfinished and self.best_accuracy is not None and self.saved_step > 0

    @property
    def may_need_less_memory(self) -> bool:
        """Whether it may have ended because memory was too short."""
        return self.state == "interrupted" or self.cause == "out_of_memory"


def summarize(run: RunFolder) -> RunSummary:
    """The summary of `run`, whatever its folder holds."""
    try:
        config = run.config()
        log = _Log.of(run)
        began = run.config_file.stat().st_mtime
        when = run.events_file.stat().st_mtime if run.events_file.is_file() else began
    except GuiTuneError as error:
        return _unreadable(run, error.message)
    except OSError as error:
        return _unreadable(run, _("It cannot be read: {reason}.").format(reason=error.strerror or error))
    state, accuracy, macro_f1 = _state(run, log.last), None, None
    if state == "finished" and isinstance(log.last, RunCompleted):
        accuracy, macro_f1 = log.last.test_accuracy, log.last.test_macro_f1
        if accuracy is None:
            accuracy, macro_f1 = log.last.validation_accuracy, log.last.validation_macro_f1
    return RunSummary(
        run,
        state,
        config,
        accuracy,
        macro_f1,
        began,
        when,
        course=tuple(entry.macro_f1 for entry in log.evaluations),
        best_accuracy=next((entry.accuracy for entry in reversed(log.evaluations) if entry.is_best), None),
        saved_step=log.saved_step,
        total_steps=log.total_steps,
        cause=log.last.cause if isinstance(log.last, RunFailed) else None,
    )


def _state(run: RunFolder, last: TrainingEvent | None) -> RunState:
    if run.is_finished and isinstance(last, RunCompleted):
        return "finished"
    if run.is_being_trained:
        return "elsewhere"
    match last:
        case RunFailed():
            return "failed"
        case RunStopped():
            return "stopped"
    return "interrupted"


def _unreadable(run: RunFolder, problem: str) -> RunSummary:
    when = _changed(run.path)
    return RunSummary(run, "unreadable", RunConfig(), None, None, when, when, problem=problem)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


@dataclass
class _Log:
    """What the summary needs of `events.jsonl`; only the lines that matter are parsed."""

    last: TrainingEvent | None
    evaluations: list[EvaluationCompleted]
    saved_step: int = 0
    total_steps: int = 0

    @classmethod
    def of(cls, run: RunFolder) -> "_Log":
        log = cls(None, [])
        if not run.events_file.is_file():
            return log
        last_lines: deque[str] = deque(maxlen=2)  # a crash may have cut the last one short
        with run.events_file.open(encoding="utf-8", errors="replace") as stream:
            for line in stream:
                last_lines.append(line)
                if any(name in line for name in _TELLING):
                    log._take(_parsed(line))
        log.last = next((event for line in reversed(last_lines) if (event := _parsed(line))), None)
        return log

    def _take(self, event: TrainingEvent | None) -> None:
        match event:
            case EvaluationCompleted(split="validation"):
                self.evaluations.append(event)
            case CheckpointSaved(step):
                self.saved_step = step
            case RunStarted():
                self.total_steps = event.total_steps


_TELLING = ('"EvaluationCompleted"', '"CheckpointSaved"', '"RunStarted"')


def _parsed(line: str) -> TrainingEvent | None:
    entry = logged_event(line)
    return None if entry is None else event_from_json(entry)
