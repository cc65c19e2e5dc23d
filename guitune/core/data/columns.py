"""Guesses which column holds the text and which the label."""

from collections.abc import Collection
from dataclasses import dataclass

from guitune.core.data.table import StringTable
from guitune.core.errors import DataError
from guitune.i18n import _

_TEXT_NAMES = (
    "text",
    "message",
    "sentence",
    "review",
    "body",
    "content",
    "comment",
    "question",
    "文本",
    "内容",
)
_LABEL_NAMES = ("label", "category", "class", "topic", "target", "intent", "sentiment", "tag", "标签", "类别")
_ROWS_LOOKED_AT = 5000


@dataclass(frozen=True)
class ColumnGuess:
    """The columns that look like the text and the label."""

    text: str
    label: str


def guess_columns(
    table: StringTable, text: str | None = None, label: str | None = None, taken: Collection[str] = ()
) -> ColumnGuess:
    """The text column has the longest varied values, the label column few values often repeated.

    A telling name ("text", "label", ...) counts as strong evidence. Only what is not given is guessed, among
    the columns that are not `taken` by another role.

    Raises
    ------
    DataError
        If there is no column left to guess.
    """
    free = [name for name in table.names if name not in {text, label, *taken}]
    if len(free) < (text is None) + (label is None):
        raise DataError(
            _("{file} has too few columns, only “{names}”.").format(
                file=table.source.path.name, names="”, “".join(table.names)
            ),
            _("Every line stands in quotes as a whole, it seems: save the table anew, without them.")
            if len(table.names) == 1 and any(mark in table.names[0] for mark in ",;\t|")
            else _("A file to learn from needs two: one with the texts, one with their labels."),
        )
    start = {name: table.columns.column(name).slice(0, _ROWS_LOOKED_AT).to_pylist() for name in free}
    if text is None:
        text = max(free, key=lambda name: _text_score(name, start[name]))
        free.remove(text)
    if label is None:
        label = max(free, key=lambda name: _label_score(name, start[name]))
    return ColumnGuess(text, label)


def _text_score(name: str, values: list[str]) -> float:
    mean_length = sum(map(len, values)) / len(values)
    distinct = len(set(values)) / len(values)
    return mean_length * distinct + (20 if _is_called(name, _TEXT_NAMES) else 0)


def _label_score(name: str, values: list[str]) -> float:
    filled = [value for value in values if value.strip()]
    if not filled:
        return -1.0
    repetition = 1 - len(set(filled)) / len(filled)
    several = 0.5 if len(set(filled)) > 1 else 0.0
    return repetition + several + (1.0 if _is_called(name, _LABEL_NAMES) else 0.0)


def _is_called(name: str, known: tuple[str, ...]) -> bool:
    return any(word in name.lower() for word in known)
