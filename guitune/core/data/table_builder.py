"""Gathers rows of strings into Arrow columns, block by block, so that little lives in Python objects."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

_ROWS_PER_BLOCK = 20_000


class TableBuilder:
    """Takes rows in order; every row has one string for each of `names`."""

    def __init__(self, names: Sequence[str]) -> None:
        self._schema = pa.schema([(name, pa.large_string()) for name in names])
        self._batches: list[pa.RecordBatch] = []
        self._fields: list[Sequence[str]] = []
        self._rows: list[int] = []
        self._row_blocks: list[np.ndarray] = []

    def __len__(self) -> int:
        return sum(map(len, self._row_blocks)) + len(self._rows)

    def add(self, row: int, fields: Sequence[str]) -> None:
        """Append a row; `row` is its number in the file, as a spreadsheet counts."""
        self._rows.append(row)
        self._fields.append(fields)
        if len(self._rows) >= _ROWS_PER_BLOCK:
            self._flush()

    def build(self) -> tuple[pa.Table, np.ndarray]:
        """The columns, and the row numbers, int64, shape (rows,)."""
        self._flush()
        rows = np.concatenate(self._row_blocks) if self._row_blocks else np.empty(0, dtype=np.int64)
        return pa.Table.from_batches(self._batches, self._schema), rows

    def _flush(self) -> None:
        if not self._rows:
            return
        pool = pa.system_memory_pool()  # gives small blocks back; Arrow's own keeps half as much again
        text = pa.large_string()
        columns = [pa.array(values, text, memory_pool=pool) for values in zip(*self._fields, strict=True)]
        self._batches.append(pa.RecordBatch.from_arrays(columns, schema=self._schema))
        self._row_blocks.append(np.array(self._rows, dtype=np.int64))
        self._fields, self._rows = [], []
