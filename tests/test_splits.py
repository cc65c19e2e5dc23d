import csv
import random
from collections import Counter, defaultdict
from dataclasses import replace
from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guitune.core.config import DataConfig
from guitune.core.data.examples import load_examples
from guitune.core.data.frozen_split import divide
from guitune.core.data.near_duplicates import NearDuplicates
from guitune.core.data.normalization import normalized_text
from guitune.core.data.splits import join_given_sides, split_examples
from guitune.core.data_choices import Edit, LabelMerge, LeftOutRow
from guitune.core.errors import DataError

from .conftest import topic_rows, write_rows
from .csv_files import REAL_DATA, needs_real_data, read

WORDS = ("red", "sea", "hat", "oak", "ink", "bus", "zoo", "jam", "Red!", "SEA", "7", "8")
TEXT = st.lists(st.sampled_from(WORDS), min_size=0, max_size=6).map(" ".join) | st.text(max_size=30)
EXAMPLE = st.tuples(TEXT, st.sampled_from(["ham", "spam", "other"]))
any_shares = st.sampled_from([(0.1, 0.1), (0.5, 0.3), (0.3, 0.5), (0.25, 0.0), (0.01, 0.2), (0.33, 0.33)])


def sides(examples, validation_share=0.1, test_share=0.1, seed=0):
    texts, labels = [text for text, _label in examples], [label for _text, label in examples]
    return split_examples(
        texts, labels, validation_share=validation_share, test_share=test_share, seed=seed
    ).sides


def far_apart(count, label="x"):
    """Examples that share next to no letters in a row."""
    letters = random.Random(0)
    return [("".join(letters.choices(ascii_lowercase, k=24)), label) for _number in range(count)]


@settings(max_examples=150, deadline=None)
@given(st.lists(EXAMPLE, max_size=60), st.lists(EXAMPLE, max_size=20), any_shares, st.integers(0, 5))
def test_rows_added_at_the_end_never_move_an_earlier_row(examples, added, shares, seed):
    before = sides(examples, *shares, seed)
    assert sides(examples + added, *shares, seed)[: len(examples)] == before


@settings(max_examples=150, deadline=None)
@given(st.lists(EXAMPLE, max_size=60), any_shares)
def test_texts_that_are_equal_but_for_case_punctuation_digits_and_space_share_a_side(examples, shares):
    of_text = defaultdict(set)
    for (text, _label), side in zip(examples, sides(examples, *shares), strict=True):
        of_text[normalized_text(text)].add(side)
    assert all(len(found) == 1 for found in of_text.values())


@pytest.mark.parametrize(("validation_share", "test_share"), [(0.1, 0.1), (0.2, 0.3), (0.5, 0.0)])
def test_every_label_is_divided_in_the_wanted_shares(validation_share, test_share):
    examples = [(text, "abc"[place % 3]) for place, (text, _label) in enumerate(far_apart(900))]
    found = sides(examples, validation_share, test_share)
    for label in "abc":
        own = Counter(side for side, (_text, of) in zip(found, examples, strict=True) if of == label)
        assert own["validation"] == pytest.approx(300 * validation_share, abs=1)
        assert own["test"] == pytest.approx(300 * test_share, abs=1)
        assert own["aside"] == 0


@pytest.mark.parametrize("seed", range(8))
def test_small_labels_keep_two_texts_for_learning_and_give_one_to_each_side_from_five_on(seed):
    for count in (1, 2):
        assert set(sides(far_apart(count), seed=seed)) == {"train"}
    of_five = Counter(sides(far_apart(5), seed=seed))
    assert of_five == {"train": 3, "validation": 1, "test": 1}


def test_another_split_number_gives_another_split_and_the_same_number_the_same():
    examples = far_apart(100)
    assert sides(examples, seed=1) == sides(examples, seed=1)
    assert sides(examples, seed=1) != sides(examples, seed=2)


def test_near_repeats_go_where_the_first_one_went_whatever_their_label():
    base = far_apart(40)
    test, train = (base[sides(base).index(side)][0] for side in ("test", "train"))
    assert sides([*base, (f"{test}!", "x"), (f"  {train.upper()}", "y"), (f"{test}s", "y")])[40:] == (
        "test",
        "train",
        "test",
    )


def test_a_text_like_one_in_test_and_like_another_in_training_is_set_aside_and_so_are_its_repeats():
    middle = "the quick brown fox jumps over a lazy dog by the river bank"
    one, two = f"{middle} in winter", f"nine times {middle}"
    examples = [*far_apart(3), (one, "x"), (two, "y")]
    seed = next(seed for seed in range(100) if sides(examples, seed=seed)[3:] == ("test", "train"))
    assert sides([*examples, (middle, "y"), (f"{middle}!", "x")], seed=seed)[5:] == ("aside", "aside")


