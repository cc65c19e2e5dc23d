"""Texts that were tried out with a project's classifiers, kept beside the project."""

import dataclasses
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from guitune.core.errors import ConfigError, RunFolderError
from guitune.core.files import explained, write_json
from guitune.core.setting_aside import set_aside
from guitune.core.stored import read_stored
from guitune.i18n import _

TRIED_VERSION = 1
MOST_KEPT = 100
TRIED_FILE = "tried.json"


@dataclass(frozen=True)
class Tried:
    """A text (or pair of texts), what the classifier of `run` said of it, and how sure it was."""

    text: str
    pair: str | None
    label: str
    confidence: float
    run: str

    def is_about(self, text: str, pair: str | None) -> bool:
        """Whether this is the answer to that text or pair."""
        return (self.text, self.pair) == (text, pair)


def with_newest(entries: Sequence[Tried], newest: Tried) -> list[Tried]:
    """`newest` first, then the others but for an older answer to the same text; no more than 100."""
    others = (entry for entry in entries if not entry.is_about(newest.text, newest.pair))
    return [newest, *others][:MOST_KEPT]


def read_tried(project_folder: Path) -> list[Tried]:
    """What was tried in the project, newest first; nothing where nothing was kept.

    Raises
    ------
    RunFolderError
        If the file is damaged; it is set aside, so that what follows can be kept.
    """
    file = project_folder / TRIED_FILE
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        if stored["version"] != TRIED_VERSION:
            raise ValueError(stored["version"])
        return [read_stored(Tried, entry) for entry in stored["tried"]][:MOST_KEPT]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, ConfigError) as error:
        aside = file
        with suppress(OSError):
            aside = set_aside(file)
        raise RunFolderError(
            _("The texts that you tried before cannot be read."),
            _("The list begins anew; the damaged file is kept as {file}.").format(file=aside.name),
            details=str(error),
        ) from error


def write_tried(project_folder: Path, entries: Sequence[Tried]) -> None:
    """Keep `entries` beside the project, whole or not at all.

    Raises
    ------
    RunFolderError
        If the folder cannot be written or is no longer there.
    """
    stored = {"version": TRIED_VERSION, "tried": [dataclasses.asdict(entry) for entry in entries]}
    try:
        write_json(project_folder / TRIED_FILE, stored)
    except OSError as error:
        raise explained(error, project_folder) from error
