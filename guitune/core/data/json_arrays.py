"""JSON lists as rows of strings: the first may name the columns."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from guitune.core.data.json_values import JsonValues, RowProblem, is_container
from guitune.core.data.reading import notes_on_names
from guitune.core.data.table import header_names
from guitune.core.data.table_builder import TableBuilder
from guitune.core.data.table_start import has_header
from guitune.i18n import _, ngettext

_LOOKED_AT = 200


@dataclass(frozen=True)
class _Pending:
    row: int
    texts: list[str]
    is_all_text: bool
    reject: Callable[[str], None]


class JsonArrays:
    """Takes JSON lists in order, each with one value for each column.

    The first rows wait until so many have come that it is known how many columns there are and whether the
    first row names them: it does if it is all text and unlike the others. `header` says so where not None.
    """

    def __init__(self, values: JsonValues, header: bool | None) -> None:
        self.has_header = False
        self._values = values
        self._header = header
        self._pending: list[_Pending] = []
        self._written: list[str] = []
        self._builder: TableBuilder | None = None

    def __len__(self) -> int:
        """How many rows it has taken that wait no more."""
        return 0 if self._builder is None else len(self._builder)

    def take(self, row: int, value: Any, reject: Callable[[str], None]) -> None:
        """Append the value as the row of number `row`; `reject` is told why not where that shows later only.

        Raises
        ------
        RowProblem
            If it is no list, holds nothing but lists and objects, or has too few or too many values.
        """
        if not isinstance(value, list):
            raise RowProblem(_("it is not a list, which is values in brackets"))
        if all(map(is_container, value)):
            raise RowProblem(_("it holds no text or number"))
        texts = [self._values.text(item) for item in value]
        if self._builder is not None:
            self._add(row, texts)
            return
        self._pending.append(_Pending(row, texts, all(type(item) is str for item in value), reject))
        if len(self._pending) == _LOOKED_AT:
            self.settle()

    def settle(self) -> None:
        """Let the rows that wait be taken or rejected: no more are needed to know the columns."""
        if self._builder is not None or not self._pending:
            return
        width = Counter(len(waiting.texts) for waiting in self._pending).most_common(1)[0][0]
        first = self._pending[0]
        if len(first.texts) == width and self._is_header(first, width):
            self.has_header = True
            self._written = first.texts
            del self._pending[0]
        else:
            self._written = [""] * width
        self._builder = TableBuilder([str(position) for position in range(width)])
        for waiting in self._pending:
            try:
                self._add(waiting.row, waiting.texts)
            except RowProblem as problem:
                waiting.reject(str(problem))
        self._pending = []

    def build(self) -> tuple[pa.Table, np.ndarray, list[str]]:
        """The columns, the row numbers, and what is worth knowing, in sentences."""
        assert self._builder is not None
        names = header_names(self._written)
        columns, rows = self._builder.build()
        return columns.rename_columns(list(names)), rows, self._notes(names)

    def _add(self, row: int, texts: list[str]) -> None:
        assert self._builder is not None
        if len(texts) != len(self._written):
            raise RowProblem(
                ngettext(
                    "it has {found} value where the table has {expected} columns",
                    "it has {found} values where the table has {expected} columns",
                    len(texts),
                ).format(found=len(texts), expected=len(self._written))
            )
        self._builder.add(row, texts)

    def _is_header(self, first: _Pending, width: int) -> bool:
        if self._header is not None:
            return self._header
        rows = [waiting.texts for waiting in self._pending if len(waiting.texts) == width]
        return first.is_all_text and all(first.texts) and first.texts not in rows[1:] and has_header(rows)

    def _notes(self, names: tuple[str, ...]) -> list[str]:
        if not self.has_header:
            return [_("Each row is a list of values; the file names no columns.")]
        return [
            _("Each row is a list of values; the first one names the columns."),
            *notes_on_names(self._written, names),
        ]
