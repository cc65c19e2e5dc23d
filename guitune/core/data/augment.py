"""Small random changes to training texts: words left out, words swapped, typing mistakes.

A word is what stands between white space, addresses and numbers included. In scripts without spaces between
words each character counts as one. Accents, and emoji made of several characters, are not torn apart.
"""

import random
import re
from dataclasses import dataclass

from guitune.core.data.characters import UNSPACED, clusters_of, is_letter
from guitune.core.data.typing_mistakes import mistyped
from guitune.core.training_config import TrainingConfig

_PART = re.compile(r"\s+|\S+")
_CHARACTER = re.compile(  # and the marks of Chinese and Japanese
    f"[{UNSPACED}\u3001-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]"
)


@dataclass(frozen=True)
class Augmentation:
    """How much of the training texts is changed in each pass.

    Attributes
    ----------
    word_dropout
        Share of the words that are left out.
    word_swap
        Share of the words that change places with the next one; at 0.5 all are moved.
    typo_noise
        Share of the words that get one typing mistake.
    """

    word_dropout: float
    word_swap: float
    typo_noise: float
    seed: int

    @classmethod
    def of(cls, config: TrainingConfig) -> "Augmentation":
        """As the settings say."""
        return cls(config.word_dropout, config.word_swap, config.typo_noise, config.seed)

    @property
    def is_on(self) -> bool:
        """Whether anything is changed at all."""
        return max(self.word_dropout, self.word_swap, self.typo_noise) > 0


def augmented(text: str, augmentation: Augmentation, epoch: int, place: int) -> str:
    """The text as a pass reads it. The result depends on the arguments alone.

    At least one word stays. White space stays where it is; of that around a word left out, what divides more.
    A mistake is a letter left out, doubled, exchanged with the next or with a key beside it; capitals stay
    where they are, and words without letters as they are. A character that stands for itself is left out,
    doubled or exchanged with the next.

    Parameters
    ----------
    epoch
        Number of the pass, from 0.
    place
        Any number of the text within the pass; other numbers give other changes.
    """
    if not augmentation.is_on or not text.strip():
        return text
    generator = random.Random(f"{augmentation.seed} {epoch} {place}")  # noqa: S311 - keeps no secret
    units, gaps = _split(text)
    if augmentation.word_dropout:
        units, gaps = _closed(_thinned(units, augmentation.word_dropout, generator), gaps)
    if augmentation.word_swap:
        _swap(units, augmentation.word_swap, generator)
    if augmentation.typo_noise:
        _mistype(units, augmentation.typo_noise, generator)
        units, gaps = _closed(units, gaps)
    return _joined(units, gaps)


def _split(text: str) -> tuple[list[str], list[str]]:
    """Words, and the white space before the first, between them and after the last, possibly none."""
    units: list[str] = []
    gaps = [""]
    for part in _PART.findall(text):
        if part.isspace():
            gaps[-1] = part
        else:
            words = _words(part)
            units += words
            gaps += [""] * len(words)
    return units, gaps


def _words(part: str) -> list[str]:
    """Characters that stand for themselves one by one, what is between them whole."""
    if part.isascii() or not _CHARACTER.search(part):
        return [part]
    words = [""]
    for cluster in clusters_of(part):
        if words[-1] and not _is_character(words[-1]) and not _is_character(cluster):
            words[-1] += cluster
        else:
            words.append(cluster)
    return words[1:]


def _is_character(unit: str) -> bool:
    return _CHARACTER.match(unit) is not None


def _thinned(units: list[str], rate: float, generator: random.Random) -> list[str]:
    """Some of the units, but not all, made empty."""
    thinned = [unit if generator.random() >= rate else "" for unit in units]
    if not any(thinned):
        saved = generator.randrange(len(units))
        thinned[saved] = units[saved]
    return thinned


def _closed(units: list[str], gaps: list[str]) -> tuple[list[str], list[str]]:
    """Without the empty units."""
    if all(units):
        return units, gaps
    kept: list[str] = []
    between = [gaps[0]]
    for unit, gap in zip(units, gaps[1:], strict=True):
        if unit:
            kept.append(unit)
            between.append(gap)
        elif kept:
            between[-1] = max(between[-1], gap, key=lambda space: (space.count("\n"), len(space)))
    between[-1] = gaps[-1]
    return kept, between


def _swap(units: list[str], rate: float, generator: random.Random) -> None:
    """Exchange neighbours in place.

    Who was exchanged with the one before does not draw, so that r / (1 - r) of those who draw must be
    exchanged for `rate` r of all.
    """
    chance = min(1.0, rate / (1 - rate))
    place = 0
    while place + 1 < len(units):
        if generator.random() < chance:
            units[place], units[place + 1] = units[place + 1], units[place]
            place += 1
        place += 1


def _mistype(units: list[str], rate: float, generator: random.Random) -> None:
    """Make typing mistakes in place; a character that is left out becomes empty."""
    place = 0
    while place < len(units):
        if generator.random() < rate:
            if not _is_character(units[place]):
                units[place] = mistyped(units[place], generator)
            elif is_letter(units[place]):
                place += _mistype_character(units, place, generator)
        place += 1


def _mistype_character(units: list[str], place: int, generator: random.Random) -> int:
    """Change one character; returns how many of those after it were changed with it."""
    unit = units[place]
    following = units[place + 1] if place + 1 < len(units) else ""
    mistakes = ["double"]
    if following or (place and units[place - 1]):
        mistakes.append("leave out")
    if following != unit and _is_character(following) and is_letter(following):
        mistakes.append("exchange")
    match generator.choice(mistakes):
        case "double":
            units[place] = 2 * unit
        case "leave out":
            units[place] = ""
        case _:
            units[place : place + 2] = following, unit
            return 1
    return 0


def _joined(units: list[str], gaps: list[str]) -> str:
    """The text again; words that came together without white space get some."""
    pieces = [gaps[0]]
    last = len(units) - 1
    for place, unit in enumerate(units):
        gap = gaps[place + 1]
        if not gap and place < last and not (_is_character(unit) or _is_character(units[place + 1])):
            gap = " "
        pieces += unit, gap
    return "".join(pieces)
