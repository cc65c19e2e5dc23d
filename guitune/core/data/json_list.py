"""Cuts the text of one long JSON list into its items, while little of it is held."""

import json
import re
from pathlib import Path
from typing import Any

from guitune.core.data.json_objects import JsonObjects, too_deep
from guitune.core.data.text_lines import TextLines
from guitune.core.errors import DataError
from guitune.i18n import _

_CHUNK = 1 << 20  # characters
_LONGEST_CUT_TOKEN = 16  # characters, at the end of a chunk: a name of a constant or an escape
_SPACE = re.compile(r"[ \t\r\n]*")


class ListItems:
    """The items of the list that a text is, parsed one by one.

    Attributes
    ----------
    line
        The line, from 1, on which the next item begins.

    Raises
    ------
    DataError
        If the text is no list, or while it is read, if it is no JSON from some place on.
    """

    def __init__(self, lines: TextLines, objects: JsonObjects, path: Path) -> None:
        self.line = 1
        self._stream = lines
        self._objects = objects
        self._path = path
        self._text, self._at, self._is_first, self._is_all = "", 0, True, False
        if self._peek() != "[":
            raise DataError(
                _("{file} is a JSON file, but not a list of rows.").format(file=path.name),
                _("Save it as a list of objects, [{…}, {…}], or with one object on each line."),
            )
        self._at += 1

    def has_next(self) -> bool:
        """Go to the next item, and say whether there is one."""
        mark = self._peek()
        if mark == "]":
            self._at += 1
            if self._peek():
                raise self._malformed(_("text follows the end of the list"))
            return False
        if not self._is_first:
            if mark != ",":
                raise self._malformed(_("a comma is missing") if mark else _("the list has no end"))
            self._at += 1
            mark = self._peek()
        self._is_first = False
        if not mark:
            raise self._malformed(_("the list has no end"))
        return True

    def next(self, row: int) -> tuple[Any, str]:
        """The item and its text."""
        while True:
            try:
                value, end = self._objects.parse(self._text, self._at)
            except json.JSONDecodeError as error:
                is_cut = error.pos >= len(self._text) - _LONGEST_CUT_TOKEN or "Unterminated" in error.msg
                if self._is_all or not is_cut:
                    raise self._malformed(error.msg, row) from None
            except RecursionError:
                raise self._malformed(too_deep(), row) from None
            else:
                if end < len(self._text) or self._is_all:  # a number at the end may go on
                    raw = self._text[self._at : end]
                    self.line += raw.count("\n")
                    self._at = end
                    return value, raw
            self._load()

    def _peek(self) -> str:
        while True:
            space = _SPACE.match(self._text, self._at)
            if space:
                self.line += space[0].count("\n")
                self._at = space.end()
            if self._at < len(self._text) or self._is_all:
                return self._text[self._at : self._at + 1]
            self._load()

    def _load(self) -> None:
        rest = self._text[self._at :]
        chunk = self._stream.read(max(_CHUNK, len(rest)))
        self._is_all = not chunk
        self._text, self._at = rest + chunk, 0

    def _malformed(self, reason: str, row: int | None = None) -> DataError:
        return DataError(
            _("{file} is not valid JSON at line {line}: {reason}.").format(
                file=self._path.name, line=self.line, reason=reason
            ),
            _("Copy or download it again, or save it again in the program that it comes from."),
            details=f"item {row}",
        )
