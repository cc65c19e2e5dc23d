"""Reads JSON Lines, one object on each line, and JSON files that hold one list of objects."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from guitune.core.data.encoding import FileScan, scan
from guitune.core.data.formats import check_readable
from guitune.core.data.json_list import ListItems
from guitune.core.data.json_objects import JsonObjects, RowProblem, too_deep
from guitune.core.data.reading import (
    RAW_CHARACTERS_KEPT,
    ROWS_BETWEEN_LOOKS,
    no_rows,
    steady,
    stop_if,
)
from guitune.core.data.table import RejectedRow, SourceFile, StringTable
from guitune.core.data.text_lines import text_lines
from guitune.core.data_choices import ReadingOptions
from guitune.i18n import _

_BEGINNING = 1 << 20  # bytes that a preview's encoding is found from


def read_json_lines(
    path: Path,
    options: ReadingOptions,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[float], None] = lambda share: None,
    most_rows: int | None = None,
) -> StringTable:
    """Read a file that holds one JSON object on each line.

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
        objects, blank = JsonObjects(), 0
        rejected: list[RejectedRow] = []
        with text_lines(path, found.encoding, replace=_replaces(options, most_rows)) as lines:
            for number, line in enumerate(lines, start=1):
                if number % ROWS_BETWEEN_LOOKS == 0:
                    stop_if(is_cancelled)
                    on_progress(min(lines.position / max(found.size, 1), 1.0))
                raw = line.strip(" \t\r\n")
                if not raw:
                    blank += 1
                    continue
                if len(objects) + len(rejected) == most_rows:
                    break
                reason = _taken(objects, number, raw)
                if reason:
                    rejected.append(RejectedRow(number, number, reason, raw[:RAW_CHARACTERS_KEPT]))
            replaced = lines.replaced
        return _table(path, found, objects, rejected, "JSON Lines", blank, replaced)


def read_json(
    path: Path,
    options: ReadingOptions,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[float], None] = lambda share: None,
    most_rows: int | None = None,
) -> StringTable:
    """Read a file that holds a list of JSON objects; values become texts as in `read_json_lines`.

    A row's number is its place in the list, the first is 1.

    Raises
    ------
    DataError
        As `read_json_lines`, and if the file is not one list or not JSON from some place on.
    """
    check_readable(path)
    with steady(path):
        found = _scanned(path, options, is_cancelled, most_rows)
        objects, row = JsonObjects(), 0
        rejected: list[RejectedRow] = []
        with text_lines(path, found.encoding, replace=_replaces(options, most_rows)) as lines:
            items = ListItems(lines, objects, path)
            while items.has_next():
                if len(objects) + len(rejected) == most_rows:
                    break
                row += 1
                if row % ROWS_BETWEEN_LOOKS == 0:
                    stop_if(is_cancelled)
                    on_progress(min(lines.position / max(found.size, 1), 1.0))
                line = items.line
                value, raw = items.next(row)
                try:
                    objects.take(row, value, raw)
                except (RowProblem, RecursionError) as problem:
                    reason = str(problem) if isinstance(problem, RowProblem) else too_deep()
                    shown = raw[:RAW_CHARACTERS_KEPT]
                    rejected.append(RejectedRow(row, line, reason, shown, raw.count("\n") + 1))
            replaced = lines.replaced
        return _table(path, found, objects, rejected, "JSON", 0, replaced)


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


def _taken(objects: JsonObjects, row: int, raw: str) -> str:
    """Append the object that `raw` is; "" if that went well, else the reason why not."""
    try:
        value, end = objects.parse(raw)
        if end < len(raw):
            return _("something follows the value on the same line")
        objects.take(row, value, raw)
    except json.JSONDecodeError as error:
        return _("it is not valid JSON ({error}, character {position})").format(
            error=error.msg, position=error.pos + 1
        )
    except RecursionError:
        return too_deep()
    except RowProblem as problem:
        return str(problem)
    return ""


def _table(
    path: Path,
    found: FileScan,
    objects: JsonObjects,
    rejected: list[RejectedRow],
    kind: str,
    blank: int,
    replaced: int,
) -> StringTable:
    if not len(objects):
        raise no_rows(path, rejected)
    columns, rows, notes = objects.build()
    source = SourceFile(
        path=path,
        size=found.size,
        sha256=found.sha256,
        encoding=found.encoding,
        delimiter="",
        blank_lines=blank,
        notes=tuple(notes),
        kind=kind,
        quote="",
        escape="",
        replaced=replaced,
        is_beginning=not found.sha256,
    )
    return StringTable(source, columns, rows, tuple(rejected))
