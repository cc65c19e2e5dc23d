"""Texts far longer or shorter than the others."""

import numpy as np

from guitune.core.data.checks.finding import Finding, listed, numbers, quoted
from guitune.core.data.checks.scripts import UNSPACED_SIGN
from guitune.core.data.checks.usable import UsableRows
from guitune.core.data.distinct import Distinct
from guitune.i18n import ngettext

_LONG_CHARACTERS, _TIMES_LONGER = 2000, 20
_USUAL_CHARACTERS, _USUAL_WORDS = 20, 5
_SHORT_CHARACTERS, _LONGEST_WORD = 3, 12


def unusual_lengths(usable: UsableRows) -> list[Finding]:
    """Texts far longer or shorter than the others."""
    return [*_very_long(usable), *_very_short(usable)]


def too_short(texts: Distinct) -> np.ndarray:
    """Which texts are too short to say anything, where texts are usually much longer.

    Returns
    -------
    bool, shape (different texts,)
        True for fewer than three characters, or a single word. None is where half the texts have fewer than
        20 characters; single words are none where half have fewer than five words.
    """
    stripped = [text.strip() for text in texts.values]
    lengths = np.array([len(text) for text in stripped], dtype=np.int64)
    short = np.zeros(len(stripped), dtype=bool)
    if not stripped or np.median(lengths[texts.codes]) < _USUAL_CHARACTERS:
        return short
    short |= lengths < _SHORT_CHARACTERS
    words = np.array([len(text.split()) for text in stripped])
    if np.median(words[texts.codes]) >= _USUAL_WORDS:
        for place in np.flatnonzero((words == 1) & (lengths <= _LONGEST_WORD)):
            short[place] |= not UNSPACED_SIGN.search(stripped[place])
    return short


def _very_short(usable: UsableRows) -> list[Finding]:
    written = usable.near.written
    short = too_short(written)
    found = numbers(usable.rows_with(short))
    if not found:
        return []
    examples = [written.values[place] for place in np.flatnonzero(short)[:3]]
    message = ngettext(
        "{count} text is a single word or less, where the others are much longer: {examples}.",
        "{count} texts are a single word or less, where the others are much longer, such as {examples}.",
        len(found),
    ).format(count=len(found), examples=listed(list(map(quoted, examples))))
    return [Finding("very_short", "info", message, found, fix="short_texts", count=len(found))]


def _very_long(usable: UsableRows) -> list[Finding]:
    written = usable.near.written
    lengths = np.array([len(text) for text in written.values], dtype=np.int64)
    if not len(lengths):
        return []
    usual = np.median(lengths[written.codes])
    found = numbers(
        usable.rows_with((lengths > _LONG_CHARACTERS) & (lengths > _TIMES_LONGER * max(usual, 1)))
    )
    if not found:
        return []
    message = ngettext(
        "{count} text is far longer than the others: {longest} characters, where {usual} are usual. Only its "
        "beginning is read.",
        "{count} texts are far longer than the others: up to {longest} characters, where {usual} are usual. "
        "Only their beginning is read.",
        len(found),
    ).format(count=len(found), longest=lengths.max(), usual=round(usual))
    return [Finding("very_long", "info", message, found, count=len(found))]
