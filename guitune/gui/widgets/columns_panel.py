"""Which columns are read, which is learned, and how several are read as one text or as a pair."""

from dataclasses import replace
from typing import Any, Literal

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from guitune.core.config import DataConfig
from guitune.core.data.column_roles import columns_beside, roles_with_label, roles_with_text
from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP
from guitune.gui.widgets.column_combo import ColumnCombo
from guitune.gui.widgets.joined_columns import JoinedColumns
from guitune.gui.widgets.panel import Panel
from guitune.gui.widgets.reading_example import ReadingExample
from guitune.gui.widgets.scrolled import scrolled
from guitune.gui.widgets.text import label, rule
from guitune.i18n import _, ngettext

Reading = Literal["one", "pair", "joined"]
_NAMED_BESIDE = 12


class ColumnsPanel(Panel):
    """Every choice of columns, with the first texts as they will be read. No column has two roles."""

    def __init__(self, session: Session) -> None:
        super().__init__("columns", _("Columns"), _("what is read, and what is learned from it"))
        self._session = session
        self._names: tuple[str, ...] = ()
        self._chosen: tuple[Reading, DataConfig] | None = None
        self._text = ColumnCombo("panel_text_column_combo", _("Text to read"))
        self._text.activated.connect(self._on_text_chosen)
        self._label = ColumnCombo("panel_label_column_combo", _("Label to learn"))
        self._label.activated.connect(self._on_label_chosen)
        self._second = ColumnCombo("text2_column_combo", _("Second text"))
        self._second.activated.connect(self._on_second_chosen)
        self._joined = JoinedColumns()
        self._joined.columns_chosen.connect(self._on_joined_chosen)
        self._ways = QButtonGroup(self)
        self._ways.idClicked.connect(self._on_way_clicked)
        self._order: tuple[Reading, ...] = ("one", "pair", "joined")
        titles = (
            _("One text"),
            _("A pair of texts (two sentences that belong together)"),
            _("Several columns joined"),
        )
        for number, (name, title) in enumerate(zip(self._order, titles, strict=True)):
            way = QRadioButton(title)
            way.setObjectName(f"read_{name}_radio")
            self._ways.addButton(way, number)
        self._example = ReadingExample()
        self._beside = label(role="muted", wrap=True, name="columns_beside_label")
        self._arrange()
        session.config_changed.connect(self._show)
        session.data.changed.connect(self._show)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what has changed while nobody looked."""
        super().showEvent(event)
        self._show()

    def _arrange(self) -> None:
        inner = QWidget()
        inner.setObjectName("scrolled")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(GAP)
        roles = QGridLayout()
        roles.setHorizontalSpacing(GAP)
        roles.setVerticalSpacing(4)
        for place, combo in enumerate((self._text, self._label)):
            roles.addWidget(_caption(combo), 0, place)
            roles.addWidget(combo, 1, place)
            roles.setColumnStretch(place, 1)
        rows.addLayout(roles)
        rows.addWidget(rule())
        rows.addWidget(label(_("How the text is read"), "title"))
        self._pair_row = QWidget()
        pair = QVBoxLayout(self._pair_row)
        pair.setContentsMargins(26, 0, 0, 0)
        pair.setSpacing(4)
        pair.addWidget(_caption(self._second))
        pair.addWidget(self._second)
        one_text, a_pair, joined = self._ways.buttons()
        for widget in (one_text, a_pair, self._pair_row, joined, self._joined):
            rows.addWidget(widget)
        rows.addWidget(rule())
        rows.addWidget(label(_("The first texts as the model reads them"), "title"))
        rows.addWidget(self._example)
        rows.addWidget(self._beside)
        rows.addStretch(1)
        self.body.addWidget(scrolled(inner), 1)

    @Slot()
    def _show(self) -> None:
        overview = self._session.data.overview
        if overview is None or not self.isVisible():
            return
        data, self._names = self._session.config.data, overview.table.names
        reading = self._reading_of(data)
        free = (*columns_beside(data, self._names), *data.joined_columns, data.text2_column or "")
        for way in self._ways.buttons()[1:]:
            way.setEnabled(any(free))
            way.setToolTip("" if any(free) else _("The file has no other column."))
        self._ways.button(self._order.index(reading)).setChecked(True)
        self._show_combos(data)
        self._pair_row.setVisible(reading == "pair")
        self._joined.setVisible(reading == "joined")
        others = [name for name in self._names if name not in _fixed_roles(data)]
        self._joined.show_columns(others, data.joined_columns)
        self._example.show_examples(overview.examples.texts, overview.examples.pairs)
        self._beside.setText(_beside_sentence(columns_beside(data, self._names)))
        self._beside.setVisible(bool(self._beside.text()))

    def _show_combos(self, data: DataConfig) -> None:
        self._text.show_columns(self._names, data.text_column)
        self._label.show_columns(self._names, data.label_column)
        self._second.show_columns(self._names, data.text2_column, _("Choose a column"))
        self._second.switch_off(data.text_column, _("It is the first text."))
        self._second.switch_off(data.label_column, _("It holds the labels."))
        if data.split_column:
            for combo in (self._text, self._label, self._second):
                combo.switch_off(data.split_column, _("It says how the texts are divided."))

    def _reading_of(self, data: DataConfig) -> Reading:
        """How several columns are read; a way that was chosen stays open while it still lacks its columns."""
        if data.text2_column:
            return "pair"
        if data.joined_columns:
            return "joined"
        return self._chosen[0] if self._chosen is not None and self._chosen[1] == data else "one"

    @Slot()
    def _on_text_chosen(self) -> None:
        data = self._session.config.data
        self._change(self._reading_of(data), **roles_with_text(data, self._text.currentData()))

    @Slot()
    def _on_label_chosen(self) -> None:
        data = self._session.config.data
        self._change(self._reading_of(data), **roles_with_label(data, self._label.currentData()))

    @Slot()
    def _on_second_chosen(self) -> None:
        self._change("pair", text2_column=self._second.currentData(), joined_columns=())

    @Slot(object)
    def _on_joined_chosen(self, names: tuple[str, ...]) -> None:
        self._change("joined", joined_columns=names, text2_column=None)

    @Slot(int)
    def _on_way_clicked(self, number: int) -> None:
        """Another way begins without a second column: which one it is, only the person knows."""
        if self._order[number] != self._reading_of(self._session.config.data):
            self._change(self._order[number], text2_column=None, joined_columns=())

    def _change(self, reading: Reading, **changes: Any) -> None:
        self._chosen = (reading, replace(self._session.config.data, **changes))
        self._session.change_data(_("choice of columns"), **changes)
        self._show()


def _caption(combo: ColumnCombo) -> QLabel:
    caption = label(combo.accessibleName(), "small")
    caption.setBuddy(combo)
    return caption


def _fixed_roles(data: DataConfig) -> set[str | None]:
    return {data.text_column, data.label_column, data.split_column}


def _beside_sentence(names: tuple[str, ...]) -> str:
    """Which columns are kept but not read; empty if there are none."""
    if not names:
        return ""
    shown, more = ", ".join(names[:_NAMED_BESIDE]), len(names) - _NAMED_BESIDE
    if more <= 0:
        return _("Kept beside, not read: {names}.").format(names=shown)
    return ngettext(
        "Kept beside, not read: {names} and {count} more.",
        "Kept beside, not read: {names} and {count} more.",
        more,
    ).format(names=shown, count=more)
