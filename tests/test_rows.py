from dataclasses import replace

import numpy as np
import pytest

from guitune.core.config import DataConfig
from guitune.core.data.examples import read_files
from guitune.core.data.overview import look_over
from guitune.core.data.row_listing import rows_of
from guitune.core.data.rows import (
    MAIN,
    TEST,
    VALIDATION,
    OtherColumn,
    RowFilter,
    Rows,
    edited_value,
    order,
    select,
    with_edit,
    with_left_out,
    without_left_out,
)
from guitune.core.data_choices import Edit, LabelMerge, LeftOutRow
from guitune.formatting import visible

from .conftest import topic_rows, write_rows


def listed(config: DataConfig) -> Rows:
    return rows_of(look_over(read_files(config), config))


def texts(rows: Rows, places: np.ndarray) -> list[str]:
    return [rows.text(int(place)) for place in places]


def numbers(rows: Rows, places: np.ndarray) -> list[int]:
    return rows.numbers[places].tolist()


@pytest.fixture
def config(tmp_path) -> DataConfig:
    """Rows 2 to 61 are topics, 62 has no label, 63 cannot be read, 64 repeats row 2."""
    rows = [*topic_rows(60), ("no label here", ""), ("one", "two", "three"), topic_rows(1)[0]]
    return DataConfig(str(write_rows(tmp_path / "main.csv", rows)), "text", "topic")


def test_every_row_of_the_file_is_listed_in_its_order_with_what_became_of_it(config):
    rows = listed(replace(config, fixes=("duplicates",)))
    assert rows.numbers.tolist() == list(range(2, 65))
    assert texts(rows, np.arange(60)) == [text for text, _topic in topic_rows(60)]
    assert [rows.side(place) for place in (60, 61, 62)] == ["left out"] * 3
    assert [rows.text(place) for place in (60, 61, 62)] == [
        "no label here",
        "one,two,three",
        topic_rows(1)[0][0],
    ]
    assert [rows.label(place) for place in (60, 61, 62)] == ["", "", topic_rows(1)[0][1]]
    assert set(rows.notes) == {60, 61, 62}
    assert "repeats" in rows.notes[62]
    assert {rows.side(place) for place in range(60)} >= {"train", "validation", "test"}


def test_only_rows_that_could_be_read_have_cells_as_written(config):
    rows = listed(replace(config, cleaning=("lower_case",)))
    assert rows.written(60, "topic") == ""
    assert rows.written(61, "text") is None


def test_a_left_out_row_is_shown_as_the_network_would_read_it(config):
    edit = Edit("file", 62, "text", "no label here", "STILL NONE", "no label here")
    rows = listed(
        replace(config, cleaning=("lower_case",), edits=(edit,), merges=(LabelMerge("", "unknown"),))
    )
    assert rows.text(60) == "still none"
    assert rows.written(60, "text") == "no label here"


def test_words_are_found_in_upper_and_lower_case_and_as_they_are(tmp_path):
    given = [("Ärger (sehr)", "a"), ("kein ÄRGER", "b"), ("nothing", "a"), ("a.b", "b"), *topic_rows(30)]
    rows = listed(DataConfig(str(write_rows(tmp_path / "w.csv", given)), "text", "topic"))
    assert numbers(rows, select(rows, RowFilter("ärger"))) == [2, 3]
    assert numbers(rows, select(rows, RowFilter("ärger ("))) == [2]
    assert numbers(rows, select(rows, RowFilter("A.B"))) == [5]
    assert numbers(rows, select(rows, RowFilter("\ud800"))) == []


def test_all_parts_of_a_filter_must_fit(config):
    rows = listed(config)
    film = [number for number in rows.numbers.tolist() if rows.label(rows.find(MAIN, number)) == "film"]
    assert numbers(rows, select(rows, RowFilter(label="film"))) == film
    assert numbers(rows, select(rows, RowFilter(label="film", row_numbers=(film[0], film[2], 3)))) == [
        film[0],
        film[2],
    ]
    assert numbers(rows, select(rows, RowFilter(side="left out"))) == [62, 63]
    assert numbers(rows, select(rows, RowFilter(label="no such label"))) == []
    assert numbers(rows, select(rows, RowFilter(row_numbers=()))) == []


