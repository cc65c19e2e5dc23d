"""Pairs of texts side by side. Only what is seen is looked up, however many pairs there are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from guitune.i18n import _

Index = QModelIndex | QPersistentModelIndex
LEFT, RIGHT = range(2)
_LONGEST_SHOWN = 1000


@dataclass(frozen=True)
class Side:
    """One text of a pair; `tint` is the colour role of its label, `head` is said above it."""

    text: str
    head: str = ""
    label: str = ""
    tint: str = "muted"


class ComparedTextsModel(QAbstractTableModel):
    """A row for each pair, the text that comes first on the left.

    Attributes
    ----------
    items
        What `lookup` makes the two sides of each row from.
    """

    def __init__(self, headings: tuple[str, str]) -> None:
        super().__init__()
        self.items: list[Any] = []
        self._headings = headings
        self._lookup: Callable[[Any], tuple[Side, Side]] = lambda item: item

    def show(self, items: list[Any], lookup: Callable[[Any], tuple[Side, Side]]) -> None:
        """Show other pairs; `lookup` is called for what is seen, and must be quick."""
        self.beginResetModel()
        self.items, self._lookup = items, lookup
        self.endResetModel()

    def remove(self, row: int) -> None:
        """Show one pair less."""
        self.beginRemoveRows(QModelIndex(), row, row)
        del self.items[row]
        self.endRemoveRows()

    def pair(self, row: int) -> tuple[Side, Side]:
        """The two sides of a row."""
        return self._lookup(self.items[row])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of pairs."""
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Left and right."""
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """What stands on which side."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a side; for screen readers with its label and what is said above it."""
        side = self.pair(index.row())[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return side.text[:_LONGEST_SHOWN]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = [side.head, _("label {label}").format(label=side.label) if side.label else "", side.text]
            return ", ".join(filter(None, said))[:_LONGEST_SHOWN]
        return None
