import math
from collections import Counter
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guitune.core.data.balance import balanced_counts, balanced_positions, class_weights

COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=6)
SAMPLED = st.sampled_from(["oversampling", "undersampling"])
BALANCES = st.sampled_from(["none", "class_weights", "focal", "oversampling", "undersampling"])


def labels_of(counts, seed=0):
    labels = np.repeat(np.arange(len(counts)), counts)
    return np.random.default_rng(seed).permutation(labels)


def test_oversampling_raises_every_label_to_the_most_frequent_one():
    assert balanced_counts([50, 1, 7], "oversampling") == [50, 50, 50]


def test_undersampling_lowers_every_label_to_the_rarest_one():
    assert balanced_counts([50, 3, 7], "undersampling") == [3, 3, 3]


@pytest.mark.parametrize("balance", ["none", "class_weights", "focal"])
def test_other_choices_read_every_text_once(balance):
    assert balanced_counts([50, 3, 7], balance) == [50, 3, 7]
    positions = balanced_positions(labels_of([50, 3, 7]), balance, seed=1, epoch=4)
    assert positions.tolist() == list(range(60))


def test_a_label_without_texts_stays_without_and_is_not_the_rarest():
    assert balanced_counts([0, 4, 9], "oversampling") == [0, 9, 9]
    assert balanced_counts([0, 4, 9], "undersampling") == [0, 4, 4]
    assert balanced_counts([0, 0], "undersampling") == [0, 0]


@given(COUNTS, BALANCES, st.integers(0, 2**32), st.integers(0, 100))
def test_a_pass_has_as_many_texts_of_each_label_as_announced(counts, balance, seed, epoch):
    labels = labels_of(counts)
    positions = balanced_positions(labels, balance, seed, epoch)
    drawn = np.bincount(labels[positions], minlength=len(counts)).tolist()
    assert drawn == balanced_counts(counts, balance)
    assert positions.dtype == np.int64


@given(COUNTS, SAMPLED, st.integers(0, 100))
def test_no_text_is_read_more_than_once_oftener_than_another_of_its_label(counts, balance, epoch):
    labels = labels_of(counts)
    times = np.bincount(balanced_positions(labels, balance, 3, epoch), minlength=len(labels))
    for label in np.unique(labels):
        assert np.ptp(times[labels == label]) <= 1


@given(COUNTS, st.integers(0, 2**32), st.integers(0, 5))
def test_undersampling_reads_every_text_of_a_label_before_it_draws_a_new_order(counts, seed, turn):
    labels = labels_of(counts)
    for label, (count, kept) in enumerate(zip(counts, balanced_counts(counts, "undersampling"), strict=True)):
        if count:
            passes = math.ceil(count / kept)
            read = chain.from_iterable(
                balanced_positions(labels, "undersampling", seed, turn * passes + place).tolist()
                for place in range(passes)
            )
            assert set(np.flatnonzero(labels == label).tolist()) <= set(read)


@pytest.mark.parametrize("balance", ["oversampling", "undersampling"])
def test_passes_differ_and_each_is_the_same_when_asked_for_again(balance):
    labels = labels_of([40, 17, 25])
    passes = [balanced_positions(labels, balance, 5, epoch).tolist() for epoch in range(6)]
    again = [balanced_positions(labels, balance, 5, epoch).tolist() for epoch in reversed(range(6))]
    assert passes == again[::-1]
    assert len(set(map(tuple, passes))) == 6
    assert passes[0] != balanced_positions(labels, balance, 6, 0).tolist()


def test_texts_that_were_drawn_together_are_not_drawn_together_for_ever():
    labels = labels_of([10, 20])
    passes = {tuple(balanced_positions(labels, "undersampling", 5, epoch).tolist()) for epoch in range(20)}
    assert len(passes) == 20


def test_weights_are_inversely_proportional_to_the_counts():
    weights = class_weights([100, 20, 5])
    assert weights[1] / weights[0] == pytest.approx(5)
    assert weights[2] / weights[0] == pytest.approx(20)


def test_weights_are_those_of_scikit_learn():
    from sklearn.utils.class_weight import compute_class_weight

    labels = labels_of([40, 17, 3])
    expected = compute_class_weight("balanced", classes=np.arange(3), y=labels)
    assert class_weights([40, 17, 3]) == pytest.approx(expected.tolist())


@given(COUNTS.filter(any))
def test_the_mean_weight_of_a_text_is_one(counts):
    weights = class_weights(counts)
    total = sum(count * weight for count, weight in zip(counts, weights, strict=True))
    assert total / sum(counts) == pytest.approx(1)
    assert [bool(weight) for weight in weights] == [bool(count) for count in counts]


def test_every_label_gets_its_share_over_many_passes():
    labels = labels_of([30, 7])
    times = Counter(
        chain.from_iterable(
            balanced_positions(labels, "oversampling", 0, epoch).tolist() for epoch in range(40)
        )
    )
    rare = [times[place] for place in np.flatnonzero(labels == 1).tolist()]
    assert sum(rare) == 40 * 30
    assert max(rare) - min(rare) <= 40 * 30 / 7 * 0.1