def test_near_duplicates_need_four_fifths_of_their_letters_in_common():
    text = "my card was charged twice for the same payment in the shop yesterday evening"
    similar = text.replace("evening", "eve")
    unlike = "my card was stolen by someone in the shop when i paid for a new evening dress"
    assert list(NearDuplicates([text, unlike, similar, text.upper()])) == [[], [], [0], [0]]


def test_no_texts_and_empty_texts_are_divided_too():
    assert sides([]) == ()
    assert len(set(sides([("", "x"), (" ", "x"), ("\n", "y")]))) == 1


def test_given_sides_are_kept_but_no_text_of_test_or_validation_is_learned_from():
    texts = ["a b", "A B!", "c", "c", "d", "a b", "e"]
    given_sides = ["train", "test", "validation", "train", "train", "validation", "aside"]
    assert join_given_sides(texts, given_sides).sides == (
        "aside",
        "test",
        "validation",
        "aside",
        "train",
        "aside",
        "aside",
    )


@pytest.fixture
def config(topics_csv):
    return DataConfig(str(topics_csv), "text", "topic")


def test_examples_are_divided_with_their_row_numbers_and_empty_ones_are_left_out(tmp_path, config):
    rows = [*topic_rows(60), ("", "film"), ("lonely", " ")]
    write_rows(tmp_path / "topics.csv", rows)
    examples = load_examples(config)
    assert examples.rows == list(range(2, 62))
    assert [left.row for left in examples.left_out] == [62, 63]
    split = divide(examples, config)
    assert len(split.sides) == 60
    assert (split.count("validation"), split.count("test")) == (6, 6)
    assert [split.sides[place] for place in split.positions("test")] == ["test"] * 6


def test_separate_files_keep_their_sides_and_lend_nothing_to_training(tmp_path, config):
    rows = topic_rows(80, seed=1)
    validation = write_rows(tmp_path / "validation.csv", [*rows[:20], topic_rows(120)[0]])
    test = write_rows(
        tmp_path / "test.csv", [*rows[20:40], topic_rows(120)[1], rows[0], ("goal", "never learned")]
    )
    both = replace(config, validation_file=str(validation), test_file=str(test))
    examples = load_examples(both)
    split = divide(examples, both)
    assert split.count("train") == 118
    assert split.count("validation") == 20
    assert split.positions("aside") == [0, 1, 120, 163]
    assert examples.rows[120:122] == [2, 3]
    assert [source.path.name for source in examples.sources] == ["topics.csv", "validation.csv", "test.csv"]


def test_with_a_test_file_alone_only_validation_is_taken_from_the_training_file(tmp_path, config):
    test = write_rows(tmp_path / "test.csv", topic_rows(30, seed=1))
    with_test = replace(config, test_file=str(test))
    split = divide(load_examples(with_test), with_test)
    assert split.positions("test") == list(range(120, 150))
    assert 10 <= split.count("validation") <= 14


