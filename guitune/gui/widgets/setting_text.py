"""The field of a setting that is typed, with its unit in it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit

from guitune.core.setting import Setting
from guitune.gui.widgets.text import label
from guitune.i18n import _

_PADDING, _GAP = 11, 8
_INSET = 2  # that Qt puts before the text on its own account, unlike in the combo boxes beside it


class SettingText(QLineEdit):
    """Shows a number as text; an empty field stands for the automatic choice.

    Signals
    -------
    edited(str)
        What was typed.
    """

    edited = Signal(str)

    def __init__(self, name: str, setting: Setting, *, can_be_automatic: bool) -> None:
        super().__init__()
        self.setObjectName(f"setting_{name}")
        unit = _(setting.unit) if setting.unit else ""
        self.setAccessibleName(f"{_(setting.label)} ({unit})" if unit else _(setting.label))
        self._can_be_automatic = can_be_automatic
        self._unit = label(unit, "small")
        self._unit.setParent(self)
        self._unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textEdited.connect(self.edited)

    def show_value(self, value: float | str | None, automatic: str) -> None:
        """Show a value unless the field says the same already; `automatic` is the choice of None."""
        self.setPlaceholderText(
            (_("automatic: {value}").format(value=automatic) if automatic else _("automatic"))
            if self._can_be_automatic
            else ""
        )
        if not _means(self.text(), value):
            self.setText(value_text(value))

    def show_typed(self, text: str) -> None:
        """Show what was typed, though it cannot be read as a value."""
        if self.text() != text:
            self.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the unit on the right, and what is typed out of its way."""
        super().resizeEvent(event)
        width = self._unit.sizeHint().width() if self._unit.text() else 0
        self._unit.setGeometry(self.width() - width - _PADDING, 0, width, self.height())
        self.setTextMargins(-_INSET, 0, width + _GAP if width else 0, 0)


def value_text(value: float | str | None) -> str:
    """A value as it is typed: shortest form, no thousands marks; empty for the automatic choice."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e9):
        return str(int(value))
    return f"{value:g}"


def shown_value(setting: Setting, value: float | str | None) -> str:
    """A value as it is read: a choice by its name, a number with its unit."""
    if value is None:
        return _("automatic")
    if setting.choices:
        return _(setting.choices[str(value)])
    return f"{value_text(value)} {_(setting.unit) if setting.unit else ''}".strip()


def _means(text: str, value: float | str | None) -> bool:
    try:
        return float(text) == value
    except ValueError:
        return value is None and not text.strip()
