"""Brings the catalogues under resources/translations up to date with the messages in the source.

    python tests/update_translations.py

Translations of unchanged messages are kept, new messages are added empty, those that are gone are dropped.
"""

from pathlib import Path

import polib
from babel.messages.extract import extract_from_dir

REPOSITORY = Path(__file__).resolve().parents[1]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def messages_in_source() -> list[tuple[str, str]]:
    """Singular and plural (or an empty text) of every message, in the order of the source."""
    found: dict[str, str] = {}
    for _file, _line, message, _comments, _context in extract_from_dir(
        REPOSITORY / "guitune", method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        singular, plural = (message, "") if isinstance(message, str) else message
        if singular:
            found[singular] = plural or found.get(singular, "")
    return list(found.items())


def update(path: Path) -> None:
    old = {entry.msgid: entry for entry in polib.pofile(str(path))}
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Language": path.stem,
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for singular, plural in messages_in_source():
        known = old.get(singular)
        if plural:
            forms = known.msgstr_plural if known and known.msgid_plural == plural else {0: ""}
            catalogue.append(polib.POEntry(msgid=singular, msgid_plural=plural, msgstr_plural=forms))
        else:
            catalogue.append(polib.POEntry(msgid=singular, msgstr=known.msgstr if known else ""))
    catalogue.save(str(path))


if __name__ == "__main__":
    for path in sorted((REPOSITORY / "resources" / "translations").glob("*.po")):
        update(path)
