"""Runs that were discarded: put away beside the others, so that they can come back until they are purged."""

import shutil
from pathlib import Path

from guitune.core.errors import RunFolderError
from guitune.core.files import explained, sync
from guitune.core.runs import RunFolder
from guitune.i18n import _

_PLACE = ".discarded"


def put_away(run: Path) -> None:
    """Move a run from `runs/<name>` to `runs/.discarded/<name>`.

    Raises
    ------
    RunFolderError
        If somebody trains it, it is not there any more, or the system refuses.
    """
    if RunFolder(run).is_being_trained:
        raise RunFolderError(
            _("The run in {folder} is being trained by another GuiTune.").format(folder=run),
            _("Stop it there first, then discard it."),
        )
    _move(run, _away(run))


def bring_back(run: Path) -> None:
    """Move a run that was put away back to where it was.

    Raises
    ------
    RunFolderError
        If it was purged, its place is taken, or the system refuses.
    """
    _move(_away(run), run)


def discarded_runs(project: Path) -> list[Path]:
    """Where the runs of the project in this folder stood before they were put away."""
    runs = project / "runs"
    return [runs / path.name for path in sorted((runs / _PLACE).glob("*")) if path.is_dir()]


def purge(project: Path) -> None:
    """Delete for good what was put away; what the system refuses to delete stays for the next time."""
    shutil.rmtree(project / "runs" / _PLACE, ignore_errors=True)


def _away(run: Path) -> Path:
    return run.parent / _PLACE / run.name


def _move(source: Path, target: Path) -> None:
    if not source.is_dir():
        raise RunFolderError(
            _("There is no run in {folder} any more.").format(folder=source),
            _("It was moved or deleted by another program."),
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            raise FileExistsError(f"{target} exists")
        source.rename(target)
        sync(target.parent)
        sync(source.parent)
    except OSError as error:
        raise explained(error, target.parent) from error
