"""What can be done with the run that is looked at, as buttons in a line."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from guitune.core.events import RunCompleted
from guitune.gui.icons import icon
from guitune.gui.run_acts import acts_of, discard_shown, shown_is_on
from guitune.gui.session import Session
from guitune.gui.widgets.text import button, set_role
from guitune.i18n import _


class RunButtons(QWidget):
    """Shows the buttons that fit the run; `refresh` brings them up to date.

    Signals
    -------
    results_wanted
        The person wants to see what came out.
    """

    results_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._training = session, session.training
        self._discard = button(_("Discard"), "discard_button", "quiet", icon_name="trash")
        self._save = button("", "save_for_later_button", "quiet")
        self._memory = button(_("Go on with less memory"), "less_memory_button", "quiet")
        self._stop = button("", "stop_button", icon_name="stop")
        self._keep = button(_("Keep the best"), "keep_best_button")
        self._pause = button("", "pause_button")
        self._resume = button(_("Go on"), "resume_button", "primary", icon_name="play")
        self._results = button(_("See the results"), "results_button", "primary", icon_name="arrow-right")
        self._signs = {name: icon(*name) for name in (("pause", "text"), ("play", "accent_text"))}
        self._memory_tip = _(
            "If the computer ran out of memory: half as many texts at once; it learns the same, but slower."
        )
        self._keep_tip = _("Trains no further: the best round so far becomes the classifier.")
        self._discard.setAccessibleName(_("Discard this training"))
        self._discard.setToolTip(_("Puts this training away. You can take that back."))
        for pressed, slot in (
            (self._discard, self._on_discard_clicked),
            (self._save, self._training.stop_and_save),
            (self._memory, self._on_memory_clicked),
            (self._stop, self._training.stop_and_keep),
            (self._keep, self._on_keep_clicked),
            (self._pause, self._on_pause_clicked),
            (self._resume, self._on_resume_clicked),
            (self._results, self.results_wanted),
        ):
            pressed.clicked.connect(slot)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for widget in (
            self._discard,
            self._save,
            self._memory,
            self._stop,
            self._keep,
            self._pause,
            self._resume,
            self._results,
        ):
            line.addWidget(widget)

    def refresh(self) -> None:
        """Show what fits the run that is looked at as it stands."""
        live = shown_is_on(self._training)
        self._refresh_live(live)
        self._refresh_past(live)
        acts = acts_of(self._training.shown_summary)
        known = live and self._training.current_run is not None
        self._discard.setVisible(live or acts.discard)
        self._discard.setEnabled(known and self._training.state != "discarding" if live else acts.discard)
        leaving = live and self._training.state == "discarding"
        crowded = live and not self._stop.isHidden()  # beside all the others there is room for its sign alone
        named = "" if crowded else _("Discard")
        self._discard.setText(_("Discarding...") if leaving else named)

    def _refresh_live(self, live: bool) -> None:
        training = self._training
        history, state = training.history, training.state
        begun = history.last_step is not None
        trouble = bool(training.trouble)
        self._stop.setVisible(live and not trouble)
        self._save.setVisible(live and begun)
        self._pause.setVisible(live and (begun or training.can_pause) and state not in _ENDING)
        for ends in (self._stop, self._save):
            ends.setEnabled(training.can_end)
        keep = _("Stop and keep the best") if begun else _("Stop")
        self._stop.setText(_("Stopping after this step...") if state == "keeping" else keep)
        self._stop.setToolTip(
            _("Ends the training here. The best round so far becomes the classifier.")
            if begun
            else _("Nothing is learned yet, so there is nothing to keep.")
        )
        later = _("Stop") if trouble else _("Stop and save for later")
        self._save.setText(_("Saving after this step...") if state == "saving" else later)
        self._save.setToolTip(
            _("Ends the training. You can go on from where it was saved last.")
            if trouble
            else _("Saves where it stands, so that you can go on from there at any time.")
        )
        self._show_pause(paused=state == "paused", trouble=trouble)

    def _show_pause(self, *, paused: bool, trouble: bool) -> None:
        training = self._training
        going_on = _("Try again") if trouble else _("Resume")
        waiting = _("Pausing after this step...") if training.state == "pausing" else _("Pause")
        set_role(self._pause, "primary" if paused else "")
        self._pause.setText(going_on if paused else waiting)
        self._pause.setIcon(self._signs["play", "accent_text"] if paused else self._signs["pause", "text"])
        self._pause.setEnabled(paused or training.can_pause)
        if paused:
            tip = _("Goes on from this very step.")
        elif training.can_pause or training.state == "pausing":
            tip = _("Saves after this step and waits, so that the computer is free for something else.")
        else:
            tip = _("Only while it learns can it be paused; this part is over soon.")
        self._pause.setToolTip(tip)

    def _refresh_past(self, live: bool) -> None:
        training = self._training
        acts = acts_of(training.shown_summary)
        completed = isinstance(training.shown_history.ending, RunCompleted)
        self._results.setVisible(not live and completed)
        for pressed, possible, tip in (
            (self._resume, acts.go_on, ""),
            (self._keep, acts.keep_best, self._keep_tip),
            (self._memory, acts.less_memory, self._memory_tip),
        ):
            pressed.setVisible(not live and possible)
            pressed.setEnabled(not training.hindrance)
            pressed.setToolTip(training.hindrance or tip)

    @Slot()
    def _on_pause_clicked(self) -> None:
        if self._training.state == "paused":
            self._training.resume_paused()
        else:
            self._training.pause()

    @Slot()
    def _on_discard_clicked(self) -> None:
        discard_shown(self._session)

    @Slot()
    def _on_resume_clicked(self) -> None:
        self._go_on()

    @Slot()
    def _on_keep_clicked(self) -> None:
        self._go_on(keep_best=True)

    @Slot()
    def _on_memory_clicked(self) -> None:
        self._go_on(less_memory=True)

    def _go_on(self, *, keep_best: bool = False, less_memory: bool = False) -> None:
        run = self._training.shown_run
        if run is not None:
            self._training.resume(run, keep_best=keep_best, less_memory=less_memory)


_ENDING = ("keeping", "saving", "discarding")
