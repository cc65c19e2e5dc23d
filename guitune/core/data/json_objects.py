"""JSON objects as rows of strings."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from guitune.core.data.json_values import JsonValues, RowProblem
from guitune.core.data.reading import notes_on_names
from guitune.core.data.table import header_names
from guitune.core.data.widening_builder import WideningBuilder
from guitune.core.errors import DataError
from guitune.i18n import _, ngettext

_MOST_COLUMNS = 1000


class JsonObjects:
    """Takes JSON objects in order and gathers one column for each name, in order of first appearance."""

    def __init__(self, values: JsonValues) -> None:
        self._values = values
        self._positions: dict[str, int] = {}
        self._first_width = 0
        self._builder = WideningBuilder()
        self._given = 0

    def __len__(self) -> int:
        return len(self._builder)

    def take(self, row: int, value: Any) -> None:
        """Append the value as the row of number `row`.

        Raises
        ------
        RowProblem
            If it is no object or an empty one.
        DataError
            If the rows have more than a thousand different names.
        """
        if not isinstance(value, dict):
            raise RowProblem(_("it is not an object, which is names and values in braces"))
        if not value:
            raise RowProblem(_("its braces are empty"))
        texts = [self._values.text(item) for item in value.values()]
        fields = [""] * len(self._positions)
        for name, text in zip(value, texts, strict=True):
            position = self._positions.get(name)
            if position is None:
                position = self._new_position(name)
                fields.append("")
            fields[position] = text
        self._given += len(value)
        self._first_width = self._first_width or len(fields)
        self._builder.add(row, fields)

    def build(self) -> tuple[pa.Table, np.ndarray, list[str]]:
        """The columns, the row numbers, and what is worth knowing, in sentences."""
        written = list(self._positions)
        names = header_names(written)
        columns, rows = self._builder.build(names)
        return columns, rows, notes_on_names(written, names) + self._notes(names)

    def _notes(self, names: Sequence[str]) -> list[str]:
        notes = []
        missing = len(self) * len(names) - self._given
        if len(names) > self._first_width:
            late = ", ".join(f"“{name}”" for name in names[self._first_width :])
            notes.append(_("These columns do not stand in the first row: {names}.").format(names=late))
        if missing:
            notes.append(
                ngettext(
                    "{count} value does not stand in the file, as its row lacks the name; it is empty.",
                    "{count} values do not stand in the file, as their rows lack the name; they are empty.",
                    missing,
                ).format(count=missing)
            )
        return notes

    def _new_position(self, name: str) -> int:
        position = len(self._positions)
        if position >= _MOST_COLUMNS:
            raise DataError(
                _("The rows of this file have more than {count} different names.").format(
                    count=_MOST_COLUMNS
                ),
                _("Every row should have the same few names, such as “text” and “label”."),
            )
        self._positions[name] = position
        return position


def nulls_note(count: int) -> str:
    """How many values were null and are empty texts now."""
    return ngettext(
        "{count} value that is missing in the file (null) is an empty text here.",
        "{count} values that are missing in the file (null) are empty texts here.",
        count,
    ).format(count=count)
