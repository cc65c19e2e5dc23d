"""Saves on a disk that refuses: every call in turn, a limit on a file's size, and a small disk that is full."""

import errno
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from guitune.core.config import RunConfig
from guitune.core.events import (
    CheckpointSaved,
    PhaseChanged,
    RunFailed,
    RunPaused,
    StepCompleted,
    event_to_json,
)
from guitune.core.experiment import run_experiment
from guitune.core.runs import RunFolder
from guitune.core.training.checkpoint import last_good_checkpoint
from guitune.core.training.control import RunControl

from .disk_troubles import TROUBLES, small_disk
from .ground import prepare, process, quick_config, quietly, step_of, weights_of_run, what_happened

_EARLIER_STEPS, _STEP = (5, 10), 20  # of 24: after an evaluation, so that the best weights are saved too
_ERRORS = (errno.EIO, errno.ENOSPC)


@dataclass
class Refusals:
    """What came of saves that the disk refused; `faults` in words."""

    calls_in_a_save: int = 0
    refused_calls: int = 0
    size_limits: int = 0
    full_disks: int = 0
    paused: int = 0
    failed: int = 0
    passed_over: int = 0
    runs_compared: int = 0
    without_good_checkpoint: int = 0
    not_gone_on: int = 0
    runs_with_other_weights: int = 0
    runs_with_other_events: int = 0
    full_disk_left_out: str = ""
    faults: list[str] = field(default_factory=list)


@dataclass
class _Outcome:
    """One run whose save at `_STEP` was disturbed, and how it went on."""

    calls: int = 0
    paused: str = ""
    failed: str = ""
    details: str = ""
    good_step: int = -1
    weights: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)


def refuse_each_call(folder: Path, count: int, say: Callable[[str], None]) -> Refusals:
    """Refuse single calls of a save, `count` of them evenly spread (0: all), once attended and once not."""
    bench = _Bench(folder, say)
    calls = bench.undisturbed.calls
    bench.figures.calls_in_a_save = calls
    for number in _spread(calls, count):
        for error in _ERRORS:
            for attended in (True, False):
                label = f"call {number + 1} of {calls}, {errno.errorcode[error]}"
                bench.judge(label, bench.outcome("call", (number, error), attended=attended))
                bench.figures.refused_calls += 1
    bench.close()
    return bench.figures


def refuse_each_call_at_the_end(folder: Path, count: int, say: Callable[[str], None]) -> Refusals:
    """Refuse single calls while the finished classifier is written, `count` of them evenly spread (0: all)."""
    bench = _Bench(folder, say)
    calls = bench.outcome("none", (), attended=True, at_the_end=True).calls
    bench.figures.calls_in_a_save = calls
    for number in _spread(calls, count):
        for error in _ERRORS:
            label = f"call {number + 1} of {calls} at the end, {errno.errorcode[error]}"
            bench.judge(label, bench.outcome("call", (number, error), attended=True, at_the_end=True))
            bench.figures.refused_calls += 1
    bench.close()
    return bench.figures


def limit_file_size(folder: Path, count: int, say: Callable[[str], None]) -> Refusals:
    """Let no file grow beyond a size, at `count` sizes from nothing to more than a save needs."""
    bench = _Bench(folder, say)
    for number in range(count):
        size = int(240_000 * number / max(1, count - 1))
        for attended, at_the_end in ((True, False), (False, False), (True, True)):
            outcome = bench.outcome("size", (size,), attended=attended, at_the_end=at_the_end)
            bench.judge(f"files of {size} bytes{' at the end' * at_the_end}", outcome)
            bench.figures.size_limits += 1
    bench.close()
    return bench.figures


def fill_disk(folder: Path, count: int, say: Callable[[str], None]) -> Refusals:
    """Fill a small disk of its own, at `count` amounts of what is left free."""
    bench = _Bench(folder, say)
    with small_disk(folder / "disk") as (disk, reason):
        if disk is None:
            bench.figures.full_disk_left_out = reason
            count = 0
        for number in range(count):
            free = int(600_000 * number / max(1, count - 1))
            for checked in (True, False):
                for attended in (True, False):
                    disturbance = "full" if checked else "full, unseen"
                    outcome = bench.outcome(disturbance, (str(disk), free), attended=attended, place=disk)
                    bench.judge(f"{free} bytes free, {disturbance}", outcome)
                    bench.figures.full_disks += 1
        bench.close()
    return bench.figures


