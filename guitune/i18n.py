"""Translation of everything a person reads: one catalogue for core, command line and window.

English is the source. `_` and `ngettext` translate at the moment of the call, so the language can change
while the program runs; `N_` only marks a message that is translated later, where it is shown.
"""

import gettext as _stdlib_gettext
import io
import os
from functools import lru_cache

from guitune.resources import resource

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}

_translations: _stdlib_gettext.NullTranslations = _stdlib_gettext.NullTranslations()


def _(message: str) -> str:
    """The message in the current language."""
    return _translations.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The message in the current language, in the form that `count` asks for."""
    return _translations.ngettext(singular, plural, count)


def N_(message: str) -> str:
    """Mark a message for translation and return it unchanged."""
    return message


def set_language(language: str) -> None:
    """Switch every later translation to `language`, a key of `LANGUAGES`."""
    global _translations  # noqa: PLW0603 - the current language is one per process
    _translations = _load(language)


def system_language() -> str:
    """The language that the environment asks for, English if it is not one of ours."""
    for variable in ("GUITUNE_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for value in os.environ.get(variable, "").split(":"):
            if value.lower().startswith("zh"):
                return "zh_CN"
            if value:
                return "en"
    return "en"


@lru_cache
def _load(language: str) -> _stdlib_gettext.NullTranslations:
    if language == "en":
        return _stdlib_gettext.NullTranslations()
    import polib

    catalogue = polib.pofile(str(resource("translations", f"{language}.po")))
    return _stdlib_gettext.GNUTranslations(io.BytesIO(catalogue.to_binary()))
