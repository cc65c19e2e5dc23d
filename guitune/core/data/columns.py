"""Guesses which column holds the text and which the label."""

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


def guess_columns(table: StringTable) -> ColumnGuess:
    """The text column has the longest varied values, the label column few values often repeated.

    A telling name ("text", "label", ...) counts as strong evidence.

    Raises
    ------
    DataError
        If the file has a single column.
    """
    if len(table.names) < 2:
        raise DataError(
            _("{file} has only one column, “{name}”.").format(
                file=table.source.path.name, name=table.names[0]
            ),
            _("A file to learn from needs two: one with the texts, one with their labels."),
        )
    start = {name: table.columns.column(name).slice(0, _ROWS_LOOKED_AT).to_pylist() for name in table.names}
    text = max(table.names, key=lambda name: _text_score(name, start[name]))
    others = [name for name in table.names if name != text]
    return ColumnGuess(text=text, label=max(others, key=lambda name: _label_score(name, start[name])))


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
