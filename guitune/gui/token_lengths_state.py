"""How long the open data's texts are under the chosen checkpoint, counted in the background."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.data.examples import Examples
from guitune.core.data.overview import DataOverview
from guitune.core.data.token_lengths import TokenLengths, character_lengths, sampled_positions
from guitune.core.errors import CheckpointError, GuiTuneError
from guitune.core.modeling.checkpoints import Checkpoint
from guitune.gui.jobs import Job, Jobs
from guitune.gui.warm_up import FOR_ANSWERS, load_libraries
from guitune.i18n import _


@dataclass(frozen=True)
class CountedTexts:
    """What was counted, and of what.

    Attributes
    ----------
    characters
        Characters of the texts, or of a fair sample of them, int64.
    lengths
        Their tokens; None without a checkpoint that can be loaded.
    """

    examples: Examples
    checkpoint: Checkpoint | None
    characters: np.ndarray
    lengths: TokenLengths | None


class TokenLengthsState(QObject):
    """Follows data and checkpoint.

    `counted` stays that of the texts before until the new ones are counted, and is None without data.

    Signals
    -------
    changed
        `counted` is another one.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counted: CountedTexts | None = None
        self._jobs = jobs
        self._job: Job | None = None
        self._looked_at: tuple[DataOverview | None, Checkpoint | None] = (None, None)

    @property
    def lengths(self) -> TokenLengths | None:
        """Tokens of the texts; None while they are not known."""
        return self.counted.lengths if self.counted is not None else None

    def look_at(self, overview: DataOverview | None, checkpoint: Checkpoint | None) -> None:
        """Count these texts in the background, unless they are counted already; `changed` follows."""
        known_overview, known_checkpoint = self._looked_at
        if overview is known_overview and checkpoint is known_checkpoint:
            return
        self._looked_at = (overview, checkpoint)
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if overview is None:
            self.counted = None
            self.changed.emit()
            return
        examples, known = overview.examples, self.counted

        def work(job: Job) -> CountedTexts:
            if known is not None and known.checkpoint == checkpoint and _same_texts(known.examples, examples):
                return CountedTexts(examples, checkpoint, known.characters, known.lengths)
            characters = character_lengths(examples, sampled_positions(examples))
            lengths = _token_lengths(examples, checkpoint, job) if checkpoint is not None else None
            return CountedTexts(examples, checkpoint, characters, lengths)

        self._job = self._jobs.start(_("Measuring the texts"), work)
        self._job.succeeded.connect(self._on_counted)
        self._job.failed.connect(self._on_failed)

    @Slot(object)
    def _on_counted(self, counted: CountedTexts) -> None:
        if self.sender() is self._job:
            self._job = None
            self.counted = counted
            self.changed.emit()

    @Slot(object)
    def _on_failed(self, _error: GuiTuneError) -> None:
        if self.sender() is self._job:
            self._job = None
            self.counted = None
            self.changed.emit()


def _token_lengths(examples: Examples, checkpoint: Checkpoint, job: Job) -> TokenLengths | None:
    """None where the tokenizer cannot be loaded, which training will say."""
    if not load_libraries(FOR_ANSWERS, job.is_cancelled):
        return None
    from guitune.core.modeling.classifier import load_tokenizer, longest_input

    try:
        tokenizer = load_tokenizer(checkpoint.folder)
    except CheckpointError:
        return None
    longest = longest_input(checkpoint.folder, tokenizer)
    return TokenLengths.of(examples, tokenizer, longest, job.is_cancelled)


def _same_texts(one: Examples, other: Examples) -> bool:
    """Compared one by one, so that other threads get their turn."""
    return (
        len(one) == len(other)
        and all(text == same for text, same in zip(one.texts, other.texts, strict=True))
        and one.pairs == other.pairs
    )
