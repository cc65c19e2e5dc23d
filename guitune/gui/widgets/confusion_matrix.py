"""The confusion matrix as a heat map; choosing a cell shows its texts."""

from PySide6.QtCore import (
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from guitune.core.evaluation.metrics import Figures
from guitune.gui.models.confusion_table_model import SHARE_ROLE, ConfusionTableModel
from guitune.gui.theme import DARK, LIGHT, SMALL_PIXELS, color
from guitune.i18n import _

_NARROWEST, _LOWEST = 30, 26
_LARGEST, _LARGEST_OF_FEW, _FEW = QSize(112, 52), QSize(168, 64), 3
_FLAT_HEADING, _TALLEST_HEADING = 26, 104
_HEADINGS_SHARE = 0.36
_BRIGHT = 140


class ConfusionMatrix(QTableView):
    """Rows are the true labels, columns the answers; headings stay while the cells scroll.

    Signals
    -------
    cell_chosen(str, str)
        A true label and an answer.
    choice_dropped
        No cell is chosen any more.
    """

    cell_chosen = Signal(str, str)
    choice_dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("confusion_matrix")
        self.setAccessibleName(_("What it mixes up: rows are the true label, columns the answer"))
        self._cells = ConfusionTableModel()
        self._cells.setParent(self)
        self.setModel(self._cells)
        self.setItemDelegate(_CellDelegate(self))
        self._across, self._down = _Headings(Qt.Orientation.Horizontal), _Headings(Qt.Orientation.Vertical)
        self.setHorizontalHeader(self._across)
        self.setVerticalHeader(self._down)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self._following = False
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def show_matrix(self, labels: tuple[str, ...], figures: Figures, *, only_mixed_up: bool) -> None:
        """Show a matrix, or only the labels in it that get mixed up; no cell is chosen."""
        self._following = True
        self._cells.show(labels, figures, only_mixed_up=only_mixed_up)
        self._following = False
        self._fit()

    def show_choice(self, label: str, answer: str | None) -> None:
        """Mark the cell whose texts are shown, or none."""
        place = self._cells.place_of(label, answer) if answer is not None else QModelIndex()
        self._following = True
        if place.isValid():
            self.setCurrentIndex(place)
        else:
            self.clearSelection()
        self._following = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes the choice back."""
        if event.key() == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._fit()

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        if self._following:
            return
        chosen = self.selectedIndexes()
        if chosen:
            self.cell_chosen.emit(*self._cells.pair_at(chosen[0]))
        else:
            self.choice_dropped.emit()

    def _fit(self) -> None:
        """Cells as large as there is room for, within limits; column headings upright where they are long."""
        count = self._cells.rowCount()
        if not count:
            return
        metrics = QFontMetrics(_small(self.font(), bold=True))
        sections = range(count)
        names = [
            metrics.horizontalAdvance(str(self._cells.headerData(one, Qt.Orientation.Vertical)))
            for one in sections
        ]
        longest = max(names) + 16
        largest = _LARGEST_OF_FEW if count <= _FEW else _LARGEST
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        down_width = min(longest, round(self.width() * _HEADINGS_SHARE))
        least = max(_NARROWEST, metrics.horizontalAdvance(f"{self._cells.largest:,}") + 14)
        width = max(least, min(largest.width(), (self.width() - down_width - 4) // count))
        upright = max(names) + 6 > width
        across_height = _FLAT_HEADING
        if upright:
            across_height = min(longest, _TALLEST_HEADING, round(self.height() * _HEADINGS_SHARE))
        room = self.height() - across_height - 4
        height = max(_LOWEST, min(largest.height(), room // count))
        if height * count > room:  # a scroll bar takes its room from the columns
            width = max(least, min(largest.width(), (self.width() - down_width - 4 - bar) // count))
        self._down.setFixedWidth(down_width)
        self._across.setFixedHeight(across_height)
        self._across.upright = upright
        self._across.setDefaultSectionSize(width)
        self._down.setDefaultSectionSize(height)
        self.updateGeometries()


class _Headings(QHeaderView):
    """Labels beside the cells: elided where they are too long, bold beside the chosen cell."""

    def __init__(self, orientation: Qt.Orientation) -> None:
        super().__init__(orientation)
        self.upright = False
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(_LOWEST)
        self.setSectionsClickable(False)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Paint a label, from below upwards where the columns are narrow."""
        model, across = self.model(), self.orientation() == Qt.Orientation.Horizontal
        name = str(model.headerData(logicalIndex, self.orientation()))
        table = self.parent()
        chosen = table.selectedIndexes() if isinstance(table, QTableView) else []
        beside = any((one.column() if across else one.row()) == logicalIndex for one in chosen)
        painter.save()
        painter.setFont(_small(self.font(), bold=beside))
        painter.setPen(color("text" if beside else "muted"))
        place = QRect(rect)
        if self.upright:
            painter.translate(rect.left(), rect.bottom())
            painter.rotate(-90)
            place = QRect(0, 0, rect.height(), rect.width())
        place.adjust(*((1, 0, -1, 0) if across and not self.upright else (4, 0, -8, 0)))
        elide = Qt.TextElideMode.ElideMiddle if self.upright or not across else Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(name, elide, place.width())
        side = (
            Qt.AlignmentFlag.AlignLeft
            if self.upright
            else Qt.AlignmentFlag.AlignHCenter
            if across
            else Qt.AlignmentFlag.AlignRight
        )
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class _CellDelegate(QStyledItemDelegate):
    """Right answers in the accent, mistakes in red, each the stronger the larger its share of the row."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        share = float(index.data(SHARE_ROLE))
        right = index.row() == index.column()
        ground = _ground(share, right=right)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_small(option.font, bold=False))
        cell = QRectF(place).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setBrush(ground)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            cell.adjust(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(color("text"), 2))
        elif state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(color("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(cell, 5, 5)
        painter.setPen(color("muted") if share == 0 else _ink(ground))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_NARROWEST, _LOWEST)


def _ground(share: float, *, right: bool) -> QColor:
    if right:
        return _mixed(color("surface"), color("accent"), 0.08 + 0.72 * share)
    return _mixed(color("surface"), color("bad"), 0.05 if share == 0 else 0.14 + 0.6 * share)


def _mixed(ground: QColor, tint: QColor, share: float) -> QColor:
    """`tint` laid over `ground`; a share of 1 is all tint."""
    pairs = (
        (ground.red(), tint.red()),
        (ground.green(), tint.green()),
        (ground.blue(), tint.blue()),
    )
    return QColor(*(round(own + share * (other - own)) for own, other in pairs))


def _ink(ground: QColor) -> QColor:
    """The text colour that is read best on `ground`."""
    light = 0.299 * ground.red() + 0.587 * ground.green() + 0.114 * ground.blue()
    return QColor(LIGHT.text if light > _BRIGHT else DARK.text)


def _small(font: QFont, *, bold: bool) -> QFont:
    small = QFont(font)
    small.setPixelSize(SMALL_PIXELS)
    small.setBold(bold)
    return small
