"""Texts side by side with their differences marked; the chosen pair opens to show all of it."""

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFont, QPainter, QResizeEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from guitune.core.data.differences import Span, marked_differences
from guitune.formatting import visible
from guitune.gui.models.compared_texts_model import LEFT, RIGHT, ComparedTextsModel, Side
from guitune.gui.theme import color
from guitune.gui.widgets.cells import paint_ground
from guitune.gui.widgets.chips import HEIGHT, chip_font, paint_chip
from guitune.gui.widgets.row_table import show_as_rows

Marked = tuple[str, list[Span]]
_MARGIN, _GAP, _HEAD_GAP = 8, 7, 8
_CLOSED_LINES, _OPEN_LINES = 2, 16
_CLOSED, _OPEN = (400, 40), (3000, 400)  # longest text, and most of what both begin with, in characters
_WORD = 24


class ComparedTexts(QTableView):
    """Two columns of texts; `has_heads` says whether each text has a line with its row and label above it."""

    def __init__(self, name: str, title: str, headings: tuple[str, str], *, has_heads: bool) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.texts = ComparedTextsModel(headings)
        self.texts.setParent(self)
        self.setModel(self.texts)
        self._delegate = _MarkedDelegate(self.texts, has_heads=has_heads, parent=self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        show_as_rows(self)
        self._closed_height = self._delegate.closed_height(self.font())
        self.verticalHeader().setDefaultSectionSize(self._closed_height)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._open = -1
        self.selectionModel().currentRowChanged.connect(self._on_current_row_changed)
        self.texts.modelAboutToBeReset.connect(self._close)
        self.texts.rowsRemoved.connect(self._on_rows_removed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """An open row may need another height."""
        super().resizeEvent(event)
        self._open_row(self._open)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self._close()
        if current.isValid():
            self._open_row(current.row())

    @Slot()
    def _on_rows_removed(self) -> None:
        """The open row, which was chosen before the removal, has moved up."""
        self._open = self.currentIndex().row()

    def _open_row(self, row: int) -> None:
        if row < 0:
            return
        width = min(self.columnWidth(LEFT), self.columnWidth(RIGHT))
        needed = self._delegate.open_height(row, width, self.font())
        self._open = row
        self.setRowHeight(row, max(self._closed_height, needed))
        self.updateGeometries()  # or the scroll bar would not know yet how far it can go
        self.scrollTo(self.texts.index(row, LEFT))

    @Slot()
    def _close(self) -> None:
        if self._open >= 0:
            self.setRowHeight(self._open, self._closed_height)
            self._open = -1

    def is_open(self, row: int) -> bool:
        """Whether all of a pair is shown."""
        return row == self._open


class _MarkedDelegate(QStyledItemDelegate):
    """Paints a text whose differences have a ground of their own and are underlined."""

    def __init__(self, texts: ComparedTextsModel, *, has_heads: bool, parent: ComparedTexts) -> None:
        super().__init__(parent)
        self._texts, self._view, self._has_heads = texts, parent, has_heads

    def closed_height(self, font: QFont) -> int:
        """Pixels for two lines and what stands above them."""
        lines = QTextLayout("X", font)
        lines.beginLayout()
        line = lines.createLine()
        lines.endLayout()
        return round(self._head_height() + _CLOSED_LINES * line.height() + 2 * _GAP)

    def open_height(self, row: int, width: int, font: QFont) -> int:
        """Pixels that the longer text of a pair needs at this width."""
        marked = _marked(*_texts_of(self._texts.pair(row)), *_OPEN)
        room = width - 2 * _MARGIN
        heights = [_laid_out(text, font, room, is_open=True).boundingRect().height() for text in marked]
        return round(self._head_height() + max(heights) + 2 * _GAP)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        paint_ground(painter, option)
        pair = self._texts.pair(index.row())
        is_open = self._view.is_open(index.row())
        marked = _marked(*_texts_of(pair), *(_OPEN if is_open else _CLOSED))[index.column()]
        place: QRect = option.rect.adjusted(_MARGIN, _GAP, -_MARGIN, -_GAP)
        painter.save()
        painter.setClipRect(option.rect.adjusted(0, 0, 0, -1))
        if self._has_heads:
            head = QRect(place.left(), place.top(), place.width(), HEIGHT)
            is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            _paint_head(painter, head, pair[index.column()], is_chosen=is_chosen)
            place.setTop(place.top() + self._head_height())
        painter.setPen(color("text"))
        layout = _laid_out(marked, painter.font(), place.width(), is_open=is_open)
        layout.draw(painter, QPointF(place.topLeft()))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self.closed_height(option.font))

    def _head_height(self) -> int:
        return HEIGHT + 4 if self._has_heads else 0


def _paint_head(painter: QPainter, place: QRect, side: Side, *, is_chosen: bool) -> None:
    painter.save()
    painter.setFont(chip_font(painter.font()))
    painter.setPen(color("muted"))
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, side.head)
    used = painter.fontMetrics().horizontalAdvance(side.head) + _HEAD_GAP
    painter.restore()
    if side.label:
        chip = place.adjusted(used, 0, 0, 0)
        paint_chip(painter, chip, visible(side.label), side.tint, is_outlined=is_chosen)


