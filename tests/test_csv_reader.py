import codecs
import csv
import gzip
import io
import os
import random
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guitune.core.data.csv_reader import read_csv
from guitune.core.data.csv_writer import save_clean
from guitune.core.errors import DataError, RunFolderError

REAL_DATA = Path(__file__).parents[2] / "shared" / "data"
ROOT_READS_ALL = hasattr(os, "geteuid") and os.geteuid() == 0
OTHER = ["NA", "null", "nan", "007", "1e5", "1.0", "true", "", " ", '"', "a;b;c", "x\ty|z", "\r", "\r\n", "\0", "文"]
CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(OTHER)
NAME = CELL.filter(lambda name: name == name.strip() != "" and "\0" not in name)

one_file = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read(folder, content, encoding="utf-8"):
    file = folder / "data.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_csv(file)


def rows_of(table):
    return [list(row) for row in zip(*(table.column(name) for name in table.names), strict=True)]


def problems_of(table):
    return [(rejected.row, rejected.line, rejected.reason) for rejected in table.rejected]


@st.composite
def tables(draw):
    extra = draw(st.lists(NAME.filter(lambda name: name not in ("text", "label")), unique=True, max_size=2))
    row = st.lists(CELL, min_size=2 + len(extra), max_size=2 + len(extra))
    return [["text", "label", *extra], *draw(st.lists(row, min_size=3, max_size=12))]


@one_file
@given(table=tables())
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


BASE = 'text,label\r\n"Hello, ""you""",ham\nplain,spam\n\n"two\r\nlines",质量很好\ncafé £5,ham\n'
BYTE = st.integers(0, 255) | st.sampled_from(list(b'",;\t|\r\n\0\xe9'))


@one_file
@given(
    encoding=st.sampled_from(["utf-8", "utf-16", "gb18030"]),
    edits=st.lists(st.tuples(st.integers(0, 200), st.booleans(), st.lists(BYTE, max_size=3)), max_size=8),
)
def test_a_mutated_file_is_refused_or_every_record_is_accounted_for(tmp_path, encoding, edits):
    raw = bytearray(BASE.replace("£", "").encode(encoding))
    for place, inserted, new in edits:
        raw[place : place + (0 if inserted else len(new) or 1)] = bytes(new)
    try:
        table = read(tmp_path, bytes(raw))
    except DataError as refusal:
        assert refusal.message
        return
    lines = list(io.StringIO(raw.decode(table.source.encoding), newline=""))
    numbers = [*table.rows.tolist(), *(rejected.row for rejected in table.rejected)]
    records = 1 + len(table) + len(table.rejected) + table.source.blank_lines
    assert len(set(numbers)) == len(numbers)
    assert all(1 < number <= records for number in numbers)
    assert records <= len(lines)
    if not any('"' in line for line in lines):
        assert records == len(lines)
    assert all(lines[rejected.line - 1].startswith(rejected.raw) for rejected in table.rejected)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"],
)
@pytest.mark.parametrize("text", ["Plain words, “quoted” é", "这个产品的质量非常好，我很喜欢。" * 3])
def test_unicode_is_read_the_same_with_and_without_a_mark(tmp_path, encoding, text):
    table = read(tmp_path, f'text,label\r\n"{text}",a\r\n"{text}",b\r\n', encoding)
    assert table.names == ("text", "label")
    assert rows_of(table) == [[text, "a"], [text, "b"]]


def test_big_endian_utf16_with_a_mark_is_read(tmp_path):
    table = read(tmp_path, codecs.BOM_UTF16_BE + "text,label\nä,b\n".encode("utf-16-be"))
    assert rows_of(table) == [["ä", "b"]]


@pytest.mark.parametrize(
    ("encoding", "texts"),
    [
        ("cp1252", ["Win £100 now!", "It costs 5€ – “cheap”", "nothing special here"]),
        ("cp1252", ["The crème brûlée was cold", "We had a piñata at the party"]),
        ("cp1252", ["Il prodotto è arrivato in ritardo, più volte", "Perché è già rotto?"]),
        ("cp1252", ["O produto não chegou, que decepção", "Ótima qualidade às pessoas"]),
        ("cp1252", ["Schöne Grüße aus München", "Das Gerät läuft heiß"]),
        ("cp1250", ["Zamówienie przyszło za późno, są uszkodzone", "Bardzo dobra jakość, było miło"]),
        ("cp1250", ["Výrobek přišel pozdě a byl rozbitý", "Děkuji za rychlé doručení, těším se"]),
        ("cp1250", ["A termék későn érkezett, nagyon rossz minőségű", "Köszönöm szépen a gyors választ"]),
        ("cp1251", ["Доставка пришла поздно, очень плохо", "Отличный товар, всем советую"]),
        ("gb18030", ["这个产品的质量非常好，我很喜欢。", "快递太慢了，等了两个星期才到。", "客服态度很差，不会再买了。"]),
        ("big5", ["這個產品的品質非常好，我很喜歡。", "快遞太慢了，等了兩個星期才到。"]),
        ("cp932", ["この商品はとても良いです。また買いたいと思います。", "カスタマーサービスの対応が悪かったです。"]),
    ],
)
def test_older_encodings_are_recognised_by_their_text(tmp_path, encoding, texts):
    table = read(tmp_path, "text,label\n" + "".join(f'"{text}",x\n' for text in texts * 3), encoding)
    assert table.column("text") == texts * 3


