"""The white cards that pages are made of."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from guitune.core.errors import GuiTuneError
from guitune.gui.widgets.text import button, label, paragraph, restyle
from guitune.i18n import _

Kind = Literal["true", "drop", "choice", "notice-bad", "notice-warning", "notice-good", "notice-info"]
PADDING, GAP = 16, 12


class Card(QFrame):
    """A card with an optional heading line; contents go into `body`, links into `heading`.

    Parameters
    ----------
    title, subtitle
        What the card shows, and a few words beside it.
    kind
        Its look in the style sheet.
    """

    def __init__(
        self, title: str = "", subtitle: str = "", kind: Kind = "true", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", kind)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(PADDING, 14, PADDING, 14)
        self.body.setSpacing(8)
        self.heading = QHBoxLayout()
        self.heading.setSpacing(8)
        self.title = label(title, "title")
        self.subtitle = label(subtitle, "small")
        if title:
            self.heading.addWidget(self.title)
            self.heading.addWidget(self.subtitle)
            self.heading.addStretch(1)
            self.body.addLayout(self.heading)

    def set_kind(self, kind: Kind) -> None:
        """Change the look."""
        if self.property("card") != kind:
            self.setProperty("card", kind)
            restyle(self)


class ErrorCard(Card):
    """What happened, why, and what to do, where the problem is; details can be copied for a report."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(kind="notice-bad", parent=parent)
        self._error: GuiTuneError | None = None
        self.message = label(role="title", wrap=True, name="error_message")
        self.hint = label(wrap=True, name="error_hint")
        self._copy = button(_("Copy details"), "copy_details_button", "link", icon_name="copy")
        self._copy.clicked.connect(self._on_copy_clicked)
        self.body.addWidget(self.message)
        self.body.addWidget(self.hint)
        self.buttons = QHBoxLayout()
        self.buttons.addWidget(self._copy)
        self.buttons.addStretch(1)
        self.body.addLayout(self.buttons)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_error(self, error: GuiTuneError | None) -> None:
        """Show an error, or nothing where there is none."""
        self._error = error
        self.setVisible(error is not None)
        if error is not None:
            self.message.setText(error.message)
            self.hint.setText(error.hint)
            self.hint.setVisible(bool(error.hint))
            self._copy.setVisible(bool(error.details))

    def _on_copy_clicked(self) -> None:
        from PySide6.QtGui import QGuiApplication

        if self._error is not None:
            QGuiApplication.clipboard().setText(f"{self._error.message}\n\n{self._error.details}")


class EmptyCard(Card):
    """Stands where nothing is yet: what is missing, and the button that goes there."""

    def __init__(self, title: str, text: str, action: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.action = button(action, name, "primary")
        self.explanation = paragraph(text, 520, "muted")
        self.body.addStretch(1)
        for widget in (label(title, "headline"), self.explanation, self.action):
            self.body.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.setSpacing(GAP)
        self.body.addStretch(2)

    def explain(self, text: str) -> None:
        """Say something else of what is missing."""
        self.explanation.setText(text)
        self.explanation.setMinimumHeight(self.explanation.heightForWidth(self.explanation.width()))
