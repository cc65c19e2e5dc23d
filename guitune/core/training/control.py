"""What is asked of a run while it goes on: from any thread, looked at between two steps."""

import threading
from collections.abc import Callable


class RunControl:
    """Stop, finish, pause and go on.

    These are flags that whoever runs looks at, because a queued call would only arrive after the end.

    Parameters
    ----------
    attended
        Whether somebody is there who can resume a run that has paused by itself, as when the disk is full.
    """

    def __init__(self, *, attended: bool = False) -> None:
        self.is_attended = attended
        self._stop, self._finish, self._pause = (threading.Event() for _flag in range(3))
        self._changed = threading.Condition()

    @property
    def is_stopping(self) -> bool:
        """Whether the run is to save and end, so that it can go on later."""
        return self._stop.is_set()

    @property
    def is_finishing(self) -> bool:
        """Whether the run is to end its training early and keep the best so far as the classifier."""
        return self._finish.is_set()

    @property
    def is_paused(self) -> bool:
        """Whether the run is to wait; one that is asked to end does not wait any more."""
        return self._pause.is_set() and not self._stop.is_set() and not self._finish.is_set()

    def stop(self) -> None:
        """Save and end; wins over everything else."""
        self._tell(self._stop.set)

    def finish(self) -> None:
        """End the training early and keep the best so far."""
        self._tell(self._finish.set)

    def pause(self) -> None:
        """Save and wait for `resume`, `stop` or `finish`."""
        self._tell(self._pause.set)

    def resume(self) -> None:
        """Go on after a pause."""
        self._tell(self._pause.clear)

    def wait_while_paused(self) -> None:
        """Block the calling thread until the run may go on or must end."""
        with self._changed:
            self._changed.wait_for(lambda: not self.is_paused)

    def _tell(self, change: Callable[[], None]) -> None:
        with self._changed:
            change()
            self._changed.notify_all()
