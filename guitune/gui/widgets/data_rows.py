"""The right side of the Data page: all rows, with the charts that filter and explain them."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from guitune.core.data.overview import DataOverview
from guitune.core.data.rows import with_edit
from guitune.core.data_choices import Edit, LeftOutRow
from guitune.gui.session import Session
from guitune.gui.widgets.baseline_line import BaselineLine
from guitune.gui.widgets.card import GAP, Card
from guitune.gui.widgets.class_chart import ClassChart
from guitune.gui.widgets.data_table import DataTable
from guitune.gui.widgets.length_card import LengthCard
from guitune.gui.widgets.no_rows_note import NoRowsNote
from guitune.i18n import _

_CHART_HEIGHT = 216


class DataRows(QWidget):
    """The table over the two charts.

    Signals
    -------
    clean_copy_wanted
        The person wants the rows written to another file.
    lost_wanted(int)
        The texts that are cut at this length shall be shown.
    model_wanted
        The person wants to choose another model.
    """

    clean_copy_wanted = Signal()
    lost_wanted = Signal(int)
    model_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.table = DataTable(session.jobs)
        self.table.edit_wanted.connect(self._on_edit_wanted)
        self.table.left_out_wanted.connect(self._on_left_out_wanted)
        self.table.clean_copy_wanted.connect(self.clean_copy_wanted)
        NoRowsNote(self.table.table).all_wanted.connect(self._on_all_wanted)
        session.config_changed.connect(self._on_config_changed)
        counts = Card(_("Texts for each label"), _("choose one to see its texts"))
        self._classes = ClassChart()
        self._classes.label_chosen.connect(self.table.choose_label)
        counts.body.addWidget(self._classes, 1)
        counts.body.addWidget(BaselineLine(session))
        lengths = LengthCard(session)
        lengths.lost_wanted.connect(self.lost_wanted)
        lengths.model_wanted.connect(self.model_wanted)
        charts = QHBoxLayout()
        charts.setSpacing(GAP)
        for card in (counts, lengths):
            card.setFixedHeight(_CHART_HEIGHT)
            charts.addWidget(card, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        rows.addWidget(self.table, 1)
        rows.addLayout(charts)

    def show_overview(self, overview: DataOverview) -> None:
        """Show what is known of the data."""
        self.table.show_overview(overview)
        self._classes.show_counts(overview.label_counts)

    @Slot(object)
    def _on_edit_wanted(self, edit: Edit) -> None:
        edits = with_edit(self._session.config.data.edits, edit)
        self._session.change_data(_("edit of a cell"), edits=edits)

    @Slot(object)
    def _on_left_out_wanted(self, left_out: tuple[LeftOutRow, ...]) -> None:
        self._session.change_data(_("leaving out of rows"), left_out_rows=left_out)

    @Slot()
    def _on_all_wanted(self) -> None:
        self.table.filter.clear()
        self.table.filter.changed.emit()

    @Slot()
    def _on_config_changed(self) -> None:
        self.table.show_edits(self._session.config.data.edits)
        self.table.show_left_out(self._session.config.data.left_out_rows)
