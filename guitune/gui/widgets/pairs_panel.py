"""Texts that belong together, side by side, and what can be decided about each pair."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from guitune.core.data.checks import Finding
from guitune.core.data.overview import DataOverview
from guitune.core.data.recipe import FILES, fixes_made, with_fix
from guitune.core.data.rows import with_edit
from guitune.core.data.table import StringTable
from guitune.core.data_choices import Edit
from guitune.formatting import visible
from guitune.gui.jobs import Job
from guitune.gui.models.compared_texts_model import Side
from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP, Card
from guitune.gui.widgets.chips import chip_tint
from guitune.gui.widgets.compared_texts import ComparedTexts
from guitune.gui.widgets.fix_words import fix_help
from guitune.gui.widgets.text import button, label, plain_tip
from guitune.i18n import _, ngettext

Pair = tuple[int, int]
_LONGEST_LABEL = 20


@dataclass(frozen=True)
class _Looked:
    """The pairs that are not kept, and where in the overview's examples their rows stand."""

    pairs: list[Pair]
    places: dict[int, int]
    texts: list[str]
    labels: list[str]
    tints: dict[str, str]


class PairsPanel(Card):
    """The pairs of one finding. What is decided is an edit of a label; the file itself stays as it is.

    Signals
    -------
    closed
        The person is done here.
    """

    closed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(_("Side by side"), " ")
        self.setObjectName("pairs_panel")
        self.subtitle.setObjectName("pairs_count_label")
        self._session = session
        self._wanted: Finding | None = None
        self._overview: DataOverview | None = None
        self._job: Job | None = None
        self._looked = _Looked([], {}, [], [], {})
        self._kept: set[Pair] = set()
        self._decided: set[Pair] = set()
        self._given: dict[int, str] = {}
        self._fix_all = button(_("Leave out all of these"), "pairs_panel_fix_button", "link")
        self._fix_all.clicked.connect(self._on_fix_all_clicked)
        done = button(_("Done"), "pairs_panel_done_button", "link")
        done.clicked.connect(self.closed)
        self.heading.addWidget(self._fix_all)
        self.heading.addWidget(done)
        self._message = label(role="muted", wrap=True, name="pairs_message")
        self._table = ComparedTexts(
            "pairs_table", _("Pairs of texts"), (_("Earlier row"), _("Later row")), has_heads=True
        )
        self._settled = label(_("All of these are settled."), "muted", name="pairs_settled_label")
        self._settled.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._acts = self._make_acts()
        self.body.addWidget(self._message)
        self.body.addWidget(self._table, 1)
        self.body.addWidget(self._settled, 1)
        self.body.addWidget(self._acts)
        self._table.selectionModel().currentRowChanged.connect(self._show_acts)
        session.data.changed.connect(self._on_data_changed)

    def show_finding(self, finding: Finding) -> None:
        """Show the pairs of a finding of the present overview, the first one chosen."""
        self._wanted = finding
        self._kept.clear()
        self._table.texts.show([], self._sides)
        self._take(self._session.data.overview)
        self._table.setFocus()

    def _make_acts(self) -> QWidget:
        acts = QWidget()
        line = QHBoxLayout(acts)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        self._lefts = button("", "left_label_button")
        self._rights = button("", "right_label_button")
        keep = button(_("Keep both"), "keep_both_button")
        keep.setToolTip(_("Change nothing about this pair and go to the next one."))
        self._lefts.clicked.connect(self._on_left_clicked)
        self._rights.clicked.connect(self._on_right_clicked)
        keep.clicked.connect(self._on_keep_clicked)
        for made in (self._lefts, self._rights, keep):
            line.addWidget(made)
        line.addStretch(1)
        self._keys = label(_("Keys: {keys}").format(keys="↑ ↓ 1 2"), "small")
        line.addWidget(self._keys)
        for key, made in (("1", self._lefts), ("2", self._rights)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(made.click)
        return acts

    @Slot()
    def _on_data_changed(self) -> None:
        overview = self._session.data.overview
        if self._wanted is not None and overview is not None and overview is not self._overview:
            self._take(overview)
        else:
            self._show_fix()

    def _show_fix(self) -> None:
        """Offer the fix for all pairs, once."""
        fix = self._wanted.fix if self._wanted is not None else None
        self._fix_all.setVisible(fix is not None and len(self._table.texts.items) > 0)
        self._fix_all.setEnabled(fix not in fixes_made(self._session.config.data))

    def _take(self, overview: DataOverview | None) -> None:
        """Follow an overview; what was decided before it is part of it."""
        self._overview = overview
        self._decided.clear()
        self._given.clear()
        finding = _same_finding(self._wanted, overview)
        if finding is None or overview is None:
            self._job = None
            self._show(_Looked([], {}, [], [], {}))
            return
        self._wanted = finding
        self._message.setText(finding.message)
        self._fix_all.setToolTip(plain_tip(fix_help(finding.fix)) if finding.fix else "")
        kept = frozenset(self._kept)
        self._job = self._session.jobs.start(
            _("Comparing texts"), lambda _job: _look_at(finding, overview, kept)
        )
        self._job.succeeded.connect(self._on_looked)
        self._job.failed.connect(self._session.problem_occurred)

    @Slot(object)
    def _on_looked(self, looked: _Looked) -> None:
        if self.sender() is self._job:
            self._job = None
            self._show(looked)

    def _show(self, looked: _Looked) -> None:
        """Show pairs; the chosen one stays chosen, or the one that takes its place."""
        row, scrolled = self._table.currentIndex().row(), self._table.verticalScrollBar().value()
        items = self._table.texts.items
        chosen = items[row] if 0 <= row < len(items) else None
        settled = self._kept | self._decided
        pairs = [pair for pair in looked.pairs if pair not in settled] if settled else looked.pairs
        self._looked = looked
        self._table.texts.show(pairs, self._sides)
        if pairs:
            row = pairs.index(chosen) if chosen in pairs else min(max(row, 0), len(pairs) - 1)
            self._table.verticalScrollBar().setValue(scrolled)
            self._table.selectRow(row)
        self._show_state()

    def _show_state(self) -> None:
        left, kept = len(self._table.texts.items), len(self._kept)
        count = ngettext("{count} pair", "{count} pairs", left).format(count=f"{left:,}")
        if kept:
            count = _("{pairs}, {kept} kept as they are").format(pairs=count, kept=f"{kept:,}")
        self.subtitle.setText(count if left or kept else "")
        has_pairs = left > 0
        for widget in (self._message, self._table, self._acts):
            widget.setVisible(has_pairs)
        self._settled.setVisible(not has_pairs)
        self._show_fix()
        self._show_acts()

    @Slot()
    def _show_acts(self) -> None:
        row = self._table.currentIndex().row()
        if row < 0:
            return
        left, right = self._table.texts.pair(row)
        differ = left.label != right.label
        self._keys.setVisible(differ)
        for made, side, key in ((self._lefts, left, "1"), (self._rights, right, "2")):
            made.setVisible(differ)
            _show_label(made, side.label, key)

    def _sides(self, pair: Pair) -> tuple[Side, Side]:
        return self._side(pair[0]), self._side(pair[1])

    def _side(self, row: int) -> Side:
        looked, head = self._looked, _("Row {name}").format(name=f"{row:,}")
        place = looked.places.get(row)
        if place is None:
            return Side("", head)
        shown = self._given.get(row, looked.labels[place])
        return Side(looked.texts[place], head, shown, looked.tints.get(shown, "muted"))

    @Slot()
    def _on_left_clicked(self) -> None:
        self._give_both(0)

    @Slot()
    def _on_right_clicked(self) -> None:
        self._give_both(1)

    def _give_both(self, side: int) -> None:
        """Give both texts of the chosen pair the label that one of them has."""
        row, overview = self._table.currentIndex().row(), self._overview
        if row < 0 or overview is None:
            return
        pair, sides = self._table.texts.items[row], self._table.texts.pair(row)
        name, other = sides[side].label, pair[1 - side]
        column = overview.config.label_column
        written = _written(overview.table, other, column)
        edits = with_edit(self._session.config.data.edits, Edit(FILES[0], other, column, written, name))
        self._given[other] = name
        self._decided.add(pair)
        self._table.texts.remove(row)
        self._show_state()
        self._session.change_data(_("edit of a label"), edits=edits)

    @Slot()
    def _on_keep_clicked(self) -> None:
        row = self._table.currentIndex().row()
        if row >= 0:
            self._kept.add(self._table.texts.items[row])
            self._table.texts.remove(row)
            self._show_state()

    @Slot()
    def _on_fix_all_clicked(self) -> None:
        if self._wanted is not None and self._wanted.fix is not None:
            fixed = with_fix(self._session.config.data, self._wanted.fix)
            self._session.change_data(
                _("fix of the data"), cleaning=fixed.cleaning, merges=fixed.merges, fixes=fixed.fixes
            )


def _same_finding(wanted: Finding | None, overview: DataOverview | None) -> Finding | None:
    if wanted is None or overview is None:
        return None
    alike = (
        found
        for found in overview.findings
        if found.pairs and (found.name, found.fix) == (wanted.name, wanted.fix)
    )
    return next(alike, None)


def _look_at(finding: Finding, overview: DataOverview, kept: frozenset[Pair]) -> _Looked:
    examples = overview.examples
    rows = {row for pair in finding.pairs for row in pair}
    places: dict[int, int] = {}
    for place, row in enumerate(examples.rows):  # of the same row number in two files, the main file is first
        if row in rows:
            places.setdefault(row, place)
    names = sorted(name for name, _count in overview.label_counts)
    return _Looked(
        pairs=[pair for pair in finding.pairs if pair not in kept],
        places=places,
        texts=examples.joined_texts,
        labels=examples.labels,
        tints={name: chip_tint(number) for number, name in enumerate(names)},
    )


def _show_label(made: QPushButton, name: str, key: str) -> None:
    shown = visible(name)
    short = shown if len(shown) <= _LONGEST_LABEL else shown[: _LONGEST_LABEL - 1] + "…"
    made.setText(_("Give both the label “{label}”").format(label=short).replace("&", "&&"))
    does = _("Give both texts the label “{label}”. Key: {key}").format(label=shown, key=key)
    made.setToolTip(plain_tip(does))
    made.setAccessibleName(does)


def _written(table: StringTable, row: int, column: str) -> str:
    value: str = table.columns.column(column)[int(np.searchsorted(table.rows, row))].as_py()
    return value
