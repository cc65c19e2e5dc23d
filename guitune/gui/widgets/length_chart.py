"""How long the texts are, as a histogram over whose axis the length can be moved that they are cut at."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QVBoxLayout,
    QWidget,
)

from guitune.core.data.dataset import fitting_length
from guitune.core.data.token_lengths import TokenLengths
from guitune.gui.theme import color
from guitune.gui.widgets.text import label
from guitune.i18n import _, ngettext

_SHORTEST_CUT, _PAGE = 4, 16
_BARS, _LONGER_WIDTH = 24, 28
_SHARE_SHOWN, _ROOM = 0.98, 1.25


class LengthChart(QWidget):
    """Bars of equal steps up to the end of the axis; one more beside it for all longer texts.

    Signals
    -------
    cut_moved
        The length that texts are cut at was moved; `cut` holds it.
    """

    cut_moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("length_chart")
        self._lowest, self._highest = 0, 0
        self._slider = _CutSlider()
        self._slider.valueChanged.connect(self._on_value_changed)
        self._bars = _Bars(self._slider)
        self._beside = QWidget()
        self._scale = tuple(label(role="small") for _place in range(3))
        under, scale = QHBoxLayout(), QHBoxLayout()
        under.setSpacing(0)
        under.addWidget(self._slider, 1)
        under.addWidget(self._beside)
        for number, side in enumerate(("AlignLeft", "AlignHCenter", "AlignRight")):
            scale.addWidget(self._scale[number], 1, Qt.AlignmentFlag[side])
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._bars, 1)
        rows.addLayout(under)
        rows.addLayout(scale)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def cut(self) -> int:
        """The length where the handle stands, in tokens; 0 where characters are shown."""
        return self._slider.value() if self._highest else 0

    def show_lengths(self, lengths: Sequence[int] | np.ndarray) -> None:
        """Show texts of these many characters; there is no length to move."""
        ordered = np.sort(np.asarray(lengths, dtype=np.int64))
        end = int(ordered[int(_SHARE_SHOWN * (len(ordered) - 1))]) if len(ordered) else 0
        self._highest = 0
        self._slider.hide()
        longer = self._show(ordered, max(_BARS, end))
        middle = _middle(ordered)
        self._describe(
            ngettext(
                "Half of the texts have {count} character or fewer.",
                "Half of the texts have {count} characters or fewer.",
                middle,
            ).format(count=f"{middle:,}")
        )
        words = _("{count} characters and more") if longer else _("{count} characters")
        self._scale[2].setText(words.format(count=f"{self._bars.end:,}"))

    def show_tokens(self, lengths: TokenLengths, cut: int) -> None:
        """Show texts of these many tokens and put the handle at `cut`; `cut_moved` follows if it moves."""
        ordered = np.sort(lengths.tokens)
        usual = min(int(ordered[-1]), round(_ROOM * fitting_length(ordered))) if len(ordered) else 0
        cut = max(_SHORTEST_CUT, min(cut, lengths.longest))
        longer = self._show(ordered, max(cut, lengths.automatic, usual))
        self._lowest = _SHORTEST_CUT
        self._highest = min(lengths.longest, self._bars.end)
        self._slider.show()
        self._slider.setRange(0, self._bars.end)
        self._slider.setValue(cut)
        middle = _middle(ordered)
        self._describe(
            ngettext(
                "Half of the texts have {count} token or fewer.",
                "Half of the texts have {count} tokens or fewer.",
                middle,
            ).format(count=f"{middle:,}")
        )
        words = _("{count} tokens and more") if longer else _("{count} tokens")
        self._scale[2].setText(words.format(count=f"{self._bars.end:,}"))
        self._bars.update()

    def _show(self, ordered: np.ndarray, end: int) -> bool:
        """Whether there are texts beyond the axis."""
        longer = self._bars.show_counts(ordered, end)
        self._beside.setFixedWidth(_LONGER_WIDTH if longer else 0)
        self._scale[0].setText("1")
        self._scale[1].setText(f"{self._bars.end // 2:,}")
        return longer

    def _describe(self, sentence: str) -> None:
        self.setAccessibleDescription(sentence)
        self._bars.setToolTip(sentence)

    @Slot(int)
    def _on_value_changed(self, value: int) -> None:
        within = max(self._lowest, min(value, self._highest)) if self._highest else value
        if within != value:
            self._slider.setValue(within)
            return
        self._bars.update()
        self.cut_moved.emit()


class _CutSlider(QSlider):
    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("truncation_slider")
        self.setAccessibleName(_("Length that texts are cut at"))
        self.setToolTip(_("Move it to see how many texts would be cut at another length."))
        self.setPageStep(_PAGE)
        self.setFixedHeight(18)

    def handle(self) -> QRectF:
        """Where the handle is, whose middle stands for the value."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
        return QRectF(self.style().subControlRect(control, option, part, self))


class _Bars(QWidget):
    """Paints the counts; what lies beyond the slider's handle in another colour, and hatched."""

    def __init__(self, slider: _CutSlider) -> None:
        super().__init__()
        self.end = _BARS
        self._slider = slider
        self._counts = np.zeros(0, dtype=np.int64)
        self._longer = 0
        self.setMinimumHeight(32)

    def sizeHint(self) -> QSize:
        return QSize(280, 90)

    def show_counts(self, ordered: np.ndarray, end: int) -> bool:
        """Count sorted lengths in steps of whole numbers up to about `end`; whether some are longer."""
        step = max(1, -(-end // _BARS))
        edges = np.arange(step, end + step, step)
        self.end = int(edges[-1])
        places = np.searchsorted(ordered, edges, side="right")
        self._counts = np.diff(places, prepend=0)
        self._longer = len(ordered) - int(places[-1])
        self.update()
        return self._longer > 0

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._counts.any() and not self._longer:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._slider.isHidden():
            self._paint_bars(painter, [QBrush(color("accent"))])
            return
        cut = self._slider.handle().center().x()
        painter.setClipRect(QRectF(0, 0, cut, self.height()))
        self._paint_bars(painter, [QBrush(color("accent"))])
        painter.setClipRect(QRectF(cut, 0, self.width() - cut, self.height()))
        hatching = QBrush(color("surface"), Qt.BrushStyle.BDiagPattern)
        self._paint_bars(painter, [QBrush(color("warning")), hatching])
        painter.setClipping(False)
        painter.setPen(QPen(color("text"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(round(cut), 0, round(cut), self.height())

    def _paint_bars(self, painter: QPainter, brushes: Sequence[QBrush]) -> None:
        """Paint all bars with each brush, over one another."""
        margin = 0.0 if self._slider.isHidden() else self._slider.handle().width() / 2
        room = self.width() - (_LONGER_WIDTH if self._longer else 0) - 2 * margin
        step, tallest = room / len(self._counts), max(int(self._counts.max()), self._longer)
        places = [(margin + number * step, step, int(count)) for number, count in enumerate(self._counts)]
        places.append((self.width() - _LONGER_WIDTH + 8, _LONGER_WIDTH - 8, self._longer))
        for brush in brushes:
            painter.setBrush(brush)
            for left, width, count in places:
                if count:
                    height = max(2.0, (self.height() - 2) * count / tallest)
                    bar = QRectF(left + 1, self.height() - height, max(1.0, width - 2), height)
                    painter.drawRoundedRect(bar, 2, 2)


def _middle(ordered: np.ndarray) -> int:
    return int(ordered[(len(ordered) - 1) // 2]) if len(ordered) else 0
