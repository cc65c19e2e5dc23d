"""Cells of tables that are painted: their ground, and texts elided over two lines."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from guitune.gui.theme import color

_LINES = 2
_LONGEST_PAINTED = 600


def paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """The cell's ground, chosen or not, and the line under it."""
    rect: QRect = option.rect
    state: QStyle.StateFlag = option.state
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, color("accent_soft"))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("line"))


def paint_two_lines(painter: QPainter, place: QRect, text: str) -> None:
    """Paint `text` over at most two lines in the middle of `place`, with an ellipsis where it goes on."""
    flat = " ".join(text[:_LONGEST_PAINTED].split())
    if len(text) > _LONGEST_PAINTED:
        flat += "…"
    layout = QTextLayout(flat, painter.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    metrics = painter.fontMetrics()
    lines: list[str] = []
    layout.beginLayout()
    while len(lines) < _LINES:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(place.width())
        start = line.textStart()
        end = None if len(lines) == _LINES - 1 else start + line.textLength()
        rest = flat[start:end].rstrip()
        lines.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, place.width()))
    layout.endLayout()
    top = place.top() + (place.height() - len(lines) * metrics.lineSpacing()) / 2
    for number, shown in enumerate(lines):
        painter.drawText(
            QPointF(place.left(), top + number * metrics.lineSpacing() + metrics.ascent()), shown
        )


class TextDelegate(QStyledItemDelegate):
    """Paints a cell's text over two lines."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint ground and text."""
        paint_ground(painter, option)
        painter.save()
        painter.setPen(color("text"))
        rect: QRect = option.rect
        paint_two_lines(
            painter, rect.adjusted(8, 2, -8, -3), str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        )
        painter.restore()
