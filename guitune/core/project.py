"""A project folder: the choices of one piece of work, and its runs.

`project.json` holds a `RunConfig` whose paths are relative to the folder, so that the folder can move to
another place or computer; `runs/` holds a folder per run. `project.previous.json` is the `project.json`
before, and `autosave.json` what was chosen since; both are written alike.
"""

import json
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import platformdirs

from guitune.core.config import CONFIG_VERSION, RunConfig
from guitune.core.discarded_runs import discarded_runs
from guitune.core.errors import ConfigError, RunFolderError
from guitune.core.files import explained, write_json, write_text
from guitune.core.inference.tried import TRIED_FILE
from guitune.core.portable import with_absolute_paths, with_relative_paths
from guitune.core.run_lock import LOCK
from guitune.core.runs import RunFolder
from guitune.core.setting_aside import set_aside
from guitune.i18n import N_, _

PROJECT_VERSION = 1
PROJECT_FILE, PREVIOUS_FILE, AUTOSAVE_FILE = "project.json", "project.previous.json", "autosave.json"
_LATEST_TIME = 2.0**32  # seconds since 1970: what a clock can show
_RESTORE = N_("Restore project.json from a copy, or start a new project.")


class DamagedProjectError(RunFolderError):
    """A file that holds a project's choices is there, but is cut short or garbled."""


def projects_folder() -> Path:
    """Where projects are kept that were not given a place of their own."""
    return Path(platformdirs.user_data_dir("GuiTune", appauthor=False)) / "projects"


def new_untitled_folder(name: str) -> Path:
    """A folder for a new project called `name`, with a number where that is taken; not created yet."""
    return _free_folder(projects_folder() / name)


def _free_folder(wanted: Path) -> Path:
    folder, number = wanted, 1
    while folder.exists():
        number += 1
        folder = wanted.with_name(f"{wanted.name} {number}")
    return folder


def claim_folder(wanted: Path) -> Path:
    """Make the folder of a new project, with a number where another project took `wanted` meanwhile.

    Raises
    ------
    RunFolderError
        If the system refuses.
    """
    folder = wanted
    try:
        wanted.parent.mkdir(parents=True, exist_ok=True)
        while True:
            try:
                folder.mkdir()
            except FileExistsError:
                folder = _free_folder(wanted)
            else:
                return folder
    except OSError as error:
        raise explained(error, folder) from error


