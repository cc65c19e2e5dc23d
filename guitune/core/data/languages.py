"""Which languages texts are in, told without a network."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from guitune.i18n import N_, _

_TEXTS_SAMPLED = 2000
_LEAST_BYTES = 20
_LEAST_CONFIDENCE = 0.5
_NO_LANGUAGE = "zxx"

_NAMES = {
    "ar": N_("Arabic"),
    "bg": N_("Bulgarian"),
    "bn": N_("Bengali"),
    "ca": N_("Catalan"),
    "cs": N_("Czech"),
    "da": N_("Danish"),
    "de": N_("German"),
    "el": N_("Greek"),
    "en": N_("English"),
    "es": N_("Spanish"),
    "et": N_("Estonian"),
    "fa": N_("Persian"),
    "fi": N_("Finnish"),
    "fr": N_("French"),
    "he": N_("Hebrew"),
    "hi": N_("Hindi"),
    "hr": N_("Croatian"),
    "hu": N_("Hungarian"),
    "id": N_("Indonesian"),
    "it": N_("Italian"),
    "ja": N_("Japanese"),
    "ko": N_("Korean"),
    "lt": N_("Lithuanian"),
    "lv": N_("Latvian"),
    "ms": N_("Malay"),
    "nl": N_("Dutch"),
    "no": N_("Norwegian"),
    "pl": N_("Polish"),
    "pt": N_("Portuguese"),
    "ro": N_("Romanian"),
    "ru": N_("Russian"),
    "sk": N_("Slovak"),
    "sl": N_("Slovenian"),
    "sr": N_("Serbian"),
    "sv": N_("Swedish"),
    "th": N_("Thai"),
    "tr": N_("Turkish"),
    "uk": N_("Ukrainian"),
    "ur": N_("Urdu"),
    "vi": N_("Vietnamese"),
    "zh": N_("Chinese"),
}


def languages_of(texts: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """The languages of the texts with their shares, the largest first.

    At most 2000 texts are looked at, evenly taken from those long enough to tell; texts whose language is
    doubtful are not counted. Empty where no text's language can be told.

    Returns
    -------
    pairs of an ISO 639 code and a share between 0 and 1; the shares add up to 1
    """
    long_enough = [text for text in texts if len(text.encode("utf-8", "replace")) >= _LEAST_BYTES]
    step = max(1, -(-len(long_enough) // _TEXTS_SAMPLED))
    told = (_identifier().classify(text) for text in long_enough[::step])
    counts = Counter(
        code for code, confidence in told if confidence >= _LEAST_CONFIDENCE and code != _NO_LANGUAGE
    )
    return tuple((code, count / counts.total()) for code, count in counts.most_common())


def language_name(code: str) -> str:
    """The language's name, or its code where it has none here."""
    return _(_NAMES[code]) if code in _NAMES else code


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
