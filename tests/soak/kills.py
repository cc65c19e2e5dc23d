"""SIGKILL of `guitune train` at random moments, each followed by `--resume`."""

import json
import random
import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guitune.core.errors import RunFolderError
from guitune.core.files import damaged_files
from guitune.core.runs import RunFolder
from guitune.core.training.checkpoint import last_good_checkpoint

from .ground import in_a_process, prepare, process, quietly, step_of, weights_of_run, what_happened

_SAVE_EVERY_SECONDS = 0.3
_SETTINGS = {
    "num_epochs": 25,
    "learning_rate": 1e-3,
    "batch_size": 8,
    "early_stopping_patience": 25,
    "save_every_minutes": _SAVE_EVERY_SECONDS / 60,
}
_MOMENTS = ("anywhere", "anywhere", "start", "end")
_MOMENTS_OF_A_RESUMED_RUN = ("anywhere", "anywhere", "end")
_IN_A_SAVE = 1 / 3
_LOOK_EVERY_SECONDS = 0.001
_LONGEST_RUN_SECONDS = 120


@dataclass
class Kills:
    """What came of the kills. Times in seconds, `faults` in words."""

    kills: int = 0
    inside_a_save: int = 0
    before_the_config: int = 0
    in_training: int = 0
    after_training: int = 0
    runs: int = 0
    runs_with_other_weights: int = 0
    runs_with_other_events: int = 0
    unloadable: int = 0
    lost_more_than_allowed: int = 0
    finished_without_last_event: int = 0
    most_lost: float = 0.0
    longest_step_or_save: float = 0.0
    interval: float = _SAVE_EVERY_SECONDS
    faults: list[str] = field(default_factory=list)


def kill_again_and_again(folder: Path, rounds: int, seed: int, say: Callable[[str], None]) -> Kills:
    """Kill `rounds` times, over as many runs as it takes; at least a third of the kills fall into a save."""
    file, checkpoint = prepare(folder)
    whole = folder / "whole"
    in_a_process(_train, _arguments(file, checkpoint, whole), folder / "whole.txt")
    expected = weights_of_run(whole), what_happened(list(RunFolder(whole).events()))
    save_seconds = statistics.median(
        event["seconds"] for event in RunFolder(whole).events() if event["event"] == "CheckpointSaved"
    )
    figures, generator = Kills(), random.Random(seed)
    while not _is_enough(figures, rounds):
        run = folder / f"run-{figures.runs}"
        _kill_until_done(run, _arguments(file, checkpoint, run), rounds, generator, save_seconds, figures)
        if weights_of_run(run) != expected[0]:
            figures.runs_with_other_weights += 1
            figures.faults.append(f"{run.name}: other weights")
        _compare_events(run, expected[1], figures)
        shutil.rmtree(run)
        figures.runs += 1
        say(f"{figures.kills} kills, {figures.inside_a_save} inside a save, {figures.runs} runs")
    return figures


def _is_enough(figures: Kills, rounds: int) -> bool:
    return figures.kills >= rounds and figures.inside_a_save >= int(_IN_A_SAVE * rounds)


def _train(arguments: list[str], output: Path) -> None:
    quietly(output)
    from guitune.cli.program import run

    raise SystemExit(run(arguments))


def _arguments(file: Path, checkpoint: Path, run: Path) -> list[str]:
    data = [str(file), "--text", "text", "--label", "topic"]
    chosen = [word for name, value in _SETTINGS.items() for word in ("--set", f"{name}={value}")]
    return ["train", *data, "--model", str(checkpoint), "--out", str(run), "--json", *chosen]


def _kill_until_done(
    run: Path,
    arguments: list[str],
    rounds: int,
    generator: random.Random,
    save_seconds: float,
    figures: Kills,
) -> None:
    resume = False
    while not RunFolder(run).is_finished:
        watched = _Watched(run, [*arguments, *(["--resume"] if resume else [])])
        moment = generator.choice(_MOMENTS if not resume else _MOMENTS_OF_A_RESUMED_RUN)
        if figures.inside_a_save < _IN_A_SAVE * figures.kills and generator.random() < 0.8:
            moment = "save"
        share = generator.random()
        killed_at = watched.kill_at(None if _is_enough(figures, rounds) else moment, share, save_seconds)
        if killed_at is None:
            if watched.exit_code != 0:
                figures.unloadable += 1
                figures.faults.append(f"{run.name}: --resume ended with {watched.words()}")
                shutil.rmtree(run, ignore_errors=True)
                resume = False
            continue
        figures.kills += 1
        _judge(run, watched, killed_at, f"{run.name}, kill {figures.kills}, {moment}", figures)
        resume = run.exists()


