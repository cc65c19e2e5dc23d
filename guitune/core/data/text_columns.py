"""Which columns the network reads, and what a row's text is when there are several."""

from collections.abc import Sequence
from dataclasses import dataclass

from guitune.core.config import DataConfig
from guitune.core.data.table import StringTable

SEPARATOR = " | "


@dataclass(frozen=True)
class TextColumns:
    """The columns that the network reads: the text, those joined to it, the second text of a pair."""

    text: str
    joined: tuple[str, ...] = ()
    second: str | None = None

    @classmethod
    def of(cls, config: DataConfig) -> "TextColumns":
        """The columns that a classifier is trained on."""
        return cls(config.text_column, config.joined_columns, config.text2_column)

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, in this order."""
        return (self.text, *self.joined, *((self.second,) if self.second else ()))

    def renamed(self, old: str, new: str) -> "TextColumns":
        """The same with the column `new` wherever `old` stood."""
        return TextColumns(
            new if self.text == old else self.text,
            tuple(new if name == old else name for name in self.joined),
            new if self.second == old else self.second,
        )


def text_columns(config: DataConfig) -> tuple[str, ...]:
    """All columns that the network reads: the text, those joined to it, the second text of a pair."""
    return TextColumns.of(config).names


def joined_texts(columns: Sequence[Sequence[str]]) -> list[str]:
    """Row by row the values of the columns, empty ones left out, with the separator between them."""
    if len(columns) == 1:
        return list(columns[0])
    return [SEPARATOR.join(filter(str.strip, values)) for values in zip(*columns, strict=True)]


def first_texts(table: StringTable, config: DataConfig) -> list[str]:
    """Each row's text, the joined columns' values after it; empty values are not joined.

    Raises
    ------
    MissingColumnError
        If the table lacks one of the columns.
    """
    return joined_texts([table.column(name) for name in (config.text_column, *config.joined_columns)])


def whole_texts(table: StringTable, config: DataConfig) -> list[str]:
    """Each row's text, a pair as its two texts on two lines; raises as `first_texts` does."""
    firsts = first_texts(table, config)
    if config.text2_column is None:
        return firsts
    seconds = table.column(config.text2_column)
    return [f"{first}\n{second}" for first, second in zip(firsts, seconds, strict=True)]
