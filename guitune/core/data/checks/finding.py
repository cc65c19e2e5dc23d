"""What a finding is, and how its sentence quotes what was found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from guitune.i18n import _

Severity = Literal["error", "warning", "info"]
_QUOTED_CHARACTERS = 60
_NAMED = 5


@dataclass(frozen=True)
class Finding:
    """One thing found.

    Attributes
    ----------
    name
        Says in a word what kind of thing it is.
    rows
        Row numbers in the file, ascending.
    fix
        The name of the fix for it, if there is one (`guitune.core.data.recipe.with_fix`).
    pairs
        Row numbers that belong together, the earlier one first.
    count
        How many things were found, rows unless the message says otherwise.
    """

    name: str
    severity: Severity
    message: str
    rows: tuple[int, ...] = ()
    fix: str | None = None
    pairs: tuple[tuple[int, int], ...] = ()
    count: int = 0


def quoted(text: str) -> str:
    """The beginning of a text on one line, in quotation marks, what cannot be seen written as an escape."""
    words = " ".join(text[: 4 * _QUOTED_CHARACTERS].split())
    seen = "".join(character if character.isprintable() else ascii(character)[1:-1] for character in words)
    cut = "…" if len(seen) > _QUOTED_CHARACTERS or len(text) > 4 * _QUOTED_CHARACTERS else ""
    return f"“{seen[:_QUOTED_CHARACTERS]}{cut}”"


def listed(names: Sequence[str]) -> str:
    """The first five names, and a sign that there are more."""
    return _(", ").join([*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])])


def counted(name: str, count: int) -> str:
    """A name and how often it occurs, as an item of a list."""
    return _("{name}: {count}").format(name=name, count=count)


def numbers(rows: Iterable[int] | np.ndarray) -> tuple[int, ...]:
    """Row numbers as plain integers, ascending."""
    return tuple(np.sort(np.asarray(rows, dtype=np.int64)).tolist())
