"""Keeps two programs from training one run at the same time; the system lets go of it when a program dies."""

from pathlib import Path

from filelock import FileLock, Timeout

from guitune.core.errors import RunFolderError
from guitune.i18n import _

LOCK = ".lock"
_PATIENCE_SECONDS = 0.5  # others look only for a moment whether it is held


class RunLock:
    """The lock of one run's folder.

    Parameters
    ----------
    folder
        Where the run is; the lock is a file in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: FileLock | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises
        ------
        RunFolderError
            If another holds it.
        OSError
            If the folder cannot be written.
        """
        lock = FileLock(self._folder / LOCK, thread_local=False)
        try:
            lock.acquire(timeout=_PATIENCE_SECONDS)
        except Timeout:
            raise RunFolderError(
                _("The run in {folder} is being trained by another GuiTune.").format(folder=self._folder),
                _("Wait for its end, or stop it there first."),
            ) from None
        self._lock = lock

    def release(self) -> None:
        """Give the lock back, if this one holds it."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @property
    def is_held(self) -> bool:
        """Whether anyone holds the lock, be it this one."""
        if self._lock is not None:
            return True
        if not (self._folder / LOCK).is_file():
            return False
        try:
            with FileLock(self._folder / LOCK, thread_local=False).acquire(timeout=0):
                return False
        except Timeout:
            return True
        except OSError:  # a folder that cannot be written is not trained in
            return False
