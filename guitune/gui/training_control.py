"""Starting, stopping and following runs, for every page that shows one."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.events import RunCompleted, TrainingEvent
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
        self.shown_run: RunFolder | None = None
        self.shown_history = self.history
        self.runs: list[RunSummary] = []
        self._jobs = jobs
        self._worker: TrainingWorker | None = None
        self._project: Project | None = None
        self._listing: Job | None = None

    @property
    def is_running(self) -> bool:
        """Whether a run is on, also while it is being ended."""
        return self.state != "idle"

    def show_project(self, project: Project) -> None:
        """List the runs of another project and look at the newest."""
        self._project, self.shown_run = project, None
        self.history = self.shown_history = History()
        self.current_run = None
        self._list_runs()

    def start(self, project: Project) -> None:
        """Train with the choices of `project`, frozen now."""

        def open_run() -> RunFolder:
            project.save()
            return project.new_run()

        self._begin(open_run)

    def resume(self, run: RunFolder) -> None:
        """Go on with a run that was stopped."""
        self._begin(lambda: RunFolder.reopen(run.path, run.config()))

    def stop_and_keep(self) -> None:
        """End the training after this step; the best so far becomes the classifier."""
        if self._worker is not None and self.state == "running":
            self._worker.finish.set()
            self._set_state("keeping")

    def stop_and_save(self) -> None:
        """Save after this step and end; the run can go on later."""
        if self._worker is not None and self.is_running:
            self._worker.stop.set()
            self._set_state("saving")

    def look_at(self, run: RunFolder) -> None:
        """Show a run's course and results."""
        if self.current_run is not None and run.path == self.current_run.path:
            self.shown_run, self.shown_history = self.current_run, self.history
            self.runs_changed.emit()
            return
        job = self._jobs.start(_("Reading the run"), lambda _job: (run, History.of(run.events())))
        job.succeeded.connect(self._on_history_read)

    def shut_down(self) -> None:
        """Save and wait for the thread; returns when it has ended."""
        if self._worker is not None:
            self._worker.stop.set()
            self._worker.wait()

    def _begin(self, open_run: Callable[[], RunFolder]) -> None:
        if self.is_running:
            return
        self.history = self.shown_history = History()
        self.current_run = self.shown_run = None
        self._worker = TrainingWorker(open_run, self)
        self._worker.run_opened.connect(self._on_run_opened)
        self._worker.event_emitted.connect(self._on_event)
        self._worker.finished.connect(self._on_worker_finished)
        self._worker.start()
        self._set_state("running")

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

    @Slot(object)
    def _on_run_opened(self, run: RunFolder) -> None:
        self.current_run = self.shown_run = run
        self.runs_changed.emit()

    @Slot(object)
    def _on_event(self, event: TrainingEvent) -> None:
        self.history.append(event)
        self.event_arrived.emit(event)

    @Slot()
    def _on_worker_finished(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.deleteLater()
        self._set_state("idle")
        if isinstance(self.history.ending, RunCompleted) and self.current_run is not None:
            self.completed.emit(self.current_run)
        self._list_runs()

    @Slot(object)
    def _on_runs_listed(self, runs: list[RunSummary]) -> None:
        self.runs = runs[::-1]
        known = {summary.run.path for summary in runs}
        if self.shown_run is None or self.shown_run.path not in known:
            finished = [summary for summary in self.runs if summary.state == "finished"]
            if not self.is_running and self.runs:
                self.look_at((finished or self.runs)[0].run)
        self.runs_changed.emit()

    @Slot(object)
    def _on_history_read(self, read: tuple[RunFolder, History]) -> None:
        self.shown_run, self.shown_history = read
        self.runs_changed.emit()
