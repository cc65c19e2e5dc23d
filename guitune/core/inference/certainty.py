"""How sure an answer is, in a word."""

from collections.abc import Sequence
from typing import Literal

Certainty = Literal["sure", "fairly sure", "close", "faint"]
_SURE, _FAINT, _CLOSE_MARGIN = 0.8, 0.4, 0.15


def certainty_of(probabilities: Sequence[float]) -> Certainty:
    """Unsure answers are "close", their two best labels within 15 points, or "faint", the best below 40%."""
    best, second = sorted(probabilities, reverse=True)[:2]
    if best >= _SURE:
        return "sure"
    if best - second < _CLOSE_MARGIN:
        return "close"
    return "faint" if best < _FAINT else "fairly sure"
