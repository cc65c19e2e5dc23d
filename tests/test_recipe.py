from dataclasses import replace

import pytest

from guitune.core.config import DataConfig
from guitune.core.data.recipe import (
    FIXES,
    fixes_made,
    merge_name,
    prepare,
    with_fix,
    without_fix,
)
from guitune.core.data.table import StringTable
from guitune.core.data_choices import Edit, LabelMerge, LeftOutRow
from guitune.core.errors import ConfigError

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
        Edit("file", 2, "text", "one", "1"),
        Edit("file", 3, "text", "changed since", "2"),
        Edit("file", 99, "text", "one", "no such row"),
        Edit("file", 4, "gone", "three", "no such column"),
    )
    (edited,) = prepare([table], replace(CONFIG, edits=edits))
    assert rows_of(edited) == [["1", "a"], ["two", "b"], ["three", "c"]]


def test_edits_of_one_cell_follow_each_other(table):
    edits = (Edit("file", 2, "label", "a", "b"), Edit("file", 2, "label", "b", "c"))
    assert labels(table, replace(CONFIG, edits=edits)) == ["c", "b", "c"]


def test_an_edit_changes_the_file_that_it_names_and_no_other(tmp_path, table):
    (tmp_path / "test").mkdir()
    test = read(tmp_path / "test", BOTH)
    config = replace(CONFIG, test_file="test.csv", edits=(Edit("test_file", 2, "label", "a", "z"),))
    trained, tested = prepare([table, test], config)
    assert trained.column("label") == ["a", "b", "c"]
    assert tested.column("label") == ["z", "b", "c"]


def test_rows_left_out_are_told_with_their_reason_and_numbers_of_no_row_mean_nothing(tmp_path, table):
    (tmp_path / "test").mkdir()
    test = read(tmp_path / "test", BOTH)
    left_out = (LeftOutRow("file", 3), LeftOutRow("file", 99), LeftOutRow("test_file", 4))
    config = replace(CONFIG, test_file="test.csv", left_out_rows=left_out)
    trained, tested = prepare([table, test], config)
    assert (trained.column("text"), tested.column("text")) == (["one", "three"], ["one", "two"])
    assert [(row.row, row.reason) for row in (*trained.dropped, *tested.dropped)] == [
        (3, "you left it out"),
        (4, "you left it out"),
    ]


def test_a_row_left_out_by_hand_counts_for_no_fix(table):
    edits = (Edit("file", 3, "text", "two", "one"),)
    config = replace(CONFIG, edits=edits, left_out_rows=(LeftOutRow("file", 2),), fixes=("duplicates",))
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
        edits=(Edit("file", 2, "text", "ONE", "TWO"), Edit("file", 4, "label", "c", "a")),
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
        edits=(Edit("file", 2, "text", "one", "ONE"),),
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
