"""Gathers the rows of a JSON file, be they objects or lists, and those that are neither."""

import json
from typing import Any

import numpy as np
import pyarrow as pa

from guitune.core.data.json_arrays import JsonArrays
from guitune.core.data.json_objects import JsonObjects, nulls_note
from guitune.core.data.json_values import JsonValues, RowProblem, is_container, too_deep
from guitune.core.data.reading import RAW_CHARACTERS_KEPT
from guitune.core.data.table import RejectedRow
from guitune.i18n import _, ngettext


class JsonRows:
    """Takes values in order: objects, or lists if the first object or list is one.

    Attributes
    ----------
    values
        What parses the values; `add` takes the one parsed last.
    rejected
        The values that can be no row, in any order.
    """

    def __init__(self, header: bool | None = None) -> None:
        self.values = JsonValues()
        self.rejected: list[RejectedRow] = []
        self._header = header
        self._objects = JsonObjects(self.values)
        self._arrays: JsonArrays | None = None

    def __len__(self) -> int:
        """How many rows there are so far, for certain."""
        return len(self._objects) if self._arrays is None else len(self._arrays)

    @property
    def has_header(self) -> bool:
        """Whether the names of the columns stand in a row of their own or in every row."""
        return self._arrays is None or self._arrays.has_header

    def has(self, most_rows: int | None) -> bool:
        """Whether there are so many rows, read or rejected."""
        return most_rows is not None and len(self) + len(self.rejected) >= most_rows

    def add_line(self, number: int, raw: str) -> None:
        """Add the value that `raw` is, on the line `number`, or reject it."""
        try:
            value, end = self.values.parse(raw)
        except json.JSONDecodeError as error:
            reason = _("it is not valid JSON ({error}, character {position})").format(
                error=error.msg, position=error.pos + 1
            )
            self.reject(number, number, reason, raw)
        except RecursionError:
            self.reject(number, number, too_deep(), raw)
        else:
            if end < len(raw):
                self.reject(number, number, _("something follows the value on the same line"), raw)
            else:
                self.add(number, number, value, raw)

    def add(self, row: int, line: int, value: Any, raw: str) -> None:
        """Append the value parsed last, of which `raw` is the text, or reject it.

        Raises
        ------
        DataError
            If the rows have more than a thousand different names.
        """
        try:
            if self.values.problem:
                raise RowProblem(self.values.problem)
            mended = self.values.mended(value, raw)
            is_first = self._arrays is None and not len(self._objects)
            if is_first and isinstance(mended, list) and not all(map(is_container, mended)):
                self._arrays = JsonArrays(self.values, self._header)
            if self._arrays is None:
                self._objects.take(row, mended)
            else:
                beginning, lines = raw[:RAW_CHARACTERS_KEPT], raw.count("\n")
                self._arrays.take(
                    row,
                    mended,
                    lambda reason: self.reject(row, line, reason, beginning, lines + 1),
                )
        except RowProblem as problem:
            self.reject(row, line, str(problem), raw)
        except RecursionError:
            self.reject(row, line, too_deep(), raw)

    def reject(self, row: int, line: int, reason: str, raw: str, line_count: int | None = None) -> None:
        """List a value that can be no row; `raw` is what stands in the file."""
        count = raw.count("\n") + 1 if line_count is None else line_count
        self.rejected.append(RejectedRow(row, line, reason, raw[:RAW_CHARACTERS_KEPT], count))

    def settle(self) -> None:
        """Take it that no more rows come."""
        if self._arrays is not None:
            self._arrays.settle()
        self.rejected.sort(key=lambda rejected: rejected.row)

    def build(self) -> tuple[pa.Table, np.ndarray, list[str]]:
        """The columns, the row numbers, and what is worth knowing, in sentences, once it is settled."""
        columns, rows, notes = (self._objects if self._arrays is None else self._arrays).build()
        if self.values.nulls:
            notes.append(nulls_note(self.values.nulls))
        if self.values.surrogates:
            notes.append(
                ngettext(
                    "{count} broken character became �.",
                    "{count} broken characters became �.",
                    self.values.surrogates,
                ).format(count=self.values.surrogates)
            )
        return columns, rows, notes