@pytest.mark.parametrize("descending", [False, True])
def test_rows_are_sorted_and_equal_ones_stay_in_the_order_of_the_file(config, descending):
    rows = listed(config)
    places = select(rows, RowFilter())[3:]
    keys = {
        "row": lambda place: rows.numbers[place],
        "text": lambda place: rows.text(place).lower(),
        "label": rows.label,
        "length": lambda place: len(rows.text(place)),
    }
    for by, key in keys.items():
        expected = sorted(places.tolist(), key=key, reverse=descending)
        if descending:  # Python's reverse keeps equal ones in order as well
            assert order(rows, places, by, descending=True).tolist() == expected
        else:
            assert order(rows, places, by).tolist() == expected
    sides = [rows.side(int(place)) for place in order(rows, places, "side", descending)]
    ranks = [("train", "validation", "test", "aside", "left out").index(side) for side in sides]
    assert ranks == sorted(ranks, reverse=descending)


def test_the_same_number_in_two_files_is_two_rows_and_findings_mean_the_main_file(tmp_path):
    config = DataConfig(
        str(write_rows(tmp_path / "main.csv", [*topic_rows(60), ("", "film")])),
        "text",
        "topic",
        validation_file=str(write_rows(tmp_path / "validation.csv", [*topic_rows(20, seed=1), ("", "food")])),
        test_file=str(write_rows(tmp_path / "test.csv", topic_rows(20, seed=2))),
    )
    rows = listed(config)
    assert rows.files.tolist() == sorted(rows.files.tolist())
    assert rows.text(rows.find(VALIDATION, 2)) == topic_rows(20, seed=1)[0][0]
    assert rows.text(rows.find(TEST, 2)) == topic_rows(20, seed=2)[0][0]
    assert rows.find(MAIN, 99) == rows.find(TEST, 40) == -1
    chosen = select(rows, RowFilter(row_numbers=(2, 62)))
    assert rows.files[chosen].tolist() == [MAIN, MAIN]
    assert rows.written(int(chosen[1]), "topic") == "film"
    assert rows.written(rows.find(TEST, 2), "topic") == topic_rows(20, seed=2)[0][1]


@pytest.fixture
def three_files(tmp_path) -> DataConfig:
    """Each file has a label missing in its last row; the main one has a column that the others lack."""
    main = [(text, topic, "train", f"{number}") for number, (text, topic) in enumerate(topic_rows(60))]
    main.append(("no label", "", "train", "60"))
    config = DataConfig(
        str(write_rows(tmp_path / "main.csv", main, ("text", "topic", "part", "number"))), "text", "topic"
    )
    for name, seed in (("validation_file", 1), ("test_file", 2)):
        rows = [*topic_rows(20, seed=seed), (f"none in {name}", "")]
        config = replace(config, **{name: str(write_rows(tmp_path / f"{name}.csv", rows))})
    return config


def test_rows_of_all_files_are_edited_and_left_out_each_in_its_own(three_files):
    validation = topic_rows(20, seed=1)[0]
    edits = (
        Edit("validation_file", 2, "text", validation[0], "another text", validation[0]),
        Edit("test_file", 22, "text", "none in test_file", "STILL NONE", "none in test_file"),
    )
    left_out = tuple(
        LeftOutRow(file, 3, topic_rows(20, seed=seed)[1][0])
        for file, seed in (("validation_file", 1), ("test_file", 2))
    )
    rows = listed(replace(three_files, edits=edits, left_out_rows=left_out, cleaning=("lower_case",)))
    assert rows.text(rows.find(VALIDATION, 2)) == "another text"
    assert rows.written(rows.find(VALIDATION, 2), "text") == validation[0]
    assert rows.text(rows.find(MAIN, 2)) == topic_rows(60)[0][0]
    for file, seed in ((VALIDATION, 1), (TEST, 2)):
        place = rows.find(file, 3)
        assert (rows.side(place), rows.notes[place]) == ("left out", "you left it out")
        assert (rows.text(place), rows.label(place)) == topic_rows(20, seed=seed)[1]
    assert rows.text(rows.find(TEST, 22)) == "still none"
    assert rows.text(rows.find(VALIDATION, 22)) == "none in validation_file"
    assert rows.side(rows.find(MAIN, 3)) != "left out"


def test_a_split_column_does_not_hide_which_file_a_row_is_of(three_files):
    rows = listed(replace(three_files, split_column="part"))
    assert np.bincount(rows.files).tolist() == [61, 21, 21]
    assert set(rows.notes) == {rows.find(MAIN, 62), rows.find(VALIDATION, 22), rows.find(TEST, 22)}


def test_the_test_file_is_told_from_a_validation_file_where_there_is_only_one_of_them(three_files):
    rows = listed(replace(three_files, validation_file=None))
    assert sorted(set(rows.files.tolist())) == [MAIN, TEST]
    assert rows.written(rows.find(TEST, 22), "text") == "none in test_file"


