"""The figures behind the plots of a run as tables, which grow while it goes on."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from guitune.core.history import History
from guitune.formatting import learning_rate, loss, percent
from guitune.i18n import _

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HistoryTableModel(QAbstractTableModel):
    """Rows of one run's history; `show` takes in what is new."""

    def __init__(self) -> None:
        super().__init__()
        self._history = History()
        self._shown = 0
        self._columns: list[tuple[str, str, Callable[[int], str]]] = []

    def show(self, history: History) -> None:
        """Show another run, or the rows that came since the last call."""
        count = self._count(history)
        if history is not self._history or count < self._shown:
            self.beginResetModel()
            self._history, self._shown = history, count
            self.endResetModel()
        elif count > self._shown:
            self.beginInsertRows(QModelIndex(), self._shown, count - 1)
            self._shown = count
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """As many rows as the run has had."""
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The columns of this table."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """The titles of the columns, and what they mean."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        title, explanation, _form = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.ToolTipRole:
            return explanation or None
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A figure as text, on the right of its cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[index.column()][2](index.row())
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _count(self, history: History) -> int:
        raise NotImplementedError


class LossTableModel(HistoryTableModel):
    """A row for each step: losses and learning rate."""

    def __init__(self) -> None:
        super().__init__()
        self._columns = [
            (_("Step"), _("One correction of the model"), self._step),
            (_("Round"), "", lambda row: f"{self._history.epochs[row]:.2f}"),
            (_("Training"), _("Loss on this batch"), lambda row: loss(self._history.train_losses[row])),
            (_("Smoothed"), _("Loss over the last batches"), self._smoothed),
            (_("Validation"), _("Loss on validation texts"), self._validation_loss),
            (_("Rate"), _("Learning rate"), lambda row: learning_rate(self._history.learning_rates[row])),
        ]
        self._validation: dict[int, str] = {}

    def show(self, history: History) -> None:
        """Show another run, or the rows that came since the last call."""
        self._validation = {entry.step: loss(entry.loss) for entry in history.evaluations}
        super().show(history)

    def _step(self, row: int) -> str:
        return f"{self._history.steps[row]:,}"

    def _smoothed(self, row: int) -> str:
        return loss(self._history.smoothed_losses[row])

    def _validation_loss(self, row: int) -> str:
        return self._validation.get(self._history.steps[row], "")

    def _count(self, history: History) -> int:
        return len(history.steps)


class MetricTableModel(HistoryTableModel):
    """A row for each look at the validation texts."""

    def __init__(self) -> None:
        super().__init__()
        self._columns = [
            (_("Round"), "", lambda row: f"{self._history.evaluations[row].epoch:.2f}"),
            (_("Step"), "", lambda row: f"{self._history.evaluations[row].step:,}"),
            (_("Accuracy"), "", lambda row: percent(self._history.evaluations[row].accuracy)),
            (_("Macro-F1"), "", lambda row: percent(self._history.evaluations[row].macro_f1)),
            (_("Loss"), _("Loss on validation texts"), self._loss),
            (_("Best"), _("Better than every round before"), self._best),
        ]

    def _loss(self, row: int) -> str:
        return loss(self._history.evaluations[row].loss)

    def _best(self, row: int) -> str:
        return _("yes") if self._history.evaluations[row].is_best else ""

    def _count(self, history: History) -> int:
        return len(history.evaluations)
