"""What the window remembers from one start to the next: look, language, places, recent files."""

import math
from contextlib import suppress
from pathlib import Path
from typing import Literal, cast

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

from guitune.core.errors import GuiTuneError
from guitune.core.setting_aside import set_aside
from guitune.gui.theme import ThemeChoice
from guitune.i18n import LANGUAGES, _

LanguageChoice = Literal["system", "en", "zh_CN"]
RECENT_KEPT = 8
_PATH_LISTS = ("recent_files", "recent_projects", "model_folders")


class Preferences:
    """Typed access to a settings file, which Qt writes in the background.

    Parameters
    ----------
    file
        The file to use; the user's own by default.

    Attributes
    ----------
    damage
        What the person is to know of a file that could not be read and was set aside; None without one.
    """

    def __init__(self, file: Path | None = None) -> None:
        place = file or Path(platformdirs.user_config_dir("GuiTune", appauthor=False)) / "preferences.ini"
        self.damage: GuiTuneError | None = None
        if not _is_sound(place):
            self.damage = _set_aside(place)
        self._stored = QSettings(str(place), QSettings.Format.IniFormat)

    @property
    def theme(self) -> ThemeChoice:
        """The chosen look."""
        value = self._text("theme")
        return cast(ThemeChoice, value) if value in ("light", "dark") else "system"

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._stored.setValue("theme", choice)

    @property
    def language(self) -> LanguageChoice:
        """The chosen language."""
        value = self._text("language")
        return cast(LanguageChoice, value) if value in LANGUAGES else "system"

    @language.setter
    def language(self, choice: LanguageChoice) -> None:
        self._stored.setValue("language", choice)

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the window, as Qt stores them; empty before the first end."""
        value = self._stored.value("geometry", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, stored: QByteArray) -> None:
        self._stored.setValue("geometry", stored)

    @property
    def last_project(self) -> Path | None:
        """The project that was open last."""
        value = self._text("last_project")
        return Path(value) if value else None

    @last_project.setter
    def last_project(self, folder: Path) -> None:
        self._stored.setValue("last_project", str(folder))

    @property
    def recent_files(self) -> list[Path]:
        """Data files opened before, the latest first."""
        return self._paths("recent_files")

    def add_recent_file(self, file: Path) -> None:
        """Remember a data file as the latest."""
        self._add("recent_files", file)

    @property
    def recent_projects(self) -> list[Path]:
        """Projects opened before, the latest first."""
        return self._paths("recent_projects")

    def add_recent_project(self, folder: Path) -> None:
        """Remember a project as the latest."""
        self._add("recent_projects", folder)

    @property
    def model_folders(self) -> list[Path]:
        """Folders of models that were used, the latest first."""
        return self._paths("model_folders")

    def add_model_folder(self, folder: Path) -> None:
        """Remember a folder of a model as the latest."""
        self._add("model_folders", folder)

    @property
    def training_speed(self) -> float:
        """Multiplications per second that training reached on this computer the last time; 0 if unknown."""
        return float(self._text("training_speed") or 0)

    @training_speed.setter
    def training_speed(self, speed: float) -> None:
        self._stored.setValue("training_speed", speed)

    def _text(self, name: str) -> str:
        return str(self._stored.value(name, ""))

    def _paths(self, name: str) -> list[Path]:
        value = self._stored.value(name, [])
        values = value if isinstance(value, list) else [value]
        return [Path(str(path)) for path in values if path]

    def _add(self, name: str, path: Path) -> None:
        latest = [path, *(other for other in self._paths(name) if other != path)]
        self._stored.setValue(name, [str(kept) for kept in latest[:RECENT_KEPT]])


def _is_sound(place: Path) -> bool:
    """Whether every preference in the file can be used; one that is not there is sound."""
    try:
        text = place.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    stored = QSettings(str(place), QSettings.Format.IniFormat)
    if "\0" in text or stored.status() != QSettings.Status.NoError:
        return False
    try:
        values = {key: stored.value(key) for key in stored.allKeys()}
    except (RuntimeError, UnicodeError, OverflowError):  # what Qt's own format can hold and Python cannot
        return False
    return bool(values or not text.strip()) and all(_is_usable(key, value) for key, value in values.items())


def _is_usable(key: str, value: object) -> bool:
    match key:
        case "theme":
            return value in ("system", "light", "dark")
        case "language":
            return value == "system" or value in LANGUAGES
        case "geometry":
            return isinstance(value, QByteArray)
        case "training_speed":
            return _is_speed(value)
        case "last_project":
            return isinstance(value, str) and _is_plain(value)
        case key if key in _PATH_LISTS:
            paths = value if isinstance(value, list) else [value]
            return all(isinstance(path, str) and _is_plain(path) for path in paths)
    return True  # of another version


def _is_plain(path: str) -> bool:
    return "\0" not in path and not path.startswith("@")


def _is_speed(value: object) -> bool:
    try:
        speed = float(str(value))
    except ValueError:
        return False
    return math.isfinite(speed) and speed >= 0


def _set_aside(place: Path) -> GuiTuneError:
    kept = place
    with suppress(OSError):
        kept = set_aside(place)
    return GuiTuneError(
        _("The file with your preferences was damaged, so they begin anew."),
        _("Look and language are in the menu View; the damaged file is kept as {file}.").format(file=kept),
    )
