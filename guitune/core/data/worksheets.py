"""The sheets of an Excel file as rows of texts, and which of them is read."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from guitune.core.data.cells import cell_text
from guitune.core.data.reading import ROWS_BETWEEN_LOOKS, damaged, stop_if
from guitune.core.data.sheet_layout import LOOKED_AT, FilledRow, is_table
from guitune.core.errors import DataError
from guitune.i18n import _

_HANDFUL, _MANY_TIMES = 20, 10
_MOST_UNPACKED, _MOST_TIMES_UNPACKED = 10**9, 200


class Worksheet:
    """Rows of a sheet as texts, without empty cells at their ends.

    Attributes
    ----------
    row_count
        How many rows the file says there are, or 0.
    part
        The name of the sheet's file inside the Excel file, or "".
    """

    def __init__(self, worksheet: Any, path: Path) -> None:
        self.name: str = worksheet.title
        self.row_count: int = worksheet.max_row or 0
        self.part: str = getattr(worksheet, "_worksheet_path", "")  # openpyxl tells it in no other way
        self._worksheet = worksheet
        self._path = path
        worksheet.reset_dimensions()  # some programs write a size that is too small

    def __iter__(self) -> Iterator[list[str]]:
        try:
            for cells in self._worksheet.iter_rows():
                yield _row_texts(cells)
        except Exception as error:  # noqa: BLE001 - what is missing in a damaged workbook shows as any error
            raise damaged(self._path, "Excel", error) from None

    def beginning(self, is_cancelled: Callable[[], bool]) -> list[FilledRow]:
        """The first rows that are not empty, enough to know the sheet by."""
        return list(islice(self._filled(is_cancelled), LOOKED_AT))

    def _filled(self, is_cancelled: Callable[[], bool]) -> Iterator[FilledRow]:
        for number, texts in enumerate(self, start=1):
            if number % ROWS_BETWEEN_LOOKS == 0:
                stop_if(is_cancelled)
            if texts:
                yield FilledRow(number, texts)


def check_unpacked_size(path: Path) -> None:
    """Raise a DataError if unpacking the sheets would fill the memory: a tiny file can hold gigabytes."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist() if part.filename.endswith(".xml"))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise damaged(path, "Excel", error) from None
    if size > _MOST_UNPACKED and size > _MOST_TIMES_UNPACKED * path.stat().st_size:
        raise DataError(
            _("{file} is small but unpacks to {size:.0f} GB, more than a sheet honestly holds.").format(
                file=path.name, size=size / 1e9
            ),
            _("Open it in its program, copy the table into a new file, and choose that one."),
        )


def chosen_sheet(
    workbook: Any, name: str | None, path: Path, is_cancelled: Callable[[], bool]
) -> tuple[Worksheet, list[FilledRow]]:
    """The sheet called `name`, or else the first visible one that holds a table; and how it begins.

    A table has two columns and two rows at least. Where the first one has a handful of rows and a later one
    many times as many, that is taken; where no sheet holds a table, the first with two rows, or else one.

    Raises
    ------
    DataError
        If there is no sheet of that name, or none that has anything in it.
    """
    sheets = workbook.worksheets
    if name is not None:
        for sheet in sheets:
            if sheet.title == name:
                named = Worksheet(sheet, path)
                return named, named.beginning(is_cancelled)
        raise DataError(
            _("{file} has no sheet “{name}”.").format(file=path.name, name=name),
            _("Its sheets are: {names}.").format(names=_quoted(sheet.title for sheet in sheets)),
        )
    tables: list[tuple[Worksheet, list[FilledRow]]] = []
    others: list[tuple[Worksheet, list[FilledRow]]] = []
    for sheet in sheets:
        if sheet.sheet_state != "visible":
            continue
        visible = Worksheet(sheet, path)
        rows = visible.beginning(is_cancelled)
        (tables if is_table(rows) else others).append((visible, rows))
        if tables and len(tables[0][1]) > _HANDFUL:
            break
    if tables:
        largest = max(tables, key=lambda table: _size(*table))
        is_note = len(tables[0][1]) <= _HANDFUL and _size(*largest) >= _MANY_TIMES * len(tables[0][1])
        return largest if is_note else tables[0]
    if not any(rows for _sheet, rows in others):
        hidden = [sheet.title for sheet in sheets if sheet.sheet_state != "visible"]
        raise DataError(
            _("{file} has no sheet with anything in it.").format(file=path.name)
            if not hidden
            else _("{file} has no visible sheet with anything in it.").format(file=path.name),
            other_sheets_hint(hidden)
            or _("Choose a file whose first row names its columns, such as “text” and “label”."),
        )
    return max(others, key=lambda other: min(len(other[1]), 2))


def other_sheets_hint(names: Sequence[str]) -> str:
    """How to choose one of the sheets, in the window and on the command line; "" where there is none."""
    if not names:
        return ""
    return _(
        "Choose another sheet, in “How the file is read” or on the command line with --sheet NAME: {names}."
    ).format(names=_quoted(names))


def _size(sheet: Worksheet, rows: Sequence[FilledRow]) -> int:
    return len(rows) if len(rows) < LOOKED_AT else max(LOOKED_AT, sheet.row_count)


def _quoted(names: Iterator[str] | Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _row_texts(cells: Sequence[Any]) -> list[str]:
    texts = []
    for cell in cells:
        value = cell.value
        if value is None:
            texts.append("")
        else:
            texts.append(cell_text(value, "" if type(value) is str else cell.number_format))
    while texts and not texts[-1]:
        texts.pop()
    return texts
