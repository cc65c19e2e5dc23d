"""The colours of the window, light and dark, and the style sheet that is made of them."""

import dataclasses
from dataclasses import dataclass
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from guitune.resources import resource

ThemeChoice = Literal["system", "light", "dark"]
FONT_FAMILIES = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Ubuntu")
BASE_PIXELS, SMALL_PIXELS, FIGURE_PIXELS = 13, 12, 22


@dataclass(frozen=True)
class Theme:
    """Colours by their role, as "#RRGGBB"; `series` are the lines of plots in order."""

    name: Literal["light", "dark"]
    ground: str
    surface: str
    sunken: str
    line: str
    text: str
    muted: str
    accent: str
    accent_text: str
    accent_soft: str
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    bad: str
    bad_soft: str
    series: tuple[str, str, str, str]


LIGHT = Theme(
    name="light", ground="#F5F6F8", surface="#FFFFFF", sunken="#F9FAFB", line="#E4E7EC", text="#1A1F27",
    muted="#667085", accent="#2F6FED", accent_text="#FFFFFF", accent_soft="#EAF1FF",
    good="#12805C", good_soft="#E6F5EF", warning="#B25E09", warning_soft="#FFF3E3",
    bad="#C4323D", bad_soft="#FDECEE", series=("#2F6FED", "#E08A1E", "#12805C", "#8B5CF6"),
)  # fmt: skip
DARK = Theme(
    name="dark", ground="#12151A", surface="#1A1E25", sunken="#15191F", line="#2B313B", text="#E8EBEF",
    muted="#97A1B0", accent="#6C9BFF", accent_text="#0D1117", accent_soft="#1D2B4A",
    good="#4CC38A", good_soft="#14302A", warning="#F0A53C", warning_soft="#3A2A12",
    bad="#F2727B", bad_soft="#3D1D22", series=("#6C9BFF", "#F0A53C", "#4CC38A", "#B79CFF"),
)  # fmt: skip


class Appearance(QObject):
    """The theme in force; `changed` comes after the application has taken on another one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = LIGHT
        self._choice: ThemeChoice = "system"
        self._followed = False

    def choose(self, choice: ThemeChoice) -> None:
        """Light, dark, or what the system has, now and whenever the system changes."""
        self._choice = choice
        if not self._followed:
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)
            self._followed = True
        self._apply()

    def _on_system_changed(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        dark = self._choice == "dark" or (
            self._choice == "system" and QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        )
        self.theme = DARK if dark else LIGHT
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setFont(base_font())
            application.setPalette(_palette(self.theme))
            application.setStyleSheet(style_sheet(self.theme))
        self.changed.emit()


_appearance: Appearance | None = None


def appearance() -> Appearance:
    """The one appearance of this process."""
    global _appearance  # noqa: PLW0603 - an application has one look at a time
    if _appearance is None:
        _appearance = Appearance()
    return _appearance


def theme() -> Theme:
    """The theme in force, for whatever paints itself."""
    return appearance().theme


def color(role: str) -> QColor:
    """The colour of a role of `Theme` in the theme in force."""
    return QColor(getattr(theme(), role))


def base_font() -> QFont:
    """The typeface of the window, 13 pixels."""
    font = QFont()
    font.setFamilies([*FONT_FAMILIES, font.family()])
    font.setPixelSize(BASE_PIXELS)
    return font


def style_sheet(chosen: Theme) -> str:
    """The application's style sheet in the colours of a theme."""
    values = dataclasses.asdict(chosen)
    icons = resource("icons").as_posix()
    template = Template(resource("styles", "guitune.qss").read_text(encoding="utf-8"))
    return template.substitute(values, icons=icons, small=SMALL_PIXELS, figure=FIGURE_PIXELS)


def _palette(chosen: Theme) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, value in (
        (roles.Window, chosen.ground), (roles.Base, chosen.surface), (roles.AlternateBase, chosen.sunken),
        (roles.Button, chosen.surface), (roles.ToolTipBase, chosen.surface), (roles.Text, chosen.text),
        (roles.WindowText, chosen.text), (roles.ButtonText, chosen.text), (roles.ToolTipText, chosen.text),
        (roles.PlaceholderText, chosen.muted), (roles.Highlight, chosen.accent),
        (roles.HighlightedText, chosen.accent_text), (roles.Link, chosen.accent), (roles.Mid, chosen.line),
    ):  # fmt: skip
        palette.setColor(role, QColor(value))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(chosen.muted))
    return palette
