"""The card on top of the Training page: how far a run is, how good, and what can be done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from guitune.gui.run_acts import shown_is_on
from guitune.gui.session import Session
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.elided_label import ElidedLabel
from guitune.gui.widgets.run_buttons import RunButtons
from guitune.gui.widgets.run_words import RunWords, words_of_live, words_of_past
from guitune.gui.widgets.sign import Sign
from guitune.gui.widgets.text import label
from guitune.i18n import _

_FINE = 1000


class RunStatusCard(Card):
    """Shows the run that is looked at; `refresh` brings it up to date.

    Signals
    -------
    results_wanted
        The person wants to see what came out.
    """

    results_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._training = session.training
        self._figure = label(role="figure", name="current_figure")
        self._meaning = _shrinking("current_figure_meaning")
        self._time_left = label(role="title", name="time_left_label")
        self._phase = label(name="phase_label")
        self._details = _shrinking("details_label")
        self._summary = _shrinking("summary_label")
        self._trouble = label(role="title", wrap=True, name="pause_trouble")
        self._remedy = label(wrap=True, name="pause_remedy")
        self._bar = QProgressBar()
        self._bar.setObjectName("progress_bar")
        self._bar.setAccessibleName(_("Progress of the training"))
        self._bar.setRange(0, _FINE)
        self._bar.setTextVisible(False)
        self._buttons = RunButtons(session)
        self._buttons.results_wanted.connect(self.results_wanted)
        self._lay_out()

    def refresh(self) -> None:
        """Show the run that is looked at as it stands."""
        history, summary = self._training.shown_history, self._training.shown_summary
        live = shown_is_on(self._training)
        words = (
            words_of_live(history)
            if live
            else words_of_past(history, summary.state if summary is not None else None)
        )
        self._show_words(words)
        paused = live and history.paused is not None
        self.set_kind("notice-warning" if words.trouble else "notice-info" if paused else "true")
        self._pause_sign.setVisible(paused and not words.trouble)
        self._warning.setVisible(bool(words.trouble))
        self._buttons.refresh()

    def _show_words(self, words: RunWords) -> None:
        for shown, text in (
            (self._figure, words.figure),
            (self._meaning, words.meaning),
            (self._time_left, words.time_left),
            (self._phase, words.phase),
            (self._details, words.details),
            (self._summary, words.summary),
            (self._trouble, words.trouble),
            (self._remedy, words.remedy),
        ):
            _show_text(shown, text)
        self._reason.setVisible(bool(words.trouble))
        self._bar.setVisible(words.progress is not None)
        self._bar.setValue(round(_FINE * (words.progress or 0.0)))

    def _lay_out(self) -> None:
        self._pause_sign = Sign("pause", "accent", size=22)
        self._warning = Sign("warning", "warning", _("Warning"), size=22)
        top = QHBoxLayout()
        top.setSpacing(12)
        for sign in (self._pause_sign, self._warning):
            top.addWidget(sign)
        for widget in (self._figure, self._meaning):
            top.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
        top.addStretch(1)
        top.addWidget(self._time_left, 0, Qt.AlignmentFlag.AlignBottom)
        place = QVBoxLayout()
        place.setSpacing(0)
        for widget in (self._phase, self._details, self._summary):
            place.addWidget(widget)
        bottom = QHBoxLayout()
        bottom.setSpacing(12)
        bottom.addLayout(place, 1)
        bottom.addWidget(self._buttons)
        self._reason = QWidget()
        why = QVBoxLayout(self._reason)
        why.setContentsMargins(0, 0, 0, 0)
        why.setSpacing(2)
        why.addWidget(self._trouble)
        why.addWidget(self._remedy)
        self.body.addLayout(top)
        self.body.addWidget(self._reason)
        self.body.addWidget(self._bar)
        self.body.addLayout(bottom)


def _shrinking(name: str) -> ElidedLabel:
    """A line that asks for the room it needs, and is cut where there is less."""
    made = ElidedLabel("muted", name, Qt.TextElideMode.ElideRight)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    made.setMinimumWidth(60)
    return made


def _show_text(shown: QLabel, text: str) -> None:
    if isinstance(shown, ElidedLabel):
        shown.show_text(text)
    elif shown.text() != text:
        shown.setText(text)
    shown.setVisible(bool(text))
