"""What the classifier says of the text: the best label, how sure that is, and every label's probability."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

from guitune.core.errors import GuiTuneError
from guitune.core.inference.certainty import Certainty, certainty_of
from guitune.gui.classifier import Answer
from guitune.gui.theme import color
from guitune.gui.widgets.badge import Badge
from guitune.gui.widgets.card import Card, ErrorCard
from guitune.gui.widgets.probability_bars import ProbabilityBars
from guitune.gui.widgets.text import label, plain_tip, set_role
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
        self._answer = _Heading()
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
        self._answer.setText(text)
        self._answer.setToolTip("" if quiet else plain_tip(text))
        if quiet:
            self._badge.show_text("", "muted")
            self._time.clear()

    @Slot()
    def _on_patience_over(self) -> None:
        self._answer.setText(_("Loading the classifier..."))


class _Heading(QLabel):
    """One line that ends in an ellipsis where there is too little room for the label's name."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("answer_label")
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(color("muted" if self.property("role") == "muted" else "text"))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() + 1)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
