"""JSON objects as rows of strings: numbers keep the digits that stand in the file."""

import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from guitune.core.data.reading import notes_on_names
from guitune.core.data.table import header_names
from guitune.core.data.widening_builder import WideningBuilder
from guitune.core.errors import DataError
from guitune.i18n import _, ngettext

_MOST_COLUMNS = 1000
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


class RowProblem(Exception):
    """Why a value cannot be a row, in words for a person."""


class _Literal(str):
    """A number, spelled as in the file."""

    __slots__ = ()


class JsonObjects:
    """Takes JSON objects in order and gathers one column for each name, in order of first appearance."""

    def __init__(self) -> None:
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_float=_Literal,
            parse_int=_Literal,
            parse_constant=self._constant,
            strict=False,
        )
        self._problem = ""
        self._positions: dict[str, int] = {}
        self._first_width = 0
        self._builder = WideningBuilder()
        self._given = self._nulls = self._surrogates = 0

    def __len__(self) -> int:
        return len(self._builder)

    def parse(self, text: str, at: int = 0) -> tuple[Any, int]:
        """The value that begins at `at`, and where it ends; what only `take` can refuse is kept for it.

        Raises
        ------
        json.JSONDecodeError
            If that is no JSON.
        RecursionError
            If it is nested too deeply.
        """
        self._problem = ""
        return self._decoder.raw_decode(text, at)

    def take(self, row: int, value: Any, raw: str) -> None:
        """Append the value parsed last as the row of number `row`; `raw` is its text in the file.

        Raises
        ------
        RowProblem
            If it is no object, an empty one, or has the same name twice or a value that is not JSON.
        DataError
            If the rows have more than a thousand different names.
        """
        if self._problem:
            raise RowProblem(self._problem)
        if not isinstance(value, dict):
            raise RowProblem(_("it is not an object, which is names and values in braces"))
        if not value:
            raise RowProblem(_("its braces are empty"))
        if "\\u" in raw and _SURROGATE_ESCAPE.search(raw):
            value = self._without_lone_surrogates(value)
        texts = [item if type(item) is str else _plain(item) for item in value.values()]
        fields = [""] * len(self._positions)
        for name, text in zip(value, texts, strict=True):
            position = self._positions.get(name)
            if position is None:
                position = self._new_position(name)
                fields.append("")
            fields[position] = text
        self._given += len(value)
        self._nulls += sum(item is None for item in value.values())
        self._first_width = self._first_width or len(fields)
        self._builder.add(row, fields)

    def build(self) -> tuple[pa.Table, np.ndarray, list[str]]:
        """The columns, the row numbers, and what is worth knowing, in sentences."""
        written = list(self._positions)
        names = header_names(written)
        columns, rows = self._builder.build(names)
        return columns, rows, notes_on_names(written, names) + self._notes(names)

    def _notes(self, names: Sequence[str]) -> list[str]:
        notes = []
        missing = len(self) * len(names) - self._given
        if len(names) > self._first_width:
            late = ", ".join(f"“{name}”" for name in names[self._first_width :])
            notes.append(_("These columns do not stand in the first row: {names}.").format(names=late))
        if missing:
            notes.append(
                ngettext(
                    "{count} value does not stand in the file, as its row lacks the name; it is empty.",
                    "{count} values do not stand in the file, as their rows lack the name; they are empty.",
                    missing,
                ).format(count=missing)
            )
        if self._nulls:
            notes.append(nulls_note(self._nulls))
        if self._surrogates:
            notes.append(
                ngettext(
                    "{count} broken character became �.",
                    "{count} broken characters became �.",
                    self._surrogates,
                ).format(count=self._surrogates)
            )
        return notes

    def _new_position(self, name: str) -> int:
        position = len(self._positions)
        if position >= _MOST_COLUMNS:
            raise DataError(
                _("The rows of this file have more than {count} different names.").format(
                    count=_MOST_COLUMNS
                ),
                _("Every row should have the same few names, such as “text” and “label”."),
            )
        self._positions[name] = position
        return position

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        whole = dict(pairs)
        if len(whole) < len(pairs):
            seen: set[str] = set()
            twice = next(name for name, _value in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
            self._problem = _("the name “{name}” stands in it twice").format(
                name=_LONE_SURROGATE.sub("\ufffd", twice)
            )
        return whole

    def _constant(self, written: str) -> str:
        self._problem = _("it holds {written}, which is not JSON").format(written=written)
        return ""

    def _without_lone_surrogates(self, value: Any) -> Any:
        if type(value) is str:
            text, count = _LONE_SURROGATE.subn("\ufffd", value)
            self._surrogates += count
            return text
        if isinstance(value, list):
            return [self._without_lone_surrogates(item) for item in value]
        if not isinstance(value, dict):
            return value
        mended = {
            self._without_lone_surrogates(name): self._without_lone_surrogates(item)
            for name, item in value.items()
        }
        if len(mended) < len(value):
            raise RowProblem(_("two of its names differ only by broken characters"))
        return mended


def nulls_note(count: int) -> str:
    """How many values were null and are empty texts now."""
    return ngettext(
        "{count} value that is missing in the file (null) is an empty text here.",
        "{count} values that are missing in the file (null) are empty texts here.",
        count,
    ).format(count=count)


def too_deep() -> str:
    """Why a value with very many lists within lists is no row."""
    return _("it is nested too deeply")


def _plain(value: Any) -> str:
    return "" if value is None else _compact(value, is_inner=False)


def _compact(value: Any, *, is_inner: bool = True) -> str:
    """The value as JSON without spaces; numbers as they were written."""
    if isinstance(value, _Literal):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False) if is_inner else value
    if isinstance(value, list):
        return "[" + ",".join(map(_compact, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{_compact(name)}:{_compact(item)}" for name, item in value.items()) + "}"
    return {True: "true", False: "false", None: "null"}[value]
