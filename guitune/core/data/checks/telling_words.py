"""Words that stand in nearly all texts of one label and in hardly any of others.

Where a script has no spaces, every run of two to four signs counts as a word; of a code such as BIL-1000 or
BIL1000 letters and digits are words of their own.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from guitune.core.data.checks.scripts import UNSPACED, UNSPACED_SIGN

LEAST_TEXTS = 20
_IN_OWN, _PURE = 0.9, 0.99
_TEXTS_READ, _CHARACTERS_READ = 50, 1000
_MAYBE_IN_OWN, _MAYBE_PURE = 0.8, 0.5
_CANDIDATES = 10
_SHORTEST_RUN, _LONGEST_RUN = 2, 4
_LETTER = rf"[^\W\d_{UNSPACED}]"
_WORD = re.compile(rf"[{UNSPACED}]+|{_LETTER}+|\d+")


def telling_words(by_label: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """For each label that a word gives away, that word.

    Candidates come from at most 50 texts of each label; every one is counted in all texts.

    Parameters
    ----------
    by_label
        Different normalized texts under the code of their label.
    """
    if len(by_label) < 2:
        return {}
    read = {code: _some(texts) for code, texts in by_label.items()}
    in_own = {code: Counter(word for text in texts for word in _words(text)) for code, texts in read.items()}
    in_all = sum(in_own.values(), Counter[str]())
    found = {}
    for code, texts in by_label.items():
        if len(texts) < LEAST_TEXTS:
            continue
        candidates = [
            word
            for word, count in in_own[code].items()
            if count >= _MAYBE_IN_OWN * len(read[code]) and count >= _MAYBE_PURE * in_all[word]
        ]
        candidates.sort(key=lambda word: (-in_own[code][word], -len(word)))
        for word in candidates[:_CANDIDATES]:
            own = count_holding(word, texts)
            if own >= _IN_OWN * len(texts) and own >= _PURE * _count_in_all(word, by_label):
                found[code] = word
                break
    return found


def holder(words: str) -> Callable[[str], bool]:
    """Tells of a normalized text whether it holds the normalized words."""
    if UNSPACED_SIGN.search(words):
        return lambda text: words in text
    before = rf"(?<!{_LETTER})" if not words[0].isdigit() else r"(?<!\d)"
    after = rf"(?!{_LETTER})" if not words[-1].isdigit() else r"(?!\d)"
    pattern = re.compile(before + re.escape(words) + after)
    return lambda text: words in text and pattern.search(text) is not None


def count_holding(words: str, texts: Iterable[str]) -> int:
    """How many of the texts hold the words."""
    return sum(map(holder(words), texts))


def _count_in_all(word: str, by_label: Mapping[int, Sequence[str]]) -> int:
    return sum(count_holding(word, texts) for texts in by_label.values())


def _some(texts: Sequence[str]) -> list[str]:
    """At most 50 of the texts, evenly taken, of long ones the beginning and the end."""
    count, half = min(len(texts), _TEXTS_READ), _CHARACTERS_READ // 2
    chosen = [texts[place * len(texts) // count] for place in range(count)]
    return [text if len(text) <= 2 * half else f"{text[:half]} {text[-half:]}" for text in chosen]


def _words(text: str) -> dict[str, None]:
    """The words in the order in which they first stand there, of runs the shorter ones first."""
    words: list[str] = []
    for word in _WORD.findall(text):
        if not UNSPACED_SIGN.match(word):
            words.append(word)
            continue
        for length in range(_SHORTEST_RUN, _LONGEST_RUN + 1):
            words += [word[start : start + length] for start in range(len(word) - length + 1)]
    return dict.fromkeys(words)
