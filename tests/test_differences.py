import time

from hypothesis import given
from hypothesis import strategies as st

from guitune.core.data.differences import MOST_TOKENS, marked_differences


def parts(text, spans):
    return [text[start:end] for start, end in spans]


def differing(one, other):
    first, second = marked_differences(one, other)
    return parts(one, first), parts(other, second)


def test_equal_texts_have_no_differences():
    assert marked_differences("the same words", "the same words") == ([], [])


def test_whole_words_are_marked_where_words_differ():
    assert differing("Call 0800 now to win", "Call 0900 now to win!") == (["0800"], ["0900", "!"])


def test_a_word_that_only_one_text_has_is_marked_there_alone():
    first, second = differing("I want a refund", "I really want a refund")
    assert first == []
    assert "".join(second).strip() == "really"


def test_white_space_that_differs_is_marked():
    assert differing("two words", "two  words") == ([" "], ["  "])


def test_chinese_and_japanese_are_compared_by_characters():
    assert differing("我想退这笔款", "我要退这笔钱") == (["想", "款"], ["要", "钱"])
    assert differing("返金してほしい", "返品してほしい") == (["金"], ["品"])


def test_a_composed_and_a_decomposed_letter_differ():
    first, second = differing("caf\u00e9 noir", "cafe\u0301 noir")
    assert (first, second) == (["caf\u00e9"], ["cafe\u0301"])


def test_an_empty_text_differs_in_everything():
    assert differing("", "all of it") == ([], ["all of it"])


def test_what_comes_after_the_longest_that_is_compared_is_marked_whole():
    words = " ".join(f"word{number}" for number in range(MOST_TOKENS))
    first, second = differing(f"{words} here", f"{words} there")
    assert first[0].endswith(" here")
    assert second[0].endswith(" there")


def test_long_texts_of_one_repeated_character_are_compared_within_a_second():
    began = time.perf_counter()
    marked_differences("哈啊" * 3000, "啊哈哈" * 3000)
    assert time.perf_counter() - began < 1


@given(st.text(), st.text())
def test_what_is_not_marked_reads_the_same_in_both(one, other):
    def rest(text, spans):
        kept, place = [], 0
        for start, end in spans:
            assert place <= start < end <= len(text)
            kept.append(text[place:start])
            place = end
        return "".join([*kept, text[place:]])

    first, second = marked_differences(one, other)
    assert rest(one, first) == rest(other, second)
