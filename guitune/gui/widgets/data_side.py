"""The left column of the Data page: the file, its columns, its split, and what is wrong with it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from guitune.core.data.column_roles import columns_beside, roles_with_label, roles_with_text
from guitune.core.data.overview import DataOverview
from guitune.core.data.recipe import fixes_made, with_fix, without_fix
from guitune.gui.session import Session
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.data_words import column_roles, file_facts, unused_rows
from guitune.gui.widgets.findings_list import FindingsList
from guitune.gui.widgets.fix_words import fix_act
from guitune.gui.widgets.split_bar import SplitBar
from guitune.gui.widgets.text import button, label
from guitune.i18n import _

_WIDTH, _GAP = 356, 8


class DataSide(QWidget):
    """Cards from top to bottom in the order in which one looks at a file.

    Signals
    -------
    open_wanted
        Another file shall be opened.
    panel_wanted(str)
        "reading", "columns", "split" or "cleaning" shall be shown in place of the table.
    rows_wanted(object, str)
        The table shall show these rows of the file, and this title as the reason.
    pairs_wanted(Finding)
        The pairs of this finding shall be shown side by side.
    """

    open_wanted = Signal()
    panel_wanted = Signal(str)
    rows_wanted = Signal(object, str)
    pairs_wanted = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setFixedWidth(_WIDTH)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_GAP)
        rows.addWidget(self._file_card())
        rows.addWidget(self._split_card())
        rows.addWidget(self._findings_card(), 1)

    def show_overview(self, overview: DataOverview) -> None:
        """Show what is known of the data."""
        source, config = overview.table.source, overview.config
        self._name.setText(source.path.name)
        self._name.setToolTip(str(source.path))
        self._facts.setText(file_facts(overview))
        for combo, chosen in ((self._text, config.text_column), (self._label, config.label_column)):
            combo.clear()
            combo.addItems(list(overview.table.names))
            combo.setCurrentText(chosen)
        self._roles.setText(column_roles(config, columns_beside(config, overview.table.names)))
        self._roles.setVisible(bool(self._roles.text()))
        self._split.show_split(overview.split)
        self._aside.setText(unused_rows(overview))
        self._aside.setVisible(bool(self._aside.text()))
        self._findings_count.setText(str(len(overview.findings) or ""))
        self._findings.show_findings(overview.findings, fixes_made(config))

    def _file_card(self) -> Card:
        card = Card()
        self._name = label(role="title", name="file_name_label", wrap=True)
        other = button(_("Open another..."), "open_other_file_button", "link")
        other.clicked.connect(self.open_wanted)
        line = QHBoxLayout()
        line.addWidget(self._name, 1)
        line.addWidget(other)
        self._facts = label(role="small", wrap=True, name="file_facts_label")
        facts = QHBoxLayout()
        facts.addWidget(self._facts, 1)
        facts.addWidget(self._panel_link(_("Not right?"), "reading"))
        card.body.addLayout(line)
        card.body.addLayout(facts)
        self._add_columns(card)
        return card

    def _add_columns(self, card: Card) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        more = self._panel_link(_("More..."), "columns")
        more.setToolTip(_("Pairs of texts, several columns joined..."))
        more.setAccessibleName(_("Pairs of texts, several columns joined..."))
        self._text = self._column_combo("text_column_combo", _("Text to read"), line)
        self._label = self._column_combo("label_column_combo", _("Label to learn"), line, more)
        self._text.activated.connect(self._on_text_column_chosen)
        self._label.activated.connect(self._on_label_column_chosen)
        self._roles = label(role="small", wrap=True, name="column_roles_label")
        card.body.addLayout(line)
        card.body.addWidget(self._roles)

    def _column_combo(
        self, name: str, title: str, line: QHBoxLayout, beside: QPushButton | None = None
    ) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        combo.setAccessibleName(title)
        combo.setMinimumContentsLength(6)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        rows = QVBoxLayout()
        rows.setSpacing(4)
        heading = QHBoxLayout()
        heading.addWidget(label(title, "small"), 1)
        if beside is not None:
            heading.addWidget(beside)
        rows.addLayout(heading, 1)
        rows.addWidget(combo)
        line.addLayout(rows, 1)
        return combo

    def _split_card(self) -> Card:
        card = Card(_("Split"), _("the same test texts every time"))
        card.heading.addWidget(self._panel_link(_("Adjust..."), "split"))
        self._split = SplitBar()
        self._aside = label(role="small", wrap=True, name="set_aside_label")
        card.body.addWidget(self._split)
        card.body.addWidget(self._aside)
        return card

    def _findings_card(self) -> Card:
        card = Card(_("To look at"), " ")
        card.heading.addWidget(self._panel_link(_("Clean texts..."), "cleaning"))
        self._findings_count = card.subtitle
        self._findings = FindingsList()
        self._findings.fix_wanted.connect(self._on_fix_wanted)
        self._findings.fix_unwanted.connect(self._on_fix_unwanted)
        self._findings.rows_wanted.connect(self.rows_wanted)
        self._findings.pairs_wanted.connect(self.pairs_wanted)
        card.body.addWidget(self._findings, 1)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        return card

    def _panel_link(self, text: str, panel: str) -> QPushButton:
        link = button(text, f"{panel}_panel_button", "link")
        link.clicked.connect(lambda: self.panel_wanted.emit(panel))
        return link

    @Slot()
    def _on_text_column_chosen(self) -> None:
        roles = roles_with_text(self._session.config.data, self._text.currentText())
        self._session.change_data(_("choice of columns"), **roles)

    @Slot()
    def _on_label_column_chosen(self) -> None:
        roles = roles_with_label(self._session.config.data, self._label.currentText())
        self._session.change_data(_("choice of columns"), **roles)

    @Slot(str)
    def _on_fix_wanted(self, name: str) -> None:
        self._session.choose_data(fix_act(name), with_fix(self._session.config.data, name))

    @Slot(str)
    def _on_fix_unwanted(self, name: str) -> None:
        data = without_fix(self._session.config.data, name)
        self._session.choose_data(_("taking back of: {fix}").format(fix=fix_act(name)), data)
