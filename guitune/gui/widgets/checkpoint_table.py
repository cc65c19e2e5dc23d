"""The table of models: one click or a step with the arrow keys chooses a row."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFont, QHideEvent, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from guitune.gui.models.checkpoint_table_model import (
    FILES,
    IS_CHOSEN,
    MARK,
    NOTE,
    PARAMETERS,
    READS,
    SPEED,
    TIME,
    TINT,
    TITLE,
    CheckpointRow,
    CheckpointTableModel,
    Index,
)
from guitune.gui.theme import color
from guitune.gui.widgets.cells import paint_ground
from guitune.gui.widgets.chips import paint_chip
from guitune.gui.widgets.row_table import show_as_rows
from guitune.i18n import _

_ROW_HEIGHT, _MARGIN = 40, 8
_CHOOSE_AFTER_MS = 250
_WIDTHS = {MARK: 34, TITLE: 176, READS: 118, PARAMETERS: 88, FILES: 132, SPEED: 88, TIME: 96, NOTE: 128}
_GROWTH = {TITLE: 3, READS: 2, PARAMETERS: 1, SPEED: 1, TIME: 1}
_DISPENSABLE, _SQUEEZE = (SPEED, PARAMETERS), 40
_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class CheckpointTable(QTableView):
    """Shows rows of models.

    Signals
    -------
    checkpoint_chosen(str)
        The person chose the model of that name.
    """

    checkpoint_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.rows = CheckpointTableModel()
        self._showing = False
        self.setObjectName("model_list")
        self.setAccessibleName(_("Models to start from"))
        self.setModel(self.rows)
        self.setItemDelegate(_CellDelegate(self))
        show_as_rows(self)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_CHOOSE_AFTER_MS)
        self._later.timeout.connect(self._choose_current)
        self.clicked.connect(self._choose_current)

    def show_rows(self, rows: Sequence[CheckpointRow], chosen: str) -> None:
        """Show these rows with the chosen one highlighted, if it is among them."""
        self._showing = True
        self.rows.show(rows, chosen)
        position = self.rows.position(chosen)
        if position < 0:
            self.clearSelection()
        elif position != self.currentIndex().row() or not self.selectionModel().hasSelection():
            self.setCurrentIndex(self.rows.index(position, TITLE))
            self.scrollTo(self.currentIndex())
        self._showing = False

    @Slot()
    def _choose_current(self) -> None:
        self._later.stop()
        row = self.currentIndex().row()
        if 0 <= row < len(self.rows.rows):
            self.checkpoint_chosen.emit(self.rows.rows[row].name)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Choose what the arrow keys rest on."""
        super().currentChanged(current, previous)
        if not self._showing and current.isValid():
            self._later.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space choose at once."""
        if event.key() in _KEYS:
            self._choose_current()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Choose nothing any more."""
        self._later.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns the room there is; in a small window some stand on the right side only."""
        super().resizeEvent(event)
        widths = dict(_WIDTHS)
        room = self.viewport().width()
        for column in _DISPENSABLE:
            is_too_much = sum(widths.values()) > room + _SQUEEZE
            self.setColumnHidden(column, is_too_much)
            if is_too_much:
                del widths[column]
        spare = room - sum(widths.values())
        shares = sum(_GROWTH.get(column, 0) for column in widths)
        for column, width in widths.items():
            self.setColumnWidth(column, width + _GROWTH.get(column, 0) * spare // shares)


class _CellDelegate(QStyledItemDelegate):
    """Paints a model's mark, words and chips."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        paint_ground(painter, option)
        rect: QRect = option.rect
        place = rect.adjusted(_MARGIN, 0, -_MARGIN, -1)
        painter.save()
        painter.setFont(option.font)
        if index.column() == MARK:
            _paint_mark(painter, rect, bool(index.data(IS_CHOSEN)))
        else:
            text, tint = str(index.data() or ""), str(index.data(TINT) or "")
            if tint:
                is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
                paint_chip(painter, place, text, tint, is_outlined=is_selected and tint == "accent")
            elif text:
                _paint_words(painter, place, text, index.column())
        painter.restore()


def _paint_words(painter: QPainter, place: QRect, text: str, column: int) -> None:
    font = QFont(painter.font())
    font.setWeight(QFont.Weight.DemiBold if column == TITLE else QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(color("muted" if column == SPEED or text == "–" else "text"))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _paint_mark(painter: QPainter, rect: QRect, is_chosen: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QPointF(rect.center()) + QPointF(0.5, 0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color("accent" if is_chosen else "muted"), 1.6 if is_chosen else 1))
    painter.drawEllipse(middle, 7, 7)
    if is_chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent"))
        painter.drawEllipse(middle, 3.6, 3.6)
