"""Sorting a whole file with the classifier, whatever page is shown meanwhile."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.config import DataConfig
from guitune.core.data.text_columns import TextColumns
from guitune.core.errors import GuiTuneError, MissingColumnError
from guitune.core.inference.batch import FilePredicted, RowsPredicted, predict_file
from guitune.core.runs import RunFolder
from guitune.formatting import duration
from guitune.gui.jobs import Job, JobProgress, Jobs
from guitune.i18n import _

SortingState = Literal["idle", "working", "cancelled", "done", "failed"]


@dataclass(frozen=True)
class _Order:
    """What is to be sorted, by which columns."""

    run: RunFolder
    source: Path
    target: Path
    columns: TextColumns


class FileSorting(QObject):
    """One file at a time, with a classifier of its own, since a tokenizer belongs to one thread.

    Attributes
    ----------
    progress
        How far it is while it works.
    result
        What was written, when it is done.
    error
        Why it failed; a `MissingColumnError` can be answered with `sort_by`.

    Signals
    -------
    changed
        State or progress has changed.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: SortingState = "idle"
        self.source = Path()
        self.progress = JobProgress(None)
        self.result: FilePredicted | None = None
        self.error: GuiTuneError | None = None
        self._jobs = jobs
        self._job: Job | None = None
        self._ending: Job | None = None
        self._order: _Order | None = None

    def start(self, run: RunFolder, data: DataConfig, source: Path, target: Path) -> None:
        """Sort `source` into the new file `target` by the classifier of `run`, which learned from `data`."""
        self._begin(_Order(run, source, target, TextColumns.of(data)))

    def sort_by(self, column: str) -> None:
        """Go on with another column in place of the one that the file lacks."""
        if self._order is None or not isinstance(self.error, MissingColumnError):
            return
        columns = self._order.columns.renamed(self.error.name, column)
        self._begin(replace(self._order, columns=columns))

    def cancel(self) -> None:
        """Give up; nothing is written."""
        if self.state == "working":
            if self._job is not None:
                self._job.cancel()
                self._ending, self._job = self._job, None
            self._set_state("cancelled")

    def dismiss(self) -> None:
        """Be ready for the next file."""
        if self.state != "working":
            self._set_state("idle")

    def _begin(self, order: _Order) -> None:
        if self.state == "working":
            return
        self._order, self.source = order, order.source
        self.progress = JobProgress(None, _("Loading the classifier..."))
        if self._ending is None:  # or the one that was cancelled might take away what this one writes
            self._start_job(order)
        self._set_state("working")

    def _start_job(self, order: _Order) -> None:
        title = _("Sorting {file}").format(file=order.source.name)
        self._job = self._jobs.start(title, lambda job: _sort(order, job), can_be_cancelled=True)
        self._job.progressed.connect(self._on_progressed)
        self._job.succeeded.connect(self._on_succeeded)
        self._job.failed.connect(self._on_failed)
        self._job.cancelled.connect(self._on_cancelled)

    def _set_state(
        self,
        state: SortingState,
        result: FilePredicted | None = None,
        error: GuiTuneError | None = None,
    ) -> None:
        self.state, self.result, self.error = state, result, error
        self.changed.emit()

    @Slot(object)
    def _on_progressed(self, progress: JobProgress) -> None:
        if self.sender() is self._job:
            self.progress = progress
            self.changed.emit()

    @Slot(object)
    def _on_succeeded(self, result: FilePredicted) -> None:
        if self.sender() is self._job:
            self._job = None
            self._set_state("done", result=result)

    @Slot()
    def _on_cancelled(self) -> None:
        if self.sender() is self._ending:
            self._ending = None
            if self.state == "working" and self._order is not None:
                self._start_job(self._order)

    @Slot(object)
    def _on_failed(self, error: GuiTuneError) -> None:
        if self.sender() is self._job:
            self._job = None
            self._set_state("failed", error=error)


def _sort(order: _Order, job: Job) -> FilePredicted | None:
    from guitune.core.inference.predictor import Predictor

    predictor = Predictor.load(order.run.trained_model())
    job.report(None, _("Reading {file}").format(file=order.source.name))
    started = time.monotonic()
    for event in predict_file(
        predictor,
        order.source,
        order.target,
        order.columns,
        job.is_cancelled,
    ):
        if isinstance(event, FilePredicted):
            return event
        job.report(*_told(event, time.monotonic() - started))
    return None


def _told(event: RowsPredicted, seconds: float) -> tuple[float, str]:
    share = event.done / event.total
    return share, _("{done} of {total} rows, {left} left").format(
        done=f"{event.done:,}", total=f"{event.total:,}", left=duration(seconds * (1 - share) / share)
    )
