import random

import numpy as np
import pytest

from guitune.core.data.cut_texts import cut_texts, kept_characters
from guitune.core.data.dataset import tokenize
from guitune.core.data.examples import Examples
from guitune.core.data.sampling import evenly_sampled
from guitune.core.data.token_lengths import TokenLengths
from guitune.core.errors import DataError
from guitune.core.modeling.checkpoints import bundled_checkpoint
from guitune.core.modeling.classifier import load_tokenizer, longest_input

from .conftest import plain_examples, topic_rows


def examples_of(texts: list[str], pairs: list[str] | None = None) -> Examples:
    return plain_examples(texts, ["a"] * len(texts), pairs)


@pytest.fixture(scope="module")
def tokenizer():
    return load_tokenizer(bundled_checkpoint().folder)


@pytest.fixture
def byte_level_tokenizer():
    """Knows every byte, and like GPT-2 it calls its end token its unknown token."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {piece: number for number, piece in enumerate([*alphabet, "<|endoftext|>"])}
    backend = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    end = "<|endoftext|>"
    return PreTrainedTokenizerFast(tokenizer_object=backend, unk_token=end, eos_token=end, bos_token=end)


@pytest.mark.parametrize("paired", [False, True])
def test_tokens_and_the_automatic_length_are_those_that_training_uses(tokenizer, paired):
    texts = [text for text, _topic in topic_rows(300)] + ["word " * 200, "."]
    pairs = [text[::-1] for text in texts] if paired else None
    found = TokenLengths.of(examples_of(texts, pairs), tokenizer, 512)
    uncut = tokenize(texts, pairs, tokenizer, max_length=10_000, longest=10_000)
    assert found.tokens.tolist() == uncut.lengths.tolist()
    assert found.positions.tolist() == list(range(302))
    assert not found.is_sample
    assert found.automatic == tokenize(texts, pairs, tokenizer, max_length=None, longest=512).max_length
    for length in (8, 16, 64):
        cut = tokenize(texts, pairs, tokenizer, max_length=length, longest=512)
        assert found.share_cut(length) == cut.truncated / len(texts)


def test_nothing_is_read_beyond_what_the_checkpoint_can(tokenizer):
    found = TokenLengths.of(examples_of(["word " * 700, "short"]), tokenizer, 512)
    assert found.automatic == 512
    assert found.share_cut(100_000) == 0.5


def test_the_bundled_checkpoint_reads_512_tokens(tokenizer):
    assert longest_input(bundled_checkpoint().folder, tokenizer) == 512


def test_many_texts_are_sampled_evenly_and_repeatably(tokenizer):
    examples = examples_of([f"text number {number}" for number in range(5_000)])
    found = TokenLengths.of(examples, tokenizer, 512, most=500)
    again = TokenLengths.of(examples, tokenizer, 512, most=500)
    assert found.is_sample
    assert len(found.tokens) == len(found.positions) == 500
    assert found.positions.tolist() == again.positions.tolist()
    assert [place // 10 for place in found.positions] == list(range(500))


@pytest.mark.parametrize(("total", "most"), [(0, 5), (5, 5), (7, 5), (1_000_003, 20_000)])
def test_a_sample_has_no_position_twice_and_one_of_every_stretch(total, most):
    sample = evenly_sampled(total, most)
    assert len(sample) == min(total, most)
    assert (np.diff(sample) > 0).all()
    if total:
        assert sample[-1] < total
        assert np.diff(sample).max() <= 2 * -(-total // most)


def test_fewer_of_very_long_texts_are_looked_at(tokenizer, monkeypatch):
    monkeypatch.setattr("guitune.core.data.token_lengths._MOST_CHARACTERS", 10_000)
    found = TokenLengths.of(examples_of(["word " * 100] * 200), tokenizer, 512)
    assert len(found.tokens) == 20
    assert found.is_sample


def test_what_the_tokenizer_does_not_know_is_counted_and_named(tokenizer):
    found = TokenLengths.of(examples_of(["hello 😀 😀 world", "ᚠᚢ hello there you"]), tokenizer, 512)
    assert found.unknown_examples == ("😀", "ᚠᚢ")
    assert found.unknown_share == 3 / 8


def test_unknown_words_in_the_second_text_of_a_pair_are_named_too(tokenizer):
    found = TokenLengths.of(examples_of(["hello"], ["my 😀"]), tokenizer, 512)
    assert found.unknown_examples == ("😀",)
    assert found.unknown_share == 1 / 3


def test_a_tokenizer_that_knows_every_byte_has_no_unknown_tokens(byte_level_tokenizer):
    found = TokenLengths.of(examples_of(["hello 😀 <|endoftext|>"]), byte_level_tokenizer, 64)
    assert found.unknown_share == 0
    assert found.unknown_examples == ()


def test_no_texts_have_no_tokens(tokenizer):
    found = TokenLengths.of(examples_of([]), tokenizer, 512)
    assert (len(found.tokens), found.share_cut(4), found.unknown_share) == (0, 0.0, 0.0)


def test_counting_ends_at_the_next_batch_when_nobody_waits(tokenizer):
    answers = iter([False, False, True])
    with pytest.raises(DataError):
        TokenLengths.of(examples_of(["text"] * 5_000), tokenizer, 512, lambda: next(answers))
    assert list(answers) == []


def test_the_kept_part_and_no_more_gives_the_same_tokens(tokenizer):
    generator = random.Random(1)
    alphabet = "abc de-f ghi. 世界 😀 é\n"
    for _number in range(60):
        text = "".join(generator.choices(alphabet, k=generator.randint(1, 120)))
        cut = tokenizer(text, truncation=True, max_length=12)["input_ids"]
        (end,) = kept_characters((text,), tokenizer, 12)
        whole = tokenizer(text)["input_ids"]
        if len(whole) <= 12:
            assert end == len(text)
        else:
            assert tokenizer(text[:end])["input_ids"][:-1] == cut[:-1]
            assert text[end:].strip()


def test_bytes_of_one_character_may_be_cut_apart(byte_level_tokenizer):
    assert kept_characters(("ab世c",), byte_level_tokenizer, 3) == (3,)


def test_of_a_pair_each_text_has_its_own_cut(tokenizer):
    long, short = "one two three four five six seven eight", "nine ten  "
    assert kept_characters((long, short), tokenizer, 8) == (len("one two three"), len(short))
    assert kept_characters((short, long), tokenizer, 8) == (len(short), len("one two three"))


def test_cut_texts_come_with_row_and_tail_the_longest_loss_first(tokenizer):
    texts = ["one two three four", "one", "one two three four five six seven", "one two three four five"]
    examples = examples_of(texts)
    lengths = TokenLengths.of(examples, tokenizer, 512)
    found = cut_texts(examples, lengths, tokenizer, 5)
    assert [(text.row, text.lost_tokens) for text in found] == [(4, 4), (5, 2), (2, 1)]
    assert found[0].parts == (("one two three", " four five six seven"),)
    assert sum(len(lost) for _kept, lost in found[0].parts) == len(" four five six seven")
    assert len(cut_texts(examples, lengths, tokenizer, 5, most=1)) == 1
    assert cut_texts(examples, lengths, tokenizer, 64) == []
