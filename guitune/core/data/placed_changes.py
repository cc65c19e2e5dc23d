"""Where the rows that a person changed by hand stand in a file that may have changed since."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guitune.core.data.table import StringTable
from guitune.core.data_choices import Edit, LeftOutRow


def places_of(table: StringTable, changes: Sequence[Edit | LeftOutRow], text_column: str) -> np.ndarray:
    """Where in the table each change's row stands, int64, shape (changes,); -1 where it stands there no more.

    The row of a change's number is meant where it holds the change's text, in whichever column, since another
    column may have become the text. Otherwise it is the one row whose text that is, if there is just one and
    the text is not empty.

    Parameters
    ----------
    table
        One file as written.
    changes
        Changes of this file.
    """
    if not changes or not len(table):
        return np.full(len(changes), -1, dtype=np.int64)
    numbers = np.array([change.row for change in changes], dtype=np.int64)
    texts = pa.array([_storable(change.text) for change in changes], pa.large_string())
    places = np.minimum(np.searchsorted(table.rows, numbers), len(table) - 1).astype(np.int64)
    places[(table.rows[places] != numbers) | ~_hold(table, places, texts, text_column)] = -1
    strays = np.flatnonzero((places < 0) & np.array([bool(change.text) for change in changes]))
    if len(strays) and text_column in table.names:
        places[strays] = _only_places(table.columns.column(text_column), texts.take(pa.array(strays)))
    return places


def _hold(table: StringTable, places: np.ndarray, texts: pa.Array, text_column: str) -> np.ndarray:
    """Whether the rows at `places` hold the texts; an empty text is looked for in the text column only."""
    rows = table.columns.take(pa.array(places))
    is_filled = pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
    found = np.zeros(len(places), dtype=bool)
    for name in table.names:
        same = pc.equal(rows.column(name).combine_chunks(), texts).to_numpy(zero_copy_only=False)
        found |= same & (is_filled | (name == text_column))
    return found


def _only_places(column: pa.ChunkedArray, texts: pa.Array) -> np.ndarray:
    """Where each text stands in the column, -1 for one that does not stand there just once."""
    wanted = texts.unique()
    codes = pc.index_in(column, value_set=wanted).combine_chunks().fill_null(-1).to_numpy()
    found = np.flatnonzero(codes >= 0)
    places = np.full(len(wanted), -1, dtype=np.int64)
    places[codes[found]] = found
    places[np.bincount(codes[found], minlength=len(wanted)) != 1] = -1
    of_texts: np.ndarray = places[pc.index_in(texts, value_set=wanted).to_numpy()]
    return of_texts


def _storable(text: str) -> str:
    """The text, but for what no file can hold, so that it is found nowhere."""
    return text.encode("utf-8", "backslashreplace").decode()
