"""The view of the data's rows: columns, order by a click on a heading, and its place when rows change."""

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from guitune.core.data.rows import Rows, SortKey
from guitune.gui.models.data_table_model import (
    LABEL,
    LENGTH,
    OTHERS,
    ROW,
    SIDE,
    TEXT,
    DataTableModel,
)
from guitune.gui.widgets.cell_editing import LabelCellDelegate, QuietDelegate, TextCellDelegate
from guitune.gui.widgets.row_menu import RowMenu
from guitune.gui.widgets.row_selection import choose_rows, chosen_rows
from guitune.gui.widgets.row_table import show_as_rows
from guitune.i18n import _

_ROW_HEIGHT, _LEAST_TEXT_WIDTH, _OTHER_WIDTH = 42, 260, 150
_MOST_KEPT = 500  # that stay chosen when the rows are replaced
_WIDTHS = {ROW: 78, LABEL: 150, SIDE: 104, LENGTH: 96}


class RowsView(QTableView):
    """Shows a million rows as quickly as ten: nothing is kept for a row. `menu` acts on the chosen rows.

    Signals
    -------
    order_wanted
        Another heading or direction was chosen; `sort_key` and `is_descending` say which.
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
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
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
        self.menu = RowMenu(self, model)
        self._fit()

    @property
    def is_editing(self) -> bool:
        """Whether an editor is open."""
        return self.state() == QAbstractItemView.State.EditingState

    @property
    def sort_key(self) -> SortKey:
        """What the rows are sorted by; their numbers where nothing was chosen."""
        return self._rows.sort_key(self.horizontalHeader().sortIndicatorSection())

    @property
    def is_descending(self) -> bool:
        """Whether the largest comes first."""
        header = self.horizontalHeader()
        is_sorted = header.sortIndicatorSection() >= 0
        return is_sorted and header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder

    def show_rows(self, rows: Rows, places: np.ndarray, *, keep_place: bool) -> None:
        """Show these rows; those chosen stay chosen, and the first seen one in its place if wanted.

        Where the place is kept and the chosen row is no more, the one that takes its place is chosen.
        """
        top = self.rowAt(0)
        offset = self.verticalScrollBar().value() - top * _ROW_HEIGHT
        current, column = self.currentIndex().row(), max(0, self.currentIndex().column())
        keys = [self._rows.key(row) for row in (top, current, *chosen_rows(self, _MOST_KEPT).tolist())]
        sorted_by = self._sorted_column()
        self._rows.show(rows, places)
        self._mark_sorted(sorted_by)
        self._fit()
        self.doItemsLayout()
        first, row, *chosen = self._rows.rows_of(keys)
        if row < 0 and keep_place and current >= 0:
            row = min(current, len(places) - 1)
        if row >= 0:
            choose_rows(self, row, column, np.unique([at for at in chosen if at >= 0] or [row]))
        stays = keep_place and first >= 0
        self.verticalScrollBar().setValue(first * _ROW_HEIGHT + offset if stays else 0)

    def show_columns(self, names: frozenset[str]) -> None:
        """Show these other columns of the file; "" stands for the length of the texts."""
        self._shown = names
        self._fit()
        header = self.horizontalHeader()
        if header.sortIndicatorSection() >= 0 and self.isColumnHidden(header.sortIndicatorSection()):
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter edits a cell as F2 does; keys do what the menu does, and open it."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.is_editing:
            self.edit(self.currentIndex())
        elif self.is_editing or not self.menu.take_key(event):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the chosen rows, where the mouse or the keyboard is."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu.open_at_row()
        elif self.indexAt(event.pos()).isValid():
            self.menu.open_at(event.globalPos())

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

    def _sorted_column(self) -> str:
        """The other column of the file that the rows are sorted by, "" for none."""
        section = self.horizontalHeader().sortIndicatorSection()
        return self._rows.column_name(section) if section >= OTHERS else ""

    def _mark_sorted(self, name: str) -> None:
        """The mark follows the other column that the rows are sorted by, wherever it stands now."""
        if not name:
            return
        header, others = self.horizontalHeader(), self._rows.others
        header.blockSignals(True)
        header.setSortIndicator(
            OTHERS + others.index(name) if name in others else -1, header.sortIndicatorOrder()
        )
        header.blockSignals(False)

    @Slot()
    def _on_sort_indicator_changed(self) -> None:
        self.order_wanted.emit()
