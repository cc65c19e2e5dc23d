"""How long the texts are, as a histogram of characters."""

import bisect
import itertools
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guitune.gui.theme import color
from guitune.i18n import _, ngettext

_BARS, _FOOT = 24, 20


class LengthChart(QWidget):
    """Bars of equal steps up to the length that 98% of the texts keep within; the last one takes the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("length_chart")
        self._counts: list[int] = []
        self._end = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(72)

    def sizeHint(self) -> QSize:
        """A calm size."""
        return QSize(280, 120)

    def show_lengths(self, lengths: Sequence[int]) -> None:
        """Show texts of these many characters."""
        ordered = sorted(lengths)
        self._counts = []
        if ordered:
            self._end = max(_BARS, ordered[min(len(ordered) - 1, int(0.98 * len(ordered)))])
            edges = [self._end * number / _BARS for number in range(1, _BARS)]
            places = [0, *(bisect.bisect_left(ordered, edge) for edge in edges), len(ordered)]
            self._counts = [after - before for before, after in itertools.pairwise(places)]
            middle = ordered[len(ordered) // 2]
            self.setAccessibleDescription(
                ngettext(
                    "Half of the texts are shorter than {count} character.",
                    "Half of the texts are shorter than {count} characters.",
                    middle,
                ).format(count=middle)
            )
            self.setToolTip(self.accessibleDescription())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars and the scale under them."""
        if not self._counts:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent"))
        floor, step = self.height() - _FOOT, self.width() / len(self._counts)
        tallest = max(self._counts)
        for number, count in enumerate(self._counts):
            height = max(1.0 if count else 0.0, floor * count / tallest)
            painter.drawRoundedRect(QRectF(number * step + 1, floor - height, step - 2, height), 2, 2)
        painter.fillRect(0, floor, self.width(), 1, color("line"))
        painter.setPen(color("muted"))
        scale = self.rect().adjusted(0, floor + 3, 0, 0)
        painter.drawText(scale, Qt.AlignmentFlag.AlignLeft, "1")
        painter.drawText(scale, Qt.AlignmentFlag.AlignHCenter, f"{self._end // 2:,}")
        painter.drawText(
            scale,
            Qt.AlignmentFlag.AlignRight,
            _("{count} characters and more").format(count=f"{self._end:,}"),
        )
