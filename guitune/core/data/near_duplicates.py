"""Finds texts that are the same or nearly the same, so that they never stand on two sides of a split.

Candidates come from signatures (`guitune.core.data.minhash`); every one is checked by the true Jaccard
similarity of its shingles, so that a hash alone decides nothing.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from guitune.core.data.distinct import Distinct
from guitune.core.data.minhash import SHINGLE, Signatures
from guitune.core.data.normalization import normalized_text

SIMILARITY = 0.8
_DIGITS = re.compile(r"\d+")
_SHINGLE_SETS_KEPT = 4096


class NearDuplicates:
    """For every text, the earlier texts that it repeats; numbers count as equal, as in "your code is 1234".

    Parameters
    ----------
    texts
        The texts in file order.

    Attributes
    ----------
    written
        The texts that differ in any way.
    normalized
        Those that differ by more than case, space and punctuation.
    without_numbers
        Those that differ even where numbers are not looked at.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.written = Distinct.of(texts)
        self.normalized = self.written.mapped(normalized_text)
        self.without_numbers = self.normalized.mapped(lambda text: _DIGITS.sub("0", text))

    def __len__(self) -> int:
        return len(self.written.codes)

    def __iter__(self) -> Iterator[list[int]]:
        """For each text in order, the positions of earlier texts equal or similar to it, ascending."""
        firsts = self.without_numbers.firsts.tolist()
        for position, code in enumerate(self.without_numbers.codes.tolist()):
            if firsts[code] != position:
                yield [firsts[code]]
            else:
                yield [firsts[other] for other in self.similar.get(code, ())]

    @cached_property
    def similar(self) -> dict[int, list[int]]:
        """For codes of `without_numbers`, the smaller codes of texts similar to it, ascending, if any."""
        texts = self.without_numbers.values
        shingles = lru_cache(_SHINGLE_SETS_KEPT)(lambda code: _shingles(texts[code]))
        found: dict[int, list[int]] = {}
        for later, earlier in Signatures.of(texts).candidates(SIMILARITY):
            if _similar(shingles(later), shingles(earlier)):
                found.setdefault(later, []).append(earlier)
        return found


def _shingles(text: str) -> set[str]:
    return {text[start : start + SHINGLE] for start in range(max(1, len(text) - SHINGLE + 1))}


def _similar(one: set[str], other: set[str]) -> bool:
    shared = len(one & other)
    return shared >= SIMILARITY * (len(one) + len(other) - shared)
