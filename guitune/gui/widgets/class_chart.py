"""The number of texts of each label as bars; choosing one filters the table."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from guitune.formatting import visible
from guitune.gui.models.label_count_model import COUNT_ROLE, LARGEST_ROLE, LabelCountListModel
from guitune.gui.theme import color
from guitune.i18n import _

_ROW_HEIGHT, _BAR_HEIGHT, _GAP, _NAMES_MEASURED = 26, 8, 12, 200


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
        self.widest_name = 0
        self.clicked.connect(self._on_clicked)
        self.activated.connect(self._on_clicked)

    def show_counts(self, counts: tuple[tuple[str, int], ...]) -> None:
        """Show these labels and choose none."""
        self._chosen = ""
        self._labels.show(counts)
        metrics = self.fontMetrics()
        names = [shown_label(name) for name, _count in counts[:_NAMES_MEASURED]]
        self.widest_name = max(map(metrics.horizontalAdvance, names), default=0)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        label = str(index.data())
        self._chosen = "" if label == self._chosen else label
        if not self._chosen:
            self.clearSelection()
        self.label_chosen.emit(self._chosen)


def shown_label(name: str) -> str:
    """A label as it is shown: in quotes if it begins or ends with a space that would not be seen."""
    shown = visible(name)
    return shown if shown == shown.strip() else f"“{shown}”"


class _BarDelegate(QStyledItemDelegate):
    def __init__(self, chart: ClassChart) -> None:
        super().__init__(chart)
        self._chart = chart

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
        widest = self._chart.widest_name + _GAP
        name_width = min(max(widest, rect.width() // 4), rect.width() // 2)
        inner = rect.adjusted(6, 0, -6, 0)
        painter.setPen(color("text"))
        name = metrics.elidedText(
            shown_label(str(index.data())), Qt.TextElideMode.ElideRight, name_width - _GAP
        )
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
