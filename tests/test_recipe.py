import time
from dataclasses import replace

import pytest

from guitune.core.config import DataConfig
from guitune.core.data.checks import UsableRows
from guitune.core.data.checks.changes import changes_lost
from guitune.core.data.checks.repeats import Contradictions, NearRepeats
from guitune.core.data.reader import read_table
from guitune.core.data.recipe import (
    FIXES,
    fixes_made,
    lost_changes,
    merge_name,
    prepare,
    with_fix,
    without_fix,
)
from guitune.core.data.table import StringTable
from guitune.core.data_choices import Edit, KeptPair, LabelMerge, LeftOutRow
from guitune.core.errors import ConfigError

from .conftest import topic_rows, write_rows
from .csv_files import read, rows_of

BOTH = "text,label\none,a\ntwo,b\nthree,c\n"
CONFIG = DataConfig("data.csv", "text", "label")


@pytest.fixture
def table(tmp_path):
    return read(tmp_path, BOTH)


def labels(table: StringTable, config: DataConfig) -> list[str]:
    return prepare([table], config)[0].column("label")


def test_an_edit_is_made_only_where_the_cell_still_holds_what_it_held(table):
    edits = (
        Edit("file", 2, "text", "one", "1", "one"),
        Edit("file", 3, "label", "changed since", "2", "two"),
        Edit("file", 99, "text", "gone", "no such row", "gone"),
        Edit("file", 4, "gone", "three", "no such column", "three"),
    )
    (edited,) = prepare([table], replace(CONFIG, edits=edits))
    assert rows_of(edited) == [["1", "a"], ["two", "b"], ["three", "c"]]


def test_edits_of_one_cell_follow_each_other(table):
    edits = (Edit("file", 2, "label", "a", "b", "one"), Edit("file", 2, "label", "b", "c", "one"))
    assert labels(table, replace(CONFIG, edits=edits)) == ["c", "b", "c"]


MOVED = "text,label\nbrand new,b\none,a\ntwo,b\nthree,c\n"


def test_changes_follow_their_rows_when_rows_are_put_before_them(tmp_path):
    config = replace(
        CONFIG,
        edits=(Edit("file", 2, "label", "a", "z", "one"), Edit("file", 3, "text", "two", "2", "two")),
        left_out_rows=(LeftOutRow("file", 4, "three"),),
    )
    table = read(tmp_path, MOVED)
    (prepared,) = prepare([table], config)
    assert rows_of(prepared) == [["brand new", "b"], ["one", "z"], ["2", "b"]]
    assert [row.row for row in prepared.dropped] == [5]
    assert lost_changes([table], config) == 0


def test_a_row_whose_text_stands_twice_elsewhere_or_nowhere_is_not_changed(tmp_path):
    table = read(tmp_path, "text,label\nnew,b\ntwo,b\none,a\none,a\n")
    config = replace(
        CONFIG,
        edits=(
            Edit("file", 2, "label", "a", "z", "one"),
            Edit("file", 4, "label", "a", "y", "one"),
            Edit("file", 3, "text", "three", "3", "three"),
        ),
        left_out_rows=(LeftOutRow("file", 2, "gone"),),
    )
    (prepared,) = prepare([table], config)
    assert rows_of(prepared) == [["new", "b"], ["two", "b"], ["one", "y"], ["one", "a"]]
    assert lost_changes([table], config) == 3


def test_changes_stay_made_when_another_column_becomes_the_text(tmp_path):
    table = read(tmp_path, "text,label,title\none,a,first\ntwo,b,\n,c,third\n")
    config = replace(
        CONFIG,
        text_column="title",
        edits=(Edit("file", 2, "label", "a", "z", "one"), Edit("file", 3, "label", "b", "y", "")),
        left_out_rows=(LeftOutRow("file", 4, ""),),
    )
    (prepared,) = prepare([table], config)
    assert rows_of(prepared) == [["one", "z", "first"], ["two", "y", ""], ["", "c", "third"]]


def test_lost_changes_are_told_as_a_warning():
    assert changes_lost(0) == []
    (finding,) = changes_lost(3)
    assert (finding.severity, finding.count) == ("warning", 3)
    assert finding.message == "3 changes made by hand no longer fit the file and are not made."


def test_a_thousand_changes_of_a_large_file_take_a_moment_even_where_all_have_moved(tmp_path):
    lines = [f"text {number},a" for number in range(200_000)]
    table = read(tmp_path, "\n".join(["text,label", *lines]))
    edits = tuple(Edit("file", n + 3, "label", "a", "b", f"text {n}") for n in range(0, 100_000, 100))
    began = time.perf_counter()
    (prepared,) = prepare([table], replace(CONFIG, edits=edits))
    assert time.perf_counter() - began < 2
    assert prepared.column("label").count("b") == len(edits)
    assert prepared.column("label")[:101:100] == ["b", "b"]


