"""What is wrong with the data, worst first, each with its fix; fixes made can be taken back."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from guitune.core.data.checks import Finding, Severity
from guitune.gui.widgets.fix_words import fix_done, fix_help, fix_verb
from guitune.gui.widgets.flow import Flow
from guitune.gui.widgets.sign import Sign
from guitune.gui.widgets.text import button, label, plain_tip, rule
from guitune.i18n import N_, _, ngettext

_SIGNS: dict[Severity, tuple[str, str, str]] = {
    "error": ("error", "bad", N_("Problem")),
    "warning": ("warning", "warning", N_("Warning")),
    "info": ("info", "muted", N_("Remark")),
}
_TITLE_ENDS = re.compile(r"[.:;](?:\s|$)|\s\(|[。：；（]")
_LONG_WORD = re.compile(r"[^\s\u2e80-\uffff]{24}")
_LONGEST_TITLE, _LONGEST_VERB = 60, 30


@dataclass(frozen=True)
class _Found:
    """All that the row of a finding shows; `name` and `fix_name` are its own in the list."""

    name: str
    severity: Severity
    message: str
    rows: str
    has_rows: bool
    has_pairs: bool
    fix: str | None
    fix_name: str


@dataclass(frozen=True)
class _Mended:
    """A fix that was made."""

    fix: str


_Part = _Found | _Mended | Literal["nothing found", "mended"]


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
        self._layout.setSpacing(8)
        self._layout.addStretch(1)
        self.setWidget(inner)
        self._shown: dict[_Part, _Row] = {}

    def show_findings(self, findings: Sequence[Finding], fixes: Sequence[str]) -> None:
        """Show these findings, then the fixes that were made; what stands here already stays in its place."""
        order = list(_SIGNS)
        found = _found(sorted(findings, key=lambda finding: order.index(finding.severity)), fixes)
        parts: list[_Part] = list(found) or ["nothing found"]
        if fixes:
            parts += ["mended", *map(_Mended, fixes)]
        for part in self._shown.keys() - set(parts):
            self._remove(self._shown.pop(part))
        for place, part in enumerate(parts):
            if part not in self._shown:
                self._shown[part] = self._made(part)
            row = self._shown[part]
            row.line.setVisible(place > 0 and parts[place - 1] != "mended")
            if isinstance(part, _Found) and isinstance(row, _FindingRow):
                row.finding = found[part]
            if self._layout.indexOf(row) != place:
                self._layout.insertWidget(place, row)
                row.show()  # Qt would do so later, and until then the list would be shorter and scroll up

    def _made(self, part: _Part) -> "_Row":
        if isinstance(part, _Found):
            return _FindingRow(self, part)
        if isinstance(part, _Mended):
            return _MendedRow(self, part.fix)
        if part == "mended":
            row = _Row()
            row.body.addWidget(label(_("Mended"), "title"))
            return row
        row = _Row("mark-ready", "good")
        row.body.addWidget(label(_("Nothing to complain about."), "muted", wrap=True))
        return row

    def _remove(self, row: "_Row") -> None:
        focused = self.focusWidget()
        if focused is not None and row.isAncestorOf(focused):
            self.setFocus()
        self._layout.removeWidget(row)
        row.setParent(None)
        row.deleteLater()


class _Row(QFrame):
    """A line above, an icon, and beside it whatever goes into `body`."""

    def __init__(self, icon_name: str = "", tint: str = "", meaning: str = "") -> None:
        super().__init__()
        self.line = rule()
        self.body = QVBoxLayout()
        self.body.setSpacing(4)
        beside = QHBoxLayout()
        beside.setSpacing(10)
        if icon_name:
            sign = Sign(icon_name, tint, meaning, 18)
            sign.setToolTip(meaning)
            beside.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        beside.addLayout(self.body, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.line)
        whole.addLayout(beside)


class _FindingRow(_Row):
    finding: Finding

    def __init__(self, owner: FindingsList, found: _Found) -> None:
        icon_name, tint, word = _SIGNS[found.severity]
        super().__init__(icon_name, tint, _(word))
        self._owner = owner
        message = label(_breakable(found.message), wrap=True, name="finding_message")
        message.setAccessibleName(f"{_(word)}: {found.message}")
        self.body.addWidget(message)
        acts = Flow()
        if found.rows:
            acts.addWidget(label(found.rows, "small", name="finding_rows_label"))
        if found.has_rows:
            acts.addWidget(self._show_button(found))
        if found.has_pairs:
            acts.addWidget(self._compare_button(found))
        if found.fix is not None:
            acts.addWidget(self._fix_button(found, found.fix))
        if acts.count():
            self.body.addLayout(acts)

    def _show_button(self, found: _Found) -> QPushButton:
        made = button(_("Show"), f"show_{found.name}_button", "link", tip=_("Show these rows in the table."))
        made.setAccessibleName(_("Show these rows: {message}").format(message=found.message))
        made.clicked.connect(self._on_show_clicked)
        return made

    def _compare_button(self, found: _Found) -> QPushButton:
        tip = _("See what belongs together side by side, with the differences marked.")
        made = button(_("Compare"), f"compare_{found.name}_button", "link", tip=tip)
        made.setAccessibleName(_("Compare: {message}").format(message=found.message))
        made.clicked.connect(self._on_compare_clicked)
        return made

    def _fix_button(self, found: _Found, fix: str) -> QPushButton:
        verb = fix_verb(fix)
        made = button(_shortened(verb, _LONGEST_VERB), f"{found.fix_name}_button", "link")
        made.setToolTip(plain_tip(fix_help(fix)))
        made.setAccessibleName(f"{verb}: {found.message}")
        made.clicked.connect(self._on_fix_clicked)
        return made

    @Slot()
    def _on_show_clicked(self) -> None:
        self._owner.rows_wanted.emit(self.finding.rows, _title(self.finding.message))

    @Slot()
    def _on_compare_clicked(self) -> None:
        self._owner.pairs_wanted.emit(self.finding)

    @Slot()
    def _on_fix_clicked(self) -> None:
        self._owner.fix_wanted.emit(self.finding.fix)


class _MendedRow(_Row):
    def __init__(self, owner: FindingsList, fix: str) -> None:
        super().__init__("mark-ready", "good")
        self._owner, self._fix = owner, fix
        done = fix_done(fix)
        undo = button(_("Take back"), f"un{_name_of_fix(fix)}_button", "link")
        undo.setAccessibleName(_("Take back: {fix}").format(fix=done))
        undo.clicked.connect(self._on_undo_clicked)
        line = QHBoxLayout()
        line.addWidget(label(_breakable(done), "muted", wrap=True), 1)
        line.addWidget(undo, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)

    @Slot()
    def _on_undo_clicked(self) -> None:
        self._owner.fix_unwanted.emit(self._fix)


def _found(findings: Sequence[Finding], fixes: Sequence[str]) -> dict[_Part, Finding]:
    """What each finding's row shows; a name that comes again is numbered from the second time on."""
    times: Counter[str] = Counter()

    def own(name: str) -> str:
        times[name] += 1
        return name if times[name] == 1 else f"{name}_{times[name]}"

    shown: dict[_Part, Finding] = {}
    for finding in findings:
        fix = None if finding.fix in fixes else finding.fix
        found = _Found(
            name=own(finding.name),
            severity=finding.severity,
            message=finding.message,
            rows=_counted(finding),
            has_rows=bool(finding.rows),
            has_pairs=bool(finding.pairs),
            fix=fix,
            fix_name=own(_name_of_fix(fix)) if fix else "",
        )
        shown[found] = finding
    return shown


def _counted(finding: Finding) -> str:
    count = len(finding.rows)
    if count == 1:
        return _("Row {name}").format(name=f"{finding.rows[0]:,}")
    return ngettext("{count} row", "{count} rows", count).format(count=f"{count:,}") if count else ""


def _name_of_fix(fix: str) -> str:
    return "fix_" + re.sub(r"\W", "_", fix)


def _title(message: str) -> str:
    """The beginning of a sentence, for a place with little room."""
    return _shortened(_TITLE_ENDS.split(message, maxsplit=1)[0], _LONGEST_TITLE)


def _breakable(text: str) -> str:
    """A text whose long words may go on in the next line."""
    return _LONG_WORD.sub("\\g<0>\u200b", text)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
