import csv
import io

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from guitune.core.data.csv_reader import read_csv
from guitune.core.data.csv_writer import save_clean
from guitune.core.errors import DataError, RunFolderError

from .csv_files import REAL_DATA, needs_real_data, read, rows_of

OTHER = [
    "NA",
    "null",
    "nan",
    "007",
    "1e5",
    "1.0",
    "true",
    "",
    " ",
    '"',
    "a;b;c",
    "x\ty|z",
    "\r",
    "\r\n",
    "\0",
    "文",
]
CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(OTHER)
NAME = CELL.filter(lambda name: name == name.strip() != "" and "\0" not in name)

one_file = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def problems_of(table):
    return [(rejected.row, rejected.line, rejected.reason) for rejected in table.rejected]


@st.composite
def tables(draw):
    extra = draw(st.lists(NAME.filter(lambda name: name not in ("text", "label")), unique=True, max_size=2))
    row = st.lists(CELL, min_size=2 + len(extra), max_size=2 + len(extra))
    return [["text", "label", *extra], *draw(st.lists(row, min_size=3, max_size=12))]


@one_file
@given(table=tables())
@example(
    [["text", "label", "a;b;c;d"], *([["w|x|y|z", "n", "1;2;3;4"]] * 3)]
)  # other delimiters in every row
@example([["text", "label"], *([["\0" * 40, "x"]] * 3)])
def test_any_table_written_as_csv_is_read_back_identical(tmp_path, table):
    stream = io.StringIO()
    csv.writer(stream).writerows(table)
    found = read(tmp_path, stream.getvalue())
    assert found.names == tuple(table[0])
    assert rows_of(found) == table[1:]
    assert found.rejected == ()
    assert found.source.blank_lines == 0
    save_clean(found, tmp_path / "clean.csv")
    assert rows_of(read_csv(tmp_path / "clean.csv")) == table[1:]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_though_texts_hold_the_others(tmp_path, delimiter):
    texts = ["one, two", "1;2 and 3;4", "a|b", "tab\there", 'say "hi"', "line\nbreak"] * 40
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([["text", "label"], *([text, "x"] for text in texts)])
    table = read(tmp_path, stream.getvalue())
    assert table.source.delimiter == delimiter
    assert table.column("text") == texts


def test_the_header_decides_the_delimiter_when_every_text_holds_another_one_as_often(tmp_path):
    table = read(tmp_path, "text;label\n" + "well, yes, no;ham\n" * 5 + "so; then, hm, yes;spam\n" * 2)
    assert rows_of(table) == [["well, yes, no", "ham"]] * 5
    assert [rejected.row for rejected in table.rejected] == [7, 8]


def test_quoted_line_ends_and_doubled_quotes_are_kept_byte_for_byte(tmp_path):
    table = read(tmp_path, 'text,label\r\n"a\r\nb",x\r\n"a\nb\rc","say ""hi"""\r\n')
    assert rows_of(table) == [["a\r\nb", "x"], ["a\nb\rc", 'say "hi"']]


@pytest.mark.parametrize(
    "value", ["NA", "null", "None", "nan", "007", "1", "1.0", "01", "1e5", "true", " x ", "-0"]
)
def test_values_that_look_like_numbers_or_nothing_stay_text(tmp_path, value):
    assert rows_of(read(tmp_path, f"text,label\n{value},{value}\nb,c\n"))[0] == [value, value]


def test_a_field_longer_than_the_csv_modules_usual_limit_is_read_whole(tmp_path):
    text = "word, " * 50_000
    assert rows_of(read(tmp_path, f'text,label\n"{text}",x\ny,z\n')) == [[text, "x"], ["y", "z"]]


OPEN, CLOSED = "a quotation mark is opened and never closed", "text follows a closing quotation mark"


@pytest.mark.parametrize(
    ("bad", "after", "reason"),
    [
        ('"open,ham', 'c,d\n"e",f\n', OPEN),
        ('"open,ham', "c,d\ne,f\n", OPEN),
        ('"open,ham', 'c,d\ne,f\n12",x,y\n', OPEN),
        ('"a" b,ham', 'c,d\n"e",f\n', CLOSED),
    ],
)
def test_a_broken_quote_names_its_line_and_the_rows_after_it_are_read(tmp_path, bad, after, reason):
    table = read(tmp_path, f'text,label\n"two\nlines",x\n{bad}\n{after}')
    assert rows_of(table) == [["two\nlines", "x"], ["c", "d"], ["e", "f"]]
    assert problems_of(table)[0] == (3, 4, reason)
    assert table.rejected[0].raw == bad


@pytest.mark.timeout(20)
def test_many_broken_quotes_are_listed_in_seconds(tmp_path):
    table = read(tmp_path, "text,label\n" + '"fine, fine",ham\n' * 300 + '"Great" thing,ham\n' * 150_000)
    assert (len(table), len(table.rejected)) == (300, 150_000)


