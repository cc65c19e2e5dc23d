"""A file's contents as strings, exactly as written, with the place of every row in the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from guitune.core.errors import MissingColumnError
from guitune.i18n import _


@dataclass(frozen=True)
class RejectedRow:
    """A row left out. `row` counts as a spreadsheet does (the first is 1), `line` as an editor does."""

    row: int
    line: int
    reason: str
    raw: str


@dataclass(frozen=True)
class SourceFile:
    """What was found out about a file while reading it. `size` in bytes, `sha256` of its bytes."""

    path: Path
    size: int
    sha256: str
    encoding: str
    delimiter: str
    blank_lines: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class StringTable:
    """Accepted rows as columns of strings.

    Attributes
    ----------
    columns
        One Arrow string column per header name.
    rows
        int64, shape (rows,): each row's number in the file as a spreadsheet counts, the header mostly row 1.
    rejected
        The rows that could not be read, in file order.
    dropped
        The rows that a fix took out.
    """

    source: SourceFile
    columns: pa.Table
    rows: np.ndarray
    rejected: tuple[RejectedRow, ...]
    dropped: tuple[RejectedRow, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, trimmed and made unique."""
        return tuple(self.columns.column_names)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> list[str]:
        """One column's values, in row order.

        Raises
        ------
        MissingColumnError
            If there is no such column; the sentence lists those there are.
        """
        if name not in self.names:
            raise MissingColumnError(
                name,
                self.names,
                _("{file} has no column “{name}”.").format(file=self.source.path.name, name=name),
                _("Its columns are: {names}.").format(names=", ".join(f"“{known}”" for known in self.names)),
            )
        values: list[str] = self.columns.column(name).to_pylist()
        return values


def header_names(fields: Sequence[str]) -> tuple[str, ...]:
    """Trimmed, non-empty and unique column names: `" a", "", "a"` become `a`, `column 2`, `a (2)`."""
    names: list[str] = []
    for position, field in enumerate(fields, start=1):
        base = field.strip() or _("column {number}").format(number=position)
        name, copy = base, 1
        while name in names:
            copy += 1
            name = f"{base} ({copy})"
        names.append(name)
    return tuple(names)
