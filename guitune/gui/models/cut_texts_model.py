"""Texts that lose their end, as a list: what is kept, and what is lost."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from guitune.core.data.cut_texts import CutText
from guitune.gui.widgets.text import plain_tip
from guitune.i18n import _, ngettext

Index = QModelIndex | QPersistentModelIndex
CUT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_LONGEST_TIP = 1500


class CutTextsListModel(QAbstractListModel):
    """Texts in the order they are given in; `CUT_ROLE` is the whole `CutText`."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: Sequence[CutText] = ()

    def show(self, texts: Sequence[CutText]) -> None:
        """Show other texts."""
        self.beginResetModel()
        self._texts = texts
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of texts."""
        return 0 if parent.isValid() else len(self._texts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A text as it is painted, read aloud, and shown in full beside the pointer."""
        text = self._texts[index.row()]
        if role == CUT_ROLE:
            return text
        if role == Qt.ItemDataRole.DisplayRole:
            return lost_words(text)
        if role == Qt.ItemDataRole.ToolTipRole:
            lost = "\n".join(lost for _kept, lost in text.parts if lost)
            return plain_tip(lost if len(lost) <= _LONGEST_TIP else lost[:_LONGEST_TIP] + "…")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            kept, lost = (" ".join(words) for words in zip(*text.parts, strict=True))
            return _("{loss}. Kept: {kept} Lost: {lost}").format(
                loss=lost_words(text), kept=kept[-_LONGEST_TIP:], lost=lost[:_LONGEST_TIP]
            )
        return None


def lost_words(text: CutText) -> str:
    """Where a text stands and how much of it is lost, in a few words."""
    return ngettext(
        "Row {row}: {count} token is lost", "Row {row}: {count} tokens are lost", text.lost_tokens
    ).format(row=f"{text.row:,}", count=f"{text.lost_tokens:,}")
