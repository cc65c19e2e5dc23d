import contextlib
import datetime
import json
import os
import random
import zipfile
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guitune.core.data.cells import cell_text
from guitune.core.data.formats import check_readable, kind_of
from guitune.core.data.json_reader import read_json, read_json_lines
from guitune.core.data.parquet_reader import read_parquet
from guitune.core.data.reader import read_table
from guitune.core.data.spreadsheet_reader import read_spreadsheet
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import DataError
from guitune.core.files import sha256_of

NASTY = [
    "plain",
    'he said "no", twice',
    "two\nlines\r\nand a tab\t",
    "NA",
    "null",
    "007",
    "1e5",
    "1.0",
    "true",
    "",
    "  spaced  ",
    "质量 🎈 é e\u0301",
    "=1+1",
    "\u202eright to left",
    "back\\slash",
]
AS_FOUND = ReadingOptions()


def jsonl(path, lines, encoding="utf-8"):
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def parquet(path, **columns):
    pq.write_table(pa.table(columns), path)
    return path


def workbook(path, *rows, name="Sheet"):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def rows_of(table):
    return list(zip(*(table.column(name) for name in table.names), strict=True))


# ---- JSON Lines


def test_json_lines_give_back_every_text_as_it_is(tmp_path):
    path = jsonl(
        tmp_path / "a",
        [json.dumps({"text": text, "label": text[::-1]}, ensure_ascii=False) for text in NASTY],
    )
    table = read_json_lines(path, AS_FOUND)
    assert rows_of(table) == [(text, text[::-1]) for text in NASTY]
    assert table.names == ("text", "label")
    assert table.rows.tolist() == list(range(1, len(NASTY) + 1))
    assert not table.rejected
    source = table.source
    assert (source.kind, source.encoding, source.delimiter) == ("JSON Lines", "utf-8", "")
    assert (source.size, source.sha256) == (path.stat().st_size, sha256_of(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_is_read_in_each_encoding_that_it_comes_in(tmp_path, encoding):
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in NASTY]
    path = jsonl(tmp_path / "a.jsonl", lines, encoding)
    assert kind_of(path) == "json lines"
    assert read_json_lines(path, AS_FOUND).column("text") == NASTY
    path.write_bytes(f"[{','.join(lines)}]".encode(encoding))
    assert kind_of(path) == "json"
    assert read_json(path, AS_FOUND).column("text") == NASTY


def test_json_numbers_keep_the_digits_that_stand_in_the_file(tmp_path):
    digits = ["1e5", "1.0", "-0", "0.10", "1E+2", "12345678901234567890123", "3.14159265358979323846"]
    path = jsonl(tmp_path / "a", [f'{{"n": {number}, "inner": [{number}, "{number}"]}}' for number in digits])
    table = read_json_lines(path, AS_FOUND)
    assert table.column("n") == digits
    assert table.column("inner") == [f'[{number},"{number}"]' for number in digits]


def test_json_truth_nothing_and_nested_values_become_plain_text(tmp_path):
    path = jsonl(tmp_path / "a", ['{"a": true, "b": false, "c": null, "d": {"x": [1, null, "é"], "y": {}}}'])
    table = read_json_lines(path, AS_FOUND)
    assert rows_of(table) == [("true", "false", "", '{"x":[1,null,"é"],"y":{}}')]
    assert any("1 value that is missing" in note for note in table.source.notes)


def test_json_lines_that_are_no_row_are_listed_with_their_line_and_reason(tmp_path):
    lines = [
        '{"text": "good", "n": 1}',
        '{"text": "cut off',
        "",
        '["a", "list"]',
        '{"text": "one", "text": "two"}',
        '{"text": "x", "n": NaN}',
        '{"text": "x", "n": 007}',
        '{"text": "x"} {"text": "y"}',
        "{}",
        '{"text": ' + "[" * 100_000 + "}",
        '{"n": 2, "text": "also good"}',
    ]
    table = read_json_lines(jsonl(tmp_path / "a", lines), AS_FOUND)
    assert table.rows.tolist() == [1, 11]
    assert rows_of(table) == [("good", "1"), ("also good", "2")]
    assert (
        [row.row for row in table.rejected]
        == [row.line for row in table.rejected]
        == [2, 4, 5, 6, 7, 8, 9, 10]
    )
    assert table.source.blank_lines == 1
    reasons = {row.row: row.reason for row in table.rejected}
    assert "“text” stands in it twice" in reasons[5]
    assert "NaN" in reasons[6]
    assert "nested too deeply" in reasons[10]
    assert table.rejected[0].raw == '{"text": "cut off'
    assert all(len(row.raw) <= 500 for row in table.rejected)


def test_names_that_come_late_leave_the_earlier_rows_empty_and_are_noted(tmp_path):
    lines = ['{"text": "a"}'] * 3 + ['{"text": "b", " label ": "x"}', '{"label": "y", "text": "c"}']
    table = read_json_lines(jsonl(tmp_path / "a", lines), AS_FOUND)
    assert table.names == ("text", "label", "label (2)")
    assert rows_of(table) == [("a", "", "")] * 3 + [("b", "x", ""), ("c", "", "y")]
    notes = "\n".join(table.source.notes)
    assert "“ label ” is called “label” here" in notes
    assert "do not stand in the first row: “label”, “label (2)”" in notes
    assert "8 values do not stand in the file" in notes


def test_half_characters_in_json_are_replaced_and_counted(tmp_path):
    path = jsonl(tmp_path / "a", [r'{"text": "a\ud83d b\udc00", "ok": "\ud83c\udf88", "in": ["\udfff"]}'])
    table = read_json_lines(path, AS_FOUND)
    assert rows_of(table) == [("a� b�", "🎈", '["�"]')]
    assert "3 broken characters became �." in table.source.notes
    path.write_text(r'{"te\ud83dxt": ["a\ud83d", "b"]}')
    table = read_json(path, AS_FOUND)
    assert (table.names, rows_of(table)) == (("te�xt",), [("a�",), ("b",)])


def test_bytes_that_are_no_text_stop_the_reading_at_their_line_unless_they_may_be_replaced(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        '{"text": "é"}\n'.encode() * 50 + b'{"text": "\xff"}\n' + '{"text": "é"}\n'.encode() * 50
    )
    with pytest.raises(DataError, match="Line 51"):
        read_json_lines(path, AS_FOUND)
    table = read_json_lines(path, ReadingOptions(replace_bad_bytes=True))
    assert table.column("text")[50] == "�"
    assert table.source.replaced == 1


def test_rows_of_ever_new_names_are_refused_before_they_fill_the_memory(tmp_path):
    path = jsonl(tmp_path / "a", [json.dumps({f"id{number}": "x"}) for number in range(2000)])
    with pytest.raises(DataError, match="more than 1000 different names"):
        read_json_lines(path, AS_FOUND)


# ---- JSON


@pytest.mark.parametrize("indent", [None, 1])
def test_a_json_list_gives_back_every_text_as_it_is(tmp_path, indent):
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"text": text, "label": "x"} for text in NASTY], indent=indent))
    assert kind_of(path) == "json"
    table = read_json(path, AS_FOUND)
    assert table.column("text") == NASTY
    assert table.rows.tolist() == list(range(1, len(NASTY) + 1))
    assert table.source.kind == "JSON"
    assert table.source.sha256 == sha256_of(path)


