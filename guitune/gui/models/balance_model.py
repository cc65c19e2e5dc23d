"""How many texts of each label one round reads, as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from guitune.gui.widgets.class_chart import shown_label
from guitune.gui.widgets.text import plain_tip
from guitune.i18n import _, ngettext

Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True)
class LabelBalance:
    """A label's training texts as they are, and what they come to in one round.

    Attributes
    ----------
    after
        Texts that one round reads; with weights, the texts that they count as.
    weight
        What each text counts, or None where every text counts the same.
    """

    label: str
    before: int
    after: float
    weight: float | None = None

    @property
    def figures(self) -> str:
        """Before and after in short: "31 → 137", or "31  x 4.2"."""
        if self.weight is None:
            return f"{self.before:,} → {round(self.after):,}"
        return f"{self.before:,}  {_('x {weight}').format(weight=_weight(self.weight))}"

    @property
    def sentence(self) -> str:
        """The same for a tooltip, or to be read aloud."""
        if self.weight is None:
            words = ngettext(
                "{label}: {before} text, {after} in one round",
                "{label}: {before} texts, {after} in one round",
                self.before,
            )
            return words.format(label=self.label, before=f"{self.before:,}", after=f"{round(self.after):,}")
        words = ngettext(
            "{label}: {before} text, which counts {weight} times",
            "{label}: {before} texts, each of which counts {weight} times",
            self.before,
        )
        return words.format(label=self.label, before=f"{self.before:,}", weight=_weight(self.weight))


class BalanceListModel(QAbstractListModel):
    """The most frequent labels, and after an entry for those that are left out, the rarest."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[LabelBalance, ...] = ()
        self.left_out = 0

    def show(self, labels: Sequence[LabelBalance], most: int) -> None:
        """Show at most this many labels of all, which come the most frequent first."""
        self.beginResetModel()
        self.left_out = max(0, len(labels) - most)
        self.entries = tuple(labels)
        if self.left_out:
            self.entries = (*labels[: most // 2], *labels[len(labels) - most // 2 :])
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of labels shown, and one more where some are left out."""
        return 0 if parent.isValid() else len(self.entries) + bool(self.left_out)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A label's name, its entry (None for those left out), or its figures in a sentence."""
        entry = self._entry(index.row())
        if entry is None:
            words = ngettext("and {count} more", "and {count} more", self.left_out).format(
                count=f"{self.left_out:,}"
            )
            return (
                words if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
            )
        if role == Qt.ItemDataRole.DisplayRole:
            return shown_label(entry.label)
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.sentence
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(entry.sentence)
        return None

    def _entry(self, row: int) -> LabelBalance | None:
        if not self.left_out:
            return self.entries[row]
        gap = len(self.entries) // 2
        return None if row == gap else self.entries[row - (row > gap)]


def _weight(weight: float) -> str:
    """With about two digits: "0.35", "4.2", "12"."""
    decimals = 2 if weight < 1 else 1 if weight < 10 else 0
    return f"{weight:,.{decimals}f}"
