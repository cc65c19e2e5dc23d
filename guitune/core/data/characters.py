"""What a reader takes for one character, and scripts in which characters stand for themselves."""

import re
import unicodedata

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af"  # Chinese, Japanese
)
"""Scripts that put no spaces between words, as the inside of a regular expression's square brackets."""

_JOINER = "\u200d"
_JOINED = re.compile(
    "[\u1160-\u11ff\uff9e\uff9f"  # vowels and ends of decomposed Korean, half-width voicing
    "\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"  # joiners, shades of skin, tags of flags
)
_FLAG_HALF = re.compile("[\U0001f1e6-\U0001f1ff]")


def clusters_of(word: str) -> list[str]:
    """The word cut into what a reader takes for one character each, accents and joined emoji kept whole.

    About the extended grapheme clusters of Unicode's Annex 29.
    """
    if word.isascii():
        return list(word)
    clusters: list[str] = []
    for character in word:
        if clusters and _belongs_to(clusters[-1], character):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _belongs_to(cluster: str, character: str) -> bool:
    if unicodedata.category(character).startswith("M") or _JOINED.match(character):
        return True
    if _FLAG_HALF.match(character):
        return _FLAG_HALF.fullmatch(cluster) is not None
    return cluster.endswith(_JOINER) and not character.isalpha()


def is_letter(cluster: str) -> bool:
    """Whether such a character is one of a word, not a digit, mark or picture."""
    return cluster[:1].isalpha()
