"""The line above the rows in which a person says which of them to see."""

from collections.abc import Iterable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from guitune.core.data.overview import DataOverview
from guitune.core.data.rows import RowFilter
from guitune.formatting import visible
from guitune.gui.icons import icon
from guitune.gui.models.data_table_model import SIDE_TITLES
from guitune.gui.widgets.text import button, plain_tip
from guitune.i18n import _, ngettext

_SEARCH_AFTER_MS, _LONGEST_LABEL, _LONGEST_TITLE, _MOST_LABELS = 150, 40, 40, 1000


class RowFilterLine(QWidget):
    """Words, label and side; `chip` names the finding whose rows alone are shown, and shows all again.

    Signals
    -------
    changed
        Other rows are wanted; `wanted` says which.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row_numbers: tuple[int, ...] | None = None
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
        self._label.addItem(_("Label: all"), None)
        self._side = QComboBox()
        self._side.setObjectName("side_filter_combo")
        self._side.setAccessibleName(_("Show one side of the split only"))
        self._side.addItem(_("Split: all"), None)
        for side, title in SIDE_TITLES.items():
            self._side.addItem(_(title), side)
        self.chip = button("", "finding_filter_chip", "chip")
        self.chip.hide()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._search, 1)
        line.addWidget(self._label)
        line.addWidget(self._side)

        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SEARCH_AFTER_MS)
        self._later.timeout.connect(self.changed)
        self._search.textChanged.connect(self._on_search_changed)
        self._label.currentIndexChanged.connect(self._on_chosen)
        self._side.currentIndexChanged.connect(self._on_chosen)
        self.chip.clicked.connect(self._on_chip_clicked)

    @property
    def wanted(self) -> RowFilter:
        """The rows to show."""
        return RowFilter(
            self._search.text(), self._label.currentData(), self._side.currentData(), self._row_numbers
        )

    def show_overview(self, overview: DataOverview) -> None:
        """Offer the overview's labels; what is chosen stays where it can."""
        chosen = self._label.currentData()
        self._label.blockSignals(True)
        self._label.clear()
        self._label.addItem(_("Label: all"), None)
        for name in sorted(name for name, _count in overview.label_counts[:_MOST_LABELS]):
            self._add_label(name)
        self._label.setCurrentIndex(max(0, self._label.findData(chosen)) if chosen is not None else 0)
        self._label.blockSignals(False)
        count = len(overview.examples)
        self._search.setPlaceholderText(
            ngettext("Search {count} text", "Search {count} texts", count).format(count=f"{count:,}")
        )

    def choose_label(self, name: str) -> None:
        """Want one label, or all for an empty text; rows of a finding are no longer wanted alone."""
        self._want_row_numbers(None)
        if name and self._label.findData(name) < 0:
            self._add_label(name)
        self._set(self._label, self._label.findData(name) if name else 0)
        self.changed.emit()

    def choose_rows(self, row_numbers: Iterable[int], title: str) -> None:
        """Want these rows of the main file and nothing else; `title` says what they have in common."""
        self.clear()
        self._want_row_numbers(tuple(row_numbers))
        flat = " ".join(visible(title).split())
        short = flat if len(flat) <= _LONGEST_TITLE else flat[: _LONGEST_TITLE - 1] + "…"
        self.chip.setText(_("Only: {title} ×").format(title=short).replace("&", "&&"))
        self.chip.setToolTip(plain_tip(_("{title}\nClick to show all rows again.").format(title=flat)))
        self.chip.setAccessibleName(
            _("Only these rows are shown: {title}. Show all again").format(title=flat)
        )
        self.changed.emit()

    def clear(self) -> None:
        """Want all rows; `changed` does not come."""
        self._want_row_numbers(None)
        self._search.clear()  # with its signal, or the mark that clears it would stay
        self._later.stop()
        self._set(self._label, 0)
        self._set(self._side, 0)

    def focus_search(self) -> None:
        """Take the keyboard to the search."""
        self._search.setFocus()
        self._search.selectAll()

    def _add_label(self, name: str) -> None:
        shown = visible(name)
        self._label.addItem(
            shown if len(shown) <= _LONGEST_LABEL else shown[: _LONGEST_LABEL - 1] + "…", name
        )

    def _want_row_numbers(self, row_numbers: tuple[int, ...] | None) -> None:
        self._row_numbers = row_numbers
        self.chip.setVisible(row_numbers is not None)

    @staticmethod
    def _set(combo: QComboBox, index: int) -> None:
        combo.blockSignals(True)
        combo.setCurrentIndex(index)
        combo.blockSignals(False)

    @Slot()
    def _on_search_changed(self) -> None:
        self._later.start()

    @Slot()
    def _on_chosen(self) -> None:
        self.changed.emit()

    @Slot()
    def _on_chip_clicked(self) -> None:
        self._want_row_numbers(None)
        self.changed.emit()
