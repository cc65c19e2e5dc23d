"""What a run failed of, with the button that mends just that."""

from PySide6.QtCore import Signal, Slot

from guitune.core.errors import GuiTuneError
from guitune.core.events import Phase, RunFailed
from guitune.formatting import learning_rate
from guitune.gui.readiness import PageName
from guitune.gui.run_acts import acts_of, discard_shown
from guitune.gui.session import Session
from guitune.gui.widgets.card import ErrorCard
from guitune.gui.widgets.text import button
from guitune.i18n import N_, _

_MENDED_ON: dict[Phase | None, PageName] = {
    "reading": "data",
    "splitting": "data",
    "loading_model": "model",
    "tokenizing": "settings",
    "training": "settings",
}
GO_TO: dict[str, str] = {
    "data": N_("Go to Data"),
    "model": N_("Go to Model"),
    "settings": N_("Go to Settings"),
}


class FailureCard(ErrorCard):
    """Shows how the run that is looked at failed; `refresh` brings it up to date.

    Signals
    -------
    page_wanted(str)
        The person wants to go where the failure can be mended.
    """

    page_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._training = session, session.training
        self._remedy_value = self._remedy_tip = ""
        self._remedy = button("", "remedy_button", "primary", icon_name="play")
        self._memory = button(_("Go on with less memory"), "less_memory_button", "primary", icon_name="play")
        self._new = button(_("Start a new run"), "new_run_button", "primary", icon_name="play")
        self._again = button("", "try_again_button")
        self._keep = button(_("Keep the best so far"), "keep_best_button")
        self._mend = button("", "mend_button")
        self._discard = button(_("Discard"), "discard_button", "quiet", icon_name="trash")
        self._discard.setToolTip(_("Puts this training away. You can take that back."))
        for place, (pressed, slot) in enumerate(
            (
                (self._remedy, self._on_remedy_clicked),
                (self._memory, self._on_memory_clicked),
                (self._new, self._on_new_clicked),
                (self._again, self._on_again_clicked),
                (self._keep, self._on_keep_clicked),
                (self._mend, self._on_mend_clicked),
                (self._discard, self._on_discard_clicked),
            )
        ):
            pressed.clicked.connect(slot)
            self.buttons.insertWidget(place, pressed)

    def refresh(self) -> None:
        """Show the failure of the run that is looked at, or nothing where it did not fail."""
        training = self._training
        history = training.shown_history
        failure = history.ending
        if not isinstance(failure, RunFailed):
            self.show_error(None)
            return
        self.show_error(GuiTuneError(failure.message, failure.hint, failure.details))
        acts = acts_of(training.shown_summary)
        page = _MENDED_ON.get(history.phase) if failure.cause in ("other", "out_of_memory") else None
        if failure.cause == "out_of_memory":
            page = "settings"
        self._mend.setVisible(page is not None)
        if page is not None:
            self._mend.setText(_(GO_TO[page]))
            self._mend.setProperty("leads_to", page)
        self._show_remedy(failure)
        full = failure.cause == "disk_full"
        self._again.setText(_("Try again") if full else _("Go on from the last save"))
        changed = failure.cause == "data_changed"  # nothing that needs the old data can help
        self._memory.setVisible(acts.less_memory)
        self._new.setVisible(changed)
        self._again.setVisible(acts.go_on and not acts.less_memory and not changed)
        self._keep.setVisible(acts.keep_best and not changed)
        self._discard.setVisible(acts.discard)
        for pressed, tip in (
            (self._remedy, self._remedy_tip),
            (self._memory, _("Half as many texts at once; it learns the same, but slower.")),
            (self._new, _("Trains from the beginning, with the data and the choices as they are now.")),
            (self._again, ""),
            (self._keep, _("The best round before the failure becomes the classifier.")),
        ):
            pressed.setEnabled(not training.hindrance)
            pressed.setToolTip(training.hindrance or tip)

    def _show_remedy(self, failure: RunFailed) -> None:
        self._remedy.setVisible(failure.cause == "diverged" and len(failure.remedy) > 1)
        if self._remedy.isVisibleTo(self):
            self._remedy_value = failure.remedy[1]
            rate = learning_rate(float(self._remedy_value))
            self._remedy.setText(_("Start again with {rate}").format(rate=rate))
            self._remedy_tip = _(
                "Sets the learning rate to {rate} and begins a new training; you can undo the setting."
            ).format(rate=rate)

    @Slot()
    def _on_remedy_clicked(self) -> None:
        self._session.change_setting("learning_rate", self._remedy_value)
        self._on_new_clicked()

    @Slot()
    def _on_new_clicked(self) -> None:
        blockers = self._session.blockers()
        if blockers:
            self.page_wanted.emit(blockers[0].page)
        else:
            self._session.start_training()

    @Slot()
    def _on_memory_clicked(self) -> None:
        self._go_on(less_memory=True)

    @Slot()
    def _on_again_clicked(self) -> None:
        self._go_on()

    @Slot()
    def _on_keep_clicked(self) -> None:
        self._go_on(keep_best=True)

    @Slot()
    def _on_mend_clicked(self) -> None:
        page = self._mend.property("leads_to")
        if page == "data":
            self._session.data.read_again()  # what was read before may hide that the file is gone
        self.page_wanted.emit(page)

    @Slot()
    def _on_discard_clicked(self) -> None:
        discard_shown(self._session)

    def _go_on(self, *, keep_best: bool = False, less_memory: bool = False) -> None:
        run = self._training.shown_run
        if run is not None:
            self._training.resume(run, keep_best=keep_best, less_memory=less_memory)
