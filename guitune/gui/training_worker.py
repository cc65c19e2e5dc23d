"""The only place where training meets Qt: a thread that iterates the chain and emits its events."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from guitune.core.errors import GuiTuneError
from guitune.core.events import RunFailed
from guitune.core.experiment import run_experiment
from guitune.core.history import History
from guitune.core.runs import RunFolder
from guitune.core.training.control import RunControl
from guitune.gui.jobs import unexpected_error
from guitune.gui.warm_up import FOR_TRAINING, load_libraries


class TrainingWorker(QThread):
    """Runs one experiment; the last event emitted is `RunCompleted`, `RunStopped` or `RunFailed`.

    Parameters
    ----------
    open_run
        Makes or reopens the run folder, on this thread; everything it needs was frozen before.
    less_memory
        Work on half as many texts at once as the run did before.

    Signals
    -------
    run_opened(RunFolder, RunConfig, History)
        The folder is there; the history holds what a run that goes on has behind it.
    event_emitted(TrainingEvent)
        The run went on.
    """

    run_opened = Signal(object, object, object)
    event_emitted = Signal(object)

    def __init__(
        self, open_run: Callable[[], RunFolder], *, less_memory: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._open_run = open_run
        self._less_memory = less_memory
        self.control = RunControl(attended=True)

    def run(self) -> None:
        """Train; called by Qt on the new thread."""
        try:
            run = self._open_run()
            try:
                self.run_opened.emit(run, run.config(), History.of(run.events()))
                load_libraries(FOR_TRAINING, self._is_asked_to_end)
                for event in run_experiment(run, self.control, less_memory=self._less_memory):
                    self.event_emitted.emit(event)
            finally:
                run.unlock()
        except GuiTuneError as error:
            self.event_emitted.emit(RunFailed(error.message, error.hint, error.details))
        except Exception as error:  # noqa: BLE001 - whatever happens on a thread must reach the person
            told = unexpected_error(error)
            self.event_emitted.emit(RunFailed(told.message, told.hint, told.details))

    def _is_asked_to_end(self) -> bool:
        return self.control.is_stopping or self.control.is_finishing
