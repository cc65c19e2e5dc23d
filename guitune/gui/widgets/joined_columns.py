"""The columns that are joined to the text: a list to tick."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from guitune.core.data.text_columns import SEPARATOR
from guitune.gui.widgets.text import label
from guitune.i18n import _

_ROWS_SHOWN = 6


class JoinedColumns(QWidget):
    """A list of columns with ticks, in the order of the file.

    Signals
    -------
    columns_chosen(object)
        The ticked columns, a tuple of names in the order of the list.
    """

    columns_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._list = QListWidget()
        self._list.setObjectName("joined_columns_list")
        self._list.setAccessibleName(_("Columns to join to the text"))
        self._list.setUniformItemSizes(True)
        self._list.itemChanged.connect(self._on_item_changed)
        note = _("Ticked columns follow the text in the order of the file, with “{separator}” between.")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(26, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(label(note.format(separator=SEPARATOR), "small", wrap=True))
        rows.addWidget(self._list)

    def show_columns(self, names: Sequence[str], ticked: Sequence[str]) -> None:
        """Show these columns, some of them ticked; the place in the list stays."""
        with QSignalBlocker(self._list):
            if [self._list.item(row).text() for row in range(self._list.count())] != list(names):
                self._list.clear()
                for name in names:
                    QListWidgetItem(name, self._list)
                self._list.setFixedHeight(self._list.sizeHintForRow(0) * min(_ROWS_SHOWN, len(names)) + 4)
            for row in range(self._list.count()):
                item = self._list.item(row)
                tick = Qt.CheckState.Checked if item.text() in ticked else Qt.CheckState.Unchecked
                item.setCheckState(tick)

    @Slot()
    def _on_item_changed(self) -> None:
        items = [self._list.item(row) for row in range(self._list.count())]
        self.columns_chosen.emit(
            tuple(item.text() for item in items if item.checkState() == Qt.CheckState.Checked)
        )
