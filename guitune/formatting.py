"""Numbers as people read them."""

from guitune.i18n import _


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
