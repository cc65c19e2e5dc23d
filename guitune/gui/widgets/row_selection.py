"""Which rows of a table are chosen; whole stretches of rows are looked at, so that a million cost no more."""

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange
from PySide6.QtWidgets import QTableView


def chosen_count(table: QTableView) -> int:
    """Number of chosen rows."""
    return sum(part.height() for part in _parts(table))


def chosen_rows(table: QTableView, most: int) -> np.ndarray:
    """The chosen rows, int64, ascending; none where they are more than `most`."""
    if chosen_count(table) > most:
        return np.empty(0, dtype=np.int64)
    parts = [np.arange(part.top(), part.bottom() + 1) for part in _parts(table)]
    return np.unique(np.concatenate([np.empty(0, dtype=np.int64), *parts]))


def choose_rows(table: QTableView, current: int, column: int, rows: np.ndarray) -> None:
    """Choose ascending rows; the cell in row `current` and that column has the keyboard."""
    model, flags, selection = table.model(), QItemSelectionModel.SelectionFlag, QItemSelection()
    last = model.columnCount() - 1
    for part in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
        selection.select(model.index(int(part[0]), 0), model.index(int(part[-1]), last))
    table.selectionModel().setCurrentIndex(model.index(current, min(column, last)), flags.NoUpdate)
    table.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)


def _parts(table: QTableView) -> list[QItemSelectionRange]:
    parts: list[QItemSelectionRange] = list(table.selectionModel().selection())  # type: ignore[call-overload]
    return parts
