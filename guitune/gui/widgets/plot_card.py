"""A card with a plot of a run, the table behind it, and a line that says how to read it."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QHeaderView,
    QSizePolicy,
    QSpacerItem,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from guitune.core.history import History
from guitune.gui.models.history_tables import HistoryTableModel
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.legend import LegendEntry
from guitune.gui.widgets.plot_curve import Curve
from guitune.gui.widgets.text import button, label
from guitune.i18n import _


class PlotCard(Card):
    """Plots and a table of the same figures, of which one is seen.

    Parameters
    ----------
    title, reading
        What the plot shows, and how to read it.
    entries
        The curves that the heading explains, each with a sentence.
    table, table_name
        The figures, and the object name of the table that shows them.
    """

    def __init__(
        self,
        title: str,
        reading: str,
        entries: Sequence[tuple[Curve, str]],
        table: HistoryTableModel,
        table_name: str,
    ) -> None:
        super().__init__(title)
        self.heading.removeWidget(self.subtitle)
        self.subtitle.hide()
        self.heading.setSpacing(5)
        for place, (curve, tip) in enumerate(entries):
            gap = QSpacerItem(10, 0, QSizePolicy.Policy.Maximum)  # given up where there is little room
            self.heading.insertItem(1 + 2 * place, gap)
            self.heading.insertWidget(2 + 2 * place, LegendEntry(curve, tip))
        self._switch = button(_("As table"), f"{table_name}_button", "link")
        self._switch.setToolTip(_("Shows the figures behind the lines, or the lines again."))
        self._switch.clicked.connect(self._on_switch_clicked)
        self.heading.addWidget(self._switch)
        self._history = History()
        self._table = table
        self._view = QTableView()
        self._view.setObjectName(table_name)
        self._view.setAccessibleName(title)
        self._view.setModel(table)
        self._view.setProperty("figures", "true")
        self._view.setShowGrid(False)
        self._view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self._view.setCornerButtonEnabled(False)
        self._view.verticalHeader().hide()
        self._view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        drawing = QWidget()
        self.plots = QVBoxLayout(drawing)
        self.plots.setContentsMargins(0, 0, 0, 0)
        self.plots.setSpacing(2)
        self._stack = QStackedLayout()
        self._stack.addWidget(drawing)
        self._stack.addWidget(self._view)
        self.body.addLayout(self._stack, 1)
        self._reading = label(reading, "small", wrap=True)
        self.body.addWidget(self._reading)

    @property
    def shows_table(self) -> bool:
        """Whether the table is seen and not the plot."""
        return self._stack.currentIndex() == 1

    def show_history(self, history: History) -> None:
        """Draw a run as it stands, or fill the table with it, whichever is seen."""
        self._history = history
        if self.shows_table:
            self._fill_table()
        else:
            self.draw(history)

    def set_reading(self, reading: str) -> None:
        """Say how to read the plot."""
        self._reading.setText(reading)

    def draw(self, history: History) -> None:
        """Bring the plots in line with a run."""
        raise NotImplementedError

    def _fill_table(self) -> None:
        bar = self._view.verticalScrollBar()
        follows = bar.value() == bar.maximum()
        self._table.show(self._history)
        if follows:
            self._view.scrollToBottom()

    @Slot()
    def _on_switch_clicked(self) -> None:
        self._stack.setCurrentIndex(0 if self.shows_table else 1)
        self._switch.setText(_("As plot") if self.shows_table else _("As table"))
        self.show_history(self._history)
