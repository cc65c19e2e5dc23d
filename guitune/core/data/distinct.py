"""Values without their repeats, so that what costs time is done once for each different value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

_ITEMS_AT_ONCE = 10_000  # all at once would keep other threads, the window's too, waiting


@dataclass(frozen=True, eq=False)
class Distinct:
    """The different values of a sequence, in the order in which they first stand there.

    Attributes
    ----------
    values
        Each value once.
    codes
        int64, shape (items,): where in `values` each item's value is.
    """

    values: list[str]
    codes: np.ndarray

    @classmethod
    def of(cls, items: Sequence[str]) -> "Distinct":
        """The different values among `items`."""
        places: dict[str, int] = {}
        codes = np.empty(len(items), dtype=np.int64)
        for start in range(0, len(items), _ITEMS_AT_ONCE):
            part = items[start : start + _ITEMS_AT_ONCE]
            for value in dict.fromkeys(part):
                places.setdefault(value, len(places))
            codes[start : start + len(part)] = [places[value] for value in part]
        return cls(list(places), codes)

    def mapped(self, change: Callable[[str], str]) -> "Distinct":
        """The different values after `change` of each, with a code for every item as before."""
        changed = Distinct.of(list(map(change, self.values)))
        return Distinct(changed.values, changed.codes[self.codes])

    @cached_property
    def firsts(self) -> np.ndarray:
        """int64, shape (values,): the position of each value's first item."""
        firsts = np.empty(len(self.values), dtype=np.int64)
        firsts[self.codes[::-1]] = np.arange(len(self.codes))[::-1]
        return firsts

    @cached_property
    def counts(self) -> np.ndarray:
        """int64, shape (values,): the number of items of each value."""
        return np.bincount(self.codes, minlength=len(self.values))
