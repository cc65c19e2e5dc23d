"""The figures of each label as a table that can be sorted."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from guitune.core.evaluation.metrics import ClassFigures
from guitune.core.evaluation.verdict import label_tone
from guitune.gui.widgets.text import plain_tip
from guitune.i18n import N_, _, ngettext

Index = QModelIndex | QPersistentModelIndex
LABEL, PRECISION, RECALL, F1, TEXTS = range(5)
SORT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
SHARE_ROLE, TONE_ROLE = SORT_ROLE + 1, SORT_ROLE + 2
_HEADINGS = (N_("Label"), N_("Precision"), N_("Recall"), N_("F1"), N_("Texts"))
_EXPLANATIONS = (
    N_("What the classifier can answer."),
    N_(
        "Of the texts that it called so, how many truly are. "
        "Low: it gives this answer too easily; add texts of the labels that it takes for this one."
    ),
    N_(
        "Of the texts that truly are, how many it found. "
        "Low: it overlooks them; add more texts of this label."
    ),
    N_(
        "Precision and recall in one number, nearer to the lower of the two. "
        "From 85% on the answers can mostly be trusted."
    ),
    N_("How many test texts truly have this label. Under about 20, its figures are rough."),
)
_NAMES = ("label", "precision", "recall", "f1", "support")


class ClassTableModel(QAbstractTableModel):
    """A row for each label; one without texts has no figures."""

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[ClassFigures, ...] = ()

    def show(self, items: tuple[ClassFigures, ...]) -> None:
        """Show the figures of these labels."""
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of labels."""
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Label, precision, recall, F1, texts."""
        return 0 if parent.isValid() else 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names and what they mean."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(_HEADINGS[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(_(_EXPLANATIONS[section]))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows, how it is sorted, or a label's figures in a sentence."""
        item, column = self.items[index.row()], index.column()
        value = getattr(item, _NAMES[column])
        is_share = column in (PRECISION, RECALL, F1)
        if role == Qt.ItemDataRole.DisplayRole:
            if is_share:
                return f"{value:.0%}" if item.support else "–"
            return f"{value:,}" if column == TEXTS else " ".join(value.split())
        if role == SORT_ROLE:
            if is_share and not item.support:
                return -1.0
            return value.casefold() if column == LABEL else value
        if role == SHARE_ROLE:
            return value if is_share and item.support else None
        if role == TONE_ROLE:
            return label_tone(item)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(_sentence(item))
        if role == Qt.ItemDataRole.AccessibleTextRole and column == LABEL:
            return _sentence(item)
        return None


def _sentence(item: ClassFigures) -> str:
    if not item.support:
        return _("{label}: there are no test texts, so nothing is known about it.").format(label=item.label)
    sentence = ngettext(
        "{label}: of {count} text, {found} is found; of the answers {label}, {right} are right.",
        "{label}: of {count} texts, {found} are found; of the answers {label}, {right} are right.",
        item.support,
    )
    return sentence.format(
        label=item.label, count=item.support, found=f"{item.recall:.0%}", right=f"{item.precision:.0%}"
    )
