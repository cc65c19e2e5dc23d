"""Seconds from the start of the process until the window is painted for the first time, torch not imported.

python tests/benchmarks/window_start.py [--rounds 7]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

CHILD = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
import guitune.gui.app as app

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.objectName() == "main_window":
            print(time.time(), "torch" in sys.modules, flush=True)
            QTimer.singleShot(0, QApplication.instance().closeAllWindows)
        return False

watch = Watch()
make = app.make_application
def make_application(preferences):
    made = make(preferences)
    made.installEventFilter(watch)
    return made
app.make_application = make_application
app.run_window(None)
"""


def main() -> None:
    import time

    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    seconds = []
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        for _round in range(rounds + 1):
            started = time.time()
            ended = subprocess.run(
                [sys.executable, "-c", CHILD], env=environment, capture_output=True, text=True, check=True
            )
            painted, torch_imported = ended.stdout.split()
            assert torch_imported == "False"
            seconds.append(float(painted) - started)
    seconds = seconds[1:]  # the first one warms the disk
    print(
        f"window painted after {statistics.median(seconds):.2f} s (median of {rounds}, "
        f"{min(seconds):.2f} to {max(seconds):.2f} s), torch not imported"
    )


if __name__ == "__main__":
    main()
