"""Opens a project for one window; runs on a job's thread."""

from pathlib import Path

from guitune.core.errors import RunFolderError
from guitune.core.project_recovery import OpenedProject, holds_project, open_with_recovery
from guitune.gui.project_lock import ProjectLock
from guitune.i18n import _


def open_locked(folder: Path, *, take_over: bool = False) -> tuple[OpenedProject, ProjectLock]:
    """The project in `folder` and the right to write to it.

    Raises
    ------
    OpenElsewhereError
        If another window has it; one on another computer loses it with `take_over`.
    RunFolderError
        If the folder holds no project, or one that cannot be opened.
    """
    if not holds_project(folder):
        raise RunFolderError(
            _("{folder} holds no GuiTune project.").format(folder=folder),
            _("Choose the folder that holds project.json."),
        )
    lock = ProjectLock(folder)
    if take_over:
        lock.take_over()
    else:
        lock.take()
    try:
        return open_with_recovery(folder), lock
    except BaseException:
        lock.release()
        raise
