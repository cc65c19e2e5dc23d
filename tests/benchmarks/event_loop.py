"""How late the window's event loop answers while a model learns, and how quickly Stop is answered.

    python tests/benchmarks/event_loop.py FILE.csv [--text text --label label] [--model NAME]
        [--seconds 60] [--no-warm-up]

Trains in the real session with the Training page visible and drawing, while a timer that
should come every 10 ms measures how long it takes from one tick to the next. Without a display it runs
offscreen. Then Stop is pressed. The targets: p99 at most 25 ms, nothing over 250 ms, Stop answered in 0.2 s.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
import traceback
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

TICK_MS = 10
TOLD_MS = 40
WORST_TOLD = 12


@dataclass(frozen=True)
class Tick:
    """One interval between two ticks that was too long: when, in which phase, and what the others did."""

    seconds: float
    milliseconds: float
    phase: str
    at_work: str


def main() -> None:
    chosen = arguments()
    home = Path(tempfile.mkdtemp())
    os.environ["XDG_DATA_HOME"], os.environ["XDG_CONFIG_HOME"] = str(home / "data"), str(home / "config")
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    from PySide6.QtCore import QElapsedTimer, Qt, QTimer
    from PySide6.QtWidgets import QApplication, QPushButton

    from guitune.core.config import DataConfig, ModelConfig, RunConfig
    from guitune.core.events import StepCompleted
    from guitune.core.project import Project
    from guitune.core.training_config import TrainingConfig
    from guitune.gui.pages.training import TrainingPage
    from guitune.gui.preferences import Preferences
    from guitune.gui.session import Session
    from guitune.gui.theme import appearance
    from guitune.gui.warm_up import warm_up

    application = QApplication([])
    application.setStyle("Fusion")
    appearance().choose("light")
    session = Session(Preferences(home / "preferences.ini"))
    page = TrainingPage(session)
    page.resize(1280, 690)
    page.show()
    data = DataConfig(str(chosen.file.resolve()), chosen.text, chosen.label)
    training = TrainingConfig(num_epochs=1000, early_stopping_patience=1000)
    config = RunConfig(data, ModelConfig(chosen.model), training)
    session.open_project(Project(home / "Benchmark", config))
    wait(lambda: not session.blockers() and not session.jobs.running)

    clock, started = QElapsedTimer(), time.perf_counter()
    intervals: dict[str, list[float]] = defaultdict(list)
    late: list[Tick] = []

    def on_tick() -> None:
        passed = clock.nsecsElapsed() / 1e6
        clock.start()
        warming = not session.training.is_running
        phase = "(warm-up)" if warming else session.training.history.phase or "starting"
        intervals[phase].append(passed)
        if passed > TOLD_MS:
            late.append(Tick(time.perf_counter() - started, passed, phase, others_at_work()))

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(on_tick)
    timer.start(TICK_MS)
    clock.start()
    if not chosen.no_warm_up:
        session.jobs.start("warm-up", warm_up)
        wait(lambda: not session.jobs.running)
    started, draws = time.perf_counter(), list[float]()
    page.redrawn.connect(lambda: draws.append(time.perf_counter()))
    session.start_training()
    wait(lambda: time.perf_counter() - started > chosen.seconds or not session.training.is_running)
    timer.stop()
    report(intervals, late, len(draws) / (time.perf_counter() - started))

    if session.training.is_running:
        steps: list[float] = []
        session.training.event_arrived.connect(
            lambda event: steps.append(time.perf_counter()) if isinstance(event, StepCompleted) else None
        )
        stop = page.findChild(QPushButton, "stop_button")
        before, pressed = stop.text(), time.perf_counter()
        stop.click()
        answered = time.perf_counter() - pressed
        assert stop.text() != before
        assert not stop.isEnabled()
        wait(lambda: not session.training.is_running)
        acted = f"{1000 * (steps[-1] - pressed):.0f} ms" if steps else "at once"
        print(f"Stop: the button changed after {1000 * answered:.1f} ms; the last step ended after {acted}")
        print(
            f"      ({len(steps)} more steps), and the classifier was there after {time.perf_counter() - pressed:.1f} s"
        )
    session.shut_down()


def wait(until) -> None:
    """Run the event loop until something is true, asked as seldom as not to count."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, asked = QEventLoop(), QTimer()
    asked.timeout.connect(lambda: loop.quit() if until() else None)
    asked.start(100)
    loop.exec()
    asked.stop()


def others_at_work() -> str:
    """Where the other threads stand, innermost first: one of them has just given back the interpreter."""
    here = threading.get_ident()
    places = []
    for thread, frame in sys._current_frames().items():
        if thread != here:
            calls = traceback.extract_stack(frame)[::-1][:3]
            places.append(
                " < ".join(f"{Path(call.filename).name}:{call.lineno} {call.name}" for call in calls)
            )
    return " | ".join(places)


def report(intervals: dict[str, list[float]], late: list[Tick], draws: float) -> None:
    print(f"{'phase':16} {'ticks':>6} {'p50':>7} {'p99':>7} {'max':>7}   milliseconds from tick to tick")
    training = [one for phase, some in intervals.items() if phase != "(warm-up)" for one in some]
    for phase, measured in [*intervals.items(), ("while training", training)]:
        ranked = sorted(measured)
        p50, p99 = (ranked[min(len(ranked) - 1, int(share * len(ranked)))] for share in (0.5, 0.99))
        print(f"{phase:16} {len(ranked):6} {p50:7.1f} {p99:7.1f} {ranked[-1]:7.1f}")
    print(f"The page was drawn {draws:.1f} times a second.")
    for tick in sorted(late, key=lambda tick: -tick.milliseconds)[:WORST_TOLD]:
        print(f"{tick.milliseconds:7.1f} ms after {tick.seconds:5.1f} s, {tick.phase}: {tick.at_work}")


def arguments() -> argparse.Namespace:
    from guitune.core.config import BUNDLED_CHECKPOINT

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", default="text")
    parser.add_argument("--label", default="label")
    parser.add_argument("--model", default=BUNDLED_CHECKPOINT)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--no-warm-up", action="store_true", help="start without the libraries loaded")
    return parser.parse_args()


if __name__ == "__main__":
    main()
