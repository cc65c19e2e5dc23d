"""What a spreadsheet cell shows, as text."""

import datetime
import re
from decimal import Decimal
from typing import Any

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_QUOTED_PARTS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_MOST_WHOLE = 2**53


def cell_text(value: Any, number_format: str) -> str:
    """The cell's text: as it is, or what its value means.

    Whole numbers have no ".0", and get the zeros in front that a format such as "00000" shows; other numbers
    are the shortest text that stands for them, percentages with a %. Dates and times are ISO 8601, truth is
    TRUE or FALSE, and an error its own text, such as #N/A.

    Parameters
    ----------
    number_format
        As Excel writes it, such as "General" or "0%".
    """
    if isinstance(value, str):
        return _ESCAPED.sub(_unescaped, value) if "_x" in value else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number_text(value, number_format)
    if isinstance(value, datetime.datetime):
        shown = _QUOTED_PARTS.sub("", number_format).lower()
        has_time = value.time() != datetime.time() or "h" in shown or "s" in shown
        return value.isoformat(" ") if has_time else value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _unescaped(found: re.Match[str]) -> str:
    """Excel writes characters that XML cannot hold as `_x000D_`."""
    code = int(found[1], 16)
    return found[0] if 0xD800 <= code <= 0xDFFF else chr(code)


def _number_text(value: float, number_format: str) -> str:
    if "%" in _QUOTED_PARTS.sub("", number_format):
        return f"{(Decimal(repr(value)) * 100).normalize():f}%"
    if isinstance(value, float) and (abs(value) > _MOST_WHOLE or value != int(value)):
        return repr(value)
    digits = str(abs(int(value)))
    if number_format and not number_format.strip("0"):
        digits = digits.zfill(len(number_format))
    return f"-{digits}" if value < 0 else digits
