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
_TEXTS_READ, _CHARACTERS_READ = 50, 600
_MAYBE_IN_OWN = 0.8
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
    enough = {code: texts for code, texts in by_label.items() if len(texts) >= LEAST_TEXTS}
    frequent = {code: _frequent_words(texts) for code, texts in enough.items()}
    labels_of = Counter(word for words in frequent.values() for word in words)
    found = {}
    for code, words in frequent.items():
        own_words = [word for word in words if labels_of[word] == 1][:_CANDIDATES]
        word = next((word for word in own_words if _is_telling(word, code, by_label)), None)
        if word is not None:
            found[code] = word
    return found


def _frequent_words(texts: Sequence[str]) -> list[str]:
    """Words in most of a label's texts, the most frequent first, and of equally frequent ones the longest."""
    read = _some(texts)
    counts = Counter(word for text in read for word in _words(text))
    frequent = [word for word, count in counts.items() if count >= _MAYBE_IN_OWN * len(read)]
    return sorted(frequent, key=lambda word: (-counts[word], -len(word)))


def _is_telling(word: str, code: int, by_label: Mapping[int, Sequence[str]]) -> bool:
    own = count_holding(word, by_label[code])
    if own < _IN_OWN * len(by_label[code]):
        return False
    allowed = own / _PURE - own
    for other, texts in by_label.items():
        if other != code:
            allowed -= count_holding(word, texts)
        if allowed < 0:
            return False
    return True


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
