"""Writes a table the way every program reads it: UTF-8, commas, RFC 4180 quoting, a header row."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from guitune.core.data.table import StringTable
from guitune.core.errors import DataError
from guitune.core.files import staged_file
from guitune.i18n import _

_ROWS_AT_ONCE = 10_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Write = Callable[[Iterable[Sequence[str]]], None]


def save_clean(table: StringTable, target: Path, *, for_spreadsheet: bool = False) -> None:
    """Write all columns of the table's rows to `target`, values unchanged.

    Parameters
    ----------
    for_spreadsheet
        Write it for a spreadsheet program: with a mark that tells it the encoding, and an apostrophe before
        every value that it would take for a formula (OWASP, "CSV Injection").

    Raises
    ------
    DataError
        If that would overwrite the file that the table was read from.
    RunFolderError
        If `target` cannot be written.
    """
    if target.resolve() == table.source.path.resolve():
        raise DataError(
            _("The clean copy would overwrite {file}.").format(file=target),
            _("Choose another name for the new file."),
        )
    encoding = "utf-8-sig" if for_spreadsheet else "utf-8"
    with staged_file(target) as partial, partial.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        write = _writing_no_formulas(writer.writerows) if for_spreadsheet else writer.writerows
        write([table.names])
        for start in range(0, len(table), _ROWS_AT_ONCE):
            part = table.columns.slice(start, _ROWS_AT_ONCE)
            write(zip(*(column.to_pylist() for column in part.columns), strict=True))


def _writing_no_formulas(write: Write) -> Write:
    return lambda rows: write([_no_formula(value) for value in row] for row in rows)


def _no_formula(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