@pytest.mark.parametrize("descending", [False, True])
def test_a_column_of_numbers_is_sorted_by_size_and_rows_without_it_come_last(three_files, descending):
    rows = listed(three_files)
    assert rows.others == ("part", "number")
    places = order(rows, select(rows, RowFilter()), OtherColumn("number"), descending)
    expected = range(61)[::-1] if descending else range(61)
    assert [rows.written(int(place), "number") for place in places] == [*map(str, expected), *[None] * 42]


def test_a_column_of_texts_is_sorted_after_its_edits_in_upper_and_lower_case_alike(tmp_path):
    given = [(text, topic, "bAc"[number % 3]) for number, (text, topic) in enumerate(topic_rows(30))]
    file = str(write_rows(tmp_path / "s.csv", [*given, ("a", "b", "c", "d")], ("text", "topic", "source")))
    config = DataConfig(file, "text", "topic", joined_columns=("source",))
    rows = listed(replace(config, edits=(Edit("file", 2, "source", "b", "0", given[0][0]),)))
    places = order(rows, select(rows, RowFilter())[:3], OtherColumn("source"))
    assert numbers(rows, places) == [2, 3, 4]
    places = order(rows, np.array([1, 2, 3, 30]), OtherColumn("source"))
    assert numbers(rows, places) == [3, 5, 4, 32]


def test_rows_are_left_out_once_and_taken_in_again():
    one, two, other = (
        LeftOutRow("file", 2, "t"),
        LeftOutRow("file", 3, "t"),
        LeftOutRow("test_file", 2, "t"),
    )
    left_out = with_left_out((one,), [two, one, other])
    assert left_out == (one, two, other)
    assert without_left_out(left_out, [one, LeftOutRow("file", 9, "t")]) == (two, other)


def test_a_pair_and_joined_columns_are_shown_as_the_network_reads_them(tmp_path):
    given = [(text, topic, f"title {number}") for number, (text, topic) in enumerate(topic_rows(30))]
    file = str(write_rows(tmp_path / "j.csv", given, ("text", "topic", "title")))
    joined = listed(DataConfig(file, "text", "topic", joined_columns=("title",)))
    assert joined.text(0) == f"{given[0][0]} | title 0"
    pair = listed(DataConfig(file, "text", "topic", text2_column="title"))
    assert pair.text(0) == f"{given[0][0]}\ntitle 0"
    for rows in (joined, pair):
        assert rows.joined(lambda name: rows.written(0, name)) == rows.text(0)  # noqa: B023 - called at once


def test_an_edit_replaces_an_earlier_one_of_its_cell_and_going_back_removes_it():
    other = Edit("file", 3, "topic", "x", "y", "three")
    moved = Edit("file", 2, "topic", "film", "food", "of a row that stood there")
    edits = with_edit((other, moved), Edit("file", 2, "topic", "film", "food", "two"))
    edits = with_edit(edits, Edit("file", 2, "topic", "film", "sport", "two"))
    assert edits == (other, moved, Edit("file", 2, "topic", "film", "sport", "two"))
    assert with_edit(edits, Edit("file", 2, "topic", "film", "film", "two")) == (other, moved)


def test_an_edit_of_a_cell_that_has_changed_in_the_file_is_not_made():
    edits = [Edit("file", 2, "topic", "a", "b", "t"), Edit("file", 2, "topic", "b", "c", "t")]
    assert edited_value("a", edits) == "c"
    assert edited_value("other", edits) == "other"


def test_changes_are_told_where_their_rows_stand_now_and_a_copy_that_is_left_out_is_not_changed(config):
    (first, topic), (second, _topic) = topic_rows(2)
    edit = Edit("file", 2, "text", first, "ANOTHER", first)
    moved, gone = LeftOutRow("file", 30, second), LeftOutRow("file", 4, "gone")
    rows = listed(replace(config, edits=(edit,), left_out_rows=(moved, gone), fixes=("duplicates",)))
    assert [rows.number_of(change) for change in (edit, moved, gone)] == [2, 3, -1]
    assert rows.places_of([gone, moved, edit]).tolist() == [-1, 1, 0]
    assert (rows.text(0), rows.label(0)) == ("ANOTHER", topic)
    assert rows.side(1) == "left out"
    assert rows.text(rows.find(MAIN, 64)) == first
    assert rows.written_texts(np.array([0, 1])) == [first, second]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ä 中 👍🏽 👩‍💻\tx\ny", "plain ä 中 👍🏽 👩‍💻\tx\ny"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("a\x00b\x7f\x85", r"a\x00b\x7f\x85"),
        ("user\u202egnp.exe", r"user\u202egnp.exe"),
        ("\ufeffx\u200by\u2066z\ud800", r"\ufeffx\u200by\u2066z\ud800"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_an_escape(text, shown):
    assert visible(text) == shown
