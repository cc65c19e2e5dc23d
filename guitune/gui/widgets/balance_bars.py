"""Two bars for each label: its texts as they are, and what one round makes of them."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from guitune.gui.models.balance_model import ENTRY_ROLE, BalanceListModel, LabelBalance
from guitune.gui.theme import color
from guitune.gui.widgets.text import label
from guitune.i18n import _

_ROW_HEIGHT, _GAP_HEIGHT, _FOCUS_LINE = 40, 28, 1
_WORDS_TOP, _WORDS_HEIGHT = 3, 18
_BEFORE, _AFTER = ("muted", 3), ("accent", 6)  # colour and height of a bar
_MOST_LABELS = 8


class BalanceBars(QListView):
    """As high as its rows; the bars have one scale, with the names and figures above them."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("balance_bars")
        self.setAccessibleName(_("Texts of each label in one round"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.labels = BalanceListModel()
        self.labels.setParent(self)
        self.setModel(self.labels)
        self.setItemDelegate(_Delegate(self))

    def show_labels(self, labels: Sequence[LabelBalance]) -> None:
        """Show these labels, which come the most frequent first, or the first and the last of many."""
        self.labels.show(labels, _MOST_LABELS)
        gap = _GAP_HEIGHT if self.labels.left_out else 0
        self.setFixedHeight(len(self.labels.entries) * _ROW_HEIGHT + gap + 2 * _FOCUS_LINE)

    @property
    def largest(self) -> float:
        """What the longest bar stands for."""
        return max((max(entry.before, entry.after) for entry in self.labels.entries), default=1)


class BalanceLegend(QWidget):
    """Which bar is which."""

    def __init__(self) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        self.after = label(role="small", name="balance_after_label")
        for look, words in ((_BEFORE, label(_("as they are"), "small")), (_AFTER, self.after)):
            line.addWidget(_Sample(*look))
            line.addWidget(words)
            line.addSpacing(8)
        line.addStretch(1)


class _Sample(QWidget):
    def __init__(self, role: str, height: int) -> None:
        super().__init__()
        self._role = role
        self.setFixedSize(16, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_bar(painter, QRectF(self.rect()), self._role)


class _Delegate(QStyledItemDelegate):
    def __init__(self, bars: BalanceBars) -> None:
        super().__init__(bars)
        self._bars = bars

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, _ROW_HEIGHT if index.data(ENTRY_ROLE) is not None else _GAP_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry: LabelBalance | None = index.data(ENTRY_ROLE)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        if entry is None:
            painter.setPen(color("muted"))
            painter.drawText(rect, middle, str(index.data()))
        else:
            words = QRect(rect.left(), rect.top() + _WORDS_TOP, rect.width(), _WORDS_HEIGHT)
            metrics = painter.fontMetrics()
            room = words.width() - metrics.horizontalAdvance(entry.figures) - 12
            name = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room)
            painter.setPen(color("text"))
            painter.drawText(words, middle, name)
            painter.setPen(color("muted"))
            painter.drawText(words, middle | Qt.AlignmentFlag.AlignRight, entry.figures)
            self._paint_bars(painter, QRectF(rect), entry)
        painter.restore()

    def _paint_bars(self, painter: QPainter, rect: QRectF, entry: LabelBalance) -> None:
        top = rect.top() + _WORDS_TOP + _WORDS_HEIGHT + 2
        for (role, height), count in ((_BEFORE, entry.before), (_AFTER, entry.after)):
            width = max(float(height), rect.width() * count / max(1.0, self._bars.largest))
            _paint_bar(painter, QRectF(rect.left(), top, width, height), role)
            top += height + 2


def _paint_bar(painter: QPainter, place: QRectF, role: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color(role))
    painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
