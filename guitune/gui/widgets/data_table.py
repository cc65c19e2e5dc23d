"""The table of all rows with its filters; rows are found and put in order on a job's thread."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu

from guitune.core.data.overview import DataOverview
from guitune.core.data.recipe import FILES
from guitune.core.data.row_listing import rows_of
from guitune.core.data.rows import MAIN, TEST, Rows, order, select, with_edit, with_left_out, without_left_out
from guitune.core.data_choices import Edit, LeftOutRow
from guitune.formatting import visible
from guitune.gui.jobs import Job, Jobs
from guitune.gui.models.data_table_model import DataTableModel
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.row_filter import RowFilterLine
from guitune.gui.widgets.rows_view import RowsView
from guitune.gui.widgets.text import button, label
from guitune.i18n import _, ngettext


class DataTable(Card):
    """Shows an overview's rows: those that are wanted, in the order that is wanted.

    A change shows at once; `show_edits`, `show_left_out` and the next overview follow what became of it.

    Signals
    -------
    edit_wanted(Edit)
        A cell was edited; `with_edit` takes it into the edits there are.
    left_out_wanted(tuple)
        These rows, each a `LeftOutRow`, shall be left out from now on, and no others.
    clean_copy_wanted
        The person wants the rows written to another file.
    """

    edit_wanted = Signal(object)
    left_out_wanted = Signal(object)
    clean_copy_wanted = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._building: Job | None = None
        self._selecting: Job | None = None
        self._overview: DataOverview | None = None
        self._rows: Rows | None = None
        self._edits: tuple[Edit, ...] = ()
        self._left_out: tuple[LeftOutRow, ...] = ()
        self._waiting: tuple[Rows, np.ndarray] | None = None
        self._columns: frozenset[str] = frozenset()
        self._path: Path | None = None
        self._were_test: set[Edit | LeftOutRow] = set()
        self._model = DataTableModel()
        self._model.setParent(self)
        self.filter = RowFilterLine()
        self.table = RowsView(self._model)
        self._count = label(role="small", name="shown_count_label")
        self._all = button(_("Show all"), "show_all_button", "link")
        self._save = button(_("Save a clean copy..."), "save_clean_button", "link")
        self._save.setToolTip(_("Writes what was read, with the changes made here, to a new file."))
        self._menu = QMenu(self)
        self._menu.setObjectName("data_columns_menu")
        self._menu_button = button(_("Columns"), "data_columns_button", "link", icon_name="chevron-down")
        self._menu_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands at the end
        self._menu_button.setAccessibleName(_("Choose which columns are shown"))
        self._note = label(
            _("You changed a test text: the test figures are no longer blind."),
            "small",
            wrap=True,
            name="test_edit_note",
        )
        self._note.hide()
        below = QHBoxLayout()
        below.setSpacing(8)
        for widget in (self._count, self._all, self.filter.chip):
            below.addWidget(widget)
        below.addStretch(1)
        below.addWidget(self._menu_button)
        below.addWidget(self._save)
        self.body.addWidget(self.filter)
        self.body.addLayout(below)
        self.body.addWidget(self._note)
        self.body.addWidget(self.table, 1)

        self.filter.changed.connect(self._select)
        self.table.order_wanted.connect(self._select)
        self.table.edit_ended.connect(self._on_edit_ended)
        self.table.menu.leave_out_wanted.connect(self._on_leave_out_wanted)
        self.table.menu.take_in_wanted.connect(self._on_take_in_wanted)
        self._all.clicked.connect(self._on_show_all_clicked)
        self._menu_button.clicked.connect(self._on_columns_clicked)
        self._save.clicked.connect(self.clean_copy_wanted)
        self._model.edit_made.connect(self._on_edit_made)

    def show_overview(self, overview: DataOverview) -> None:
        """Show another overview; filters, order and the place in the table stay where they can."""
        old, self._overview = self._overview, overview
        self._rows = None
        self._path = overview.table.source.path
        if old is not None and old.table.source.path != self._path:
            self.filter.clear()
            self._were_test.clear()
        self.filter.show_overview(overview)
        self.show_edits(overview.config.edits)
        self.show_left_out(overview.config.left_out_rows)
        if self._building is not None:
            self._building.cancel()
        self._building = self._jobs.start(_("Listing the rows"), lambda _job: rows_of(overview))
        self._building.succeeded.connect(self._on_built)

    def show_edits(self, edits: tuple[Edit, ...]) -> None:
        """Show cells as these edits make them, before the next overview comes."""
        self._edits = edits
        self._model.show_choices(edits, self._left_out)
        self._note_test_changes()

    def show_left_out(self, left_out: tuple[LeftOutRow, ...]) -> None:
        """Show these rows as left out by the person, before the next overview comes."""
        self._left_out = left_out
        self._model.show_choices(self._edits, left_out)
        self._note_test_changes()

    def choose_label(self, name: str) -> None:
        """Show one label only, or all for an empty text."""
        self.filter.choose_label(name)

    def choose_rows(self, rows: Iterable[int], title: str = "") -> None:
        """Show these rows of the main file only, and `title` as the reason."""
        self.filter.choose_rows(rows, title or _("these rows"))

    @Slot()
    def focus_search(self) -> None:
        """Take the keyboard to the search."""
        self.filter.focus_search()

    @Slot(object)
    def _on_built(self, rows: Rows) -> None:
        if self.sender() is not self._building:
            return
        self._building = None
        self._rows = rows
        self._select()

    @Slot()
    def _select(self) -> None:
        rows, wanted = self._rows, self.filter.wanted
        by, descending = self.table.sort_key, self.table.is_descending
        if rows is None:  # the filter is looked at when they are there
            return

        def work(_job: Job) -> tuple[Rows, np.ndarray]:
            return rows, order(rows, select(rows, wanted), by, descending)

        if self._selecting is not None:
            self._selecting.cancel()
        self._selecting = self._jobs.start(_("Searching the rows"), work)
        self._selecting.succeeded.connect(self._on_selected)

    @Slot(object)
    def _on_selected(self, found: tuple[Rows, np.ndarray]) -> None:
        if self.sender() is not self._selecting or found[0] is not self._rows:
            return
        self._selecting = None
        if self.table.is_editing:  # the editor would be closed, and what was typed lost
            self._waiting = found
        else:
            self._show(*found)

    @Slot()
    def _on_edit_ended(self) -> None:
        if self._waiting is not None:
            rows, places = self._waiting
            self._show(rows, places)

    def _show(self, rows: Rows, places: np.ndarray) -> None:
        self._waiting = None
        is_new = rows is not self._model.rows
        self.table.show_rows(rows, places, keep_place=is_new)
        if is_new:
            self._offer_columns(rows)
            self._note_test_changes()
        total, shown = len(rows), len(places)
        self._all.setVisible(shown < total)
        self._count.setText(
            _("{shown} of {total} rows").format(shown=f"{shown:,}", total=f"{total:,}")
            if shown < total
            else ngettext("{total} row", "{total} rows", total).format(total=f"{total:,}")
        )

    def _offer_columns(self, rows: Rows) -> None:
        self._menu.clear()
        titles = {"": _("Number of characters")} | {name: visible(name) for name in self._model.others}
        self._columns &= titles.keys()
        for name, title in titles.items():
            act = QAction(title.replace("&", "&&"), self._menu)
            act.setCheckable(True)
            act.setChecked(name in self._columns)
            act.toggled.connect(partial(self._on_column_toggled, name))
            self._menu.addAction(act)
        self.table.show_columns(self._columns)

    @Slot()
    def _on_columns_clicked(self) -> None:
        self._menu.popup(self._menu_button.mapToGlobal(self._menu_button.rect().bottomLeft()))

    def _on_column_toggled(self, name: str, is_wanted: bool) -> None:
        self._columns = self._columns | {name} if is_wanted else self._columns - {name}
        self.table.show_columns(self._columns)

    def _note_test_changes(self) -> None:
        """Tell of changes to test rows; a row left out has the side that it had before it was."""
        rows = self._model.rows
        changes: list[Edit | LeftOutRow] = [*self._edits, *self._left_out]
        if rows is not None and self._path == rows.tables[MAIN].source.path:
            sides = (rows.side(place) if place >= 0 else "" for place in rows.places_of(changes).tolist())
            self._were_test = {
                change
                for change, side in zip(changes, sides, strict=True)
                if side == "test" or (side in {"", "left out"} and change in self._were_test)
            }
        in_test_file = any(change.file == FILES[TEST] for change in changes)
        self._note.setVisible(in_test_file or bool(self._were_test))

    @Slot()
    def _on_show_all_clicked(self) -> None:
        self.filter.clear()
        self._select()

    @Slot(object)
    def _on_edit_made(self, edit: Edit) -> None:
        self.show_edits(with_edit(self._edits, edit))
        self.edit_wanted.emit(edit)

    @Slot(list)
    def _on_leave_out_wanted(self, rows: list[LeftOutRow]) -> None:
        self._leave_out(with_left_out(self._left_out, rows))

    @Slot(list)
    def _on_take_in_wanted(self, rows: list[LeftOutRow]) -> None:
        self._leave_out(without_left_out(self._left_out, rows))

    def _leave_out(self, left_out: tuple[LeftOutRow, ...]) -> None:
        self.show_left_out(left_out)
        self.left_out_wanted.emit(left_out)