def test_a_json_list_of_many_chunks_is_read_whole(tmp_path):
    generator = random.Random(1)
    texts = ['é"\\🎈' * generator.choice([1, 10, 1000, 100_000]) for _row in range(40)]
    path = tmp_path / "a.json"
    path.write_text(
        json.dumps([{"text": text, "n": 12345} for text in texts], ensure_ascii=False), encoding="utf-8"
    )
    assert read_json(path, AS_FOUND).column("text") == texts


def test_items_of_a_json_list_that_are_no_row_are_listed_with_place_and_line(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[\n{"text": "a"},\n\n{"text": "b",\n "text": "c"},\n17,\n{"text": "d"}\n]\n')
    table = read_json(path, AS_FOUND)
    assert table.rows.tolist() == [1, 4]
    assert [(row.row, row.line, row.line_count) for row in table.rejected] == [(2, 4, 2), (3, 6, 1)]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('[{"text": "a"},\n{"text": b}]', 2),
        ('[{"text": "a"}\n{"text": "b"}]', 2),
        ('[{"text": "a"},\n{"text": "b"}', 2),
        ('[{"text": "a"}] [{"text": "b"}]', 1),
        ('[{"text": "a"},]', 1),
    ],
)
def test_a_json_list_that_breaks_off_names_the_line(tmp_path, content, line):
    path = tmp_path / "a.json"
    path.write_text(content)
    with pytest.raises(DataError, match=f"not valid JSON at line {line}"):
        read_json(path, AS_FOUND)


def in_file(path, content):
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_a_list_of_rows_within_an_object_is_read_and_its_name_noted(tmp_path):
    rows = [{"text": text, "label": "x"} for text in NASTY]
    for beside in ({}, {"version": 1, "labels": ["x", "y"], "made": {"by": "Anna"}}):
        for whole in ({"data": rows, **beside}, {**beside, "data": rows}):
            path = in_file(tmp_path / "a.json", whole)
            assert kind_of(path) == "json"
            table = read_json(path, AS_FOUND)
            assert table.column("text") == NASTY
            assert table.rows.tolist() == list(range(1, len(NASTY) + 1))
            assert "The rows are the list “data” in the file." in table.source.notes
            left_out = "Left out, as it stands beside the rows: “version”, “labels”, “made”."
            assert (left_out in table.source.notes) == bool(beside)
            assert kind_of(in_file(path, json.dumps(whole, indent=1))) == "json"


def test_a_preview_of_a_list_within_an_object_leaves_the_rest_unread(tmp_path):
    rows = [{"text": "x" * 1000} for _row in range(3000)]
    whole = json.dumps({"data": rows, "version": 1})
    path = in_file(tmp_path / "a.json", whole[:2_500_000])
    assert len(read_json(path, AS_FOUND, most_rows=50)) == 50
    with pytest.raises(DataError, match="not valid JSON at line 1"):
        read_json(path, AS_FOUND)


