"""The run that is on: its thread, its state, and what is asked of it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.config import RunConfig
from guitune.core.events import PhaseChanged, RunPaused, TrainingEvent
from guitune.core.history import History
from guitune.core.runs import RunFolder
from guitune.gui.training_worker import TrainingWorker

TrainingState = Literal["idle", "running", "pausing", "paused", "keeping", "saving", "discarding"]
_GOING: tuple[TrainingState, ...] = ("running", "pausing", "paused")


class LiveRun(QObject):
    """At most one run at a time.

    Attributes
    ----------
    state
        How the run stands; "keeping", "saving" and "discarding" say how it is being ended.
    history, current_run, current_config
        The run that was begun last since the project was opened, be it on or over; without a run folder
        and choices until they are there.
    began
        When that was, in seconds since 1970.

    Signals
    -------
    state_changed
        Training began, paused, went on, was asked to stop, or ended.
    event_arrived(TrainingEvent)
        The running run went on; `history` holds the event already.
    """

    state_changed = Signal()
    event_arrived = Signal(object)
    _ended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: TrainingState = "idle"
        self.history = History()
        self.current_run: RunFolder | None = None
        self.current_config: RunConfig | None = None
        self.began = 0.0
        self._worker: TrainingWorker | None = None

    @property
    def is_running(self) -> bool:
        """Whether a run is on, also while it waits or is being ended."""
        return self.state != "idle"

    @property
    def can_pause(self) -> bool:
        """Whether the run that is on can be paused: it is learning."""
        return self.state == "running" and self.history.phase == "training" and self.history.paused is None

    @property
    def can_end(self) -> bool:
        """Whether the run that is on was not asked to end yet."""
        return self.state in _GOING

    @property
    def trouble(self) -> str:
        """Why the run that is on has paused by itself, with steps that are not saved; else empty."""
        paused = self.history.paused
        return paused.message if self.state == "paused" and paused is not None else ""

    @property
    def can_keep(self) -> bool:
        """Whether the best so far can become the classifier now; unsaved steps would be lost by it."""
        return self.can_end and not self.trouble

    def is_current(self, run: Path) -> bool:
        """Whether the run in this folder is the one that was begun last."""
        return self.current_run is not None and self.current_run.path == run

    def pause(self) -> None:
        """Save and wait after this step."""
        if self._worker is not None and self.can_pause:
            self._worker.control.pause()
            self._set_state("pausing")

    def resume_paused(self) -> None:
        """Let the run that waits go on."""
        if self._worker is not None and self.state == "paused":
            self._worker.control.resume()
            self._set_state("running")

    def stop_and_keep(self) -> None:
        """End the training after this step; the best so far becomes the classifier."""
        if self._worker is not None and self.can_keep:
            self._worker.control.finish()
            self._set_state("keeping")

    def stop_and_save(self) -> None:
        """Save after this step and end; the run can go on later."""
        if self._worker is not None and self.is_running and self.state != "discarding":
            self._worker.control.stop()
            self._set_state("saving")

    def shut_down(self) -> None:
        """Save and wait for the thread; returns when it has ended."""
        if self._worker is not None:
            self._worker.control.stop()
            self._worker.wait()
            self._worker = None
            self._set_state("idle")

    def _begin(
        self,
        open_run: Callable[[], RunFolder],
        run: RunFolder | None,
        config: RunConfig | None,
        *,
        less_memory: bool = False,
        keep_best: bool = False,
    ) -> None:
        """Start a run on its own thread; nothing else may be on, and `history` is a new one."""
        self.began, self.current_run, self.current_config = time.time(), run, config
        self._worker = TrainingWorker(open_run, less_memory=less_memory, parent=self)
        if keep_best:
            self._worker.control.finish()
        self._worker.run_opened.connect(self._on_run_opened)
        self._worker.event_emitted.connect(self._on_event)
        self._worker.finished.connect(self._on_worker_finished)
        self._worker.start()
        self._set_state("keeping" if keep_best else "running")

    def _set_state(self, state: TrainingState) -> None:
        self.state = state
        self.state_changed.emit()

    @Slot(object, object, object)
    def _on_run_opened(self, run: RunFolder, config: RunConfig, past: History) -> None:
        self.current_run, self.current_config, self.history = run, config, past

    @Slot(object)
    def _on_event(self, event: TrainingEvent) -> None:
        self.history.append(event)
        match event:
            case RunPaused() if self.state in ("running", "pausing"):
                self._set_state("paused")
            case PhaseChanged() if self.state == "pausing" and self._worker is not None:
                self._worker.control.resume()  # the last step was done before the pause came
                self._set_state("running")
        self.event_arrived.emit(event)

    @Slot()
    def _on_worker_finished(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:  # shut down, and this call was on its way already
            return
        worker.deleteLater()
        state = self.state
        self._set_state("idle")
        self._ended.emit(state)
