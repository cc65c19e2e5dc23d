"""The trained classifier that is tried out: loaded and asked on one thread, as its tokenizer demands."""

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QThread, Signal, Slot

from guitune.core.config import RunConfig
from guitune.core.errors import GuiTuneError
from guitune.core.runs import RunFolder
from guitune.gui.jobs import unexpected_error
from guitune.gui.warm_up import FOR_ANSWERS, load_libraries

if TYPE_CHECKING:
    from guitune.core.inference.predictor import Prediction, Predictor

ClassifierState = Literal["none", "loading", "ready", "failed"]


@dataclass(frozen=True)
class Answer:
    """What the classifier says of a text (or pair of texts).

    Attributes
    ----------
    tokens, tokens_read
        How long the text is, and how much of it was read.
    seconds
        How long the answer took.
    """

    text: str
    pair: str | None
    prediction: "Prediction"
    tokens: int
    tokens_read: int
    seconds: float

    def is_about(self, text: str, pair: str | None) -> bool:
        """Whether this is the answer to that text or pair."""
        return (self.text, self.pair) == (text, pair)


class AnswerWorker(QThread):
    """Owns the predictor and works through a queue of small tasks until told to end."""

    loaded = Signal(object, object)
    load_failed = Signal(object, object)
    answered = Signal(object)
    answer_failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._predictor: Predictor | None = None
        self._latest_text = 0
        self._shares_cores = False

    def load(self, run: RunFolder) -> None:
        """Load a run's classifier; `loaded(run, labels)` or `load_failed(run, error)` follows."""
        self._tasks.put(lambda: self._load(run))

    def ask(self, text: str, pair: str | None = None) -> None:
        """Classify a text; one that is followed by another before its turn gets no answer."""
        self._latest_text += 1
        number = self._latest_text
        self._tasks.put(lambda: self._answer(number, text, pair))

    def end(self) -> None:
        """End the thread after the task at hand."""
        self._tasks.put(None)

    def run(self) -> None:
        """Work through the queue; called by Qt on the new thread."""
        while (task := self._tasks.get()) is not None:
            task()

    def _load(self, run: RunFolder) -> None:
        try:
            load_libraries(FOR_ANSWERS)
            from guitune.core.inference.predictor import Predictor
            from guitune.core.modeling.threads import use_half_of_the_cores

            if not self._shares_cores:
                use_half_of_the_cores()
                self._shares_cores = True
            self._predictor = None
            self._predictor = Predictor.load(run.trained_model())
            self._predictor.predict(["."])  # the first one takes longer than all that follow
            self.loaded.emit(run, (self._predictor.labels, run.config()))
        except GuiTuneError as error:
            self.load_failed.emit(run, error)
        except Exception as error:  # noqa: BLE001 - whatever happens on a thread must reach the person
            self.load_failed.emit(run, unexpected_error(error))

    def _answer(self, number: int, text: str, pair: str | None) -> None:
        if number != self._latest_text or self._predictor is None:
            return
        predictor = self._predictor
        started = time.perf_counter()
        try:
            (prediction,) = predictor.predict([text], None if pair is None else [pair])
            seconds = time.perf_counter() - started
            tokens = predictor.count_tokens(text, pair)
        except Exception as error:  # noqa: BLE001 - whatever happens on a thread must reach the person
            self.answer_failed.emit(unexpected_error(error))
            return
        read = min(tokens, predictor.max_length)
        self.answered.emit(Answer(text, pair, prediction, tokens, read, seconds))


class Classifier(QObject):
    """The classifier of one finished run.

    Attributes
    ----------
    config
        The choices that it was trained with.

    Signals
    -------
    changed
        Another one is loading, ready, or failed to load.
    answered(Answer)
        The answer to the latest text that was asked.
    failed(GuiTuneError)
        A text could not be answered.
    """

    changed = Signal()
    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: ClassifierState = "none"
        self.run: RunFolder | None = None
        self.labels: tuple[str, ...] = ()
        self.config = RunConfig()
        self.error: GuiTuneError | None = None
        self._worker: AnswerWorker | None = None

    def load(self, run: RunFolder) -> None:
        """Make the classifier of a finished run ready to answer."""
        if self.run is not None and self.run.path == run.path and self.state in ("loading", "ready"):
            return
        self.run, self.state, self.error = run, "loading", None
        if self._worker is None:
            self._worker = AnswerWorker(self)
            self._worker.loaded.connect(self._on_loaded)
            self._worker.load_failed.connect(self._on_load_failed)
            self._worker.answered.connect(self.answered)
            self._worker.answer_failed.connect(self.failed)
            self._worker.start()
        self._worker.load(run)
        self.changed.emit()

    def forget(self) -> None:
        """Have no classifier, as in a project without a finished run."""
        if self.state != "none":
            self.run, self.state, self.labels, self.error = None, "none", (), None
            self.changed.emit()

    def ask(self, text: str, pair: str | None = None) -> None:
        """Ask for a text; `answered` follows."""
        if self._worker is not None and self.state == "ready":
            self._worker.ask(text, pair)

    def shut_down(self) -> None:
        """End the thread and wait for it."""
        if self._worker is not None:
            self._worker.end()
            self._worker.wait()
            self._worker = None

    @Slot(object, object)
    def _on_loaded(self, run: RunFolder, description: tuple[tuple[str, ...], RunConfig]) -> None:
        if run is self.run:
            self.labels, self.config = description
            self.state = "ready"
            self.changed.emit()

    @Slot(object, object)
    def _on_load_failed(self, run: RunFolder, error: GuiTuneError) -> None:
        if run is self.run:
            self.state, self.error = "failed", error
            self.changed.emit()
