"""How long the texts are as the chosen checkpoint reads them, and how much of them it does not know."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guitune.core.data.dataset import fitting_length
from guitune.core.data.examples import Examples
from guitune.core.data.sampling import evenly_sampled
from guitune.core.errors import DataError
from guitune.i18n import _

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

_MOST_TEXTS = 20_000
_MOST_CHARACTERS = 40_000_000
_BATCH_TEXTS, _BATCH_CHARACTERS = 256, 200_000
_MOST_UNKNOWN = 20


@dataclass(frozen=True)
class TokenLengths:
    """Tokens of the texts (or pairs), special tokens included, of all of them or of a fair sample.

    Attributes
    ----------
    tokens
        Tokens of each text that was looked at, not cut, int64, shape (texts,).
    positions
        Their places among the examples, ascending, int64, shape (texts,).
    total
        Number of examples; larger than the number of positions where only a sample was looked at.
    longest
        The most tokens that the checkpoint reads at once.
    automatic
        The length that training would cut at by itself; estimated where only a sample was looked at.
    unknown_share
        Share of the tokens that stand for something the tokenizer does not know, between 0 and 1; special
        tokens are not counted. Always 0 for tokenizers that know every byte.
    unknown_examples
        What becomes such a token, the most frequent first.
    """

    tokens: np.ndarray
    positions: np.ndarray
    total: int
    longest: int
    automatic: int
    unknown_share: float
    unknown_examples: tuple[str, ...]

    @classmethod
    def of(
        cls,
        examples: Examples,
        tokenizer: "PreTrainedTokenizerFast",
        longest: int,
        is_cancelled: Callable[[], bool] = lambda: False,
        most: int = _MOST_TEXTS,
    ) -> "TokenLengths":
        """Count the tokens of at most `most` examples, drawn evenly, fewer where they are very long.

        Raises
        ------
        DataError
            If `is_cancelled`, asked between batches, says that nobody wants to know any more.
        """
        positions = sampled_positions(examples, most)
        unknown, whole, special = _unknown_token(tokenizer), 0, _special_tokens(examples, tokenizer)
        tokens: list[int] = []
        pieces: Counter[str] = Counter()
        for batch in _batches(examples, positions):
            if is_cancelled():
                raise DataError(_("The counting was cancelled."))
            texts = [examples.texts[place] for place in batch]
            pairs = None if examples.pairs is None else [examples.pairs[place] for place in batch]
            encoded = tokenizer(texts, pairs, return_attention_mask=False, return_token_type_ids=False)
            for index, encoding in enumerate(encoded.encodings):
                ids = encoding.ids
                tokens.append(max(1, len(ids)))  # a text without any is read as one of padding
                whole += len(ids) - special
                if unknown is not None and unknown in ids:
                    parts = (texts[index], pairs[index] if pairs is not None else "")
                    places = zip(ids, encoding.sequence_ids, encoding.offsets, strict=True)
                    for number, part, (start, end) in places:
                        if number == unknown and part is not None:
                            pieces[parts[part][start:end]] += 1
        lengths = np.array(tokens, dtype=np.int64)
        return cls(
            tokens=lengths,
            positions=positions,
            total=len(examples),
            longest=longest,
            automatic=min(longest, fitting_length(lengths)),
            unknown_share=pieces.total() / whole if whole else 0.0,
            unknown_examples=tuple(piece for piece, _count in pieces.most_common(_MOST_UNKNOWN)),
        )

    @property
    def is_sample(self) -> bool:
        """Whether only some of the examples were looked at."""
        return len(self.positions) < self.total

    def share_cut(self, length: int) -> float:
        """Share of the texts, between 0 and 1, that lose their end when they are cut at `length` tokens."""
        return float((self.tokens > min(length, self.longest)).mean()) if len(self.tokens) else 0.0


def sampled_positions(examples: Examples, most: int = _MOST_TEXTS) -> np.ndarray:
    """Places of at most `most` examples, drawn evenly, fewer where they are very long; ascending, int64."""
    positions = evenly_sampled(len(examples), most)
    characters = int(character_lengths(examples, positions).sum())
    if characters > _MOST_CHARACTERS:
        fewer = max(1, len(positions) * _MOST_CHARACTERS // characters)
        positions = positions[evenly_sampled(len(positions), fewer)]
    return positions


def character_lengths(examples: Examples, positions: np.ndarray) -> np.ndarray:
    """Characters of the examples at `positions`, both texts of a pair counted, int64."""
    texts, pairs = examples.texts, examples.pairs
    return np.array(
        [len(texts[place]) + (len(pairs[place]) if pairs is not None else 0) for place in positions],
        dtype=np.int64,
    )


def _batches(examples: Examples, positions: np.ndarray) -> Iterator[list[int]]:
    """The positions in parts that take a moment each."""
    batch: list[int] = []
    characters = 0
    for place, length in zip(positions.tolist(), character_lengths(examples, positions), strict=True):
        batch.append(place)
        characters += int(length)
        if len(batch) == _BATCH_TEXTS or characters >= _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _unknown_token(tokenizer: "PreTrainedTokenizerFast") -> int | None:
    """The id of the unknown token; tokenizers that know every byte name their end token as such."""
    number: int | None = tokenizer.unk_token_id
    return None if number in (tokenizer.eos_token_id, tokenizer.bos_token_id) else number


def _special_tokens(examples: Examples, tokenizer: "PreTrainedTokenizerFast") -> int:
    return int(tokenizer.num_special_tokens_to_add(pair=examples.pairs is not None))
