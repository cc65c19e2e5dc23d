"""An icon that stands by itself: sharp on every screen, in the colours of the theme in force."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from guitune.gui.icons import icon


class Sign(QWidget):
    """Paints the icon `name` in the colour of a theme role; `meaning` is read to those who cannot see it."""

    def __init__(self, name: str, role: str, meaning: str = "", size: int = 16) -> None:
        super().__init__()
        self._icon = icon(name, role)
        self.setFixedSize(size, size)
        self.setAccessibleName(meaning)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        self._icon.paint(QPainter(self), self.rect())
