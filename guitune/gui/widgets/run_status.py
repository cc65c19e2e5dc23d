"""The card on top of the Training page: how far a run is, how good, and how to end it or go on."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy

from guitune.core.events import RunCompleted, RunFailed
from guitune.gui.training_control import TrainingControl
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.elided_label import ElidedLabel
from guitune.gui.widgets.run_words import RunWords, words_of_live, words_of_past
from guitune.gui.widgets.text import button, label
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

    def __init__(self, training: TrainingControl) -> None:
        super().__init__()
        self._training = training
        self._figure = label(role="figure", name="current_figure")
        self._meaning = _shrinking("current_figure_meaning")
        self._time_left = label(role="title", name="time_left_label")
        self._phase = label(name="phase_label")
        self._details = _shrinking("details_label")
        self._summary = _shrinking("summary_label")
        self._bar = QProgressBar()
        self._bar.setObjectName("progress_bar")
        self._bar.setAccessibleName(_("Progress of the training"))
        self._bar.setRange(0, _FINE)
        self._bar.setTextVisible(False)
        self._save = button(_("Stop and save for later"), "save_for_later_button", "quiet")
        self._save.setToolTip(_("Saves where it stands, so that you can go on from there at any time."))
        self._stop = button("", "stop_button", icon_name="stop")
        self._resume = button(_("Go on"), "resume_button", "primary", icon_name="play")
        self._results = button(_("See the results"), "results_button", "primary", icon_name="arrow-right")
        self._save.clicked.connect(self._on_save_clicked)
        self._stop.clicked.connect(self._on_stop_clicked)
        self._resume.clicked.connect(self._on_resume_clicked)
        self._results.clicked.connect(self.results_wanted)
        self._lay_out()

    def refresh(self) -> None:
        """Show the run that is looked at as it stands."""
        training = self._training
        history = training.shown_history
        live = training.is_running and history is training.history
        self._show_words(words_of_live(history) if live else words_of_past(history))
        self._show_stops(live, begun=history.last_step is not None)
        completed = isinstance(history.ending, RunCompleted)
        known = training.shown_run is not None and bool(history.events)
        self._results.setVisible(not live and completed)
        self._resume.setVisible(
            not live and known and not isinstance(history.ending, RunCompleted | RunFailed)
        )
        self._resume.setEnabled(not training.is_running)
        self._resume.setToolTip(_("Another run is on; wait for its end.") if training.is_running else "")

    def _show_words(self, words: RunWords) -> None:
        for shown, text in (
            (self._figure, words.figure),
            (self._meaning, words.meaning),
            (self._time_left, words.time_left),
            (self._phase, words.phase),
            (self._details, words.details),
            (self._summary, words.summary),
        ):
            _show_text(shown, text)
        self._bar.setVisible(words.progress is not None)
        self._bar.setValue(round(_FINE * (words.progress or 0.0)))

    def _show_stops(self, live: bool, begun: bool) -> None:
        state = self._training.state
        self._stop.setVisible(live)
        self._save.setVisible(live and begun)
        self._stop.setEnabled(state == "running")
        self._save.setEnabled(state == "running")
        keep = _("Stop and keep the best") if begun else _("Stop")
        self._stop.setText(_("Stopping after this step...") if state == "keeping" else keep)
        self._stop.setToolTip(
            _("Ends the training here. The best round so far becomes the classifier.")
            if begun
            else _("Nothing is learned yet, so there is nothing to keep.")
        )
        self._save.setText(
            _("Saving after this step...") if state == "saving" else _("Stop and save for later")
        )

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        for widget in (self._figure, self._meaning):
            top.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
        top.addStretch(1)
        top.addWidget(self._time_left, 0, Qt.AlignmentFlag.AlignBottom)
        bottom = QHBoxLayout()
        bottom.setSpacing(16)
        for widget in (self._phase, self._details, self._summary):
            bottom.addWidget(widget)
        bottom.addStretch(1)
        for action in (self._save, self._stop, self._resume, self._results):
            bottom.addWidget(action)
        self.body.addLayout(top)
        self.body.addWidget(self._bar)
        self.body.addLayout(bottom)

    @Slot()
    def _on_stop_clicked(self) -> None:
        self._training.stop_and_keep()

    @Slot()
    def _on_save_clicked(self) -> None:
        self._training.stop_and_save()

    @Slot()
    def _on_resume_clicked(self) -> None:
        run = self._training.shown_run
        if run is not None:
            self._training.resume(run)


def _shrinking(name: str) -> ElidedLabel:
    """A line that asks for the room it needs, and is cut where there is less."""
    made = ElidedLabel("muted", name)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    made.setMinimumWidth(60)
    return made


def _show_text(shown: QLabel, text: str) -> None:
    if isinstance(shown, ElidedLabel):
        shown.show_text(text)
    elif shown.text() != text:
        shown.setText(text)
    shown.setVisible(bool(text))
