"""What is read in each pass through the training texts: balanced by label and changed at random."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from guitune.core.data.augment import Augmentation, augmented
from guitune.core.data.balance import balanced_counts, balanced_positions
from guitune.core.data.dataset import LabelledExamples, TokenizedExamples
from guitune.core.training_config import ClassBalance

Encode = Callable[[Sequence[str], Sequence[str] | None], TokenizedExamples]
"""Makes token ids of texts, or of pairs of texts, cut at a fixed length."""

Rewrite = Callable[[int, np.ndarray], TokenizedExamples]
"""Changes the training texts at some positions for the pass of a number, and makes token ids of them."""


@dataclass(frozen=True)
class TrainingPass:
    """What one pass reads.

    Attributes
    ----------
    examples
        Token ids and label numbers.
    sources
        Of each its position among the training examples, int64, shape (examples,).
    augmented
        Whether texts were changed, so that nothing computed from them before holds.
    """

    examples: LabelledExamples
    sources: np.ndarray
    augmented: bool


class TrainingPasses:
    """All passes of a run; a pass asked for again is the same again.

    Parameters
    ----------
    examples
        All training examples as they are.
    rewrite
        What `rewriting` makes, if texts are changed.
    """

    def __init__(
        self, examples: LabelledExamples, balance: ClassBalance, seed: int, rewrite: Rewrite | None = None
    ) -> None:
        self.examples = examples
        self._balance, self._seed, self._rewrite = balance, seed, rewrite
        self._length = sum(balanced_counts(np.bincount(examples.labels).tolist(), balance))

    def __len__(self) -> int:
        """Number of texts in each pass."""
        return self._length

    def of(self, epoch: int) -> TrainingPass:
        """The pass of a number, from 0."""
        sources = balanced_positions(self.examples.labels, self._balance, self._seed, epoch)
        if self._rewrite is not None:
            changed = LabelledExamples(self._rewrite(epoch, sources), self.examples.labels[sources])
            return TrainingPass(changed, sources, augmented=True)
        if self._balance in {"oversampling", "undersampling"}:
            return TrainingPass(self.examples.select(sources.tolist()), sources, augmented=False)
        return TrainingPass(self.examples, sources, augmented=False)


def rewriting(
    texts: Sequence[str], pairs: Sequence[str] | None, augmentation: Augmentation, encode: Encode
) -> Rewrite | None:
    """How texts are changed in each pass; None if they are not.

    A text that a pass reads several times is changed differently each time, and so are the two of a pair.

    Parameters
    ----------
    texts, pairs
        Of the training examples, in their order.
    """
    if not augmentation.is_on:
        return None

    def rewrite(epoch: int, sources: np.ndarray) -> TokenizedExamples:
        order = list(enumerate(sources.tolist()))
        changed = [augmented(texts[source], augmentation, epoch, place) for place, source in order]
        if pairs is None:
            return encode(changed, None)
        others = [augmented(pairs[source], augmentation, epoch, ~place) for place, source in order]
        return encode(changed, others)

    return rewrite
