"""Labels with their probabilities, the best first, as a list."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from guitune.formatting import percent
from guitune.gui.widgets.text import plain_tip
from guitune.i18n import _

Index = QModelIndex | QPersistentModelIndex
SHARE_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class ProbabilityListModel(QAbstractListModel):
    """Each label with a share between 0 and 1, or with none while there is no answer."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, float | None]] = []

    @property
    def labels(self) -> list[str]:
        """The labels in the order shown."""
        return [label for label, _share in self._rows]

    def rest(self, labels: Sequence[str]) -> None:
        """Show these labels without an answer."""
        self._show([(label, None) for label in labels])

    def show(self, labels: Sequence[str], probabilities: Sequence[float]) -> None:
        """Show an answer."""
        pairs = sorted(zip(labels, probabilities, strict=True), key=lambda pair: -pair[1])
        self._show([*pairs])

    def _show(self, rows: list[tuple[str, float | None]]) -> None:
        if len(rows) == len(self._rows):  # the view keeps its place
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of labels."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A label, its share, or both in words."""
        label, share = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return label
        if role == SHARE_ROLE:
            return share
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            text = label if share is None else _("{label}: {share}").format(label=label, share=percent(share))
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        return None
