"""Starting, pausing, stopping, discarding and following runs, for every page that shows one."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.config import RunConfig
from guitune.core.discarded_runs import put_away
from guitune.core.errors import GuiTuneError
from guitune.core.events import RunCompleted, RunFailed
from guitune.core.history import History
from guitune.core.moved_inputs import follow_moved_inputs
from guitune.core.project import Project
from guitune.core.run_summary import RunSummary, summarize
from guitune.core.runs import RunFolder
from guitune.gui.discarded_runs import Discarded, DiscardedRuns, Move
from guitune.gui.jobs import Job, Jobs
from guitune.gui.live_run import LiveRun, TrainingState
from guitune.i18n import _


class TrainingControl(LiveRun):
    """The project's runs, the one that runs, and the one that is looked at.

    Attributes
    ----------
    shown_run, shown_history
        The run that is looked at.
    runs
        The project's runs, the newest first, as they stood when training last ended.
    inputs
        The project's choices now: where data and model are to be found if they were moved.
    last_discarded
        The run that was discarded last; None once it is back or cannot come back any more.

    Signals
    -------
    runs_changed
        The list of runs, or the run that is looked at, has changed.
    completed(RunFolder)
        A run ended with a classifier.
    problem_occurred(GuiTuneError)
        A run could not be discarded or brought back.
    """

    runs_changed = Signal()
    completed = Signal(object)
    problem_occurred = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown_run: RunFolder | None = None
        self.shown_history = self.history
        self.runs: list[RunSummary] = []
        self.inputs = RunConfig()
        self.last_discarded: Discarded | None = None
        self._jobs = jobs
        self._discarded = DiscardedRuns(jobs, self)
        self._discarded.moved.connect(self._on_moved)
        self._discarded.failed.connect(self._on_move_failed)
        self._ended.connect(self._on_ended)
        self._project: Project | None = None
        self._listing: Job | None = None
        self._reading: Job | None = None
        self._wanted_run: RunFolder | None = None
        self._dismissed: Path | None = None
        self._to_put_away: Path | None = None
        self._held = ""

    @property
    def held(self) -> str:
        """Why no run may begin for now, as a sentence; empty where one may. Set from outside."""
        return self._held

    @held.setter
    def held(self, reason: str) -> None:
        if reason != self._held:
            self._held = reason
            self.state_changed.emit()

    @property
    def hindrance(self) -> str:
        """Why no run can begin now, as a sentence; empty where one can."""
        return _("Another run is on; wait for its end.") if self.is_running else self._held

    @property
    def last_finished(self) -> RunFolder | None:
        """The newest run that has a classifier."""
        return next((summary.run for summary in self.runs if summary.state == "finished"), None)

    @property
    def interrupted(self) -> RunSummary | None:
        """The newest run if it was cut off without a word, until it is dismissed."""
        if self.is_running or not self.runs or self.runs[0].state != "interrupted":
            return None
        return self.runs[0] if self.runs[0].run.path != self._dismissed else None

    @property
    def shown_summary(self) -> RunSummary | None:
        """The summary of the run that is looked at; None for the one that is on, and for a new one."""
        if self.is_running and self.shown_history is self.history:
            return None
        return self._summary_of(self.shown_run)

    def show_project(self, project: Project) -> None:
        """List the runs of another project; what was discarded is deleted.

        The newest finished run is looked at, or the newest of all if it was cut off.
        """
        self.purge_discarded()
        self._project = project
        self.purge_discarded()
        self._forget_current()
        self.runs = []
        self.last_discarded = self._dismissed = None
        self.runs_changed.emit()
        self._list_runs()

    def start(self, project: Project) -> None:
        """Train with the choices of `project`, frozen now; nothing happens where something hinders it."""

        def open_run() -> RunFolder:
            project.save()
            return project.new_run()

        self._begin(open_run, None, project.config)

    def resume(self, run: RunFolder, *, less_memory: bool = False, keep_best: bool = False) -> None:
        """Go on with a run that has ended, from where it was saved last, unless something hinders it.

        Parameters
        ----------
        less_memory
            Work on half as many texts at once as before.
        keep_best
            Do not train on, but make the best round so far the classifier.
        """
        if self._discarded.is_moving(run.path):
            return
        summary, inputs = self._summary_of(run), self.inputs
        config = summary.config if summary is not None else None

        def open_run() -> RunFolder:
            follow_moved_inputs(run, inputs)
            return RunFolder.reopen(run.path, run.config())

        self._begin(
            open_run,
            run,
            config,
            less_memory=less_memory,
            keep_best=keep_best,
        )

    def dismiss_interrupted(self) -> None:
        """Offer the run that was cut off no more."""
        self._dismissed = self.runs[0].run.path if self.runs else None
        self.runs_changed.emit()

    def put_away(self, run: Path) -> None:
        """Move a run out of sight; the one that is on is ended first."""
        summary = self._summary_of(RunFolder(run))
        self.last_discarded = Discarded(run, self.began if summary is None else summary.began)
        if self._worker is not None and self.is_current(run):
            self._to_put_away = run
            self._worker.control.stop()
            self._set_state("discarding")
        else:
            self._move_away(run)

    def bring_back(self, run: Path) -> None:
        """Take back that a run was put away."""
        self.last_discarded = None
        if self.state == "discarding" and self.is_current(run):
            self._to_put_away = None
            self._set_state("saving")
        else:
            self._discarded.move(run, away=False)
            self.runs_changed.emit()

    def purge_discarded(self) -> None:
        """Delete for good what was discarded in this project."""
        if self._project is not None:
            self._discarded.purge(self._project.folder)

    def look_at(self, run: RunFolder | None) -> None:
        """Show a run's course and results; None stands for the current one, whose folder is not there yet."""
        self._stop_reading()
        if run is None or (self.current_run is not None and run.path == self.current_run.path):
            self.shown_run, self.shown_history = self.current_run, self.history
            self.runs_changed.emit()
            return
        summary = self._summary_of(run)
        if summary is not None and summary.state == "elsewhere":
            self._list_runs()  # it may have been let go since
        self._wanted_run = run
        self._reading = self._jobs.start(_("Reading the run"), lambda _job: _history_of(run))
        self._reading.succeeded.connect(self._on_history_read)
        self._reading.failed.connect(self._on_history_failed)

    def shut_down(self) -> None:
        """Save and wait for the thread; returns when it has ended."""
        super().shut_down()
        if self._to_put_away is not None:
            with suppress(GuiTuneError):  # then it is still listed the next time
                put_away(self._to_put_away)
            self._to_put_away = None
        self._discarded.shut_down()

    def _begin(
        self,
        open_run: Callable[[], RunFolder],
        run: RunFolder | None,
        config: RunConfig | None,
        **how: bool,
    ) -> None:
        if self.hindrance:
            return
        self._forget_current()
        self.last_discarded, self.shown_run = None, run
        super()._begin(open_run, run, config, **how)

    def _move_away(self, run: Path) -> None:
        self.runs = [summary for summary in self.runs if summary.run.path != run]
        self._discarded.move(run, away=True)
        self.runs_changed.emit()

    def _forget_current(self) -> None:
        self._stop_reading()
        self.history = self.shown_history = History()
        self.current_run = self.shown_run = None
        self.current_config = None

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _summary_of(self, run: RunFolder | None) -> RunSummary | None:
        path = None if run is None else run.path
        return next((summary for summary in self.runs if summary.run.path == path), None)

    def _list_runs(self) -> None:
        project = self._project
        if project is None:
            return
        if self._listing is not None:
            self._listing.cancel()
        self._listing = self._jobs.start(
            _("Listing the runs"),
            lambda _job: [summarize(run) for run in project.runs() if not run.path.name.startswith(".")],
        )
        self._listing.succeeded.connect(self._on_runs_listed)

    @Slot(object, object, object)
    def _on_run_opened(self, run: RunFolder, config: RunConfig, past: History) -> None:
        watched = self.shown_history is self.history
        super()._on_run_opened(run, config, past)
        if watched:
            self.shown_run, self.shown_history = run, past
        self.runs_changed.emit()

    @Slot(str)
    def _on_ended(self, state: TrainingState) -> None:
        if self._to_put_away is not None:
            run, self._to_put_away = self._to_put_away, None
            self._move_away(run)
            return
        if state == "discarding":  # it was put away already, as everything is shut down
            return
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
            if not self.is_running and self.runs:
                newest = self.runs[0].run
                self.look_at(newest if self.interrupted else self.last_finished or newest)
            elif not self.is_running:
                self._forget_current()
        self.runs_changed.emit()

    @Slot(object)
    def _on_moved(self, move: Move) -> None:
        if move.away and self.is_current(move.run) and not self.is_running:
            watched = self.shown_run, self.shown_history
            was_shown = self.shown_history is self.history
            self._forget_current()
            if not was_shown:
                self.shown_run, self.shown_history = watched
        if self._project is not None and move.run.is_relative_to(self._project.folder):
            if not move.away and not self.is_running:
                self.look_at(RunFolder(move.run))
            self._list_runs()

    @Slot(object, object)
    def _on_move_failed(self, move: Move, error: GuiTuneError) -> None:
        self.last_discarded = None
        self.problem_occurred.emit(error)
        self._list_runs()

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


def _history_of(run: RunFolder) -> History:
    """The history of a stored run; raises for one whose folder cannot be read."""
    run.config()
    return History.of(run.events())
