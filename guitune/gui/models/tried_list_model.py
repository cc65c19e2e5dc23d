"""The texts that were tried before, with their answers, as a list."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from guitune.core.inference.tried import Tried
from guitune.formatting import percent
from guitune.gui.widgets.chips import chip_tint
from guitune.gui.widgets.text import plain_tip
from guitune.i18n import _

Index = QModelIndex | QPersistentModelIndex
TINT_ROLE = int(Qt.ItemDataRole.UserRole)
ANSWER_ROLE = TINT_ROLE + 1
ENTRY_ROLE = TINT_ROLE + 2
_LONGEST_SHOWN, _LONGEST_TIP = 300, 1500


class TriedListModel(QAbstractListModel):
    """Newest first; a label that the present classifier does not know is grey."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[Tried] = []
        self._tints: dict[str, str] = {}

    def show(self, entries: list[Tried], labels: Sequence[str]) -> None:
        """Show these texts, with chips in the colours of `labels`."""
        self.beginResetModel()
        self._entries = entries
        self._tints = {label: chip_tint(number) for number, label in enumerate(sorted(labels))}
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of texts."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A text, its answer, or the whole entry."""
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(_whole(entry)[:_LONGEST_SHOWN].split())
        if role == ANSWER_ROLE:
            return f"{entry.label} {percent(entry.confidence)}"
        if role == TINT_ROLE:
            return self._tints.get(entry.label, "muted")
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_whole(entry)}: {entry.label} {percent(entry.confidence)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            answered = _("{label}, {share}, said run {run}").format(
                label=entry.label, share=percent(entry.confidence), run=entry.run
            )
            return plain_tip(f"{_whole(entry)[:_LONGEST_TIP]}\n\n{answered}")
        return None


def _whole(entry: Tried) -> str:
    return entry.text if entry.pair is None else f"{entry.text}\n{entry.pair}"
