import numpy as np
import pytest

from guitune.core.data.augment import Augmentation, augmented
from guitune.core.data.dataset import LabelledExamples, TokenizedExamples, tokenize
from guitune.core.data.passes import TrainingPasses, rewriting
from guitune.core.modeling.classifier import load_tokenizer
from tests.conftest import topic_rows

ROWS = topic_rows(40)[:30]
TEXTS = [text for text, _topic in ROWS]
LABELS = np.array([0 if number % 5 else 1 for number in range(30)])
CHANGES = Augmentation(word_dropout=0.2, word_swap=0.2, typo_noise=0.2, seed=4)
MAX_LENGTH = 12


@pytest.fixture(scope="module")
def tokenizer(tiny_checkpoint):
    return load_tokenizer(tiny_checkpoint)


@pytest.fixture(scope="module")
def encode(tokenizer):
    return lambda texts, pairs: tokenize(texts, pairs, tokenizer, max_length=MAX_LENGTH, longest=64)


@pytest.fixture(scope="module")
def examples(encode):
    return LabelledExamples(encode(TEXTS, None), LABELS)


def ids(tokens: TokenizedExamples) -> list[list[int]]:
    return [row.tolist() for row in tokens.input_ids]


def test_every_pass_reads_the_texts_as_they_are_without_balance_and_changes(examples):
    passes = TrainingPasses(examples, "none", seed=0)
    for epoch in range(3):
        part = passes.of(epoch)
        assert part.examples is examples
        assert part.sources.tolist() == list(range(30))
        assert not part.augmented
    assert len(passes) == 30


@pytest.mark.parametrize(("balance", "length"), [("oversampling", 48), ("undersampling", 12), ("focal", 30)])
def test_a_balanced_pass_holds_each_text_with_its_label(examples, balance, length):
    passes = TrainingPasses(examples, balance, seed=0)
    assert len(passes) == length
    for epoch in range(3):
        part = passes.of(epoch)
        assert len(part.examples) == length
        assert ids(part.examples.tokens) == [ids(examples.tokens)[source] for source in part.sources]
        assert part.examples.labels.tolist() == LABELS[part.sources].tolist()
        assert not part.augmented


def test_undersampled_passes_read_others_each_time(examples):
    passes = TrainingPasses(examples, "undersampling", seed=0)
    assert passes.of(0).sources.tolist() != passes.of(1).sources.tolist()
    assert passes.examples is examples


def test_a_changed_pass_reads_the_changed_texts_with_their_labels(examples, encode):
    passes = TrainingPasses(examples, "none", 4, rewriting(TEXTS, None, CHANGES, encode))
    for epoch in range(3):
        part = passes.of(epoch)
        expected = [augmented(text, CHANGES, epoch, place) for place, text in enumerate(TEXTS)]
        assert ids(part.examples.tokens) == ids(encode(expected, None))
        assert part.examples.labels.tolist() == LABELS.tolist()
        assert part.augmented
    assert ids(passes.of(0).examples.tokens) != ids(passes.of(1).examples.tokens)
    assert ids(examples.tokens) == ids(encode(TEXTS, None))


def test_copies_of_a_text_in_one_pass_are_changed_differently(examples, encode):
    passes = TrainingPasses(examples, "oversampling", 4, rewriting(TEXTS, None, CHANGES, encode))
    part = passes.of(0)
    rows = ids(part.examples.tokens)
    rare = np.flatnonzero(LABELS == 1)
    copies = {
        source: [row for row, of in zip(rows, part.sources, strict=True) if of == source] for source in rare
    }
    assert all(len(rows) == 4 for rows in copies.values())
    assert sum(len(set(map(tuple, rows))) > 2 for rows in copies.values()) >= len(copies) - 1


def test_both_texts_of_a_pair_are_changed_differently(examples, tokenizer):
    seen = []

    def encode(texts, pairs):
        seen.append((list(texts), list(pairs)))
        return tokenize(texts, pairs, tokenizer, max_length=MAX_LENGTH, longest=64)

    rewrite = rewriting(TEXTS, TEXTS, CHANGES, encode)
    tokens = TrainingPasses(examples, "none", 4, rewrite).of(0).examples.tokens
    ((first, second),) = seen
    assert len(tokens) == len(first) == len(second) == 30
    changed = [(one != text, other != text) for one, other, text in zip(first, second, TEXTS, strict=True)]
    assert sum(one for one, _other in changed) > 20
    assert sum(other for _one, other in changed) > 20
    assert sum(one != other for one, other in zip(first, second, strict=True)) > 20


def test_changed_texts_are_cut_where_all_texts_are(examples, encode):
    tokens = (
        TrainingPasses(examples, "none", 4, rewriting(TEXTS, None, CHANGES, encode)).of(0).examples.tokens
    )
    assert tokens.max_length == MAX_LENGTH
    assert max(tokens.lengths) == MAX_LENGTH


def test_nothing_is_rewritten_when_nothing_is_to_be_changed(encode):
    assert rewriting(TEXTS, None, Augmentation(0, 0, 0, 4), encode) is None


@pytest.mark.parametrize("balance", ["none", "oversampling", "undersampling"])
def test_passes_made_anew_replay_a_run_exactly(examples, encode, balance):
    def all_passes(epochs):
        passes = TrainingPasses(examples, balance, 4, rewriting(TEXTS, None, CHANGES, encode))
        return {
            epoch: (ids(passes.of(epoch).examples.tokens), passes.of(epoch).sources.tolist())
            for epoch in epochs
        }

    assert all_passes([0, 1, 2, 3]) == all_passes([3, 2, 1, 0])


def test_many_texts_are_made_token_ids_of_anew_in_each_pass(encode):
    texts = TEXTS * 20
    examples = LabelledExamples(encode(texts, None), np.tile(LABELS, 20))
    passes = TrainingPasses(examples, "none", 4, rewriting(texts, None, CHANGES, encode))
    for epoch in range(2):
        one_by_one = [
            encode([augmented(text, CHANGES, epoch, place)], None) for place, text in enumerate(texts)
        ]
        expected = [row for tokens in one_by_one for row in ids(tokens)]
        assert ids(passes.of(epoch).examples.tokens) == expected
