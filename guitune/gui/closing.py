"""When the window may close: what is asked first, and what is waited for."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from guitune.core.events import RunFailed
from guitune.gui.closing_questions import ask_about_run, ask_to_lose_changes, run_to_ask_about
from guitune.gui.session import Session
from guitune.i18n import _


class Closing(QObject):
    """Sees to it that nothing is lost by closing `window` but what the person agreed to lose.

    Signals
    -------
    waiting_changed(str)
        The window closes as soon as a run has ended, and this says so; an empty text: it stays.
    """

    waiting_changed = Signal(str)

    def __init__(self, session: Session, window: QWidget, save_as: Callable[[], None]) -> None:
        super().__init__(window)
        self._session, self._window, self._save_as = session, window, save_as
        self._is_waiting = self._may_fail = self._may_lose = False
        self._question: QMessageBox | None = None
        self._asked = ""
        # queued, so that whoever follows the run has done with its end before the window goes
        session.training.state_changed.connect(
            self._on_training_state_changed, Qt.ConnectionType.QueuedConnection
        )

    def may_close(self) -> bool:
        """Whether the window may close now; if not, the person is asked, or a run is waited for."""
        training = self._session.training
        if training.is_running:
            if not self._is_waiting:
                self._ask_about_run()
            return False
        if self._may_lose:
            return True
        error = self._session.saving.save_pending()
        if error is not None:
            self._stay()
            ask_to_lose_changes(self._window, error, self.close_unasked, self._save_as)
        return error is None

    def close_unasked(self) -> None:
        """Save what can be saved, a run that is on included, and close whatever becomes of it."""
        self._may_fail = self._may_lose = True
        self._session.training.stop_and_save()
        self._close_after_run()

    def _ask_about_run(self) -> None:
        training = self._session.training
        self._asked = run_to_ask_about(training)
        match self._asked:
            case "keeping":
                go_on = self._close_after_run
            case "unsaved":
                go_on = self._give_up_steps
            case "learning":
                go_on = self._save_run
            case _:
                self._save_run()
                return
        self._question = ask_about_run(self._window, self._asked, training.history, go_on)
        self._question.finished.connect(self._on_answered)

    def _save_run(self) -> None:
        self._session.training.stop_and_save()
        self._close_after_run()

    def _give_up_steps(self) -> None:
        self._may_fail = True
        self._save_run()

    def _close_after_run(self) -> None:
        self._dismiss_question()
        if not self._session.training.is_running:
            self._window.close()
            return
        self._is_waiting = True
        sentences = {
            "keeping": _("The best so far is being kept, then the window closes..."),
            "discarding": _("The training is being discarded, then the window closes..."),
        }
        saving = _("Saving the training, then the window closes...")
        self.waiting_changed.emit(sentences.get(self._session.training.state, saving))

    def _stay(self) -> None:
        self._may_fail = False
        if self._is_waiting:
            self._is_waiting = False
            self.waiting_changed.emit("")

    def _dismiss_question(self) -> None:
        if self._question is not None:
            self._question.close()

    @Slot()
    def _on_answered(self) -> None:
        self._question = None

    @Slot()
    def _on_training_state_changed(self) -> None:
        training = self._session.training
        if self._is_waiting and not training.is_running:
            if isinstance(training.history.ending, RunFailed) and not self._may_fail:
                self._stay()  # so that the person learns that it could not be saved
            else:
                self._window.close()
        elif self._question is not None and run_to_ask_about(training) != self._asked:
            self._dismiss_question()
            if run_to_ask_about(training):
                self._ask_about_run()
