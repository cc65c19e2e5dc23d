"""Texts with their true label and the answer, as a table; the chosen row opens to show all of its text."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from guitune.core.evaluation.predictions import JudgedText
from guitune.gui.models.examples_table_model import (
    ANSWER,
    CONFIDENCE_ROLE,
    LABEL,
    ROW,
    TEXT,
    ExamplesTableModel,
)
from guitune.gui.theme import color
from guitune.gui.widgets.cells import TextDelegate, paint_ground
from guitune.gui.widgets.chips import ChipDelegate, chip_width, paint_chip
from guitune.gui.widgets.row_table import show_as_rows
from guitune.i18n import _

_ROW_HEIGHT, _OPEN_AT_MOST, _LONGEST_OPENED = 38, 220, 3000
_CHIP_MARGIN, _CONFIDENCE_WIDTH, _ROW_WIDTH, _WIDEST_CHIP = 16, 44, 64, 220
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignVCenter


class ExamplesTable(QTableView):
    """Only what is seen is painted, however many texts there are."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("examples_table")
        self.setAccessibleName(_("Texts behind the choice"))
        self._texts = ExamplesTableModel()
        self._texts.setParent(self)
        self.setModel(self._texts)
        self.setItemDelegateForColumn(TEXT, _OpeningTextDelegate(self))
        self.setItemDelegateForColumn(LABEL, ChipDelegate(self))
        self.setItemDelegateForColumn(ANSWER, _AnswerDelegate(self))
        self.setItemDelegateForColumn(ROW, _NumberDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        show_as_rows(self)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        self._labels: tuple[str, ...] = ()
        self._open = -1
        self.selectionModel().currentRowChanged.connect(self._on_current_row_changed)

    def show_texts(self, texts: Sequence[JudgedText], labels: tuple[str, ...]) -> None:
        """Show other texts, from the first on."""
        self._close()
        self._labels = labels
        self._texts.show(texts, labels)
        self.scrollToTop()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew; an open row may need another height."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Chips get the room of the longest label, as long as most of the width is left to the text."""
        widest = max((chip_width(label, self.font()) for label in self._labels), default=0)
        chip = min(widest, _WIDEST_CHIP, self.viewport().width() // 5) + _CHIP_MARGIN
        header = self.horizontalHeader()
        header.resizeSection(LABEL, max(96, chip))
        header.resizeSection(ANSWER, max(96, chip + _CONFIDENCE_WIDTH))
        header.resizeSection(ROW, _ROW_WIDTH)
        self._open_row(self._open)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self._close()
        if current.isValid():
            self._open_row(current.row())

    def _open_row(self, row: int) -> None:
        if row < 0:
            return
        width = self.columnWidth(TEXT) - 16
        text = _opened(str(self._texts.index(row, TEXT).data()))
        needed = QFontMetrics(self.font()).boundingRect(QRect(0, 0, width, 10_000), _WRAPPED, text)
        self._open = row
        self.setRowHeight(row, min(_OPEN_AT_MOST, max(_ROW_HEIGHT, needed.height() + 14)))

    def _close(self) -> None:
        if self._open >= 0:
            self.setRowHeight(self._open, _ROW_HEIGHT)
            self._open = -1


class _OpeningTextDelegate(TextDelegate):
    """Paints two lines, or all of the text in a row that is open."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if option.rect.height() <= _ROW_HEIGHT:
            super().paint(painter, option, index)
            return
        paint_ground(painter, option)
        painter.save()
        painter.setPen(color("text"))
        painter.drawText(option.rect.adjusted(8, 6, -8, -7), _WRAPPED, _opened(str(index.data())))
        painter.restore()


class _AnswerDelegate(QStyledItemDelegate):
    """The answer as a chip, and how sure it is beside it."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        paint_ground(painter, option)
        place: QRect = option.rect.adjusted(8, 0, -8, 0)
        room = place.adjusted(0, 0, -_CONFIDENCE_WIDTH, 0)
        text = str(index.data())
        paint_chip(painter, room, text, str(index.data(Qt.ItemDataRole.UserRole)))
        painter.save()
        painter.setPen(color("muted"))
        place.setLeft(room.left() + min(room.width(), chip_width(text, painter.font())) + 8)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, middle, str(index.data(CONFIDENCE_ROLE)))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, _ROW_HEIGHT)


class _NumberDelegate(QStyledItemDelegate):
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        paint_ground(painter, option)
        painter.save()
        painter.setPen(color("muted"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(option.rect.adjusted(8, 0, -8, 0), middle, str(index.data()))
        painter.restore()


def _opened(text: str) -> str:
    return text if len(text) <= _LONGEST_OPENED else text[:_LONGEST_OPENED] + "…"
