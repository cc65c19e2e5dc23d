"""A damaged file makes room for a good one and stays beside it, to be looked at."""

from pathlib import Path


def set_aside(file: Path) -> Path:
    """Rename `a.json` to `a.damaged.json`, with a number where that is taken; the new path.

    Raises
    ------
    OSError
        If the system refuses.
    """
    aside, number = file.with_name(f"{file.stem}.damaged{file.suffix}"), 1
    while aside.exists():
        number += 1
        aside = file.with_name(f"{file.stem}.damaged-{number}{file.suffix}")
    file.replace(aside)
    return aside
