"""A word on a soft ground, such as how sure an answer is."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guitune.gui.widgets.chips import HEIGHT, chip_width, paint_chip


class Badge(QWidget):
    """One chip that stands by itself."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.text = ""
        self._tint = "muted"
        self.hide()

    def show_text(self, text: str, tint: str, tip: str = "") -> None:
        """Show a word in the colour of a theme role; an empty one hides the badge."""
        self.setVisible(bool(text))
        self.setToolTip(tip)
        if (text, tint) != (self.text, self._tint):
            self.text, self._tint = text, tint
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Room for the whole chip."""
        return QSize(chip_width(self.text, self.font()), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The word is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chip."""
        paint_chip(QPainter(self), self.rect(), self.text, self._tint)
