"""Labels as small coloured chips, painted in tables, lists and widgets; the text always says what it is."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from guitune.gui.theme import SMALL_PIXELS, color
from guitune.gui.widgets.cells import paint_ground

PADDING, HEIGHT = 8, 22
_TINTS = ("accent", "warning", "good", "bad")


def chip_font(font: QFont) -> QFont:
    """The font of a chip's text."""
    small = QFont(font)
    small.setPixelSize(SMALL_PIXELS)
    return small


def chip_tint(number: int) -> str:
    """The colour role of the label with that number; a negative number is grey."""
    return "muted" if number < 0 else _TINTS[number % len(_TINTS)]


def chip_width(text: str, font: QFont) -> int:
    """Pixels that a chip with the whole text takes."""
    return QFontMetrics(chip_font(font)).horizontalAdvance(text) + 2 * PADDING + 1


def paint_chip(painter: QPainter, place: QRect, text: str, tint: str, *, is_outlined: bool = False) -> None:
    """Paint a chip at the left of `place`, in the middle of its height; text that does not fit is elided."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(chip_font(painter.font()))
    width = min(place.width(), painter.fontMetrics().horizontalAdvance(text) + 2 * PADDING + 1)
    chip = QRectF(place.left(), place.top() + (place.height() - HEIGHT) / 2, width, HEIGHT)
    painter.setPen(QPen(color(tint), 1) if is_outlined else Qt.PenStyle.NoPen)
    ground = color("line") if tint == "muted" else color(f"{tint}_soft")
    painter.setBrush(ground)
    painter.drawRoundedRect(chip, 6, 6)
    painter.setPen(QColor(color("text") if tint == "muted" else color(tint)))
    inner = chip.adjusted(PADDING, 0, -PADDING, 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(inner.width()) + 1)
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.restore()


class ChipDelegate(QStyledItemDelegate):
    """Paints a cell's text as a chip; the model gives its tint as `Qt.UserRole` (a colour role)."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint ground and chip."""
        paint_ground(painter, option)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        if text.strip():
            tint = str(index.data(Qt.ItemDataRole.UserRole) or "muted")
            paint_chip(painter, option.rect.adjusted(8, 0, -8, 0), text, tint)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Room for the whole chip."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        return QSize(chip_width(text, option.font) + 16, HEIGHT + 14)
