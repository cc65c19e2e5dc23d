"""What was tried before: each text with its answer; choosing one puts it back."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from guitune.gui.models.tried_list_model import ANSWER_ROLE, ENTRY_ROLE, TINT_ROLE, TriedListModel
from guitune.gui.session import Session
from guitune.gui.theme import color
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.chips import chip_width, paint_chip
from guitune.gui.widgets.text import button, label
from guitune.i18n import _

_ROW_HEIGHT, _GAP, _WIDEST_CHIP = 40, 12, 0.6


class TriedCard(Card):
    """The history.

    Signals
    -------
    chosen(Tried)
        A text was chosen.
    """

    chosen = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(_("Tried before"))
        self._session = session
        self._clear = button(_("Clear"), "clear_tried_button", "link")
        self._clear.clicked.connect(session.tried.clear)
        self.heading.addWidget(self._clear)
        self._entries = TriedListModel()
        self._list = QListView()
        self._list.setObjectName("tried_list")
        self._list.setAccessibleName(_("Texts that were tried before"))
        self._list.setModel(self._entries)
        self._list.setItemDelegate(_TriedDelegate(self._list))
        self._list.setMouseTracking(True)
        self._list.setCursor(Qt.CursorShape.PointingHandCursor)
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.clicked.connect(self._on_chosen)
        self._list.activated.connect(self._on_chosen)
        self._hint = label(
            _("The texts that you try are listed here with their answers. Choose one to try it again."),
            "muted",
            wrap=True,
        )
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._hint, 1)
        self.body.addWidget(self._list, 1)
        session.tried.changed.connect(self._on_changed)
        session.classifier.changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        entries = self._session.tried.entries
        self._entries.show(entries, self._session.classifier.labels)
        self._list.setVisible(bool(entries))
        self._clear.setVisible(bool(entries))
        self._hint.setVisible(not entries)

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(ENTRY_ROLE))


class _TriedDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, _ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(place, color("accent_soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, color("sunken"))
        painter.fillRect(place.left(), place.bottom(), place.width(), 1, color("line"))
        answer = str(index.data(ANSWER_ROLE))
        inner = place.adjusted(2, 0, -2, 0)
        width = min(chip_width(answer, painter.font()), round(inner.width() * _WIDEST_CHIP))
        chip = QRect(inner.right() - width + 1, inner.top(), width, inner.height())
        paint_chip(painter, chip, answer, str(index.data(TINT_ROLE)))
        painter.setPen(color("text"))
        room = inner.width() - width - _GAP
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()
