"""What a list of runs says of each: how it ended and how good it became, without reading all of it."""

import json
from collections import deque
from dataclasses import dataclass
from typing import Literal

from guitune.core.config import RunConfig
from guitune.core.errors import GuiTuneError
from guitune.core.events import EvaluationCompleted, RunCompleted, RunFailed, TrainingEvent, event_from_json
from guitune.core.runs import RunFolder
from guitune.core.settings import nearest_preset

RunState = Literal["finished", "stopped", "failed"]


@dataclass(frozen=True)
class RunSummary:
    """One run in a list.

    Attributes
    ----------
    state
        "stopped" runs can go on; one that was killed counts as stopped.
    accuracy, macro_f1
        On test texts, else on validation texts; None before the run is finished.
    course
        Macro-F1 on validation texts after each round.
    best_accuracy
        On validation texts, of the round whose weights are kept; None before the first round's end.
    when
        Time of the last change, in seconds since 1970.
    """

    run: RunFolder
    state: RunState
    config: RunConfig
    accuracy: float | None
    macro_f1: float | None
    when: float
    course: tuple[float, ...] = ()
    best_accuracy: float | None = None

    @property
    def preset(self) -> str:
        """The preset that the run's settings come nearest to."""
        return nearest_preset(self.config.training)


def summarize(run: RunFolder) -> RunSummary | None:
    """The summary of `run`; None where the folder holds no readable run."""
    try:
        config = run.config()
        last, evaluations = _last_and_evaluations(run)
        when = (run.events_file if run.events_file.is_file() else run.config_file).stat().st_mtime
    except (GuiTuneError, OSError):
        return None
    course = tuple(entry.macro_f1 for entry in evaluations)
    best = next((entry.accuracy for entry in reversed(evaluations) if entry.is_best), None)
    if run.is_finished and isinstance(last, RunCompleted):
        accuracy, macro_f1 = last.test_accuracy, last.test_macro_f1
        if accuracy is None:
            accuracy, macro_f1 = last.validation_accuracy, last.validation_macro_f1
        return RunSummary(run, "finished", config, accuracy, macro_f1, when, course, best)
    state: RunState = "failed" if isinstance(last, RunFailed) else "stopped"
    return RunSummary(run, state, config, None, None, when, course, best)


def _last_and_evaluations(run: RunFolder) -> tuple[TrainingEvent | None, list[EvaluationCompleted]]:
    """The last event and the evaluations on validation texts; only these lines are parsed."""
    if not run.events_file.is_file():
        return None, []
    last_lines: deque[str] = deque(maxlen=2)  # a crash may have cut the last one short
    evaluations = []
    with run.events_file.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            last_lines.append(line)
            if '"EvaluationCompleted"' in line:
                entry = _parsed(line)
                if isinstance(entry, EvaluationCompleted) and entry.split == "validation":
                    evaluations.append(entry)
    return next((event for line in reversed(last_lines) if (event := _parsed(line))), None), evaluations


def _parsed(line: str) -> TrainingEvent | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return event_from_json(entry) if isinstance(entry, dict) else None
