"""What stands in texts that is no language: markup, links, signs that cannot be seen, personal data."""

import re
from collections import Counter

import numpy as np

from guitune.core.config import DataConfig
from guitune.core.data.checks.finding import Finding, Severity, counted, listed, numbers, quoted
from guitune.core.data.checks.usable import UsableRows
from guitune.core.data.cleaning import clean_texts
from guitune.core.data.personal import personal_kinds
from guitune.i18n import N_, _, ngettext

_SIGNS = {
    N_("NUL"): re.compile("\x00"),
    N_("terminal colour codes"): re.compile("\x1b\\["),
    N_("marks of the writing direction"): re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"),
    N_("marks without width"): re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]"),
    N_("other control characters"): re.compile("[\x01-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\\[)"),
}
_HIDDEN = re.compile("|".join(pattern.pattern for pattern in _SIGNS.values()))
_KINDS = {
    "email": N_("e-mail addresses"),
    "phone": N_("phone numbers"),
    "card": N_("card numbers"),
    "iban": N_("bank accounts"),
    "national_id": N_("identity numbers"),
    "ip": N_("network addresses"),
}
_MAYBE_HTML = re.compile(r"<[A-Za-z/!?]|&#?\w+;")
_SHOWN_BEFORE = 12
_MAYBE_URL = re.compile(r"://|www\.", re.IGNORECASE)


def foreign_matter(usable: UsableRows, config: DataConfig) -> list[Finding]:
    """Markup, links, hidden signs and personal data."""
    return [
        *_html(usable, config),
        *_urls(usable, config),
        *_hidden_signs(usable, config),
        *_personal_data(usable, config),
    ]


def _html(usable: UsableRows, config: DataConfig) -> list[Finding]:
    found, texts = _changed(usable, config, "strip_html", _MAYBE_HTML)
    message = ngettext(
        "{count} text holds marks of a web page (HTML): {example}.",
        "{count} texts hold marks of a web page (HTML), such as {example}.",
        len(found),
    )
    return _finding("html", "info", message, found, _around(_MAYBE_HTML, texts), "strip_html")


def _urls(usable: UsableRows, config: DataConfig) -> list[Finding]:
    found, texts = _changed(usable, config, "mask_urls", _MAYBE_URL)
    message = ngettext(
        "{count} text holds a link: {example}.",
        "{count} texts hold links, such as {example}.",
        len(found),
    )
    return _finding("urls", "info", message, found, _around(_MAYBE_URL, texts), "mask_urls")


def _hidden_signs(usable: UsableRows, config: DataConfig) -> list[Finding]:
    found, texts = _changed(usable, config, "strip_controls", _HIDDEN)
    kinds = [_(name) for name, pattern in _SIGNS.items() if any(map(pattern.search, texts))]
    message = ngettext(
        "{count} text holds signs that cannot be seen ({kinds}): {example}.",
        "{count} texts hold signs that cannot be seen ({kinds}), such as {example}.",
        len(found),
    ).replace("{kinds}", listed(kinds))
    return _finding(
        "control_characters", "warning", message, found, _around(_HIDDEN, texts), "strip_controls"
    )


def _changed(
    usable: UsableRows, config: DataConfig, step: str, maybe: re.Pattern[str]
) -> tuple[tuple[int, ...], list[str]]:
    """The rows whose text a cleaning step would change, and those texts; none where it is taken already."""
    if step in config.cleaning:
        return (), []
    values = usable.near.written.values
    places = [place for place, text in enumerate(values) if maybe.search(text)]
    texts = [values[place] for place in places]
    changed = [old != new for old, new in zip(texts, clean_texts(texts, (step,)), strict=True)]
    wanted = np.zeros(len(values), dtype=bool)
    wanted[np.array(places, dtype=np.int64)[changed]] = True
    return numbers(usable.rows_with(wanted)), [values[place] for place in np.flatnonzero(wanted)]


def _around(pattern: re.Pattern[str], texts: list[str]) -> str:
    """The first text from shortly before what was found in it."""
    match = pattern.search(texts[0]) if texts else None
    if match is None:
        return ""
    start = max(0, match.start() - _SHOWN_BEFORE)
    return quoted(("…" if start else "") + texts[0][start:])


def _finding(
    name: str, severity: Severity, message: str, found: tuple[int, ...], example: str, fix: str
) -> list[Finding]:
    if not found:
        return []
    sentence = message.format(count=len(found), example=example)
    return [Finding(name, severity, sentence, found, fix, count=len(found))]


def _personal_data(usable: UsableRows, config: DataConfig) -> list[Finding]:
    if "mask_personal" in config.cleaning:
        return []
    values, repeats = usable.near.written.values, usable.near.written.counts.tolist()
    kinds: Counter[str] = Counter()
    wanted = np.zeros(len(values), dtype=bool)
    for place, text in enumerate(values):
        if found := personal_kinds(text):
            wanted[place] = True
            for kind in found:
                kinds[kind] += repeats[place]
    rows = numbers(usable.rows_with(wanted))
    if not rows:
        return []
    message = ngettext(
        "{count} text probably holds personal data: {kinds}.",
        "{count} texts probably hold personal data: {kinds}.",
        len(rows),
    ).format(
        count=len(rows),
        kinds=_(", ").join(counted(_(_KINDS[kind]), count) for kind, count in kinds.most_common()),
    )
    return [Finding("personal_data", "info", message, rows, "mask_personal", count=len(rows))]
