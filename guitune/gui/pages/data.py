"""Data: a file with labelled texts comes in, is looked over, and divided."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from guitune.core.data.overview import DataOverview
from guitune.gui.file_dialogs import ask_for_data_file
from guitune.gui.pages.page import Mark, Page
from guitune.gui.session import Session
from guitune.gui.widgets.busy_card import BusyCard
from guitune.gui.widgets.card import GAP, Card, ErrorCard
from guitune.gui.widgets.class_chart import ClassChart
from guitune.gui.widgets.data_table import DataTable
from guitune.gui.widgets.data_words import file_facts, unused_rows
from guitune.gui.widgets.drop_area import DropArea
from guitune.gui.widgets.findings_list import FindingsList
from guitune.gui.widgets.length_chart import LengthChart
from guitune.gui.widgets.split_bar import SplitBar
from guitune.gui.widgets.text import button, label
from guitune.i18n import _

_SIDE_WIDTH, _CHART_HEIGHT = 356, 216


class DataPage(Page):
    """The file, its columns, its split and what is wrong with it beside its rows."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "data")
        self._shown: DataOverview | None = None
        self._error = ErrorCard()
        again = button(_("Open another file..."), "open_other_after_error_button", "link")
        again.clicked.connect(self._on_open_clicked)
        retry = button(_("Read again"), "read_again_button", "link", icon_name="reset")
        retry.clicked.connect(session.data.read_again)
        self._error.buttons.insertWidget(0, again)
        self._error.buttons.insertWidget(0, retry)
        self._busy = BusyCard()
        self._busy.cancel.clicked.connect(session.data.cancel)
        self.rows.addWidget(self._error)
        self.rows.addWidget(self._busy)
        self._stack = QStackedLayout()
        self._drop = DropArea(session.preferences.recent_files)
        self._drop.file_dropped.connect(session.open_file)
        self._drop.open_wanted.connect(self._on_open_clicked)
        self._drop.sample_wanted.connect(session.open_sample)
        self._stack.addWidget(self._drop)
        self._stack.addWidget(self._loaded())
        self.rows.addLayout(self._stack, 1)
        session.data.changed.connect(self._on_data_changed)
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

    def _loaded(self) -> QWidget:
        whole = QWidget()
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        left = QVBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(self._file_card())
        left.addWidget(self._columns_card())
        left.addWidget(self._split_card())
        left.addWidget(self._findings_card(), 1)
        side = QWidget()
        side.setFixedWidth(_SIDE_WIDTH)
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        line.addWidget(side)
        right = QVBoxLayout()
        right.setSpacing(GAP)
        self._table = DataTable(self.session.jobs)
        right.addWidget(self._table, 1)
        right.addLayout(self._charts())
        line.addLayout(right, 1)
        return whole

    def _file_card(self) -> Card:
        card = Card()
        self._name = label(role="title", name="file_name_label", wrap=True)
        other = button(_("Open another..."), "open_other_file_button", "link")
        other.clicked.connect(self._on_open_clicked)
        line = QHBoxLayout()
        line.addWidget(self._name, 1)
        line.addWidget(other)
        self._facts = label(role="small", wrap=True, name="file_facts_label")
        card.body.addLayout(line)
        card.body.addWidget(self._facts)
        return card

    def _columns_card(self) -> Card:
        card = Card()
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self._text = self._column_combo("text_column_combo", _("Text to read"), line)
        self._label = self._column_combo("label_column_combo", _("Label to learn"), line)
        card.body.addLayout(line)
        self._text.activated.connect(self._on_text_column_chosen)
        self._label.activated.connect(self._on_label_column_chosen)
        return card

    def _column_combo(self, name: str, title: str, line: QHBoxLayout) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        combo.setAccessibleName(title)
        combo.setMinimumContentsLength(6)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        rows = QVBoxLayout()
        rows.setSpacing(4)
        rows.addWidget(label(title, "small"))
        rows.addWidget(combo)
        line.addLayout(rows, 1)
        return combo

    def _split_card(self) -> Card:
        card = Card(_("Split"), _("the same test texts every time"))
        self._split = SplitBar()
        self._aside = label(role="small", wrap=True, name="set_aside_label")
        card.body.addWidget(self._split)
        card.body.addWidget(self._aside)
        return card

    def _findings_card(self) -> Card:
        card = Card(_("To look at"), " ")
        self._findings_count = card.subtitle
        self._findings = FindingsList()
        self._findings.fix_wanted.connect(self._on_fix_wanted)
        self._findings.fix_unwanted.connect(self._on_fix_unwanted)
        self._findings.rows_wanted.connect(self._on_rows_wanted)
        card.body.addWidget(self._findings, 1)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        return card

    def _charts(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        counts = Card(_("Texts for each label"), _("choose one to see its texts"))
        self._classes = ClassChart()
        self._classes.label_chosen.connect(self._on_label_chosen)
        counts.body.addWidget(self._classes, 1)
        lengths = Card(_("How long the texts are"))
        self._lengths = LengthChart()
        lengths.body.addWidget(self._lengths, 1)
        for card in (counts, lengths):
            card.setFixedHeight(_CHART_HEIGHT)
        line.addWidget(counts, 1)
        line.addWidget(lengths, 1)
        return line

    @Slot()
    def _on_data_changed(self) -> None:
        data = self.session.data
        self._error.show_error(data.error)
        self._busy.setVisible(data.is_reading and data.overview is None)
        self._stack.setCurrentIndex(0 if data.overview is None else 1)
        if data.overview is not None and data.overview is not self._shown:
            self._show(data.overview)
        self._shown = data.overview
        self.mark_changed.emit()

    def _show(self, overview: DataOverview) -> None:
        source = overview.table.source
        self._name.setText(source.path.name)
        self._name.setToolTip(str(source.path))
        self._facts.setText(file_facts(overview))
        for combo, chosen in (
            (self._text, overview.config.text_column),
            (self._label, overview.config.label_column),
        ):
            combo.clear()
            combo.addItems(list(overview.table.names))
            combo.setCurrentText(chosen)
        self._split.show_split(overview.split)
        self._aside.setText(unused_rows(overview))
        self._aside.setVisible(bool(self._aside.text()))
        self._findings_count.setText(str(len(overview.findings) or ""))
        self._findings.show_findings(overview.findings, overview.config.fixes)
        self._table.show_overview(overview)
        self._classes.show_counts(overview.label_counts)
        self._lengths.show_lengths([len(text) for text in overview.examples.texts])

    @Slot()
    def _on_open_clicked(self) -> None:
        file = ask_for_data_file(self, self.session.preferences)
        if file is not None:
            self.session.open_file(file)

    @Slot()
    def _on_text_column_chosen(self) -> None:
        self._choose_columns(self._text.currentText(), self._label.currentText(), moved="label")

    @Slot()
    def _on_label_column_chosen(self) -> None:
        self._choose_columns(self._text.currentText(), self._label.currentText(), moved="text")

    def _choose_columns(self, text: str, label_column: str, moved: str) -> None:
        """Two roles never share a column: the other one takes what this one leaves."""
        old = self.session.config.data
        if text == label_column:
            if moved == "label":
                label_column = old.text_column
            else:
                text = old.label_column
        self.session.change_data(_("choice of columns"), text_column=text, label_column=label_column)

    @Slot(str)
    def _on_fix_wanted(self, name: str) -> None:
        fixes = self.session.config.data.fixes
        self.session.change_data(_("fix of the data"), fixes=(*fixes, name))

    @Slot(str)
    def _on_fix_unwanted(self, name: str) -> None:
        fixes = tuple(fix for fix in self.session.config.data.fixes if fix != name)
        self.session.change_data(_("fix of the data"), fixes=fixes)

    @Slot(object)
    def _on_rows_wanted(self, rows: tuple[int, ...]) -> None:
        self._table.choose_rows(rows)

    @Slot(str)
    def _on_label_chosen(self, name: str) -> None:
        self._table.choose_label(name)