def _texts_of(pair: tuple[Side, Side]) -> tuple[str, str]:
    return pair[0].text, pair[1].text


@lru_cache(maxsize=256)
def _marked(one: str, other: str, longest: int, lead: int) -> tuple[Marked, Marked]:
    """Both texts from shortly before their first difference on, and where they differ."""
    start = _first_difference(one, other)
    start = 0 if start <= lead + lead // 2 else start - lead
    start = max(start, one.find(" ", start, start + _WORD) + 1) if start else 0
    shown = [_excerpt(text, start, longest) for text in (one, other)]
    spans = marked_differences(shown[0], shown[1])
    return (shown[0], spans[0]), (shown[1], spans[1])


def _excerpt(text: str, start: int, longest: int) -> str:
    ends = "…" if start + longest < len(text) else ""
    return ("…" if start else "") + visible(text[start : start + longest]) + ends


def _first_difference(one: str, other: str) -> int:
    """How many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _laid_out(marked: Marked, font: QFont, width: int, *, is_open: bool) -> QTextLayout:
    """The lines of a text; where there are too many, the last one ends with an ellipsis."""
    text, spans = marked
    most_lines = _OPEN_LINES if is_open else _CLOSED_LINES
    text = text.translate({ord("\r"): " ", ord("\t"): " ", ord("\n"): "\u2028" if is_open else " "})
    layout = QTextLayout(text, font)
    layout.setFormats(_formats(text, spans))
    _break_lines(layout, width, most_lines)
    if layout.lineCount() == most_lines:
        last = layout.lineAt(most_lines - 1)
        end = last.textStart() + last.textLength()
        if end < _utf16(text):
            begun = text.encode("utf-16-le", "surrogatepass")[: 2 * max(0, end - 2)]
            layout.setText(begun.decode("utf-16-le", "ignore").rstrip() + "…")
            _break_lines(layout, width, most_lines)
    return layout


def _break_lines(layout: QTextLayout, width: int, most_lines: int) -> None:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    height = 0.0
    layout.beginLayout()
    while layout.lineCount() < most_lines:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()


def _formats(text: str, spans: list[Span]) -> list[QTextLayout.FormatRange]:
    """The look of the differing parts; Qt counts characters outside the basic plane twice."""
    look = QTextCharFormat()
    look.setBackground(color("warning_soft"))
    look.setFontUnderline(True)
    look.setUnderlineColor(color("warning"))
    made = []
    for start, end in spans:
        marked = QTextLayout.FormatRange()
        marked.start, marked.length, marked.format = _utf16(text[:start]), _utf16(text[start:end]), look
        made.append(marked)
    return made


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
