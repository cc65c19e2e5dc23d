"""Numbers and texts as people read them."""

import re
from collections.abc import Sequence

from guitune.i18n import _

_LEAST_SECONDS = 45
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters but tab and line ends
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of text
    r"\u200b\u2028\u2029\u2060\ufeff\ud800-\udfff]"  # spaces without width, line ends, half characters
)


def duration(seconds: float) -> str:
    """A length of time in its two largest units: "45 s", "6 min 5 s", "2 h 10 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return _("{seconds} s").format(seconds=whole)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)


def percent(share: float) -> str:
    """A share between 0 and 1 with one decimal: "93.1%"."""
    return f"{share:.1%}"


def file_size(size: float) -> str:
    """A number of bytes in the largest fitting unit: "12 bytes", "470 kB", "90.9 MB"."""
    for unit, scale, decimals in (("bytes", 1, 0), ("kB", 1e3, 0), ("MB", 1e6, 1)):
        if size / scale < 1000 - 0.5 * 0.1**decimals:
            return f"{size / scale:.{decimals}f} {unit}"
    return f"{size / 1e9:.1f} GB"


def loss(value: float) -> str:
    """A loss with three decimals: "0.412"."""
    return f"{value:.3f}"


def learning_rate(value: float) -> str:
    """A learning rate with the two digits that count: "0.0002", "0.000085"; tiny ones as "8.9e-7"."""
    if value < 1e-5:
        return f"{value:.2g}".replace("e-0", "e-")
    decimals = max(0, 1 - int(f"{value:e}".partition("e")[2]))
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".")


def rough_duration(seconds: float) -> str:
    """A length of time that is only estimated: "under 1 min", "6 min", "2.5 h"."""
    minutes = seconds / 60
    if seconds < _LEAST_SECONDS:
        return _("under 1 min")
    if minutes < 90:
        return _("{minutes} min").format(minutes=round(minutes))
    return _("{hours} h").format(hours=f"{minutes / 60:.{1 if minutes < 600 else 0}f}".removesuffix(".0"))


def about(seconds: float) -> str:
    """An estimated length of time as part of a sentence: "about 6 min", "under 1 min"."""
    time = rough_duration(seconds)
    return time if seconds < _LEAST_SECONDS else _("about {time}").format(time=time)


def enumeration(words: Sequence[str]) -> str:
    """One or more words as a list in a sentence: "a", "a and b", "a, b and c"."""
    if len(words) == 1:
        return words[0]
    return _("{words} and {last}").format(words=_(", ").join(words[:-1]), last=words[-1])


def points(share: float) -> str:
    """A difference of shares in percentage points with one decimal: "10.5"."""
    return f"{100 * share:.1f}"


def visible(text: str) -> str:
    """The text with characters that cannot be seen, or that turn others around, as escapes of Python."""
    return _UNSEEN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
