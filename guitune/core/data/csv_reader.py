"""Reads a delimited text file into strings. Rows in = rows accepted + rows rejected + blank lines."""

import csv
import hashlib
import io
import itertools
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from guitune.core.data.encoding import decode
from guitune.core.data.table import RejectedRow, SourceFile, StringTable, header_names
from guitune.core.errors import DataError
from guitune.i18n import _, ngettext

DELIMITERS = (",", ";", "\t", "|")
_RAW_CHARACTERS_KEPT = 500
_RECORDS_TRIED = 200
_ROWS_BETWEEN_LOOKS = 1000

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def read_csv(path: Path, is_cancelled: Callable[[], bool] = lambda: False) -> StringTable:
    """Read `path`, finding its encoding and delimiter; the first row that is not blank is the header.

    Every value stays the text that stands in the file. Rows that have more or fewer fields than the
    header, or an unclosed quote, are listed and left out; nothing is shifted or filled.

    Raises
    ------
    DataError
        If the file cannot be opened, is not text, or holds no data row, or if `is_cancelled`, asked every
        thousand rows, says that it is not wanted any more.
    """
    raw = _bytes_of(path)
    text, encoding = decode(raw, path)
    lines = list(io.StringIO(text, newline=""))
    delimiter = find_delimiter(lines)
    records = _Records(lines, delimiter)
    header = next((record for record in records if record.fields), None)
    if header is None or header.problem:
        raise DataError(
            _("{file} is empty.").format(file=path.name)
            if header is None
            else _("The header row of {file} cannot be read: {reason}.").format(
                file=path.name, reason=header.problem
            ),
            _("Choose a CSV file whose first row names its columns, such as “text” and “label”."),
        )
    names = header_names(header.fields)
    accepted, rejected, blank = _sorted_out(records, header, lines, is_cancelled)
    if not accepted:
        raise DataError(
            _("{file} has a header but no rows that can be read.").format(file=path.name)
            if not rejected
            else _(
                "None of the {count} rows of {file} fits its header: the first one fails because {reason}."
            ).format(count=len(rejected), file=path.name, reason=rejected[0].reason),
            _("Add at least a few dozen rows, each with a text and its label."),
        )
    columns = [[record.fields[index] for _row, record in accepted] for index in range(len(names))]
    source = SourceFile(
        path=path,
        size=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
        encoding=encoding,
        delimiter=delimiter,
        blank_lines=blank,
        notes=_notes(header.fields, names),
    )
    return StringTable(
        source=source,
        columns=pa.table([pa.array(column, pa.large_string()) for column in columns], names=list(names)),
        rows=np.array([row for row, _record in accepted], dtype=np.int64),
        rejected=tuple(rejected),
    )


def find_delimiter(lines: list[str]) -> str:
    """The delimiter that cuts most of the first 200 records into as many fields as the header, above one."""

    def fitting(delimiter: str) -> float:
        start = itertools.islice(_Records(lines, delimiter), _RECORDS_TRIED)
        records = [record for record in start if record.fields]
        width = len(records[0].fields) if records else 0
        return sum(record.fits(width) for record in records) / len(records) if width > 1 else 0.0

    return max(DELIMITERS, key=fitting)


@dataclass(frozen=True)
class _Record:
    """Fields of one record, and what is wrong with it; `line` is 0-based, `line_count` in physical lines."""

    line: int
    line_count: int
    fields: list[str]
    problem: str = ""

    def fits(self, width: int) -> bool:
        return not self.problem and len(self.fields) == width


class _Records(Iterator[_Record]):
    """Parses records one by one, and can take a record that swallowed several lines back to its first."""

    def __init__(self, lines: list[str], delimiter: str) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._restart(0)

    def _restart(self, line: int) -> None:
        self._start = self._next = line
        rest = map(self._lines.__getitem__, range(line, len(self._lines)))
        self._reader = csv.reader(rest, delimiter=self._delimiter, strict=True)

    def __next__(self) -> _Record:
        line = self._next
        try:
            fields = next(self._reader)
            problem = ""
        except csv.Error as error:
            fields, problem = [], _quote_problem(str(error), self._start + self._reader.line_num - line)
        self._next = self._start + self._reader.line_num
        if problem:
            self._restart(line + 1)
            fields = [self._lines[line]]
        return _Record(line, self._next - line, fields, problem)

    def take_back_swallowed_rows(self, record: _Record, width: int) -> None:
        """Go on at the second line of `record` if what stands between its first and last are rows.

        Then a quote was left open until another one closed it; a text of several lines stays one record.
        """
        between = self._lines[record.line + 1 : record.line + record.line_count - 1]
        rows = sum(one.fits(width) for one in _Records(between, self._delimiter))
        if rows * 2 > len(between):
            self._restart(record.line + 1)


def _sorted_out(
    records: _Records, header: _Record, lines: list[str], is_cancelled: Callable[[], bool]
) -> tuple[list[tuple[int, _Record]], list[RejectedRow], int]:
    """The records after the header as accepted rows and rejected rows, and the number of blank lines."""
    accepted: list[tuple[int, _Record]] = []
    rejected: list[RejectedRow] = []
    width = len(header.fields)
    blank, row = header.line, header.line + 1
    for record in records:
        row += 1
        if row % _ROWS_BETWEEN_LOOKS == 0 and is_cancelled():
            raise DataError(_("The reading was cancelled."))
        if not record.fields:
            blank += 1
        elif record.fits(width):
            accepted.append((row, record))
        else:
            if not record.problem:
                records.take_back_swallowed_rows(record, width)
            raw = lines[record.line].rstrip("\r\n")[:_RAW_CHARACTERS_KEPT]
            reason = record.problem or _width_problem(len(record.fields), width)
            rejected.append(RejectedRow(row=row, line=record.line + 1, reason=reason, raw=raw))
    return accepted, rejected, blank


def _width_problem(found: int, expected: int) -> str:
    return ngettext(
        "it has {found} field where the header has {expected}",
        "it has {found} fields where the header has {expected}",
        found,
    ).format(found=found, expected=expected)


def _quote_problem(error: str, line_count: int) -> str:
    if "unexpected end" in error or line_count > 1:
        return _("a quotation mark is opened and never closed")
    if "expected after" in error:
        return _("text follows a closing quotation mark")
    return _("it cannot be read ({error})").format(error=error)


def _notes(written: list[str], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        _("The column written “{written}” is called “{name}” here.").format(written=old, name=new)
        for old, new in zip(written, names, strict=True)
        if old != new
    )


def _bytes_of(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise DataError(
                _("{file} is a folder, not a file.").format(file=path), _("Choose the CSV file inside it.")
            )
        if not stat.S_ISREG(mode):
            raise DataError(_("{file} is not an ordinary file.").format(file=path), _("Choose a CSV file."))
        raw = path.read_bytes()
    except FileNotFoundError:
        raise DataError(
            _("There is no file {file}.").format(file=path), _("Check the name and the folder.")
        ) from None
    except OSError as error:
        raise DataError(
            _("{file} cannot be opened: {reason}.").format(file=path, reason=error.strerror),
            _("Close other programs that use it and check that you may read it, then try again."),
            details=str(error),
        ) from None
    if not raw.strip():
        raise DataError(
            _("{file} is empty.").format(file=path.name),
            _("Choose a CSV file whose first row names its columns, such as “text” and “label”."),
        )
    return raw
