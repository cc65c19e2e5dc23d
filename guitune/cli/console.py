"""Writes events for people, or as JSON lines for programs."""

import io
import json
import sys
import time
from typing import Any

from guitune.core.events import StepCompleted, TextsRead, event_to_json
from guitune.i18n import _
from guitune.narration import describe, describe_step

_SECONDS_BETWEEN_LINES = 10.0
_SECONDS_BETWEEN_REDRAWS = 0.2


class Console:
    """Standard output as JSON lines and nothing else, or as sentences with one moving progress line."""

    def __init__(self, json_lines: bool) -> None:
        self.json_lines = json_lines
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a redirected stream may know few letters
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        self._moving = sys.stdout.isatty()
        self._progress_width = 0
        self._progress_at = 0.0 if self._moving else time.monotonic()

    def event(self, event: Any) -> None:
        """Show one event, a dataclass."""
        if self.json_lines:
            print(json.dumps(event_to_json(event), ensure_ascii=False, allow_nan=False), flush=True)
        elif isinstance(event, StepCompleted):
            self.progress(event.step / event.total_steps, describe_step(event))
        elif isinstance(event, TextsRead):
            self.progress(event.done / event.total, describe(event))
        else:
            sentence = describe(event)
            if sentence:
                self.line(sentence)

    def line(self, text: str) -> None:
        """A line for people; nothing with JSON lines."""
        if not self.json_lines:
            self._clear_progress()
            print(text, flush=True)

    def progress(self, share: float, text: str) -> None:
        """Progress between 0 and 1, redrawn in place on a terminal and written now and then elsewhere."""
        now = time.monotonic()
        pause = _SECONDS_BETWEEN_REDRAWS if self._moving else _SECONDS_BETWEEN_LINES
        if self.json_lines or (share < 1 and now - self._progress_at < pause):
            return
        self._progress_at = now
        shown = f"{share:4.0%}  {text}"
        if self._moving:
            print("\r" + shown.ljust(self._progress_width), end="", flush=True)
            self._progress_width = len(shown)
        else:
            print(shown, flush=True)

    def note(self, text: str) -> None:
        """A remark on standard error, with JSON lines too."""
        self._clear_progress()
        print(text, file=sys.stderr, flush=True)

    def failure(self, message: str, hint: str) -> None:
        """The cause in one line and what to do, on standard error."""
        self.note(_("Error: {message}").format(message=message))
        if hint:
            self.note(hint)

    def _clear_progress(self) -> None:
        if self._progress_width:
            print("\r" + " " * self._progress_width + "\r", end="", flush=True)
            self._progress_width = 0
