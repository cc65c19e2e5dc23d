"""Tells by its beginning whether a text is JSON, and whether it is a row on each line or one whole."""

import json
import re
from collections.abc import Callable

_LINES_TRIED = 5
_SPACE = re.compile(r"\s*")
_OBJECT_START = re.compile(r'\{\s*"(?:[^"\\]|\\.)*"\s*:', re.S)
_CUT_TOKENS = ("true", "false", "null", "NaN", "Infinity", "-Infinity")
_ESCAPE_LENGTH = 6


def json_kind(text: str, another_line: Callable[[str], bool], *, is_whole: bool) -> str | None:
    """What a text is: "json lines", "json", or None where it is no JSON.

    Parameters
    ----------
    text
        The beginning, without space before it.
    another_line
        Whether the file goes on after its first line with one that begins with this character; asked only
        where the beginning is one long line.
    is_whole
        Whether the beginning is all there is.
    """
    opening = text[:1]
    if opening not in ("{", "["):
        return None
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    complete = [_parsed(line) for line in (lines if is_whole else lines[:-1])[:_LINES_TRIED]]
    kind = _kind_of_whole(text, len(lines)) if is_whole else None
    if kind:
        return kind
    if _is_row_on_a_line(opening, complete, lines):
        return "json lines"
    if _is_cut_short(text) and (not is_whole or _shows_objects(text)):
        return "json lines" if len(lines) == 1 and not is_whole and another_line(opening) else "json"
    if is_whole and len(lines) == 1 and _shows_objects(text):
        return "json"
    if opening == "[":
        return "json" if _begins_a_list(text) else None
    if any(isinstance(value, dict) for value in complete):
        return "json lines"
    if not complete:
        return "json lines" if _OBJECT_START.match(text) else None
    return "json" if _begins_an_object(text, lines[0]) else None


def _kind_of_whole(text: str, line_count: int) -> str | None:
    value = _parsed(text)
    if isinstance(value, list):
        return "json"
    if not isinstance(value, dict):
        return None
    is_row = line_count == 1 and value and not any(isinstance(item, list | dict) for item in value.values())
    return "json lines" if is_row else "json"


def _is_row_on_a_line(opening: str, complete: list[object], lines: list[str]) -> bool:
    """Whether the first line is a row by itself, or if damaged others after it are, and more follow."""
    if not complete or len(lines) < 2:
        return False
    if opening == "{":
        return isinstance(complete[0], dict)
    if len(complete) == 1:
        return isinstance(complete[0], list) and lines[1].lstrip().startswith("[")
    return sum(isinstance(value, list) for value in complete) > 1 and lines[0].strip() != "["


def _is_cut_short(text: str) -> bool:
    """Whether the text is JSON but for its end, which is missing."""
    bare = text.rstrip()
    try:
        json.JSONDecoder(strict=False).raw_decode(bare)
    except json.JSONDecodeError as error:
        rest = bare[error.pos :]
        is_cut_escape = "escape" in error.msg and len(rest) < _ESCAPE_LENGTH
        return (
            "Unterminated" in error.msg
            or is_cut_escape
            or any(token.startswith(rest) for token in _CUT_TOKENS)
        )
    except RecursionError:
        return False
    return False


def _shows_objects(text: str) -> bool:
    return _OBJECT_START.match(text, _after_space(text, 1) if text[0] == "[" else 0) is not None


def _begins_an_object(text: str, first_line: str) -> bool:
    """Whether a damaged object of several lines follows, or an object and another one."""
    if not _OBJECT_START.match(text):
        return False
    if first_line.strip() == "{":
        return True
    try:
        _value, end = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return False
    return text[_after_space(text, end) :].startswith("{")


def _begins_a_list(text: str) -> bool:
    """Whether the text is the beginning of a list that holds objects or lists."""
    decoder, at, has_items = json.JSONDecoder(strict=False), 1, False
    while True:
        at = _after_space(text, at)
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return has_items or _OBJECT_START.match(text, at) is not None
        at = _after_space(text, at)
        if not isinstance(value, dict | list) or text[at : at + 1] not in ("", ",", "]"):
            return False
        if text[at : at + 1] != ",":
            return _after_space(text, at + 1) >= len(text)
        at, has_items = at + 1, True


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _parsed(text: str) -> object:
    try:
        return json.JSONDecoder(strict=False).decode(text.strip())
    except (ValueError, RecursionError):
        return None
