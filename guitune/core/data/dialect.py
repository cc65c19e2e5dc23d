"""Finds out from a file's first lines how its records are written and where they begin."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from guitune.core.data.records import Dialect, Records
from guitune.core.data.table_start import first_of_table, has_header
from guitune.core.data_choices import ReadingOptions

DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f", "\x01", "¦")
"""In the order of preference where two cut the lines equally well."""

LINES_LOOKED_AT = 1000
_RECORDS_LOOKED_AT = 200
_MOSTLY = 0.95
_PREAMBLE_PENALTY, _LEAST_SCORE = 0.4, 0.3
_FEWEST_STRAY_QUOTES = 2
_QUOTES = "\"'"
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*")


@dataclass(frozen=True)
class Layout:
    """How a file's records are written and where they begin.

    Attributes
    ----------
    skip_lines
        Lines before the header, or before the first row where there is no header.
    comment
        What a line begins with that is a remark, where such lines stand before the header; else "".
    has_trailing_delimiter
        Whether every row ends with a delimiter that the header does not have.
    """

    dialect: Dialect
    has_header: bool
    skip_lines: int
    comment: str = ""
    has_trailing_delimiter: bool = False


def find_layout(lines: Sequence[str], options: ReadingOptions, *, is_whole: bool) -> Layout:
    """The layout under which most records of the first lines have the same number of fields, above one.

    What `options` names is taken from there. Where two dialects fit equally well, the plainer one is taken.

    Parameters
    ----------
    lines
        The first lines of the file, with their ends.
    is_whole
        Whether these are all lines; the last record may be cut otherwise and is not looked at.
    """
    skipped = options.skip_lines or 0
    separator = _SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    if separator and options.skip_lines is None:  # how spreadsheet programs tell one another the delimiter
        skipped, options = 1, replace(options, delimiter=options.delimiter or separator[1])
    rest = lines[skipped:]
    trials = [_Trial(rest, dialect, options, is_whole=is_whole) for dialect in _candidates(rest, options)]
    best = max(trials, key=lambda trial: trial.score)
    if best.score < _LEAST_SCORE:
        best = trials[0].as_single_column()
    elif options.quote is None and best.has_stray_quotes:
        dialect = Dialect(best.dialect.delimiter, "")
        plain = _Trial(rest, dialect, options, is_whole=is_whole)
        best = max(best, plain, key=lambda trial: trial.score)
    if best.has_space_after_each_delimiter:
        best = _Trial(rest, replace(best.dialect, has_spaces=True), options, is_whole=is_whole)
    start = best.records[best.first].line if options.skip_lines is None and best.records else 0
    before = [line.lstrip() for line in rest[:start] if line.strip()]
    return Layout(
        best.dialect,
        has_header=best.has_header if options.header is None else options.header,
        skip_lines=skipped + start,
        comment="#" if before and before[0].startswith("#") else "",
        has_trailing_delimiter=best.has_trailing_delimiter,
    )


def _candidates(lines: Sequence[str], options: ReadingOptions) -> list[Dialect]:
    """The dialects that the lines may be written in, plainer ones first."""
    text = "".join(lines)
    delimiters = [options.delimiter] if options.delimiter else [mark for mark in DELIMITERS if mark in text]
    quote = options.quote
    if quote is None:
        quote = "'" if _is_in_single_quotes(lines) else '"'
    return [
        Dialect(delimiter, quote, escape, has_spaces)
        for has_spaces in (False, True)
        for delimiter in delimiters or [","]
        for escape in ([options.escape] if options.escape else _escapes(text, delimiter, quote))
        if not has_spaces or (quote and re.search(f"{re.escape(delimiter)} +{re.escape(quote)}", text))
    ]


def _is_in_single_quotes(lines: Sequence[str]) -> bool:
    """Whether nearly all lines begin or end with a field in single quotes, and none holds a double one."""
    filled = [line.strip() for line in lines if line.strip()]
    quoted = sum(line.startswith("'") or line.endswith("'") for line in filled)
    return quoted > _MOSTLY * len(filled) and not any('"' in line for line in filled)


def _escapes(text: str, delimiter: str, quote: str) -> list[str]:
    """How quotes may be escaped, the likelier way first.

    Where quotes are doubled, a backslash and a quote are followed by another quote, or by the field's end.
    """
    if not quote or f"\\{quote}" not in text:
        return ["doubled"]
    goes_on = re.search(rf"\\{re.escape(quote)}[^{re.escape(quote + delimiter)}\r\n]", text)
    return ["backslash", "doubled"] if goes_on else ["doubled", "backslash"]


@dataclass(frozen=True)
class _Record:
    line: int
    line_count: int
    fields: list[str]
    problem: str
    is_quoted: bool


class _Trial:
    """The first records as one dialect cuts them."""

    def __init__(
        self, lines: Sequence[str], dialect: Dialect, options: ReadingOptions, *, is_whole: bool
    ) -> None:
        self.dialect = dialect
        self.has_trailing_delimiter = False
        self.records = _cut(lines, dialect, is_whole=is_whole)
        widths = Counter(len(record.fields) for record in self.records if not record.problem)
        self.width = max((width for width in widths if width > 1), key=lambda width: widths[width], default=1)
        rows = [record.fields for record in self.records]
        wide = [row for row in rows if len(row) == self.width]
        if self.width > 2 and sum(not row[-1] for row in wide) > _MOSTLY * len(wide):
            narrow = next((row for row in rows if len(row) == self.width - 1 and all(row)), None)
            self.width -= narrow is not None  # every row ends with a delimiter that the header does not have
        unread = next((place for place, record in enumerate(self.records) if record.problem), len(rows))
        first, is_sure = 0, True
        if options.skip_lines is None and rows:
            first, is_sure = first_of_table(rows, self.width, self._after_blank)
        self.first = first if first <= unread else 0
        self._is_sure = is_sure
        self.has_header = self._has_header_at(self.first)
        header = len(rows[self.first]) if rows else 0
        ends = sum(len(row) == header + 1 and row[-1] == "" for row in rows[self.first + 1 :])
        self.has_trailing_delimiter = ends > _MOSTLY * max(1, len(rows) - self.first - 1)

    @property
    def _after_blank(self) -> list[bool]:
        ends = [0, *(record.line + record.line_count for record in self.records)]
        return [record.line > end for record, end in zip(self.records, ends, strict=False)]

    def as_single_column(self) -> "_Trial":
        """The same records where none is taken for a preamble."""
        self.first, self.has_header, self.has_trailing_delimiter = 0, True, False
        return self

    @property
    def has_stray_quotes(self) -> bool:
        """Whether quotes that are no quoting are more frequent than those that are."""
        problems = sum(bool(record.problem) for record in self.records)
        return problems >= _FEWEST_STRAY_QUOTES and problems > sum(
            record.is_quoted for record in self.records
        )

    @property
    def has_space_after_each_delimiter(self) -> bool:
        """Whether every field but the first of each record begins with a space, those of the header too."""
        later = [field for record in self.records[self.first :] for field in record.fields[1:]]
        return len(self.records) > 1 and bool(later) and all(field.startswith(" ") for field in later)

    @property
    def score(self) -> float:
        """Share of the records that fit, less a little where lines had to be skipped."""
        if self.width == 1 or not self.records:
            return 0.0
        fitting = sum(
            self._fits(record.fields) and not record.problem and not self._is_half_read(record.fields)
            for record in self.records[self.first :]
        )
        share = fitting / (len(self.records) - self.first)
        return share - (0.0 if self._is_sure else _PREAMBLE_PENALTY)

    def _fits(self, fields: list[str]) -> bool:
        has_end = self.has_trailing_delimiter and len(fields) == self.width + 1 and not fields[-1]
        return len(fields) == self.width or has_end

    def _is_half_read(self, fields: list[str]) -> bool:
        """Whether a field still wears its quotes."""
        return any(
            len(bare := field.strip()) > 1 and bare[0] == bare[-1] and bare[0] in _QUOTES for field in fields
        )

    def _has_header_at(self, first: int) -> bool:
        rows = [record.fields for record in self.records[first:] if self._fits(record.fields)]
        return has_header([row[: self.width] for row in rows])


def _cut(lines: Sequence[str], dialect: Dialect, *, is_whole: bool) -> list[_Record]:
    """The first records that are not blank."""
    found = []
    records = Records(iter(lines), dialect)
    for fields in records:
        if records.problem:
            found.append(_Record(records.line, 1, records.lines[:1], records.problem, is_quoted=False))
        elif any(map(str.strip, fields)) or len(fields) > 1:
            written = len("".join(records.lines).rstrip("\r\n"))
            is_quoted = written > sum(map(len, fields)) + len(fields) - 1
            found.append(_Record(records.line, len(records.lines), fields, "", is_quoted))
        if len(found) > _RECORDS_LOOKED_AT:
            return found[:-1]
    return found if is_whole else found[:-1]
