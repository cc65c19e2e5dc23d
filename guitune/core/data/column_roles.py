"""No column has two roles: what a choice of columns changes in the other roles."""

from typing import Any

from guitune.core.config import DataConfig


def roles_with_text(data: DataConfig, column: str) -> dict[str, Any]:
    """The fields to change so that `column` is the text; label and second text take what it leaves."""
    return {
        **_without(data, column),
        "text_column": column,
        "label_column": data.text_column if column == data.label_column else data.label_column,
        "text2_column": data.text_column if column == data.text2_column else data.text2_column,
    }


def roles_with_label(data: DataConfig, column: str) -> dict[str, Any]:
    """The fields to change so that `column` is the label; the text takes what it leaves."""
    return {
        **_without(data, column),
        "text_column": data.label_column if column == data.text_column else data.text_column,
        "label_column": column,
    }


def columns_beside(data: DataConfig, names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns among `names` that have no role, in their order."""
    taken = {data.text_column, data.label_column, data.text2_column, data.split_column, *data.joined_columns}
    return tuple(name for name in names if name not in taken)


def _without(data: DataConfig, column: str) -> dict[str, Any]:
    return {
        "text2_column": None if column == data.text2_column else data.text2_column,
        "split_column": None if column == data.split_column else data.split_column,
        "joined_columns": tuple(name for name in data.joined_columns if name != column),
    }
