"""What the classifier says of the text: the best label, how sure that is, and every label's probability."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QSizePolicy

from guitune.core.errors import GuiTuneError
from guitune.core.inference.certainty import Certainty, certainty_of
from guitune.gui.classifier import Answer
from guitune.gui.widgets.badge import Badge
from guitune.gui.widgets.card import Card, ErrorCard
from guitune.gui.widgets.elided_label import ElidedLabel
from guitune.gui.widgets.probability_bars import ProbabilityBars
from guitune.gui.widgets.text import label, set_role
from guitune.i18n import N_, _

_QUIET_MS = 300
_CERTAINTY: dict[Certainty, tuple[str, str]] = {
    "sure": (N_("sure"), "good"),
    "fairly sure": (N_("fairly sure"), "accent"),
    "close": (N_("unsure: two labels are close"), "warning"),
    "faint": (N_("unsure: no label stands out"), "warning"),
}


class AnswerCard(Card):
    """A heading over the bars."""

    def __init__(self) -> None:
        super().__init__()
        self._answer = ElidedLabel("headline", "answer_label")
        self._answer.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._answer.setMinimumWidth(80)
        self._badge = Badge("certainty_badge")
        self._time = label(role="small", name="answer_time_label")
        self._error = ErrorCard()
        self._bars = ProbabilityBars()
        for widget in (self._answer, self._badge):
            self.heading.addWidget(widget)
        self.heading.addStretch(1)
        self.heading.addWidget(self._time)
        self.body.addLayout(self.heading)
        self.body.addWidget(self._error)
        self.body.addWidget(self._bars, 1)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_QUIET_MS)
        self._patience.timeout.connect(self._on_patience_over)

    def wait(self, *, patiently: bool) -> None:
        """Nothing can be answered yet; while something is loading, this is told after a moment."""
        self._bars.rest(())
        self._show_heading("", quiet=True)
        if patiently:
            self._patience.start()

    def rest(self, labels: Sequence[str]) -> None:
        """There is no text; the bars are empty."""
        self._bars.rest(labels)
        self._show_heading(_("Type a text, and every label moves"), quiet=True)

    def show_answer(self, labels: Sequence[str], answer: Answer) -> None:
        """Show what the classifier says."""
        prediction = answer.prediction
        self._bars.show_probabilities(labels, prediction.probabilities)
        self._show_heading(_("Answer: {label}").format(label=prediction.label), quiet=False)
        words, tint = _CERTAINTY[certainty_of(prediction.probabilities)]
        tip = _(
            "How far the best label stands above the others. A classifier can be sure and wrong: look at "
            "Results to see which labels it confuses."
        )
        self._badge.show_text(_(words), tint, tip)
        milliseconds = f"{answer.seconds * 1000:,.0f}"
        self._time.setText(_("answered in {milliseconds} ms").format(milliseconds=milliseconds))

    def show_error(self, error: GuiTuneError) -> None:
        """The text could not be answered."""
        self._error.show_error(error)

    def _show_heading(self, text: str, *, quiet: bool) -> None:
        self._patience.stop()
        self._error.show_error(None)
        set_role(self._answer, "muted" if quiet else "headline")
        self._answer.show_text(text)
        if quiet:
            self._badge.show_text("", "muted")
            self._time.clear()

    @Slot()
    def _on_patience_over(self) -> None:
        self._answer.show_text(_("Loading the classifier..."))
