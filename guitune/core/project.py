"""A project folder: the choices of one piece of work, and its runs.

`project.json` holds a `RunConfig` whose paths are relative to the folder, so that the folder can move to
another place or computer; `runs/` holds a folder per run.
"""

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs

from guitune.core.config import RunConfig
from guitune.core.errors import ConfigError, RunFolderError
from guitune.core.files import explained, write_json
from guitune.core.inference.tried import TRIED_FILE
from guitune.core.portable import with_absolute_paths, with_relative_paths
from guitune.core.runs import RunFolder
from guitune.i18n import N_, _

PROJECT_VERSION = 1
_RESTORE = N_("Restore project.json from a copy, or start a new project; the runs are still there.")


def projects_folder() -> Path:
    """Where projects are kept that were not given a place of their own."""
    return Path(platformdirs.user_data_dir("GuiTune", appauthor=False)) / "projects"


def new_untitled_folder(name: str) -> Path:
    """A folder for a new project called `name`, with a number where that is taken; not created yet."""
    folder, number = projects_folder() / name, 1
    while folder.exists():
        number += 1
        folder = projects_folder() / f"{name} {number}"
    return folder


@dataclass(frozen=True)
class Project:
    """A folder and the choices that are kept in it, with absolute paths; `data_sha256` is the file's hash."""

    folder: Path
    config: RunConfig
    data_sha256: str | None = None

    @property
    def name(self) -> str:
        """What the project is called: its folder's name."""
        return self.folder.name

    @classmethod
    def open(cls, folder: Path) -> "Project":
        """The project in `folder`.

        Raises
        ------
        RunFolderError
            If the folder holds no project, or one that this version cannot read.
        """
        file = folder / "project.json"
        try:
            stored = json.loads(file.read_text(encoding="utf-8"))
            if stored["version"] > PROJECT_VERSION:
                raise ConfigError("version", _("It was written by a newer GuiTune."))
            config = RunConfig.from_json(stored["config"])
            return cls(
                folder,
                with_absolute_paths(config, folder),
                stored["data_sha256"],
            )
        except FileNotFoundError:
            raise RunFolderError(
                _("{folder} holds no GuiTune project.").format(folder=folder),
                _("Choose the folder that holds project.json."),
            ) from None
        except ConfigError as error:
            raise RunFolderError(
                _("The project in {folder} cannot be read: {reason}").format(
                    folder=folder, reason=error.message
                ),
                error.hint or _(_RESTORE),
            ) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RunFolderError(
                _("The project in {folder} is damaged: its project.json cannot be read.").format(
                    folder=folder
                ),
                _(_RESTORE),
                details=str(error),
            ) from error

    def save(self) -> None:
        """Write `project.json`, whole or not at all.

        Raises
        ------
        RunFolderError
            If the folder cannot be written.
        """
        stored: dict[str, Any] = {
            "version": PROJECT_VERSION,
            "config": with_relative_paths(self.config, self.folder).to_json(),
            "data_sha256": self.data_sha256,
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_json(self.folder / "project.json", stored)
        except OSError as error:
            raise explained(error, self.folder) from error

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
                shutil.copytree(run.path, target.path)
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
        return [RunFolder(path) for path in sorted((self.folder / "runs").glob("*")) if path.is_dir()]

    def new_run(self) -> RunFolder:
        """The next run's folder, `runs/001` for the first, created with the project's choices.

        Raises
        ------
        RunFolderError
            If it cannot be written.
        """
        taken = [int(run.path.name) for run in self.runs() if run.path.name.isdecimal()]
        return RunFolder.create(self.folder / "runs" / f"{max(taken, default=0) + 1:03d}", self.config)
