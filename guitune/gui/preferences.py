"""What the window remembers from one start to the next: look, language, places, recent files."""

from pathlib import Path
from typing import Literal, cast

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

from guitune.gui.theme import ThemeChoice
from guitune.i18n import LANGUAGES

LanguageChoice = Literal["system", "en", "zh_CN"]
RECENT_KEPT = 8


class Preferences:
    """Typed access to a settings file; Qt writes it in the background and forgives a damaged one.

    Parameters
    ----------
    file
        The file to use; the user's own by default.
    """

    def __init__(self, file: Path | None = None) -> None:
        place = file or Path(platformdirs.user_config_dir("GuiTune", appauthor=False)) / "preferences.ini"
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
        try:
            return max(0.0, float(self._text("training_speed") or 0))
        except ValueError:
            return 0.0

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
