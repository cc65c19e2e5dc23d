"""Opening, saving and making projects, with the dialogs that ask where."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from guitune.core.errors import GuiTuneError
from guitune.core.project_recovery import OpenedProject
from guitune.gui.closing_questions import ask_to_lose_changes
from guitune.gui.file_dialogs import ask_for_data_file
from guitune.gui.project_lock import OpenElsewhereError, ProjectLock
from guitune.gui.project_opening import open_locked
from guitune.gui.recovery_state import Note
from guitune.gui.session import Session
from guitune.i18n import _


class ProjectActs(QObject):
    """What the File menu and drops do; dialogs belong to `window`."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window

    def open_project(self, folder: Path, *, take_over: bool = False) -> None:
        """Open the project in a folder, read in the background.

        With `take_over` also one that a window on another computer has not given back.
        """
        session = self._session
        if self._refused():
            return
        if session.saving.holds(folder):
            if folder.resolve() != session.project.folder.resolve():  # it was moved since
                session.go_along(folder)
            return
        session.recovery.end("open_elsewhere")
        job = session.jobs.start(
            _("Opening the project"), lambda _job: open_locked(folder, take_over=take_over)
        )
        job.succeeded.connect(self._on_project_read)
        job.failed.connect(self._on_opening_failed)

    @Slot(object)
    def _on_project_read(self, found: tuple[OpenedProject, ProjectLock]) -> None:
        opened, lock = found
        if self._refused():
            lock.release()
        else:
            self._leave(lambda: self._session.open_found(opened, lock), lock.release)

    @Slot(object)
    def _on_opening_failed(self, error: GuiTuneError) -> None:
        if isinstance(error, OpenElsewhereError):
            self._session.recovery.tell(Note("open_elsewhere", error, folder=error.folder))
        else:
            self._session.problem_occurred.emit(error)

    @Slot()
    def on_new_project(self) -> None:
        """Begin an empty project."""
        if not self._refused():
            self._leave(self._session.new_project)

    @Slot()
    def on_open_project(self) -> None:
        """Ask for a project's folder and open it."""
        if self._refused():
            return
        folder = QFileDialog.getExistingDirectory(
            self._window, _("Open a project"), str(self._session.project.folder.parent)
        )
        if folder:
            self.open_project(Path(folder))

    @Slot()
    def on_save(self) -> None:
        """Make what was chosen part of the project, or of another one where it may only be looked at."""
        if self._session.saving.may_write:
            self._session.save()
        else:
            self.on_save_as()

    @Slot()
    def on_save_as(self) -> None:
        """Ask for a name and go on there with a copy of the project."""
        if self._refused():
            return
        start = Path.home() / self._session.project.name
        chosen, _filter = QFileDialog.getSaveFileName(
            self._window,
            _("Save the project as a folder"),
            str(start),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self._session.save_as(Path(chosen))

    @Slot()
    def on_open_file(self) -> None:
        """Ask for a data file and open it."""
        file = ask_for_data_file(self._window, self._session.preferences)
        if file is not None:
            self._session.open_file(file)

    def _leave(self, go_on: Callable[[], None], stay: Callable[[], None] = lambda: None) -> None:
        """Save the open project and go on to another; the person is asked where that would lose changes."""
        error = self._session.saving.save_pending()
        if error is None:
            go_on()
        else:
            ask_to_lose_changes(self._window, error, go_on, self.on_save_as, stay)

    def _refused(self) -> bool:
        """While a run goes on, or it is copied, a project stays open."""
        training = self._session.training
        if training.is_running:
            error = GuiTuneError(
                _("The model of this project is still learning."),
                _("Stop the training first, or wait for its end."),
            )
        elif training.held:
            error = GuiTuneError(training.held, _("Wait a moment, then try again."))
        else:
            return False
        self._session.problem_occurred.emit(error)
        return True
