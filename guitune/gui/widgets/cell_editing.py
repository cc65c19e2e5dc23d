"""The cells of the data's table: how they are painted, and how a text and a label are edited in place."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    Qt,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from guitune.formatting import visible
from guitune.gui.models.data_table_model import EDITED_ROLE, DataTableModel
from guitune.gui.theme import color
from guitune.gui.widgets.cells import TextDelegate, paint_ground
from guitune.gui.widgets.chips import ChipDelegate
from guitune.gui.widgets.text import label
from guitune.i18n import _

_MARK, _EDITOR_HEIGHT, _COMBO_HEIGHT, _COMBO_WIDTH = 8, 120, 34, 180
_MOST_LABELS = 500
Index = QModelIndex | QPersistentModelIndex


class QuietDelegate(QStyledItemDelegate):
    """Paints numbers and sides in the quiet colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground and text."""
        paint_ground(painter, option)
        _paint_focus(painter, option)
        painter.save()
        painter.setPen(color("muted"))
        place: QRect = option.rect.adjusted(8, 0, -8, 0)
        shown = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()


class TextCellDelegate(TextDelegate):
    """Paints a text over two lines; it is edited in a small box over the cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground and text, and a mark if the cell was edited."""
        super().paint(painter, option, index)
        _paint_focus(painter, option)
        _paint_mark(painter, option, index)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A box with the cell as it is written."""
        return _TextEditor(parent, str(index.data(Qt.ItemDataRole.EditRole)))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Leave what is typed as it is; the editor was made with the cell's value."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand over what was typed, if anything was."""
        if isinstance(editor, _TextEditor) and editor.document().isModified():
            model.setData(index, editor.value())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the cell, higher than it, and inside the table."""
        room = _room(editor)
        height = min(max(_EDITOR_HEIGHT, option.rect.height()), room.height())
        top = max(0, min(option.rect.top(), room.height() - height))
        editor.setGeometry(option.rect.left(), top, option.rect.width(), height)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter is done, Shift+Enter begins a line."""
        if not (
            isinstance(editor, _TextEditor)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        ):
            return super().eventFilter(editor, event)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            editor.insertPlainText("\n")
        else:
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)
        return True


class LabelCellDelegate(ChipDelegate):
    """Paints a label as a chip; it is edited in a list of the labels there are, where others can be typed."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground and chip, and a mark if the cell was edited."""
        super().paint(painter, option, index)
        _paint_focus(painter, option)
        _paint_mark(painter, option, index)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A list of the labels with the cell as it is written."""
        model = index.model()
        names = model.labels(_MOST_LABELS) if isinstance(model, DataTableModel) else []
        editor = _LabelEditor(parent, str(index.data(Qt.ItemDataRole.EditRole)), names)
        editor.activated.connect(self._on_activated, Qt.ConnectionType.QueuedConnection)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Leave what is typed as it is; the editor was made with the cell's value."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand over the label that was chosen or typed, if another was."""
        value = editor.value() if isinstance(editor, _LabelEditor) else None
        if value is not None:
            model.setData(index, value)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the cell, wide enough for most labels."""
        width = max(_COMBO_WIDTH, option.rect.width())
        left = max(0, min(option.rect.left(), _room(editor).width() - width))
        top = option.rect.top() + (option.rect.height() - _COMBO_HEIGHT) // 2
        editor.setGeometry(left, top, width, _COMBO_HEIGHT)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter in the line has been dealt with where it chose one of the labels."""
        is_done = isinstance(editor, _LabelEditor) and editor.is_done
        return is_done or super().eventFilter(editor, event)

    @Slot()
    def _on_activated(self) -> None:
        editor = self.sender()
        if isinstance(editor, _LabelEditor):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)


class _TextEditor(QPlainTextEdit):
    """Edits a text; line ends are given back as they were, whatever the box makes of them."""

    def __init__(self, parent: QWidget, text: str) -> None:
        super().__init__(parent)
        self.setObjectName("text_cell_editor")
        self.setAccessibleName(_("Text of this row"))
        self._keys = label(_("Enter: done   Shift+Enter: new line   Esc: as it was"), "small")
        self._keys.setParent(self)
        self._keys.setObjectName("text_editor_keys")
        self._keys.setContentsMargins(8, 0, 8, 2)
        self.setViewportMargins(0, 0, 0, self._keys.sizeHint().height())
        only_cr = "\r" in text and "\n" not in text
        self._line_end = "\r\n" if "\r\n" in text else "\r" if only_cr else "\n"
        self._ends = ("\u2029",) if "\u2028" in text else ("\u2029", "\u2028")
        self.setPlainText(text)
        self.document().setModified(False)
        self.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The keys that end it stand under the text."""
        super().resizeEvent(event)
        height = self._keys.sizeHint().height()
        self._keys.setGeometry(1, self.height() - height - 1, self.width() - 2, height)

    def value(self) -> str:
        """What was typed; unlike Qt's plain text it keeps spaces that do not break."""
        raw: str = self.document().toRawText()
        for end in self._ends:
            raw = raw.replace(end, self._line_end)
        return raw


class _LabelEditor(QComboBox):
    """Chooses one of the labels or takes another one, exactly as typed."""

    def __init__(self, parent: QWidget, label: str, names: list[str]) -> None:
        super().__init__(parent)
        self.is_done = False
        self.setObjectName("label_cell_editor")
        self.setAccessibleName(_("Label of this row"))
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type] # one would make other labels of what is typed
        self.setMaxVisibleItems(12)
        for name in names:
            self.addItem(visible(name), name)
        self.setCurrentIndex(self.findData(label))
        self.setEditText(visible(label))
        self._shown = self.currentText()
        self.activated.connect(self._on_activated)
        line = self.lineEdit()
        if line is not None:
            line.selectAll()

    def value(self) -> str | None:
        """The label wanted, None if it is still the one that was there."""
        text = self.currentText()
        if text == self._shown:
            return None
        index = self.findText(text, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchCaseSensitive)
        return text if index < 0 else str(self.itemData(index))

    @Slot()
    def _on_activated(self) -> None:
        self.is_done = True


def _room(editor: QWidget) -> QRect:
    parent = editor.parentWidget()
    return editor.rect() if parent is None else parent.rect()


def _paint_focus(painter: QPainter, option: QStyleOptionViewItem) -> None:
    state: QStyle.StateFlag = option.state
    if state & QStyle.StateFlag.State_HasFocus:
        painter.save()
        painter.setPen(QPen(color("accent"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(option.rect.adjusted(0, 0, -1, -2))
        painter.restore()


def _paint_mark(painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
    """A small triangle in the corner of a cell that was edited."""
    if not index.data(EDITED_ROLE):
        return
    corner = QPointF(option.rect.topLeft())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("accent"))
    painter.drawPolygon(QPolygonF([corner, corner + QPointF(_MARK, 0), corner + QPointF(0, _MARK)]))
    painter.restore()
