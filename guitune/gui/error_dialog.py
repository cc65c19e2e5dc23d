"""A problem that has no place in a page: what happened, why, what to do, and details to copy."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from guitune.core.errors import GuiTuneError
from guitune.gui.widgets.card import ErrorCard
from guitune.gui.widgets.text import button
from guitune.i18n import _


class ErrorDialog(QDialog):
    """Shows one error; the window goes on working behind it."""

    def __init__(self, error: GuiTuneError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("error_dialog")
        self.setWindowTitle(_("Something did not work"))
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.message = error.message
        self.setMinimumWidth(480)
        card = ErrorCard()
        card.show_error(error)
        close = button(_("Close"), "close_error_button", "primary")
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        rows = QVBoxLayout(self)
        rows.addWidget(card)
        rows.addLayout(buttons)
