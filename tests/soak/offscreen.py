"""The real window in a process of its own, without a screen."""

import faulthandler
import os
import time
from collections.abc import Callable
from pathlib import Path

from guitune.core.project import Project

from .ground import quietly


class OffscreenWindow:
    """The main window on a project, driven from outside by letting time pass.

    Parameters
    ----------
    home
        Where preferences, models and untitled projects go.
    output
        The file that takes what is printed.
    """

    def __init__(self, home: Path, output: Path) -> None:
        quietly(output)
        faulthandler.enable()
        os.environ.update(
            QT_QPA_PLATFORM="offscreen",
            XDG_DATA_HOME=str(home / "data"),
            XDG_CONFIG_HOME=str(home / "config"),
        )
        from guitune.gui.app import make_application
        from guitune.gui.preferences import Preferences

        self._home = home
        self.application = make_application(Preferences(home / "preferences.ini"))
        self.open_window()

    def open_window(self) -> None:
        """Show a new window with a session of its own."""
        from guitune.gui.main_window import MainWindow
        from guitune.gui.preferences import Preferences
        from guitune.gui.session import Session

        self.session = Session(Preferences(self._home / "preferences.ini"))
        self.window = MainWindow(self.session)
        self.session.new_project()
        self.window.show()

    def open_project(self, folder: Path) -> None:
        """Open a project as a person does and wait until its data are read."""
        self.window.open_path(folder)
        self.wait_until(lambda: self.session.project.folder == folder)
        self.wait_until(lambda: not self.session.data.is_reading)

    def close_window(self) -> None:
        """Save and close, whatever runs, and let go of the window."""
        self.window.save_and_close()
        self.wait_until(lambda: not self.session.training.is_running)
        self.window.close()
        self.let_pass(0.02)
        self.window.deleteLater()
        self.session.deleteLater()
        del self.window, self.session
        self.let_pass(0.05)

    def let_pass(self, seconds: float) -> None:
        """Let the window work for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._work()
            time.sleep(min(left, 0.002))
        self._work()

    def wait_until(self, done: Callable[[], bool], seconds: float = 60) -> None:
        """Let the window work until `done`.

        Raises
        ------
        TimeoutError
            If that takes too long.
        """
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                raise TimeoutError("the window got stuck")
            self.let_pass(0.005)

    def _work(self) -> None:
        from PySide6.QtCore import QEvent

        self.application.processEvents()
        self.application.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # else only `exec` deletes


def make_project(folder: Path, file: Path, checkpoint: Path, epochs: int) -> None:
    """A project on the topics whose training takes a second or so per hundred rounds."""
    from guitune.core.config import DataConfig, ModelConfig, RunConfig
    from guitune.core.files import sha256_of
    from guitune.core.training_config import TrainingConfig

    config = RunConfig(
        DataConfig(str(file), "text", "topic"),
        ModelConfig(str(checkpoint)),
        TrainingConfig(
            num_epochs=epochs,
            learning_rate=1e-3,
            layer_decay=1.0,
            batch_size=16,
            early_stopping_patience=epochs,
        ),
    )
    Project(folder, config, sha256_of(file)).save()
