"""Rows as what a person has just changed by hand makes them, before the data have been looked over anew."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from guitune.core.data.recipe import FILES
from guitune.core.data.rows import SIDES, Rows, edited_value
from guitune.core.data.text_columns import text_columns
from guitune.core.data_choices import Edit, LeftOutRow

Key = tuple[int, int]  # index into FILES, row number
Cell = tuple[int, int, str]  # and column
_LEFT_OUT = SIDES.index("left out")


class ChangedRows:
    """Rows with the edits and left-out rows there are now, where they were made with others."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._edits: dict[Cell, list[Edit]] = {}
        self._fresh: set[Cell] = set()
        self._left_out: dict[Key, list[LeftOutRow]] = {}
        self._left_out_before = self._by_row(rows.config.left_out_rows).keys()

    def take_edits(self, edits: Iterable[Edit]) -> None:
        """These are the edits now."""
        before = self._by_cell(self.rows.config.edits)
        self._edits = self._by_cell(edits)
        cells = self._edits.keys() | before.keys()
        self._fresh = {cell for cell in cells if self._edits.get(cell) != before.get(cell)}

    def take_left_out(self, left_out: Iterable[LeftOutRow]) -> None:
        """These are the rows that the person leaves out now."""
        self._left_out = self._by_row(left_out)

    def value(self, place: int, column: str) -> str:
        """What the file holds in a cell, with the edits made so far; empty where it holds nothing."""
        edits = self._edits.get((*self.rows.key(place), column), ())
        return edited_value(self.rows.written(place, column) or "", edits)

    def is_edited(self, place: int, column: str) -> bool:
        """Whether a cell holds something else than the file."""
        if (*self.rows.key(place), column) not in self._edits:
            return False
        return self.value(place, column) != self.rows.written(place, column)

    def edit(self, place: int, column: str, value: str) -> Edit | None:
        """The edit that makes a cell hold a value, None if the row could not be read.

        Where the cell has an edit, it is of the row as that one knows it, so that it takes that one's place.
        """
        written = self.rows.written(place, column)
        if written is None:
            return None
        file, number = self.rows.key(place)
        earlier = self._edits.get((file, number, column))
        if earlier:
            return replace(earlier[0], before=written, after=value)
        (text,) = self.rows.written_texts(np.array([place]))
        return Edit(FILES[file], number, column, written, value, text)

    def text(self, place: int) -> str:
        """The text as the network reads it."""
        if self._is_fresh(place, text_columns(self.rows.config)):
            return self.rows.joined(lambda column: self.value(place, column))
        return self.rows.text(place)

    def label(self, place: int) -> str:
        """The label."""
        column = self.rows.config.label_column
        return self.value(place, column) if self._is_fresh(place, (column,)) else self.rows.label(place)

    def side(self, place: int) -> str:
        """The side of the split, one of `SIDES`; empty while it is not known."""
        key = self.rows.key(place)
        if key in self._left_out:
            return SIDES[_LEFT_OUT]
        return "" if key in self._left_out_before else self.rows.side(place)

    def is_left_out_by_hand(self, place: int) -> bool:
        """Whether the person leaves the row out."""
        return self.rows.key(place) in self._left_out

    def leavable(self, places: np.ndarray) -> list[LeftOutRow]:
        """Those of the rows at `places` that are not left out yet."""
        found = [
            (place, key)
            for place, (key, side) in zip(places.tolist(), self._keys_and_sides(places), strict=True)
            if key not in self._left_out and (side != _LEFT_OUT or key in self._left_out_before)
        ]
        texts = self.rows.written_texts(np.array([place for place, _key in found], dtype=np.int64))
        keys = (key for _place, key in found)
        return [
            LeftOutRow(FILES[file], number, text) for (file, number), text in zip(keys, texts, strict=True)
        ]

    def takeable(self, places: np.ndarray) -> list[LeftOutRow]:
        """Those of the rows at `places` that the person leaves out."""
        return [left for key, _side in self._keys_and_sides(places) for left in self._left_out.get(key, ())]

    def _is_fresh(self, place: int, columns: Iterable[str]) -> bool:
        """Whether a cell of the row has other edits than the rows were made with."""
        return bool(self._fresh) and any((*self.rows.key(place), column) in self._fresh for column in columns)

    def _keys_and_sides(self, places: np.ndarray) -> Iterator[tuple[Key, int]]:
        files, numbers = self.rows.files[places].tolist(), self.rows.numbers[places].tolist()
        return zip(zip(files, numbers, strict=True), self.rows.sides[places].tolist(), strict=True)

    def _by_cell(self, edits: Iterable[Edit]) -> dict[Cell, list[Edit]]:
        cells: defaultdict[Cell, list[Edit]] = defaultdict(list)
        for edit in edits:
            cells[FILES.index(edit.file), self.rows.number_of(edit), edit.column].append(edit)
        return dict(cells)

    def _by_row(self, left_out: Iterable[LeftOutRow]) -> dict[Key, list[LeftOutRow]]:
        rows: defaultdict[Key, list[LeftOutRow]] = defaultdict(list)
        for left in left_out:
            rows[FILES.index(left.file), self.rows.number_of(left)].append(left)
        return dict(rows)
