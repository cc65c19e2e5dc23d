"""The results of the run that is looked at: read on a job's thread, kept while pages come and go."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.config import RunConfig
from guitune.core.errors import GuiTuneError
from guitune.core.evaluation.predictions import JudgedText, read_predictions
from guitune.core.evaluation.report import Report, read_report
from guitune.core.runs import RunFolder
from guitune.gui.jobs import Job, Jobs
from guitune.gui.training_control import TrainingControl
from guitune.i18n import _


@dataclass(frozen=True)
class Choice:
    """Texts of `label` that were answered with `answer`; without it, all that have to do with the label."""

    label: str
    answer: str | None = None


class JudgedTexts:
    """Texts by what they are and what they were taken for, the worst first.

    The worst mistake is the one that the classifier was surest of, the worst right answer the one that it
    was least sure of.
    """

    def __init__(self, texts: Iterable[JudgedText]) -> None:
        cells: dict[tuple[str, str], list[JudgedText]] = defaultdict(list)
        for text in texts:
            cells[text.label, text.prediction].append(text)
        self._cells = {place: sorted(cell, key=_badness) for place, cell in cells.items()}
        self.mistakes = self._merged(lambda label, answer: label != answer)
        self.has_texts = all(text.text is not None for cell in cells.values() for text in cell)

    def chosen(self, choice: Choice | None) -> list[JudgedText]:
        """The texts of a choice; all mistakes without one."""
        if choice is None:
            return self.mistakes
        if choice.answer is not None:
            return self._cells.get((choice.label, choice.answer), [])
        return self._merged(lambda *pair: choice.label in pair)

    def _merged(self, wanted: Callable[[str, str], bool]) -> list[JudgedText]:
        found = [text for place, cell in self._cells.items() if wanted(*place) for text in cell]
        return sorted(found, key=_badness)


@dataclass(frozen=True)
class Results:
    """What is known of a finished run; `texts_error` says why its texts cannot be shown."""

    run: RunFolder
    config: RunConfig
    report: Report
    texts: JudgedTexts
    texts_error: GuiTuneError | None = None


class ResultsState(QObject):
    """Follows the run that is looked at.

    Attributes
    ----------
    results
        Of the run that is looked at; None while it has none, or they are being read.
    error
        Why they cannot be read.
    choice
        Which texts are looked at.

    Signals
    -------
    changed
        Other results are there, or none, or an error.
    choice_changed
        Other texts are looked at.
    """

    changed = Signal()
    choice_changed = Signal()

    def __init__(self, jobs: Jobs, training: TrainingControl, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.results: Results | None = None
        self.error: GuiTuneError | None = None
        self.choice: Choice | None = None
        self._jobs, self._training = jobs, training
        self._run: RunFolder | None = None
        self._job: Job | None = None
        training.runs_changed.connect(self._on_runs_changed)
        training.completed.connect(self._on_runs_changed)

    @property
    def is_reading(self) -> bool:
        """Whether results are being read."""
        return self._job is not None

    def choose(self, choice: Choice | None) -> None:
        """Look at other texts; all mistakes without a choice."""
        if choice != self.choice:
            self.choice = choice
            self.choice_changed.emit()

    @Slot()
    def _on_runs_changed(self) -> None:
        run = self._training.shown_run
        if run is None or not run.is_finished:
            self._forget()
        elif self._run is None or self._run.path != run.path:
            self._forget()
            self._run = run
            self._job = self._jobs.start(_("Reading the results"), lambda _job: _read(run))
            self._job.succeeded.connect(self._on_read)
            self._job.failed.connect(self._on_failed)
            self.changed.emit()

    def _forget(self) -> None:
        if self._run is None:
            return
        if self._job is not None:
            self._job.cancel()
        self._run = self._job = self.results = self.error = self.choice = None
        self.changed.emit()

    @Slot(object)
    def _on_read(self, results: Results) -> None:
        if self.sender() is self._job:
            self._job, self.results = None, results
            self.changed.emit()

    @Slot(object)
    def _on_failed(self, error: GuiTuneError) -> None:
        if self.sender() is self._job:
            self._job, self.error = None, error
            self.changed.emit()


def _read(run: RunFolder) -> Results:
    config, report = run.config(), read_report(run.path)
    try:
        return Results(run, config, report, JudgedTexts(read_predictions(run.path, "validation")))
    except GuiTuneError as error:  # the figures are worth showing without the texts
        return Results(run, config, report, JudgedTexts(()), error)


def _badness(text: JudgedText) -> tuple[bool, float, int]:
    return text.is_right, text.confidence if text.is_right else -text.confidence, text.row