def test_an_edit_changes_the_file_that_it_names_and_no_other(tmp_path, table):
    (tmp_path / "test").mkdir()
    test = read(tmp_path / "test", BOTH)
    config = replace(CONFIG, test_file="test.csv", edits=(Edit("test_file", 2, "label", "a", "z", "one"),))
    trained, tested = prepare([table, test], config)
    assert trained.column("label") == ["a", "b", "c"]
    assert tested.column("label") == ["z", "b", "c"]


def test_rows_left_out_are_told_with_their_reason_and_numbers_of_no_row_mean_nothing(tmp_path, table):
    (tmp_path / "test").mkdir()
    test = read(tmp_path / "test", BOTH)
    left_out = (
        LeftOutRow("file", 3, "two"),
        LeftOutRow("file", 99, "gone"),
        LeftOutRow("test_file", 4, "three"),
    )
    config = replace(CONFIG, test_file="test.csv", left_out_rows=left_out)
    trained, tested = prepare([table, test], config)
    assert (trained.column("text"), tested.column("text")) == (["one", "three"], ["one", "two"])
    assert [(row.row, row.reason) for row in (*trained.dropped, *tested.dropped)] == [
        (3, "you left it out"),
        (4, "you left it out"),
    ]


def test_a_row_left_out_by_hand_counts_for_no_fix(table):
    edits = (Edit("file", 3, "text", "two", "one", "two"),)
    left_out = (LeftOutRow("file", 2, "one"),)
    config = replace(CONFIG, edits=edits, left_out_rows=left_out, fixes=("duplicates",))
    (prepared,) = prepare([table], config)
    assert rows_of(prepared) == [["one", "b"], ["three", "c"]]


@pytest.mark.parametrize(
    ("merges", "expected"),
    [
        ([("a", "b"), ("b", "c")], ["c", "c", "c"]),
        ([("b", "c"), ("a", "b")], ["b", "c", "c"]),
        ([("a", "b"), ("b", "a")], ["a", "a", "c"]),
        ([("a", "z")], ["z", "b", "c"]),
    ],
)
def test_merges_are_followed_one_after_the_other(table, merges, expected):
    config = replace(CONFIG, merges=tuple(LabelMerge(old, new) for old, new in merges))
    assert labels(table, config) == expected


def test_edits_come_first_then_cleaning_then_merges_then_fixes(tmp_path):
    table = read(tmp_path, "text,label\nONE,a\nTWO,b\nthree,c\nfour,B\n")
    config = replace(
        CONFIG,
        edits=(Edit("file", 2, "text", "ONE", "TWO", "ONE"), Edit("file", 4, "label", "c", "a", "three")),
        cleaning=("lower_case",),
        merges=(LabelMerge("a", "b"),),
        fixes=("label_variants", "duplicates"),
    )
    (prepared,) = prepare([table], config)
    assert rows_of(prepared) == [["two", "b"], ["three", "b"], ["four", "b"]]
    assert [(row.row, row.reason) for row in prepared.dropped] == [(3, "it repeats an earlier text")]


def test_the_whole_recipe_changes_neither_the_file_nor_the_table(tmp_path, table):
    before = (tmp_path / "data.csv").read_bytes()
    config = replace(
        CONFIG,
        edits=(Edit("file", 2, "text", "one", "ONE", "one"),),
        cleaning=("lower_case",),
        merges=(LabelMerge("a", "b"),),
        fixes=tuple(FIXES),
    )
    prepare([table], config)
    assert (tmp_path / "data.csv").read_bytes() == before
    assert rows_of(table) == [["one", "a"], ["two", "b"], ["three", "c"]]


def test_every_fix_goes_into_the_recipe_once_and_out_again():
    names = [*FIXES, "lower_case", merge_name("a=b", "c"), merge_name("x", "y=>z")]
    config = CONFIG
    for name in [*names, *names]:
        config = with_fix(config, name)
    assert sorted(fixes_made(config)) == sorted(names)
    assert config.merges == (LabelMerge("a=b", "c"), LabelMerge("x", "y=>z"))
    for name in names:
        config = without_fix(config, name)
        assert name not in fixes_made(config)
    assert config == CONFIG


def test_fixes_are_followed_in_an_order_in_which_none_undoes_another_whichever_was_asked_for_first():
    config = CONFIG
    for name in reversed(FIXES):
        config = with_fix(config, name)
    assert config.fixes == tuple(FIXES)


@pytest.mark.parametrize("name", ["polish", "merge:a", "merge:=>b", "merge:a=>", ""])
def test_what_is_no_fix_is_refused(name):
    with pytest.raises(ConfigError, match="no fix called"):
        with_fix(CONFIG, name)


def test_small_labels_are_those_of_the_file_to_learn_from_and_leave_every_file(tmp_path, table):
    rows = [f"text {letter} {label},{label}" for label in "xy" for letter in "abcdefghijk"]
    train = read(tmp_path, "\n".join(["text,label", *rows, "rare one,z", "rare two,z"]))
    (tmp_path / "test").mkdir()
    test = read(tmp_path / "test", "text,label\nnew,x\nrare,z\n")
    config = replace(CONFIG, test_file="test.csv", fixes=("small_classes",))
    trained, tested = prepare([train, test], config)
    assert (len(trained), [row.row for row in trained.dropped]) == (22, [24, 25])
    assert tested.column("label") == ["x"]
    assert tested.dropped[0].reason == "its label has too few texts"


