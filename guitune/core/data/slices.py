"""The columns without a role, kept beside the examples to slice figures by."""

from collections.abc import Sequence

import pyarrow as pa

from guitune.core.config import DataConfig
from guitune.core.data.column_roles import columns_beside
from guitune.core.data.table import StringTable


def slices_of(table: StringTable, kept: Sequence[int], config: DataConfig) -> pa.Table:
    """The columns of a table that have no role in `config`, only the rows at the places `kept`."""
    names = columns_beside(config, table.names)
    if not names or len(kept) == len(table):
        return table.columns.select(names)
    return table.columns.select(names).take(pa.array(kept, pa.int64()))


def joined_slices(parts: Sequence[tuple[pa.Table, int]]) -> pa.Table:
    """The columns of several files under each other; `parts` holds each file's columns and number of rows.

    Where a file lacks a column that another has, its texts are empty.
    """
    names = dict.fromkeys(name for columns, _count in parts for name in columns.column_names)
    joined = {}
    for name in names:
        joined[name] = pa.chunked_array([chunk for part in parts for chunk in _chunks(*part, name)])
    return pa.table(joined)


def _chunks(columns: pa.Table, count: int, name: str) -> list[pa.Array]:
    if name not in columns.column_names:
        return [pa.array([""] * count, pa.large_string())]
    chunks: list[pa.Array] = columns.column(name).cast(pa.large_string()).chunks
    return chunks
