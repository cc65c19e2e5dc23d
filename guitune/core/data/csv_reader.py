"""Reads delimited text into strings. Rows in = rows accepted + rows rejected + blank and remark lines."""

from collections.abc import Callable
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from guitune.core.data.dialect import LINES_LOOKED_AT, find_layout
from guitune.core.data.encoding import FileScan, scan
from guitune.core.data.formats import check_readable
from guitune.core.data.reading import (
    RAW_CHARACTERS_KEPT,
    ROWS_BETWEEN_LOOKS,
    notes_on_names,
    steady,
    stop_if,
)
from guitune.core.data.records import Records, width_problem
from guitune.core.data.table import RejectedRow, SourceFile, StringTable, header_names
from guitune.core.data.table_builder import TableBuilder
from guitune.core.data.text_lines import TextLines, text_lines
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import DataError
from guitune.i18n import _, ngettext

_BEGINNING_BYTES = 1 << 18
_ROWS_BETWEEN_LOOKS_AT_THE_BEGINNING = 50


def read_csv(
    path: Path,
    options: ReadingOptions | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[float], None] = lambda _share: None,
    most_rows: int | None = None,
) -> StringTable:
    """Read `path` in a stream, finding out how it is written but for what `options` say.

    Every value stays the text that stands in the file. Rows that have more or fewer fields than the header,
    or an unclosed quote, are listed and left out; nothing is shifted or filled.

    Parameters
    ----------
    is_cancelled
        Asked every thousand rows.
    on_progress
        Told the share of the file that is read, every thousand rows.
    most_rows
        Read no more than so many rows, from the beginning of the file alone: a preview, provisional.

    Raises
    ------
    DataError
        If the file cannot be opened, is not text, or holds no data row, or `is_cancelled` says that it is not
        wanted any more.
    """
    options = options or ReadingOptions()
    check_readable(path)
    size = path.stat().st_size
    is_beginning = most_rows is not None
    with steady(path):
        scanned = scan(path, is_cancelled, _BEGINNING_BYTES if is_beginning else None, options.encoding)
        with text_lines(path, scanned.encoding, replace=options.replace_bad_bytes or is_beginning) as lines:
            reading = _Reading(path, lines, options)

            def is_over(rows: int) -> bool:
                stop_if(is_cancelled)
                on_progress(lines.position / max(1, size))
                return most_rows is not None and rows >= most_rows

            reading.run(is_over, _ROWS_BETWEEN_LOOKS_AT_THE_BEGINNING if is_beginning else ROWS_BETWEEN_LOOKS)
            table = reading.table(scanned, lines.replaced, is_beginning=is_beginning)
    return table


