"""Turns examples into token ids, once, in batches, with the checkpoint's own fast tokenizer."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

_SHARE_UNCUT = 0.99
_LENGTH_STEP = 16
_FEW = 256  # up to here, setting a data set up takes longer than the tokens themselves


_Encode = Callable[[dict[str, list[str]]], dict[str, Any]]


@dataclass(frozen=True)
class TokenizedExamples:
    """Examples as the network reads them.

    Attributes
    ----------
    input_ids
        One int64 array of token ids per example, not padded.
    token_type_ids
        For pairs, where the tokenizer marks them: which of the two texts each token belongs to; else None.
    max_length
        The number of tokens that longer texts were cut at.
    truncated
        Number of examples that lost their end.
    """

    input_ids: list[np.ndarray]
    token_type_ids: list[np.ndarray] | None
    max_length: int
    truncated: int

    def __len__(self) -> int:
        return len(self.input_ids)

    @property
    def lengths(self) -> np.ndarray:
        """Tokens per example, int64, shape (examples,)."""
        return np.array([len(ids) for ids in self.input_ids], dtype=np.int64)

    def select(self, positions: Sequence[int]) -> "TokenizedExamples":
        """The examples at `positions`, in that order; `truncated` stays that of the whole."""
        types = self.token_type_ids
        return TokenizedExamples(
            [self.input_ids[place] for place in positions],
            [types[place] for place in positions] if types is not None else None,
            self.max_length,
            self.truncated,
        )


@dataclass(frozen=True)
class LabelledExamples:
    """Token ids with the number of each example's label, int64, shape (examples,)."""

    tokens: TokenizedExamples
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.tokens)

    def select(self, positions: Sequence[int]) -> "LabelledExamples":
        """The examples at `positions`, in that order."""
        return LabelledExamples(
            self.tokens.select(positions), self.labels[np.asarray(positions, dtype=np.int64)]
        )


def tokenize(
    texts: Sequence[str],
    pairs: Sequence[str] | None,
    tokenizer: "PreTrainedTokenizerFast",
    *,
    max_length: int | None,
    longest: int,
) -> TokenizedExamples:
    """Token ids of every text (or pair of texts), cut at `max_length` tokens, special tokens included.

    Without `max_length` the shortest multiple of 16 that leaves 99% of the texts whole is taken. Nothing is
    longer than `longest`, the most that the checkpoint can read.
    """
    columns = _encode(texts, pairs, tokenizer)
    input_ids, types = columns["input_ids"], columns.get("token_type_ids")
    limit = min(longest, max_length or fitting_length([len(ids) for ids in input_ids]))
    too_long = [place for place, ids in enumerate(input_ids) if len(ids) > limit]
    if too_long:
        cut = tokenizer(
            [texts[place] for place in too_long],
            [pairs[place] for place in too_long] if pairs is not None else None,
            truncation=True,
            max_length=limit,
        )
        for index, place in enumerate(too_long):
            input_ids[place] = np.asarray(cut["input_ids"][index], dtype=np.int64)
            if types is not None:
                types[place] = np.asarray(cut["token_type_ids"][index], dtype=np.int64)
    return TokenizedExamples(input_ids, types, limit, len(too_long))


def fitting_length(lengths: Sequence[int] | np.ndarray) -> int:
    """The shortest multiple of 16 that leaves 99% of texts of these many tokens whole."""
    if not len(lengths):
        return _LENGTH_STEP
    needed = float(np.quantile(lengths, _SHARE_UNCUT))
    return max(1, math.ceil(needed / _LENGTH_STEP)) * _LENGTH_STEP


def _encode(
    texts: Sequence[str], pairs: Sequence[str] | None, tokenizer: "PreTrainedTokenizerFast"
) -> dict[str, list[np.ndarray]]:
    """Uncut token ids, and token types for pairs where the tokenizer has them."""
    wanted = ["input_ids"]
    if pairs is not None and "token_type_ids" in tokenizer.model_input_names:
        wanted.append("token_type_ids")

    def encode_batch(batch: dict[str, list[str]]) -> dict[str, Any]:
        encoded = tokenizer(batch["text"], batch.get("pair"))
        return {name: encoded[name] for name in wanted}

    columns = {"text": list(texts)} | ({"pair": list(pairs)} if pairs is not None else {})
    encoded = encode_batch(columns) if len(texts) <= _FEW else _in_batches(encode_batch, columns)
    instead = {"input_ids": tokenizer.pad_token_id, "token_type_ids": 0}  # where a text has no token at all
    return {
        name: [np.asarray(ids or [instead[name]], dtype=np.int64) for ids in encoded[name]] for name in wanted
    }


def _in_batches(encode_batch: _Encode, columns: dict[str, list[str]]) -> dict[str, Any]:
    """What `encode_batch` makes of the columns, a thousand at a time."""
    import datasets

    datasets.disable_progress_bars()
    dataset = datasets.Dataset.from_dict(columns).map(
        encode_batch,
        batched=True,
        remove_columns=list(columns),
        keep_in_memory=True,
        new_fingerprint="tokens",
    )
    return {name: dataset[name][:] for name in dataset.column_names}
