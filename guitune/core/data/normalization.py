"""The form of a text in which two writings of the same thing are equal."""

import re
import unicodedata

_NOT_WORDS = re.compile(r"[\W_]+")


def normalized_label(label: str) -> str:
    """A label without differences of case, outer or repeated space and Unicode form."""
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split())


def normalized_text(text: str) -> str:
    """A text without differences of case, space, punctuation and Unicode form.

    A text without any letter or digit (an emoji, say) keeps its symbols.
    """
    folded = (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()
    words = _NOT_WORDS.sub(" ", folded).strip()
    return words or " ".join(folded.split())
