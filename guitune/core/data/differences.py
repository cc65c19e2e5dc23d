"""Where two texts differ: by words, or by characters in scripts that put no spaces between words."""

import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise

from guitune.core.data.characters import UNSPACED

Span = tuple[int, int]
MOST_TOKENS = 2000

_MOST_MATCHES = 100_000
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u06ed\u0900-\u0dff\u200c\u200d"
_TOKEN = re.compile(rf"(?:(?![{UNSPACED}])[\w{_MARKS}])+|\s+|.", re.DOTALL)


def marked_differences(one: str, other: str) -> tuple[list[Span], list[Span]]:
    """The parts of each text that the other one lacks, as (start, end) in characters, ascending.

    Words, runs of white space and single other characters are compared whole, by the longest matching blocks
    (Ratcliff and Obershelp, as `difflib` does it). What follows the first `MOST_TOKENS` of them in a text
    counts as one, and sooner where the same ones come again and again, so that no text takes long.
    """
    if one == other:
        return [], []
    first, second = _bounds(one), _bounds(other)
    start, end = _common_ends(_cut(one, first), _cut(other, second))
    first, second = first[start : len(first) - end], second[start : len(second) - end]
    while _matches(_cut(one, first), _cut(other, second)) > _MOST_MATCHES:
        half = max(len(first), len(second)) // 2
        first, second = (
            [*bounds[:half], bounds[-1]] if len(bounds) > half else bounds for bounds in (first, second)
        )
    matcher = SequenceMatcher(str.isspace, _cut(one, first), _cut(other, second), autojunk=False)
    spans: tuple[list[Span], list[Span]] = ([], [])
    for kind, low, high, other_low, other_high in matcher.get_opcodes():
        if kind != "equal" and low < high:
            spans[0].append((first[low], first[high]))
        if kind != "equal" and other_low < other_high:
            spans[1].append((second[other_low], second[other_high]))
    return spans


def _bounds(text: str) -> list[int]:
    """Where each token begins, and the end of the text; the last token takes what is too much."""
    found = zip(_TOKEN.finditer(text), range(MOST_TOKENS), strict=False)
    return [*(match.start() for match, _number in found), len(text)]


def _cut(text: str, bounds: list[int]) -> list[str]:
    return [text[start:end] for start, end in pairwise(bounds)]


def _common_ends(one: list[str], other: list[str]) -> tuple[int, int]:
    """How many tokens both begin with, and how many of the rest both end with."""
    least = min(len(one), len(other))
    start = next((place for place in range(least) if one[place] != other[place]), least)
    least -= start
    end = next((place for place in range(least) if one[-1 - place] != other[-1 - place]), least)
    return start, end


def _matches(one: list[str], other: list[str]) -> int:
    """In how many ways a token of one equals a token of the other: what the search goes through."""
    counts = Counter(other)
    return sum(count * counts[token] for token, count in Counter(one).items() if not token.isspace())
