import codecs
import csv
import gzip
import io
import os
import random
import zipfile

import pytest

from guitune.core.data.csv_reader import read_csv
from guitune.core.errors import DataError

from .csv_files import REAL_DATA, needs_real_data, read, rows_of

READS_ALL = os.name == "nt" or os.geteuid() == 0


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
        (
            "gb18030",
            [
                "这个产品的质量非常好，我很喜欢。",
                "快递太慢了，等了两个星期才到。",
                "客服态度很差，不会再买了。",
            ],
        ),
        ("big5", ["這個產品的品質非常好，我很喜歡。", "快遞太慢了，等了兩個星期才到。"]),
        (
            "cp932",
            [
                "この商品はとても良いです。また買いたいと思います。",
                "カスタマーサービスの対応が悪かったです。",
            ],
        ),
    ],
)
def test_older_encodings_are_recognised_by_their_text(tmp_path, encoding, texts):
    table = read(tmp_path, "text,label\n" + "".join(f'"{text}",x\n' for text in texts * 3), encoding)
    assert table.column("text") == texts * 3


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1252", "Win £100 at the café"), ("gb18030", "质量很好，我很喜欢")]
)
def test_an_older_encoding_is_recognised_when_its_first_letters_come_late(tmp_path, encoding, text):
    plain = [f"line number {number} has plain words" for number in range(10_000)]
    table = read(tmp_path, "text,label\n" + "".join(f"{one},x\n" for one in [*plain, *[text] * 9]), encoding)
    assert table.column("text")[-9:] == [text] * 9


def test_a_long_gb18030_file_is_read_to_its_last_letter(tmp_path):
    texts = [f"{'很' * (number % 7)}好，第{number}次购买，质量不错" for number in range(12_000)]
    assert (
        read(tmp_path, "text,label\n" + "".join(f"{text},好\n" for text in texts), "gb18030").column("text")
        == texts
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("text,label\n这个产品很好,好\n不好".encode() + b"\xe9,\xc3\n", 3),
        ("text,label\n客服态度很差，不会再买了。,\n".encode() + b"a\xed\xa0\x80b,x\n", 3),  # a surrogate
        ("text,label\na,b\nc,d\n".encode("utf-16") + b"\x00\xd8,\x00", 4),
    ],
)
def test_damage_inside_unicode_text_is_named_by_line(tmp_path, content, line):
    with pytest.raises(DataError, match=rf"Line {line} of data\.csv has bytes that are not UTF-"):
        read(tmp_path, content)


def zipped(name):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "text,label\na,b\n")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (zipped("notes/readme.txt"), "looks like a zip file"),
        (gzip.compress(b"text,label\na,b\n" * 50), "looks like a gzip file"),
        (random.Random(1).randbytes(5000), "contains binary data"),
        (bytes(5000), "contains binary data"),
    ],
)
def test_another_kind_of_file_renamed_to_csv_is_called_what_it_is(tmp_path, content, kind):
    with pytest.raises(DataError, match=rf"data\.csv.*{kind}"):
        read(tmp_path, content)


def test_zeros_that_a_crash_left_at_the_end_cost_one_row(tmp_path):
    table = read(tmp_path, b"text,label\na,b\nc,d\n" + bytes(3000))
    assert rows_of(table) == [["a", "b"], ["c", "d"]]
    assert [rejected.row for rejected in table.rejected] == [4]


def test_a_folder_a_missing_file_and_a_pipe_are_each_named(tmp_path):
    with pytest.raises(DataError, match="is a folder"):
        read_csv(tmp_path)
    with pytest.raises(DataError, match=r"no file .*nothing\.csv"):
        read_csv(tmp_path / "nothing.csv")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(DataError, match="not an ordinary file"):
            read_csv(tmp_path / "pipe")


@pytest.mark.skipif(READS_ALL, reason="root may read every file, and Windows has no such mode")
def test_a_file_that_may_not_be_read_is_refused_with_the_reason(tmp_path):
    (tmp_path / "data.csv").write_text("text,label\na,b\n")
    (tmp_path / "data.csv").chmod(0)
    with pytest.raises(DataError, match="cannot be opened: Permission denied"):
        read_csv(tmp_path / "data.csv")


@needs_real_data
def test_real_messages_saved_in_an_older_encoding_keep_their_pounds(tmp_path):
    content = (REAL_DATA / "sms_spam.csv").read_text(encoding="utf-8").encode("cp1252", "replace")
    assert rows_of(read(tmp_path, content)) == list(csv.reader(io.StringIO(content.decode("cp1252"))))[1:]


def test_a_file_put_together_from_two_encodings_names_the_first_line_of_the_other(tmp_path):
    half = "".join(f"Grüße Nummer {number},ham\n" for number in range(20))
    with pytest.raises(DataError, match=r"Line 22 of data\.csv has bytes that are not UTF-8 text"):
        read(tmp_path, b"text,label\n" + half.encode() + half.encode("cp1252"))


def test_a_guessed_encoding_is_called_a_guess_with_a_word_to_judge_it_by(tmp_path):
    table = read(tmp_path, "text,label\ncafé crème,a\nplain,b\n", "cp1252")
    assert table.source.notes == ("The encoding CP1252 is a guess: look whether “café” is written rightly.",)
    assert read(tmp_path, "text,label\ncafé,a\nplain,b\n").source.notes == ()
