"""Finds out from a file's first lines how its records are written and where they begin."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from guitune.core.data.records import Dialect, Records
from guitune.core.data_choices import ReadingOptions

DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f", "\x01", "¦")
"""In the order of preference where two cut the lines equally well."""

LINES_LOOKED_AT = 1000
_RECORDS_LOOKED_AT = 200
_LONGEST_PREAMBLE = 30
_MOSTLY = 0.95
_PREAMBLE_PENALTY, _LEAST_SCORE = 0.4, 0.3
_FEWEST_STRAY_QUOTES = 2
_FEW_VALUES = 0.3
_NAME_LENGTH, _SENTENCE_WORDS = 40, 6
_NAMES = {"text", "label", "id", "category", "class", "topic", "target", "intent", "sentiment", "message"}
_NAMES |= {"body", "review", "content", "comment", "question", "title", "name", "date", "split", "language"}
_NAMES |= {"文本", "内容", "标签", "类别"}
_NUMBER = re.compile(r"[-+]?[\d.,]+(e[-+]?\d+)?%?", re.IGNORECASE)


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
    quote = '"' if options.quote is None else options.quote
    return [
        Dialect(delimiter, quote, escape, has_spaces)
        for has_spaces in (False, True)
        for delimiter in delimiters or [","]
        for escape in ([options.escape] if options.escape else _escapes(text, delimiter, quote))
        if not has_spaces or (quote and re.search(f"{re.escape(delimiter)} +{re.escape(quote)}", text))
    ]


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
    fields: list[str]
    problem: str
    is_quoted: bool


class _Trial:
    """The first records as one dialect cuts them."""

    def __init__(
        self, lines: Sequence[str], dialect: Dialect, options: ReadingOptions, *, is_whole: bool
    ) -> None:
        self.dialect = dialect
        self.records = _cut(lines, dialect, is_whole=is_whole)
        widths = Counter(len(record.fields) for record in self.records if not record.problem)
        self.width = max((width for width in widths if width > 1), key=lambda width: widths[width], default=1)
        rows = [record.fields for record in self.records]
        stay = options.skip_lines is not None
        unread = next((place for place, record in enumerate(self.records) if record.problem), len(rows))
        remarks = 0 if stay else _after_remarks(rows)
        first = 0 if stay else remarks or _first_record(rows, self.width, self._has_header_at)
        self.first = first if first <= unread else 0
        self._is_after_remarks = bool(remarks)
        self.has_header = self._has_header_at(self.first)
        header = len(rows[self.first]) if rows else 0
        ends = sum(len(row) == header + 1 and row[-1] == "" for row in rows[self.first + 1 :])
        self.has_trailing_delimiter = ends > _MOSTLY * max(1, len(rows) - self.first - 1)

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
            len(record.fields) == self.width and not record.problem and not self._is_half_read(record.fields)
            for record in self.records[self.first :]
        )
        share = fitting / (len(self.records) - self.first)
        return share - (_PREAMBLE_PENALTY if self.first and not self._is_after_remarks else 0.0)

    def _is_half_read(self, fields: list[str]) -> bool:
        """Whether a field still wears its quotes."""
        return any(len(bare := field.strip()) > 1 and bare[0] == bare[-1] == '"' for field in fields)

    def _has_header_at(self, first: int) -> bool:
        rows = [record.fields for record in self.records[first:] if len(record.fields) == self.width]
        return has_header(rows)


def _cut(lines: Sequence[str], dialect: Dialect, *, is_whole: bool) -> list[_Record]:
    """The first records that are not blank."""
    found = []
    records = Records(iter(lines), dialect)
    for fields in records:
        if records.problem:
            found.append(_Record(records.line, records.lines[:1], records.problem, is_quoted=False))
        elif any(map(str.strip, fields)) or len(fields) > 1:
            written = len("".join(records.lines).rstrip("\r\n"))
            is_quoted = written > sum(map(len, fields)) + len(fields) - 1
            found.append(_Record(records.line, fields, "", is_quoted))
        if len(found) > _RECORDS_LOOKED_AT:
            return found[:-1]
    return found if is_whole else found[:-1]


def _after_remarks(rows: list[list[str]]) -> int:
    """The position after the first rows that begin with #, if these are remarks and no header."""
    count = next((place for place, row in enumerate(rows) if not row[0].lstrip().startswith("#")), 0)
    names = {name.strip().casefold() for name in rows[count]} if rows else set()
    return count if count > 1 or names & _NAMES else 0


def _first_record(rows: list[list[str]], width: int, has_header_at: Callable[[int], bool]) -> int:
    """The position of the header: what stands before it has fewer fields than the records."""
    first = next((place for place, row in enumerate(rows) if len(row) == width and not _is_padded(row)), 0)
    if first == 0 or first > _LONGEST_PREAMBLE:
        return 0
    if all(len(row) <= width / 2 or _is_padded(row) for row in rows[:first]):
        return first
    after = rows[first:]
    agreeing = sum(len(row) == width for row in after)
    return first if agreeing >= _MOSTLY * len(after) and len(after) > 2 and has_header_at(first) else 0


def _is_padded(row: list[str]) -> bool:
    """Whether a spreadsheet wrote the row, a title or the like, with as many delimiters as all others."""
    return len(row) > 2 and not any(map(str.strip, row[1:]))


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of `rows`, all of one width, names the columns.

    It does not where it repeats what stands below it in a column of few values, or where it reads like the
    rows below it: a number above numbers, a sentence above sentences. In doubt it does.
    """
    if len(rows) < 2:
        return True
    first, *rest = rows
    for_names = against = 0
    for name, *values in zip(first, *rest, strict=True):
        filled = [value for value in values if value.strip()]
        bare = name.strip().casefold()
        if not filled:
            continue
        if bare in _NAMES or not bare:
            for_names += 2
        repeats = len(filled) - len(set(filled))
        if name in filled and repeats >= _FEW_VALUES * len(filled):
            against += 2
        numbers = sum(_NUMBER.fullmatch(value.strip()) is not None for value in filled)
        if numbers == len(filled):
            is_number = _NUMBER.fullmatch(name.strip()) is not None
            against, for_names = against + is_number, for_names + (not is_number)
        usual = median(map(len, filled))
        if usual > _NAME_LENGTH:
            if len(name.split()) >= _SENTENCE_WORDS and len(name) > _NAME_LENGTH:
                against += 1
            elif len(name) <= _NAME_LENGTH:
                for_names += 1
    return against <= for_names
