"""Discarding runs and bringing them back: their folders are moved in jobs, one after the other."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.discarded_runs import bring_back, purge, put_away
from guitune.core.errors import GuiTuneError
from guitune.gui.jobs import Job, Jobs
from guitune.i18n import _


@dataclass(frozen=True)
class Discarded:
    """A run that was put away: where it was, and when it began, in seconds since 1970."""

    run: Path
    began: float


@dataclass(frozen=True)
class Move:
    """A run's folder that is to be put away or brought back."""

    run: Path
    away: bool


class DiscardedRuns(QObject):
    """Moves the folders of runs.

    Signals
    -------
    moved(Move)
        A folder is where it was to go.
    failed(Move, GuiTuneError)
        It could not be moved.
    """

    moved = Signal(object)
    failed = Signal(object, object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._waiting: list[Move] = []
        self._job: Job | None = None

    def move(self, run: Path, *, away: bool) -> None:
        """Put a run away, or bring it back."""
        self._waiting.append(Move(run, away))
        if self._job is None:
            self._begin_next()

    def is_moving(self, run: Path) -> bool:
        """Whether a run's folder is on its way."""
        return any(move.run == run for move in self._waiting)

    def purge(self, project: Path) -> None:
        """Delete for good what was put away in the project of this folder."""
        self._jobs.start(_("Deleting discarded runs"), lambda _job: purge(project))

    def shut_down(self) -> None:
        """Move what waits still, and return when no folder is on its way any more."""
        if self._job is not None:
            self._job.wait()
            self._job = None
        for move in self._waiting[1:]:  # the first was the job's
            with suppress(GuiTuneError):  # then it stays where it is
                _carry_out(move)
        self._waiting.clear()

    def _begin_next(self) -> None:
        move = self._waiting[0]
        title = _("Discarding the run") if move.away else _("Bringing the run back")
        self._job = self._jobs.start(title, lambda _job: _carry_out(move))
        self._job.succeeded.connect(self._on_moved)
        self._job.failed.connect(self._on_failed)

    def _next(self) -> Move:
        """Take the move that has ended off the list, and begin the one after it."""
        move = self._waiting.pop(0)
        self._job = None
        if self._waiting:
            self._begin_next()
        return move

    @Slot()
    def _on_moved(self) -> None:
        if self.sender() is self._job and self._waiting:
            self.moved.emit(self._next())

    @Slot(object)
    def _on_failed(self, error: GuiTuneError) -> None:
        if self.sender() is self._job and self._waiting:
            move = self._next()
            self.failed.emit(move, error)


def _carry_out(move: Move) -> None:
    act = put_away if move.away else bring_back
    act(move.run)
