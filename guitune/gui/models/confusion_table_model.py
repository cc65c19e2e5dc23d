"""The confusion matrix as a table: a row for each true label, a column for each answer."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from guitune.core.evaluation.metrics import Figures
from guitune.gui.widgets.text import plain_tip
from guitune.i18n import _, ngettext

Index = QModelIndex | QPersistentModelIndex
SHARE_ROLE = int(Qt.ItemDataRole.UserRole) + 1  # of the row's texts


class ConfusionTableModel(QAbstractTableModel):
    """Counts of texts; with `only_mixed_up`, of the labels that have mistakes, those with most first."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: tuple[str, ...] = ()
        self._matrix: tuple[tuple[int, ...], ...] = ()
        self._shown: list[int] = []

    def show(self, labels: tuple[str, ...], figures: Figures, *, only_mixed_up: bool) -> None:
        """Show another matrix, or other labels of it."""
        self.beginResetModel()
        self._labels, self._matrix = labels, figures.confusion_matrix
        self._shown = self._mixed_up() if only_mixed_up else list(range(len(labels)))
        self.endResetModel()

    @property
    def largest(self) -> int:
        """The largest count there is."""
        return max((count for row in self._matrix for count in row), default=0)

    def place_of(self, label: str, answer: str) -> QModelIndex:
        """The cell of a true label and an answer; an invalid index where it is not shown."""
        names = [self._labels[number] for number in self._shown]
        if label not in names or answer not in names:
            return QModelIndex()
        return self.index(names.index(label), names.index(answer))

    def pair_at(self, index: Index) -> tuple[str, str]:
        """True label and answer of a cell."""
        return self._labels[self._shown[index.row()]], self._labels[self._shown[index.column()]]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of labels shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of labels shown."""
        return 0 if parent.isValid() else len(self._shown)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The labels, and how many texts they have and how often they are answered."""
        number = self._shown[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(self._labels[number].split())
        if role == Qt.ItemDataRole.ToolTipRole:
            if orientation == Qt.Orientation.Vertical:
                count = sum(self._matrix[number])
                text = ngettext("{count} text is {label}.", "{count} texts are {label}.", count)
            else:
                count = sum(row[number] for row in self._matrix)
                text = ngettext(
                    "{count} text was answered with {label}.",
                    "{count} texts were answered with {label}.",
                    count,
                )
            return plain_tip(text.format(count=f"{count:,}", label=self._labels[number]))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A count, its share of the row, or both in a sentence."""
        row, column = self._shown[index.row()], self._shown[index.column()]
        count = self._matrix[row][column]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{count:,}" if count else "·"
        if role == SHARE_ROLE:
            return count / max(1, sum(self._matrix[row]))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._sentence(row, column, count))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._sentence(row, column, count)
        return None

    def _sentence(self, row: int, column: int, count: int) -> str:
        total = sum(self._matrix[row])
        if row == column:
            sentence = _("{label}: {count} of {total} texts are answered right.")
        else:
            sentence = _("{label}: {count} of {total} texts are taken for {answer}.")
        return sentence.format(
            label=self._labels[row], answer=self._labels[column], count=f"{count:,}", total=f"{total:,}"
        )

    def _mixed_up(self) -> list[int]:
        """Labels with mistakes in their row or column, those with most first."""
        numbers = range(len(self._labels))
        answers = [sum(column) for column in zip(*self._matrix, strict=True)]
        mistakes = [sum(self._matrix[one]) + answers[one] - 2 * self._matrix[one][one] for one in numbers]
        return sorted((one for one in numbers if mistakes[one]), key=lambda one: -mistakes[one])
