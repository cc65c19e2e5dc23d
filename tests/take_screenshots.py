"""Pictures of every tab of the real window, in both looks and languages.

    python tests/take_screenshots.py PROJECT_DIR OUT_DIR [--size 1280x800] [--scale 1] [--readme]

PROJECT_DIR is a project with a finished run, as `guitune --demo --out PROJECT_DIR` leaves it; it is copied first
and trained once more for the picture of a running training. With --readme only the pictures that README shows
are made, into resources/screenshots.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SENTENCES = (
    "You took the money for the toaster twice, please look at my card statement.",
    "It's been nine days and the tracking page still says the parcel is in Rotterdam.",
    "The new lamp hums like a fridge and then goes dark after ten minutes.",
)
README = Path(__file__).parents[1] / "resources" / "screenshots"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=README)
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--scale", default="1")
    parser.add_argument("--readme", action="store_true")
    chosen = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = chosen.scale
    with tempfile.TemporaryDirectory() as home:
        for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            os.environ[variable] = home
        copy = Path(home) / "Customer messages"
        shutil.copytree(chosen.project, copy)
        width, height = map(int, chosen.size.split("x"))
        photograph(copy, chosen.out, (width, height), readme=chosen.readme)


def photograph(project: Path, out: Path, size: tuple[int, int], *, readme: bool) -> None:
    from PySide6.QtWidgets import QPlainTextEdit

    from guitune.core.project import Project
    from guitune.gui.app import make_application
    from guitune.gui.main_window import PAGES, MainWindow
    from guitune.gui.preferences import Preferences
    from guitune.gui.session import Session

    preferences = Preferences(project.parent / "preferences.ini")
    preferences.theme, preferences.language = "light", "en"
    application = make_application(preferences)
    session = Session(preferences)
    window = MainWindow(session)
    window.resize(*size)
    window.show()
    out.mkdir(parents=True, exist_ok=True)

    def wait(until: Callable[[], bool], seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            application.processEvents()
            time.sleep(0.005)

    def rest(seconds: float = 0.6) -> None:
        wait(lambda: False, seconds)

    def quiet() -> None:
        wait(lambda: not session.jobs.running and not session.data.is_reading)
        rest()

    def picture(name: str) -> None:
        window.grab().save(str(out / f"{name}.png"), "PNG", 0)

    session.open_project(Project.open(project))
    wait(lambda: session.classifier.state == "ready")
    quiet()
    window.show_page("try_it")
    for sentence in SENTENCES:
        box = window.findChild(QPlainTextEdit, "try_text")
        box.setPlainText(sentence)
        rest(2.5)
    for language in ("en",) if readme else ("en", "zh_CN"):
        for look in ("light", "dark"):
            window.choose_language(language)
            window.choose_theme(look)
            for name, _title, _kind in PAGES:
                window.show_page(name)
                quiet()
                if not readme or (look, name) in (
                    ("light", "data"),
                    ("light", "results"),
                    ("dark", "try_it"),
                ):
                    picture(f"{name}-{look}" if readme else f"{name}-{look}-{language}")
    window.choose_language("en")
    for look in ("light",) if readme else ("light", "dark"):
        window.choose_theme(look)
        window.start_training()
        wait(lambda: len(session.training.history.evaluations) >= 5)
        rest()
        picture(f"training-running-{look}")
        session.training.stop_and_save()
        wait(lambda: not session.training.is_running)
    window.close()


if __name__ == "__main__":
    main()
