"""A project is open in one window at a time: a file in its folder says in which."""

import time
from pathlib import Path

from PySide6.QtCore import QLockFile, QSysInfo

from guitune.core.errors import RunFolderError
from guitune.core.moments import moment
from guitune.i18n import _

LOCK_FILE = "project.lock"


class OpenElsewhereError(RunFolderError):
    """The project in `folder` is open in another window; `is_far` says that it is on another computer."""

    def __init__(self, folder: Path, computer: str, since: float) -> None:
        self.folder = folder
        self.is_far = bool(computer) and computer != QSysInfo.machineHostName()
        sentence = (
            _("This project is open in another GuiTune window on the computer {name}, opened {moment}.")
            if self.is_far
            else _("This project is open in another GuiTune window on this computer, opened {moment}.")
        )
        super().__init__(
            sentence.format(name=computer, moment=moment(since)),
            _("Close it there first, or begin a new project here."),
        )


class ProjectLock:
    """The right to write to a project's folder; given back by `release`, or by the system's end of a process.

    Parameters
    ----------
    folder
        The project's folder, which must exist.

    Attributes
    ----------
    may_write
        Whether `take` found a folder that may be written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.may_write = True
        self._file = QLockFile(str(folder / LOCK_FILE))
        self._file.setStaleLockTime(0)  # only a process that is gone gives it up, however long ago it began

    def take(self) -> "ProjectLock":
        """Take the right, or learn that the folder may only be looked at.

        Raises
        ------
        OpenElsewhereError
            If another window has it.
        """
        if self._file.tryLock(0):
            return self
        match self._file.error():
            case QLockFile.LockError.LockFailedError:
                raise OpenElsewhereError(self.folder, self._file.getLockInfo()[1], self._since())
            case QLockFile.LockError.PermissionError:
                self.may_write = False
        return self  # a full disk keeps nobody from opening a project; saving tells

    def take_over(self) -> "ProjectLock":
        """Take the right from a window on another computer, which the person says is not there any more.

        Raises
        ------
        OpenElsewhereError
            If that does not work.
        """
        (self.folder / LOCK_FILE).unlink(missing_ok=True)
        return self.take()

    def release(self) -> None:
        """Let others open the project."""
        self._file.unlock()

    def _since(self) -> float:
        try:
            return (self.folder / LOCK_FILE).stat().st_mtime
        except OSError:  # it was given up this moment
            return time.time()
