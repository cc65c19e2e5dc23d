"""Rows as what a person has just changed by hand makes them, before the data have been looked over anew."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

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
        self._left_out: set[Key] = set()
        self._left_out_before = _keys(rows.config.left_out_rows)

    def take_edits(self, edits: Iterable[Edit]) -> None:
        """These are the edits now."""
        before = _by_cell(self.rows.config.edits)
        self._edits = _by_cell(edits)
        cells = self._edits.keys() | before.keys()
        self._fresh = {cell for cell in cells if self._edits.get(cell) != before.get(cell)}

    def take_left_out(self, left_out: Iterable[LeftOutRow]) -> None:
        """These are the rows that the person leaves out now."""
        self._left_out = _keys(left_out)

    def value(self, place: int, column: str) -> str:
        """What the file holds in a cell, with the edits made so far; empty where it holds nothing."""
        edits = self._edits.get((*self.rows.key(place), column), ())
        return edited_value(self.rows.written(place, column) or "", edits)

    def is_edited(self, place: int, column: str) -> bool:
        """Whether a cell holds something else than the file."""
        if (*self.rows.key(place), column) not in self._edits:
            return False
        return self.value(place, column) != self.rows.written(place, column)

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
        return [
            _left_out(key)
            for key, side in self._keys_and_sides(places)
            if key not in self._left_out and (side != _LEFT_OUT or key in self._left_out_before)
        ]

    def takeable(self, places: np.ndarray) -> list[LeftOutRow]:
        """Those of the rows at `places` that the person leaves out."""
        return [_left_out(key) for key, _side in self._keys_and_sides(places) if key in self._left_out]

    def _is_fresh(self, place: int, columns: Iterable[str]) -> bool:
        """Whether a cell of the row has other edits than the rows were made with."""
        return bool(self._fresh) and any((*self.rows.key(place), column) in self._fresh for column in columns)

    def _keys_and_sides(self, places: np.ndarray) -> Iterator[tuple[Key, int]]:
        files, numbers = self.rows.files[places].tolist(), self.rows.numbers[places].tolist()
        return zip(zip(files, numbers, strict=True), self.rows.sides[places].tolist(), strict=True)


def _by_cell(edits: Iterable[Edit]) -> dict[Cell, list[Edit]]:
    cells: defaultdict[Cell, list[Edit]] = defaultdict(list)
    for edit in edits:
        cells[FILES.index(edit.file), edit.row, edit.column].append(edit)
    return dict(cells)


def _keys(left_out: Iterable[LeftOutRow]) -> set[Key]:
    return {(FILES.index(left.file), left.row) for left in left_out}


def _left_out(key: Key) -> LeftOutRow:
    file, number = key
    return LeftOutRow(FILES[file], number)
