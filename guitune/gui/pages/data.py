"""Data: a file with labelled texts comes in, is looked over, mended, and divided."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QStackedWidget, QWidget

from guitune.core.data.checks import Finding
from guitune.core.data.overview import DataOverview
from guitune.gui.file_dialogs import ask_for_clean_copy, ask_for_data_file
from guitune.gui.pages.page import Mark, Page
from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP, ErrorCard
from guitune.gui.widgets.cleaning_panel import CleaningPanel
from guitune.gui.widgets.columns_panel import ColumnsPanel
from guitune.gui.widgets.data_rows import DataRows
from guitune.gui.widgets.data_side import DataSide
from guitune.gui.widgets.drop_area import DropArea
from guitune.gui.widgets.lost_tails_panel import LostTailsPanel
from guitune.gui.widgets.pairs_panel import PairsPanel
from guitune.gui.widgets.panel import Panel
from guitune.gui.widgets.reading_card import ReadingCard
from guitune.gui.widgets.reading_panel import ReadingPanel
from guitune.gui.widgets.split_panel import SplitPanel
from guitune.gui.widgets.text import button
from guitune.i18n import _

_PANELS: dict[str, Callable[[Session], Panel]] = {
    "reading": ReadingPanel,
    "columns": ColumnsPanel,
    "split": SplitPanel,
    "cleaning": CleaningPanel,
    "pairs": PairsPanel,
    "lost": LostTailsPanel,
}


class DataPage(Page):
    """The file, its columns, its split and what is wrong with it beside its rows, or beside a panel."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "data")
        self._shown: DataOverview | None = None
        self._error = self._error_card()
        self.rows.addWidget(self._error)
        self.rows.addWidget(ReadingCard(session.data))
        self._stack = QStackedLayout()
        self._drop = DropArea(session.preferences.recent_files)
        self._drop.file_dropped.connect(session.open_file)
        self._drop.open_wanted.connect(self._on_open_clicked)
        self._drop.sample_wanted.connect(session.open_sample)
        self._stack.addWidget(self._drop)
        self._stack.addWidget(self._loaded())
        self._stack.addWidget(QWidget())
        self.rows.addLayout(self._stack, 1)
        session.data.changed.connect(self._on_data_changed)
        session.project_changed.connect(self.show_rows)
        self._on_data_changed()

    @property
    def mark(self) -> tuple[Mark, str]:
        """Whether the data can be learned from."""
        data = self.session.data
        if data.is_reading:
            return "running", _("The data are being read.")
        if data.error is not None:
            return "attention", data.error.message
        if data.overview is None:
            return "to_do", _("Open a file with labelled texts.")
        if data.overview.problem is not None:
            return "attention", data.overview.problem.message
        if any(finding.severity != "info" for finding in data.overview.findings):
            return "attention", _("There is something to look at, but training can start.")
        return "ready", _("The data are ready.")

    @Slot()
    def focus_search(self) -> None:
        """Show the rows and take the keyboard to their search."""
        self.show_rows()
        self._table_side.table.focus_search()

    @Slot()
    def show_rows(self) -> None:
        """Close whatever panel stands in place of the table."""
        self._right.setCurrentWidget(self._table_side)
        if self.session.data.overview is None:
            self._stack.setCurrentIndex(2 if self.session.data.is_reading else 0)

    @Slot(str)
    def show_panel(self, name: str) -> Panel:
        """Show the panel of that name in place of the table."""
        if name not in self._panels:
            panel = _PANELS[name](self.session)
            panel.closed.connect(self.show_rows)
            self._panels[name] = panel
            self._right.addWidget(panel)
        panel = self._panels[name]
        self._right.setCurrentWidget(panel)
        if isinstance(panel, ReadingPanel):
            panel.show_file()
        return panel

    def _error_card(self) -> ErrorCard:
        card = ErrorCard()
        links = (
            (_("Read again"), "read_again_button", "reset", self.session.data.read_again),
            (_("How it is read..."), "read_otherwise_button", "", self._on_read_otherwise_clicked),
            (_("Open another file..."), "open_other_after_error_button", "", self._on_open_clicked),
            (_("Close"), "dismiss_data_error_button", "", self.session.data.dismiss_error),
        )
        for place, (text, name, icon_name, act) in enumerate(links):
            link = button(text, name, "link", icon_name=icon_name)
            link.clicked.connect(act)
            card.buttons.insertWidget(place, link)
        self._dismiss = link
        return card

    def _loaded(self) -> QWidget:
        whole = QWidget()
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        self._side = DataSide(self.session)
        self._side.open_wanted.connect(self._on_open_clicked)
        self._side.panel_wanted.connect(self.show_panel)
        self._side.rows_wanted.connect(self._on_rows_wanted)
        self._side.pairs_wanted.connect(self._on_pairs_wanted)
        self._table_side = DataRows(self.session)
        self._table_side.clean_copy_wanted.connect(self.ask_for_clean_copy)
        self._table_side.lost_wanted.connect(self._on_lost_wanted)
        self._table_side.model_wanted.connect(lambda: self.page_wanted.emit("model"))
        self._panels: dict[str, Panel] = {}
        self._right = QStackedWidget()
        self._right.addWidget(self._table_side)
        line.addWidget(self._side)
        line.addWidget(self._right, 1)
        return whole

    @Slot()
    def _on_data_changed(self) -> None:
        data = self.session.data
        self._error.show_error(data.error)
        self._dismiss.setVisible(data.overview is not None)
        overview = data.overview
        if overview is None:
            self._stack.setCurrentIndex(2 if data.is_reading else 0)
        else:
            self._stack.setCurrentIndex(1)
            self._side.show()
            if overview is not self._shown:
                if self._shown is not None and self._shown.table.source.path != overview.table.source.path:
                    self.show_rows()
                self._side.show_overview(overview)
                self._table_side.show_overview(overview)
        self._shown = overview
        self.mark_changed.emit()

    @Slot()
    def _on_read_otherwise_clicked(self) -> None:
        self.show_panel("reading")
        self._stack.setCurrentIndex(1)
        self._side.setVisible(self.session.data.overview is not None)

    @Slot()
    def _on_open_clicked(self) -> None:
        file = ask_for_data_file(self, self.session.preferences)
        if file is not None:
            self.session.open_file(file)

    @Slot(object, str)
    def _on_rows_wanted(self, rows: tuple[int, ...], title: str) -> None:
        self.show_rows()
        self._table_side.table.choose_rows(rows, title)

    @Slot(object)
    def _on_pairs_wanted(self, finding: Finding) -> None:
        panel = self.show_panel("pairs")
        if isinstance(panel, PairsPanel):
            panel.show_finding(finding)

    @Slot(int)
    def _on_lost_wanted(self, length: int) -> None:
        panel = self.show_panel("lost")
        if isinstance(panel, LostTailsPanel):
            panel.show_cut(length)

    @Slot()
    def ask_for_clean_copy(self) -> None:
        """Ask where the rows shall be written to, and write them."""
        overview = self.session.data.overview
        if overview is None:
            return
        chosen = ask_for_clean_copy(self, overview.table.source.path)
        if chosen is not None:
            target, for_spreadsheet = chosen
            self.session.save_clean_copy(target, for_spreadsheet=for_spreadsheet)
