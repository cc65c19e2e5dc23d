"""The one finder of the files under `resources/`: samples, translations, icons, styles."""

from pathlib import Path


def resource(*parts: str) -> Path:
    """Path of a bundled resource file or folder.

    A wheel carries the files as `guitune/resources`; an editable install and a checkout have them beside
    the package.

    Raises
    ------
    FileNotFoundError
        If the installation does not carry it.
    """
    package = Path(__file__).resolve().parent
    for root in (package / "resources", package.parent / "resources"):
        candidate = root.joinpath(*parts)
        if candidate.exists():
            return candidate
    raise FileNotFoundError("/".join(("resources", *parts)))
