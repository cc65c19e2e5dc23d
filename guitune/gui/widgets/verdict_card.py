"""What the results mean, in a sentence, with what it rests on and what to do about it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout

from guitune.core.evaluation.report import Report
from guitune.core.evaluation.verdict import Tone, Verdict, verdict_of
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.elided_label import ElidedLabel
from guitune.gui.widgets.sign import Sign
from guitune.gui.widgets.text import button, label
from guitune.i18n import _

_SIGNS: dict[Tone, tuple[str, str]] = {
    "good": ("mark-done", "good"),
    "warning": ("warning", "warning"),
    "bad": ("error", "bad"),
}
_SIGN_SIZE = 28


class VerdictCard(Card):
    """A sign, the verdict, and where to go from here."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("verdict_card")
        meanings = {"good": _("Good"), "warning": _("Look closer"), "bad": _("Not good")}
        self._signs = {
            tone: Sign(name, role, meanings[tone], _SIGN_SIZE) for tone, (name, role) in _SIGNS.items()
        }
        self.summary = label(role="headline", wrap=True, name="summary_label")
        self.basis = label(role="muted", wrap=True, name="basis_label")
        self.cautions = label(role="small", wrap=True, name="cautions_label")
        for text in (self.summary, self.basis, self.cautions):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.save_button = button(_("Save or print report"), "save_report_button")
        menu = QMenu(self.save_button)
        self.save_action = menu.addAction(_("Save as PDF or web page..."))
        self.print_action = menu.addAction(_("Print..."))
        self.save_button.setMenu(menu)
        self._saved = ElidedLabel("good", "report_saved_label")
        self._saved.hide()
        self.try_button = button(_("Try it"), "try_button", "primary", icon_name="arrow-right")
        words = QVBoxLayout()
        words.setSpacing(4)
        for text in (self.summary, self.basis, self.cautions):
            words.addWidget(text)
        words.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(12)
        for sign in self._signs.values():
            line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.try_button)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self._saved)
        buttons.addStretch(1)
        line.addLayout(buttons)
        self.body.addLayout(line)

    def show_saved(self, name: str) -> None:
        """Say that the report is saved."""
        self._saved.show_text(_("Saved as {file}").format(file=name))
        self._saved.show()

    def show_report(self, report: Report) -> Verdict:
        """Judge a report and say so."""
        verdict = verdict_of(report)
        self._saved.hide()
        for tone, sign in self._signs.items():
            sign.setVisible(tone == verdict.tone)
        self.summary.setText(verdict.headline)
        self.basis.setText(verdict.basis)
        more = " ".join([*verdict.cautions, verdict.advice]).strip()
        self.cautions.setText(more)
        self.cautions.setVisible(bool(more))
        return verdict
