"""The rows in the list of findings: what was found, and what was mended."""

import re
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from guitune.core.data.checks import Finding, Severity
from guitune.gui.widgets.fix_words import fix_done, fix_help, fix_verb
from guitune.gui.widgets.flow import Flow
from guitune.gui.widgets.sign import Sign
from guitune.gui.widgets.text import button, label, plain_tip, rule
from guitune.i18n import N_, _

SIGNS: dict[Severity, tuple[str, str, str]] = {
    "error": ("error", "bad", N_("Problem")),
    "warning": ("warning", "warning", N_("Warning")),
    "info": ("info", "muted", N_("Remark")),
}
_TITLE_ENDS = re.compile(r"[.:;](?:\s|$)|\s\(|[。：；（]")
_LONG_WORD = re.compile(r"[^\s\u2e80-\uffff]{24}")
_LONGEST_TITLE, _LONGEST_VERB = 60, 30


@dataclass(frozen=True)
class Found:
    """All that the row of a finding shows; `name` and `fix_name` are its own in the list."""

    name: str
    severity: Severity
    message: str
    rows: str
    has_rows: bool
    has_pairs: bool
    fix: str | None
    fix_name: str


class Row(QFrame):
    """A line above, an icon, and beside it whatever goes into `body`."""

    def __init__(self, icon_name: str = "", tint: str = "", meaning: str = "") -> None:
        super().__init__()
        self.line = rule()
        self.body = QVBoxLayout()
        self.body.setSpacing(2)
        beside = QHBoxLayout()
        beside.setSpacing(10)
        if icon_name:
            sign = Sign(icon_name, tint, meaning, 18)
            sign.setToolTip(meaning)
            beside.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        beside.addLayout(self.body, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addWidget(self.line)
        whole.addLayout(beside)


class FindingRow(Row):
    """A finding with what can be done about it; `finding` is set by its owner, who may set another later.

    Signals
    -------
    fix_wanted(str), rows_wanted(object, str), pairs_wanted(object)
        As those of the list.
    """

    fix_wanted = Signal(str)
    rows_wanted = Signal(object, str)
    pairs_wanted = Signal(object)
    finding: Finding

    def __init__(self, found: Found) -> None:
        icon_name, tint, word = SIGNS[found.severity]
        super().__init__(icon_name, tint, _(word))
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

    def _show_button(self, found: Found) -> QPushButton:
        made = button(_("Show"), f"show_{found.name}_button", "link", tip=_("Show these rows in the table."))
        made.setAccessibleName(_("Show these rows: {message}").format(message=found.message))
        made.clicked.connect(self._on_show_clicked)
        return made

    def _compare_button(self, found: Found) -> QPushButton:
        tip = _("See what belongs together side by side, with the differences marked.")
        made = button(_("Compare"), f"compare_{found.name}_button", "link", tip=tip)
        made.setAccessibleName(_("Compare: {message}").format(message=found.message))
        made.clicked.connect(self._on_compare_clicked)
        return made

    def _fix_button(self, found: Found, fix: str) -> QPushButton:
        verb = fix_verb(fix)
        made = button(_shortened(verb, _LONGEST_VERB), f"{found.fix_name}_button", "link")
        made.setToolTip(plain_tip(fix_help(fix)))
        made.setAccessibleName(f"{verb}: {found.message}")
        made.clicked.connect(self._on_fix_clicked)
        return made

    @Slot()
    def _on_show_clicked(self) -> None:
        self.rows_wanted.emit(self.finding.rows, _title(self.finding.message))

    @Slot()
    def _on_compare_clicked(self) -> None:
        self.pairs_wanted.emit(self.finding)

    @Slot()
    def _on_fix_clicked(self) -> None:
        self.fix_wanted.emit(self.finding.fix)


class MendedRow(Row):
    """A fix that was made.

    Signals
    -------
    fix_unwanted(str)
        It shall be taken back.
    """

    fix_unwanted = Signal(str)

    def __init__(self, fix: str) -> None:
        super().__init__("mark-ready", "good")
        self._fix = fix
        done = fix_done(fix)
        undo = button(_("Take back"), f"un{name_of_fix(fix)}_button", "link")
        undo.setAccessibleName(_("Take back: {fix}").format(fix=done))
        undo.clicked.connect(self._on_undo_clicked)
        line = QHBoxLayout()
        line.addWidget(label(_breakable(done), "muted", wrap=True), 1)
        line.addWidget(undo, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)

    @Slot()
    def _on_undo_clicked(self) -> None:
        self.fix_unwanted.emit(self._fix)


def name_of_fix(fix: str) -> str:
    """The object name of the button that makes a fix."""
    return "fix_" + re.sub(r"\W", "_", fix)


def _title(message: str) -> str:
    """The beginning of a sentence, for a place with little room."""
    return _shortened(_TITLE_ENDS.split(message, maxsplit=1)[0], _LONGEST_TITLE)


def _breakable(text: str) -> str:
    """A text whose long words may go on in the next line."""
    return _LONG_WORD.sub("\\g<0>\u200b", text)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
