"""Mistakes as people make them when they type in a hurry on a QWERTY keyboard."""

import random
from collections.abc import Callable, Iterator
from itertools import pairwise

from guitune.core.data.characters import clusters_of, is_letter

_KEYS = {
    key: (across + shift, down)
    for down, (shift, row) in enumerate([(0.0, "qwertyuiop"), (0.25, "asdfghjkl"), (0.75, "zxcvbnm")])
    for across, key in enumerate(row)
}
_NEAR = {
    key: [
        other
        for other, (across, down) in _KEYS.items()
        if other != key and abs(across - _KEYS[key][0]) <= 1 and abs(down - _KEYS[key][1]) <= 1
    ]
    for key in _KEYS
}


def mistyped(word: str, generator: random.Random) -> str:
    """The word with one mistake; as it is if it has no letter.

    A letter is left out, doubled, exchanged with the next, or replaced by one beside it on the keyboard. All
    four are equally likely where possible. Capitals stay where they are, and one character at least stays.
    """
    clusters = clusters_of(word)
    mistakes = [_left_out, _doubled, _exchanged, _beside]
    generator.shuffle(mistakes)
    for mistake in mistakes:
        ways = list(mistake(clusters))
        if ways:
            place, length, instead = generator.choice(ways)
            return "".join([*clusters[:place], instead, *clusters[place + length :]])
    return word


_Way = tuple[int, int, str]  # from where, how many, and what stands there instead
_Mistake = Callable[[list[str]], Iterator[_Way]]


def _left_out(clusters: list[str]) -> Iterator[_Way]:
    if len(clusters) > 1:
        yield from ((place, 1, "") for place, letter in enumerate(clusters) if is_letter(letter))


def _doubled(clusters: list[str]) -> Iterator[_Way]:
    yield from ((place, 1, 2 * letter) for place, letter in enumerate(clusters) if is_letter(letter))


def _exchanged(clusters: list[str]) -> Iterator[_Way]:
    for place, (one, other) in enumerate(pairwise(clusters)):
        if is_letter(one) and is_letter(other) and one.casefold() != other.casefold():
            yield place, 2, _cased(other, one) + _cased(one, other)


def _beside(clusters: list[str]) -> Iterator[_Way]:
    for place, letter in enumerate(clusters):
        yield from ((place, 1, _cased(key, letter)) for key in _NEAR.get(letter.lower(), ()))


def _cased(letter: str, like: str) -> str:
    """The letter, large or small as `like` is."""
    cased = letter.upper() if like.isupper() else letter.lower() if like.islower() else letter
    return cased if len(cased) == len(letter) else letter