def test_a_json_list_for_each_column_gives_rows(tmp_path):
    numbers = [str(number) for number in range(len(NASTY))]
    for whole in (
        {"text": NASTY, "n": list(range(len(NASTY))), "tags": [["a", 1]] * len(NASTY)},
        {
            "text": dict(zip(numbers, NASTY, strict=True)),
            "n": {number: int(number) for number in numbers},
            "tags": {number: ["a", 1] for number in numbers},
        },
    ):
        path = in_file(tmp_path / "a.json", whole)
        assert kind_of(path) == "json"
        table = read_json(path, AS_FOUND)
        assert table.names == ("text", "n", "tags")
        assert rows_of(table) == [
            (text, number, '["a",1]') for number, text in zip(numbers, NASTY, strict=True)
        ]
        assert "The file holds one list for each column." in table.source.notes
        assert len(read_json(path, AS_FOUND, most_rows=3)) == 3


def test_json_lists_of_values_are_rows_whether_on_lines_or_in_a_list(tmp_path):
    labels = ["ham", "spam"] * 10
    rows = [[f"hello {number}", label, 1.0] for number, label in enumerate(labels)]
    named = [["text", "label", "n"], *rows]
    lines = jsonl(tmp_path / "a", [json.dumps(row) for row in named])
    assert kind_of(lines) == "json lines"
    for table in (
        read_json_lines(lines, AS_FOUND),
        read_json(in_file(tmp_path / "b", named), AS_FOUND),
    ):
        assert table.names == ("text", "label", "n")
        assert rows_of(table) == [(text, label, "1.0") for text, label, _number in rows]
        assert table.rows.tolist() == list(range(2, 22))
        assert "Each row is a list of values; the first one names the columns." in table.source.notes
        assert table.source.header
    bare = read_json_lines(jsonl(tmp_path / "c", [json.dumps(row) for row in rows]), AS_FOUND)
    assert bare.names == ("column 1", "column 2", "column 3")
    assert bare.rows.tolist() == list(range(1, 21))
    assert "Each row is a list of values; the file names no columns." in bare.source.notes
    assert not bare.source.header
    assert read_json_lines(lines, ReadingOptions(header=False)).column("column 1")[0] == "text"


def test_a_first_json_list_that_repeats_what_stands_below_it_is_no_header(tmp_path):
    rows = [[f"{word} is what I write", word] for word in ("ham", "spam") * 10]
    table = read_json_lines(jsonl(tmp_path / "a", [json.dumps(row) for row in rows]), AS_FOUND)
    assert rows_of(table) == [tuple(row) for row in rows]


def test_json_lists_of_another_length_are_listed(tmp_path):
    rows = [
        ["text", "label"],
        *([["some words", "x"]] * 300),
        ["short"],
        ["a", "b", "c"],
        {"text": "d"},
        [[], {}],
    ]
    rows[5] = ["alone"]
    table = read_json_lines(jsonl(tmp_path / "a", [json.dumps(row) for row in rows]), AS_FOUND)
    assert len(table) == 299
    assert [row.row for row in table.rejected] == [6, 302, 303, 304, 305]
    assert "1 value where the table has 2 columns" in table.rejected[0].reason
    assert table.rejected[0].raw == '["alone"]'
    beginning = read_json_lines(tmp_path / "a", AS_FOUND, most_rows=10)
    assert rows_of(beginning) == rows_of(table)[: len(beginning)]
    assert len(beginning) >= 10


@pytest.mark.parametrize(
    "whole",
    [
        {"text": "one", "label": ["a", "b"]},
        {"text": ["a", "b"], "label": ["x"]},
        {"a": {"text": "one", "label": "x"}, "b": {"text": "two", "label": "y"}},
        {"text": {"0": "a"}, "label": {"1": "b"}},
        {"train": [["a", "x"]], "test": [["b", "y"]]},
        {"data": {"rows": [{"text": "a"}]}},
        {"version": 1, "data": [["a", "x"], ["b", "y"]]},
        {},
    ],
)
def test_json_of_another_shape_is_refused_and_the_shapes_are_named(tmp_path, whole):
    for indent in (None, 2):
        path = in_file(tmp_path / "a.json", json.dumps(whole, indent=indent))
        with pytest.raises(DataError, match="not a list of rows") as caught:
            read_table(path)
        assert "[{…}, {…}]" in caught.value.hint
        assert '{"text": […], "label": […]}' in caught.value.hint


def test_json_with_several_lists_of_rows_names_them(tmp_path):
    rows = [{"text": "a"}, {"text": "b"}]
    for whole in ({"train": rows, "test": rows}, {"text": ["a", "b"], "test": rows}):
        with pytest.raises(DataError, match=r"several lists: .*“test”"):
            read_table(in_file(tmp_path / "a.json", whole))


def test_json_columns_that_are_no_json_or_named_twice_are_refused(tmp_path):
    for content, reason in (
        ('{"text": ["a"], "n": [NaN]}', "NaN"),
        ('{"text": ["a"], "text": ["b"]}', "stands in it twice"),
        ('{"text": ["a"], "n": [[{"\\ud800": 1, "\\udfff": 2}]]}', "broken characters"),
        ('{"text": ["\\ud800"], "n": ' + "[" * 500 + '"\\ud800"' + "]" * 500 + "}", "nested too deeply"),
    ):
        with pytest.raises(DataError, match=f"cannot be read: .*{reason}"):
            read_json(in_file(tmp_path / "a.json", content), AS_FOUND)


