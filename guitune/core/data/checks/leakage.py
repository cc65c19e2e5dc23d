"""Whether something in the texts gives the label away, so that scores would be too good to be true."""

from dataclasses import dataclass

import numpy as np

from guitune.core.config import DataConfig
from guitune.core.data.checks.finding import Finding, listed, numbers, quoted
from guitune.core.data.checks.telling_words import LEAST_TEXTS, count_holding, holder, telling_words
from guitune.core.data.checks.usable import UsableRows
from guitune.core.data.distinct import Distinct
from guitune.core.data.normalization import normalized_text
from guitune.core.data.table import StringTable
from guitune.core.data.text_columns import text_columns
from guitune.i18n import _, ngettext

_TEXTS_SAMPLED = 20_000
_LABELS_LOOKED_AT = 500
_LEAST_IDS = 20
_NAME_IN_OWN, _NAME_IN_OTHERS = 0.6, 0.05
_LONGEST_ID = 40


@dataclass(frozen=True, eq=False)
class _Sample:
    """Different texts, normalized, at most 20,000, evenly taken from all.

    Attributes
    ----------
    texts
        All of them.
    by_label
        Those of each label, under its code in `usable.labels`; a text has the label of its first row.
    is_all
        Whether these are all there are.
    """

    texts: list[str]
    by_label: dict[int, list[str]]
    is_all: bool

    @classmethod
    def of(cls, usable: UsableRows) -> "_Sample":
        texts = usable.near.normalized
        count = min(_TEXTS_SAMPLED, len(texts.values))
        chosen = np.linspace(0, len(texts.values) - 1, count).astype(np.int64)
        sampled = [texts.values[place] for place in chosen]
        by_label: dict[int, list[str]] = {}
        for code, text in zip(usable.labels.codes[texts.firsts[chosen]].tolist(), sampled, strict=True):
            by_label.setdefault(code, []).append(text)
        return cls(sampled, dict(sorted(by_label.items())), count == len(texts.values))


def leaks(table: StringTable, usable: UsableRows, config: DataConfig) -> list[Finding]:
    """Names of labels and other words that give the label away, and text columns that are no texts."""
    sample = _Sample.of(usable)
    names = _telling_names(sample, usable.labels)
    words = {code: word for code, word in telling_words(sample.by_label).items() if code not in names}
    return [
        *_giving_away(
            "label_in_text",
            names,
            usable,
            sample,
            ngettext(
                "The name of {count} label stands in most of its texts and hardly in others ({names}), which "
                "gives the answer away. Take it out of the texts if it will not be there in use.",
                "The names of {count} labels stand in most of their texts and hardly in others ({names}), "
                "which gives the answers away. Take them out of the texts if they will not be there in use.",
                len(names),
            ),
            [quoted(usable.label_as_written(code)) for code in names],
        ),
        *_giving_away(
            "telling_word",
            words,
            usable,
            sample,
            ngettext(
                "A single word gives {count} label away nearly always ({names}). Look whether it will be "
                "there in use too; if not, take it out of the texts.",
                "A single word each gives {count} labels away nearly always ({names}). Look whether these "
                "words will be there in use too; if not, take them out of the texts.",
                len(words),
            ),
            [f"“{word}” → {quoted(usable.label_as_written(code))}" for code, word in words.items()],
        ),
        *_id_columns(table, config),
    ]


def _telling_names(sample: _Sample, labels: Distinct) -> dict[int, str]:
    """Codes of labels whose name stands in most of their texts and hardly in others, and that name."""
    found: dict[int, str] = {}
    if len(labels.values) > _LABELS_LOOKED_AT:
        return found
    for code, texts in sample.by_label.items():
        name = normalized_text(labels.values[code].replace("_", " "))
        if len(texts) < LEAST_TEXTS or len(texts) == len(sample.texts) or not name:
            continue
        in_own = count_holding(name, texts)
        in_others = count_holding(name, sample.texts) - in_own
        others = len(sample.texts) - len(texts)
        if in_own >= _NAME_IN_OWN * len(texts) and in_others <= _NAME_IN_OTHERS * others:
            found[code] = name
    return found


def _giving_away(
    name: str, telling: dict[int, str], usable: UsableRows, sample: _Sample, message: str, named: list[str]
) -> list[Finding]:
    """The finding for words that give labels away; `message` has places for `count` and `names`."""
    if not telling:
        return []
    texts, wanted = usable.near.normalized, np.zeros(len(usable.rows), dtype=bool)
    for code, word in telling.items():
        own, holds = np.flatnonzero(usable.labels.codes == code), holder(word)
        holding = np.zeros(len(texts.values), dtype=bool)
        for text in np.unique(texts.codes[own]).tolist():
            holding[text] = holds(texts.values[text])
        wanted[own] = holding[texts.codes[own]]
    sentence = message.format(count=len(telling), names=listed(named))
    if not sample.is_all:
        sampled = _("Looked at in {count} texts, evenly taken from all.").format(count=len(sample.texts))
        sentence = f"{sentence} {sampled}"
    return [Finding(name, "warning", sentence, numbers(usable.rows[wanted]), count=len(telling))]


def _id_columns(table: StringTable, config: DataConfig) -> list[Finding]:
    return [
        Finding(
            "id_column",
            "warning",
            _(
                "The text column “{name}” looks like row numbers or codes, such as “{example}”: every value "
                "is different and none is a sentence. Choose another column for the text."
            ).format(name=name, example=str(table.columns.column(name)[0])),
            count=1,
        )
        for name in text_columns(config)
        if _is_id(table.columns.column(name).slice(0, _TEXTS_SAMPLED).to_pylist())
    ]


def _is_id(values: list[str]) -> bool:
    filled = [value.strip() for value in values if value.strip()]
    if len(filled) < _LEAST_IDS or len(set(filled)) < 0.99 * len(filled):
        return False
    return sum(map(_is_code, filled)) >= 0.95 * len(filled)


def _is_code(value: str) -> bool:
    """Whether it is one short word with a digit, of ASCII letters but for one at most, as in 京A1234."""
    others = sum(character.isalpha() and not character.isascii() for character in value)
    has_digit, has_space = any(map(str.isdigit, value)), any(map(str.isspace, value))
    return has_digit and not has_space and others <= 1 and len(value) <= _LONGEST_ID
