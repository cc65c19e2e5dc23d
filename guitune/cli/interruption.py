"""Ctrl-C, SIGTERM and SIGHUP as a flag that is looked at between steps."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from guitune.cli.console import Console
from guitune.i18n import _

_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]  # the last one comes when a terminal is closed; Windows has none


class Interrupted(Exception):
    """The work was stopped because the person asked for it."""


@contextmanager
def stop_on_signals(
    console: Console, on_stop: Callable[[], None] = lambda: None
) -> Iterator[threading.Event]:
    """An event that the first of these signals sets, after which `on_stop` is called.

    A second Ctrl-C ends the program at once.
    """
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()
        on_stop()
        console.note(_("Stopping as soon as everything is saved; press Ctrl-C again to end at once."))

    previous = {number: signal.signal(number, on_signal) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
