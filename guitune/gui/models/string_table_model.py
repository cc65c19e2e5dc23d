"""The first rows of a file as they were read, all columns, for looking at."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from guitune.core.data.table import StringTable
from guitune.formatting import visible

Index = QModelIndex | QPersistentModelIndex
_LONGEST_SHOWN = 300


class StringTableModel(QAbstractTableModel):
    """A table of strings under the names of its columns, the row's number in the file at its left."""

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._rows: list[tuple[str, ...]] = []
        self._numbers: list[int] = []

    def show(self, table: StringTable | None, most_rows: int) -> None:
        """Show the first rows of `table`, or nothing."""
        self.beginResetModel()
        self._names, self._rows, self._numbers = (), [], []
        if table is not None:
            start = table.columns.slice(0, most_rows)
            self._names = table.names
            self._rows = list(zip(*(column.to_pylist() for column in start.columns), strict=True))
            self._numbers = table.rows[:most_rows].tolist()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of rows shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of the file's columns."""
        return 0 if parent.isValid() else len(self._names)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names, and the rows' numbers."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            visible(self._names[section])
            if orientation == Qt.Orientation.Horizontal
            else str(self._numbers[section])
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A value, what cannot be seen shown as escapes."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return visible(self._rows[index.row()][index.column()][:_LONGEST_SHOWN])