# ---- Parquet


def test_parquet_gives_back_every_text_as_it_is(tmp_path):
    path = parquet(
        tmp_path / "a",
        text=pa.array(NASTY),
        large=pa.array(NASTY, pa.large_string()),
        coded=pa.array(NASTY).dictionary_encode(),
        view=pa.array(NASTY, pa.string_view()),
        bytes=pa.array([text.encode() for text in NASTY]),
    )
    table = read_parquet(path, AS_FOUND)
    assert all(table.column(name) == NASTY for name in table.names)
    assert table.names == ("text", "large", "coded", "view", "bytes")
    assert table.rows.tolist() == list(range(1, len(NASTY) + 1))
    assert set(table.columns.schema.types) == {pa.large_string()}
    assert (table.source.kind, table.source.sha256) == ("Parquet", sha256_of(path))


def test_parquet_values_become_their_plain_text(tmp_path):
    moment = datetime.datetime(2024, 1, 31, 12, 30, 0)
    path = parquet(
        tmp_path / "a",
        whole=pa.array([7, 2**62]),
        small=pa.array([0.1, 1 / 3], pa.float32()),
        real=pa.array([0.1 + 0.2, 2.5]),
        truth=pa.array([True, False]),
        day=pa.array([moment.date()] * 2),
        moment=pa.array([moment, moment.replace(microsecond=500_000)]),
        zoned=pa.array([moment] * 2, pa.timestamp("us", "Europe/Berlin")),
        hour=pa.array([moment.time()] * 2),
        money=pa.array([Decimal("1.50"), Decimal("-2.00")]),
        inner=pa.array([[1, 2], []]),
        struct=pa.array([{"a": "é", "b": None}] * 2),
        nothing=pa.nulls(2),
        blob=pa.array([b"\xff\xfe", b"ok"]),
    )
    table = read_parquet(path, AS_FOUND)
    assert rows_of(table) == [
        ("7", "0.1", "0.30000000000000004", "true", "2024-01-31", "2024-01-31 12:30:00", "2024-01-31 12:30:00Z",
         "12:30:00", "1.50", "[1,2]", '{"a":"é","b":null}', ""),
        ("4611686018427387904", "0.33333334", "2.5", "false", "2024-01-31", "2024-01-31 12:30:00.500000",
         "2024-01-31 12:30:00Z", "12:30:00", "-2.00", "[]", '{"a":"é","b":null}', ""),
    ]  # fmt: skip
    assert any("“blob”" in note and "left out" in note for note in table.source.notes)
    assert any("2 values that are missing" in note for note in table.source.notes)


def test_parquet_names_are_made_unique_and_broken_text_is_replaced(tmp_path):
    broken = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"a\xff")]
    )
    pq.write_table(
        pa.table([broken, pa.array(["x"]), pa.array(["y"])], names=["text", " label", "label"]),
        tmp_path / "a",
    )
    table = read_parquet(tmp_path / "a", AS_FOUND)
    assert table.names == ("text", "label", "label (2)")
    assert rows_of(table) == [("a�", "x", "y")]
    assert table.source.replaced == 1


def test_parquet_without_rows_or_without_text_is_explained(tmp_path):
    with pytest.raises(DataError, match="no rows"):
        read_parquet(parquet(tmp_path / "a", text=pa.array([], pa.string())), AS_FOUND)
    with pytest.raises(DataError, match="no column"):
        read_parquet(parquet(tmp_path / "b", blob=pa.array([b"\xff"])), AS_FOUND)


# ---- Excel


def test_a_spreadsheet_gives_back_every_text_as_it_is(tmp_path):
    texts = [text.replace("\r\n", "\n") for text in NASTY if not text.startswith("=")]  # as Excel stores them
    path = workbook(tmp_path / "a", ["text", "label"], *([text, "x"] for text in texts))
    table = read_spreadsheet(path, AS_FOUND)
    assert table.column("text") == texts
    assert table.rows.tolist() == list(range(2, len(texts) + 2))
    assert (table.source.kind, table.source.sheet, table.source.sheets) == ("Excel", "Sheet", ("Sheet",))
    assert table.source.sha256 == sha256_of(path)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (7, "General", "7"),
        (7.0, "General", "7"),
        (7, "00000", "00007"),
        (-7, "000", "-007"),
        (1234567, "000", "1234567"),
        (0.1, "General", "0.1"),
        (1e300, "General", "1e+300"),
        (0.07, "0%", "7%"),
        (0.125, "0.0%", "12.5%"),
        (True, "General", "TRUE"),
        ("#N/A", "General", "#N/A"),
        (datetime.datetime(2024, 1, 31), "yyyy-mm-dd", "2024-01-31"),
        (datetime.datetime(2024, 1, 31), "yyyy-mm-dd hh:mm", "2024-01-31 00:00:00"),
        (datetime.datetime(2024, 1, 31, 12, 30), "[$-409]dd.mm.yy", "2024-01-31 12:30:00"),
        (datetime.time(9, 5), "hh:mm", "09:05:00"),
        ("a_x000D_b", "General", "a\rb"),
        ("_x12_", "General", "_x12_"),
    ],
)
def test_a_cell_is_the_text_that_it_means(tmp_path, value, number_format, text):
    book = openpyxl.Workbook()
    book.active.append(["text"])
    cell = book.active.cell(2, 1, value)
    cell.number_format = number_format
    book.save(tmp_path / "a.xlsx")
    assert read_spreadsheet(tmp_path / "a.xlsx", AS_FOUND).column("text") == [text]
    assert cell_text(value, number_format) == text