@dataclass(frozen=True)
class Project:
    """A folder and the choices that are kept in it, with absolute paths.

    Attributes
    ----------
    data_sha256
        The data file's hash; None while it was not read.
    draft, draft_pair
        The text that was being typed to try it out, and the second one of a pair.
    written_at
        When this was written, in seconds since 1970; 0 where that is not known. A later one is newer even
        where a clock was put back.
    """

    folder: Path
    config: RunConfig
    data_sha256: str | None = None
    draft: str = ""
    draft_pair: str = ""
    written_at: float = field(default=0.0, compare=False)

    @property
    def name(self) -> str:
        """What the project is called: its folder's name."""
        return self.folder.name

    @classmethod
    def open(cls, folder: Path, name: str = PROJECT_FILE) -> "Project":
        """The project in `folder`, as it is kept in the file called `name`.

        Raises
        ------
        DamagedProjectError
            If the file is cut short or garbled.
        RunFolderError
            If the folder holds no project, or one that this version cannot read.
        """
        try:
            stored = json.loads((folder / name).read_text(encoding="utf-8"))
            if _is_newer(stored):
                raise RunFolderError(
                    _("The project in {folder} cannot be read: {reason}").format(
                        folder=folder, reason=_("It was written by a newer GuiTune.")
                    ),
                    _("Install the newest GuiTune and open it again."),
                )
            config = RunConfig.from_json(stored["config"])
            return cls(
                folder,
                with_absolute_paths(config, folder),
                _text_or_none(stored["data_sha256"]),
                str(stored.get("draft", "")),
                str(stored.get("draft_pair", "")),
                _time_of(stored.get("written_at")),
            )
        except FileNotFoundError:
            raise RunFolderError(
                _("{folder} holds no GuiTune project.").format(folder=folder),
                _("Choose the folder that holds project.json."),
            ) from None
        except OSError as error:
            raise RunFolderError(
                _("The project in {folder} cannot be read: {reason}").format(
                    folder=folder, reason=error.strerror or error
                ),
                _("Check that the disk is connected and that you may read the folder, then try again."),
                details=str(error),
            ) from error
        except ConfigError as error:
            raise DamagedProjectError(
                _("The project in {folder} cannot be read: {reason}").format(
                    folder=folder, reason=error.message
                ),
                error.hint or _(_RESTORE),
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise DamagedProjectError(
                _("The project in {folder} is damaged: its {file} cannot be read.").format(
                    folder=folder, file=name
                ),
                _(_RESTORE),
                details=str(error),
            ) from error

    def save(self) -> None:
        """Write `project.json`, whole or not at all; the one before stays as `project.previous.json`.

        What was kept beside it meanwhile is part of it then, and `autosave.json` goes.

        Raises
        ------
        RunFolderError
            If the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            before = self._before()
            if before != self:
                if before is not None:
                    text = (self.folder / PROJECT_FILE).read_text(encoding="utf-8")
                    write_text(self.folder / PREVIOUS_FILE, text)
                self._write(PROJECT_FILE)
            self.forget_autosave()
        except OSError as error:
            raise explained(error, self.folder) from error

    def autosave(self) -> None:
        """Keep the choices in `autosave.json`; `project.json` stays as it is.

        Raises
        ------
        RunFolderError
            If the folder cannot be written, or is no longer there.
        """
        try:
            self._write(AUTOSAVE_FILE)
        except OSError as error:
            raise explained(error, self.folder) from error

    def forget_autosave(self) -> None:
        """Take away what was kept beside `project.json`.

        Raises
        ------
        RunFolderError
            If the system refuses.
        """
        try:
            (self.folder / AUTOSAVE_FILE).unlink(missing_ok=True)
        except OSError as error:
            raise explained(error, self.folder) from error

    def _before(self) -> "Project | None":
        try:
            return Project.open(self.folder)
        except DamagedProjectError:
            set_aside(self.folder / PROJECT_FILE)
            return None
        except RunFolderError:
            return None

    def _write(self, name: str) -> None:
        stored: dict[str, Any] = {
            "version": PROJECT_VERSION,
            "config": with_relative_paths(self.config, self.folder).to_json(),
            "data_sha256": self.data_sha256,
            "draft": self.draft,
            "draft_pair": self.draft_pair,
            "written_at": max(time.time(), self.written_at + 0.001),
        }
        write_json(self.folder / name, stored)

    def copy_to(self, folder: Path) -> "Project":
        """The project with all its runs and what was tried in another, new or empty folder.

        Raises
        ------
        RunFolderError
            If the folder holds anything or cannot be written; what was copied is taken away again.
        """
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise RunFolderError(
                _("{folder} is not empty.").format(folder=folder),
                _("Choose a new name, or an empty folder."),
            )
        copy = replace(self, folder=folder)
        try:
            copy.save()
            tried = self.folder / TRIED_FILE
            if tried.is_file():
                shutil.copyfile(tried, folder / TRIED_FILE)
            for run in self.runs():
                target = RunFolder(folder / "runs" / run.path.name)
                shutil.copytree(run.path, target.path, ignore=shutil.ignore_patterns(LOCK))
                with suppress(RunFolderError):  # a run that cannot be read is copied as it is
                    write_json(target.config_file, with_relative_paths(run.config(), target.path).to_json())
                    if run.is_finished:
                        target.finish()
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise explained(error, folder) from error
        return copy

    def runs(self) -> list[RunFolder]:
        """The project's runs, oldest first."""
        found = sorted((self.folder / "runs").glob("[!.]*"))
        return [RunFolder(path) for path in found if path.is_dir()]

    def new_run(self) -> RunFolder:
        """The next run's folder, `runs/001` for the first, created with the project's choices.

        No number is given twice, not even that of a run that was discarded and can come back.

        Raises
        ------
        RunFolderError
            If it cannot be written.
        """
        known = [*(run.path for run in self.runs()), *discarded_runs(self.folder)]
        taken = [int(path.name) for path in known if path.name.isdecimal()]
        return RunFolder.create(self.folder / "runs" / f"{max(taken, default=0) + 1:03d}", self.config)


def _is_newer(stored: Any) -> bool:
    """Whether a later GuiTune wrote this, so that it is whole although it cannot be read here."""
    config = stored.get("config")
    inner = config.get("version") if isinstance(config, dict) else None
    versions = ((stored["version"], PROJECT_VERSION), (inner, CONFIG_VERSION))
    return any(isinstance(version, int) and version > known for version, known in versions)


def _text_or_none(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError(value)
    return value


def _time_of(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) and 0 <= value < _LATEST_TIME else 0.0
