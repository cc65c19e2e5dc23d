"""What a list of runs says of each: how it ended and how good it became, without reading all of it."""

import json
from collections import deque
from dataclasses import dataclass
from typing import Any, Literal

from guitune.core.config import RunConfig
from guitune.core.errors import GuiTuneError
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
    checkpoint
        Name of the model that it started from.
    when
        Time of the last change, in seconds since 1970.
    """

    run: RunFolder
    state: RunState
    config: RunConfig
    accuracy: float | None
    macro_f1: float | None
    when: float

    @property
    def preset(self) -> str:
        """The preset that the run's settings come nearest to."""
        return nearest_preset(self.config.training)


def summarize(run: RunFolder) -> RunSummary | None:
    """The summary of `run`; None where the folder holds no readable run."""
    try:
        config = run.config()
        last = _last_event(run)
        when = (run.events_file if run.events_file.is_file() else run.config_file).stat().st_mtime
    except (GuiTuneError, OSError):
        return None
    if run.is_finished and last.get("event") == "RunCompleted":
        tested = last["test_accuracy"] is not None
        side = "test" if tested else "validation"
        return RunSummary(run, "finished", config, last[f"{side}_accuracy"], last[f"{side}_macro_f1"], when)
    state: RunState = "failed" if last.get("event") == "RunFailed" else "stopped"
    return RunSummary(run, state, config, None, None, when)


def _last_event(run: RunFolder) -> dict[str, Any]:
    if not run.events_file.is_file():
        return {}
    with run.events_file.open(encoding="utf-8") as stream:
        last_lines = deque(stream, maxlen=2)  # a crash may have cut the last one short
    for line in reversed(last_lines):
        try:
            event: dict[str, Any] = json.loads(line)
        except ValueError:
            continue
        return event
    return {}
