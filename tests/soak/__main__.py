"""Runs the soak tests in full: `python -m tests.soak [kills|disk|mutations|window|editing]...`."""

import argparse
import dataclasses
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .disk import fill_disk, limit_file_size, refuse_each_call, refuse_each_call_at_the_end
from .editing import kill_while_editing
from .kills import kill_again_and_again
from .mutations import mutate_checkpoints
from .window import press_everything

Say = Callable[[str], None]
_PARTS: dict[str, list[tuple[str, int, Callable[[Path, int, int, Say], Any]]]] = {
    "kills": [("SIGKILL amid training, then --resume", 300, kill_again_and_again)],
    "disk": [
        (
            "Every call of a save refused",
            0,
            lambda folder, count, _seed, say: refuse_each_call(folder, count, say),
        ),
        (
            "Every call refused while the classifier is saved",
            0,
            lambda folder, count, _seed, say: refuse_each_call_at_the_end(folder, count, say),
        ),
        ("Size of files limited", 100, lambda folder, count, _seed, say: limit_file_size(folder, count, say)),
        ("A small disk filled", 50, lambda folder, count, _seed, say: fill_disk(folder, count, say)),
    ],
    "mutations": [("Mutated checkpoints", 10_000, mutate_checkpoints)],
    "window": [("Start, pause, resume, stop, close in the window", 500, press_everything)],
    "editing": [("SIGKILL amid editing", 50, kill_while_editing)],
}


def main() -> int:
    """Run what was asked for; returns 0 if nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(_PARTS))
    parser.add_argument("--rounds", type=int, help="instead of the full count")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--log", type=Path, help="also write everything to this file")
    chosen = parser.parse_args()
    unknown = set(chosen.parts) - set(_PARTS)
    if unknown:
        parser.error(f"there is no part called {', '.join(sorted(unknown))}")
    log = chosen.log.open("a", encoding="utf-8") if chosen.log else None
    began = time.monotonic()

    def say(line: str) -> None:
        for stream in (sys.stdout, log):
            if stream is not None:
                print(f"{time.monotonic() - began:8.1f} s  {line}", file=stream, flush=True)

    os.nice(10)
    faults = 0
    for part in chosen.parts or _PARTS:
        for title, full, act in _PARTS[part]:
            count = full if chosen.rounds is None else chosen.rounds
            say(f"{title}: seed {chosen.seed}, {count or 'all'}")
            with tempfile.TemporaryDirectory() as folder:
                figures = dataclasses.asdict(act(Path(folder), count, chosen.seed, say))
            found = figures.pop("faults")
            for name, value in figures.items():
                say(f"    {name.replace('_', ' ')}: {value}")
            for fault in found:
                say(f"    FAULT {fault}")
            faults += len(found)
    say(f"{faults} faults")
    if log is not None:
        log.close()
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
