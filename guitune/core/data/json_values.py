"""JSON values as strings: numbers keep the digits that stand in the file."""

import json
import re
from typing import Any

from guitune.i18n import _

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


class RowProblem(Exception):
    """Why a value cannot be a row, in words for a person."""


class _Literal(str):
    """A number, spelled as in the file."""

    __slots__ = ()


class JsonValues:
    """Parses values one by one, makes texts of them, and counts what that changes.

    Attributes
    ----------
    problem
        What is wrong with the value parsed last although it can be parsed, in words for a person; or "".
    nulls, surrogates
        How many values were null and are empty texts now, and how many halves of characters became �.
    """

    def __init__(self) -> None:
        self.problem = ""
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_float=_Literal,
            parse_int=_Literal,
            parse_constant=self._constant,
            strict=False,
        )
        self.nulls = self.surrogates = 0

    def parse(self, text: str, at: int = 0) -> tuple[Any, int]:
        """The value that begins at `at`, and where it ends.

        Raises
        ------
        json.JSONDecodeError
            If that is no JSON.
        RecursionError
            If it is nested too deeply.
        """
        self.problem = ""
        return self._decoder.raw_decode(text, at)

    def mended(self, value: Any, raw: str) -> Any:
        """The value, whose text in the file is `raw`, with � for every half of a character.

        Raises
        ------
        RowProblem
            If that makes two names of an object equal.
        """
        if "\\u" in raw and _SURROGATE_ESCAPE.search(raw):
            return self._without_lone_surrogates(value)
        return value

    def text(self, value: Any) -> str:
        """The value as a text: JSON without spaces, but a text as it is and null as nothing."""
        if type(value) is str:
            return value
        if value is None:
            self.nulls += 1
            return ""
        return _compact(value, is_inner=False)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        whole = dict(pairs)
        if len(whole) < len(pairs):
            seen: set[str] = set()
            twice = next(name for name, _value in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
            self.problem = twice_in_it(twice)
        return whole

    def _constant(self, written: str) -> str:
        self.problem = _("it holds {written}, which is not JSON").format(written=written)
        return ""

    def _without_lone_surrogates(self, value: Any) -> Any:
        if type(value) is str:
            text, count = _LONE_SURROGATE.subn("\ufffd", value)
            self.surrogates += count
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


def is_container(value: Any) -> bool:
    """Whether the value is a list or an object."""
    return isinstance(value, list | dict)


def twice_in_it(name: str) -> str:
    """Why an object that gives two values to one name cannot be understood."""
    return _("the name “{name}” stands in it twice").format(name=_LONE_SURROGATE.sub("\ufffd", name))


def too_deep() -> str:
    """Why a value with very many lists within lists is no row."""
    return _("it is nested too deeply")


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