def test_the_first_visible_sheet_with_data_is_read_and_the_others_are_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Empty"
    for name, state in (("Secret", "hidden"), ("Data", "visible"), ("More", "visible")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append(["text"])
        sheet.append([f"from {name}"])
    book.save(tmp_path / "a.xlsx")
    table = read_spreadsheet(tmp_path / "a.xlsx", AS_FOUND)
    assert table.column("text") == ["from Data"]
    assert "The sheet “Data” was read; the file also has “Empty”, “Secret”, “More”." in table.source.notes
    assert table.source.sheets == ("Empty", "Secret", "Data", "More")
    assert read_spreadsheet(tmp_path / "a.xlsx", ReadingOptions(sheet="More")).column("text") == ["from More"]
    with pytest.raises(DataError, match="no sheet “Nowhere”") as caught:
        read_spreadsheet(tmp_path / "a.xlsx", ReadingOptions(sheet="Nowhere"))
    assert "“Data”" in caught.value.hint


def test_rows_are_numbered_as_the_spreadsheet_program_does_and_blank_ones_counted(tmp_path):
    rows = [[], ["text", "label", None], ["a", "x"], [], [None, None], ["b", "y"], [None], []]
    table = read_spreadsheet(workbook(tmp_path / "a", *rows), AS_FOUND)
    assert table.names == ("text", "label")
    assert table.rows.tolist() == [3, 6]
    assert rows_of(table) == [("a", "x"), ("b", "y")]
    assert table.source.blank_lines == 3


def test_cells_beyond_the_header_are_kept_in_a_column_of_their_own(tmp_path):
    table = read_spreadsheet(workbook(tmp_path / "a", ["text"], ["a"], ["b", None, "z"]), AS_FOUND)
    assert table.names == ("text", "column 2", "column 3")
    assert rows_of(table) == [("a", "", ""), ("b", "", "z")]


def test_skipped_rows_and_a_missing_header_are_followed(tmp_path):
    path = workbook(tmp_path / "a", ["a report"], ["text", "label"], ["a", "x"])
    table = read_spreadsheet(path, ReadingOptions(skip_lines=1))
    assert (table.names, table.rows.tolist()) == (("text", "label"), [3])
    table = read_spreadsheet(path, ReadingOptions(header=False, skip_lines=1))
    assert (table.names, table.rows.tolist()) == (("column 1", "column 2"), [2, 3])
    assert not table.source.header


def test_merged_header_cells_give_the_later_columns_names(tmp_path):
    book = openpyxl.Workbook()
    for row in (["text", "label", None], ["a", "x", "y"]):
        book.active.append(row)
    book.active.merge_cells("B1:C1")
    book.save(tmp_path / "a.xlsx")
    table = read_spreadsheet(tmp_path / "a.xlsx", AS_FOUND)
    assert rows_of(table) == [("a", "x", "y")]
    assert table.names == ("text", "label", "column 3")


def test_formulas_that_were_never_worked_out_are_empty_and_counted(tmp_path):
    path = workbook(tmp_path / "a", ["text", "sum"], ["a", "=1+1"], ["b", '=IF(A1="", "<x>", "")'], ["c", 3])
    table = read_spreadsheet(path, AS_FOUND)
    assert table.column("sum") == ["", "", "3"]
    assert any(note.startswith("2 formulas have no stored result") for note in table.source.notes)


def test_rows_beyond_a_size_that_is_written_too_small_are_read(tmp_path):
    small = workbook(tmp_path / "a", ["text", "label"], ["a", "x"], ["b", "y"])
    with zipfile.ZipFile(small) as old, zipfile.ZipFile(tmp_path / "b", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:B3"', b'ref="A1:A1"'))
    assert rows_of(read_spreadsheet(tmp_path / "b", AS_FOUND)) == [("a", "x"), ("b", "y")]


TICKETS = [
    [f"my parcel number {number} is late again", ("tech", "sales")[number % 2]] for number in range(30)
]


@pytest.mark.parametrize(
    ("above", "skipped"),
    [
        ([["Report"], []], 2),
        ([["Report of tickets, May 2024"]], 1),
        ([["Report", "2024"]], 1),
        ([["Report"], ["Date", "2024-05-01"], []], 3),
        ([["Report"], ["Author", "Anna"], ["Team", "North"], []], 4),
        ([["Report"], *([["a note"]] * 8), []], 10),
        ([[], [None, "Report"], []], 3),
    ],
)
@pytest.mark.parametrize("names", [["text", "label"], ["Anfrage", "Abteilung"]])
def test_titles_and_notes_above_a_table_of_two_columns_are_skipped(tmp_path, above, skipped, names):
    path = workbook(tmp_path / "a", *above, names, *TICKETS)
    table = read_spreadsheet(path, AS_FOUND)
    assert table.names == tuple(names)
    assert rows_of(table) == [tuple(row) for row in TICKETS]
    assert table.rows[0] == skipped + 2
    assert table.source.skip_lines == skipped
    plural = "1 row above the table was" if skipped == 1 else f"{skipped} rows above the table were"
    assert f"{plural} skipped." in table.source.notes
    beginning = read_spreadsheet(path, AS_FOUND, most_rows=3)
    assert (beginning.names, len(beginning)) == (table.names, 3)
    nothing_skipped = read_spreadsheet(path, ReadingOptions(skip_lines=0))
    assert len(nothing_skipped) > len(table)
    assert nothing_skipped.source.skip_lines == 0


def test_a_title_above_a_table_without_names_is_skipped(tmp_path):
    table = read_spreadsheet(workbook(tmp_path / "a", ["Report"], *TICKETS), ReadingOptions(header=False))
    assert rows_of(table) == [tuple(row) for row in TICKETS]
    assert table.source.skip_lines == 1


@pytest.mark.parametrize(
    "rows",
    [
        [["text", "label"], [], *TICKETS],
        [["text", "2024"], *TICKETS],
        [["text"], *([row[0]] for row in TICKETS), ["a late one", None, "a note"]],
        [["text", "label", None], *([*row, "x"] for row in TICKETS)],
        [["text", "label"], *([row[0]] for row in TICKETS), TICKETS[0]],
        [["text", "label"], ["short", "rare"], *TICKETS],
    ],
)
def test_a_header_is_not_taken_for_a_title(tmp_path, rows):
    table = read_spreadsheet(workbook(tmp_path / "a", *rows), AS_FOUND)
    assert table.names[0] == "text"
    assert len(table) == sum(map(bool, rows)) - 1
    assert table.source.skip_lines == 0


def sheets(path, **contents):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in contents.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("first", "second", "read"),
    [
        ([["Please read: this is the export"]], TICKETS, "Second"),
        ([["Read me"], ["all of it"], ["and again"]], TICKETS, "Second"),
        ([["who", "what"], ["Anna", "made it"]], TICKETS, "Second"),
        (TICKETS, [["who", "what"], ["Anna", "made it"]], "First"),
        (TICKETS[:10], TICKETS, "First"),
        (TICKETS, TICKETS * 20, "First"),
        ([["only a line"]], [["text"], ["a"]], "Second"),
    ],
)
def test_the_sheet_that_holds_the_table_is_read_unless_another_is_chosen(tmp_path, first, second, read):
    path = sheets(tmp_path / "a", First=first, Second=second)
    table = read_spreadsheet(path, AS_FOUND)
    assert table.source.sheet == read
    other = "First" if read == "Second" else "Second"
    assert f"The sheet “{read}” was read; the file also has “{other}”." in table.source.notes
    assert read_spreadsheet(path, ReadingOptions(sheet="Second")).source.sheet == "Second"


def test_where_a_sheet_has_no_rows_the_others_are_named_and_how_to_choose_one(tmp_path):
    path = sheets(tmp_path / "a.xlsx", First=[["a note"]], Second=TICKETS)
    with pytest.raises(DataError, match=r"sheet “First” of a\.xlsx has no rows") as caught:
        read_spreadsheet(path, ReadingOptions(sheet="First"))
    assert "“How the file is read”" in caught.value.hint
    assert "--sheet NAME: “Second”" in caught.value.hint
    book = openpyxl.load_workbook(path)
    del book["First"]
    book.create_sheet("Empty")
    book["Second"].sheet_state = "hidden"
    book.save(path)
    with pytest.raises(DataError, match="no visible sheet with anything") as caught:
        read_spreadsheet(path, AS_FOUND)
    assert "--sheet NAME: “Second”" in caught.value.hint


def test_a_small_file_that_unpacks_to_gigabytes_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ["text", "label"], *TICKETS)
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\x01\x02", raw.rindex(b"xl/worksheets/sheet1.xml") - 46)
    raw[at + 24 : at + 28] = (2_000_000_000).to_bytes(4, "little")  # its unpacked size
    path.write_bytes(raw)
    assert kind_of(path) == "excel"
    with pytest.raises(DataError, match="unpacks to 2 GB"):
        read_spreadsheet(path, AS_FOUND)


