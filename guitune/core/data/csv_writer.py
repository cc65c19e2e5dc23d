"""Writes a table the way every program reads it: UTF-8, commas, RFC 4180 quoting, a header row."""

import csv
from pathlib import Path

from guitune.core.data.table import StringTable
from guitune.core.errors import DataError
from guitune.core.files import staged_file
from guitune.i18n import _

_ROWS_AT_ONCE = 10_000


def save_clean(table: StringTable, target: Path) -> None:
    """Write all columns of the table's rows to `target`, values unchanged.

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
    with staged_file(target) as partial, partial.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(table.names)
        for start in range(0, len(table), _ROWS_AT_ONCE):
            part = table.columns.slice(start, _ROWS_AT_ONCE)
            writer.writerows(zip(*(column.to_pylist() for column in part.columns), strict=True))