def test_long_and_short_rows_are_listed_with_their_numbers_and_nothing_is_shifted(tmp_path):
    table = read(tmp_path, 'text,label\n"two\nlines",x\nshort\na,b,c\n,\nd,e\n')
    assert rows_of(table) == [["two\nlines", "x"], ["", ""], ["d", "e"]]
    assert table.rows.tolist() == [2, 5, 6]
    assert problems_of(table) == [
        (3, 4, "it has 1 field where the header has 2"),
        (4, 5, "it has 3 fields where the header has 2"),
    ]
    assert [rejected.raw for rejected in table.rejected] == ["short", "a,b,c"]


def test_a_long_row_with_a_text_of_several_lines_is_one_rejected_row(tmp_path):
    table = read(tmp_path, 'text,label\n"Hello,\nall\nis well, bye",ham,extra\nc,d\n')
    assert rows_of(table) == [["c", "d"]]
    assert table.rows.tolist() == [3]
    assert problems_of(table) == [(2, 2, "it has 3 fields where the header has 2")]


def test_blank_lines_are_counted_and_row_numbers_are_those_of_a_spreadsheet(tmp_path):
    table = read(tmp_path, "\n\r\ntext,label\na,b\n\nc,d\ne\n\n")
    assert table.source.blank_lines == 4
    assert table.rows.tolist() == [4, 6]
    assert problems_of(table) == [(7, 7, "it has 1 field where the header has 2")]


def test_header_names_are_trimmed_filled_and_made_unique_and_that_is_said(tmp_path):
    table = read(tmp_path, " text ,,text,label,text (2)\na,b,c,d,e\n")
    assert table.names == ("text", "column 2", "text (2)", "label", "text (2) (2)")
    assert rows_of(table) == [["a", "b", "c", "d", "e"]]
    assert len(table.source.notes) == 4
    assert "“ text ” is called “text”" in table.source.notes[0]


@pytest.mark.parametrize("header", ["text;label;", "text;label"])
def test_a_delimiter_at_the_end_of_each_line_makes_no_column_and_that_is_said(tmp_path, header):
    table = read(tmp_path, f"{header}\na;b;\nc;d;\n")
    assert rows_of(table) == [["a", "b"], ["c", "d"]]
    assert "ends with a delimiter" in table.source.notes[-1]


def test_the_last_column_stays_where_it_holds_anything_though_it_has_no_name(tmp_path):
    assert rows_of(read(tmp_path, "text;label;\na;b;\nc;d;e\n")) == [["a", "b", ""], ["c", "d", "e"]]


def test_quotes_that_are_no_quoting_are_kept_where_hardly_a_field_is_quoted(tmp_path):
    table = read(tmp_path, 'text\tlabel\n"Great" he said\tx\n"no\ty\nso "it" is\tx\n"Well\ty\n')
    assert table.column("text") == ['"Great" he said', '"no', 'so "it" is', '"Well']
    assert table.source.quote == ""


def test_a_single_column_of_texts_is_read(tmp_path):
    assert rows_of(read(tmp_path, 'text\nhello\n"a, b"\n')) == [["hello"], ["a, b"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \r\n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"text,label\n", "has a header but no rows"),
        (b"text,label\n\n\n", "has a header but no rows"),
        (b"text,label\na\nb\n", "None of the 2 rows of data.csv fits its header: .* it has 1 field"),
        (b'"text,label\na,b\n', "The header row of data.csv cannot be read: a quotation mark is opened"),
    ],
)
def test_a_file_without_rows_is_refused_with_what_it_lacks_and_what_to_do(tmp_path, content, message):
    with pytest.raises(DataError, match=message) as refusal:
        read(tmp_path, content)
    assert refusal.value.hint


def test_a_clean_copy_holds_the_readable_rows_and_never_replaces_its_source(tmp_path):
    table = read(tmp_path, "text\tlabel\n1;2,3\t“x”\nbad\n", "utf-16")
    save_clean(table, tmp_path / "clean.csv")
    assert (tmp_path / "clean.csv").read_bytes() == 'text,label\r\n"1;2,3",“x”\r\n'.encode()
    assert rows_of(read_csv(tmp_path / "clean.csv")) == [["1;2,3", "“x”"]]
    with pytest.raises(DataError, match="would overwrite"):
        save_clean(table, tmp_path / "folder" / ".." / "data.csv")


def test_a_clean_copy_that_cannot_be_written_is_explained_and_leaves_nothing(tmp_path):
    table = read(tmp_path, "text,label\na,b\n")
    (tmp_path / "taken.csv").mkdir()
    with pytest.raises(RunFolderError, match=r"taken\.csv"):
        save_clean(table, tmp_path / "taken.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "taken.csv"]


@needs_real_data
@pytest.mark.parametrize("name", ["sms_spam.csv", "banking77_train.csv", "banking77_test.csv"])
def test_real_files_are_read_exactly_as_the_csv_module_reads_them(name):
    with (REAL_DATA / name).open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    table = read_csv(REAL_DATA / name)
    assert [list(table.names), *rows_of(table)] == [header, *rows]
    assert table.rejected == ()
