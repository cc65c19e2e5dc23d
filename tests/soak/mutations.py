"""Checkpoints with a flipped bit, another byte, a cut or a zeroed stretch: none may be taken for good."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from guitune.core.config import RunConfig
from guitune.core.events import RunPaused, StepCompleted
from guitune.core.experiment import run_experiment
from guitune.core.runs import RunFolder
from guitune.core.training.checkpoint import checkpoint_folders, last_good_checkpoint
from guitune.core.training.control import RunControl

from .ground import in_a_process, prepare, quick_config, quietly

_SAVE_AT, _STOP_AT = 14, 20  # of 24: after an evaluation, so that the best weights are there too


@dataclass
class Mutations:
    """How many mutated checkpoints were told from good ones; `faults` in words."""

    mutations: int = 0
    detected: int = 0
    one_before_used: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    by_file: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def mutate_checkpoints(folder: Path, count: int, seed: int, say: Callable[[str], None]) -> Mutations:
    """Mutate a file of the newest checkpoint `count` times, each time from its good bytes."""
    file, checkpoint = prepare(folder)
    run = folder / "run"
    in_a_process(_stop_halfway, quick_config(file, checkpoint), run, folder / "output.txt")
    checkpoints = RunFolder(run).checkpoints
    before, newest = checkpoint_folders(checkpoints)
    if last_good_checkpoint(checkpoints) != newest:
        raise RuntimeError("the checkpoint is not good even before it is mutated")
    good = {path: path.read_bytes() for path in sorted(newest.iterdir())}
    figures, generator = Mutations(), random.Random(seed)
    for number in range(count):
        path = generator.choice(list(good))
        kind, mutated = _mutated(good[path], generator)
        path.write_bytes(mutated)
        found = last_good_checkpoint(checkpoints)
        path.write_bytes(good[path])
        figures.mutations += 1
        figures.detected += found != newest
        figures.one_before_used += found == before
        figures.by_kind[kind] = figures.by_kind.get(kind, 0) + 1
        figures.by_file[path.name] = figures.by_file.get(path.name, 0) + 1
        if found != before:
            figures.faults.append(f"{path.name}, {kind}, mutation {number}")
        if (number + 1) % 1000 == 0:
            say(f"{number + 1} mutations, {figures.detected} detected")
    return figures


def _stop_halfway(config: RunConfig, folder: Path, output: Path) -> None:
    quietly(output)
    control = RunControl()
    for event in run_experiment(RunFolder.create(folder, config), control):
        match event:
            case StepCompleted(step=step) if step == _SAVE_AT:
                control.pause()
            case RunPaused():
                control.resume()
            case StepCompleted(step=step) if step == _STOP_AT:
                control.stop()


def _mutated(good: bytes, generator: random.Random) -> tuple[str, bytes]:
    """Other bytes than `good`, and how they were made."""
    kind = generator.choice(list(_KINDS))
    while (mutated := _KINDS[kind](good, generator)) == good:
        pass
    return kind, mutated


def _flipped_bit(good: bytes, generator: random.Random) -> bytes:
    place = generator.randrange(len(good))
    return _with(good, place, bytes([good[place] ^ 1 << generator.randrange(8)]))


def _other_byte(good: bytes, generator: random.Random) -> bytes:
    return _with(good, generator.randrange(len(good)), generator.randbytes(1))


def _cut(good: bytes, generator: random.Random) -> bytes:
    return good[: generator.randrange(len(good))]


def _zeroed(good: bytes, generator: random.Random) -> bytes:
    start = generator.randrange(len(good))
    return _with(good, start, bytes(generator.randint(1, min(4096, len(good) - start))))


def _with(good: bytes, place: int, part: bytes) -> bytes:
    return good[:place] + part + good[place + len(part) :]


_KINDS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "flipped bit": _flipped_bit,
    "other byte": _other_byte,
    "cut": _cut,
    "zeroed stretch": _zeroed,
}
