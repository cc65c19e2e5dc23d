"""What the table of all rows shows: every row of every file as arrays, and vectorised search and order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guitune.core.config import DataConfig
from guitune.core.data.recipe import FILES, edited
from guitune.core.data.table import StringTable
from guitune.core.data.text_columns import SEPARATOR
from guitune.core.data_choices import Edit, LeftOutRow

MAIN, VALIDATION, TEST = range(len(FILES))
SIDES = ("train", "validation", "test", "aside", "left out", "")


@dataclass(frozen=True)
class OtherColumn:
    """A column of the files that is neither the text nor the label, to sort by."""

    name: str


SortKey = Literal["row", "text", "label", "side", "length"] | OtherColumn


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
    tables
        The files as written, by their index into `recipe.FILES`.
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
    moved
        Where the rows of changes made by hand stand now that stood elsewhere when they were changed, by file,
        number and text of the change: their number in their file, -1 for those that are no more.
    """

    config: DataConfig
    tables: Mapping[int, StringTable]
    files: np.ndarray
    numbers: np.ndarray
    texts: pa.ChunkedArray
    label_names: tuple[str, ...]
    labels: np.ndarray
    sides: np.ndarray
    notes: dict[int, str]
    moved: Mapping[tuple[str, int, str], int]

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def others(self) -> tuple[str, ...]:
        """The columns of all files but the text and the label, in the order of the files."""
        names = dict.fromkeys(name for table in self.tables.values() for name in table.names)
        taken = (self.config.text_column, self.config.label_column)
        return tuple(name for name in names if name not in taken)

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

    def number_of(self, change: Edit | LeftOutRow) -> int:
        """The number in its file of the row that a change made by hand means, -1 if it is no more."""
        return self.moved.get((change.file, change.row, change.text), change.row)

    def places_of(self, changes: Sequence[Edit | LeftOutRow]) -> np.ndarray:
        """The places of the rows that changes made by hand mean, int64; -1 for those that are no more."""
        places = np.full(len(changes), -1, dtype=np.int64)
        files = np.array([FILES.index(change.file) for change in changes], dtype=self.files.dtype)
        numbers = np.array([self.number_of(change) for change in changes], dtype=np.int64)
        for file in np.unique(files):
            start, stop = np.searchsorted(self.files, np.array([file, file + 1], dtype=self.files.dtype))
            own = np.flatnonzero(files == file)
            at = start + np.searchsorted(self.numbers[start:stop], numbers[own])
            own, at = own[at < stop], at[at < stop]
            is_there = self.numbers[at] == numbers[own]
            places[own[is_there]] = at[is_there]
        return places

    def written_texts(self, places: np.ndarray) -> list[str]:
        """What the text column holds in rows that could be read."""
        texts = [""] * len(places)
        for file, table in self.tables.items():
            own = np.flatnonzero(self.files[places] == file)
            at = np.searchsorted(table.rows, self.numbers[places[own]])
            values = table.columns.column(self.config.text_column).take(pa.array(at)).to_pylist()
            for place, value in zip(own.tolist(), values, strict=True):
                texts[place] = value
        return texts

    def written(self, place: int, column: str) -> str | None:
        """What the file holds in a cell; None if the row could not be read, or there is no such column."""
        table, number = self.tables[int(self.files[place])], self.numbers[place]
        at = int(np.searchsorted(table.rows, number))
        index = table.columns.schema.get_field_index(column)
        if at >= len(table) or table.rows[at] != number or index < 0:
            return None
        value: str = table.columns.column(index)[at].as_py()
        return value

    def column(self, name: str, places: np.ndarray) -> pa.Array:
        """What a column holds after the edits at ascending places; None as `written` has it."""
        chunks = [pa.array([], pa.large_string())]
        for file, written in self.tables.items():
            numbers = self.numbers[places[self.files[places] == file]]
            if name not in written.names:
                chunks.append(pa.nulls(len(numbers), pa.large_string()))
                continue
            edits = tuple(edit for edit in self.config.edits if edit.column == name)
            table = edited(written, replace(self.config, edits=edits), FILES[file])
            at = np.searchsorted(table.rows, numbers)
            known = at < len(table)
            known[known] = table.rows[at[known]] == numbers[known]
            values = table.columns.column(name).take(pa.array(at, mask=~known))
            chunks.append(values.combine_chunks().cast(pa.large_string()))
        return pa.concat_arrays(chunks)

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
    """The ascending places in another order; equal rows stay in the order of the files.

    A column whose values are all numbers is sorted by their size, others as text; rows without a value last.
    """
    direction = "descending" if descending else "ascending"
    if isinstance(by, OtherColumn):
        values = rows.column(by.name, places)
        sorted_values: np.ndarray = places[pc.sort_indices(_comparable(values), sort_keys=[("", direction)])]
        return sorted_values
    if by == "row":
        return places[::-1] if descending else places
    if by in {"text", "length"}:
        texts = rows.texts if len(places) == len(rows) else rows.texts.take(pa.array(places))
        keys = pc.utf8_lower(texts) if by == "text" else pc.utf8_length(texts)
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
    """`edits` with `new`, whose `before` is what the file holds, in place of earlier edits of its cell.

    There is none of the cell if it becomes what the file holds.
    """
    others = tuple(edit for edit in edits if not is_same_cell(edit, new))
    return others if new.after == new.before else (*others, new)


def with_left_out(left_out: tuple[LeftOutRow, ...], rows: Iterable[LeftOutRow]) -> tuple[LeftOutRow, ...]:
    """`left_out` and these rows, each once."""
    return tuple(dict.fromkeys((*left_out, *rows)))


def without_left_out(left_out: tuple[LeftOutRow, ...], rows: Iterable[LeftOutRow]) -> tuple[LeftOutRow, ...]:
    """`left_out` but for these rows."""
    taken_in = set(rows)
    return tuple(row for row in left_out if row not in taken_in)


def is_same_cell(one: Edit, other: Edit) -> bool:
    """Whether two edits are of one cell of one row, known by its number and its text."""
    mine, others = (one.file, one.row, one.text), (other.file, other.row, other.text)
    return mine == others and one.column == other.column


def edited_value(written: str, edits: Iterable[Edit]) -> str:
    """What a cell holds after the edits of it that still fit, as the recipe makes them."""
    for edit in edits:
        if edit.before == written:
            written = edit.after
    return written


def _comparable(values: pa.Array) -> pa.Array:
    """Numbers where all values are some, else lower case; None where there is nothing."""
    filled = pc.if_else(pc.equal(pc.utf8_trim_whitespace(values), ""), None, values)
    try:
        return pc.cast(filled, pa.float64())
    except pa.ArrowInvalid:
        return pc.utf8_lower(filled)
