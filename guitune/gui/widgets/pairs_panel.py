"""Texts that belong together, side by side, and what can be decided about each pair."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, Slot

from guitune.core.data.checks import Finding
from guitune.core.data.overview import DataOverview
from guitune.core.data.recipe import FILES, fixes_made, with_fix
from guitune.core.data.rows import with_edit, with_left_out
from guitune.core.data.table import StringTable
from guitune.core.data_choices import Edit, KeptPair, LeftOutRow
from guitune.gui.jobs import Job
from guitune.gui.models.compared_texts_model import Side
from guitune.gui.session import Session
from guitune.gui.widgets.compared_texts import ComparedTexts
from guitune.gui.widgets.fix_words import fix_act, fix_help
from guitune.gui.widgets.looked_pairs import LookedPairs, Pair, same_finding
from guitune.gui.widgets.pair_acts import PairActs
from guitune.gui.widgets.panel import Panel
from guitune.gui.widgets.text import button, label, plain_tip
from guitune.i18n import _, ngettext


class PairsPanel(Panel):
    """The pairs of one finding. What is decided is an edit of a label, a row left out, or a pair kept.

    The file itself stays as it is.
    """

    def __init__(self, session: Session) -> None:
        super().__init__("pairs", _("Side by side"))
        self.subtitle.setObjectName("pairs_count_label")
        self._session = session
        self._wanted: Finding | None = None
        self._overview: DataOverview | None = None
        self._job: Job | None = None
        self._looked = LookedPairs()
        self._decided: set[Pair] = set()
        self._given: dict[int, str] = {}
        self._fix_all = button(_("Leave out all of these"), "pairs_panel_fix_button", "link")
        self._fix_all.clicked.connect(self._on_fix_all_clicked)
        self.heading.insertWidget(self.heading.count() - 1, self._fix_all)
        self._message = label(role="muted", wrap=True, name="pairs_message")
        self._table = ComparedTexts(
            "pairs_table", _("Pairs of texts"), (_("Earlier row"), _("Later row")), has_heads=True
        )
        self._settled = label(_("All of these are settled."), "muted", name="pairs_settled_label")
        self._settled.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._acts = PairActs(self)
        self._acts.label_wanted.connect(self._on_label_wanted)
        self._acts.leave_out_wanted.connect(self._on_leave_out_wanted)
        self._acts.keep_wanted.connect(self._on_keep_wanted)
        self.body.addWidget(self._message)
        self.body.addWidget(self._table, 1)
        self.body.addWidget(self._settled, 1)
        self.body.addWidget(self._acts)
        self._table.selectionModel().currentRowChanged.connect(self._show_acts)
        session.data.changed.connect(self._on_data_changed)

    def show_finding(self, finding: Finding) -> None:
        """Show the pairs of a finding of the present overview, the first one chosen."""
        self._wanted = finding
        self._table.texts.show([], self._sides)
        self._take(self._session.data.overview)
        self._table.setFocus()

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
        finding = same_finding(self._wanted, overview)
        if finding is None or overview is None:
            self._job = None
            self._show(LookedPairs())
            return
        self._wanted = finding
        self._message.setText(finding.message)
        self._fix_all.setToolTip(plain_tip(fix_help(finding.fix)) if finding.fix else "")
        self._job = self._session.jobs.start(
            _("Comparing texts"), lambda _job: LookedPairs.of(finding, overview)
        )
        self._job.succeeded.connect(self._on_looked)
        self._job.failed.connect(self._session.problem_occurred)

    @Slot(object)
    def _on_looked(self, looked: LookedPairs) -> None:
        if self.sender() is self._job:
            self._job = None
            self._show(looked)

    def _show(self, looked: LookedPairs) -> None:
        """Show pairs; the chosen one stays chosen, or the one that takes its place."""
        row, scrolled = self._table.currentIndex().row(), self._table.verticalScrollBar().value()
        items = self._table.texts.items
        chosen = items[row] if 0 <= row < len(items) else None
        decided = self._decided
        pairs = [pair for pair in looked.pairs if pair not in decided] if decided else looked.pairs
        self._looked = looked
        self._table.texts.show(pairs, self._sides)
        if pairs:
            row = pairs.index(chosen) if chosen in pairs else min(max(row, 0), len(pairs) - 1)
            self._table.verticalScrollBar().setValue(scrolled)
            self._table.selectRow(row)
        self._show_state()

    def _show_state(self) -> None:
        left = len(self._table.texts.items)
        count = ngettext("{count} pair", "{count} pairs", left).format(count=f"{left:,}")
        self.subtitle.setText(count if left else "")
        has_pairs = left > 0
        for widget in (self._message, self._table, self._acts):
            widget.setVisible(has_pairs)
        self._settled.setVisible(not has_pairs)
        self._show_fix()
        self._show_acts()

    @Slot()
    def _show_acts(self) -> None:
        row = self._table.currentIndex().row()
        if row >= 0:
            self._acts.show_pair(*self._table.texts.pair(row))

    def _sides(self, pair: Pair) -> tuple[Side, Side]:
        left, right = pair
        return self._looked.side(left, self._given), self._looked.side(right, self._given)

    @Slot(int)
    def _on_label_wanted(self, side: int) -> None:
        """Give both texts of the chosen pair the label that one of them has."""
        row, overview = self._table.currentIndex().row(), self._overview
        if row < 0 or overview is None:
            return
        pair, sides = self._table.texts.items[row], self._table.texts.pair(row)
        name, other = sides[side].label, pair[1 - side]
        column, edit = overview.config.label_column, self._looked.edits.get(other)
        written = _written(overview.table, other, column)
        if edit is None:
            text = _written(overview.table, other, overview.config.text_column)
            edit = Edit(FILES[0], other, column, written, name, text)
        new = replace(edit, before=written, after=name)
        edits = with_edit(self._session.config.data.edits, new)
        self._given[other] = name
        self._decided.add(pair)
        self._table.texts.remove(row)
        self._show_state()
        self._session.change_data(_("edit of a label"), edits=edits)

    @Slot(int)
    def _on_leave_out_wanted(self, side: int) -> None:
        """Leave out one text of the chosen pair, which settles all pairs that it is in."""
        row, overview = self._table.currentIndex().row(), self._overview
        if row < 0 or overview is None:
            return
        items = self._table.texts.items
        number = items[row][side]
        self._decided.update(pair for pair in items if number in pair)
        later = (place for place in range(row, len(items)) if items[place] not in self._decided)
        if (following := next(later, None)) is not None:
            self._table.selectRow(following)
        self._show(self._looked)
        text = _written(overview.table, number, overview.config.text_column)
        left_out = with_left_out(
            self._session.config.data.left_out_rows, [LeftOutRow(FILES[0], number, text)]
        )
        self._session.change_data(_("leaving out of rows"), left_out_rows=left_out)

    @Slot()
    def _on_keep_wanted(self) -> None:
        row = self._table.currentIndex().row()
        if row < 0:
            return
        left, right = self._table.texts.pair(row)
        pair = KeptPair(left.text, left.label, right.text, right.label)
        self._decided.add(self._table.texts.items[row])
        self._table.texts.remove(row)
        self._show_state()
        kept = tuple(dict.fromkeys((*self._session.config.data.kept_pairs, pair)))
        self._session.change_data(_("keeping of a pair"), kept_pairs=kept)

    @Slot()
    def _on_fix_all_clicked(self) -> None:
        if self._wanted is not None and self._wanted.fix is not None:
            name = self._wanted.fix
            self._session.choose_data(fix_act(name), with_fix(self._session.config.data, name))


def _written(table: StringTable, row: int, column: str) -> str:
    value: str = table.columns.column(column)[int(np.searchsorted(table.rows, row))].as_py()
    return value
