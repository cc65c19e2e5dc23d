"""Work that takes longer than a moment: a thread for each job, whose end is told on the GUI thread."""

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from guitune.core.errors import GuiTuneError
from guitune.i18n import _


@dataclass(frozen=True)
class JobProgress:
    """How far a job is: a share between 0 and 1, or None while that is unknown, and a sentence."""

    share: float | None
    text: str = ""


class Job(QThread):
    """One piece of work. Exactly one of `succeeded`, `failed` and `cancelled` comes last.

    A job that was cancelled never succeeds afterwards, whatever its work still returns.

    Parameters
    ----------
    title
        What is being done, for the status bar.
    work
        Called on the job's thread with the job; it may ask `is_cancelled` and `report` progress, and its
        return value comes with `succeeded`. It touches no widget.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    _reported = Signal(object)
    _worked = Signal()

    def __init__(self, title: str, work: Callable[["Job"], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.can_be_cancelled = False
        self.progress = JobProgress(None)
        self._work = work
        self._stop = threading.Event()
        self._result: Any = None
        self._error: GuiTuneError | None = None
        self._reported.connect(self._on_reported)
        self._worked.connect(self._on_worked)

    def run(self) -> None:
        """Do the work; called by Qt on the new thread."""
        try:
            self._result = self._work(self)
        except GuiTuneError as error:
            self._error = error
        except Exception as error:  # noqa: BLE001 - a failed job must reach the person, whatever it is
            self._error = unexpected_error(error)
        self._worked.emit()

    def cancel(self) -> None:
        """Ask the work to end; callable from any thread."""
        self._stop.set()

    def is_cancelled(self) -> bool:
        """Whether `cancel` was called; looked at by the work between its parts."""
        return self._stop.is_set()

    def report(self, share: float | None, text: str = "") -> None:
        """Tell how far the work is; called by the work."""
        self._reported.emit(JobProgress(share, text))

    @Slot(object)
    def _on_reported(self, progress: JobProgress) -> None:
        """Pass it on from the GUI thread: whoever connects right after the start hears the first word too."""
        self.progress = progress
        self.progressed.emit(progress)

    @Slot()
    def _on_worked(self) -> None:
        if self._stop.is_set():
            self.cancelled.emit()
        elif self._error is not None:
            self.failed.emit(self._error)
        else:
            self.succeeded.emit(self._result)


class Jobs(QObject):
    """All jobs that run; `changed` comes when one begins or ends."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running: list[Job] = []
        self._over = False

    def start(self, title: str, work: Callable[[Job], Any], *, can_be_cancelled: bool = False) -> Job:
        """Begin a job; connect to its signals right away, they come through the event loop.

        Only a job whose owner expects it `can_be_cancelled` from outside, in the status line.

        After `shut_down` nothing begins any more, and the job's signals never come.
        """
        job = Job(title, work, self)
        job.can_be_cancelled = can_be_cancelled
        if self._over:
            return job
        job.finished.connect(self._on_job_finished)
        self.running.append(job)
        job.start()
        self.changed.emit()
        return job

    def shut_down(self) -> None:
        """Cancel everything and wait until every thread has ended."""
        self._over = True
        for job in self.running:
            job.cancel()
        for job in self.running:
            job.wait()

    @Slot()
    def _on_job_finished(self) -> None:
        job = self.sender()
        if isinstance(job, Job) and job in self.running:
            self.running.remove(job)
            job.deleteLater()
            self.changed.emit()


def unexpected_error(error: BaseException) -> GuiTuneError:
    """The sentence for a fault inside GuiTune, with the traceback as details."""
    return GuiTuneError(
        _("Something went wrong inside GuiTune: {error}.").format(error=type(error).__name__),
        _("The window goes on working. Copy the details and report them."),
        "".join(traceback.format_exception(error)),
    )
