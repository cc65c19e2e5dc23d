"""Cuts lines into records of fields, and finds the way back where a quotation mark was left open."""

import csv
import re
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from guitune.i18n import _, ngettext

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
_LONGEST_RECORD = 1 << 24  # characters; a quote that is open for longer was forgotten
_LINES_BETWEEN_LOOKS = 4096
_BACKSLASH = re.compile(r'\\(["\'\\])|\\')


@dataclass(frozen=True)
class Dialect:
    """How records are written.

    Attributes
    ----------
    quote
        The character around fields; "" where quotation marks mean nothing.
    escape
        How a quote inside a quoted field is written: "doubled" or "backslash".
    has_spaces
        Whether a space follows each delimiter and belongs to no field.
    """

    delimiter: str
    quote: str = '"'
    escape: str = "doubled"
    has_spaces: bool = False


class Records(Iterator[list[str]]):
    """Records one by one; an empty list stands for a blank line.

    A record whose quotes cannot be read comes as an empty list with `problem` set, and reading goes on with
    its second line.

    Attributes
    ----------
    lines, line
        The lines that the last record stands on, and the 0-based number of the first.
    problem
        Why the last record cannot be read; else "".
    """

    def __init__(self, lines: Iterator[str], dialect: Dialect, line: int = 0) -> None:
        self.dialect = dialect
        self.lines: list[str] = []
        self.line = line
        self.problem = ""
        self._source = lines
        self._back: deque[str] = deque()
        self._reader = self._new_reader()

    def __next__(self) -> list[str]:
        self.line += len(self.lines)
        self.lines.clear()
        self.problem = ""
        try:
            return next(self._reader)
        except csv.Error as error:
            self.problem = _quote_problem(str(error), len(self.lines))
            self.give_back()
            return []

    def give_back(self) -> None:
        """Let the record be its first line alone, and read the others again."""
        self._back.extendleft(reversed(self.lines[1:]))
        del self.lines[1:]
        self._reader = self._new_reader()

    def swallowed_rows(self, width: int) -> bool:
        """Whether most lines of the record but the first are rows of `width` fields themselves.

        Then a quote was left open until another one closed it; a text of several lines is not like that.
        """
        rest = self.lines[1:]
        alone = Records(iter(rest), self.dialect)
        rows = sum(len(fields) == width and not alone.problem for fields in alone)
        return bool(rest) and rows * 2 > len(rest)

    def _new_reader(self) -> Iterator[list[str]]:
        dialect = self.dialect
        backslash = dialect.escape == "backslash"
        return csv.reader(
            map(_protected, self._feed()) if backslash else self._feed(),
            delimiter=dialect.delimiter,
            quotechar=dialect.quote or None,
            quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
            doublequote=True,  # without it csv would take text after a closing quote into the field, unasked
            escapechar="\\" if backslash else None,
            skipinitialspace=dialect.has_spaces,
            strict=True,
        )

    def _feed(self) -> Iterator[str]:
        lines, back = self.lines, self._back
        while back:
            line = back.popleft()
            lines.append(line)
            yield line
        for line in self._source:
            lines.append(line)
            if len(lines) % _LINES_BETWEEN_LOOKS == 0 and sum(map(len, lines)) > _LONGEST_RECORD:
                raise csv.Error("unexpected end of data")
            yield line


def width_problem(found: int, expected: int) -> str:
    """Why a record with another number of fields than the header cannot be a row."""
    return ngettext(
        "it has {found} field where the header has {expected}",
        "it has {found} fields where the header has {expected}",
        found,
    ).format(found=found, expected=expected)


def _protected(line: str) -> str:
    """The line with every backslash doubled that escapes no quote: csv would drop it."""
    return _BACKSLASH.sub(lambda found: found[0] if found[1] else "\\\\", line)


def _quote_problem(error: str, line_count: int) -> str:
    if "unexpected end" in error or line_count > 1:
        return _("a quotation mark is opened and never closed")
    if "expected after" in error:
        return _("text follows a closing quotation mark")
    return _("it cannot be read ({error})").format(error=error)
