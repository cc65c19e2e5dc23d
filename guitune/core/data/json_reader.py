"""Reads JSON Lines, one row on each line, and JSON files that hold a list of rows or one for each column."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from guitune.core.data.encoding import FileScan, scan
from guitune.core.data.formats import check_readable
from guitune.core.data.json_document import JsonDocument
from guitune.core.data.json_rows import JsonRows
from guitune.core.data.json_text import JsonText
from guitune.core.data.reading import ROWS_BETWEEN_LOOKS, no_rows, steady, stop_if
from guitune.core.data.table import SourceFile, StringTable
from guitune.core.data.text_lines import text_lines
from guitune.core.data_choices import ReadingOptions

_BEGINNING = 1 << 20  # bytes that a preview's encoding is found from


def read_json_lines(
    path: Path,
    options: ReadingOptions,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[float], None] = lambda share: None,
    most_rows: int | None = None,
) -> StringTable:
    """Read a file that holds one JSON object on each line, or one list of values.

    The first of such lists names the columns if it is all text and unlike the others; `options.header` says
    so where it is not None. Its lists must be of one length; others are rejected.

    Every text is the one that the JSON stands for; numbers, true and false are as they are written, null is
    an empty text, and lists and objects within are JSON without spaces. A row's number is its line's.

    Parameters
    ----------
    on_progress
        Told the share of the file that was read, from 0 to 1.
    most_rows
        Stop after this many rows: a preview, in which bytes that are no text become �.

    Raises
    ------
    DataError
        If the file cannot be opened, has bytes that its encoding does not know, or holds no row, or if
        `is_cancelled`, asked every thousand lines, says that it is not wanted any more.
    """
    check_readable(path)
    with steady(path):
        found = _scanned(path, options, is_cancelled, most_rows)
        rows, blank = JsonRows(options.header), 0
        with text_lines(path, found.encoding, replace=_replaces(options, most_rows)) as lines:
            for number, line in enumerate(lines, start=1):
                if number % ROWS_BETWEEN_LOOKS == 0:
                    stop_if(is_cancelled)
                    on_progress(min(lines.position / max(found.size, 1), 1.0))
                raw = line.strip(" \t\r\n")
                if not raw:
                    blank += 1
                    continue
                if rows.has(most_rows):
                    break
                rows.add_line(number, raw)
            replaced = lines.replaced
        return _table(path, found, rows, "JSON Lines", [], blank, replaced)


def read_json(
    path: Path,
    options: ReadingOptions,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[float], None] = lambda share: None,
    most_rows: int | None = None,
) -> StringTable:
    """Read a file that holds JSON rows; values become texts and lists rows as in `read_json_lines`.

    The file may be a list of rows, an object one of whose values is the list of rows, or an object with one
    list for each column (or one object whose names are the numbers of the rows). A list of rows is read item
    by item; a file with one list for each column is held in memory whole, its text and its values. A row's
    number is its place in the list, the first is 1.

    Raises
    ------
    DataError
        As `read_json_lines`, and if the file has none of these shapes or is not JSON from some place on.
    """
    check_readable(path)
    with steady(path):
        found = _scanned(path, options, is_cancelled, most_rows)
        rows = JsonRows(options.header)
        with text_lines(path, found.encoding, replace=_replaces(options, most_rows)) as lines:

            def is_over(row: int) -> bool:
                if row % ROWS_BETWEEN_LOOKS == 0:
                    stop_if(is_cancelled)
                    on_progress(min(lines.position / max(found.size, 1), 1.0))
                return rows.has(most_rows)

            document = JsonDocument(JsonText(lines, rows.values, path), rows, path, is_over)
            document.read()
            replaced = lines.replaced
        return _table(path, found, rows, "JSON", document.notes, 0, replaced)


def _scanned(
    path: Path, options: ReadingOptions, is_cancelled: Callable[[], bool], most_rows: int | None
) -> FileScan:
    """Size and hash of the file, and the encoding asked for or found."""
    found = scan(path, is_cancelled, None if most_rows is None else _BEGINNING)
    return replace(found, encoding=options.encoding or found.encoding)


def _replaces(options: ReadingOptions, most_rows: int | None) -> bool:
    return (
        options.replace_bad_bytes or most_rows is not None
    )  # in a preview, to show what would become of them


def _table(
    path: Path,
    found: FileScan,
    gathered: JsonRows,
    kind: str,
    notes: list[str],
    blank: int,
    replaced: int,
) -> StringTable:
    gathered.settle()
    if not len(gathered):
        raise no_rows(path, gathered.rejected)
    columns, rows, more_notes = gathered.build()
    source = SourceFile(
        path=path,
        size=found.size,
        sha256=found.sha256,
        encoding=found.encoding,
        delimiter="",
        blank_lines=blank,
        notes=(*notes, *more_notes),
        kind=kind,
        quote="",
        escape="",
        header=gathered.has_header,
        replaced=replaced,
        is_beginning=not found.sha256,
    )
    return StringTable(source, columns, rows, tuple(gathered.rejected))
