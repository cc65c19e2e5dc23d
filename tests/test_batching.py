import numpy as np
import pytest
import torch

from guitune.core.data.batching import collate, epoch_batches, steps_per_epoch, token_budget_batches
from guitune.core.data.dataset import TokenizedExamples, tokenize
from guitune.core.modeling.classifier import load_classifier, load_tokenizer, longest_input

from .conftest import topic_rows


def examples_of(lengths) -> TokenizedExamples:
    return TokenizedExamples([np.full(length, 7) for length in lengths], None, max(lengths), 0)


@pytest.mark.parametrize(("count", "size"), [(1, 16), (16, 16), (17, 16), (1000, 16), (2500, 8)])
def test_an_epoch_holds_every_example_once_in_the_promised_number_of_batches(count, size):
    lengths = np.random.default_rng(0).integers(3, 60, count)
    batches = epoch_batches(lengths, size, seed=3, epoch=0)
    assert sorted(np.concatenate(batches).tolist()) == list(range(count))
    assert len(batches) == steps_per_epoch(count, size)
    assert max(map(len, batches)) <= size


def test_batches_of_similar_length_need_far_less_padding_than_random_ones():
    lengths = np.random.default_rng(0).integers(3, 100, 4000)
    batches = epoch_batches(lengths, 16, seed=0, epoch=0)
    padded = sum(len(batch) * lengths[batch].max() for batch in batches)
    order = np.random.default_rng(1).permutation(len(lengths)).reshape(-1, 16)
    random_padded = sum(16 * lengths[batch].max() for batch in order)
    assert padded < 1.05 * lengths.sum()
    assert random_padded > 1.5 * lengths.sum()


def test_batches_repeat_for_the_same_seed_and_epoch_and_differ_for_others():
    lengths = np.random.default_rng(0).integers(3, 60, 300)

    def flat(seed, epoch):
        return np.concatenate(epoch_batches(lengths, 16, seed, epoch)).tolist()

    assert flat(1, 0) == flat(1, 0)
    assert flat(1, 0) != flat(1, 1)
    assert flat(1, 0) != flat(2, 0)


def test_batches_are_not_taken_in_order_of_length():
    lengths = np.random.default_rng(0).integers(3, 100, 800)
    means = [lengths[batch].mean() for batch in epoch_batches(lengths, 16, seed=0, epoch=0)]
    assert means != sorted(means)


def test_prediction_batches_keep_within_the_token_budget_and_lose_nothing():
    lengths = np.array([5, 900, 30, 30, 3, 4000])
    batches = token_budget_batches(lengths, max_tokens=1000, max_examples=3)
    assert sorted(np.concatenate(batches).tolist()) == list(range(6))
    assert all(len(batch) == 1 or len(batch) * lengths[batch].max() <= 1000 for batch in batches)
    assert all(len(batch) <= 3 for batch in batches)


def test_a_batch_without_padding_carries_no_mask_and_a_padded_one_does():
    device = torch.device("cpu")
    equal = collate(examples_of([4, 4]), np.array([0, 1]), 0, device)
    uneven = collate(examples_of([4, 2]), np.array([0, 1]), 0, device)
    assert "attention_mask" not in equal
    assert uneven["attention_mask"].tolist() == [[1, 1, 1, 1], [1, 1, 0, 0]]
    assert uneven["input_ids"].tolist() == [[7, 7, 7, 7], [7, 7, 0, 0]]


def test_logits_do_not_depend_on_the_company_a_text_is_padded_with(trained_run):
    run, _events = trained_run
    tokenizer, model = load_tokenizer(run.model), load_classifier(run.model).eval()
    texts = [text for text, _topic in topic_rows(24, seed=5)]
    tokens = tokenize(texts, None, tokenizer, max_length=None, longest=64)
    with torch.inference_mode():
        together = model(**collate(tokens, np.arange(24), 0, model.device)).logits
        alone = torch.cat(
            [model(**collate(tokens, np.array([i]), 0, model.device)).logits for i in range(24)]
        )
    assert torch.allclose(together, alone, atol=1e-5)


def test_tokens_are_those_of_the_tokenizer_itself_cut_or_not(tiny_checkpoint):
    tokenizer = load_tokenizer(tiny_checkpoint)
    texts = ["the film was good", "soup " * 40, ""]
    tokens = tokenize(texts, None, tokenizer, max_length=10, longest=64)
    expected = tokenizer(texts, truncation=True, max_length=10)["input_ids"]
    assert [ids.tolist() for ids in tokens.input_ids] == expected
    assert tokens.truncated == 1
    assert tokens.max_length == 10


def test_pairs_carry_token_types_and_are_cut_together(tiny_checkpoint):
    tokenizer = load_tokenizer(tiny_checkpoint)
    tokens = tokenize(
        ["the film", "soup " * 9], ["a goal", "bread " * 9], tokenizer, max_length=12, longest=64
    )
    expected = tokenizer(["the film", "soup " * 9], ["a goal", "bread " * 9], truncation=True, max_length=12)
    assert [ids.tolist() for ids in tokens.input_ids] == expected["input_ids"]
    assert [ids.tolist() for ids in tokens.token_type_ids] == expected["token_type_ids"]


def test_the_automatic_length_leaves_nearly_all_texts_whole_and_respects_the_checkpoint(tiny_checkpoint):
    tokenizer = load_tokenizer(tiny_checkpoint)
    texts = ["soup " * 20] * 199 + ["soup " * 400]
    tokens = tokenize(
        texts, None, tokenizer, max_length=None, longest=longest_input(tiny_checkpoint, tokenizer)
    )
    assert tokens.max_length == 32
    assert tokens.truncated == 1
    everything_long = tokenize(["soup " * 400], None, tokenizer, max_length=None, longest=64)
    assert everything_long.max_length == 64
