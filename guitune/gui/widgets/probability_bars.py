"""How probable each label is, as bars: the best first, all of them, in a list that scrolls if it must."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from guitune.formatting import percent
from guitune.gui.models.probability_list_model import SHARE_ROLE, ProbabilityListModel
from guitune.gui.theme import color
from guitune.i18n import _

_LOWEST_ROW, _HIGHEST_ROW, _BAR_HEIGHT, _GAP = 30, 52, 12, 16
_WIDEST_NAME = 0.4


class ProbabilityBars(QListView):
    """Rows share the height there is, between 30 and 52 pixels each."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("probability_bars")
        self.setAccessibleName(_("How probable each label is"))
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.rows = ProbabilityListModel()
        self.setModel(self.rows)
        self._delegate = _BarDelegate(self)
        self.setItemDelegate(self._delegate)

    def rest(self, labels: Sequence[str]) -> None:
        """Show the labels with nothing in their bars."""
        self.rows.rest(labels)
        self._fit()

    def show_probabilities(self, labels: Sequence[str], probabilities: Sequence[float]) -> None:
        """Show an answer, from its best label on."""
        self.rows.show(labels, probabilities)
        self._fit()
        self.scrollToTop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the rows the height there is now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Widths and heights that depend on all labels; nothing is done while these are the same."""
        names = tuple(sorted(self.rows.labels))
        bold = QFont(self.font())
        bold.setBold(True)
        widest = max((QFontMetrics(bold).horizontalAdvance(name) for name in names), default=0)
        height = self.viewport().height() // max(1, len(names))
        if self._delegate.fit(widest, max(_LOWEST_ROW, min(_HIGHEST_ROW, height))):
            self.scheduleDelayedItemsLayout()


class _BarDelegate(QStyledItemDelegate):
    def __init__(self, parent: QListView) -> None:
        super().__init__(parent)
        self._widest_name = 0
        self._row_height = _LOWEST_ROW

    def fit(self, widest_name: int, row_height: int) -> bool:
        """Take on other measures; whether they are others."""
        changed = (widest_name, row_height) != (self._widest_name, self._row_height)
        self._widest_name, self._row_height = widest_name, row_height
        return changed

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, self._row_height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        place: QRect = option.rect
        share = index.data(SHARE_ROLE)
        best = index.row() == 0 and share is not None
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(painter.font())
        font.setBold(True)
        number_width = QFontMetrics(font).horizontalAdvance("100.0%") + 4
        font.setBold(best)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        name_width = min(self._widest_name + 2, round(place.width() * _WIDEST_NAME))
        painter.setPen(color("muted" if share is None else "text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        name = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, name_width)
        painter.drawText(QRect(place.left(), place.top(), name_width, place.height()), middle, name)
        if share is not None:
            painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, percent(share))
        track = QRectF(
            place.left() + name_width + _GAP,
            place.center().y() - _BAR_HEIGHT / 2 + 1,
            place.width() - name_width - number_width - 2 * _GAP,
            _BAR_HEIGHT,
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("line"))
        painter.drawRoundedRect(track, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
        if share is not None:
            filled = color("accent" if best else "muted")
            filled.setAlphaF(1.0 if best else 0.55)
            painter.setBrush(filled)
            track.setWidth(max(_BAR_HEIGHT / 2, track.width() * share))
            painter.drawRoundedRect(track, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
        painter.restore()
