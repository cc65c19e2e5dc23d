"""Every message has a complete and fitting translation; the message is named where one is missing.

After changing messages: python tests/update_translations.py, then fill in what it left empty.
"""

import re

import polib
import pytest

from guitune.core.config import DataConfig, RunConfig
from guitune.core.settings import problems, settings, with_setting
from guitune.i18n import LANGUAGES, _, ngettext, set_language, system_language
from guitune.resources import resource

from .update_translations import messages_in_source

TRANSLATED = [language for language in LANGUAGES if language != "en"]


@pytest.fixture(params=TRANSLATED)
def catalogue(request) -> polib.POFile:
    return polib.pofile(str(resource("translations", f"{request.param}.po")))


def fields(message: str) -> set[str]:
    return set(re.findall(r"\{(\w+)[^}]*\}", message))


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_message_of_the_source_has_a_translation(catalogue):
    translated = {entry.msgid for entry in catalogue if all(translations(entry)) and not entry.fuzzy}
    missing = sorted(singular for singular, _plural in messages_in_source() if singular not in translated)
    assert not missing, "no translation for:\n" + "\n".join(missing)


def test_no_translation_is_left_over_from_a_message_that_is_gone(catalogue):
    known = {singular for singular, _plural in messages_in_source()}
    assert [entry.msgid for entry in catalogue if entry.msgid not in known] == []


def test_translations_fill_in_the_same_values_as_their_message(catalogue):
    wrong = [
        entry.msgid
        for entry in catalogue
        for text in translations(entry)
        if fields(text) - fields(entry.msgid) - fields(entry.msgid_plural or "")
        or (fields(entry.msgid_plural or entry.msgid) - fields(text))
    ]
    assert wrong == []


def test_the_language_changes_while_the_program_runs():
    wrong = with_setting(RunConfig(DataConfig()), "num_epochs", "0")
    english = problems(wrong)[0].message
    set_language("zh_CN")
    chinese = problems(wrong)[0].message
    set_language("en")
    assert problems(wrong)[0].message == english != chinese
    assert re.search(r"[\u4e00-\u9fff]", chinese)


def test_chinese_has_one_form_for_any_number():
    singular, plural = "{count} label:", "{count} labels:"
    set_language("zh_CN")
    assert ngettext(singular, plural, 1) == ngettext(singular, plural, 5)
    assert ngettext(singular, plural, 1) not in (singular, plural)


def test_every_setting_is_explained_in_every_language():
    for language in TRANSLATED:
        set_language(language)
        for name, setting in settings():
            assert _(setting.label) != setting.label, name
            assert _(setting.help) != setting.help, name


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANGUAGE": "zh:en", "LANG": "en_US.UTF-8"}, "zh_CN"),
        ({"GUITUNE_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_follows_the_environment(variables, language, monkeypatch):
    for name in ("GUITUNE_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language
