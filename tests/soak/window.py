"""Start, pause, resume, stop and close in the real window, over and over."""

import gc
import random
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from .ground import prepare, process, resident_megabytes
from .offscreen import OffscreenWindow, make_project

_WARM_ROUNDS = 100
_EPOCHS = 15
_ENDINGS = ("stop and keep", "stop and save", "put away", "close", "close", "run out")


@dataclass
class Rounds:
    """What came of the rounds; `most_threads` counts the system's threads after a window was closed."""

    rounds: int = 0
    started: int = 0
    resumed: int = 0
    paused: int = 0
    ended_by: dict[str, int] = field(default_factory=dict)
    windows: int = 0
    exit_code: int | None = None
    leaked_threads: int = 0
    threads_at_first: int = 0
    threads_at_last: int = 0
    megabytes_when_warm: float = 0.0
    megabytes_at_last: float = 0.0
    faults: list[str] = field(default_factory=list)


def press_everything(folder: Path, rounds: int, seed: int, say: Callable[[str], None]) -> Rounds:
    """Go through `rounds` runs in one process; every window is closed in the end, most amid training."""
    file, checkpoint = prepare(folder)
    receiver, sender = Pipe(duplex=False)
    output = folder / "output.txt"
    child = process(_press, folder, file, checkpoint, rounds, seed, sender, output)
    child.start()
    sender.close()
    figures = Rounds()
    try:
        while True:
            figures = receiver.recv()
            say(f"{figures.rounds} rounds, {figures.windows} windows, {figures.megabytes_at_last:.0f} MB")
    except EOFError:
        child.join()
    figures.exit_code = child.exitcode
    if child.exitcode != 0 or figures.rounds < rounds:
        figures.faults.append(f"the process ended with {child.exitcode}: {output.read_text()[-3000:]}")
    return figures


def _press(
    folder: Path, file: Path, checkpoint: Path, rounds: int, seed: int, answer: Connection, output: Path
) -> None:
    shown = OffscreenWindow(folder / "home", output)
    generator, figures = random.Random(seed), Rounds()
    warm = min(_WARM_ROUNDS, rounds // 2)
    project = _new_project(folder, file, checkpoint, shown, figures)
    for number in range(rounds):
        ending = generator.choice(_ENDINGS) if number + 1 < rounds else "close"
        _one_round(shown, ending, generator, figures)
        figures.rounds += 1
        figures.ended_by[ending] = figures.ended_by.get(ending, 0) + 1
        if ending == "close":
            shown.close_window()
            shutil.rmtree(project)
            _count_threads(figures)
            figures.megabytes_at_last = resident_megabytes()
            if figures.rounds <= warm or not figures.megabytes_when_warm:
                figures.megabytes_when_warm = figures.megabytes_at_last
            answer.send(figures)
            if figures.rounds < rounds:
                shown.open_window()
                project = _new_project(folder, file, checkpoint, shown, figures)
    answer.close()


def _new_project(folder: Path, file: Path, checkpoint: Path, shown: OffscreenWindow, figures: Rounds) -> Path:
    project = folder / f"project-{figures.windows}"
    make_project(project, file, checkpoint, _EPOCHS)
    shown.open_project(project)
    figures.windows += 1
    return project


def _one_round(shown: OffscreenWindow, ending: str, generator: random.Random, figures: Rounds) -> None:
    session, training = shown.session, shown.session.training
    unfinished = [summary.run for summary in training.runs if summary.state == "stopped"]
    shown.wait_until(lambda: not session.blockers())
    if unfinished and generator.random() < 0.5:
        training.resume(generator.choice(unfinished))
        figures.resumed += 1
    else:
        shown.window.start_training()
        figures.started += 1
    for _act in range(generator.randrange(4)):
        shown.let_pass(generator.uniform(0, 0.4))
        if training.can_pause:
            training.pause()
            figures.paused += 1
        elif training.state == "paused":
            training.resume_paused()
    shown.let_pass(generator.uniform(0, 0.8))
    match ending:
        case "stop and keep":
            training.stop_and_keep()
        case "stop and save":
            training.stop_and_save()
        case "put away" if training.current_run is not None:
            training.put_away(training.current_run.path)
        case "close":
            return
    shown.wait_until(lambda: _goes_on_by_itself(shown))


def _goes_on_by_itself(shown: OffscreenWindow) -> bool:
    """Whether the run has ended; one that waits is let go on."""
    training = shown.session.training
    if training.state == "paused":
        training.resume_paused()
    return not training.is_running


def _count_threads(figures: Rounds) -> None:
    """Threads of Qt that outlived their window, and all of the system's."""
    import shiboken6
    from PySide6.QtCore import QThread

    gc.collect()
    threads = [
        item for item in gc.get_objects() if issubclass(type(item), QThread) and type(item) is not QThread
    ]
    figures.leaked_threads += sum(shiboken6.isValid(item) and item.isRunning() for item in threads)
    count = (
        len(list(Path("/proc/self/task").iterdir()))
        if Path("/proc/self/task").exists()
        else threading.active_count()
    )
    figures.threads_at_first = figures.threads_at_first or count
    figures.threads_at_last = count
