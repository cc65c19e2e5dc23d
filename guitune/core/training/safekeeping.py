"""When a run is saved, and what happens when it is paused or cannot be saved."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from guitune.core.events import CheckpointSaved, RunPaused, RunResumed
from guitune.core.files import explained
from guitune.core.training.checkpoint import TrainingState, Weights, checkpoint_bytes, save_checkpoint
from guitune.core.training.control import RunControl

if TYPE_CHECKING:
    import torch

_SAVE_EVERY_SECONDS = 180.0
_SHARE_OF_TIME = 0.02
_GUESSED_BYTES_PER_SECOND = 300e6


class Safekeeping:
    """Keeps one run's checkpoints.

    Parameters
    ----------
    save_every_seconds
        The longest time between two saves; None for three minutes, or longer where a save takes so long that
        it would cost more than a fiftieth of the time.
    sync_log
        Called before each save.
    """

    def __init__(
        self,
        checkpoints: Path,
        model: "torch.nn.Module",
        control: RunControl,
        save_every_seconds: float | None,
        sync_log: Callable[[], None] | None,
    ) -> None:
        self._checkpoints, self._model = checkpoints, model
        self._control, self._sync_log = control, sync_log
        self._every = save_every_seconds
        self._save_seconds = checkpoint_bytes(model) / _GUESSED_BYTES_PER_SECOND
        self._saved_at, self._counted_from = time.perf_counter(), time.perf_counter()
        self._saved_step = -1

    def begin(self, state: TrainingState) -> None:
        """Count the time from here; `state` is saved already unless it is a run's very beginning."""
        self._saved_step = state.step or -1
        self._saved_at = self._counted_from = time.perf_counter()

    def is_due(self) -> bool:
        """Whether the last save is so long ago that it is time for the next."""
        least = max(_SAVE_EVERY_SECONDS, self._save_seconds / _SHARE_OF_TIME)
        return self._since_saved() >= (least if self._every is None else self._every)

    def is_affordable(self) -> bool:
        """Whether a save now would cost less than a fiftieth of the time since the last."""
        return self._save_seconds <= _SHARE_OF_TIME * self._since_saved()

    def forget_last_save(self) -> None:
        """The state has changed though the step has not, so that it must be saved again."""
        self._saved_step = -1

    def save(
        self, optimizer: "torch.optim.Optimizer", state: TrainingState, best: Weights | None
    ) -> Iterator[CheckpointSaved | RunPaused | RunResumed]:
        """Save unless that is done; where the disk refuses and somebody is there, pause until it is mended.

        Raises
        ------
        OSError
            If it cannot be saved and nobody is there, or the run is to end.
        """
        while self._saved_step != state.step:
            started = time.perf_counter()
            state.run_seconds += started - self._counted_from
            self._counted_from = started
            try:
                if self._sync_log is not None:
                    self._sync_log()
                save_checkpoint(self._checkpoints, self._model, optimizer, state, best)
            except OSError as error:
                if not self._control.is_attended or self._control.is_stopping or self._control.is_finishing:
                    raise
                told = explained(error, self._checkpoints.parent)
                self._control.pause()  # first, or a quick answer would be lost
                yield RunPaused(state.step, told.message, told.hint)
                yield from self._wait(state)
                continue
            self._saved_at, self._saved_step = time.perf_counter(), state.step
            self._save_seconds = self._saved_at - started
            yield CheckpointSaved(state.step, self._save_seconds)

    def pause(
        self, optimizer: "torch.optim.Optimizer", state: TrainingState, best: Weights | None
    ) -> Iterator[CheckpointSaved | RunPaused | RunResumed]:
        """Save, then wait until the run may go on or must end."""
        yield from self.save(optimizer, state, best)
        if self._control.is_paused:
            yield RunPaused(state.step)
            yield from self._wait(state)

    def run_seconds(self, state: TrainingState) -> float:
        """How long the run has taken by now, earlier parts included and pauses left out."""
        return state.run_seconds + time.perf_counter() - self._counted_from

    def _wait(self, state: TrainingState) -> Iterator[RunResumed]:
        started = time.perf_counter()
        self._control.wait_while_paused()
        waited = time.perf_counter() - started
        self._saved_at += waited
        self._counted_from += waited
        if not (self._control.is_stopping or self._control.is_finishing):
            yield RunResumed(state.step, waited)

    def _since_saved(self) -> float:
        return time.perf_counter() - self._saved_at
