"""Gathers rows whose number of columns becomes known only while they are read."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from guitune.core.data.table_builder import TableBuilder


class WideningBuilder:
    """Takes rows of any width in order; short rows, also those before a wider one, end in empty texts."""

    def __init__(self, width: int = 0) -> None:
        self._width = width
        self._builder = TableBuilder(_numbers(width))
        self._parts: list[tuple[pa.Table, np.ndarray]] = []

    @property
    def width(self) -> int:
        """Number of columns so far."""
        return self._width

    def __len__(self) -> int:
        return sum(len(rows) for _table, rows in self._parts) + len(self._builder)

    def add(self, row: int, fields: Sequence[str]) -> None:
        """Append a row; `row` is its number in the file."""
        missing = self._width - len(fields)
        if missing < 0:
            self._widen(len(fields))
        self._builder.add(row, [*fields, *[""] * missing] if missing > 0 else fields)

    def build(self, names: Sequence[str]) -> tuple[pa.Table, np.ndarray]:
        """The columns, one for each of `names`, and the row numbers, int64, shape (rows,)."""
        self._widen(self._width)
        tables = [_widened(table, self._width) for table, _rows in self._parts]
        rows = np.concatenate([rows for _table, rows in self._parts])
        return pa.concat_tables(tables).rename_columns(list(names)), rows

    def _widen(self, width: int) -> None:
        if len(self._builder) or not self._parts:
            self._parts.append(self._builder.build())
        self._width = width
        self._builder = TableBuilder(_numbers(width))


def _numbers(width: int) -> list[str]:
    return [str(position) for position in range(width)]


def _widened(table: pa.Table, width: int) -> pa.Table:
    nothing = pa.repeat(pa.scalar("", pa.large_string()), len(table))
    for position in range(table.num_columns, width):
        table = table.append_column(str(position), nothing)
    return table
