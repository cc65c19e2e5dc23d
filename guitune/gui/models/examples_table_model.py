"""Judged texts as a table: the text, its true label, the answer, its row in the file."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from guitune.core.evaluation.predictions import JudgedText
from guitune.formatting import percent
from guitune.gui.widgets.chips import chip_tint
from guitune.gui.widgets.text import plain_tip
from guitune.i18n import N_, _

Index = QModelIndex | QPersistentModelIndex
TEXT, LABEL, ANSWER, ROW = range(4)
CONFIDENCE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_HEADINGS = (N_("Text"), N_("True label"), N_("Answer"), N_("Row"))
_EXPLANATIONS = (
    N_("The text as the classifier read it. Choose a row to read all of it."),
    N_("What the file says. If the file is wrong, correct it there and train again."),
    N_("What the classifier says, and how sure it is."),
    N_("Where the text stands in the file; the line of headings is row 1."),
)
_LONGEST_TIP, _ANSWERS_IN_TIP = 1500, 3


class ExamplesTableModel(QAbstractTableModel):
    """Texts in the order they are given in."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: Sequence[JudgedText] = ()
        self._labels: tuple[str, ...] = ()
        self._numbers: dict[str, int] = {}

    def show(self, texts: Sequence[JudgedText], labels: tuple[str, ...]) -> None:
        """Show other texts; `labels` are those of the report."""
        self.beginResetModel()
        self._texts, self._labels = texts, labels
        self._numbers = {label: number for number, label in enumerate(labels)}
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of texts."""
        return 0 if parent.isValid() else len(self._texts)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Text, true label, answer, row."""
        return 0 if parent.isValid() else 4

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
        """What a cell shows."""
        text, column = self._texts[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (self._shown(text), text.label, text.prediction, f"{text.row:,}")[column]
        if role == Qt.ItemDataRole.UserRole and column in (LABEL, ANSWER):
            label = text.label if column == LABEL else text.prediction
            return chip_tint(self._numbers.get(label, -1))
        if role == CONFIDENCE_ROLE:
            return f"{text.confidence:.0%}" if column == ANSWER else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tip(text, column))
        if role == Qt.ItemDataRole.AccessibleTextRole and column == TEXT:
            return _("{text} True label: {label}. Answer: {answer}, {share} sure.").format(
                text=self._shown(text),
                label=text.label,
                answer=text.prediction,
                share=percent(text.confidence),
            )
        return None

    @staticmethod
    def _shown(text: JudgedText) -> str:
        if text.text is None:
            return _("Row {row} of the file").format(row=f"{text.row:,}")
        return text.text

    def _tip(self, text: JudgedText, column: int) -> str:
        if column == LABEL:
            return text.label
        if column == ANSWER:
            best = sorted(zip(text.probabilities, self._labels, strict=False), reverse=True)
            return "\n".join(
                _("{label}: {share}").format(label=label, share=percent(share))
                for share, label in best[:_ANSWERS_IN_TIP]
            )
        shown = self._shown(text) if column == TEXT else ""
        return shown if len(shown) <= _LONGEST_TIP else shown[:_LONGEST_TIP] + "…"