class _Reading:
    """One pass through a file's lines."""

    def __init__(self, path: Path, lines: TextLines, options: ReadingOptions) -> None:
        self._path = path
        stream = iter(lines)
        start = list(islice(stream, max(LINES_LOOKED_AT, options.skip_lines or 0)))
        self._layout = find_layout(start, options, is_whole=len(start) < LINES_LOOKED_AT)
        skipped = start[: self._layout.skip_lines]
        self._row = len(skipped)
        self._blank = sum(not line.strip() for line in skipped)
        self._comments = 0
        self._rejected: list[RejectedRow] = []
        self._records = Records(chain(start[len(skipped) :], stream), self._layout.dialect, len(skipped))
        self._first: list[list[str]] = []
        self._header: list[str] = []
        self._header = self._read_header()
        self._names = header_names(self._header)
        self._builder = TableBuilder(self._names)

    def run(self, is_over: Callable[[int], bool], rows_between_looks: int) -> None:
        """Take all records, or those until `is_over`, asked with the number of rows every so many records."""
        width, add, records = len(self._header), self._builder.add, self._records
        for fields in chain(self._first, records):
            self._row += 1
            if self._row % rows_between_looks == 0 and is_over(len(self._builder)):
                return
            if len(fields) == width and not records.problem:
                add(self._row, fields)
            else:
                self._take_odd(fields)

    def table(self, scanned: FileScan, replaced: int, *, is_beginning: bool) -> StringTable:
        """What was read; raises as `read_csv` does where that is nothing."""
        if not len(self._builder):
            raise self._nothing_read()
        columns, rows = self._builder.build()
        dialect = self._layout.dialect
        notes = self._notes()
        if scanned.guessed_from:
            guess = _("The encoding {name} is a guess: look whether “{word}” is written rightly.")
            notes = (*notes, guess.format(name=scanned.encoding.upper(), word=scanned.guessed_from))
        if (
            len(self._names) > 1
            and not self._header[-1].strip()
            and _is_empty(columns.column(len(self._names) - 1))
        ):
            columns = columns.remove_column(len(self._names) - 1)
            notes = (
                *notes[:-1],
                _("Every line ends with a delimiter; the empty column after it is left out."),
            )
        source = SourceFile(
            path=self._path,
            size=scanned.size,
            sha256=scanned.sha256,
            encoding=scanned.encoding,
            delimiter=dialect.delimiter,
            blank_lines=self._blank,
            notes=notes,
            quote=dialect.quote,
            escape=dialect.escape,
            header=self._layout.has_header,
            skip_lines=self._layout.skip_lines,
            comment_lines=self._comments,
            replaced=replaced,
            is_beginning=is_beginning,
        )
        return StringTable(source, columns, rows, tuple(self._rejected))

    def _read_header(self) -> list[str]:
        """The written names; empty ones, as many as the first row has fields, where there is no header."""
        for fields in self._records:
            self._row += 1
            if self._records.problem and self._layout.has_header:
                raise DataError(
                    _("The header row of {file} cannot be read: {reason}.").format(
                        file=self._path.name, reason=self._records.problem
                    ),
                    _header_hint(),
                )
            if not _is_blank(fields) and not self._records.problem:
                if self._layout.has_header:
                    return fields
                self._row -= 1
                self._first = [fields]
                return [""] * len(fields)
            self._take_odd(fields)
        raise DataError(_("{file} is empty.").format(file=self._path.name), _header_hint())

    def _take_odd(self, fields: list[str]) -> None:
        records, width = self._records, len(self._header)
        if records.problem:
            self._reject(records.problem)
        elif _is_blank(fields):
            self._blank += len(records.lines)
        elif self._layout.comment and records.lines[0].lstrip().startswith(self._layout.comment):
            self._comments += 1
            records.give_back()
        elif self._layout.has_trailing_delimiter and len(fields) == width + 1 and not fields[-1]:
            self._builder.add(self._row, fields[:-1])
        elif records.swallowed_rows(width):
            records.give_back()
            self._reject(_("a quotation mark is opened and never closed"))
        else:
            self._reject(width_problem(len(fields), width))

    def _reject(self, reason: str) -> None:
        lines = self._records.lines
        raw = "".join(lines)[:RAW_CHARACTERS_KEPT].rstrip("\r\n")
        self._rejected.append(RejectedRow(self._row, self._records.line + 1, reason, raw, len(lines)))

    def _nothing_read(self) -> DataError:
        if not self._rejected:
            sentence = _("{file} has a header but no rows that can be read.").format(file=self._path.name)
        else:
            sentence = _(
                "None of the {count} rows of {file} fits its header: the first one fails because {reason}."
            ).format(count=len(self._rejected), file=self._path.name, reason=self._rejected[0].reason)
        return DataError(sentence, _("Add at least a few dozen rows, each with a text and its label."))

    def _notes(self) -> tuple[str, ...]:
        notes = []
        if not self._layout.has_header:
            notes.append(_("The first row is data: the file names no columns."))
        skipped = self._layout.skip_lines
        if skipped:
            notes.append(
                ngettext(
                    "{count} line before the table was skipped.",
                    "{count} lines before the table were skipped.",
                    skipped,
                ).format(count=skipped)
            )
        if self._comments:
            notes.append(
                ngettext(
                    "{count} line that begins with {mark} was skipped.",
                    "{count} lines that begin with {mark} were skipped.",
                    self._comments,
                ).format(count=self._comments, mark=self._layout.comment)
            )
        if self._layout.dialect.has_spaces:
            notes.append(_("The space after each delimiter belongs to no field."))
        if self._layout.has_trailing_delimiter:
            notes.append(_("Every line ends with a delimiter."))
        if self._layout.has_header:
            notes += notes_on_names(self._header, self._names)
        return tuple(notes)


def _header_hint() -> str:
    return _("Choose a CSV file whose first row names its columns, such as “text” and “label”.")


def _is_blank(fields: list[str]) -> bool:
    return not fields or (len(fields) == 1 and not fields[0].strip())


def _is_empty(column: pa.ChunkedArray) -> bool:
    return not pc.max(pc.binary_length(column)).as_py()
