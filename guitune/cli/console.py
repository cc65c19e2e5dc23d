"""Writes events for people, or as JSON lines for programs."""

import io
import json
import sys
import time
from typing import Any

from guitune.core.events import (
    CheckpointSaved,
    EpochCompleted,
    EvaluationCompleted,
    Notice,
    Phase,
    PhaseChanged,
    RunCompleted,
    RunStarted,
    RunStopped,
    StepCompleted,
    event_to_json,
)
from guitune.formatting import duration, percent
from guitune.i18n import N_, _

_PHASES: dict[Phase, str] = {
    "reading": N_("Reading the data..."),
    "splitting": N_("Dividing the texts..."),
    "loading_model": N_("Loading the model..."),
    "tokenizing": N_("Cutting the texts into tokens..."),
    "training": N_("Training..."),
    "testing": N_("Testing on texts it never saw..."),
    "comparing": N_("Comparing with counting words..."),
    "saving": N_("Saving the classifier..."),
}
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
        self._progress_at = 0.0

    def event(self, event: Any) -> None:
        """Show one event, a dataclass."""
        if self.json_lines:
            print(json.dumps(event_to_json(event), ensure_ascii=False, allow_nan=False), flush=True)
        elif isinstance(event, StepCompleted):
            self.progress(event.step / event.total_steps, _step_line(event))
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


def describe(event: Any) -> str:
    """The event as a sentence, or an empty text for those that need none."""
    match event:
        case PhaseChanged(phase):
            return _(_PHASES[phase])
        case Notice(_topic, message, severity):
            return _("Note: {message}").format(message=message) if severity == "warning" else message
        case RunStarted():
            return _(
                "Learning from {train} texts, checking on {validation}, keeping {test} for the final test; "
                "{labels} labels, batches of {batch}, learning rate {rate:g}, on {device}."
            ).format(
                train=event.train_examples,
                validation=event.validation_examples,
                test=event.test_examples,
                labels=len(event.labels),
                batch=event.batch_size,
                rate=event.learning_rate,
                device=event.device,
            )
        case EvaluationCompleted(split="validation"):
            sentence = _("Round {epoch:g}: loss {loss:.3f}, accuracy {accuracy}, macro-F1 {macro_f1}").format(
                epoch=event.epoch,
                loss=event.loss,
                accuracy=percent(event.accuracy),
                macro_f1=percent(event.macro_f1),
            )
            return sentence + (_(" (best so far)") if event.is_best else "")
        case CheckpointSaved(step):
            return _("Saved at step {step}.").format(step=step)
        case RunStopped(folder, step):
            return _("Stopped at step {step} and saved in {folder}.").format(step=step, folder=folder)
        case RunCompleted():
            return _completed(event)
        case EpochCompleted() | EvaluationCompleted():
            return ""
    return ""


def _step_line(event: StepCompleted) -> str:
    return _("step {step} of {total}, loss {loss:.3f}, {rate:.0f} texts/s, {left} left").format(
        step=event.step,
        total=event.total_steps,
        loss=event.train_loss,
        rate=event.examples_per_second,
        left=duration(event.seconds_left),
    )


def _completed(event: RunCompleted) -> str:
    accuracy = event.validation_accuracy if event.test_accuracy is None else event.test_accuracy
    macro_f1 = event.validation_macro_f1 if event.test_macro_f1 is None else event.test_macro_f1
    heading = (
        _("On validation texts (no test texts were kept):")
        if event.test_accuracy is None
        else _("On test texts that it never saw:")
    )
    rows = [
        (_("this classifier"), accuracy, macro_f1),
        (_("counting words"), event.baseline_accuracy, event.baseline_macro_f1),
        (_("always the most frequent label"), event.majority_accuracy, event.majority_macro_f1),
    ]
    lines = [
        _("  {name}: accuracy {accuracy}, macro-F1 {macro_f1}").format(
            name=name, accuracy=percent(own_accuracy), macro_f1=percent(own_f1)
        )
        for name, own_accuracy, own_f1 in rows
    ]
    done = _("Done in {time} ({rate:.0f} texts/s). The classifier is in {folder}/model.").format(
        time=duration(event.seconds), rate=event.examples_per_second, folder=event.run_folder
    )
    return "\n".join([heading, *lines, done])
