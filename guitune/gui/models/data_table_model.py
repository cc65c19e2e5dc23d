"""The rows of the data as a table: number, text, label, side of the split. Only what is seen is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from guitune.core.data.overview import DataOverview
from guitune.core.data.splits import Side
from guitune.gui.widgets.chips import chip_tint
from guitune.i18n import N_, _

Index = QModelIndex | QPersistentModelIndex
ROW, TEXT, LABEL, SIDE = range(4)
SIDE_TITLES: dict[str, str] = {
    "train": N_("Train"),
    "validation": N_("Validation"),
    "test": N_("Test"),
    "aside": N_("Set aside"),
    "left out": N_("Left out"),
}
_LONGEST_TIP = 1500


@dataclass(frozen=True)
class Row:
    """One row of a file as the table shows it; `note` says why it was left out."""

    row: int
    text: str
    label: str
    side: Side | str
    note: str = ""


def rows_of(overview: DataOverview) -> list[Row]:
    """Every row that was read, left-out ones too, in the order of the file."""
    examples, split = overview.examples, overview.split
    sides: Sequence[str] = split.sides if split is not None else [""] * len(examples)
    rows = [
        Row(row, text, label, side)
        for row, text, label, side in zip(
            examples.rows, examples.joined_texts, examples.labels, sides, strict=True
        )
    ]
    rows += [
        Row(left.row, left.raw or f"({left.reason})", "", "left out", left.reason)
        for left in examples.left_out
    ]
    return sorted(rows, key=lambda row: row.row) if len(examples.sources) == 1 else rows


class DataTableModel(QAbstractTableModel):
    """A selection of rows under the names of their columns."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []
        self._headings = ("", "", "", "")
        self._tints: dict[str, str] = {}

    def show(self, rows: list[Row], overview: DataOverview) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = rows
        self._headings = (_("Row"), overview.config.text_column, overview.config.label_column, _("Split"))
        labels = sorted(label for label, _count in overview.label_counts)
        self._tints = {label: chip_tint(number) for number, label in enumerate(labels)}
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of rows shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number, text, label, side."""
        return 0 if parent.isValid() else 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            side = SIDE_TITLES.get(str(row.side), "")
            return (str(row.row), row.text, row.label, _(side) if side else "")[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column)
        if role == Qt.ItemDataRole.UserRole and column == LABEL:
            return self._tints.get(row.label, "muted")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.text} {row.label}"
        return None

    def _tip(self, row: Row, column: int) -> str:
        if column == SIDE and row.note:
            return _("Left out, because {reason}.").format(reason=row.note)
        shown = row.label if column == LABEL else row.text
        shown = shown if len(shown) <= _LONGEST_TIP else shown[:_LONGEST_TIP] + "…"
        # a tooltip takes what looks like markup for markup, unless told that it is none
        return "<qt>" + shown.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>") + "</qt>"
