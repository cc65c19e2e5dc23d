"""How soon every label moves after a key: from the key's event to the bars painted, on the Try it page.

    python tests/benchmarks/try_it_latency.py PROJECT [--keys 120] [--rate 10] [--window]

PROJECT is a folder with a finished run; it is copied first. The texts are typed key by key at a steady rate
by a clock that does not wait for answers. A key counts as answered when bars have been painted that show the
text with it, or with keys after it where it was overtaken.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

TEXTS = (
    "You charged my card twice and I want one of them back before Friday. ",
    "tracking hasnt moved since tuesday, where is my parcel?? ",
    "The app logs me out every hour and the code never arrives by mail. ",
)
SETTLED_S = 2.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("project", type=Path)
    parser.add_argument("--keys", type=int, default=120)
    parser.add_argument("--rate", type=float, default=10, help="keys per second")
    parser.add_argument("--window", action="store_true", help="on the real screen")
    chosen = parser.parse_args()
    if not chosen.window:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"

    from PySide6.QtCore import QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QPlainTextEdit

    import guitune  # noqa: F401 - puts the process offline before transformers is imported
    from guitune.core.project import Project
    from guitune.gui.pages.try_it import TryItPage
    from guitune.gui.preferences import Preferences
    from guitune.gui.session import Session
    from guitune.gui.theme import appearance
    from guitune.gui.widgets.probability_bars import ProbabilityBars

    application = QApplication([])
    application.setStyle("Fusion")
    appearance().choose("light")
    pressed: list[float] = []
    painted: dict[int, float] = {}  # number of keys in the text that the bars show: when it was first painted
    answered = 0

    def paint_event(bars: ProbabilityBars, event) -> None:
        super(ProbabilityBars, bars).paintEvent(event)
        if answered:
            painted.setdefault(answered, time.perf_counter())

    ProbabilityBars.paintEvent = paint_event
    home = Path(tempfile.mkdtemp())
    session = Session(Preferences(home / "preferences.ini"))
    session.open_project(Project.open(Path(shutil.copytree(chosen.project, home / "project"))))
    page = TryItPage(session)
    page.setProperty("page", "try_it")
    page.resize(1280, 690)
    page.show()
    while session.classifier.state != "ready" or session.jobs.running:
        application.processEvents()
        time.sleep(0.01)

    def on_answered(answer) -> None:
        nonlocal answered
        answered = len(answer.text)

    session.classifier.answered.connect(on_answered)
    box = page.findChild(QPlainTextEdit, "try_text")
    keys = ("".join(TEXTS) * chosen.keys)[: chosen.keys]

    def press() -> None:
        pressed.append(time.perf_counter())
        QTest.keyClick(box, keys[len(pressed) - 1])
        if len(pressed) == len(keys):
            clock.stop()
            QTimer.singleShot(int(SETTLED_S * 1000), application.quit)

    clock = QTimer()
    clock.setInterval(round(1000 / chosen.rate))
    clock.timeout.connect(press)
    clock.start()
    application.exec()
    session.shut_down()
    shutil.rmtree(home)

    waits = []
    for number, when in enumerate(pressed, start=1):
        shown = [moment for length, moment in painted.items() if length >= number]
        waits.append((min(shown) - when) * 1000 if shown else float("inf"))
    quantiles = statistics.quantiles(waits, n=20)
    seconds = pressed[-1] - pressed[0]
    print(
        f"{len(waits)} keys at {(len(waits) - 1) / seconds:.1f}/s on {os.cpu_count()} cores, load "
        f"{os.getloadavg()[0]:.1f}: key to painted bars p50 {statistics.median(waits):.0f} ms, "
        f"p95 {quantiles[-1]:.0f} ms, longest {max(waits):.0f} ms; "
        f"{len(waits) - len(painted)} keys were overtaken by the next"
    )


if __name__ == "__main__":
    main()
