"""What is wrong with the data, worst first, each with its fix; fixes made can be taken back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from guitune.core.data.checks import Finding
from guitune.gui.widgets.finding_rows import SIGNS, FindingRow, Found, MendedRow, Row, name_of_fix
from guitune.gui.widgets.text import label
from guitune.i18n import _, ngettext


@dataclass(frozen=True)
class _Mended:
    """A fix that was made."""

    fix: str


_Part = Found | _Mended | Literal["nothing found", "mended"]


class FindingsList(QScrollArea):
    """A scrolling list of findings and of fixes that were made.

    Signals
    -------
    fix_wanted(str), fix_unwanted(str)
        A fix, by its name, shall be made or taken back.
    rows_wanted(object, str)
        The table shall show these rows of the file, a tuple of row numbers, under this title.
    pairs_wanted(object)
        The pairs of this `Finding` shall be compared.
    """

    fix_wanted = Signal(str)
    fix_unwanted = Signal(str)
    rows_wanted = Signal(object, str)
    pairs_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("findings_list")
        self.setAccessibleName(_("What to look at in the data"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("scrolled")
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(0, 0, 4, 0)
        self._layout.setSpacing(6)
        self._layout.addStretch(1)
        self.setWidget(inner)
        self._shown: dict[_Part, Row] = {}

    def show_findings(self, findings: Sequence[Finding], fixes: Sequence[str]) -> None:
        """Show these findings, then the fixes that were made; what stands here already stays in its place."""
        order = list(SIGNS)
        found = _found(sorted(findings, key=lambda finding: order.index(finding.severity)), fixes)
        parts: list[_Part] = list(found) or ["nothing found"]
        if fixes:
            parts += ["mended", *map(_Mended, fixes)]
        for part in self._shown.keys() - set(parts):
            self._remove(self._shown.pop(part))
        self._layout.setEnabled(False)  # or each row that appears would have all of them arranged anew
        for place, part in enumerate(parts):
            if part not in self._shown:
                self._shown[part] = self._made(part)
            row = self._shown[part]
            row.line.setVisible(place > 0 and parts[place - 1] != "mended")
            if isinstance(part, Found) and isinstance(row, FindingRow):
                row.finding = found[part]
            if self._layout.indexOf(row) != place:
                self._layout.insertWidget(place, row)
                row.show()  # Qt would do so later, and until then the list would be shorter and scroll up
        self._layout.setEnabled(True)
        self._layout.invalidate()
        self._layout.activate()

    def _made(self, part: _Part) -> Row:
        if isinstance(part, Found):
            found = FindingRow(part)
            found.fix_wanted.connect(self.fix_wanted)
            found.rows_wanted.connect(self.rows_wanted)
            found.pairs_wanted.connect(self.pairs_wanted)
            return found
        if isinstance(part, _Mended):
            mended = MendedRow(part.fix)
            mended.fix_unwanted.connect(self.fix_unwanted)
            return mended
        if part == "mended":
            row = Row()
            row.body.addWidget(label(_("Mended"), "title"))
            return row
        row = Row("mark-ready", "good")
        row.body.addWidget(label(_("Nothing to complain about."), "muted", wrap=True))
        return row

    def _remove(self, row: Row) -> None:
        focused = self.focusWidget()
        if focused is not None and row.isAncestorOf(focused):
            self.setFocus()
        self._layout.removeWidget(row)
        row.setParent(None)
        row.deleteLater()


def _found(findings: Sequence[Finding], fixes: Sequence[str]) -> dict[_Part, Finding]:
    """What each finding's row shows; a name that comes again is numbered from the second time on."""
    times: Counter[str] = Counter()

    def own(name: str) -> str:
        times[name] += 1
        return name if times[name] == 1 else f"{name}_{times[name]}"

    shown: dict[_Part, Finding] = {}
    for finding in findings:
        fix = None if finding.fix in fixes else finding.fix
        found = Found(
            name=own(finding.name),
            severity=finding.severity,
            message=finding.message,
            rows=_counted(finding),
            has_rows=bool(finding.rows),
            has_pairs=bool(finding.pairs),
            fix=fix,
            fix_name=own(name_of_fix(fix)) if fix else "",
        )
        shown[found] = finding
    return shown


def _counted(finding: Finding) -> str:
    count = len(finding.rows)
    if count == 1:
        return _("Row {name}").format(name=f"{finding.rows[0]:,}")
    return ngettext("{count} row", "{count} rows", count).format(count=f"{count:,}") if count else ""