def test_an_empty_workbook_and_a_bare_header_are_explained(tmp_path):
    with pytest.raises(DataError, match="no sheet with anything"):
        read_spreadsheet(workbook(tmp_path / "a"), AS_FOUND)
    with pytest.raises(DataError, match="no rows"):
        read_spreadsheet(workbook(tmp_path / "b", ["text", "label"]), AS_FOUND)


# ---- what a file is


def test_files_are_known_by_their_content_whatever_their_name(tmp_path):
    assert kind_of(parquet(tmp_path / "a.csv", text=["a"])) == "parquet"
    assert kind_of(workbook(tmp_path / "b.csv", ["text"], ["a"])) == "excel"
    assert kind_of(jsonl(tmp_path / "c.csv", ['{"text": "a"}', '{"text": "b"}'])) == "json lines"
    (tmp_path / "d.xlsx").write_text("text,label\na,x\n")
    assert kind_of(tmp_path / "d.xlsx") == "csv"


@pytest.mark.parametrize(
    "content",
    [
        "[1] first,label\na,x\n",
        "[a],label\nb,x\n",
        '[{"a": 1}],label\nb,x\n',
        "[]text,label\na,x\n",
        "{text},label\na,x\n",
        '{"a": 1},label\nb,x\n',
        '{"unfinished",label\nb,x\n',
        "PAR1,PAR2\na,x\n",
        "MZ,label\na,x\n",
        "BZh,label\na,x\n",
        "PK,label\na,x\n",
        "htmlish,<table>\n",
    ],
)
def test_a_csv_file_that_begins_like_something_else_stays_one(tmp_path, content):
    path = tmp_path / "a"
    path.write_text(content)
    assert kind_of(path) == "csv"


