"""Which checkpoint of the catalogue suits texts, told from the letters they are written in."""

from collections.abc import Iterable
from dataclasses import dataclass

from guitune.core.modeling.catalog import CATALOG, CatalogEntry, catalog_entry
from guitune.i18n import _

_CHINESE, _SEVERAL = "BAAI/bge-small-zh-v1.5", "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
_MOSTLY = 0.5
_OTHER_LANGUAGE = 0.01  # English keeps below it; German, French, Spanish and Polish come to 2 to 7%
_HAN = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
_KANA_AND_HANGUL = ((0x3040, 0x30FF), (0xAC00, 0xD7AF), (0x1100, 0x11FF))


@dataclass(frozen=True)
class LetterShares:
    """Of all letters, the share of Chinese characters, of Japanese and Korean ones, and of the English 26."""

    han: float
    kana_and_hangul: float
    english: float


def recommended(texts: Iterable[str]) -> tuple[CatalogEntry, str]:
    """The entry that suits `texts`, a sample of them will do, and the reason in a sentence."""
    shares = letter_shares(texts)
    if shares is None:
        entry = CATALOG[0]
        return entry, _("A good first choice: quick, and already on this computer.")
    if shares.han >= _MOSTLY and shares.kana_and_hangul < 0.1:
        entry = _named(_CHINESE)
        return entry, _("Your texts are mostly Chinese: {model} was made for that and is quick.").format(
            model=entry.title
        )
    if 1 - shares.english >= _OTHER_LANGUAGE:
        entry = _named(_SEVERAL)
        return entry, _("Your texts are not all English: {model} reads 50 languages and is quick.").format(
            model=entry.title
        )
    entry = CATALOG[0]
    return entry, _(
        "Your texts look English: {model} reads that, is quick, and is already on this computer."
    ).format(model=entry.title)


def letter_shares(texts: Iterable[str]) -> LetterShares | None:
    """What the letters of `texts` are; None if there is no letter at all."""
    han = kana_and_hangul = english = letters = 0
    for text in texts:
        for letter in filter(str.isalpha, text):
            letters += 1
            if letter.isascii():
                english += 1
            elif _within(ord(letter), _HAN):
                han += 1
            elif _within(ord(letter), _KANA_AND_HANGUL):
                kana_and_hangul += 1
    if not letters:
        return None
    return LetterShares(han / letters, kana_and_hangul / letters, english / letters)


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


def _named(name: str) -> CatalogEntry:
    entry = catalog_entry(name)
    assert entry is not None
    return entry