class _Bench:
    """Runs that are disturbed and what an undisturbed one comes to."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.figures = Refusals()
        self._folder, self._say = folder, say
        file, checkpoint = prepare(folder)
        self._config = quick_config(file, checkpoint)
        self._child: BaseProcess | None = None
        self.undisturbed = self.outcome("none", (), attended=False)
        if not self.undisturbed.weights:
            raise RuntimeError(f"a run fails undisturbed: {self.undisturbed}")

    def outcome(
        self,
        disturbance: str,
        values: tuple[Any, ...],
        *,
        attended: bool,
        at_the_end: bool = False,
        place: Path | None = None,
    ) -> _Outcome:
        """What came of one run; the process that does one after the other is started anew if it died."""
        run = (place or self._folder) / "run"
        if self._child is None:
            self._ours, theirs = Pipe()
            self._child = process(_serve, self._config, theirs, self._folder / "output.txt")
            self._child.start()
            theirs.close()
        self._ours.send((run, disturbance, values, attended, at_the_end))
        try:
            outcome: _Outcome = self._ours.recv()
        except EOFError:
            self._child.join()
            outcome = _Outcome(failed=f"the process died with {self._child.exitcode}")
            self._child = None
        shutil.rmtree(run, ignore_errors=True)
        return outcome

    def close(self) -> None:
        """End the process."""
        self._ours.close()

    def judge(self, label: str, outcome: _Outcome) -> None:
        figures, expected = self.figures, self.undisturbed
        found = []
        if outcome.paused:
            figures.paused += 1
        elif outcome.failed:
            figures.failed += 1
        else:
            figures.passed_over += 1
        if (outcome.paused or outcome.failed) and outcome.good_step < _EARLIER_STEPS[-1]:
            figures.without_good_checkpoint += 1
            found.append(f"the last good checkpoint is of step {outcome.good_step}")
        if "Something went wrong" in outcome.failed or "died" in outcome.failed:
            found.append(f"{outcome.failed} {outcome.details[-300:]}")
        if not outcome.weights:
            figures.not_gone_on += 1
            found.append("does not go on")
        else:
            figures.runs_compared += 1
            figures.runs_with_other_weights += outcome.weights != expected.weights
            figures.runs_with_other_events += outcome.events != expected.events
            if outcome.weights != expected.weights or outcome.events != expected.events:
                found.append(f"another result; {len(outcome.events)} events for {len(expected.events)}")
        self._say(f"{label}: {outcome.paused or outcome.failed or 'passed over'}")
        figures.faults += [f"{label}: {text}" for text in found]


def _spread(whole: int, count: int) -> list[int]:
    if not 0 < count < whole:
        return list(range(whole))
    return [whole * place // count for place in range(count)]


def _serve(config: RunConfig, tasks: Connection, output: Path) -> None:
    quietly(output)
    while True:
        try:
            task = tasks.recv()
        except EOFError:
            return
        tasks.send(_disturbed(config, *task))


def _disturbed(
    config: RunConfig,
    run_folder: Path,
    disturbance: str,
    values: tuple[Any, ...],
    attended: bool,
    at_the_end: bool,
) -> _Outcome:
    """Train with one save, or that of the classifier at the end, disturbed, then mend the disk and go on to the end."""
    run, control, outcome = RunFolder.create(run_folder, config), RunControl(attended=attended), _Outcome()
    trouble = TROUBLES[disturbance](*values)
    for event in run_experiment(run, control):
        match event:
            case StepCompleted(step=step) if step in (*_EARLIER_STEPS, _STEP):
                control.pause()  # saves
                if step == _STEP and not at_the_end:
                    trouble.begin()
            case PhaseChanged("saving") if at_the_end:
                trouble.begin()
            case CheckpointSaved(step=step) if step == _STEP:
                trouble.end()
            case RunPaused(message=message):
                trouble.end()
                if message:
                    outcome.paused = message
                    outcome.good_step = step_of(last_good_checkpoint(run.checkpoints))
                control.resume()
            case RunFailed(message=message, details=details):
                trouble.end()
                outcome.failed, outcome.details = message, details
                outcome.good_step = step_of(last_good_checkpoint(run.checkpoints))
    trouble.end()
    outcome.calls = trouble.calls
    last = event
    if outcome.failed and not run.is_finished:
        *_before, last = run_experiment(RunFolder.reopen(run_folder, config))
    if run.is_finished:
        outcome.weights = weights_of_run(run_folder)
        outcome.events = what_happened(list(run.events()))
    else:
        outcome.details += str(event_to_json(last))
    return outcome
