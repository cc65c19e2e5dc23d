"""Divides examples into train, validation and test so that nothing leaks and nothing moves later.

Rows are taken in file order. A text that repeats an earlier one, or nearly, goes where the earlier one went;
a text that would tie two sides together is set aside. Any other text is counted within its label: the label's
places are cut into windows of 1/share, and a number drawn from (seed, label, window) picks the place in the
window that is kept aside. So every label is divided in the wanted proportion, and rows added at the end of
the file never move an earlier row.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from guitune.core.data.near_duplicates import NearDuplicates

Side = Literal["train", "validation", "test", "aside"]


@dataclass(frozen=True)
class Split:
    """The side of every example, in order; "aside" rows are used nowhere."""

    sides: tuple[Side, ...]

    def positions(self, side: Side) -> list[int]:
        """Positions of the examples on one side, ascending."""
        return [position for position, own in enumerate(self.sides) if own == side]

    def count(self, side: Side) -> int:
        """Number of examples on one side."""
        return self._counts[side]

    @cached_property
    def _counts(self) -> Counter[Side]:
        return Counter(self.sides)


def split_examples(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    validation_share: float,
    test_share: float,
    seed: int,
    near: NearDuplicates | None = None,
) -> Split:
    """Divide examples by the rules above; at usual shares, a label with one or two texts stays in training.

    Parameters
    ----------
    texts, labels
        One of each per example, in file order.
    validation_share, test_share
        Wanted shares of each label's different texts, between 0 and 1.
    near
        The near duplicates among `texts`, if they were looked for already.
    """
    sides: list[Side] = []
    seen: Counter[str] = Counter()
    seen_outside_test: Counter[str] = Counter()
    remaining = 1 - test_share
    for label, earlier in zip(labels, NearDuplicates(texts) if near is None else near, strict=True):
        taken = {sides[position] for position in earlier} - {"aside"}
        if len(taken) == 1:
            sides.append(taken.pop())
        elif taken or earlier:
            sides.append("aside")
        else:
            place = seen[label]
            seen[label] += 1
            if _is_picked(place, test_share, (seed, label, "test")):
                sides.append("test")
                continue
            place = seen_outside_test[label]
            seen_outside_test[label] += 1
            picked = _is_picked(place, validation_share / remaining, (seed, label, "validation"))
            sides.append("validation" if picked else "train")
    return Split(tuple(sides))


def join_given_sides(
    texts: Sequence[str], sides: Sequence[Side], near: NearDuplicates | None = None
) -> Split:
    """Honour the sides that were given, but keep the scores honest.

    A text that also stands in test, or nearly, is set aside from training and validation, one that also
    stands in validation from training.

    Parameters
    ----------
    near
        The near duplicates among `texts`, if they were looked for already.
    """
    near = NearDuplicates(texts) if near is None else near
    codes = near.without_numbers.codes.tolist()
    of_test = _with_similar(near, {code for code, side in zip(codes, sides, strict=True) if side == "test"})
    validation = {code for code, side in zip(codes, sides, strict=True) if side == "validation"}
    of_validation = _with_similar(near, validation - of_test)

    def side_of(code: int, side: Side) -> Side:
        leaks = (side != "test" and code in of_test) or (side == "train" and code in of_validation)
        return "aside" if leaks else side

    return Split(tuple(side_of(code, side) for code, side in zip(codes, sides, strict=True)))


def _with_similar(near: NearDuplicates, codes: set[int]) -> set[int]:
    """`codes` of texts, and those of all texts that nearly repeat one of them."""
    found = set(codes)
    for later, earlier in near.similar.items():
        if later in codes:
            found.update(earlier)
        if not codes.isdisjoint(earlier):
            found.add(later)
    return found


def _is_picked(place: int, share: float, key: tuple[int, str, str]) -> bool:
    """Whether the `place`-th text of a label is the one that its window of 1/share places keeps aside.

    The first window picks its third or fourth place, so that a small label has something to learn from
    before anything is kept aside, and something kept aside as soon as it has four.
    """
    if share <= 0:
        return False
    window = math.floor(place * share + 1e-9)
    start = math.ceil(window / share - 1e-9)
    size = math.ceil((window + 1) / share - 1e-9) - start
    draw = int.from_bytes(hashlib.sha256(f"{key}{window}".encode()).digest()[:8], "big")
    if window == 0:
        return place == min(2 + draw % 2, size - 1)
    return place == start + draw % size
