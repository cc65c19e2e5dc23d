"""What can be done with the chosen rows of the data, by menu and by key."""

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QTableView

from guitune.gui.models.data_table_model import LABEL, TEXT, DataTableModel
from guitune.gui.widgets.row_selection import chosen_count, chosen_rows
from guitune.i18n import _, ngettext

_MOST = 5000  # rows that are left out, taken in or copied at once, which takes a moment


class RowMenu(QMenu):
    """Acts on the chosen rows of a table of the data.

    Signals
    -------
    leave_out_wanted(list), take_in_wanted(list)
        These rows, each a `LeftOutRow`, shall be left out, or be left out no more.
    """

    leave_out_wanted = Signal(list)
    take_in_wanted = Signal(list)

    def __init__(self, table: QTableView, model: DataTableModel) -> None:
        super().__init__(table)
        self._table, self._model = table, model
        self.setObjectName("data_row_menu")
        self._leave_out = self._act("leave_out_rows_act", QKeySequence(Qt.Key.Key_Delete))
        self._take_in = self._act("take_in_rows_act")
        self.addSeparator()
        self._edit_text = self._act("edit_text_act", title=_("Edit the text"))
        self._edit_label = self._act("edit_label_act", title=_("Edit the label"))
        self.addSeparator()
        self._copy = self._act("copy_text_act", QKeySequence(QKeySequence.StandardKey.Copy))
        self._leave_out.triggered.connect(self._on_leave_out_triggered)
        self._take_in.triggered.connect(self._on_take_in_triggered)
        self._edit_text.triggered.connect(self._on_edit_text_triggered)
        self._edit_label.triggered.connect(self._on_edit_label_triggered)
        self._copy.triggered.connect(self._on_copy_triggered)

    def take_key(self, event: QKeyEvent) -> bool:
        """Leave rows out, copy their texts or open, whichever a key asks for; False for another key."""
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self._on_leave_out_triggered()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._on_copy_triggered()
        elif event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.open_at_row()
        else:
            return False
        return True

    def open_at_row(self) -> None:
        """Open at the row that has the keyboard."""
        current = self._table.currentIndex()
        if current.isValid():
            self._table.scrollTo(current)
            place = self._table.visualRect(current).bottomLeft()
            self.open_at(self._table.viewport().mapToGlobal(place))

    def open_at(self, place: QPoint) -> None:
        """Open at a place on the screen."""
        rows, count = chosen_rows(self._table, _MOST), chosen_count(self._table)
        leavable, takeable = len(self._model.leavable(rows)), len(self._model.takeable(rows))
        if count > _MOST:
            leave_out = _("Leave rows out: at most {most} at once").format(most=f"{_MOST:,}")
        else:
            leave_out = ngettext("Leave this row out", "Leave these {count} rows out", max(1, leavable))
        take_in = ngettext("Take this row in again", "Take these {count} rows in again", max(1, takeable))
        copy = ngettext("Copy the text", "Copy the {count} texts", count)
        for act, title, number, is_possible in (
            (self._leave_out, leave_out, leavable, leavable > 0),
            (self._take_in, take_in, takeable, takeable > 0),
            (self._copy, copy, count, len(rows) > 0),
        ):
            act.setText(title.format(count=f"{number:,}"))
            act.setEnabled(is_possible)
        for act, column in ((self._edit_text, TEXT), (self._edit_label, LABEL)):
            cell = self._model.index(self._table.currentIndex().row(), column)
            act.setEnabled(count == 1 and bool(self._model.flags(cell) & Qt.ItemFlag.ItemIsEditable))
        self.popup(place)

    @Slot()
    def _on_leave_out_triggered(self) -> None:
        if chosen_count(self._table) > _MOST:
            self.open_at_row()  # it says how many can be left out at once
        elif rows := self._model.leavable(chosen_rows(self._table, _MOST)):
            self.leave_out_wanted.emit(rows)

    @Slot()
    def _on_take_in_triggered(self) -> None:
        self.take_in_wanted.emit(self._model.takeable(chosen_rows(self._table, _MOST)))

    @Slot()
    def _on_edit_text_triggered(self) -> None:
        self._edit(TEXT)

    @Slot()
    def _on_edit_label_triggered(self) -> None:
        self._edit(LABEL)

    @Slot()
    def _on_copy_triggered(self) -> None:
        if rows := chosen_rows(self._table, _MOST).tolist():
            QGuiApplication.clipboard().setText("\n".join(map(self._model.text, rows)))

    def _edit(self, column: int) -> None:
        cell = self._model.index(self._table.currentIndex().row(), column)
        self._table.setCurrentIndex(cell)
        self._table.edit(cell)

    def _act(self, name: str, key: QKeySequence | None = None, title: str = "") -> QAction:
        act = QAction(title, self)
        act.setObjectName(name)
        if key is not None:
            act.setShortcut(key)
            act.setShortcutVisibleInContextMenu(True)
        self.addAction(act)
        return act
