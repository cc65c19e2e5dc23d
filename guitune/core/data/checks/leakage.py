"""Whether something in the texts gives the label away, so that scores would be too good to be true."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from guitune.core.config import DataConfig
from guitune.core.data.checks.finding import Finding, listed, numbers
from guitune.core.data.checks.usable import UsableRows
from guitune.core.data.distinct import Distinct
from guitune.core.data.normalization import normalized_text
from guitune.core.data.table import StringTable
from guitune.core.data.text_columns import text_columns
from guitune.i18n import _, ngettext

_TEXTS_SAMPLED = 20_000
_LABELS_LOOKED_AT = 500
_LEAST_TEXTS = 20
_WORD_IN_OWN, _WORD_PURE = 0.9, 0.99
_NAME_IN_OWN, _NAME_IN_OTHERS = 0.6, 0.05
_LONGEST_ID = 40


@dataclass(frozen=True, eq=False)
class _Sample:
    """Different texts, at most 20,000, evenly taken from all.

    Attributes
    ----------
    texts
        Normalized texts.
    labels
        int64, shape (texts,): codes of `usable.labels`, of the first row of each text.
    is_all
        Whether these are all there are.
    """

    texts: list[str]
    labels: np.ndarray
    is_all: bool

    @classmethod
    def of(cls, usable: UsableRows) -> "_Sample":
        texts = usable.near.normalized
        count = min(_TEXTS_SAMPLED, len(texts.values))
        chosen = np.linspace(0, len(texts.values) - 1, count).astype(np.int64)
        labels = usable.labels.codes[texts.firsts[chosen]]
        return cls([texts.values[place] for place in chosen], labels, count == len(texts.values))


def leaks(table: StringTable, usable: UsableRows, config: DataConfig) -> list[Finding]:
    """Names of labels and other words that give the label away, and text columns that are no texts."""
    sample = _Sample.of(usable)
    names = _telling_names(sample, usable.labels)
    words = [found for found in _telling_words(sample, usable.labels) if found[0] not in dict(names)]
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
        ),
        *_id_columns(table, config),
    ]


def _telling_names(sample: _Sample, labels: Distinct) -> list[tuple[int, str]]:
    """Label codes, and the label's name as it stands in most of its texts and hardly in others."""
    counts = np.bincount(sample.labels, minlength=len(labels.values))
    if len(labels.values) > _LABELS_LOOKED_AT:
        return []
    found = []
    for code in np.flatnonzero(counts >= _LEAST_TEXTS).tolist():
        name = normalized_text(labels.values[code].replace("_", " "))
        holds = np.array([_holds(text, name) for text in sample.texts], dtype=bool)
        own = sample.labels == code
        if own.all() or not name:
            continue
        if holds[own].mean() >= _NAME_IN_OWN and holds[~own].mean() <= _NAME_IN_OTHERS:
            found.append((code, name))
    return found


def _telling_words(sample: _Sample, labels: Distinct) -> list[tuple[int, str]]:
    """Label codes, and the word that stands in nearly all of the label's texts and nearly no others."""
    from sklearn.feature_extraction.text import CountVectorizer

    counts = np.bincount(sample.labels, minlength=len(labels.values))
    enough = np.flatnonzero(counts >= _LEAST_TEXTS)
    if not len(enough) or (counts > 0).sum() < 2:
        return []
    least = int(np.ceil(_WORD_IN_OWN * counts[enough].min()))
    vectorizer = CountVectorizer(analyzer=str.split, binary=True, min_df=least)
    try:
        matrix: Any = vectorizer.fit_transform(sample.texts).tocsr()
    except ValueError:  # no word is that frequent
        return []
    words, in_all = vectorizer.get_feature_names_out(), np.asarray(matrix.sum(axis=0)).ravel()
    found = []
    for code in enough.tolist():
        in_own = np.asarray(matrix[np.flatnonzero(sample.labels == code)].sum(axis=0)).ravel()
        telling = (in_own >= _WORD_IN_OWN * counts[code]) & (in_own >= _WORD_PURE * in_all)
        if telling.any():
            found.append((code, str(words[np.argmax(np.where(telling, in_own, -1))])))
    return found


def _giving_away(
    name: str, telling: list[tuple[int, str]], usable: UsableRows, sample: _Sample, message: str
) -> list[Finding]:
    """The finding for words that give labels away; `message` has places for `count` and `names`."""
    if not telling:
        return []
    texts, wanted = usable.near.normalized, np.zeros(len(usable.rows), dtype=bool)
    for code, word in telling:
        own = np.flatnonzero(usable.labels.codes == code)
        holds = np.zeros(len(texts.values), dtype=bool)
        for text in np.unique(texts.codes[own]).tolist():
            holds[text] = _holds(texts.values[text], word)
        wanted[own] = holds[texts.codes[own]]
    named = [f"“{word}” → “{usable.labels.values[code]}”" for code, word in telling]
    sentence = message.format(count=len(telling), names=listed(named))
    if not sample.is_all:
        sampled = _("Looked at in {count} texts, evenly taken from all.").format(count=len(sample.texts))
        sentence = f"{sentence} {sampled}"
    return [Finding(name, "warning", sentence, numbers(usable.rows[wanted]), count=len(telling))]


def _holds(text: str, words: str) -> bool:
    return words in text and f" {words} " in f" {text} "


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
    if len(filled) < _LEAST_TEXTS or len(set(filled)) < 0.99 * len(filled):
        return False
    codes = [
        value
        for value in filled
        if len(value) <= _LONGEST_ID and not any(map(str.isspace, value)) and any(map(str.isdigit, value))
    ]
    return len(codes) >= 0.95 * len(filled)
