"""What the open data's texts to learn from are like, found out in the background."""

import unicodedata
from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.data.examples import Examples
from guitune.core.data.overview import DataOverview
from guitune.core.data.sampling import evenly_sampled
from guitune.core.data.splits import Split
from guitune.gui.jobs import Job, Jobs
from guitune.i18n import _

_MOST_SAMPLED = 60
_WIDEST_SAMPLE, _LAST_WORD = 120, 20


@dataclass(frozen=True)
class TrainingTexts:
    """The texts on the side to learn from.

    Attributes
    ----------
    label_counts
        Their number for each label, largest first.
    sample
        A few of them, with their places among the texts to learn from; only the beginnings of long ones.
    """

    label_counts: tuple[tuple[str, int], ...]
    sample: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, examples: Examples, split: Split) -> "TrainingTexts":
        """Count and sample; the same data give the same sample."""
        positions = split.positions("train")
        counts = Counter(examples.labels[position] for position in positions)
        places = evenly_sampled(len(positions), _MOST_SAMPLED).tolist()
        return cls(
            tuple(counts.most_common()),
            tuple((place, _beginning(examples.texts[positions[place]])) for place in places),
        )


class TrainingTextsState(QObject):
    """Follows the data; `texts` is None without data that can be divided, and until they are looked at.

    Signals
    -------
    changed
        `texts` are others.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.texts: TrainingTexts | None = None
        self._jobs = jobs
        self._job: Job | None = None
        self._overview: DataOverview | None = None

    def look_at(self, overview: DataOverview | None) -> None:
        """Find out about these data unless that was done already; what was known stays so long."""
        if overview is self._overview:
            return
        self._overview = overview
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if overview is None or overview.split is None:
            self.texts = None
            self.changed.emit()
            return
        examples, split = overview.examples, overview.split
        self._job = self._jobs.start(
            _("Counting the texts to learn from"), lambda _job: TrainingTexts.of(examples, split)
        )
        self._job.succeeded.connect(self._on_found)

    @Slot(object)
    def _on_found(self, texts: TrainingTexts) -> None:
        if self.sender() is self._job:
            self._job = None
            self.texts = texts
            self.changed.emit()


def _beginning(text: str) -> str:
    """The text on one line, cut after about 120 letters, or half as many of a script with wide ones."""
    flat = " ".join(text[: 2 * _WIDEST_SAMPLE].split())
    room, end = _WIDEST_SAMPLE, 0
    while end < len(flat) and room > 0:
        room -= 2 if unicodedata.east_asian_width(flat[end]) in "WF" else 1
        end += 1
    if end == len(flat):
        return flat
    space = flat.rfind(" ", end - _LAST_WORD, end)
    return flat[: space if space > 0 else end]
