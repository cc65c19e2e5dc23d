"""A project is open in one window at a time: a file in its folder says in which."""

import os
import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile, QSysInfo

from guitune.core.errors import RunFolderError
from guitune.core.moments import moment
from guitune.core.setting_aside import set_aside
from guitune.i18n import _

LOCK_FILE = "project.lock"
_WRITTEN_AFTER_MS, _PATIENCE_MS = 50, 120  # a window takes far less to write the lock that it has made


class OpenElsewhereError(RunFolderError):
    """The project in `folder` is open in another window; `is_far` says that it is on another computer."""

    def __init__(self, folder: Path, computer: str, since: float) -> None:
        self.folder = folder
        self.is_far = _is_far(computer)
        sentence = (
            _("“{project}” is open in another GuiTune window on the computer {name}, opened {moment}.")
            if self.is_far
            else _("“{project}” is open in another GuiTune window on this computer, opened {moment}.")
        )
        super().__init__(
            sentence.format(project=folder.name, name=computer, moment=moment(since)),
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
        self._held: os.stat_result | None = None

    def take(self) -> "ProjectLock":
        """Take the right, or learn that the folder may only be looked at.

        Raises
        ------
        OpenElsewhereError
            If another window has it.
        """
        if self._file.tryLock(0) or self._take_left_behind():
            with suppress(OSError):
                self._held = (self.folder / LOCK_FILE).stat()
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
        if self.is_of(self.folder):
            with suppress(OSError):  # where the folder is now, which Qt does not know
                (self.folder / LOCK_FILE).unlink()
        self._file.unlock()
        self._held = None

    def is_of(self, folder: Path) -> bool:
        """Whether this is the right to the project in `folder`, which may have been renamed since."""
        try:
            found = (folder / LOCK_FILE).stat()
        except OSError:
            return folder.resolve() == self.folder.resolve()
        return self._held is not None and os.path.samestat(self._held, found)

    def go_along(self, folder: Path) -> None:
        """Keep the right to a project whose folder was renamed or moved."""
        self.folder = folder

    def _take_left_behind(self) -> bool:
        """Take the right where the file that says otherwise is damaged, or was copied along with a folder.

        A window holds its file as long as it lives, which Qt asks the system before it takes away one that
        counts as old. Over a network that is not certain, so that the computer's name decides there.
        """
        if self._file.error() != QLockFile.LockError.LockFailedError or _is_far(self._file.getLockInfo()[1]):
            return False
        file = self.folder / LOCK_FILE
        if file.is_dir() or file.is_symlink():
            with suppress(OSError):
                set_aside(file)
        self._file.setStaleLockTime(_WRITTEN_AFTER_MS)
        taken = self._file.tryLock(_PATIENCE_MS)
        self._file.setStaleLockTime(0)
        return taken

    def _since(self) -> float:
        try:
            return (self.folder / LOCK_FILE).stat().st_mtime
        except OSError:  # it was given up this moment
            return time.time()


def _is_far(computer: str) -> bool:
    return bool(computer) and computer != QSysInfo.machineHostName()
