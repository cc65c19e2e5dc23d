"""How many texts each label has, as a list that can be chosen from."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from guitune.gui.widgets.text import plain_tip
from guitune.i18n import ngettext

Index = QModelIndex | QPersistentModelIndex
COUNT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
LARGEST_ROLE = COUNT_ROLE + 1


class LabelCountListModel(QAbstractListModel):
    """Labels, the largest first, with their number of texts."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: tuple[tuple[str, int], ...] = ()

    def show(self, counts: tuple[tuple[str, int], ...]) -> None:
        """Show these labels."""
        self.beginResetModel()
        self._counts = counts
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of labels."""
        return 0 if parent.isValid() else len(self._counts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A label, its count, or the largest count."""
        label, count = self._counts[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return label
        if role == COUNT_ROLE:
            return count
        if role == LARGEST_ROLE:
            return self._counts[0][1]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            words = ngettext("{label}: {count} text", "{label}: {count} texts", count).format(
                label=label, count=count
            )
            return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None
