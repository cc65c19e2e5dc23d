"""Opening a project after anything: a window that was killed, a damaged file, a folder that was moved."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from guitune.core.config import RunConfig
from guitune.core.errors import GuiTuneError, RunFolderError
from guitune.core.files import is_there, leads_out, links_out, sha256_of
from guitune.core.inference.tried import TRIED_FILE
from guitune.core.moments import moment
from guitune.core.project import (
    AUTOSAVE_FILE,
    PREVIOUS_FILE,
    PROJECT_FILE,
    DamagedProjectError,
    Project,
)
from guitune.core.setting_aside import set_aside
from guitune.i18n import _

_WRITTEN = tuple(
    name + ending
    for name in (PROJECT_FILE, PREVIOUS_FILE, AUTOSAVE_FILE, TRIED_FILE)
    for ending in ("", ".partial")
)
_RUNS = "runs"


@dataclass(frozen=True)
class OpenedProject:
    """A project, and what its opening brought to light.

    Attributes
    ----------
    autosaved
        What was chosen after the project was saved last, by a window that was not closed; None where
        everything is in the project.
    told
        What the person is to know of files that were damaged, and what was done about it.
    """

    project: Project
    autosaved: Project | None = None
    told: tuple[GuiTuneError, ...] = ()


def holds_project(folder: Path) -> bool:
    """Whether there is a project in `folder`, or what a window that was killed has kept of a new one."""
    return any((folder / name).is_file() for name in (PROJECT_FILE, AUTOSAVE_FILE))


def open_with_recovery(folder: Path) -> OpenedProject:
    """The project in `folder`, with whatever of it can be found where its files are damaged or were moved.

    A damaged file is set aside; the newest readable one of `autosave.json`, `project.previous.json` and the
    choices of the latest run takes the place of a damaged `project.json`. Where there is none, but work that
    was done, the choices begin anew.

    Raises
    ------
    RunFolderError
        If the folder holds no project, one that cannot be read at all, or links that lead out of it.
    """
    _require_no_links_out(folder)
    if not (folder / PROJECT_FILE).exists() and (folder / AUTOSAVE_FILE).is_file():  # never saved so far
        kept = Project.open(folder, AUTOSAVE_FILE)
        return OpenedProject(Project(folder, RunConfig()), _with_found_data(kept))
    told: list[GuiTuneError] = []
    try:
        project = Project.open(folder)
    except DamagedProjectError as error:
        project, sentence = _replacement(folder, error)
        told.append(sentence)
    autosaved = _newer_autosave(project, told)
    return OpenedProject(
        _with_found_data(project), _with_found_data(autosaved) if autosaved else None, tuple(told)
    )


def _require_no_links_out(folder: Path) -> None:
    outside = [name for name in (*_WRITTEN, _RUNS) if leads_out(folder / name, folder)]
    if _RUNS not in outside and (folder / _RUNS).is_dir():
        outside += [f"{_RUNS}/{name}" for name in links_out(folder / _RUNS)]
    if outside:
        raise RunFolderError(
            _("The project in {folder} is not opened: {name} is a link to a place outside of it.").format(
                folder=folder, name=outside[0]
            ),
            _("Put the real file or folder in the place of the link, then open the project again."),
            details="\n".join(outside),
        )


def _newer_autosave(project: Project, told: list[GuiTuneError]) -> Project | None:
    """What was kept beside `project` after it was saved last; a damaged file is set aside and told."""
    try:
        kept = Project.open(project.folder, AUTOSAVE_FILE)
    except DamagedProjectError as error:
        with suppress(OSError):
            aside = set_aside(project.folder / AUTOSAVE_FILE)
            told.append(
                GuiTuneError(
                    _("What was changed after the project was saved last cannot be read."),
                    _("The project is as it was saved; the damaged file is kept as {file}.").format(
                        file=aside.name
                    ),
                    details=error.details or error.message,
                )
            )
        return None
    except RunFolderError:
        return None
    is_newer = kept.written_at > project.written_at
    if is_newer and kept != replace(project, data_sha256=kept.data_sha256):
        return kept
    with suppress(RunFolderError):  # the window was killed between saving and tidying up
        project.forget_autosave()
    return None


def _replacement(folder: Path, damage: DamagedProjectError) -> tuple[Project, GuiTuneError]:
    """The newest readable state of a project whose `project.json` is damaged, written in its place.

    Raises
    ------
    DamagedProjectError
        `damage`, if there is none and nothing else that would be worth opening.
    """
    found = sorted(_other_states(folder), key=lambda state: state[0].written_at)
    if found:
        project, what = found[-1]
        sentence = _("The project's file was damaged. {what} takes its place.").format(what=what)
        hint = _("Look whether something is missing; the damaged file is kept as {file}.")
    elif (folder / _RUNS).is_dir() or (folder / TRIED_FILE).is_file():
        project = Project(folder, RunConfig())
        sentence = _(
            "The project's file was damaged, and no copy of it was found; its trainings are still here."
        )
        hint = _("Open your data again to go on; the damaged file is kept as {file}.")
    else:
        raise damage
    aside = PROJECT_FILE
    with suppress(OSError):  # in a folder that may only be read the damaged file stays
        aside = set_aside(folder / PROJECT_FILE).name
    with suppress(GuiTuneError):
        project.save()
    return project, GuiTuneError(sentence, hint.format(file=aside), details=damage.details or damage.message)


def _other_states(folder: Path) -> Iterator[tuple[Project, str]]:
    for name, words in (
        (AUTOSAVE_FILE, _("What was kept {moment}")),
        (PREVIOUS_FILE, _("The project as it was saved {moment}")),
    ):
        with suppress(RunFolderError, OSError):
            kept = Project.open(folder, name)
            kept = replace(kept, written_at=kept.written_at or (folder / name).stat().st_mtime)
            yield kept, words.format(moment=moment(kept.written_at))
    for run in reversed(Project(folder, RunConfig()).runs()):
        with suppress(RunFolderError, OSError):
            when = run.config_file.stat().st_mtime
            yield (
                Project(folder, run.config(), written_at=when),
                _("What training {run} was begun with {moment}").format(
                    run=run.path.name, moment=moment(when)
                ),
            )
            return


def _with_found_data(project: Project) -> Project:
    """The project with its data file where it is now: beside the project, or in its folder.

    A file is only taken for the one that is missing if its contents are the same.
    """
    file = project.config.data.file
    if not file or not project.data_sha256 or is_there(file):
        return project
    name = re.split(r"[/\\]", file)[-1]
    for place in (project.folder, project.folder.absolute().parent):
        with suppress(OSError):
            if (place / name).is_file() and sha256_of(place / name) == project.data_sha256:
                data = replace(project.config.data, file=str((place / name).resolve()))
                return replace(project, config=replace(project.config, data=data))
    return project
