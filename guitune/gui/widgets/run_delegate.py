"""Paints a run in the list of runs, and gives those that can go on their button."""

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from guitune.core.runs import RunFolder
from guitune.gui.icons import icon
from guitune.gui.models.runs_list_model import ENTRY_ROLE, EntryState, RunEntry
from guitune.gui.theme import SMALL_PIXELS, color
from guitune.i18n import _

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 76
_SIGNS: dict[EntryState, tuple[str, str]] = {
    "running": ("mark-running", "accent"),
    "paused": ("pause", "accent"),
    "finished": ("mark-ready", "good"),
    "stopped": ("mark-attention", "warning"),
    "failed": ("error", "bad"),
    "interrupted": ("warning", "warning"),
    "elsewhere": ("mark-running", "muted"),
    "unreadable": ("error", "bad"),
}
_SIDE, _SIGN, _LINE = 10, 18, 19
_SPARK = QSize(54, 14)
_NARROW_ROW, _NARROW_SPARK = 170, 40


class RunDelegate(QStyledItemDelegate):
    """One run in three lines: mark, settings and figure; model; state, time and course.

    Signals
    -------
    go_on_wanted(RunFolder)
        The person wants a run that was stopped or cut off to go on.
    """

    go_on_wanted = Signal(object)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows are equally high; their width is the list's."""
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one run."""
        entry: RunEntry = index.data(ENTRY_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, option)
        inner = option.rect.adjusted(_SIDE, 9, -_SIDE, -9)
        name, tint = _SIGNS[entry.state]
        icon(name, tint).paint(painter, QRect(inner.left(), inner.top(), _SIGN, _SIGN))
        inner.setLeft(inner.left() + _SIGN + 8)
        inner.setHeight(_LINE)
        _paint_name(painter, inner, option.font, entry)
        _paint_model(painter, inner.translated(0, _LINE), option.font, entry)
        _paint_state(painter, inner.translated(0, 2 * _LINE), option.font, entry)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The button of a run that was stopped or cut off, kept open over its row."""
        entry: RunEntry = index.data(ENTRY_ROLE)
        made = GoOnButton(entry, parent)
        made.clicked.connect(self._on_go_on_clicked)
        return made

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """The button stands where other runs show their course."""
        size = editor.sizeHint()
        corner = option.rect.adjusted(0, 0, -_SIDE + 4, -5).bottomRight()
        editor.setGeometry(QRect(corner - QPoint(size.width(), size.height()), size))

    @Slot()
    def _on_go_on_clicked(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, GoOnButton):
            self.go_on_wanted.emit(pressed.run)


class GoOnButton(QPushButton):
    """Takes up one run again."""

    def __init__(self, entry: RunEntry, parent: QWidget) -> None:
        super().__init__(_("Go on"), parent)
        self.run: RunFolder | None = entry.run
        self.setObjectName("go_on_button")
        self.setProperty("role", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("Go on with {run}").format(run=entry.title))
        self.show_hindrance("")

    def show_hindrance(self, hindrance: str) -> None:
        """Be off where a sentence says why no run can begin now."""
        self.setEnabled(not hindrance)
        self.setToolTip(hindrance or _("Train on from where this run was saved last."))


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    ground = QRectF(option.rect).adjusted(1, 1, -1, -1)
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    if selected or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent_soft" if selected else "sunken"))
        painter.drawRoundedRect(ground, 8, 8)
    if selected and option.state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(color("accent"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground, 8, 8)


def _paint_name(painter: QPainter, line: QRect, font: QFont, entry: RunEntry) -> None:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    painter.setFont(bold)
    painter.setPen(color("text"))
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, entry.figure)
    left = QRect(line)
    if entry.figure:
        left.setRight(line.right() - QFontMetrics(bold).horizontalAdvance(entry.figure) - 8)
    _paint_elided(painter, left, font, entry.title)


def _paint_model(painter: QPainter, line: QRect, font: QFont, entry: RunEntry) -> None:
    painter.setPen(color("muted"))
    _paint_elided(painter, line, _small(font), entry.model)


def _paint_state(painter: QPainter, line: QRect, font: QFont, entry: RunEntry) -> None:
    painter.setPen(color("muted"))
    width = _SPARK.width() if line.width() >= _NARROW_ROW else _NARROW_SPARK
    left = QRect(line)
    left.setRight(line.right() - width - 8)
    _paint_elided(painter, left, _small(font), entry.state_words)
    if len(entry.course) > 1 and not entry.has_button:
        middle = line.top() + (line.height() - _SPARK.height()) / 2
        box = QRectF(line.right() - width, middle, width, _SPARK.height())
        painter.setPen(QPen(color("accent" if entry.state in ("running", "paused") else "muted"), 1.5))
        painter.drawPolyline(_spark(entry.course, box))


def _paint_elided(painter: QPainter, line: QRect, font: QFont, text: str) -> None:
    painter.setFont(font)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(SMALL_PIXELS)
    return small


def _spark(course: tuple[float, ...], box: QRectF) -> QPolygonF:
    """The course of a score from the lowest to the highest that it had."""
    lowest, highest = min(course), max(course)
    spread = max(highest - lowest, 1e-9)
    return QPolygonF(
        [
            QPointF(
                box.left() + box.width() * place / (len(course) - 1),
                box.bottom() - box.height() * (score - lowest) / spread,
            )
            for place, score in enumerate(course)
        ]
    )
