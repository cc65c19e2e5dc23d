"""What the table of all rows shows: every row of every file as arrays, and vectorised search and order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guitune.core.config import DataConfig
from guitune.core.data.recipe import FILES
from guitune.core.data.table import StringTable
from guitune.core.data.text_columns import SEPARATOR
from guitune.core.data_choices import Edit

MAIN, VALIDATION, TEST = range(len(FILES))
SIDES = ("train", "validation", "test", "aside", "left out", "")
SortKey = Literal["row", "text", "label", "side", "length"]


@dataclass(frozen=True)
class RowFilter:
    """Which rows are wanted; what is None or empty leaves all.

    Attributes
    ----------
    words
        Occurs in the text, upper and lower case alike.
    label
        The row's label.
    side
        One of `SIDES`.
    row_numbers
        Numbers of rows of the main file.
    """

    words: str = ""
    label: str | None = None
    side: str | None = None
    row_numbers: tuple[int, ...] | None = None


@dataclass(frozen=True, eq=False)
class Rows:
    """All rows as parallel arrays in the order of the files; a place is an index into them.

    Attributes
    ----------
    config
        The choices under which the rows look like this.
    table
        The main file as written.
    files
        int8, shape (rows,): the row's file, an index into `recipe.FILES`.
    numbers
        int64, shape (rows,): the row's number in its file.
    texts
        The texts as the network reads them; of rows that could not be read, how they begin in the file.
    label_names, labels
        Different labels, those of examples first and sorted; int32, shape (rows,): indices into them.
    sides
        int8, shape (rows,): indices into `SIDES`.
    notes
        Why the row at a place was left out.
    """

    config: DataConfig
    table: StringTable
    files: np.ndarray
    numbers: np.ndarray
    texts: pa.ChunkedArray
    label_names: tuple[str, ...]
    labels: np.ndarray
    sides: np.ndarray
    notes: dict[int, str]

    def __len__(self) -> int:
        return len(self.numbers)

    def text(self, place: int) -> str:
        """The text at a place."""
        text: str = self.texts[place].as_py()
        return text

    def label(self, place: int) -> str:
        """The label at a place."""
        return self.label_names[int(self.labels[place])]

    def side(self, place: int) -> str:
        """The side of the split at a place, one of `SIDES`."""
        return SIDES[int(self.sides[place])]

    def key(self, place: int) -> tuple[int, int]:
        """File and number of the row at a place: what stays the same when other choices are made."""
        return int(self.files[place]), int(self.numbers[place])

    def find(self, file: int, number: int) -> int:
        """The place of the row with that number in a file, -1 if there is none."""
        start, stop = np.searchsorted(self.files, np.array([file, file + 1], dtype=self.files.dtype))
        place = int(start + np.searchsorted(self.numbers[start:stop], number))
        return place if place < stop and self.numbers[place] == number else -1

    def written(self, place: int, column: str) -> str | None:
        """What the file holds in a cell; None if the row could not be read, or its file is not at hand."""
        number = self.numbers[place]
        at = int(np.searchsorted(self.table.rows, number))
        if self.files[place] != MAIN or at >= len(self.table) or self.table.rows[at] != number:
            return None
        value: str = self.table.columns.column(column)[at].as_py()
        return value

    def joined(self, value_of: Callable[[str], str]) -> str:
        """The text that a row has whose columns hold these values."""
        first = value_of(self.config.text_column)
        if self.config.joined_columns:
            others = map(value_of, self.config.joined_columns)
            first = SEPARATOR.join(filter(str.strip, (first, *others)))
        second = self.config.text2_column
        return first if second is None else f"{first}\n{value_of(second)}"


def select(rows: Rows, wanted: RowFilter) -> np.ndarray:
    """Places of the wanted rows, int64, ascending: in the order of the files."""
    kept = np.ones(len(rows), dtype=bool)
    if wanted.row_numbers is not None:
        kept &= (rows.files == MAIN) & np.isin(rows.numbers, np.array(wanted.row_numbers, dtype=np.int64))
    if wanted.label is not None:
        code = rows.label_names.index(wanted.label) if wanted.label in rows.label_names else -1
        kept &= rows.labels == code
    if wanted.side is not None:
        kept &= rows.sides == SIDES.index(wanted.side)
    if wanted.words:
        words = wanted.words.encode("utf-8", "backslashreplace").decode()
        kept &= pc.match_substring(rows.texts, words, ignore_case=True).to_numpy()
    return np.flatnonzero(kept)


def order(rows: Rows, places: np.ndarray, by: SortKey, descending: bool = False) -> np.ndarray:
    """The ascending places in another order; equal rows stay in the order of the files."""
    if by == "row":
        return places[::-1] if descending else places
    if by in {"text", "length"}:
        texts = rows.texts if len(places) == len(rows) else rows.texts.take(pa.array(places))
        keys = pc.utf8_lower(texts) if by == "text" else pc.utf8_length(texts)
        direction = "descending" if descending else "ascending"
        sorted_texts: np.ndarray = places[pc.sort_indices(keys, sort_keys=[("", direction)]).to_numpy()]
        return sorted_texts
    ranks = rows.sides.astype(np.int32)
    if by == "label":
        by_name = sorted(
            range(len(rows.label_names)),
            key=lambda code: (rows.label_names[code].casefold(), rows.label_names[code]),
        )
        rank_of = np.empty(len(by_name), dtype=np.int32)
        rank_of[by_name] = np.arange(len(by_name))
        ranks = rank_of[rows.labels]
    keys = ranks[places]
    return places[np.argsort(-keys if descending else keys, kind="stable")]


def with_edit(edits: tuple[Edit, ...], new: Edit) -> tuple[Edit, ...]:
    """`edits` with `new` in place of earlier edits of its cell; without any if the cell is as in the file."""
    earlier = [edit for edit in edits if is_same_cell(edit, new)]
    others = tuple(edit for edit in edits if not is_same_cell(edit, new))
    whole = replace(new, before=earlier[0].before) if earlier else new
    return others if whole.after == whole.before else (*others, whole)


def is_same_cell(one: Edit, other: Edit) -> bool:
    """Whether two edits are of one cell."""
    return (one.file, one.row, one.column) == (other.file, other.row, other.column)


def edited_value(written: str, edits: Iterable[Edit]) -> str:
    """What a cell holds after the edits of it that still fit, as the recipe makes them."""
    for edit in edits:
        if edit.before == written:
            written = edit.after
    return written
