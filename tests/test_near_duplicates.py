import csv
import random
import re
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guitune.core.data.distinct import Distinct
from guitune.core.data.near_duplicates import NearDuplicates
from guitune.core.data.normalization import normalized_text

from .conftest import topic_rows
from .csv_files import REAL_DATA, needs_real_data


def plainly_found(texts):
    """What the first version of the algorithm gave, text after text: every frozen split was made by it."""
    normalized = [re.sub(r"\d+", "0", normalized_text(text)) for text in texts]
    generator = np.random.default_rng(20_240_229)
    factors = generator.integers(1, 2**63, 64, dtype=np.uint64) | np.uint64(1)
    mixers = generator.integers(1, 2**63, 4, dtype=np.uint64) | np.uint64(1)
    first_of, buckets, found = {}, [defaultdict(list) for _band in range(16)], []
    for position, text in enumerate(normalized):
        if text in first_of:
            found.append([first_of[text]])
            continue
        first_of[text] = position
        candidates = set()
        for bucket, key in zip(buckets, band_keys(text, factors, mixers), strict=True):
            candidates.update(bucket[key][:20])
            bucket[key].append(position)
        own = shingles(text)
        found.append(sorted(other for other in candidates if alike(own, shingles(normalized[other]))))
    return found


def band_keys(text, factors, mixers):
    codes = np.array([ord(letter) for letter in text.ljust(5)], dtype=np.uint64)
    hashes = np.zeros(len(codes) - 4, dtype=np.uint64)
    for offset in range(5):
        hashes = hashes * np.uint64(1_099_511_628_211) + codes[offset : offset + len(hashes)]
    hashes ^= hashes >> np.uint64(29)
    mixed = hashes[:, None] * factors
    signature = (mixed ^ (mixed >> np.uint64(32))).min(axis=0)
    return np.bitwise_xor.reduce(signature.reshape(16, 4) * mixers, axis=1).tolist()


def shingles(text):
    return {text[start : start + 5] for start in range(max(1, len(text) - 4))}


def alike(one, other):
    shared = len(one & other)
    return shared >= 0.8 * (len(one) + len(other) - shared)


def changed(text, generator):
    letters = list(text)
    for _change in range(generator.randint(0, 4)):
        place = generator.randrange(len(letters) + 1)
        letters[place : place + generator.randint(0, 2)] = generator.choice(
            ["", "e", "X", " ", "7", "中", "🙂", "!"]
        )
    return "".join(letters)


@pytest.mark.parametrize("seed", range(4))
def test_texts_changed_a_little_give_what_the_first_version_gave(seed):
    generator = random.Random(seed)
    sources = [text for text, _topic in topic_rows(12, seed=seed)]
    texts = [changed(generator.choice(sources), generator) for _number in range(1500)]
    found = list(NearDuplicates(texts))
    assert found == plainly_found(texts)
    assert sum(len(earlier) > 1 for earlier in found) > 50


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.text(alphabet="ab 1é\ud800", max_size=12)
        | st.text(max_size=30)
        | st.sampled_from(["", "  ", "!!"]),
        max_size=40,
    )
)
def test_any_texts_give_what_the_first_version_gave(texts):
    assert list(NearDuplicates(texts)) == plainly_found(texts)


def test_texts_of_very_different_lengths_give_what_the_first_version_gave():
    long = "the committee met again to speak about the new bridge over the river " * 4000
    texts = [long, "short", long + "at last", "Short!", "", long.upper()]
    assert list(NearDuplicates(texts)) == plainly_found(texts) == [[], [], [0], [1], [], [0]]


@needs_real_data
@pytest.mark.parametrize("file", ["sms_spam.csv", "banking77_train.csv"])
def test_real_texts_give_what_the_first_version_gave(file):
    with (REAL_DATA / file).open(encoding="utf-8", newline="") as stream:
        texts = [row["text"] for row in csv.DictReader(stream)]
    assert list(NearDuplicates(texts)) == plainly_found(texts)


def test_only_the_first_twenty_texts_of_a_kind_are_compared_with_those_that_follow():
    middle = "a sentence that goes on and on about nothing much but does so at great length indeed"
    texts = [f"{middle} {letter}{other}" for letter in "abcdef" for other in "ghijkl"]
    found = list(NearDuplicates(texts))
    assert found == plainly_found(texts)
    assert 20 <= len(found[-1]) < 35


@given(st.lists(st.text(max_size=2), max_size=30))
def test_different_values_stand_in_the_order_of_their_first_item_and_give_back_all_items(items):
    distinct = Distinct.of(items)
    assert distinct.values == list(dict.fromkeys(items))
    assert [distinct.values[code] for code in distinct.codes] == items
    assert distinct.firsts.tolist() == [items.index(value) for value in distinct.values]
    assert distinct.counts.tolist() == [items.count(value) for value in distinct.values]
    upper = distinct.mapped(str.upper)
    assert [upper.values[code] for code in upper.codes] == [item.upper() for item in items]