@pytest.mark.parametrize(("encoding", "text"), [("cp1252", "Win £100 at the café"), ("gb18030", "质量很好，我很喜欢")])
def test_an_older_encoding_is_recognised_when_its_first_letters_come_late(tmp_path, encoding, text):
    plain = [f"line number {number} has plain words" for number in range(10_000)]
    table = read(tmp_path, "text,label\n" + "".join(f"{one},x\n" for one in [*plain, *[text] * 9]), encoding)
    assert table.column("text")[-9:] == [text] * 9


def test_a_long_gb18030_file_is_read_to_its_last_letter(tmp_path):
    texts = [f"{'很' * (number % 7)}好，第{number}次购买，质量不错" for number in range(12_000)]
    assert read(tmp_path, "text,label\n" + "".join(f"{text},好\n" for text in texts), "gb18030").column("text") == texts


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("text,label\n这个产品很好,好\n不好".encode() + b"\xe9,\xc3\n", 3),
        ("text,label\n客服态度很差,\n".encode() + b"a\xed\xa0\x80b,x\n", 3),  # a surrogate
        ("text,label\na,b\nc,d\n".encode("utf-16") + b"\x00\xd8,\x00", 4),
    ],
)
def test_damage_inside_unicode_text_is_named_by_line(tmp_path, content, line):
    with pytest.raises(DataError, match=rf"Line {line} of data\.csv has bytes that are not UTF-"):
        read(tmp_path, content)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_though_texts_hold_the_others(tmp_path, delimiter):
    texts = ["one, two", "1;2 and 3;4", "a|b", "tab\there", 'say "hi"', "line\nbreak"] * 40
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([["text", "label"], *([text, "x"] for text in texts)])
    table = read(tmp_path, stream.getvalue())
    assert table.source.delimiter == delimiter
    assert table.column("text") == texts


def test_the_header_decides_the_delimiter_when_every_text_holds_another_one_more_often(tmp_path):
    table = read(tmp_path, "text;label\n" + "well, yes, no;ham\n" * 5)
    assert rows_of(table) == [["well, yes, no", "ham"]] * 5


def test_quoted_line_ends_and_doubled_quotes_are_kept_byte_for_byte(tmp_path):
    table = read(tmp_path, 'text,label\r\n"a\r\nb",x\r\n"a\nb\rc","say ""hi"""\r\n')
    assert rows_of(table) == [["a\r\nb", "x"], ["a\nb\rc", 'say "hi"']]


@pytest.mark.parametrize("value", ["NA", "null", "None", "nan", "007", "1", "1.0", "01", "1e5", "true", " x ", "-0"])
def test_values_that_look_like_numbers_or_nothing_stay_text(tmp_path, value):
    assert rows_of(read(tmp_path, f"text,label\n{value},{value}\nb,c\n"))[0] == [value, value]


def test_a_field_longer_than_the_csv_modules_usual_limit_is_read_whole(tmp_path):
    text = "word, " * 50_000
    assert rows_of(read(tmp_path, f'text,label\n"{text}",x\ny,z\n')) == [[text, "x"], ["y", "z"]]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [('"open,ham', "a quotation mark is opened and never closed"), ('"a" b,ham', "text follows a closing quotation mark")],
)
def test_a_broken_quote_names_its_line_and_the_rows_after_it_are_read(tmp_path, bad, reason):
    table = read(tmp_path, f'text,label\n"two\nlines",x\n{bad}\nc,d\n"e",f\n')
    assert rows_of(table) == [["two\nlines", "x"], ["c", "d"], ["e", "f"]] or reason.startswith("a quotation")
    assert table.rejected[0].row == 3
    assert table.rejected[0].line == 4
    assert table.rejected[0].raw == bad
