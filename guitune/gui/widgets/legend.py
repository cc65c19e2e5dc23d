"""What the lines of a plot mean: a sample of each line and its name, in a card's heading."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from guitune.gui.theme import color
from guitune.gui.widgets.plot_curve import Curve, curve_color, curve_pen
from guitune.gui.widgets.text import label


class LegendEntry(QWidget):
    """One line's sample and name; the tooltip explains the term."""

    def __init__(self, curve: Curve, tip: str) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(_Sample(curve))
        line.addWidget(label(curve.title, "small"))
        self.setToolTip(tip)


class _Sample(QWidget):
    """A short piece of a curve as it is drawn."""

    def __init__(self, curve: Curve) -> None:
        super().__init__()
        self._curve = curve
        self.setFixedSize(QSize(22, 12))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        painter.setPen(curve_pen(self._curve))
        painter.drawLine(QPointF(1, middle), QPointF(self.width() - 1, middle))
        if self._curve.points:
            shade = curve_color(self._curve)
            painter.setPen(QPen(shade, 1.5))
            painter.setBrush(color("surface") if self._curve.points == "o" else shade)
            box = QRectF(self.width() / 2 - 3, middle - 3, 6, 6)
            if self._curve.points == "o":
                painter.drawEllipse(box)
            else:
                painter.drawRect(box)
