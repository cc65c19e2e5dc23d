"""The rows of the data as a table: number, text, label, side of the split. Only what is seen is asked for."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from guitune.core.data.rows import OtherColumn, Rows, SortKey
from guitune.core.data.text_columns import text_columns
from guitune.core.data_choices import Edit, LeftOutRow
from guitune.formatting import visible
from guitune.gui.models.changed_rows import ChangedRows, Key
from guitune.gui.widgets.chips import chip_tint
from guitune.gui.widgets.text import plain_tip
from guitune.i18n import N_, _

Index = QModelIndex | QPersistentModelIndex
ROW, TEXT, LABEL, SIDE, LENGTH, OTHERS = range(6)
_SORT_KEYS: dict[int, SortKey] = {ROW: "row", TEXT: "text", LABEL: "label", SIDE: "side", LENGTH: "length"}
EDITED_ROLE = int(Qt.ItemDataRole.UserRole) + 1
SIDE_TITLES: dict[str, str] = {
    "train": N_("Train"),
    "validation": N_("Validation"),
    "test": N_("Test"),
    "aside": N_("Set aside"),
    "left out": N_("Left out"),
}
_LONGEST_SHOWN, _LONGEST_TIP = 1000, 1500


class DataTableModel(QAbstractTableModel):
    """Some of the rows, in some order; the columns that have no role follow the length.

    What the person has just changed by hand is shown before the rows have been looked over anew.

    Signals
    -------
    edit_made(Edit)
        A cell was changed; `before` is what the file holds.
    """

    edit_made = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.rows: Rows | None = None
        self.places = np.empty(0, dtype=np.int64)
        self.others: tuple[str, ...] = ()
        self._changed: ChangedRows | None = None
        self._edits: tuple[Edit, ...] = ()
        self._left_out: tuple[LeftOutRow, ...] = ()
        self._editable: frozenset[str] = frozenset()

    def show(self, rows: Rows, places: np.ndarray) -> None:
        """Show the rows at these places."""
        self.beginResetModel()
        if rows is not self.rows:
            self.rows, self.others = rows, rows.others
            self._editable = frozenset((*text_columns(rows.config), rows.config.label_column))
            self._changed = ChangedRows(rows)
            self._changed.take_edits(self._edits)
            self._changed.take_left_out(self._left_out)
        self.places = places
        self.endResetModel()

    def show_choices(self, edits: tuple[Edit, ...], left_out: tuple[LeftOutRow, ...]) -> None:
        """Show cells as these edits make them, marked, and these rows as left out by the person."""
        self._edits, self._left_out = edits, left_out
        if self._changed is not None:
            self._changed.take_edits(edits)
            self._changed.take_left_out(left_out)
        if len(self.places):
            last = self.index(len(self.places) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def leavable(self, shown: np.ndarray) -> list[LeftOutRow]:
        """Those of the rows shown there that are not left out yet."""
        return self._changed.leavable(self.places[shown]) if self._changed is not None else []

    def takeable(self, shown: np.ndarray) -> list[LeftOutRow]:
        """Those of the rows shown there that the person left out."""
        return self._changed.takeable(self.places[shown]) if self._changed is not None else []

    def text(self, row: int) -> str:
        """All of the text shown there."""
        return self._changed.text(int(self.places[row])) if self._changed is not None else ""

    def column_name(self, column: int) -> str:
        """The column of the file that a column of the table shows; "" for one that is not in the file."""
        if self.rows is None or column in {ROW, SIDE, LENGTH}:
            return ""
        config = self.rows.config
        return {TEXT: config.text_column, LABEL: config.label_column}.get(column) or self.others[
            column - OTHERS
        ]

    def sort_key(self, column: int) -> SortKey:
        """What a column of the table is sorted by; the row's number for none."""
        return OtherColumn(self.column_name(column)) if column >= OTHERS else _SORT_KEYS.get(column, "row")

    def labels(self, most: int) -> list[str]:
        """The labels that the examples have, `most` at most."""
        return [] if self.rows is None else [name for name in self.rows.label_names[:most] if name]

    def key(self, row: int) -> Key | None:
        """File and number of the row shown there, None if there is none."""
        if self.rows is None or not 0 <= row < len(self.places):
            return None
        return self.rows.key(int(self.places[row]))

    def rows_of(self, keys: Iterable[Key | None]) -> list[int]:
        """Where rows of the files are shown, -1 for one that is not."""
        if self.rows is None:
            return []
        shown = np.full(len(self.rows) + 1, -1)  # the last one stands for those that are no more
        shown[self.places] = np.arange(len(self.places))
        return [int(shown[self.rows.find(*key) if key is not None else -1]) for key in keys]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of rows shown."""
        return 0 if parent.isValid() else len(self.places)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number, text, label, side, length, then the other columns of the files."""
        return 0 if parent.isValid() else OTHERS + len(self.others)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = {ROW: _("Row"), SIDE: _("Split"), LENGTH: _("Characters")}
        return titles.get(section) or visible(self.column_name(section))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells of the texts and the label can be edited where the row could be read."""
        flags = super().flags(index)
        name = self.column_name(index.column())
        if name in self._editable and self.rows is not None:
            place = int(self.places[index.row()])
            if self.rows.written(place, name) is not None:
                flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows; for editing, what stands in the file with the edits made so far."""
        if self._changed is None:
            return None
        place, column = int(self.places[index.row()]), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _shortened(self._shown(self._changed, place, column), _LONGEST_SHOWN)
        if role == Qt.ItemDataRole.EditRole:
            return self._changed.value(place, self.column_name(column))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(self._changed, place, column)
        if role == Qt.ItemDataRole.UserRole and column == LABEL:
            return _tint(self._changed, place)
        if role == EDITED_ROLE:
            return self._changed.is_edited(place, self.column_name(column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = f"{self._changed.text(place)} {self._changed.label(place)}"
            return _shortened(said, _LONGEST_SHOWN)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell of an edit; its owner calls `show_choices`."""
        name = self.column_name(index.column())
        if self._changed is None or role != Qt.ItemDataRole.EditRole or not name:
            return False
        place = int(self.places[index.row()])
        edit = self._changed.edit(place, name, value)
        if edit is None or value == self._changed.value(place, name):
            return False
        self.edit_made.emit(edit)
        return True

    def _shown(self, changed: ChangedRows, place: int, column: int) -> str:
        if column == ROW:
            return str(changed.rows.numbers[place])
        if column == SIDE:
            title = SIDE_TITLES.get(changed.side(place))
            return _(title) if title else ""
        if column == LABEL:
            return changed.label(place)
        if column in {TEXT, LENGTH}:
            text = changed.text(place)
            return text if column == TEXT else f"{len(text):,}"
        return changed.value(place, self.others[column - OTHERS])

    def _tip(self, changed: ChangedRows, place: int, column: int) -> str:
        if column == SIDE and changed.is_left_out_by_hand(place):
            return plain_tip(_("You left this row out."))
        note = changed.rows.notes.get(place)
        if column == SIDE and changed.side(place) == "left out" and note:
            return plain_tip(visible(_("Left out, because {reason}.").format(reason=note)))
        name = self.column_name(column)
        shown = self._shown(changed, place, TEXT if column in {ROW, SIDE, LENGTH} else column)
        shown = _shortened(shown, _LONGEST_TIP)
        if changed.is_edited(place, name):
            before = changed.rows.written(place, name) or ""
            was = _("Was: {value}").format(value=_shortened(before, _LONGEST_TIP) or _("(empty)"))
            shown = f"{was}\n\n{shown}"
        return plain_tip(shown)


def _tint(changed: ChangedRows, place: int) -> str:
    shown, names = changed.label(place), changed.rows.label_names
    if shown == changed.rows.label(place):
        return chip_tint(int(changed.rows.labels[place]))
    return chip_tint(names.index(shown) if shown in names else -1)


def _shortened(text: str, longest: int) -> str:
    return visible(text) if len(text) <= longest else visible(text[:longest]) + "…"
