"""Reads one sheet of an Excel file (.xlsx, .xlsm)."""

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from guitune.core.data.cells import cell_text
from guitune.core.data.formats import check_readable
from guitune.core.data.reading import (
    ROWS_BETWEEN_LOOKS,
    damaged,
    no_rows,
    notes_on_names,
    steady,
    stop_if,
)
from guitune.core.data.table import SourceFile, StringTable, header_names
from guitune.core.data.widening_builder import WideningBuilder
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import DataError
from guitune.core.files import sha256_of
from guitune.i18n import _, ngettext

_FORMULA_WITHOUT_RESULT = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)


def read_spreadsheet(
    path: Path,
    options: ReadingOptions,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[float], None] = lambda share: None,
    most_rows: int | None = None,
) -> StringTable:
    """Read the sheet `options.sheet`, or else the first visible one that has data.

    Texts stay as they are; for numbers, dates and the rest see `cell_text`. The first row that is not empty
    names the columns unless `options.header` is False. Rows are numbered as the spreadsheet program does.

    Parameters
    ----------
    on_progress
        Told the share of the sheet's rows that were read, from 0 to 1, where the file says how many it has.
    most_rows
        Stop after this many rows: a preview.

    Raises
    ------
    DataError
        If the file cannot be opened, is damaged, lacks the sheet, or holds no row of data, or if
        `is_cancelled`, asked every thousand rows, says that it is not wanted any more.
    """
    import openpyxl

    check_readable(path)
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    with steady(path), path.open("rb") as stream:
        try:
            workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # noqa: BLE001 - what is missing in a damaged workbook shows as any error
            raise damaged(path, "Excel", error) from None
        with closing(workbook):
            sheet = _chosen(workbook, options, path)
            has_header = options.header is not False
            contents = _Contents(sheet, has_header, options.skip_lines or 0)
            contents.read(is_cancelled, on_progress, most_rows)
            if not len(contents.builder):
                raise no_rows(path, ())
            written = [*contents.header, *[""] * (contents.builder.width - len(contents.header))]
            names = header_names(written)
            columns, rows = contents.builder.build(names)
            notes = [
                *_note_on_sheets(sheet.name, workbook.sheetnames),
                *(notes_on_names(written, names) if has_header else ()),
                *(
                    ()
                    if most_rows is not None
                    else _note_on_formulas(_formulas_without_result(path, sheet.part))
                ),
            ]
            source = SourceFile(
                path=path,
                size=path.stat().st_size,
                sha256="" if most_rows is not None else sha256_of(path),
                encoding="",
                delimiter="",
                blank_lines=contents.blank,
                notes=tuple(notes),
                kind="Excel",
                quote="",
                escape="",
                header=has_header,
                skip_lines=options.skip_lines or 0,
                sheet=sheet.name,
                sheets=tuple(sheet.title for sheet in workbook.worksheets),
                is_beginning=most_rows is not None,
            )
            return StringTable(source, columns, rows, ())


class _Sheet:
    """Rows of a worksheet as texts, without empty cells at their ends.

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


class _Contents:
    """Header and rows of a sheet; `blank` counts the empty rows that stand before another one."""

    def __init__(self, sheet: _Sheet, has_header: bool, skip: int) -> None:
        self.header: list[str] = []
        self.builder = WideningBuilder()
        self.blank = 0
        self._sheet = sheet
        self._needs_header = has_header
        self._skip = skip

    def read(
        self,
        is_cancelled: Callable[[], bool],
        on_progress: Callable[[float], None],
        most_rows: int | None,
    ) -> None:
        """Read on to the end or for `most_rows`."""
        blank = 0
        for number, texts in enumerate(self._sheet, start=1):
            if number % ROWS_BETWEEN_LOOKS == 0:
                stop_if(is_cancelled)
                if self._sheet.row_count:
                    on_progress(min(number / self._sheet.row_count, 1.0))
            if number <= self._skip:
                continue
            if not texts:
                blank += 1
                continue
            if len(self.builder) == most_rows:
                return
            self.blank, blank = self.blank + blank, 0
            if self._needs_header:
                self.header, self._needs_header = texts, False
                self.builder = WideningBuilder(len(texts))
            else:
                self.builder.add(number, texts)


def _chosen(workbook: Any, options: ReadingOptions, path: Path) -> _Sheet:
    sheets = workbook.worksheets
    if options.sheet is not None:
        for sheet in sheets:
            if sheet.title == options.sheet:
                return _Sheet(sheet, path)
        raise DataError(
            _("{file} has no sheet “{name}”.").format(file=path.name, name=options.sheet),
            _("Its sheets are: {names}.").format(names=", ".join(f"“{sheet.title}”" for sheet in sheets)),
        )
    for visible in (_Sheet(sheet, path) for sheet in sheets if sheet.sheet_state == "visible"):
        if any(visible):
            return visible
    raise DataError(
        _("{file} has no sheet with anything in it.").format(file=path.name),
        _("Choose a file whose first row names its columns, such as “text” and “label”."),
    )


def _formulas_without_result(path: Path, part: str) -> int:
    """How many formulas of a sheet were never worked out; openpyxl gives them as empty cells."""
    count, rest = 0, b""
    with zipfile.ZipFile(path) as archive:
        if part not in archive.namelist():
            return 0
        with archive.open(part) as stream:
            while chunk := stream.read(1 << 20):
                text = rest + chunk
                end = text.rfind(b"</c>") + len(b"</c>")
                rest = text[end:]
                if text.find(b"<f", 0, end) >= 0:
                    count += sum(1 for _found in _FORMULA_WITHOUT_RESULT.finditer(text, 0, end))
    return count


def _note_on_sheets(name: str, names: Sequence[str]) -> list[str]:
    others = ", ".join(f"“{other}”" for other in names if other != name)
    if not others:
        return []
    return [_("The sheet “{name}” was read; the file also has {others}.").format(name=name, others=others)]


def _note_on_formulas(count: int) -> list[str]:
    if not count:
        return []
    return [
        ngettext(
            "{count} formula has no stored result and is empty here; save the file in its program.",
            "{count} formulas have no stored result and are empty here; save the file in its program.",
            count,
        ).format(count=count)
    ]
