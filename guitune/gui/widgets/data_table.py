"""The table of all rows with a search line above it; filtering happens on a job's thread."""

from collections.abc import Iterable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QLineEdit, QTableView

from guitune.core.data.overview import DataOverview
from guitune.gui.icons import icon
from guitune.gui.jobs import Job, Jobs
from guitune.gui.models.data_table_model import (
    LABEL,
    ROW,
    SIDE,
    SIDE_TITLES,
    TEXT,
    DataTableModel,
    Row,
    rows_of,
)
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.cells import TextDelegate
from guitune.gui.widgets.chips import ChipDelegate
from guitune.gui.widgets.row_table import show_as_rows
from guitune.gui.widgets.text import button, label
from guitune.i18n import _, ngettext

_ROW_HEIGHT, _SEARCH_AFTER_MS = 42, 150


class DataTable(Card):
    """Shows an overview's rows, those that fit the search, the label, the side, or a set of row numbers."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._job: Job | None = None
        self._overview: DataOverview | None = None
        self._rows: list[Row] | None = None
        self._only: frozenset[int] = frozenset()
        self._model = DataTableModel()

        self._make_filters()
        self._make_table()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._search, 1)
        line.addWidget(self._label)
        line.addWidget(self._side)
        below = QHBoxLayout()
        below.addWidget(self._count)
        below.addWidget(self._all)
        below.addStretch(1)
        self.body.addLayout(line)
        self.body.addLayout(below)
        self.body.addWidget(self.table, 1)

        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SEARCH_AFTER_MS)
        self._later.timeout.connect(self._filter)
        self._search.textChanged.connect(self._on_search_changed)
        self._label.currentIndexChanged.connect(self._filter)
        self._side.currentIndexChanged.connect(self._filter)

    def _make_filters(self) -> None:
        self._search = QLineEdit()
        self._search.setObjectName("data_search")
        self._search.setAccessibleName(_("Search the texts"))
        self._search.setClearButtonEnabled(True)
        self._search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._label = QComboBox()
        self._label.setObjectName("label_filter_combo")
        self._label.setAccessibleName(_("Show one label only"))
        self._label.setMinimumWidth(150)
        self._label.setMaximumWidth(220)
        self._side = QComboBox()
        self._side.setObjectName("side_filter_combo")
        self._side.setAccessibleName(_("Show one side of the split only"))
        self._side.addItem(_("Split: all"), "")
        for side, title in SIDE_TITLES.items():
            self._side.addItem(_(title), side)
        self._count = label(role="small", name="shown_count_label")
        self._all = button(_("Show all"), "show_all_button", "link")
        self._all.clicked.connect(self._on_show_all_clicked)

    def _make_table(self) -> None:
        self.table = QTableView()
        self.table.setObjectName("data_table")
        self.table.setAccessibleName(_("Rows of the file"))
        self.table.setModel(self._model)
        self.table.setItemDelegateForColumn(TEXT, TextDelegate(self.table))
        self.table.setItemDelegateForColumn(LABEL, ChipDelegate(self.table))
        show_as_rows(self.table)
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        for column, width in ((ROW, 64), (LABEL, 150), (SIDE, 100)):
            header.resizeSection(column, width)

    def show_overview(self, overview: DataOverview) -> None:
        """Show another overview; search and filters stay where they can."""
        self._overview, self._rows, self._only = overview, None, frozenset()
        chosen = self._label.currentData()
        self._label.blockSignals(True)
        self._label.clear()
        self._label.addItem(_("Label: all"), "")
        for name, _count in sorted(overview.label_counts):
            self._label.addItem(name if len(name) <= 40 else name[:39] + "…", name)
        self._label.setCurrentIndex(max(0, self._label.findData(chosen)))
        self._label.blockSignals(False)
        count = len(overview.examples)
        self._search.setPlaceholderText(
            ngettext("Search {count} text", "Search {count} texts", count).format(count=f"{count:,}")
        )
        self._filter()

    def choose_label(self, name: str) -> None:
        """Show one label only, or all for an empty text."""
        self._only = frozenset()
        index = max(0, self._label.findData(name))
        if index == self._label.currentIndex():
            self._filter()
        else:
            self._label.setCurrentIndex(index)

    def choose_rows(self, rows: Iterable[int]) -> None:
        """Show these rows of the file only."""
        self._only = frozenset(rows)
        self._filter()

    @Slot()
    def _on_search_changed(self) -> None:
        self._later.start()

    @Slot()
    def _on_show_all_clicked(self) -> None:
        self._only = frozenset()
        for widget in (self._search, self._label, self._side):
            widget.blockSignals(True)
        self._search.clear()
        self._label.setCurrentIndex(0)
        self._side.setCurrentIndex(0)
        for widget in (self._search, self._label, self._side):
            widget.blockSignals(False)
        self._filter()

    @Slot()
    def _filter(self) -> None:
        overview, known, only = self._overview, self._rows, self._only
        if overview is None:
            return
        words = self._search.text().casefold()
        name, side = self._label.currentData() or "", self._side.currentData() or ""

        def work(_job: Job) -> tuple[list[Row], list[Row]]:
            rows = known if known is not None else rows_of(overview)
            shown = [
                row
                for row in rows
                if (not only or row.row in only)
                and (not name or row.label == name)
                and (not side or row.side == side)
                and (not words or words in row.text.casefold())
            ]
            return rows, shown

        if self._job is not None:
            self._job.cancel()
        self._job = self._jobs.start(_("Searching the rows"), work)
        self._job.succeeded.connect(self._on_filtered)

    @Slot(object)
    def _on_filtered(self, found: tuple[list[Row], list[Row]]) -> None:
        if self.sender() is not self._job or self._overview is None:
            return
        self._job = None
        self._rows, shown = found
        self._model.show(shown, self._overview)
        total = len(self._rows)
        filtered = len(shown) < total
        self._all.setVisible(filtered)
        text = (
            _("{shown} of {total} rows").format(shown=f"{len(shown):,}", total=f"{total:,}")
            if filtered
            else ngettext("{total} row", "{total} rows", total).format(total=f"{total:,}")
        )
        self._count.setText(text)
