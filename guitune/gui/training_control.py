"""Starting, stopping and following runs, for every page that shows one."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.config import RunConfig
from guitune.core.errors import GuiTuneError
from guitune.core.events import RunCompleted, RunFailed, TrainingEvent
from guitune.core.history import History
from guitune.core.project import Project
from guitune.core.run_summary import RunSummary, summarize
from guitune.core.runs import RunFolder
from guitune.gui.jobs import Job, Jobs
from guitune.gui.training_worker import TrainingWorker
from guitune.i18n import _

TrainingState = Literal["idle", "running", "keeping", "saving"]


class TrainingControl(QObject):
    """The project's runs, the one that runs, and the one that is looked at.

    Attributes
    ----------
    history, current_run, current_config
        The run that was begun last since the project was opened, be it on or over; without a run folder
        and choices until they are there.
    shown_run, shown_history
        The run that is looked at.
    runs
        The project's runs, the newest first, as they stood when training last ended.

    Signals
    -------
    state_changed
        Training began, was asked to stop, or ended.
    event_arrived(TrainingEvent)
        The running run went on; `history` holds the event already.
    runs_changed
        The list of runs, or the run that is looked at, has changed.
    completed(RunFolder)
        A run ended with a classifier.
    """

    state_changed = Signal()
    event_arrived = Signal(object)
    runs_changed = Signal()
    completed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: TrainingState = "idle"
        self.history = History()
        self.current_run: RunFolder | None = None
        self.current_config: RunConfig | None = None
        self.shown_run: RunFolder | None = None
        self.shown_history = self.history
        self.runs: list[RunSummary] = []
        self._jobs = jobs
        self._worker: TrainingWorker | None = None
        self._project: Project | None = None
        self._listing: Job | None = None
        self._reading: Job | None = None
        self._wanted_run: RunFolder | None = None

    @property
    def is_running(self) -> bool:
        """Whether a run is on, also while it is being ended."""
        return self.state != "idle"

    def show_project(self, project: Project) -> None:
        """List the runs of another project and look at the newest."""
        self._project = project
        self._forget_current()
        self.runs = []
        self.runs_changed.emit()
        self._list_runs()

    def start(self, project: Project) -> None:
        """Train with the choices of `project`, frozen now."""

        def open_run() -> RunFolder:
            project.save()
            return project.new_run()

        self._begin(open_run, None, project.config)

    def resume(self, run: RunFolder) -> None:
        """Go on with a run that was stopped."""
        configs = (summary.config for summary in self.runs if summary.run.path == run.path)
        self._begin(lambda: RunFolder.reopen(run.path, run.config()), run, next(configs, None))

    def stop_and_keep(self) -> None:
        """End the training after this step; the best so far becomes the classifier."""
        if self._worker is not None and self.state == "running":
            self._worker.control.finish()
            self._set_state("keeping")

    def stop_and_save(self) -> None:
        """Save after this step and end; the run can go on later."""
        if self._worker is not None and self.is_running:
            self._worker.control.stop()
            self._set_state("saving")

    def look_at(self, run: RunFolder | None) -> None:
        """Show a run's course and results; None stands for the current one, whose folder is not there yet."""
        self._stop_reading()
        if run is None or (self.current_run is not None and run.path == self.current_run.path):
            self.shown_run, self.shown_history = self.current_run, self.history
            self.runs_changed.emit()
            return
        self._wanted_run = run
        self._reading = self._jobs.start(_("Reading the run"), lambda _job: History.of(run.events()))
        self._reading.succeeded.connect(self._on_history_read)
        self._reading.failed.connect(self._on_history_failed)

    def shut_down(self) -> None:
        """Save and wait for the thread; returns when it has ended."""
        if self._worker is not None:
            self._worker.control.stop()
            self._worker.wait()
            self._worker = None
            self._set_state("idle")

    def _begin(
        self, open_run: Callable[[], RunFolder], run: RunFolder | None, config: RunConfig | None
    ) -> None:
        if self.is_running:
            return
        self._forget_current()
        self.current_run = self.shown_run = run
        self.current_config = config
        self._worker = TrainingWorker(open_run, self)
        self._worker.run_opened.connect(self._on_run_opened)
        self._worker.event_emitted.connect(self._on_event)
        self._worker.finished.connect(self._on_worker_finished)
        self._worker.start()
        self._set_state("running")

    def _forget_current(self) -> None:
        self._stop_reading()
        self.history = self.shown_history = History()
        self.current_run = self.shown_run = None
        self.current_config = None

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _set_state(self, state: TrainingState) -> None:
        self.state = state
        self.state_changed.emit()

    def _list_runs(self) -> None:
        project = self._project
        if project is None:
            return
        if self._listing is not None:
            self._listing.cancel()
        self._listing = self._jobs.start(
            _("Listing the runs"),
            lambda _job: [found for run in project.runs() if (found := summarize(run)) is not None],
        )
        self._listing.succeeded.connect(self._on_runs_listed)

    @Slot(object, object, object)
    def _on_run_opened(self, run: RunFolder, config: RunConfig, past: History) -> None:
        if self.shown_history is self.history:
            self.shown_run, self.shown_history = run, past
        self.current_run, self.current_config, self.history = run, config, past
        self.runs_changed.emit()

    @Slot(object)
    def _on_event(self, event: TrainingEvent) -> None:
        self.history.append(event)
        self.event_arrived.emit(event)

    @Slot()
    def _on_worker_finished(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:  # shut down, and this call was on its way already
            return
        worker.deleteLater()
        self._set_state("idle")
        if isinstance(self.history.ending, RunCompleted) and self.current_run is not None:
            self.completed.emit(self.current_run)
        self._list_runs()

    @Slot(object)
    def _on_runs_listed(self, runs: list[RunSummary]) -> None:
        self.runs = runs[::-1]
        known = {summary.run.path for summary in runs}
        # a run that could not even begin leaves no folder, but its failure is still to be read
        failed = self.shown_history is self.history and isinstance(self.history.ending, RunFailed)
        if not failed and (self.shown_run is None or self.shown_run.path not in known):
            finished = [summary for summary in self.runs if summary.state == "finished"]
            if not self.is_running and self.runs:
                self.look_at((finished or self.runs)[0].run)
        self.runs_changed.emit()

    @Slot(object)
    def _on_history_read(self, history: History) -> None:
        if self.sender() is self._reading:
            self._reading = None
            self.shown_run, self.shown_history = self._wanted_run, history
            self.runs_changed.emit()

    @Slot(object)
    def _on_history_failed(self, error: GuiTuneError) -> None:
        unreadable = History()
        unreadable.append(RunFailed(error.message, error.hint, error.details))
        self._on_history_read(unreadable)
