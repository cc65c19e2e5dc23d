"""Reads one sheet of an Excel file (.xlsx, .xlsm)."""

import re
import warnings
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from guitune.core.data.formats import check_readable
from guitune.core.data.reading import (
    ROWS_BETWEEN_LOOKS,
    damaged,
    no_rows,
    notes_on_names,
    steady,
    stop_if,
)
from guitune.core.data.sheet_layout import FilledRow, start_of_table
from guitune.core.data.table import SourceFile, StringTable, header_names
from guitune.core.data.widening_builder import WideningBuilder
from guitune.core.data.worksheets import Worksheet, check_unpacked_size, chosen_sheet, other_sheets_hint
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
    """Read the sheet `options.sheet`, or else the first visible one that holds a table.

    Texts stay as they are; for numbers, dates and the rest see `cell_text`. Titles and notes above the table
    are skipped, see `start_of_table`, unless `options.skip_lines` says how many rows are. The table's first
    row names the columns unless `options.header` is False. Rows are numbered as the spreadsheet program does.

    Parameters
    ----------
    on_progress
        Told the share of the sheet's rows that were read, from 0 to 1, where the file says how many it has.
    most_rows
        Stop after this many rows: a preview.

    Raises
    ------
    DataError
        If the file cannot be opened, is damaged or unpacks to a monstrous size, lacks the sheet, or holds no
        row of data, or if `is_cancelled`, asked every thousand rows, says that it is not wanted any more.
    """
    import openpyxl

    check_readable(path)
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    with steady(path), path.open("rb") as stream:
        check_unpacked_size(path)
        try:
            workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # noqa: BLE001 - what is missing in a damaged workbook shows as any error
            raise damaged(path, "Excel", error) from None
        with closing(workbook):
            sheet, beginning = chosen_sheet(workbook, options.sheet, path, is_cancelled)
            others = [title for title in workbook.sheetnames if title != sheet.name]
            has_header = options.header is not False
            skipped = options.skip_lines
            if skipped is None:
                skipped = _rows_above(beginning, has_header=has_header)
            contents = _Contents(sheet, has_header, skipped)
            contents.read(is_cancelled, on_progress, most_rows)
            if not len(contents.builder):
                raise _nothing_in(sheet.name, others, path)
            written = [*contents.header, *[""] * (contents.builder.width - len(contents.header))]
            names = header_names(written)
            columns, rows = contents.builder.build(names)
            notes = [
                *_note_on_sheets(sheet.name, others),
                *_note_on_rows_above(skipped),
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
                skip_lines=skipped,
                sheet=sheet.name,
                sheets=tuple(sheet.title for sheet in workbook.worksheets),
                is_beginning=most_rows is not None,
            )
            return StringTable(source, columns, rows, ())


class _Contents:
    """Header and rows of a sheet; `blank` counts the empty rows that stand before another one."""

    def __init__(self, sheet: Worksheet, has_header: bool, skip: int) -> None:
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


def _rows_above(beginning: Sequence[FilledRow], *, has_header: bool) -> int:
    """How many rows stand above the table; empty ones alone are only counted as such."""
    start = start_of_table(beginning, has_header=has_header)
    return beginning[start].number - 1 if start else 0


def _nothing_in(name: str, others: Sequence[str], path: Path) -> DataError:
    if not others:
        return no_rows(path, ())
    return DataError(
        _("The sheet “{name}” of {file} has no rows.").format(name=name, file=path.name),
        other_sheets_hint(others),
    )


def _note_on_sheets(name: str, others: Sequence[str]) -> list[str]:
    if not others:
        return []
    named = ", ".join(f"“{other}”" for other in others)
    return [_("The sheet “{name}” was read; the file also has {others}.").format(name=name, others=named)]


def _note_on_rows_above(count: int) -> list[str]:
    if not count:
        return []
    return [
        ngettext(
            "{count} row above the table was skipped.", "{count} rows above the table were skipped.", count
        ).format(count=count)
    ]


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
