"""The words by which a column names the side of the split that a row belongs to."""

from dataclasses import dataclass

from guitune.core.data.splits import Side
from guitune.core.data.table import StringTable

SIDE_NAMES: dict[str, Side] = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("validation", "valid", "val", "dev", "development"), "validation"),
    **dict.fromkeys(("test", "testing"), "test"),
}
_ROWS_LOOKED_AT_FIRST = 1000


@dataclass(frozen=True)
class SideColumn:
    """What a column would be as the split column.

    Attributes
    ----------
    sides
        The sides that its values name.
    stranger
        A value that names no side, so that the column cannot be used; None if there is none.
    """

    sides: frozenset[Side]
    stranger: str | None


def side_named(value: str) -> Side | None:
    """The side that a value names, whatever its case and the space around it; None if it names none."""
    return SIDE_NAMES.get(value.strip().lower())


def side_columns(table: StringTable) -> dict[str, SideColumn]:
    """Every column of `table` as a split column, by its name, in file order."""
    found = {}
    for name in table.names:
        column = table.columns.column(name)
        start = _side_column(column.slice(0, _ROWS_LOOKED_AT_FIRST).unique().to_pylist())
        found[name] = start if start.stranger is not None else _side_column(column.unique().to_pylist())
    return found


def _side_column(values: list[str]) -> SideColumn:
    stranger = next((value for value in values if side_named(value) is None), None)
    return SideColumn(frozenset(side for value in values if (side := side_named(value))), stranger)
