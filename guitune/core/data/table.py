"""A file's contents as strings, exactly as written, with the place of every row in the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from guitune.core.errors import MissingColumnError
from guitune.i18n import _

_ROWS_AT_ONCE = 10_000  # all at once would keep other threads, the window's too, waiting


@dataclass(frozen=True)
class RejectedRow:
    """A row left out. `row` counts as a spreadsheet does (the first is 1), `line` as an editor does.

    `raw` is the beginning of what stands in the file, `line_count` the lines that it takes there.
    """

    row: int
    line: int
    reason: str
    raw: str
    line_count: int = 1


@dataclass(frozen=True)
class SourceFile:
    """What was found out about a file while reading it.

    Attributes
    ----------
    size, sha256
        Of the file's bytes; the hash is empty where only the beginning was read.
    encoding, delimiter, quote, escape, header, skip_lines, sheet
        How it was read, in the words of `ReadingOptions`; empty where the kind of file has no such thing.
    blank_lines, comment_lines
        Lines without anything in them, and lines of remarks, that were skipped.
    replaced
        Number of places where bytes that are no text became �.
    notes
        What was understood in a way that a person may want to know, in sentences.
    kind
        What the file is: "CSV", "JSON Lines", "JSON", "Parquet" or "Excel".
    sheets
        The names of all sheets of a spreadsheet.
    is_beginning
        Whether only its first rows were read, so that everything said of it is provisional.
    """

    path: Path
    size: int
    sha256: str
    encoding: str
    delimiter: str
    blank_lines: int
    notes: tuple[str, ...] = ()
    kind: str = "CSV"
    quote: str = '"'
    escape: str = "doubled"
    header: bool = True
    skip_lines: int = 0
    comment_lines: int = 0
    replaced: int = 0
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    is_beginning: bool = False


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
        column, values = self.columns.column(name), list[str]()
        for start in range(0, len(self), _ROWS_AT_ONCE):
            values += column.slice(start, _ROWS_AT_ONCE).to_pylist()
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
