"""What is wrong with the data, worst first, each with its fix; fixes made can be taken back."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from guitune.core.data.checks import Finding, Severity
from guitune.gui.icons import icon
from guitune.gui.widgets.text import button, label, rule
from guitune.i18n import N_, _

_ICONS: dict[Severity, tuple[str, str]] = {
    "error": ("error", "bad"),
    "warning": ("warning", "warning"),
    "info": ("info", "muted"),
}
_FIX_VERBS = {
    "label_variants": N_("Merge"),
    "empty": N_("Leave out"),
    "contradictions": N_("Leave out"),
    "duplicates": N_("Leave out"),
}
_FIXED = {
    "label_variants": N_("Writings of the same label are merged."),
    "empty": N_("Rows without text or label are left out."),
    "contradictions": N_("Texts with different labels are left out."),
    "duplicates": N_("Repeated texts are left out."),
}
_ROWS_NAMED = 2


class FindingsList(QScrollArea):
    """A scrolling list of findings and of fixes that were made.

    Signals
    -------
    fix_wanted(str), fix_unwanted(str)
        A fix, by its name, shall be made or taken back.
    rows_wanted(object)
        The table shall show these rows of the file, a tuple of row numbers.
    """

    fix_wanted = Signal(str)
    fix_unwanted = Signal(str)
    rows_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("findings_list")
        self.setAccessibleName(_("What to look at in the data"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_findings(self, findings: Sequence[Finding], fixes: Sequence[str]) -> None:
        """Show these findings, then the fixes that were made."""
        inner = QWidget()
        inner.setObjectName("scrolled")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 4, 0)
        rows.setSpacing(8)
        parts: list[QWidget] = [_FindingRow(self, finding) for finding in findings]
        parts += [_FixRow(self, name) for name in fixes]
        if not findings:
            parts.insert(0, _FineRow())
        for number, part in enumerate(parts):
            if number:
                rows.addWidget(rule())
            rows.addWidget(part)
        rows.addStretch(1)
        self.setWidget(inner)


class _FindingRow(QFrame):
    def __init__(self, owner: FindingsList, finding: Finding) -> None:
        super().__init__()
        self._owner, self._finding = owner, finding
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(label(finding.message, wrap=True, name="finding_message"))
        acts = QHBoxLayout()
        acts.setSpacing(4)
        if finding.rows:
            acts.addWidget(label(_named(finding.rows), "small", wrap=True), 1)
            show = button(_("Show"), f"show_{finding.name}_button", "link")
            show.setAccessibleName(_("Show these rows: {message}").format(message=finding.message))
            show.clicked.connect(self._on_show_clicked)
            acts.addWidget(show)
        if finding.fix:
            fix = button(_(_FIX_VERBS[finding.fix]), f"fix_{finding.fix}_button", "link")
            fix.setAccessibleName(f"{fix.text()}: {finding.message}")
            fix.clicked.connect(self._on_fix_clicked)
            acts.addWidget(fix)
        if acts.count():
            text.addLayout(acts)
        _arrange(self, *_ICONS[finding.severity], text)

    @Slot()
    def _on_show_clicked(self) -> None:
        self._owner.rows_wanted.emit(self._finding.rows)

    @Slot()
    def _on_fix_clicked(self) -> None:
        self._owner.fix_wanted.emit(self._finding.fix)


class _FineRow(QFrame):
    def __init__(self) -> None:
        super().__init__()
        text = QVBoxLayout()
        text.addWidget(label(_("Nothing to complain about."), "muted", wrap=True))
        _arrange(self, "mark-ready", "good", text)


class _FixRow(QFrame):
    def __init__(self, owner: FindingsList, name: str) -> None:
        super().__init__()
        self._owner, self._name = owner, name
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(label(_(_FIXED[name]), "muted", wrap=True))
        undo = button(_("Take back"), f"unfix_{name}_button", "link")
        undo.clicked.connect(self._on_undo_clicked)
        text.addWidget(undo, 0, Qt.AlignmentFlag.AlignRight)
        _arrange(self, "mark-ready", "good", text)

    @Slot()
    def _on_undo_clicked(self) -> None:
        self._owner.fix_unwanted.emit(self._name)


def _arrange(row: QFrame, icon_name: str, tint: str, text: QVBoxLayout) -> None:
    mark = QLabel()
    mark.setPixmap(icon(icon_name, tint).pixmap(QSize(18, 18)))
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(10)
    line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(text, 1)


def _named(rows: tuple[int, ...]) -> str:
    names = ", ".join(str(row) for row in rows[:_ROWS_NAMED])
    if len(rows) <= _ROWS_NAMED:
        return _("Rows {names}").format(names=names) if len(rows) > 1 else _("Row {name}").format(name=names)
    return _("Rows {names} and {count} more").format(names=names, count=f"{len(rows) - _ROWS_NAMED:,}")
