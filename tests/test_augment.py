import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guitune.core.data.augment import Augmentation, augmented
from guitune.core.data.characters import clusters_of
from guitune.core.training_config import TrainingConfig

SENTENCE = [
    "why",
    "has",
    "the",
    "card",
    "that",
    "was",
    "sent",
    "to",
    "me",
    "last",
    "week",
    "still",
    "not",
    "here",
]
WORDS = [f"{word}{number}" for number in range(300) for word in SENTENCE]
TEXT = " ".join(WORDS)
CHINESE = "为什么我的银行卡还没有到这里请问怎么取消昨天的转账手机上看不见它"

RATES = st.sampled_from([0.0, 0.1, 0.3, 0.5])
MIXED = st.text(st.sampled_from("ab Z7.\n\t-é\u0301中文卡，が\u3099ไ่👍\U0001f3fd👩\u200d🇩🇪한"), max_size=30)
TEXTS = st.one_of(st.text(max_size=30), MIXED)


def change(text, *, dropout=0.0, swap=0.0, typos=0.0, seed=0, epoch=0, place=0):
    return augmented(text, Augmentation(dropout, swap, typos, seed), epoch, place)


def solid(text):
    return "".join(text.split())


def is_subsequence(part, whole):
    rest = iter(whole)
    return all(element in rest for element in part)


def one_mistake_apart(one, other):
    """Whether one letter more or less, one other letter or two exchanged ones tell the words apart."""
    start = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    one, other = one[start:].lower(), other[start:].lower()
    return one[1:] == other or one == other[1:] or one[1:] == other[1:] or one[:2] == other[:2][::-1]


def test_the_settings_say_how_much_is_changed():
    config = TrainingConfig(word_dropout=0.1, word_swap=0.2, typo_noise=0.3, seed=7)
    assert Augmentation.of(config) == Augmentation(0.1, 0.2, 0.3, 7)
    assert Augmentation.of(config).is_on
    assert not Augmentation.of(TrainingConfig()).is_on


@given(TEXTS, st.integers(0, 9))
def test_a_text_stays_exactly_as_it_is_without_changes(text, epoch):
    assert change(text, epoch=epoch) == text


@pytest.mark.parametrize("rate", [0.05, 0.15, 0.5])
def test_the_share_of_words_left_out_is_the_chosen_one(rate):
    kept = change(TEXT, dropout=rate).split()
    assert is_subsequence(kept, WORDS)
    assert 1 - len(kept) / len(WORDS) == pytest.approx(rate, abs=0.03)


@pytest.mark.parametrize("rate", [0.05, 0.15, 0.4, 0.5])
def test_the_share_of_words_that_change_places_with_the_next_is_the_chosen_one(rate):
    swapped = change(TEXT, swap=rate).split()
    moved = [place for place, (now, before) in enumerate(zip(swapped, WORDS, strict=True)) if now != before]
    for first, second in zip(moved[::2], moved[1::2], strict=True):
        assert second == first + 1
        assert swapped[first : second + 1] == [WORDS[second], WORDS[first]]
    assert len(moved) / 2 / len(WORDS) == pytest.approx(rate, abs=0.03)


@pytest.mark.parametrize("rate", [0.05, 0.15, 0.5])
def test_the_share_of_words_with_a_typing_mistake_is_the_chosen_one(rate):
    typed = change(TEXT, typos=rate).split()
    changed = [(now, before) for now, before in zip(typed, WORDS, strict=True) if now != before]
    assert len(changed) / len(WORDS) == pytest.approx(rate, abs=0.03)
    assert all(one_mistake_apart(now, before) for now, before in changed)


def test_all_kinds_of_typing_mistakes_are_made_about_as_often():
    kinds = Counter()
    for place in range(4000):
        typed = change("card", typos=0.5, place=place)
        if len(typed) == 4:
            kinds["exchanged" if sorted(typed) == sorted("card") else "beside"] += typed != "card"
        else:
            kinds["doubled" if len(typed) == 5 else "left out"] += 1
    assert sum(kinds.values()) == pytest.approx(2000, abs=150)
    assert all(count == pytest.approx(500, abs=100) for count in kinds.values())
    assert len(kinds) == 4


def test_a_wrong_key_lies_beside_the_right_one():
    typed = {change("g", typos=0.5, place=place) for place in range(400)}
    assert typed == {"g", "gg", *"tyfhvb"}


def test_equal_letters_are_not_exchanged():
    rate = sum(change("oooo1", typos=0.5, place=place) != "oooo1" for place in range(1000)) / 1000
    assert rate == pytest.approx(0.5, abs=0.05)


def test_capitals_stay_where_they_are():
    typed = {change("PIN Code", typos=0.5, place=place) for place in range(200)}
    for first, second in (text.split() for text in typed):
        assert first.isupper()
        assert second.istitle() or second in {"CCode", "ode"}


def test_words_without_letters_get_no_mistakes():
    assert change("0800 1234 £50 ... 👍🏽 3:15 " * 50, typos=0.5) == "0800 1234 £50 ... 👍🏽 3:15 " * 50


def test_addresses_and_numbers_are_left_out_and_moved_whole():
    words = ["https://example.org/a?b=c", "1,250.00", "jane.doe@example.org", "+49-30-123"]
    texts = [change(" ".join(words), dropout=0.3, swap=0.3, place=place) for place in range(50)]
    assert {word for text in texts for word in text.split()} == set(words)


def test_the_same_pass_changes_a_text_the_same_and_others_change_it_differently():
    rates = {"dropout": 0.1, "swap": 0.1, "typos": 0.1}
    text = " ".join(SENTENCE)
    assert change(text, **rates) == change(text, **rates)
    others = {
        change(text, **rates, seed=seed, epoch=epoch, place=place)
        for seed in range(3)
        for epoch in range(3)
        for place in range(3)
    }
    assert len(others) > 20


