"""Saves on a disk that refuses: every call in turn, a limit on a file's size, and a small disk that is full."""

import errno
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from guitune.core.config import RunConfig
from guitune.core.events import (
    CheckpointSaved,
    RunCompleted,
    RunFailed,
    RunPaused,
    StepCompleted,
    TrainingEvent,
    event_to_json,
)
from guitune.core.experiment import run_experiment
from guitune.core.runs import RunFolder
from guitune.core.training.checkpoint import last_good_checkpoint
from guitune.core.training.control import RunControl

from .ground import prepare, process, quick_config, quietly, step_of, weights_of_run, what_happened

_STEP = 20  # of 24: after the first evaluation, so that the best weights are saved too
_CALLS = ((os, ("open", "mkdir", "fsync", "replace", "rename", "rmdir", "unlink", "scandir")), (io, ("open",)))
_ERRORS = (errno.EIO, errno.ENOSPC)
_TMPFS_BYTES = 8_000_000


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
    refused: int = 0
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
    return bench.figures


def limit_file_size(folder: Path, count: int, say: Callable[[str], None]) -> Refusals:
    """Let no file grow beyond a size, at `count` sizes from nothing to more than a save needs."""
    bench = _Bench(folder, say)
    for number in range(count):
        size = int(240_000 * number / max(1, count - 1))
        for attended in (True, False):
            bench.judge(f"files of {size} bytes", bench.outcome("size", (size,), attended=attended))
            bench.figures.size_limits += 1
    return bench.figures


def fill_disk(folder: Path, count: int, say: Callable[[str], None]) -> Refusals:
    """Fill a small disk of its own, at `count` amounts of what is left free."""
    bench = _Bench(folder, say)
    with _small_disk(folder / "disk") as (disk, reason):
        if disk is None:
            bench.figures.full_disk_left_out = reason
            return bench.figures
        for number in range(count):
            free = int(600_000 * number / max(1, count - 1))
            for checked in (True, False):
                for attended in (True, False):
                    disturbance = "full" if checked else "full, unseen"
                    outcome = bench.outcome(disturbance, (str(disk), free), attended=attended, place=disk)
                    bench.judge(f"{free} bytes free, {disturbance}", outcome)
                    bench.figures.full_disks += 1
    return bench.figures


