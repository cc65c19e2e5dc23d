"""What can be done to every text before it is read by the network, in training and in use alike."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from guitune.core.data.invisible import without_controls
from guitune.core.data.markup import without_markup
from guitune.core.data.personal import mask_personal
from guitune.core.errors import ConfigError
from guitune.i18n import N_, _


@dataclass(frozen=True)
class CleaningStep:
    """One step and how it is called. Done twice it does no more than once.

    Attributes
    ----------
    label, help
        English, translated where they are shown.
    """

    label: str
    help: str
    apply: Callable[[str], str]


def clean_texts(texts: Sequence[str], steps: Sequence[str]) -> list[str]:
    """The texts after the named steps, which are taken in the order of `CLEANING`.

    All steps are taken again while they change the text, since one may uncover what another one takes out:
    clean texts stay as they are.

    Raises
    ------
    ConfigError
        If there is no step of that name.
    """
    unknown = [name for name in steps if name not in CLEANING]
    if unknown:
        raise ConfigError(
            "cleaning",
            _("There is no cleaning step called {name}.").format(name=unknown[0]),
            _("The steps are: {names}.").format(names=", ".join(CLEANING)),
        )
    chosen = [step.apply for name, step in CLEANING.items() if name in steps]
    return [_cleaned(text, chosen) for text in texts]


def _cleaned(text: str, steps: Sequence[Callable[[str], str]]) -> str:
    for _round in range(_AT_MOST):
        before = text
        for step in steps:
            text = step(text)
        if text == before:
            break
    return text


_URL_CHARACTER = (
    r"[^\s<>\"'`…\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef]"  # no CJK: it follows at once
)
_URL = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:https?|ftp)://|www\.){_URL_CHARACTER}*(?<![.,:;!?)\]}}*])", re.IGNORECASE
)
_MENTION = re.compile(r"(?<![A-Za-z0-9_.%+@-])@[^\W\d]\w{0,49}(?:@[A-Za-z0-9.-]*[A-Za-z0-9])?")
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_À-ɏͰ-ӿ\d])(?<!\d[.,:/-])\d+(?:[.,:/-]\d+)*"  # not inside words: b2b, covid19
)
_AT_MOST = 8


def _mask_urls(text: str) -> str:
    return _settled(_URL, "<url>", text) if "://" in text or "www." in text.lower() else text


def _mask_emails(text: str) -> str:
    return mask_personal(text, ("email",)) if "@" in text else text


def _mask_mentions(text: str) -> str:
    return _settled(_MENTION, "<user>", text) if "@" in text else text


def _mask_numbers(text: str) -> str:
    return _settled(_NUMBER, "<number>", text)


def _settled(pattern: re.Pattern[str], placeholder: str, text: str) -> str:
    """Replaced until nothing more is found: what stood right behind a find may be one itself."""
    for _pass in range(_AT_MOST):
        text, found = pattern.subn(placeholder, text)
        if not found:
            break
    return text


def _normalize_unicode(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _normalize_space(text: str) -> str:
    return " ".join(text.split())


CLEANING: dict[str, CleaningStep] = {
    "strip_html": CleaningStep(
        N_("Take out HTML"),
        N_("Tags, comments, scripts and styles go; &amp; and the like become the characters they stand for."),
        without_markup,
    ),
    "normalize_unicode": CleaningStep(
        N_("One form for each character"),
        N_(
            "Full-width letters, ligatures and other variants become the ordinary characters, and accents "
            "join their letters (Unicode form NFKC)."
        ),
        _normalize_unicode,
    ),
    "strip_controls": CleaningStep(
        N_("Take out invisible characters"),
        N_("Control characters, terminal colours, writing-direction marks and zero-width spaces go."),
        without_controls,
    ),
    "mask_urls": CleaningStep(N_("Hide web addresses"), N_("Every web address becomes <url>."), _mask_urls),
    "mask_emails": CleaningStep(
        N_("Hide e-mail addresses"), N_("Every e-mail address becomes <email>."), _mask_emails
    ),
    "mask_mentions": CleaningStep(N_("Hide mentions"), N_("Every @name becomes <user>."), _mask_mentions),
    "mask_personal": CleaningStep(
        N_("Hide personal data"),
        N_(
            "E-mail addresses, phone, card, account and ID numbers and network addresses become <email>, "
            "<phone>, <card>, <iban>, <id> and <ip>."
        ),
        mask_personal,
    ),
    "mask_numbers": CleaningStep(
        N_("Hide numbers"),
        N_("Every number, date and time becomes <number>; digits inside words stay."),
        _mask_numbers,
    ),
    "normalize_space": CleaningStep(
        N_("Single spaces"),
        N_("Every run of spaces, tabs and line ends becomes one space; none stays at the ends."),
        _normalize_space,
    ),
    "lower_case": CleaningStep(N_("Small letters"), N_("Capital letters become small ones."), str.lower),
}
