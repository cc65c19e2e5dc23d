"""Tables with some of their values or rows changed; what is left out is listed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guitune.core.data.table import RejectedRow, StringTable


def with_labels(table: StringTable, column: str, new_labels: dict[str, str]) -> StringTable:
    """The table with labels renamed."""
    return with_column(table, column, [new_labels.get(label, label) for label in table.column(column)])


def with_column(table: StringTable, name: str, values: list[str]) -> StringTable:
    """The table with all values of a column replaced."""
    position = table.names.index(name)
    column = pa.array(values, pa.large_string())
    return replace(table, columns=table.columns.set_column(position, name, column))


def with_values(table: StringTable, name: str, values: dict[int, str]) -> StringTable:
    """The table with other values of a column at some places."""
    if not values:
        return table
    places = np.array(sorted(values), dtype=np.int64)
    is_new = np.zeros(len(table), dtype=bool)
    is_new[places] = True
    new = pa.array([values[place] for place in places.tolist()], pa.large_string())
    column = table.columns.column(name).combine_chunks().cast(pa.large_string())
    changed = pc.replace_with_mask(column, pa.array(is_new), new)
    return replace(table, columns=table.columns.set_column(table.names.index(name), name, changed))


def without_rows(table: StringTable, places: Sequence[int] | np.ndarray, reason: str) -> StringTable:
    """The table without the rows at `places`, which are listed in `dropped` with the reason."""
    if not len(places):
        return table
    kept = np.ones(len(table), dtype=bool)
    kept[places] = False
    dropped = [RejectedRow(row, 0, reason, "") for row in table.rows[~kept].tolist()]
    return replace(
        table,
        columns=table.columns.filter(pa.array(kept)),
        rows=table.rows[kept],
        dropped=(*table.dropped, *dropped),
    )
