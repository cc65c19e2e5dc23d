"""Reads a file of any kind that GuiTune knows into strings."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from guitune.core.data.csv_reader import read_csv
from guitune.core.data.formats import kind_of
from guitune.core.data.json_reader import read_json, read_json_lines
from guitune.core.data.parquet_reader import read_parquet
from guitune.core.data.spreadsheet_reader import read_spreadsheet
from guitune.core.data.table import StringTable
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import DataError

_READERS = {
    "csv": read_csv,
    "json lines": read_json_lines,
    "json": read_json,
    "parquet": read_parquet,
    "excel": read_spreadsheet,
}


def read_table(
    path: Path,
    options: ReadingOptions | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[float], None] = lambda _share: None,
    most_rows: int | None = None,
) -> StringTable:
    """The rows of `path`, whose kind is told from its content, not its name.

    Parameters
    ----------
    options
        How to read it, where that is not to be found out.
    is_cancelled
        Asked all the time; the reading ends with an error once it says yes.
    on_progress
        Told the share of the file that is read.
    most_rows
        Read only so many rows, about, from the beginning: a preview, provisional.

    Raises
    ------
    DataError
        If the file cannot be opened, is of another kind, is damaged, or holds no row.
    """
    return _READERS[kind_of(path)](path, options or ReadingOptions(), is_cancelled, on_progress, most_rows)


def read_for_use(path: Path, trained: ReadingOptions, needed: Sequence[str]) -> StringTable:
    """Read a file with new texts as the one that was learned from, where that gives the `needed` columns.

    Else it is found out how the file is to be read; raises as `read_table` does.
    """
    if trained != ReadingOptions():
        with suppress(DataError):
            table = read_table(path, trained)
            if set(needed) <= set(table.names):
                return table
    return read_table(path)
