"""Finds the row with which a table begins, and tells whether it names the columns."""

import re
from collections.abc import Sequence
from statistics import median

_LONGEST_PREAMBLE = 30
_MOSTLY = 0.95
_FEW_VALUES = 0.3
_NAME_LENGTH, _SENTENCE_WORDS = 40, 6
_NAMES = {"text", "label", "id", "category", "class", "topic", "target", "intent", "sentiment", "message"}
_NAMES |= {"body", "review", "content", "comment", "question", "title", "name", "date", "split", "language"}
_NAMES |= {"文本", "内容", "标签", "类别"}
_NUMBER = re.compile(r"[-+]?[\d.,]+(e[-+]?\d+)?%?", re.IGNORECASE)


def first_of_table(rows: Sequence[list[str]], width: int, after_blank: Sequence[bool]) -> tuple[int, bool]:
    """The position of the header among the first rows, and whether that is beyond doubt.

    What stands before it are remarks, titles, or rows of fewer fields. A row below that holds names such as
    "text" and "label" is the header though rows above it are as wide.

    Parameters
    ----------
    width
        The number of fields that most rows have.
    after_blank
        For each row, whether a blank line stands before it.
    """
    named = _named_row(rows, width, after_blank)
    if named is not None:
        return named, True
    first = next((place for place, row in enumerate(rows) if len(row) == width and not _is_padded(row)), 0)
    if first == 0 or first > _LONGEST_PREAMBLE:
        return 0, True
    if all(len(row) <= width / 2 or _is_padded(row) for row in rows[:first]):
        return first, False
    after = rows[first:]
    agreeing = [row for row in after if len(row) == width]
    is_table = len(agreeing) >= _MOSTLY * len(after) and len(after) > 2
    return (first, False) if is_table and has_header(agreeing) else (0, True)


def _named_row(rows: Sequence[list[str]], width: int, after_blank: Sequence[bool]) -> int | None:
    """The first row with usual names: two of them, or one below a blank line or remarks."""
    remarks = 0
    for place, row in enumerate(rows[:_LONGEST_PREAMBLE]):
        is_remark = row[0].lstrip().startswith("#")
        known = len({name.strip().casefold() for name in row} & _NAMES)
        if not is_remark and abs(len(row) - width) <= 1:
            follows = after_blank[place] or remarks == place > 0
            if known > 1 or (known and (place == 0 or (follows and not _recurs(row, rows[place + 1 :])))):
                return place
            if remarks == place > 1:
                return place
        remarks += is_remark
    return None


def _recurs(row: list[str], below: Sequence[list[str]]) -> bool:
    """Whether a field of the row stands again below it, as labels do."""
    return any(field == other for one in below for field, other in zip(row, one, strict=False))


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