def test_changes_are_the_same_on_every_computer():
    text = " ".join(SENTENCE)
    assert change(text, dropout=0.2, swap=0.2, typos=0.2, seed=1, epoch=2, place=3) == (
        "has hy the card seent that to last me week jere"
    )


def test_chinese_is_changed_by_characters():
    thinned = change(CHINESE * 50, dropout=0.2)
    assert is_subsequence(thinned, CHINESE * 50)
    assert len(thinned) / len(CHINESE * 50) == pytest.approx(0.8, abs=0.04)
    swapped = change(CHINESE * 50, swap=0.2)
    assert swapped != CHINESE * 50
    assert Counter(swapped) == Counter(CHINESE * 50)


def test_a_chinese_character_is_doubled_left_out_or_exchanged_with_the_next():
    typed = {change("退款", typos=0.5, place=place) for place in range(400)}
    assert {"退款", "退退款", "退款款", "款", "退", "款退"} <= typed
    assert "款退退" not in typed  # of two exchanged ones neither is changed again
    assert {change("卡", typos=0.5, place=place) for place in range(50)} == {"卡", "卡卡"}
    marked = {change("卡。？", typos=0.5, place=place) for place in range(50)}
    assert marked == {"卡。？", "卡卡。？", "。？"}


def test_chinese_marks_are_no_part_of_the_word_beside_them():
    thinned = {change("（App，卡。", dropout=0.5, place=place) for place in range(200)}
    assert {"（App，", "App。", "（，卡。", "（。"} <= thinned


def test_words_that_come_together_after_a_change_stay_apart():
    thinned = {change("iPhone卡Pro", dropout=0.4, place=place) for place in range(200)}
    assert thinned == {"iPhone卡Pro", "iPhone卡", "卡Pro", "iPhone Pro", "iPhone", "卡", "Pro"}
    swapped = {change("iPhone卡Pro", swap=0.4, place=place) for place in range(200)}
    assert swapped == {"iPhone卡Pro", "卡iPhone Pro", "iPhone Pro卡"}


def test_line_breaks_and_the_white_space_around_stay():
    text = "  first line here\n\nand a second\tone \n"
    swapped = change(text, swap=0.5)
    assert swapped == "  line first here\n\nand a second\tone \n".replace(
        "here\n\nand", "and\n\nhere"
    ).replace("a second", "second a")
    for place in range(100):
        thinned = change(text, dropout=0.3, place=place)
        assert thinned.startswith("  ")
        assert thinned.endswith(" \n")
        words = thinned.split()
        if set(words) & {"first", "line", "here"} and set(words) & {"and", "a", "second", "one"}:
            assert thinned.strip().count("\n\n") == 1
        assert "  " not in thinned.strip()
    spaced = {change("one\n  two    three", dropout=0.3, place=place) for place in range(100)}
    assert "one\n  three" in spaced
    assert "one    three" not in spaced


def test_no_white_space_is_left_where_the_first_or_last_word_was():
    assert {change("one two", dropout=0.5, place=place) for place in range(50)} == {"one two", "one", "two"}


def test_accents_and_joined_emoji_are_not_torn_apart():
    assert clusters_of("cafe\u0301") == ["c", "a", "f", "e\u0301"]
    assert clusters_of("👩\u200d👧👍\U0001f3fd❤\ufe0f🇩🇪🇫🇷") == [
        "👩\u200d👧",
        "👍\U0001f3fd",
        "❤\ufe0f",
        "🇩🇪",
        "🇫🇷",
    ]
    assert clusters_of("क्\u200dष") == ["क्\u200d", "ष"]
    assert clusters_of("か\u3099く") == ["か\u3099", "く"]
    for place in range(200):
        typed = change("e\u0301te\u0301", typos=0.5, place=place)
        assert typed.count("\u0301") == typed.count("e") - typed.count("ee")
        assert not typed.startswith("\u0301")


def test_a_text_of_one_word_is_not_left_out():
    assert {change("卡", dropout=0.5, place=place) for place in range(50)} == {"卡"}
    assert {change(" hello ", dropout=0.5, place=place) for place in range(50)} == {" hello "}


@given(TEXTS, RATES, RATES, RATES, st.integers(0, 50))
def test_a_text_never_becomes_empty_and_changes_come_again(text, dropout, swap, typos, place):
    changed = change(text, dropout=dropout, swap=swap, typos=typos, place=place)
    assert bool(changed.strip()) == bool(text.strip())
    assert changed == change(text, dropout=dropout, swap=swap, typos=typos, place=place)


@given(TEXTS, RATES, st.integers(0, 50))
def test_what_is_left_after_leaving_out_stands_in_the_same_order(text, rate, place):
    kept = change(text, dropout=rate, place=place)
    assert is_subsequence(solid(kept), solid(text))


@given(TEXTS, RATES, st.integers(0, 50))
def test_swapping_keeps_every_character(text, rate, place):
    assert Counter(solid(change(text, swap=rate, place=place))) == Counter(solid(text))


@given(st.lists(st.text("abcXYZ.,é", min_size=1), min_size=1), RATES, st.integers(0, 50))
def test_words_are_left_out_and_swapped_whole(words, rate, place):
    text = " ".join(words)
    assert is_subsequence(change(text, dropout=rate, place=place).split(), words)
    assert sorted(change(text, swap=rate, place=place).split()) == sorted(words)


def test_the_generator_of_others_is_left_alone():
    random.seed(3)
    expected = random.random()
    random.seed(3)
    change(TEXT, dropout=0.1, swap=0.1, typos=0.1)
    assert random.random() == expected
