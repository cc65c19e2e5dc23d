"""How texts go through the model while it learns: whole, or only its head, on what was read once before."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from guitune.core.data.batching import collate
from guitune.core.data.dataset import LabelledExamples, TokenizedExamples
from guitune.core.data.passes import TrainingPass
from guitune.core.events import TextsRead
from guitune.core.modeling.forward import logits_of
from guitune.core.modeling.head import head_features, head_logits

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel


class Reader(Protocol):
    """What the training loop asks of either way."""

    def prepare(self, part: TrainingPass) -> Iterator[TextsRead]:
        """Make ready for a pass; whoever iterates may leave off when the run is to end."""

    def logits(self, part: TrainingPass, positions: np.ndarray) -> "torch.Tensor":
        """Logits with gradients of the texts at `positions` of a prepared pass, shape (batch, labels)."""

    def validation_logits(self) -> np.ndarray:
        """Logits of all validation texts, float64, shape (examples, labels)."""


class WholeModel:
    """Every text goes through the whole network.

    Parameters
    ----------
    prepared
        The model as the accelerator wraps it, for the passes with gradients.
    """

    def __init__(self, model: "PreTrainedModel", prepared: Any, validation: TokenizedExamples) -> None:
        self._model, self._prepared, self._validation = model, prepared, validation

    def prepare(self, part: TrainingPass) -> Iterator[TextsRead]:
        """Nothing is to be done before."""
        yield from ()

    def logits(self, part: TrainingPass, positions: np.ndarray) -> "torch.Tensor":
        """Logits with gradients, shape (batch, labels)."""
        padding = self._model.config.pad_token_id or 0
        batch = collate(part.examples.tokens, positions, padding, self._model.device)
        logits: torch.Tensor = self._prepared(**batch).logits
        return logits

    def validation_logits(self) -> np.ndarray:
        """Logits, float64, shape (examples, labels)."""
        return logits_of(self._model, self._validation)


class HeadOnFeatures:
    """The layers stay as they are, so that each text is read once and the head learns from what was read.

    Texts that are changed anew in each pass are read anew in each pass.

    Parameters
    ----------
    train, validation
        Texts before balancing and augmentation.
    """

    def __init__(
        self, model: "PreTrainedModel", train: LabelledExamples, validation: TokenizedExamples
    ) -> None:
        self._model = model
        self._read = {"train": _Features(train.tokens), "validation": _Features(validation)}
        self._of_pass: _Features | None = None

    def prepare(self, part: TrainingPass) -> Iterator[TextsRead]:
        """Read what was not read before.

        Yields
        ------
        TextsRead
            After each batch.
        """
        self._of_pass = _Features(part.examples.tokens) if part.augmented else None
        texts = self._of_pass or self._read["train"]
        wanted = [features for features in (self._read["validation"], texts) if not features.is_complete]
        total = sum(len(features.tokens) for features in wanted)
        done = 0
        for features in wanted:
            for count in features.read(self._model):
                done += count
                yield TextsRead(done, total)

    def logits(self, part: TrainingPass, positions: np.ndarray) -> "torch.Tensor":
        """Logits with gradients, shape (batch, labels)."""
        import torch

        if self._of_pass is not None:
            rows, places = self._of_pass.rows, positions
        else:
            rows, places = self._read["train"].rows, part.sources[positions]
        return head_logits(self._model, torch.from_numpy(rows[places]).to(self._model.device))

    def validation_logits(self) -> np.ndarray:
        """Logits, float64, shape (examples, labels)."""
        import torch

        features = self._read["validation"]
        for _count in features.read(self._model):
            pass
        self._model.eval()
        with torch.inference_mode():
            logits = head_logits(self._model, torch.from_numpy(features.rows).to(self._model.device))
        return logits.double().cpu().numpy()


class _Features:
    """What the head reads of each text, float32, shape (examples, width), once it was read."""

    def __init__(self, tokens: TokenizedExamples) -> None:
        self.tokens = tokens
        self.rows = np.empty((0, 0), dtype=np.float32)
        self.is_complete = False

    def read(self, model: "PreTrainedModel") -> Iterator[int]:
        """Read all texts unless that is done; yields how many after each batch."""
        if self.is_complete:
            return
        rows: np.ndarray | None = None
        for positions, features in head_features(model, self.tokens):
            if rows is None:
                rows = np.empty((len(self.tokens), features.shape[1]), dtype=np.float32)
            rows[positions] = features.numpy()
            yield len(positions)
        if rows is not None:
            self.rows, self.is_complete = rows, True
