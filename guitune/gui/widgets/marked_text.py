"""A text over a few lines with some of its parts marked."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from guitune.core.data.differences import Span
from guitune.gui.theme import color

_MOST_LINES = 4


class MarkedText(QWidget):
    """Plain text, cut with an ellipsis where it has more than four lines.

    Parameters
    ----------
    is_gone
        Whether the marked parts are struck out, in a muted text, rather than underlined on a ground.
    """

    def __init__(self, *, is_gone: bool) -> None:
        super().__init__()
        self._is_gone = is_gone
        self._text, self._spans = "", list[Span]()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def show_text(self, text: str, spans: list[Span]) -> None:
        """Show another text with these parts marked, as (start, end) in characters."""
        self._text, self._spans = text, spans
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Its height follows from its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Pixels that the lines need."""
        layout = self._laid_out(width)
        return round(sum(layout.lineAt(number).height() for number in range(layout.lineCount())))

    def sizeHint(self) -> QSize:
        """As high as needed at the width it has."""
        return QSize(self.width(), self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        painter = QPainter(self)
        painter.setPen(color("muted" if self._is_gone else "text"))
        self._laid_out(self.width()).draw(painter, QPointF(0, 0))

    def _laid_out(self, width: int) -> QTextLayout:
        look = QTextCharFormat()
        if self._is_gone:
            look.setFontStrikeOut(True)
        else:
            look.setBackground(color("warning_soft"))
            look.setFontUnderline(True)
            look.setUnderlineColor(color("warning"))
        return _lines_of(self._text, self._spans, look, self.font(), width)


def _lines_of(text: str, spans: list[Span], look: QTextCharFormat, font: QFont, width: int) -> QTextLayout:
    """At most four lines, the last of which ends with an ellipsis where there would be more."""
    layout = QTextLayout(text, font)
    formats = []
    for start, end in spans:
        marked = QTextLayout.FormatRange()
        marked.start, marked.length = _utf16(text[:start]), _utf16(text[start:end])
        marked.format = look
        formats.append(marked)
    layout.setFormats(formats)
    _break_lines(layout, width)
    if layout.lineCount() == _MOST_LINES:
        last = layout.lineAt(_MOST_LINES - 1)
        end = last.textStart() + last.textLength()
        if end < _utf16(text):
            begun = text.encode("utf-16-le", "surrogatepass")[: 2 * max(0, end - 2)]
            layout.setText(begun.decode("utf-16-le", "ignore").rstrip() + "…")
            _break_lines(layout, width)
    return layout


def _break_lines(layout: QTextLayout, width: int) -> None:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    height = 0.0
    layout.beginLayout()
    while layout.lineCount() < _MOST_LINES:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()


def _utf16(text: str) -> int:
    """Qt counts characters outside the basic plane twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