class _Bench:
    """Runs that are disturbed and what an undisturbed one comes to."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.figures = Refusals()
        self._folder, self._say = folder, say
        file, checkpoint = prepare(folder)
        self._config = quick_config(file, checkpoint)
        self.undisturbed = self.outcome("count", (), attended=False)
        if not self.undisturbed.weights:
            raise RuntimeError(f"a run fails undisturbed: {self.undisturbed}")

    def outcome(
        self, disturbance: str, values: tuple[Any, ...], *, attended: bool, place: Path | None = None
    ) -> _Outcome:
        run = (place or self._folder) / "run"
        receiver, sender = Pipe(duplex=False)
        child = process(_disturbed, self._config, run, disturbance, values, attended, sender, self._folder / "output.txt")
        child.start()
        sender.close()
        try:
            outcome: _Outcome = receiver.recv()
        except EOFError:
            child.join()
            outcome = _Outcome(failed=f"the process died with {child.exitcode}")
        child.join()
        shutil.rmtree(run, ignore_errors=True)
        return outcome

    def judge(self, label: str, outcome: _Outcome) -> None:
        figures, expected = self.figures, self.undisturbed
        found = []
        if outcome.paused:
            figures.paused += 1
        elif outcome.failed:
            figures.failed += 1
        else:
            figures.passed_over += 1
        if outcome.good_step < _STEP - 1:
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
                found.append("another result")
        self._say(f"{label}: {outcome.paused or outcome.failed or 'passed over'}")
        figures.faults += [f"{label}: {text}" for text in found]


def _spread(whole: int, count: int) -> list[int]:
    if not 0 < count < whole:
        return list(range(whole))
    return [whole * place // count for place in range(count)]


def _disturbed(
    config: RunConfig,
    run_folder: Path,
    disturbance: str,
    values: tuple[Any, ...],
    attended: bool,
    answer: Connection,
    output: Path,
) -> None:
    """Train with one save disturbed, then mend the disk and go on to the end."""
    quietly(output)
    run, control, outcome = RunFolder.create(run_folder, config), RunControl(attended=attended), _Outcome()
    trouble = _TROUBLES[disturbance](outcome, *values)
    events = run_experiment(run, control)
    for event in events:
        match event:
            case StepCompleted(step=step) if step == _STEP:
                trouble.begin()
            case CheckpointSaved(step=step) if step == _STEP:
                trouble.end()
            case RunPaused(message=message):
                trouble.end()
                outcome.paused = message
                outcome.good_step = step_of(last_good_checkpoint(run.checkpoints))
                control.resume()
            case RunFailed(message=message, details=details):
                trouble.end()
                outcome.failed, outcome.details = message, details
                outcome.good_step = step_of(last_good_checkpoint(run.checkpoints))
    if outcome.failed:
        last = _last_event(run_experiment(RunFolder.reopen(run_folder, config)))
    else:
        last = event
        outcome.good_step = outcome.good_step if outcome.paused else _STEP
    if isinstance(last, RunCompleted):
        outcome.weights = weights_of_run(run_folder)
        outcome.events = what_happened(list(run.events()))
    else:
        outcome.details += str(event_to_json(last))
    answer.send(outcome)


def _last_event(events: Iterator[TrainingEvent]) -> TrainingEvent:
    *_before, last = events
    return last


class _RefusedCall:
    """Makes one call to the system fail; counts them all."""

    def __init__(self, outcome: _Outcome, number: int = -1, error: int = 0) -> None:
        self._outcome, self._number, self._error = outcome, number, error
        self._real: list[tuple[Any, str, Any]] = []

    def begin(self) -> None:
        for module, names in _CALLS:
            for name in names:
                self._real.append((module, name, getattr(module, name)))
                setattr(module, name, self._refusing(getattr(module, name)))

    def end(self) -> None:
        for module, name, real in self._real:
            setattr(module, name, real)
        self._real.clear()

    def _refusing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            number = self._outcome.calls
            self._outcome.calls += 1
            if number == self._number:
                self._outcome.refused += 1
                raise OSError(self._error, os.strerror(self._error))
            return real(*arguments, **named)

        return call


class _LimitedSize:
    """Lets no file of this process grow beyond a size."""

    def __init__(self, outcome: _Outcome, size: int) -> None:
        self._size = size

    def begin(self) -> None:
        self._limit(self._size)

    def end(self) -> None:
        import resource

        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


class _FullDisk:
    """Leaves only so many bytes of a disk free; `unseen` keeps that from the look at the free space."""

    unseen = False

    def __init__(self, outcome: _Outcome, disk: str, free: int) -> None:
        self._ballast, self._free = Path(disk) / "ballast", free
        self._real = shutil.disk_usage

    def begin(self) -> None:
        size = max(0, shutil.disk_usage(self._ballast.parent).free - self._free)
        with self._ballast.open("wb") as stream:
            os.posix_fallocate(stream.fileno(), 0, max(1, size))
        if self.unseen:
            usage = self._real(self._ballast.parent)
            shutil.disk_usage = lambda path: usage._replace(free=usage.total)

    def end(self) -> None:
        shutil.disk_usage = self._real
        self._ballast.unlink(missing_ok=True)


class _FullDiskUnseen(_FullDisk):
    unseen = True


_TROUBLES: dict[str, Callable[..., Any]] = {
    "count": _RefusedCall,
    "call": _RefusedCall,
    "size": _LimitedSize,
    "full": _FullDisk,
    "full, unseen": _FullDiskUnseen,
}


@contextmanager
def _small_disk(place: Path) -> Iterator[tuple[Path | None, str]]:
    """A disk of a few megabytes in memory, where this system lets us have one."""
    if sys.platform != "linux" or os.geteuid() != 0:
        yield None, "only the administrator of a Linux system can mount a small disk"
        return
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={_TMPFS_BYTES}", "tmpfs", str(place)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        yield None, mounted.stderr.strip()
        return
    try:
        yield place, ""
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
