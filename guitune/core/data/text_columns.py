"""Which columns the network reads, and what a row's text is when there are several."""

from guitune.core.config import DataConfig
from guitune.core.data.table import StringTable

SEPARATOR = " | "


def text_columns(config: DataConfig) -> tuple[str, ...]:
    """All columns that the network reads: the text, those joined to it, the second text of a pair."""
    second = (config.text2_column,) if config.text2_column else ()
    return (config.text_column, *config.joined_columns, *second)


def first_texts(table: StringTable, config: DataConfig) -> list[str]:
    """Each row's text, the joined columns' values after it; empty values are not joined.

    Raises
    ------
    MissingColumnError
        If the table lacks one of the columns.
    """
    if not config.joined_columns:
        return table.column(config.text_column)
    columns = [table.column(name) for name in (config.text_column, *config.joined_columns)]
    return [SEPARATOR.join(filter(str.strip, values)) for values in zip(*columns, strict=True)]


def whole_texts(table: StringTable, config: DataConfig) -> list[str]:
    """Each row's text, a pair as its two texts on two lines; raises as `first_texts` does."""
    firsts = first_texts(table, config)
    if config.text2_column is None:
        return firsts
    seconds = table.column(config.text2_column)
    return [f"{first}\n{second}" for first, second in zip(firsts, seconds, strict=True)]
