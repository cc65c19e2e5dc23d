"""The number of texts of each label as bars; choosing one filters the table."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from guitune.gui.models.label_count_model import COUNT_ROLE, LARGEST_ROLE, LabelCountListModel
from guitune.gui.theme import color
from guitune.i18n import _

_ROW_HEIGHT, _BAR_HEIGHT, _WIDEST_NAME = 26, 8, 180


class ClassChart(QListView):
    """Bars with names and counts.

    Signals
    -------
    label_chosen(str)
        A label was chosen, or an empty text when the choice was taken back.
    """

    label_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("class_chart")
        self.setAccessibleName(_("Number of texts for each label"))
        self.setItemDelegate(_BarDelegate(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._labels = LabelCountListModel()
        self.setModel(self._labels)
        self._chosen = ""
        self.clicked.connect(self._on_clicked)
        self.activated.connect(self._on_clicked)

    def show_counts(self, counts: tuple[tuple[str, int], ...]) -> None:
        """Show these labels and choose none."""
        self._chosen = ""
        self._labels.show(counts)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        label = str(index.data())
        self._chosen = "" if label == self._chosen else label
        if not self._chosen:
            self.clearSelection()
        self.label_chosen.emit(self._chosen)


class _BarDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, _ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        count, largest = index.data(COUNT_ROLE), index.data(LARGEST_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(color("accent_soft"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect, 6, 6)
        metrics = painter.fontMetrics()
        number = f"{count:,}"
        number_width = metrics.horizontalAdvance(f"{largest:,}") + 12
        name_width = min(_WIDEST_NAME, rect.width() // 3)
        inner = rect.adjusted(6, 0, -6, 0)
        painter.setPen(color("text"))
        name = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, name_width - 8)
        painter.drawText(
            QRect(inner.left(), inner.top(), name_width, inner.height()), Qt.AlignmentFlag.AlignVCenter, name
        )
        painter.setPen(color("muted"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, number)
        track = QRectF(
            inner.left() + name_width,
            inner.center().y() - _BAR_HEIGHT / 2 + 1,
            inner.width() - name_width - number_width,
            _BAR_HEIGHT,
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("line"))
        painter.drawRoundedRect(track, 4, 4)
        track.setWidth(max(_BAR_HEIGHT, track.width() * count / max(1, largest)))
        painter.setBrush(color("accent"))
        painter.drawRoundedRect(track, 4, 4)
        painter.restore()