def test_small_labels_stay_where_fewer_than_two_would_be_left(table):
    assert labels(table, replace(CONFIG, fixes=("small_classes",))) == ["a", "b", "c"]


def test_of_texts_nearly_the_same_with_one_label_the_first_is_kept_with_all_its_fellows_of_other_labels(
    tmp_path,
):
    text = "my card was charged twice for the same payment in the shop yesterday evening"
    lines = [f"{text},a", f"{text} at,a", f"{text} at!,a", f"{text} on,b", f"{text} 7,b", "other,b"]
    (prepared,) = prepare(
        [read(tmp_path, "\n".join(["text,label", *lines]))], replace(CONFIG, fixes=("near_duplicates",))
    )
    assert prepared.rows.tolist() == [2, 5, 7]
    assert {row.reason for row in prepared.dropped} == {"it nearly repeats an earlier text"}


def test_short_texts_are_left_out_only_where_texts_are_usually_longer(tmp_path):
    config = replace(CONFIG, fixes=("short_texts",))
    long = [f"this text number {number} says something,a" for number in range(5)]
    (prepared,) = prepare(
        [read(tmp_path, "\n".join(["text,label", *long, "ok,b", "?,b", "so what,b"]))], config
    )
    assert [row.row for row in prepared.dropped] == [7, 8]
    (prepared,) = prepare([read(tmp_path, "text,label\nyes,a\nno,b\nmaybe,a\n")], config)
    assert len(prepared) == 3


NEAR = "my card was charged twice for the same payment in the shop yesterday evening"


def test_the_fix_takes_out_just_the_later_ones_of_near_pairs_and_none_that_are_kept(tmp_path):
    lines = [f"{NEAR},a", f"{NEAR} at,a", f"{NEAR} At!,a", f"{NEAR} on,a", f"{NEAR} on,b", "other,b"]
    table = read(tmp_path, "\n".join(["text,label", *lines]))
    config = replace(CONFIG, fixes=("near_duplicates",))
    near = NearRepeats.among(UsableRows.of(table, CONFIG))
    assert near.agreeing == [(0, 1), (0, 2), (0, 3)]
    assert near.contradicting == []
    (prepared,) = prepare([table], config)
    assert prepared.rows.tolist() == [2, 6, 7]
    kept = (KeptPair(f"{NEAR} AT", "a", NEAR.upper(), "A"),)
    (prepared,) = prepare([table], replace(config, kept_pairs=kept))
    assert prepared.rows.tolist() == [2, 3, 4, 6, 7]


def test_of_near_texts_no_pair_is_left_after_the_fix_whatever_stands_between_them(tmp_path):
    texts = [f"{NEAR} {number}" for number in range(3)] + [f"{NEAR} {word}" for word in ("at", "on", "at")]
    lines = [f"{text},{'ab'[place % 2]}" for place, text in enumerate(texts * 2)]
    table = read(tmp_path, "\n".join(["text,label", *lines]))
    near = NearRepeats.among(UsableRows.of(table, CONFIG))
    assert [later for _earlier, later in near.agreeing] == near.repeats
    (prepared,) = prepare([table], replace(CONFIG, fixes=("near_duplicates",)))
    assert not NearRepeats.among(UsableRows.of(prepared, CONFIG)).agreeing
    assert len(prepared) + len(near.repeats) == len(table)


def test_every_row_of_a_contradiction_stands_in_a_pair_of_two_labels_and_kept_ones_stay(tmp_path):
    lines = ["Hi,a", "hi,a", "hi!,b", "(hi),b", "so,a", "So,b", "other,c"]
    table = read(tmp_path, "\n".join(["text,label", *lines]))
    found = Contradictions.among(UsableRows.of(table, CONFIG))
    assert found.pairs == [(0, 2), (0, 3), (1, 2), (4, 5)]
    assert (found.repeats, found.count) == ([0, 1, 2, 3, 4, 5], 2)
    config = replace(CONFIG, fixes=("contradictions",), kept_pairs=(KeptPair("hi", "b", "HI", "a"),))
    found = Contradictions.among(UsableRows.of(table, config), config.kept_pairs)
    assert (found.pairs, found.count) == ([(4, 5)], 1)
    assert prepare([table], config)[0].rows.tolist() == [2, 3, 4, 5, 8]


def test_a_label_is_small_where_too_few_of_its_rows_can_be_used(tmp_path):
    rows = [
        (f"{text} {number}", label)
        for label in ("film", "food")
        for number, (text, _topic) in enumerate(topic_rows(12))
    ]
    rows += [(f"rare words {number}" if number > 1 else "", "rare") for number in range(10)]
    table = read_table(write_rows(tmp_path / "data.csv", rows, ("text", "label")))
    (fixed,) = prepare([table], DataConfig("data.csv", "text", "label", fixes=("small_classes",)))
    assert set(fixed.column("label")) == {"film", "food"}
