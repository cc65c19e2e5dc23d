"""A table of a file's first rows as they were read, for looking at."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractItemView, QTableView

from guitune.core.data.table import StringTable
from guitune.gui.models.string_table_model import StringTableModel
from guitune.gui.widgets.row_table import show_as_rows

_MOST_ROWS, _ROWS_MEASURED = 200, 20
_ROW_HEIGHT, _TEXT_WIDTH, _SHORT_WIDTH, _LONG_VALUE = 28, 320, 120, 20


class FirstRows(QTableView):
    """All columns of up to 200 rows; a column of long values is wide."""

    def __init__(self, name: str, accessible_name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self._model = StringTableModel()
        self.setModel(self._model)
        show_as_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.verticalHeader().show()
        self.horizontalHeader().setStretchLastSection(True)

    def show_table(self, table: StringTable | None) -> None:
        """Show the beginning of a table, or nothing."""
        self._model.show(table, _MOST_ROWS)
        for column in range(self._model.columnCount()):
            values = (
                str(self._model.index(row, column).data()) for row in range(min(20, self._model.rowCount()))
            )
            is_long = max(map(len, values), default=0) > _LONG_VALUE
            self.setColumnWidth(column, _TEXT_WIDTH if is_long else _SHORT_WIDTH)

    def sizeHint(self) -> QSize:
        """A calm size."""
        return QSize(480, 240)
