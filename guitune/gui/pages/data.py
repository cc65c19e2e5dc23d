"""Data: a file with labelled texts comes in, is looked over, mended, and divided."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QStackedWidget, QWidget

from guitune.core.data.checks import Finding
from guitune.core.data.overview import DataOverview
from guitune.gui.file_dialogs import ask_for_clean_copy, ask_for_data_file
from guitune.gui.folder_opening import open_folder
from guitune.gui.jobs import Job
from guitune.gui.pages.page import Mark, Page
from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP
from guitune.gui.widgets.cleaning_panel import CleaningPanel
from guitune.gui.widgets.columns_panel import ColumnsPanel
from guitune.gui.widgets.data_error_card import DataErrorCard
from guitune.gui.widgets.data_rows import DataRows
from guitune.gui.widgets.data_side import DataSide
from guitune.gui.widgets.data_words import short_name
from guitune.gui.widgets.drop_area import DropArea
from guitune.gui.widgets.lost_tails_panel import LostTailsPanel
from guitune.gui.widgets.notice_card import NoticeCard
from guitune.gui.widgets.own_split import require_usable
from guitune.gui.widgets.pairs_panel import PairsPanel
from guitune.gui.widgets.panel import Panel
from guitune.gui.widgets.reading_card import ReadingCard
from guitune.gui.widgets.reading_panel import ReadingPanel
from guitune.gui.widgets.split_panel import SplitPanel
from guitune.i18n import _

_PANELS: dict[str, Callable[[Session], Panel]] = {
    "reading": ReadingPanel,
    "columns": ColumnsPanel,
    "split": SplitPanel,
    "cleaning": CleaningPanel,
    "pairs": PairsPanel,
    "lost": LostTailsPanel,
}


@dataclass(frozen=True)
class OpenPanel:
    """What stands in place of the table: its name, and the finding or the length that it is about."""

    name: str
    finding: Finding | None
    cut: int


class DataPage(Page):
    """The file, its columns, its split and what is wrong with it beside its rows, or beside a panel."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "data")
        self._shown: DataOverview | None = None
        self._error = DataErrorCard(session.data)
        self._error.open_wanted.connect(self._on_open_clicked)
        self._error.reading_wanted.connect(self._on_read_otherwise_clicked)
        self._finding: Finding | None = None
        self._cut = 0
        self._saved = NoticeCard("saved_copy", "notice-good")
        self._saved.act_wanted.connect(self._on_folder_wanted)
        self._second = NoticeCard("second_file", "notice-info")
        self._second.act_wanted.connect(self._on_test_file_wanted)
        self._saving: Job | None = None
        self._checking: Job | None = None
        self._others: list[Path] = []
        for card in (self._error, self._saved, self._second, ReadingCard(session.data)):
            self.rows.addWidget(card)
        self._stack = QStackedLayout()
        self._drop = DropArea(session.preferences)
        self._drop.files_dropped.connect(self.open_files)
        self._drop.open_wanted.connect(self._on_open_clicked)
        self._drop.sample_wanted.connect(session.open_sample)
        self._stack.addWidget(self._drop)
        self._stack.addWidget(self._loaded())
        self._stack.addWidget(QWidget())
        self.rows.addLayout(self._stack, 1)
        session.data.changed.connect(self._on_data_changed)
        session.project_changed.connect(self._on_project_changed)
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

    @property
    def open_panel(self) -> OpenPanel | None:
        """What stands in place of the table, None for the table."""
        panel = self._right.currentWidget()
        name = next((name for name, made in self._panels.items() if made is panel), None)
        return OpenPanel(name, self._finding, self._cut) if name is not None else None

    def reopen_panel(self, panel: OpenPanel | None) -> None:
        """Show what another page of this kind had open; what was typed into it is not taken over."""
        if panel is None or (self.session.data.overview is None and panel.name != "reading"):
            return
        if panel.name == "pairs" and panel.finding is not None:
            self._on_pairs_wanted(panel.finding)
        elif panel.name == "lost":
            self._on_lost_wanted(panel.cut)
        elif panel.name == "reading":
            self._on_read_otherwise_clicked()
        else:
            self.show_panel(panel.name)

    @Slot(list)
    def open_files(self, files: list[Path]) -> None:
        """Read the first of these files; the second is offered as the test file once that is done."""
        self._second.hide()
        self.session.open_file(files[0])
        self._others = [file for file in files[1:] if file.is_file()]

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
        overview = data.overview
        self._error.follow()
        if overview is None:
            self._stack.setCurrentIndex(2 if data.is_reading else 0)
        else:
            self._stack.setCurrentIndex(1)
            self._side.show()
            if overview is not self._shown:
                if self._shown is not None and self._shown.table.source.path != overview.table.source.path:
                    self.show_rows()
                    self._saved.hide()
                    self._second.hide()
                self._side.show_overview(overview)
                self._table_side.show_overview(overview)
        self._shown = overview
        if not data.is_reading:
            self._offer_second()
        self.mark_changed.emit()

    def _offer_second(self) -> None:
        """Say of a file that was dropped with the one that is open now what can be made of it."""
        others, self._others = self._others, []
        if not others or self.session.data.error is not None:
            return
        name = short_name(others[0])
        self._second.show_notice(
            _("Only the first of these files was opened. Does “{file}” hold the texts to test with?").format(
                file=name
            ),
            _("Use {file} as the test file").format(file=name),
            others[0],
        )

    @Slot()
    def _on_test_file_wanted(self) -> None:
        data = self.session.config.data
        self._test_file = str(self._second.file.expanduser().resolve())
        file = self._test_file
        self._checking = self.session.jobs.start(
            _("Reading {file}").format(file=self._second.file.name),
            lambda job: require_usable(file, data, job),
        )
        self._checking.succeeded.connect(self._on_test_file_checked)
        self._checking.failed.connect(self.session.problem_occurred)

    @Slot()
    def _on_test_file_checked(self) -> None:
        if self.sender() is self._checking:
            self.session.change_data(_("choice of split"), test_file=self._test_file)

    @Slot()
    def _on_project_changed(self) -> None:
        self.show_rows()
        self._saved.hide()
        self._second.hide()
        self._checking = self._saving = None

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
        self._finding = finding
        panel = self.show_panel("pairs")
        if isinstance(panel, PairsPanel):
            panel.show_finding(finding)

    @Slot(int)
    def _on_lost_wanted(self, length: int) -> None:
        self._cut = length
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
            self._saved.hide()
            self._saved.file = target
            self._saving = self.session.save_clean_copy(overview, target, for_spreadsheet=for_spreadsheet)
            self._saving.succeeded.connect(self._on_saved)

    @Slot()
    def _on_saved(self) -> None:
        if self.sender() is self._saving:
            file = self._saved.file
            text = _("The clean copy is in {file}.").format(file=short_name(file))
            self._saved.show_notice(text, _("Open folder"), file)

    @Slot()
    def _on_folder_wanted(self) -> None:
        open_folder(self._saved.file.parent)
