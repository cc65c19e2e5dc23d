"""A share between 0 and 1 as a bar, with the interval in which it truly lies as a thin line over it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guitune.core.evaluation.metrics import Interval
from guitune.gui.theme import color

_HEIGHT, _BAR, _CAP = 10, 6, 2


class ShareBar(QWidget):
    """Bars of the same width can be compared with one look."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self._share = 0.0
        self._interval: Interval | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, interval: Interval | None) -> None:
        """Show another share."""
        self._share, self._interval = share, interval
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(80, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track, bar and interval."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, (self.height() - _BAR) / 2, self.width(), _BAR)
        for colour, share in (("line", 1.0), (self._role, self._share)):
            if share > 0:
                painter.setBrush(color(colour))
                track.setWidth(max(_BAR, self.width() * share))
                painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        if self._interval is not None:
            painter.setBrush(color("text"))
            low = self._interval.low * (self.width() - _CAP)
            high = self._interval.high * (self.width() - _CAP)
            painter.drawRect(QRectF(low, self.height() / 2 - 0.75, high - low, 1.5))
            for end in (low, high):
                painter.drawRect(QRectF(end, 0, _CAP, self.height()))