def test_json_is_known_when_its_first_row_is_long_or_broken(tmp_path):
    long = json.dumps({"text": "x" * 200_000})
    assert kind_of(jsonl(tmp_path / "a", [long, long])) == "json lines"
    assert kind_of(jsonl(tmp_path / "b", ['{"text": "broken', '{"text": "a"}'])) == "json lines"
    assert kind_of(jsonl(tmp_path / "c", [f"[{long}]"])) == "json"
    assert kind_of(jsonl(tmp_path / "d", ["[", *['{"text": "a"},'] * 9999, "{}]"])) == "json"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('{"data": [{"text": "a"}]}', "json"),
        ('{"data": [\n{"text": "a"},\n{"text": "b"}\n]}', "json"),
        ('{"data": [\n{"text": "a"},\n{"text": "b"}\n', "json"),
        ('{"text": ["a", "b"]}', "json"),
        ('{"text": {"0": "a"}}', "json"),
        ('{"text": "a", "label": "b"}', "json lines"),
        ('{\n"text": "a"\n}\n{\n"text": "b"\n}', "json"),
        ('["text", "label"]\n["a", "b"]', "json lines"),
        ('[["text", "label"],\n["a", "b"]]', "json"),
        ('["text" "label"]\n["a", "b"]\n["c", "d"]', "json lines"),
        ('[{"text": "a" "label": "b"}]', "json"),
        ('{"data": [{"text": "a" "label": "b"}]}', "json"),
        ('["a"],label\nb,x\n', "csv"),
        ('["a,label\nb,x\n', "csv"),
        ('[["a"]],label\nb,x\n', "csv"),
    ],
)
def test_the_shapes_of_json_are_known_whole_and_by_their_beginning(tmp_path, content, kind):
    assert kind_of(in_file(tmp_path / "a", content)) == kind


@pytest.mark.parametrize("separators", [(",", ":"), (",\n", ": ")])
def test_long_json_is_told_from_long_json_lines(tmp_path, separators):
    texts = ["x" * 70_000, *["y"] * 50_000]
    for whole in (
        {"text": texts, "label": texts},
        {"data": [{"text": text} for text in texts]},
        {"text": {str(number): text for number, text in enumerate(texts)}},
        [[text, "a"] for text in texts],
    ):
        path = in_file(tmp_path / "a", json.dumps(whole, separators=separators))
        assert kind_of(path) == "json"
        assert len(read_table(path)) == len(texts)
    long = ["x" * 70_000, "y"]
    for row in (long, {"text": long[0], "label": [long] * 30}):
        assert kind_of(jsonl(tmp_path / "b", [json.dumps(row)] * 3)) == "json lines"


@pytest.mark.parametrize(
    ("content", "kind", "advice"),
    [
        (b"\xef\xbb\xbf \n<!DOCTYPE HTML><p>x", "HTML", "export"),
        (b"<Table><tr><td>x", "HTML", "export"),
        ("<html>".encode("utf-16"), "HTML", "export"),
        (b"<?xml version='1.0'?><a/>", "XML", "export"),
        (b"\x1f\x8b\x08\x00\x00", "gzip", "Unpack"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "7-Zip", "Unpack"),
        (b"%PDF-1.7\nx", "PDF", "export"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG", "export"),
        (b"\xff\xd8\xff\xe0\x00", "JPEG", "export"),
        (b"SQLite format 3\x00", "SQLite", "export"),
        (b"{\\rtf1\\ansi x}", "RTF", "export"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xls/doc", "export"),
    ],
)
def test_files_that_cannot_be_read_are_named_and_it_is_said_what_to_do(tmp_path, content, kind, advice):
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=f"looks like a {kind} file") as caught:
        kind_of(path)
    assert advice in caught.value.hint


@pytest.mark.parametrize(
    ("member", "kind"), [("data.csv", "zip"), ("word/document.xml", "Word"), ("content.xml", "OpenDocument")]
)
def test_other_zip_files_are_named_by_what_is_in_them(tmp_path, member, kind):
    with zipfile.ZipFile(tmp_path / "a.csv", "w") as archive:
        archive.writestr(member, "x")
    with pytest.raises(DataError, match=f"looks like a {kind} file"):
        kind_of(tmp_path / "a.csv")


def test_a_workbook_with_a_password_is_told_plainly(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1 << 20) + "EncryptedPackage".encode("utf-16-le")
    )
    with pytest.raises(DataError, match="protected by a password"):
        kind_of(path)


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf\n", b"\xff\xfe\n\x00"])
def test_an_empty_file_is_told(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(DataError, match=r"a\.csv is empty"):
        check_readable(tmp_path / "a.csv")


def test_what_is_no_file_is_told_without_waiting_for_it(tmp_path):
    with pytest.raises(DataError, match="is a folder"):
        check_readable(tmp_path)
    with pytest.raises(DataError, match="There is no file"):
        check_readable(tmp_path / "a")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(DataError, match="not an ordinary file"):
            check_readable(tmp_path / "pipe")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the system refuses this person nothing"
)
def test_a_file_that_may_not_be_read_is_told(tmp_path):
    path = workbook(tmp_path / "a", ["text"], ["a"])
    path.chmod(0)
    with pytest.raises(DataError, match="cannot be opened"):
        kind_of(path)


