"""What is lost of texts that are longer than the network reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guitune.core.data.examples import Examples
from guitune.core.data.token_lengths import TokenLengths
from guitune.core.errors import DataError
from guitune.i18n import _

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

_MOST_SHOWN = 200


@dataclass(frozen=True)
class CutText:
    """A text (or pair) that loses its end.

    Attributes
    ----------
    row
        Its row number in the file.
    lost_tokens
        How many tokens are lost.
    parts
        What is kept and what is lost, of the text and, for pairs, of the second one.
    """

    row: int
    lost_tokens: int
    parts: tuple[tuple[str, str], ...]


def cut_texts(
    examples: Examples,
    lengths: TokenLengths,
    tokenizer: "PreTrainedTokenizerFast",
    length: int,
    is_cancelled: Callable[[], bool] = lambda: False,
    most: int = _MOST_SHOWN,
) -> list[CutText]:
    """The texts that lose most when all are cut at `length` tokens, at most `most`, the longest loss first.

    Parameters
    ----------
    lengths
        Those of the same examples under the same tokenizer.

    Raises
    ------
    DataError
        If `is_cancelled`, asked between texts, says that nobody wants to know any more.
    """
    length = min(length, lengths.longest)
    lost = lengths.tokens - length
    order = np.argsort(-lost, kind="stable")[:most]
    found = []
    for index in order[lost[order] > 0].tolist():
        if is_cancelled():
            raise DataError(_("The looking for cut texts was cancelled."))
        place = int(lengths.positions[index])
        second = () if examples.pairs is None else (examples.pairs[place],)
        texts = (examples.texts[place], *second)
        ends = kept_characters(texts, tokenizer, length)
        parts = tuple((text[:end], text[end:]) for text, end in zip(texts, ends, strict=True))
        found.append(CutText(examples.rows[place], int(lost[index]), parts))
    return found


def kept_characters(
    texts: tuple[str, ...], tokenizer: "PreTrainedTokenizerFast", length: int
) -> tuple[int, ...]:
    """How many characters are read of a text, or of each of a pair, that is cut at `length` tokens."""
    whole = tokenizer(*texts).encodings[0].sequence_ids
    cut = tokenizer(*texts, truncation=True, max_length=length).encodings[0]
    kept = list(zip(cut.sequence_ids, cut.offsets, strict=True))
    ends = []
    for number, text in enumerate(texts):
        own = [end for part, (_start, end) in kept if part == number]
        ends.append(len(text) if len(own) == whole.count(number) else max(own, default=0))
    return tuple(ends)
