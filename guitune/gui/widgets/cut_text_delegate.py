"""Paints a text that is cut: the end of what is kept, and struck through what is lost."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from guitune.core.data.cut_texts import CutText
from guitune.gui.models.cut_texts_model import CUT_ROLE
from guitune.gui.theme import color
from guitune.gui.widgets.cells import paint_ground
from guitune.i18n import _

_LINES, _KEPT, _LOST = 3, 110, 600
_MARGIN, _GAP = 8, 6


class CutTextDelegate(QStyledItemDelegate):
    """A line on how much is lost, and under it up to three lines of the text around the place."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the row."""
        paint_ground(painter, option)
        painter.save()
        rect: QRect = option.rect
        place = rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        metrics = painter.fontMetrics()
        painter.setPen(color("muted"))
        painter.drawText(place, Qt.AlignmentFlag.AlignTop, str(index.data()))
        painter.setPen(color("text"))
        layout = _layout(index.data(CUT_ROLE), painter.font())
        corner = QPointF(place.left(), place.top() + metrics.lineSpacing() + _GAP)
        end = _break_into_lines(layout, place.width() - metrics.horizontalAdvance("…"))
        layout.draw(painter, corner)
        if end is not None:
            painter.drawText(corner + end, "…")
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The same height for all."""
        return QSize(200, (_LINES + 1) * option.fontMetrics.lineSpacing() + _GAP + 2 * _MARGIN)


def _break_into_lines(layout: QTextLayout, width: int) -> QPointF | None:
    """Where the last line ends if the text goes on behind it."""
    top, end = 0.0, 0
    layout.beginLayout()
    for _number in range(_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height()
        end = line.textStart() + line.textLength()
    layout.endLayout()
    if end >= _length(layout.text()):
        return None
    last = layout.lineAt(layout.lineCount() - 1)
    return QPointF(last.naturalTextWidth(), last.y() + last.ascent())


def _layout(text: CutText, font: QFont) -> QTextLayout:
    """The text around each cut; what is lost stands on a soft ground, struck through, after the words."""
    mark, lost_look = QTextCharFormat(), QTextCharFormat()
    mark.setForeground(color("warning"))
    mark.setFontWeight(QFont.Weight.DemiBold)
    lost_look.setBackground(color("warning_soft"))
    lost_look.setFontStrikeOut(True)
    written, ranges = "", []
    for kept, lost in text.parts:
        shown = " ".join(kept[-_KEPT:].split())
        written += (" | " if written else "") + ("…" if len(kept) > _KEPT else "") + shown
        if not lost:
            continue
        for piece, look in (
            (" " + _("lost from here:") + " ", mark),
            (" ".join(lost[:_LOST].split()) + ("…" if len(lost) > _LOST else ""), lost_look),
        ):
            ranges.append(_range(_length(written), _length(piece), look))
            written += piece
    layout = QTextLayout(written, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(ranges)
    return layout


def _range(start: int, length: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, look
    return made


def _length(text: str) -> int:
    """As Qt counts, which takes two for characters beyond the first 65,536."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
