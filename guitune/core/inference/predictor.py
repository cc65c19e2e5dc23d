"""Answers of a trained classifier."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from guitune.core.data.cleaning import clean_texts
from guitune.core.data.dataset import TokenizedExamples, tokenize
from guitune.core.data.text_columns import TextColumns, joined_texts
from guitune.core.modeling.checkpoints import open_checkpoint
from guitune.core.modeling.classifier import load_classifier, load_tokenizer
from guitune.core.modeling.forward import logits_of, softmax
from guitune.core.modeling.trained_on import TrainedOn

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

    Every text that it is given, a column that is joined to it and the second text of a pair are cleaned here
    as they were for training, so nobody else has to.

    Attributes
    ----------
    labels
        In the order of every `Prediction.probabilities`.
    max_length
        The number of tokens that longer texts are cut at, special tokens included.
    columns
        Where the texts that it learned from stood; `columns.text` is empty where that is not known.
    reading
        How the file that it learned from was read, where that was not found out.
    """

    def __init__(self, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerFast") -> None:
        trained_on = TrainedOn.from_json(getattr(model.config, "guitune", None))
        self._model = model
        self._tokenizer = tokenizer
        id2label = model.config.id2label
        self.labels: tuple[str, ...] = tuple(id2label[number] for number in range(len(id2label)))
        self.max_length = int(tokenizer.model_max_length)
        self.columns: TextColumns = trained_on.columns
        self.reading = trained_on.reading
        self._cleaning = trained_on.cleaning

    @classmethod
    def load(cls, folder: Path) -> "Predictor":
        """The classifier saved in `folder`, the `model` folder of a run.

        Raises
        ------
        CheckpointError
            If the folder holds no classifier that is safe to load, or one whose cleaning is unknown here.
        """
        open_checkpoint(folder, str(folder))
        return cls(load_classifier(folder), load_tokenizer(folder))

    def predict(
        self,
        texts: Sequence[str],
        pairs: Sequence[str] | None = None,
        joined: Sequence[Sequence[str]] = (),
    ) -> list[Prediction]:
        """One prediction per text (or pair of texts), in order; parameters as for `logits`."""
        probabilities = softmax(self.logits(texts, pairs, joined))
        best = probabilities.argmax(axis=1)
        return [
            Prediction(self.labels[number], float(row[number]), tuple(row.tolist()))
            for number, row in zip(best, probabilities, strict=True)
        ]

    def as_read(self, texts: Sequence[str], joined: Sequence[Sequence[str]] = ()) -> list[str]:
        """The texts as the network reads them: cleaned, with the columns that are joined to them."""
        return joined_texts([clean_texts(column, self._cleaning) for column in (texts, *joined)])

    def count_tokens(self, text: str, pair: str | None = None) -> int:
        """Tokens of the whole text (or pair), of which no more than `max_length` are read."""
        (read,) = self.as_read([text])
        read_pair = None if pair is None else self.as_read([pair])[0]
        return len(self._tokenizer(read, read_pair)["input_ids"])

    def logits(
        self,
        texts: Sequence[str],
        pairs: Sequence[str] | None = None,
        joined: Sequence[Sequence[str]] = (),
    ) -> np.ndarray:
        """Logits, float64, shape (texts, labels); equal texts are run through the network once.

        Parameters
        ----------
        texts, pairs
            As they are written; the second texts of pairs, or None.
        joined
            Columns of one value per text that are joined to the texts.
        """
        read = self.as_read(texts, joined)
        keys = (
            [(text,) for text in read] if pairs is None else list(zip(read, self.as_read(pairs), strict=True))
        )
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
