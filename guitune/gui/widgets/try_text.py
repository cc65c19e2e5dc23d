"""The box in which a text is typed; while it is empty, texts to try stand at its bottom."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from guitune.gui.widgets.text import label, plain_tip, set_role
from guitune.i18n import _

_FONT_PIXELS, _LONGEST_TIP = 16, 1500
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TryText(QPlainTextEdit):
    """Plain text of any length.

    Signals
    -------
    ended
        The person pressed Enter (Shift and Enter begin a new line), or left the box.
    example_chosen(str)
        One of the texts to try was chosen.
    """

    ended = Signal()
    example_chosen = Signal(str)

    def __init__(self, name: str, accessible_name: str, placeholder: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        font = self.font()
        font.setPixelSize(_FONT_PIXELS)
        self.setFont(font)
        self._composing = False
        self._examples = QWidget(self.viewport())
        self._examples.setCursor(Qt.CursorShape.ArrowCursor)
        self._lines = QVBoxLayout(self._examples)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(4)
        self._buttons: list[_Example] = []
        self.textChanged.connect(self._show_examples)

    def set_examples(self, texts: Sequence[str]) -> None:
        """Offer these texts while the box is empty."""
        if [made.example for made in self._buttons] != list(texts):
            while (item := self._lines.takeAt(0)) is not None:
                old = item.widget()
                if old is not None:
                    old.deleteLater()
            self._buttons = [_Example(text) for text in texts]
            if self._buttons:
                self._lines.addWidget(label(_("Or try one of these:"), "small"))
            for made in self._buttons:
                made.clicked.connect(self._on_example_clicked)
                self._lines.addWidget(made)
        self._show_examples()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text only: a dropped file is not typed in as its address."""
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends the text."""
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.ended.emit()
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Make room for characters that are being composed."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self._show_examples()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving ends the text."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.ended.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the texts to try at the bottom."""
        super().resizeEvent(event)
        self._place_examples()

    def changeEvent(self, event: QEvent) -> None:
        """Keep the size of the letters when the look changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.font().pixelSize() != _FONT_PIXELS:
            font = self.font()
            font.setPixelSize(_FONT_PIXELS)
            self.setFont(font)

    @Slot()
    def _show_examples(self) -> None:
        empty = self.document().isEmpty() and not self._composing
        self._examples.setVisible(empty and bool(self._buttons))
        self._place_examples()

    def _place_examples(self) -> None:
        room = self.viewport().size()
        height = self._examples.sizeHint().height()
        self._examples.setGeometry(4, room.height() - height - 2, max(0, room.width() - 8), height)

    @Slot()
    def _on_example_clicked(self) -> None:
        chosen = self.sender()
        if isinstance(chosen, _Example):
            self.example_chosen.emit(chosen.example)


class _Example(QPushButton):
    """A button in whose one line a text of any length is elided."""

    def __init__(self, example: str) -> None:
        super().__init__()
        self.example = example
        self.setObjectName("example_button")
        self.setToolTip(plain_tip(example[:_LONGEST_TIP]))
        self.setAccessibleName(example)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_role(self, "example")

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        inner = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self)
        flat = " ".join(self.example.split())
        shown = self.fontMetrics().elidedText(flat, Qt.TextElideMode.ElideRight, max(24, inner.width()))
        option.text = shown.replace("&", "&&")
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)
