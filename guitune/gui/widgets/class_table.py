"""How good the classifier is at each label, as a table; choosing a label shows its texts."""

from PySide6.QtCore import (
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from guitune.core.evaluation.metrics import ClassFigures
from guitune.gui.models.class_table_model import (
    F1,
    LABEL,
    PRECISION,
    RECALL,
    SHARE_ROLE,
    SORT_ROLE,
    TEXTS,
    TONE_ROLE,
    ClassTableModel,
)
from guitune.gui.theme import color
from guitune.gui.widgets.cells import paint_ground
from guitune.gui.widgets.row_table import show_as_rows
from guitune.i18n import _

_LOWEST_ROW, _HIGHEST_ROW, _BAR_HEIGHT, _NUMBER_WIDTH = 26, 36, 6, 44
_WIDTHS = {PRECISION: 80, RECALL: 64, F1: 116, TEXTS: 60}
_NARROWEST_LABEL, _COMFORTABLE_LABEL = 110, 220
_MORE_FOR_BARS, _MORE_FOR_FIGURES = 180, 40


class ClassTable(QTableView):
    """A row for each label, the weakest first until the person sorts otherwise.

    Signals
    -------
    label_chosen(str)
        A label was chosen.
    choice_dropped
        No label is chosen any more.
    """

    label_chosen = Signal(str)
    choice_dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("class_table")
        self.setAccessibleName(_("How good it is at each label"))
        self._items = ClassTableModel()
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._items)
        self._sorted.setSortRole(SORT_ROLE)
        self._items.setParent(self)
        self.setModel(self._sorted)
        for column in (LABEL, PRECISION, RECALL, TEXTS):
            self.setItemDelegateForColumn(column, _FigureDelegate(self))
        self.setItemDelegateForColumn(F1, _BarDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        show_as_rows(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setMinimumSectionSize(_LOWEST_ROW)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(LABEL, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        self.setSortingEnabled(True)
        self.sortByColumn(F1, Qt.SortOrder.AscendingOrder)
        self._following = False
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def show_figures(self, items: tuple[ClassFigures, ...]) -> None:
        """Show the figures of these labels; none is chosen."""
        self._following = True
        self._items.show(items)
        self._following = False
        self._fit()

    def show_choice(self, label: str | None) -> None:
        """Mark the label whose texts are shown, or none."""
        self._following = True
        rows = [row for row, item in enumerate(self._items.items) if item.label == label]
        if rows:
            self.setCurrentIndex(self._sorted.mapFromSource(self._items.index(rows[0], 0)))
        else:
            self.clearSelection()
        self._following = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Rows share the height; where labels would have no room, F1 stands for the other figures."""
        narrow = self.viewport().width() < sum(_WIDTHS.values()) + _NARROWEST_LABEL
        for column in (PRECISION, RECALL):
            self.setColumnHidden(column, narrow)
        spare = max(0, self.viewport().width() - sum(_WIDTHS.values()) - _COMFORTABLE_LABEL)
        for column, width in _WIDTHS.items():
            more = min(_MORE_FOR_BARS, spare // 3) if column == F1 else min(_MORE_FOR_FIGURES, spare // 8)
            self.setColumnWidth(column, width + more)
        height = self.viewport().height() // max(1, len(self._items.items))
        self.verticalHeader().setDefaultSectionSize(max(_LOWEST_ROW, min(_HIGHEST_ROW, height)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes the choice back."""
        if event.key() == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        if self._following:
            return
        chosen = self.selectionModel().selectedRows()
        if chosen:
            self.label_chosen.emit(self._items.items[self._sorted.mapToSource(chosen[0]).row()].label)
        else:
            self.choice_dropped.emit()


class _FigureDelegate(QStyledItemDelegate):
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        paint_ground(painter, option)
        place: QRect = option.rect.adjusted(8, 0, -8, 0)
        painter.save()
        painter.setPen(color("muted" if index.column() == TEXTS else "text"))
        shown = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideMiddle, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()


class _BarDelegate(QStyledItemDelegate):
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        paint_ground(painter, option)
        place: QRect = option.rect.adjusted(8, 0, -8, 0)
        share = index.data(SHARE_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        number = QRect(place.right() - _NUMBER_WIDTH, place.top(), _NUMBER_WIDTH, place.height())
        painter.drawText(number, middle | Qt.AlignmentFlag.AlignRight, str(index.data()))
        if share is not None:
            track = QRectF(
                place.left(),
                place.center().y() - _BAR_HEIGHT / 2 + 1,
                place.width() - _NUMBER_WIDTH,
                _BAR_HEIGHT,
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("line"))
            painter.drawRoundedRect(track, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
            if share > 0:
                painter.setBrush(color(str(index.data(TONE_ROLE))))
                track.setWidth(max(_BAR_HEIGHT, track.width() * share))
                painter.drawRoundedRect(track, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
        painter.restore()
