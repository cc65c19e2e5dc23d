"""The field of a setting that is chosen from a few values."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

from guitune.core.setting import Setting
from guitune.i18n import _


class SettingChoice(QComboBox):
    """Offers the choices of a setting; the wheel turns the page, so that nothing is chosen by accident.

    Signals
    -------
    edited(str)
        The value that the person has chosen, as `with_setting` reads it.
    """

    edited = Signal(str)

    def __init__(self, name: str, setting: Setting) -> None:
        super().__init__()
        self.setObjectName(f"setting_{name}")
        self.setAccessibleName(_(setting.label))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for value, words in setting.choices.items():
            self.addItem(_(words), value)
        self.activated.connect(self._on_activated)

    def show_value(self, value: float | str | None, _automatic: str) -> None:
        """Show a value as chosen."""
        self.setCurrentIndex(self.findData(value))

    def show_typed(self, _text: str) -> None:
        """Show nothing as chosen: what was given is none of the choices."""
        self.setCurrentIndex(-1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    @Slot()
    def _on_activated(self) -> None:
        self.edited.emit(self.currentData())
