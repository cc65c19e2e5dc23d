"""Finds out where the table in a sheet begins: titles and notes may stand above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

LOOKED_AT = 200
"""How many rows that are not empty are enough to know a sheet by."""

_MOST_ABOVE = 30
_FEWEST_VALUES, _REPEATED, _SHORT = 4, 0.5, 0.5
_VALUE = re.compile(r"[-+]?\d[\d.,:/\-+ TZ]*(e[-+]?\d+)?%?", re.IGNORECASE)


@dataclass(frozen=True)
class FilledRow:
    """A row that is not empty: its number in the sheet, from 1, and its texts, none empty at the end."""

    number: int
    texts: list[str]

    @property
    def filled(self) -> int:
        """How many cells are not empty."""
        return sum(map(bool, self.texts))


def is_table(rows: Sequence[FilledRow]) -> bool:
    """Whether two columns or more are filled in two of the rows or more: a note is not like that."""
    width = max((len(row.texts) for row in rows), default=0)
    columns = [sum(bool(text) for text in _column(rows, place)) for place in range(width)]
    return sum(filled > 1 for filled in columns) > 1


def start_of_table(rows: Sequence[FilledRow], *, has_header: bool) -> int:
    """The position in `rows` of the table's first one: its header or, where it has none, its first data.

    That is the first row that has more than half as many filled cells as the rows below it usually have.
    Where it holds a number or a date, or an empty row follows it, a later row is the header if all from there
    on reads like a table under its names: a name that none of the repeated values below it equals, and one
    much shorter than the texts below it.
    """
    first = _first_wide_enough(rows)
    return _later_header(rows, first) if has_header else first


def _first_wide_enough(rows: Sequence[FilledRow]) -> int:
    filled = [row.filled for row in rows]
    for place in range(min(_MOST_ABOVE, len(rows) - 1)):
        if filled[place] > median(filled[max(place + 1, len(rows) // 2) :]) / 2:
            return place
    return 0


def _later_header(rows: Sequence[FilledRow], first: int) -> int:
    header = first
    usual = median(row.filled for row in rows[len(rows) // 2 :])
    for place in range(first + 1, min(first + _MOST_ABOVE, len(rows))):
        row = rows[place]
        is_wide = row.filled > usual / 2
        if is_wide and not _names_the_columns(row, rows[place + 1 :]):
            break
        if is_wide and not _holds_a_value(row):
            header = place
    has_gap = rows[header].number - rows[first].number > header - first
    return header if has_gap or _holds_a_value(rows[first]) else first


def _names_the_columns(row: FilledRow, below: Sequence[FilledRow]) -> bool:
    """Whether a name is none of the repeated values below it, and one is far shorter than the texts there."""
    is_no_value = is_short = False
    longest = 0.0
    for place, name in enumerate(row.texts):
        values = [text for text in _column(below, place) if text]
        if len(values) < _FEWEST_VALUES:
            continue
        is_repeated = len(set(values)) <= _REPEATED * len(values)
        is_no_value = is_no_value or (bool(name) and is_repeated and name not in values)
        usual = median(map(len, values))
        if usual > longest:
            longest, is_short = usual, bool(name) and len(name) <= _SHORT * usual
    return is_no_value and is_short


def _holds_a_value(row: FilledRow) -> bool:
    return any(_VALUE.fullmatch(text.strip()) for text in row.texts)


def _column(rows: Sequence[FilledRow], place: int) -> list[str]:
    return [row.texts[place] if place < len(row.texts) else "" for row in rows]