class _Watched:
    """One `guitune train` in a process, and when it wrote what."""

    def __init__(self, run: Path, arguments: list[str]) -> None:
        self._run = run
        self._output = run.with_suffix(".txt")
        self._output.unlink(missing_ok=True)
        self._output.touch()
        self._stream = self._output.open("rb")
        self._process = process(_train, arguments, self._output)
        self._process.start()
        self.began = time.time()
        self.phase = ""
        self.training_from = self.training_to = 0.0
        self.last_event = 0.0
        self.longest_gap = 0.0

    @property
    def exit_code(self) -> int | None:
        return self._process.exitcode

    def words(self) -> str:
        return self._output.read_text(encoding="utf-8")[-500:].strip()

    def kill_at(self, moment: str | None, share: float, save_seconds: float) -> float | None:
        """Kill at the moment; when that was, or None if the process ended before."""
        due = self.began + 2.5 * share if moment == "anywhere" else None
        while self._process.is_alive():
            self._look()
            now = time.time()
            if due is None:
                if moment == "start" and self._run.exists():
                    due = now + 0.004 * share
                elif moment == "end" and self.phase == "saving":
                    due = now + 0.1 * share
                elif moment == "save" and now > self.began + share and self._is_saving():
                    due = now + share * save_seconds
            if due is not None and now >= due:
                self._process.kill()
                killed_at = time.time()
                self._process.join()
                self._look()
                return killed_at if self._process.exitcode == -9 else None
            if now > self.began + _LONGEST_RUN_SECONDS:
                self._process.kill()
                raise TimeoutError(self.words())
            time.sleep(0.0002 if moment in ("save", "start") else _LOOK_EVERY_SECONDS)
        self._process.join()
        return None

    def _is_saving(self) -> bool:
        return any((self._run / "checkpoints").glob("step-*.partial"))

    def _look(self) -> None:
        lines = self._stream.readlines()
        if not lines:
            return
        now = time.time()
        for line in lines:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if event.get("event") == "PhaseChanged":
                self.phase = event["phase"]
                self.training_from = now if self.phase == "training" else self.training_from
                self.training_to = now if self.phase == "testing" else self.training_to
        if self.phase == "training" and self.last_event >= self.training_from > 0:
            self.longest_gap = max(self.longest_gap, now - self.last_event)
        self.last_event = now


def _judge(run: Path, watched: _Watched, killed_at: float, kill: str, figures: Kills) -> None:
    """What the kill left behind: can it be opened, and how much is lost?"""
    folder = RunFolder(run)
    figures.longest_step_or_save = max(figures.longest_step_or_save, watched.longest_gap)
    if not folder.config_file.exists():
        figures.before_the_config += 1
        return
    if any(folder.checkpoints.glob("step-*.partial")):
        figures.inside_a_save += 1
    if folder.is_finished:
        if damaged_files(run):
            figures.unloadable += 1
            figures.faults.append(f"{kill}: the finished run is damaged")
        return
    try:
        reopened = RunFolder.reopen(run, folder.config())
        reopened.unlock()
    except RunFolderError as error:
        figures.unloadable += 1
        figures.faults.append(f"{kill}: {error.message} {error.details}")
        return
    good = last_good_checkpoint(folder.checkpoints)
    if watched.training_to:
        figures.after_training += 1
        if good is None:
            figures.lost_more_than_allowed += 1
            figures.faults.append(f"{kill}: no checkpoint after the training")
    elif watched.training_from:
        figures.in_training += 1
        saved = max(watched.training_from, good.stat().st_ctime if good else 0.0)
        lost = max(0.0, killed_at - saved)
        unfinished = max(0.0, killed_at - watched.last_event)
        figures.most_lost = max(figures.most_lost, lost)
        step_and_save = 2 * watched.longest_gap  # what follows a save's renaming, and the last whole step
        if lost - unfinished > _SAVE_EVERY_SECONDS + step_and_save + 2 * _LOOK_EVERY_SECONDS:
            figures.lost_more_than_allowed += 1
            figures.faults.append(f"{kill}: {lost:.3f} s lost at step {step_of(good)}")


def _compare_events(run: Path, expected: list[dict[str, Any]], figures: Kills) -> None:
    events = what_happened(list(RunFolder(run).events()))
    if expected[-1] not in events:
        figures.finished_without_last_event += 1
        events.append(expected[-1])
    if events != expected:
        figures.runs_with_other_events += 1
        pairs = zip(events, expected, strict=False)
        place = next((number for number, (one, other) in enumerate(pairs) if one != other), -1)
        figures.faults.append(f"{run.name}: {len(events)} events for {len(expected)}, differ at {place}")
