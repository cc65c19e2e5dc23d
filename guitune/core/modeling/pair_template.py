"""A token between the two texts of a pair, for tokenizers that put nothing there (GPT-2, Qwen)."""

from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def separate_pairs(tokenizer: "PreTrainedTokenizerFast") -> None:
    """Put the end token between the texts of a pair, unless the tokenizer puts something there itself.

    Single texts stay as they are, and what stands before and after them stands before and after pairs. The
    token is saved with the tokenizer, so that whoever loads it reads pairs as the classifier learned them.
    """
    from tokenizers import processors

    separator = tokenizer.sep_token or tokenizer.eos_token
    is_separated = tokenizer.num_special_tokens_to_add(pair=True) > tokenizer.num_special_tokens_to_add()
    if separator is None or is_separated:
        return
    backend = tokenizer.backend_tokenizer
    before, after = _around_a_text(tokenizer)
    backend.post_processor = processors.TemplateProcessing(
        single=[*before, "$A", *after],
        pair=[*before, "$A", separator, "$B:1", *after],
        special_tokens=[(token, backend.token_to_id(token)) for token in {*before, separator, *after}],
    )


def _around_a_text(tokenizer: "PreTrainedTokenizerFast") -> tuple[list[str], list[str]]:
    """The special tokens that stand before and after a single text."""
    encoding = tokenizer.backend_tokenizer.encode("a")
    tokens = list(zip(encoding.tokens, encoding.special_tokens_mask, strict=True))
    before = [token for token, is_special in takewhile(lambda pair: pair[1], tokens)]
    rest = reversed(tokens[len(before) :])
    after = [token for token, is_special in takewhile(lambda pair: pair[1], rest)]
    return before, after[::-1]