# ---- all of them

READERS = {
    "json lines": read_json_lines,
    "json": read_json,
    "parquet": read_parquet,
    "excel": read_spreadsheet,
}


@pytest.fixture(params=READERS)
def long_file(request, tmp_path):
    """A reader, and a file of 5,000 rows for it."""
    rows = [{"text": f"text {number} é 质量", "label": "ab"[number % 2]} for number in range(5000)]
    path = tmp_path / "file"
    if request.param == "json lines":
        jsonl(path, [json.dumps(row, ensure_ascii=False) for row in rows])
    elif request.param == "json":
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    elif request.param == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=2000)
    else:
        workbook(path, ["text", "label"], *([row["text"], row["label"]] for row in rows))
    return READERS[request.param], path


def test_reading_stops_when_it_is_not_wanted_any_more(long_file):
    read, path = long_file
    asked = 0

    def third_time():
        nonlocal asked
        asked += 1
        return asked == 3

    with pytest.raises(DataError, match="cancelled"):
        read(path, AS_FOUND, third_time)


def test_progress_goes_up_to_all(long_file):
    read, path = long_file
    shares = []
    assert len(read(path, AS_FOUND, on_progress=shares.append)) == 5000
    assert shares == sorted(shares)
    assert len(shares) >= 4
    assert 0 < shares[0] <= shares[-1] <= 1


@pytest.mark.parametrize("most", [1, 50, 3000])
def test_a_preview_is_the_beginning_of_the_whole(long_file, most):
    read, path = long_file
    whole, beginning = read(path, AS_FOUND), read(path, AS_FOUND, most_rows=most)
    assert rows_of(beginning) == rows_of(whole)[:most]
    assert beginning.rows.tolist() == whole.rows.tolist()[:most]
    assert (beginning.source.is_beginning, beginning.source.sha256) == (True, "")
    assert beginning.source.size == whole.source.size
    assert not whole.source.is_beginning


def test_a_file_that_changes_while_it_is_read_is_told(long_file):
    read, path = long_file

    def change():
        os.utime(path, (1, 1))
        return False

    with pytest.raises(DataError, match="was changed while"):
        read(path, AS_FOUND, change)


@pytest.mark.parametrize("fault", ["cut", "flip"])
@pytest.mark.parametrize("kind", [*READERS, "json in an object", "json columns"])
def test_a_damaged_file_gives_rows_or_a_plain_error_and_nothing_else(tmp_path, kind, fault):
    path, generator = tmp_path / "file", random.Random(f"{kind} {fault}")
    rows = [{"text": text, "label": "x", "n": number} for number, text in enumerate(NASTY * 3)]
    if kind == "json lines":
        jsonl(path, [json.dumps(row, ensure_ascii=False) for row in rows])
    elif kind == "json":
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    elif kind == "json in an object":
        path.write_text(json.dumps({"version": [1], "data": rows}, ensure_ascii=False), encoding="utf-8")
    elif kind == "json columns":
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        path.write_text(json.dumps(columns, ensure_ascii=False), encoding="utf-8")
    elif kind == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=20)
    else:
        workbook(path, ["text", "label", "n"], *([f"'{row['text']}", "x", row["n"]] for row in rows))
    whole = path.read_bytes()
    refused = 0
    for _try in range(200):
        raw = bytearray(whole)
        if fault == "cut":
            del raw[generator.randrange(len(raw)) :]
        else:
            for _byte in range(generator.choice([1, 1, 2, 8])):
                raw[generator.randrange(len(raw))] = generator.randrange(256)
        path.write_bytes(raw)
        try:
            table = READERS.get(kind, read_json)(
                path, ReadingOptions(replace_bad_bytes=generator.random() < 0.5)
            )
        except DataError:
            refused += 1
        else:
            texts = [value for name in table.names for value in table.column(name)]
            assert all(value.encode() is not None for value in texts)
            assert len(table.rows) == len(table.columns)
        with contextlib.suppress(DataError):
            assert kind_of(path) in {*READERS, "csv"}
    assert refused
