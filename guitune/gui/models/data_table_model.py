"""The rows of the data as a table: number, text, label, side of the split. Only what is seen is asked for."""

from collections import defaultdict
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from guitune.core.data.recipe import FILES
from guitune.core.data.rows import SIDES, Rows, SortKey, edited_value
from guitune.core.data.text_columns import text_columns
from guitune.core.data_choices import Edit
from guitune.formatting import visible
from guitune.gui.widgets.chips import chip_tint
from guitune.gui.widgets.text import plain_tip
from guitune.i18n import N_, _

Index = QModelIndex | QPersistentModelIndex
Cell = tuple[int, int, str]  # index into FILES, row number, column
ROW, TEXT, LABEL, SIDE, LENGTH, OTHERS = range(6)
SORT_KEYS: dict[int, SortKey] = {ROW: "row", TEXT: "text", LABEL: "label", SIDE: "side", LENGTH: "length"}
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

    What the person has just edited is shown before the rows have been looked over anew.

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
        self._edits: dict[Cell, list[Edit]] = {}
        self._of_rows: dict[Cell, list[Edit]] = {}
        self._fresh: set[Cell] = set()
        self._editable: frozenset[str] = frozenset()

    def show(self, rows: Rows, places: np.ndarray) -> None:
        """Show the rows at these places."""
        self.beginResetModel()
        if rows is not self.rows:
            config = rows.config
            self.rows = rows
            taken = {config.text_column, config.label_column}
            self.others = tuple(name for name in rows.table.names if name not in taken)
            self._editable = frozenset((*text_columns(config), config.label_column))
            self._of_rows = _by_cell(config.edits)
            self._find_fresh()
        self.places = places
        self.endResetModel()

    def show_edits(self, edits: tuple[Edit, ...]) -> None:
        """Show cells as these edits make them, and mark them."""
        self._edits = _by_cell(edits)
        self._find_fresh()
        if len(self.places):
            last = self.index(len(self.places) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def column_name(self, column: int) -> str:
        """The column of the file that a column of the table shows; "" for one that is not in the file."""
        if self.rows is None or column in {ROW, SIDE, LENGTH}:
            return ""
        config = self.rows.config
        return {TEXT: config.text_column, LABEL: config.label_column}.get(column) or self.others[
            column - OTHERS
        ]

    def labels(self, most: int) -> list[str]:
        """The labels that the examples have, `most` at most."""
        return [] if self.rows is None else [name for name in self.rows.label_names[:most] if name]

    def key(self, row: int) -> tuple[int, int] | None:
        """File and number of the row shown there, None if there is none."""
        if self.rows is None or not 0 <= row < len(self.places):
            return None
        return self.rows.key(int(self.places[row]))

    def row_of(self, key: tuple[int, int] | None) -> int:
        """Where a row of a file is shown, -1 if it is not."""
        place = self.rows.find(*key) if self.rows is not None and key is not None else -1
        shown = np.flatnonzero(self.places == place)
        return int(shown[0]) if len(shown) else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of rows shown."""
        return 0 if parent.isValid() else len(self.places)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number, text, label, side, length, then the other columns of the file."""
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
        if self.rows is None:
            return None
        place, column = int(self.places[index.row()]), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _shortened(self._shown(place, column), _LONGEST_SHOWN)
        if role == Qt.ItemDataRole.EditRole:
            return self._value(place, self.column_name(column))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(place, column)
        if role == Qt.ItemDataRole.UserRole and column == LABEL:
            return self._tint(place)
        if role == EDITED_ROLE:
            return self._is_edited(place, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _shortened(f"{self._shown(place, TEXT)} {self._shown(place, LABEL)}", _LONGEST_SHOWN)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell of an edit; its owner calls `show_edits`."""
        name = self.column_name(index.column())
        if self.rows is None or role != Qt.ItemDataRole.EditRole or not name:
            return False
        place = int(self.places[index.row()])
        written = self.rows.written(place, name)
        if written is None or value == self._value(place, name):
            return False
        file, number = self.rows.key(place)
        self.edit_made.emit(Edit(FILES[file], number, name, written, value))
        return True

    def _cell(self, place: int, name: str) -> Cell:
        assert self.rows is not None
        return (*self.rows.key(place), name)

    def _value(self, place: int, name: str) -> str:
        """What the file holds, with the edits made so far."""
        written = self.rows.written(place, name) if self.rows is not None and name else None
        return edited_value(written or "", self._edits.get(self._cell(place, name), ())) if name else ""

    def _shown(self, place: int, column: int) -> str:
        assert self.rows is not None
        if column == ROW:
            return str(self.rows.numbers[place])
        if column == SIDE:
            title = SIDE_TITLES.get(self.rows.side(place))
            return _(title) if title else ""
        if column == LABEL:
            name = self.rows.config.label_column
            is_fresh = bool(self._fresh) and self._cell(place, name) in self._fresh
            return self._value(place, name) if is_fresh else self.rows.label(place)
        if column in {TEXT, LENGTH}:
            text = self._text(place)
            return text if column == TEXT else f"{len(text):,}"
        return self._value(place, self.others[column - OTHERS])

    def _text(self, place: int) -> str:
        assert self.rows is not None
        names = text_columns(self.rows.config)
        if self._fresh and any(self._cell(place, name) in self._fresh for name in names):
            return self.rows.joined(lambda name: self._value(place, name))
        return self.rows.text(place)

    def _tint(self, place: int) -> str:
        assert self.rows is not None
        shown, names = self._shown(place, LABEL), self.rows.label_names
        if shown == self.rows.label(place):
            return chip_tint(int(self.rows.labels[place]))
        return chip_tint(names.index(shown) if shown in names else -1)

    def _is_edited(self, place: int, column: int) -> bool:
        name = self.column_name(column)
        if not self._edits or self.rows is None or not name:
            return False
        return self._cell(place, name) in self._edits and self._value(place, name) != self.rows.written(
            place, name
        )

    def _tip(self, place: int, column: int) -> str:
        assert self.rows is not None
        note = self.rows.notes.get(place)
        if column == SIDE and self.rows.sides[place] == SIDES.index("left out") and note:
            return plain_tip(visible(_("Left out, because {reason}.").format(reason=note)))
        shown = _shortened(
            self._shown(place, TEXT if column in {ROW, SIDE, LENGTH} else column), _LONGEST_TIP
        )
        if self._is_edited(place, column):
            before = self.rows.written(place, self.column_name(column)) or ""
            was = _("Was: {value}").format(value=_shortened(before, _LONGEST_TIP) or _("(empty)"))
            shown = f"{was}\n\n{shown}"
        return plain_tip(shown)

    def _find_fresh(self) -> None:
        """The cells whose edits differ from those that the rows were made with."""
        cells = self._edits.keys() | self._of_rows.keys()
        self._fresh = {cell for cell in cells if self._edits.get(cell) != self._of_rows.get(cell)}


def _by_cell(edits: tuple[Edit, ...]) -> dict[Cell, list[Edit]]:
    cells: defaultdict[Cell, list[Edit]] = defaultdict(list)
    for edit in edits:
        cells[FILES.index(edit.file), edit.row, edit.column].append(edit)
    return dict(cells)


def _shortened(text: str, longest: int) -> str:
    return visible(text) if len(text) <= longest else visible(text[:longest]) + "…"
