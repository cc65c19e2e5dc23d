"""Says in an empty table why nothing stands there."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget

from guitune.gui.widgets.text import button, label
from guitune.i18n import _


class NoRowsNote(QWidget):
    """Lies over a table while its model has no rows.

    Signals
    -------
    all_wanted
        All rows shall be shown.
    """

    all_wanted = Signal()

    def __init__(self, table: QTableView) -> None:
        super().__init__(table.viewport())
        self.setObjectName("no_rows_note")
        self._table = table
        everything = button(_("Show all"), "show_all_in_table_button", "link")
        everything.clicked.connect(self.all_wanted)
        middle = Qt.AlignmentFlag.AlignHCenter
        rows = QVBoxLayout(self)
        rows.setSpacing(4)
        rows.addStretch(1)
        rows.addWidget(label(_("No row fits."), "muted"), 0, middle)
        rows.addWidget(everything, 0, middle)
        rows.addStretch(2)
        model = table.model()
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.layoutChanged):
            signal.connect(self._on_rows_changed)
        table.viewport().installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fill the table's ground."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._table.viewport().rect())
        return super().eventFilter(watched, event)

    @Slot()
    def _on_rows_changed(self) -> None:
        self.setGeometry(self._table.viewport().rect())
        self.setVisible(self._table.model().rowCount() == 0)