def test_a_split_column_is_honoured_under_its_usual_names(tmp_path):
    names = ("train", "Training", "VAL", "dev", " test ", "testing")
    rows = [(text, topic, names[place // 3 % 6]) for place, (text, topic) in enumerate(topic_rows(90))]
    file = write_rows(tmp_path / "data.csv", rows, ("text", "topic", "part"))
    config = DataConfig(str(file), "text", "topic", split_column="part")
    expected = ("train", "train", "validation", "validation", "test", "test")
    assert divide(load_examples(config), config).sides == tuple(
        expected[place // 3 % 6] for place in range(90)
    )


def test_a_split_column_with_another_value_is_refused_by_that_value(tmp_path):
    file = write_rows(
        tmp_path / "data.csv", [("a", "x", "train"), ("b", "y", "later")], ("text", "topic", "part")
    )
    with pytest.raises(DataError, match="“part” holds values that name no side: “later”"):
        load_examples(DataConfig(str(file), "text", "topic", split_column="part"))


def test_pairs_are_repeats_only_when_both_texts_are(tmp_path):
    read(tmp_path, "q,a,topic\nhow old,ten,x\nhow old,two,y\n")
    config = DataConfig(str(tmp_path / "data.csv"), "q", "topic", text2_column="a")
    assert load_examples(config).joined_texts == ["how old\nten", "how old\ntwo"]


MENDED = {
    "a label changed by hand": {"edits": (Edit("file", 5, "topic", "sport", "film", topic_rows(200)[3][0]),)},
    "a row left out": {"left_out_rows": (LeftOutRow("file", 2, topic_rows(200)[0][0]),)},
    "labels merged": {"merges": (LabelMerge("sport", "food"),)},
    "texts cleaned": {"cleaning": ("normalize_space", "lower_case")},
    "repeats left out": {"fixes": ("duplicates", "near_duplicates")},
    "short texts left out": {"fixes": ("short_texts",)},
}


@pytest.mark.parametrize("recipe", MENDED.values(), ids=MENDED)
def test_nothing_that_is_mended_moves_another_row_to_another_side(tmp_path, recipe):
    rows = topic_rows(200)
    rows[20:20] = [("Goal  GOAL match", "sport"), ("goal goal MATCH", "sport"), ("ok", "film"), ("", "film")]
    written = DataConfig(str(write_rows(tmp_path / "data.csv", rows)), "text", "topic")
    mended = replace(written, **recipe)
    examples, before = load_examples(mended), load_examples(written)
    side_of = dict(zip(before.rows, divide(before, written).sides, strict=True))
    sides = divide(examples, mended).sides
    moved = [
        row for row, side in zip(examples.rows, sides, strict=True) if side not in (side_of[row], "aside")
    ]
    assert moved == []
    assert sides.count("aside") <= 1


def test_texts_that_cleaning_makes_alike_do_not_stand_on_two_sides(tmp_path):
    rows = [
        (f"<b>{text}</b> {'x' * (number % 2) * 9}", topic)
        for number, (text, topic) in enumerate(topic_rows(200))
    ]
    rows += [(text, topic) for text, topic in topic_rows(200)]
    config = DataConfig(
        str(write_rows(tmp_path / "data.csv", rows)),
        "text",
        "topic",
        cleaning=("strip_html", "normalize_space"),
    )
    examples = load_examples(config)
    sides = divide(examples, config).sides
    of_text = defaultdict(set)
    for text, side in zip(examples.texts, sides, strict=True):
        of_text[normalized_text(text)].add(side)
    assert all(len(found - {"aside"}) <= 1 for found in of_text.values())
    assert sides.count("test") > 20


def test_near_copies_across_given_sides_are_set_aside_from_training(tmp_path):
    rows = topic_rows(60)
    long = "this is a rather long text about a film that two people wrote nearly alike"
    test = write_rows(tmp_path / "test.csv", [*topic_rows(12, seed=3), (f"{long} once", "film")])
    file = write_rows(tmp_path / "data.csv", [*rows, (f"{long} twice", "film")])
    config = DataConfig(str(file), "text", "topic", test_file=str(test))
    examples = load_examples(config)
    sides = divide(examples, config).sides
    assert sides[60] == "aside"
    assert sides[-1] == "test"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("a", "x"), ("b", "x")], "Every row has the same label, “x”"),
        ([(letter, letter) for letter in "abcdefgh"], "All 8 labels differ"),
        ([("a", "x"), ("b", "x"), ("c", "y"), ("d", "y")], "too few different texts"),
        ([("same text", "x"), ("same text", "y")] * 50, "too few different texts"),
    ],
)
def test_data_that_nothing_can_be_learned_from_are_refused_with_what_to_do(tmp_path, rows, message):
    config = DataConfig(str(write_rows(tmp_path / "data.csv", rows)), "text", "topic")
    with pytest.raises(DataError, match=message) as refusal:
        divide(load_examples(config), config)
    assert refusal.value.hint


@needs_real_data
def test_real_messages_that_repeat_another_even_nearly_never_stand_on_two_sides():
    config = DataConfig(str(REAL_DATA / "sms_spam.csv"), "text", "label")
    examples = load_examples(config)
    split = divide(examples, config)
    of_text = defaultdict(list)
    for text, side in zip(examples.texts, split.sides, strict=True):
        of_text[normalized_text(text)].append(side)
    assert sum(len(found) - 1 for found in of_text.values()) > 400
    assert [text for text, found in of_text.items() if len(set(found)) > 1] == []
    near = [
        (position, earlier)
        for position, some in enumerate(NearDuplicates(examples.texts))
        for earlier in some
    ]
    assert len(near) > 500
    apart = [{split.sides[position], split.sides[earlier]} - {"aside"} for position, earlier in near]
    assert [sides for sides in apart if len(sides) > 1] == []


def real_questions(file):
    with (REAL_DATA / file).open(encoding="utf-8", newline="") as stream:
        return [(row["text"], row["category"]) for row in csv.DictReader(stream)]


@needs_real_data
def test_500_rows_added_to_real_questions_move_no_earlier_one():
    rows, added = real_questions("banking77_train.csv"), real_questions("banking77_test.csv")[:500]
    assert len(rows) == 10_003
    of_all = sides(rows)
    assert sides(rows[:9503]) == of_all[:9503]
    assert sides([*rows, *added])[:10_003] == of_all


def test_near_duplicates_that_were_found_before_give_the_same_split():
    examples = [*far_apart(60), *far_apart(30)]
    texts, labels = [text for text, _label in examples], [label for _text, label in examples]
    split = split_examples(
        texts, labels, validation_share=0.1, test_share=0.1, seed=0, near=NearDuplicates(texts)
    )
    assert split.sides == sides(examples)
