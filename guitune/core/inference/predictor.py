"""Answers of a trained classifier."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from guitune.core.data.dataset import TokenizedExamples, tokenize
from guitune.core.modeling.checkpoints import open_checkpoint
from guitune.core.modeling.classifier import load_classifier, load_tokenizer
from guitune.core.modeling.forward import logits_of, softmax

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast


@dataclass(frozen=True)
class Prediction:
    """The most probable label, and the probability of every label in the order of `Predictor.labels`."""

    label: str
    confidence: float
    probabilities: tuple[float, ...]


class Predictor:
    """A trained classifier, ready to answer; its tokenizer allows one thread at a time.

    Attributes
    ----------
    labels
        In the order of every `Prediction.probabilities`.
    max_length
        The number of tokens that longer texts are cut at, special tokens included.
    text_column, text2_column
        Where the texts that it learned from stood; empty and None where that is not known.
    """

    def __init__(self, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerFast") -> None:
        self._model = model
        self._tokenizer = tokenizer
        id2label = model.config.id2label
        self.labels: tuple[str, ...] = tuple(id2label[number] for number in range(len(id2label)))
        self.max_length = int(tokenizer.model_max_length)
        columns = getattr(model.config, "guitune", {})
        self.text_column: str = columns.get("text_column", "")
        self.text2_column: str | None = columns.get("text2_column")

    @classmethod
    def load(cls, folder: Path) -> "Predictor":
        """The classifier saved in `folder`, the `model` folder of a run.

        Raises
        ------
        CheckpointError
            If the folder holds no classifier that is safe to load.
        """
        open_checkpoint(folder, str(folder))
        return cls(load_classifier(folder), load_tokenizer(folder))

    def predict(self, texts: Sequence[str], pairs: Sequence[str] | None = None) -> list[Prediction]:
        """One prediction per text (or pair of texts), in order."""
        probabilities = softmax(self.logits(texts, pairs))
        best = probabilities.argmax(axis=1)
        return [
            Prediction(self.labels[number], float(row[number]), tuple(row.tolist()))
            for number, row in zip(best, probabilities, strict=True)
        ]

    def count_tokens(self, text: str, pair: str | None = None) -> int:
        """Tokens of the whole text (or pair), of which no more than `max_length` are read."""
        return len(self._tokenizer(text, pair)["input_ids"])

    def logits(self, texts: Sequence[str], pairs: Sequence[str] | None = None) -> np.ndarray:
        """Logits, float64, shape (texts, labels); equal texts are run through the network once."""
        keys = list(zip(texts, pairs, strict=True)) if pairs is not None else [(text,) for text in texts]
        distinct = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        if not distinct:
            return np.empty((0, len(self.labels)))
        values = logits_of(self._model, self._tokenized(list(distinct)))
        return values[[distinct[key] for key in keys]]

    def _tokenized(self, keys: list[tuple[str, ...]]) -> TokenizedExamples:
        return tokenize(
            [key[0] for key in keys],
            [key[1] for key in keys] if len(keys[0]) == 2 else None,
            self._tokenizer,
            max_length=self.max_length,
            longest=self.max_length,
        )
