"""What simple ways reach on the open data, found out in the background as soon as they are ready."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.data.examples import Examples
from guitune.core.data.overview import DataOverview
from guitune.core.data.splits import Split
from guitune.core.errors import GuiTuneError
from guitune.core.evaluation.baseline import ValidationBaseline, validation_baseline
from guitune.gui.jobs import Job, Jobs
from guitune.gui.warm_up import load_libraries
from guitune.i18n import _

_NEEDED = ("sklearn.metrics", "sklearn.feature_extraction.text", "sklearn.linear_model")


class BaselineState(QObject):
    """Follows the data and makes way for training.

    `baseline` is None without data that can be divided, until it is found out, and where `error` says why it
    could not be.

    Signals
    -------
    changed
        The baseline, the error, or whether it is being found out has changed.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.baseline: ValidationBaseline | None = None
        self.error: GuiTuneError | None = None
        self._jobs = jobs
        self._job: Job | None = None
        self._overview: DataOverview | None = None
        self._measured: tuple[Examples, Split] | None = None

    @property
    def is_measuring(self) -> bool:
        """Whether it is not known yet, but will be."""
        split = self._overview.split if self._overview is not None else None
        return split is not None and self.baseline is None and self.error is None

    def look_at(self, overview: DataOverview | None, *, is_training: bool) -> None:
        """Measure these data unless that was done already; while something is trained, later.

        Call it again when training begins and ends.
        """
        if overview is not self._overview:
            self._overview = overview
            self._stop()
            self.error = None
            if overview is None or overview.split is None or is_training:
                self.baseline, self._measured = None, None
                self.changed.emit()
        if is_training:
            self._stop()
        elif self._job is None:
            self._start()

    def _start(self) -> None:
        overview, measured, known = self._overview, self._measured, self.baseline
        if overview is None or overview.split is None or self.error is not None:
            return
        examples, split = overview.examples, overview.split
        if measured is not None and measured[0] is examples and measured[1] is split:
            return

        def work(job: Job) -> tuple[Examples, Split, ValidationBaseline] | None:
            if known is not None and measured is not None and _is_same(measured, (examples, split)):
                return examples, split, known
            job.report(None)
            if not load_libraries(_NEEDED, job.is_cancelled):
                return None
            return examples, split, validation_baseline(examples, split, job.is_cancelled)

        self._job = self._jobs.start(_("Finding out what simple word counting reaches"), work)
        self._job.progressed.connect(self._on_begun)
        self._job.succeeded.connect(self._on_measured)
        self._job.failed.connect(self._on_failed)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    @Slot(object)
    def _on_begun(self) -> None:
        """The data are others than those that were measured."""
        if self.sender() is self._job:
            self.baseline, self._measured = None, None
            self.changed.emit()

    @Slot(object)
    def _on_measured(self, result: tuple[Examples, Split, ValidationBaseline]) -> None:
        if self.sender() is self._job:
            self._job = None
            examples, split, self.baseline = result
            self._measured = (examples, split)
            self.changed.emit()

    @Slot(object)
    def _on_failed(self, error: GuiTuneError) -> None:
        if self.sender() is self._job:
            self._job = None
            self.baseline, self._measured, self.error = None, None, error
            self.changed.emit()


def _is_same(one: tuple[Examples, Split], other: tuple[Examples, Split]) -> bool:
    """Whether the same texts have the same labels and sides; other threads get their turn meanwhile."""
    (first, first_split), (second, second_split) = one, other
    return len(first) == len(second) and all(
        told == same
        for told, same in zip(_told(first, first_split), _told(second, second_split), strict=True)
    )


def _told(examples: Examples, split: Split) -> Iterator[tuple[str, str, str]]:
    return zip(examples.joined_texts, examples.labels, split.sides, strict=True)
