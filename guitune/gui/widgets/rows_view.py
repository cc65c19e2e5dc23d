"""The view of the data's rows: columns, order by a click on a heading, and its place when rows change."""

import numpy as np
from PySide6.QtCore import QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from guitune.core.data.rows import Rows
from guitune.gui.models.data_table_model import (
    LABEL,
    LENGTH,
    OTHERS,
    ROW,
    SIDE,
    SORT_KEYS,
    TEXT,
    DataTableModel,
)
from guitune.gui.widgets.cell_editing import LabelCellDelegate, QuietDelegate, TextCellDelegate
from guitune.gui.widgets.row_table import show_as_rows
from guitune.i18n import _

_ROW_HEIGHT, _LEAST_TEXT_WIDTH, _OTHER_WIDTH = 42, 260, 150
_WIDTHS = {ROW: 78, LABEL: 150, SIDE: 104, LENGTH: 96}


class RowsView(QTableView):
    """Shows a million rows as quickly as ten: nothing is kept for a row.

    Signals
    -------
    order_wanted
        Another heading or direction was chosen; `sort_column` and `is_descending` say which.
    edit_ended
        An editor was closed.
    """

    order_wanted = Signal()
    edit_ended = Signal()

    def __init__(self, model: DataTableModel) -> None:
        super().__init__()
        self._rows = model
        self._shown: frozenset[str] = frozenset()
        self.setObjectName("data_table")
        self.setAccessibleName(_("Rows of the file"))
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(TextCellDelegate(self))
        self.setItemDelegateForColumn(LABEL, LabelCellDelegate(self))
        for column in (ROW, SIDE, LENGTH):
            self.setItemDelegateForColumn(column, QuietDelegate(self))
        show_as_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        header.sortIndicatorChanged.connect(self._on_sort_indicator_changed)
        self._fit()

    @property
    def is_editing(self) -> bool:
        """Whether an editor is open."""
        return self.state() == QAbstractItemView.State.EditingState

    @property
    def sort_column(self) -> int:
        """The column that the rows are sorted by; the row numbers' where nothing was chosen."""
        column = self.horizontalHeader().sortIndicatorSection()
        return column if column in SORT_KEYS else ROW

    @property
    def is_descending(self) -> bool:
        """Whether the largest comes first."""
        header = self.horizontalHeader()
        return (
            header.sortIndicatorSection() in SORT_KEYS
            and header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        )

    def show_rows(self, rows: Rows, places: np.ndarray, *, keep_place: bool) -> None:
        """Show these rows; the chosen one stays chosen, and the first seen one in its place if wanted."""
        top = self.rowAt(0)
        offset = self.verticalScrollBar().value() - top * _ROW_HEIGHT
        seen, chosen = self._rows.key(top), self._rows.key(self.currentIndex().row())
        column = max(0, self.currentIndex().column())
        self._rows.show(rows, places)
        self._fit()
        self.doItemsLayout()
        row = self._rows.row_of(chosen)
        if row >= 0:
            flags = QItemSelectionModel.SelectionFlag
            index = self._rows.index(row, min(column, self._rows.columnCount() - 1))
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        first = self._rows.row_of(seen) if keep_place else -1
        self.verticalScrollBar().setValue(first * _ROW_HEIGHT + offset if first >= 0 else 0)

    def show_columns(self, names: frozenset[str]) -> None:
        """Show these other columns of the file; "" stands for the length of the texts."""
        self._shown = names
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter edits a cell as F2 does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.is_editing:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Close an editor and tell of it."""
        super().closeEditor(editor, hint)
        self.edit_ended.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The text takes the width that others leave; where that is little, the table scrolls sideways."""
        header = self.horizontalHeader()
        taken = 0
        for column in range(self._rows.columnCount()):
            if column == TEXT:
                continue
            name = "" if column == LENGTH else self._rows.column_name(column)
            hidden = column >= LENGTH and name not in self._shown
            if self.isColumnHidden(column) != hidden:
                self.setColumnHidden(column, hidden)
                header.resizeSection(column, _WIDTHS.get(column, _OTHER_WIDTH))
            taken += header.sectionSize(column)
        header.resizeSection(TEXT, max(_LEAST_TEXT_WIDTH, self.viewport().width() - taken))

    @Slot(int, Qt.SortOrder)
    def _on_sort_indicator_changed(self, column: int, _order: Qt.SortOrder) -> None:
        if column >= OTHERS:
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        else:
            self.order_wanted.emit()
