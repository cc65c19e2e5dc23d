"""SIGKILL of a window amid editing and training: which edits are there when it is opened again."""

import hashlib
import json
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from guitune.core.config import RunConfig
from guitune.core.data_choices import Edit, LabelMerge
from guitune.core.errors import GuiTuneError
from guitune.core.runs import RunFolder
from guitune.core.training.checkpoint import last_good_checkpoint

from ..conftest import TOPICS, topic_rows
from .ground import prepare, process, step_of
from .offscreen import OffscreenWindow, make_project

MOST_LOST_SECONDS = 10.0
_EPOCHS = 40
_CLEANING = ("normalize_space", "strip_html", "lower_case")
_SHORTEST_SECONDS, _LONGEST_SECONDS = 0.3, 14.0  # of editing before the kill


@dataclass
class Losses:
    """What the kills cost. Times in seconds, `faults` in words."""

    kills: int = 0
    while_training: int = 0
    edits_made: int = 0
    edits_lost: int = 0
    kills_that_lost: int = 0
    most_seconds_lost: float = 0.0
    lost_too_much: int = 0
    unreadable: int = 0
    runs: int = 0
    unloadable_runs: int = 0
    faults: list[str] = field(default_factory=list)


def kill_while_editing(
    folder: Path, kills: int, seed: int, say: Callable[[str], None], longest: float = _LONGEST_SECONDS
) -> Losses:
    """Edit for up to `longest` seconds in a real window, kill it, open the project again and look; `kills` times."""
    file, checkpoint = prepare(folder)
    figures, generator = Losses(), random.Random(seed)
    for number in range(kills):
        project = folder / f"project-{number}"
        make_project(project, file, checkpoint, _EPOCHS)
        edits, killed_at, training = _edit_and_kill(folder, project, generator, longest)
        figures.kills += 1
        figures.while_training += training
        figures.edits_made += len(edits) - 1
        _judge(folder, project, edits, killed_at, f"kill {number}", figures)
        _judge_runs(project, f"kill {number}", figures)
        shutil.rmtree(project)
        say(f"{figures.kills} kills, {figures.edits_lost} of {figures.edits_made} edits lost")
    return figures


def _edit_and_kill(
    folder: Path, project: Path, generator: random.Random, longest: float
) -> tuple[list[tuple[str, float]], float, bool]:
    """The states that the choices went through and when, the time of the kill, and whether training was on."""
    receiver, child = _started(_edit, folder, project, generator.randrange(2**31))
    if not receiver.poll(60):
        raise TimeoutError((folder / "output.txt").read_text()[-3000:])
    edits: list[tuple[str, float]] = []
    training = False
    end = time.time() + generator.uniform(_SHORTEST_SECONDS, longest)
    while time.time() < end:
        if receiver.poll(max(0.0, end - time.time())):
            digest, when, training = receiver.recv()
            edits.append((digest, when))
    child.kill()
    killed_at = time.time()
    child.join()
    try:
        while receiver.poll():
            digest, when, training = receiver.recv()
            edits.append((digest, when))
    except EOFError:
        pass
    if child.exitcode != -9:
        raise RuntimeError((folder / "output.txt").read_text()[-3000:])
    return edits, killed_at, training


def _judge(
    folder: Path,
    project: Path,
    edits: list[tuple[str, float]],
    killed_at: float,
    kill: str,
    figures: Losses,
) -> None:
    receiver, child = _started(_look, folder, project)
    try:
        found = receiver.recv()
    except EOFError:
        found = None
    child.join()
    states = [digest for digest, _when in edits]
    if found not in states:
        said = (folder / "output.txt").read_text()[-1500:]
        figures.unreadable += 1
        figures.faults.append(f"{kill}: {'other choices than were ever made' if found else said}")
        return
    there = len(states) - 1 - states[::-1].index(found)
    lost = edits[there + 1 :]
    figures.edits_lost += len(lost)
    if lost:
        seconds = killed_at - lost[0][1]
        figures.kills_that_lost += 1
        figures.most_seconds_lost = max(figures.most_seconds_lost, seconds)
        if seconds > MOST_LOST_SECONDS:
            figures.lost_too_much += 1
            figures.faults.append(f"{kill}: {seconds:.1f} s of editing lost")


def _judge_runs(project: Path, kill: str, figures: Losses) -> None:
    for path in (project / "runs").glob("[0-9]*"):
        figures.runs += 1
        run = RunFolder(path)
        if run.is_finished:
            continue
        try:
            config = run.config() if run.config_file.exists() else RunConfig()
            RunFolder.reopen(path, config).unlock()
            step_of(last_good_checkpoint(run.checkpoints))
        except GuiTuneError as error:
            figures.unloadable_runs += 1
            figures.faults.append(f"{kill}: run {path.name}: {error.message} {error.details}")


def _started(act: Callable[..., None], folder: Path, *arguments: Any) -> tuple[Connection, BaseProcess]:
    receiver, sender = Pipe(duplex=False)
    child = process(act, folder, *arguments, sender)
    child.start()
    sender.close()
    return receiver, child


def _edit(folder: Path, project: Path, seed: int, answer: Connection) -> None:
    """Edit until killed, and tell every state of the choices as it is made."""
    shown = OffscreenWindow(folder / "home", folder / "output.txt")
    generator, session = random.Random(seed), shown.session
    shown.open_project(project)

    def tell() -> None:
        answer.send((_digest(session.config), time.time(), session.training.is_running))

    tell()
    session.config_changed.connect(tell)
    while True:
        if generator.random() < 0.03 and not session.blockers():
            shown.window.start_training()
        else:
            generator.choice(_EDITS)(session, generator)
        shown.let_pass(generator.uniform(0.02, 0.2))


def _look(folder: Path, project: Path, answer: Connection) -> None:
    """Open the project as the next start does, and tell what its choices are."""
    shown = OffscreenWindow(folder / "home", folder / "output.txt")
    shown.open_project(project)
    shown.let_pass(0.3)
    answer.send(_digest(shown.session.config))
    answer.close()
    shown.close_window()


def _digest(config: RunConfig) -> str:
    return hashlib.sha256(json.dumps(config.to_json(), sort_keys=True).encode()).hexdigest()


def _change_setting(session: Any, generator: random.Random) -> None:
    session.change_setting("seed", str(generator.randrange(2**31)))


def _change_cleaning(session: Any, generator: random.Random) -> None:
    chosen = tuple(name for name in _CLEANING if generator.random() < 0.5)
    session.change_data("cleaning", cleaning=chosen)


def _merge_labels(session: Any, generator: random.Random) -> None:
    old, new = generator.sample(sorted(TOPICS), 2)
    merges = () if session.config.data.merges else (LabelMerge(old, new),)
    session.change_data("merge", merges=merges)


def _edit_cell(session: Any, generator: random.Random) -> None:
    place = generator.randrange(240)
    text = topic_rows(240)[place][0]
    edit = Edit("file", place + 2, "text", text, f"{text} {generator.random()}", text)
    others = tuple(other for other in session.config.data.edits if other.row != edit.row)
    session.choose_data("edit", replace(session.config.data, edits=(*others, edit)))


def _undo(session: Any, generator: random.Random) -> None:
    session.undo_stack.undo()


_EDITS = (_change_setting, _change_setting, _change_cleaning, _merge_labels, _edit_cell, _edit_cell, _undo)
