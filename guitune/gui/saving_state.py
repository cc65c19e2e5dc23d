"""Keeps the open project on disk: choices beside it as they are made, the project itself when it is saved."""

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from guitune.core.errors import GuiTuneError, RunFolderError
from guitune.core.project import AUTOSAVE_FILE, PROJECT_FILE, Project, claim_folder
from guitune.gui.jobs import Job, Jobs
from guitune.gui.project_lock import ProjectLock
from guitune.i18n import _

_QUIET_MS, _LONGEST_S = 400, 1.5


class FolderGoneError(RunFolderError):
    """The open project's folder was moved, renamed or deleted by something else."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("The project's folder {folder} is no longer there, so nothing can be saved.").format(
                folder=folder
            ),
            _("Put it back in its place, open it from its new one, or save the project as another one."),
        )


class SavingState(QObject):
    """Writes the project of a session.

    A new project gets its folder with the first change, since no two windows may share one.

    Attributes
    ----------
    error
        Why the latest choices could not be written; None where they were.
    may_write
        Whether the project is this window's to change on disk.

    Signals
    -------
    changed
        Something is to be written, was written, or could not be.
    written(Project)
        Everything chosen so far is on disk.
    failed(GuiTuneError)
        It could not be written.
    folder_taken(Path)
        The new project was given this folder.
    """

    changed = Signal()
    written = Signal(object)
    failed = Signal(object)
    folder_taken = Signal(object)

    def __init__(self, project: Project, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.error: GuiTuneError | None = None
        self.may_write = True
        self._jobs = jobs
        self._project = self._stored = project
        self._lock: ProjectLock | None = None
        self._is_new = True
        self._job: Job | None = None
        self._job_project = project
        self._job_is_save = self._save_is_due = False
        self._changed_at: float | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_due)

    @property
    def is_pending(self) -> bool:
        """Whether the latest choices are not on disk yet."""
        return self._timer.isActive() or self._job is not None

    @property
    def is_changed(self) -> bool:
        """Whether something was chosen that is not part of `project.json` yet."""
        return self._project != self._stored

    @property
    def is_new(self) -> bool:
        """Whether the project has no folder yet."""
        return self._is_new

    def show_project(self, project: Project, lock: ProjectLock | None) -> None:
        """Follow another project; the one before was released. Without a lock it is only looked at."""
        self._project = self._stored = project
        self._lock, self._is_new = lock, lock is None and not project.folder.exists()
        self.may_write = self._is_new or (lock is not None and lock.may_write)
        self.error = None
        self.changed.emit()

    def holds(self, folder: Path) -> bool:
        """Whether this window has that project open, wherever it was moved since."""
        return self._lock is not None and self._lock.is_of(folder)

    def follow(self, project: Project) -> None:
        """Keep what was chosen, after a moment in which more may be chosen."""
        self._project = project
        now = time.monotonic()
        if self._changed_at is None:
            self._changed_at = now
        if not self._timer.isActive() or now - self._changed_at < _LONGEST_S:
            self._timer.start(_QUIET_MS)
        self.changed.emit()

    @Slot()
    def save(self) -> None:
        """Make everything chosen so far part of `project.json`, in the background."""
        self._save_is_due = True
        self._on_due()

    def take_folder(self) -> bool:
        """Have a folder to write to, now; whether there is one. If not, `failed` was told."""
        try:
            self._require_folder()
        except GuiTuneError as error:
            self._fail(error)
            return False
        return self.may_write

    def take_name(self, project: Project) -> None:
        """The new project is called otherwise than was thought."""
        self._project, self._stored = project, replace(self._stored, folder=project.folder)

    def go_along(self, project: Project) -> None:
        """The open project's folder was renamed or moved to where `project` says."""
        self._await_job()
        if self._lock is not None:
            self._lock.go_along(project.folder)
        self._stored, self.error = replace(self._stored, folder=project.folder), None
        self.follow(project)

    def save_pending(self) -> GuiTuneError | None:
        """Make what is not on disk yet part of `project.json`, now, as when the project is closed.

        What keeps it from being saved; None where nothing would be lost by closing the project.
        """
        self._await_job()
        self._timer.stop()
        self._changed_at, self._save_is_due = None, False
        if not self.may_write:
            return _only_to_look_at() if self._has_choices_to_lose() else None
        if not (self.is_changed or self._is_only_kept_beside()):
            return None
        try:
            self._require_folder()
            self._project.save()
        except GuiTuneError as error:
            self.error = error
        else:
            self._stored, self.error = self._project, None
            self.written.emit(self._project)
        self.changed.emit()
        return self.error

    def release(self) -> None:
        """Let others open the project."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _await_job(self) -> None:
        if self._job is not None:
            self._job.wait()
            self._job = None

    def _require_folder(self) -> None:
        """Have a folder, made now for a new project; raises where there is none."""
        if self._is_new:
            folder = claim_folder(self._project.folder)
            self._lock, self._is_new = ProjectLock(folder).take(), False
            self.folder_taken.emit(folder)
        elif self.may_write and not self._project.folder.is_dir():
            raise FolderGoneError(self._project.folder)

    def _has_choices_to_lose(self) -> bool:
        """Whether the person chose or typed anything since; that the data were read is no choice."""
        return self._project != replace(self._stored, data_sha256=self._project.data_sha256)

    def _is_only_kept_beside(self) -> bool:
        folder = self._project.folder
        return (
            not self._is_new
            and folder.is_dir()
            and (not (folder / PROJECT_FILE).is_file() or (folder / AUTOSAVE_FILE).is_file())
        )

    @Slot()
    def _on_due(self) -> None:
        if self._job is not None:  # the newer choices are written after it
            self._timer.start(_QUIET_MS)
            return
        self._timer.stop()
        self._changed_at = None
        is_save, self._save_is_due = self._save_is_due, False
        nothing_to_do = self._is_new and not (is_save or self.is_changed)
        if nothing_to_do or not self.take_folder():
            self.changed.emit()
            return
        project = self._project
        work = project.save if is_save else project.autosave if self.is_changed else project.forget_autosave
        self._job_project, self._job_is_save = project, is_save
        self._job = self._jobs.start(_("Saving the project"), lambda _job: work())
        self._job.succeeded.connect(self._on_written)
        self._job.failed.connect(self._on_write_failed)
        self.changed.emit()

    @Slot()
    def _on_written(self) -> None:
        if self.sender() is not self._job:
            return
        if self._job_is_save:
            self._stored = self._job_project
        self._job = None
        self.error = None
        self.written.emit(self._job_project)
        self.changed.emit()

    @Slot(object)
    def _on_write_failed(self, error: GuiTuneError) -> None:
        if self.sender() is self._job:
            self._job = None
            gone = not self._project.folder.is_dir()
            self._fail(FolderGoneError(self._project.folder) if gone else error)

    def _fail(self, error: GuiTuneError) -> None:
        self.error = error
        self.failed.emit(error)
        self.changed.emit()


def _only_to_look_at() -> GuiTuneError:
    return GuiTuneError(
        _("This project can only be looked at here."),
        _("Save the project as another one to go on with it."),
    )
