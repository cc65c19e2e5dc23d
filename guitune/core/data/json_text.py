"""Goes through one long JSON text, piece by piece, while little of it is held."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from guitune.core.data.json_values import JsonValues, too_deep
from guitune.core.data.text_lines import TextLines
from guitune.core.errors import DataError
from guitune.i18n import _

_CHUNK = 1 << 20  # characters
_LONGEST_CUT_TOKEN = 16  # characters, at the end of a chunk: a name of a constant or an escape
_SPACE = re.compile(r"[ \t\r\n]*")
_LIST_START = re.compile(r"\[[ \t\r\n]*")


class JsonText:
    """A place in a JSON text that moves on; every method raises a DataError where the text is no JSON.

    Attributes
    ----------
    line
        The line, from 1, of the place.
    """

    def __init__(self, lines: TextLines, values: JsonValues, path: Path) -> None:
        self.line = 1
        self._stream = lines
        self._values = values
        self._path = path
        self._text, self._at, self._is_all = "", 0, False

    def peek(self) -> str:
        """The next character that is no space, or "" at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            if space:
                self.line += space[0].count("\n")
                self._at = space.end()
            if self._at < len(self._text) or self._is_all:
                return self._text[self._at : self._at + 1]
            self._load()

    def opens_list_of_objects(self) -> bool:
        """Whether a list follows whose first item is an object."""
        if self.peek() != "[":
            return False
        while True:
            start = _LIST_START.match(self._text, self._at)
            end = start.end() if start else self._at
            if end < len(self._text) or self._is_all:
                return self._text[end : end + 1] == "{"
            self._load()

    def items(self) -> Iterator[None]:
        """Pass the brackets of a list and the commas in it; at each step its next item follows."""
        return self._inside("]")

    def names(self) -> Iterator[str]:
        """Pass the braces of an object and its names; at each step the value of the name follows."""
        for _step in self._inside("}"):
            name, raw = self.value()
            if not isinstance(name, str) or self.peek() != ":":
                raise self._malformed(_("a name and a colon are missing"))
            self._at += 1
            self.peek()
            yield self._values.mended(name, raw)

    def value(self) -> tuple[Any, str]:
        """Pass a value; it and its text."""
        while True:
            try:
                value, end = self._values.parse(self._text, self._at)
            except json.JSONDecodeError as error:
                is_cut = error.pos >= len(self._text) - _LONGEST_CUT_TOKEN or "Unterminated" in error.msg
                if self._is_all or not is_cut:
                    raise self._malformed(error.msg) from None
            except RecursionError:
                raise self._malformed(too_deep()) from None
            else:
                if end < len(self._text) or self._is_all:  # a number at the end may go on
                    raw = self._text[self._at : end]
                    self.line += raw.count("\n")
                    self._at = end
                    return value, raw
            self._load()

    def expect_end(self) -> None:
        """Raise the error for text that follows where all should be over."""
        if self.peek():
            raise self._malformed(_("text follows the end of the list"))

    def _inside(self, closing: str) -> Iterator[None]:
        self._at += 1
        is_first = True
        while True:
            mark = self.peek()
            if mark == closing:
                break
            if not is_first:
                if mark != ",":
                    raise self._malformed(_("a comma is missing") if mark else _("the list has no end"))
                self._at += 1
                mark = self.peek()
            if not mark:
                raise self._malformed(_("the list has no end"))
            is_first = False
            yield
        self._at += 1

    def _load(self) -> None:
        rest = self._text[self._at :]
        chunk = self._stream.read(max(_CHUNK, len(rest)))
        self._is_all = not chunk
        self._text, self._at = rest + chunk, 0

    def _malformed(self, reason: str) -> DataError:
        return DataError(
            _("{file} is not valid JSON at line {line}: {reason}.").format(
                file=self._path.name, line=self.line, reason=reason
            ),
            _("Copy or download it again, or save it again in the program that it comes from."),
        )
