import csv
import json

import openpyxl
import pytest

from guitune.cli.program import DONE, FAILED, run

from .conftest import topic_rows, write_rows


def checked(capsys, *arguments) -> dict:
    """What `guitune check` says with these arguments, as JSON."""
    assert run(["check", *map(str, arguments), "--json"]) == DONE
    (line,) = capsys.readouterr().out.splitlines()
    return json.loads(line)


def findings(told: dict) -> dict[str, dict]:
    return {finding["name"]: finding for finding in told["findings"]}


def test_everything_about_a_sound_file_is_told(topics_csv, capsys):
    told = checked(capsys, topics_csv)
    assert (told["kind"], told["encoding"], told["delimiter"], told["header"]) == ("CSV", "utf-8", ",", True)
    assert (told["rows"], told["rejected"], told["dropped"], told["problem"]) == (120, [], [], "")
    assert (told["text_column"], told["label_column"]) == ("text", "topic")
    assert dict(told["split"]) == {"train": 96, "validation": 12, "test": 12, "aside": 0}
    assert told["baseline"]["validation_texts"] == 12
    assert told["languages"][0][0] == "en"
    assert told["lengths"]["texts"] == 120
    assert 0 <= told["lengths"]["share_cut"] <= 0.01
    assert len(told["sha256"]) == 64


def test_how_a_file_is_read_can_be_said(tmp_path, capsys):
    file = tmp_path / "odd.txt"
    file.write_bytes("skip me\nskip me too\nfilm#caf\xe9 seen\nfood#soup; bread\n".encode("cp1252"))
    told = checked(
        capsys, file, "--delimiter", "#", "--encoding", "cp1250", "--no-header", "--skip-lines", "2"
    )
    assert told["columns"] == ["column 1", "column 2"]
    assert (told["encoding"], told["skip_lines"], told["header"]) == ("cp1250", 2, False)
    assert told["rows"] == 2


def test_bytes_that_are_no_text_name_their_line_and_can_be_replaced_and_counted(tmp_path, capsys):
    file = tmp_path / "bad.csv"
    body = "".join(f"{text} é,{topic}\n" for text, topic in topic_rows(30))
    file.write_bytes(f"text,topic\n{body}".encode() + b"broken \xff\xfe here,film\n")
    assert run(["check", str(file)]) == FAILED
    assert "Line 32 of bad.csv has bytes that are not UTF-8 text" in capsys.readouterr().err
    told = checked(capsys, file, "--replace-bad-bytes")
    assert (told["rows"], told["replaced"]) == (31, 2)


def test_fixes_of_every_kind_are_made_by_name_and_only_in_the_copy(tmp_path, capsys):
    rows = [
        *topic_rows(60),
        ("A <b>bold</b> film", "film"),
        ("again soup", "fod"),
        ("a ☎ +1 415 555 2671", "Food"),
    ]
    file = write_rows(tmp_path / "messy.csv", [*rows, rows[0]])
    before = file.read_bytes()
    clean = tmp_path / "clean.csv"
    fixes = ("all", "merge:fod=>food", "strip_html")
    arguments = [part for name in fixes for part in ("--fix", name)]
    told = checked(capsys, file, *arguments, "--clean", "mask_personal", "--save-clean", clean)
    assert set(told["fixes"]) >= {"merge:fod=>food", "strip_html", "mask_personal", "duplicates"}
    assert [row["row"] for row in told["dropped"]] == [65]
    assert set(dict(told["labels"])) == {"film", "food", "sport"}
    with clean.open(encoding="utf-8", newline="") as stream:
        header, *written = csv.reader(stream)
    assert header == ["text", "topic"]
    assert written[60:] == [["A bold film", "film"], ["again soup", "food"], ["a ☎ <phone>", "food"]]
    assert file.read_bytes() == before


def test_without_fixes_the_clean_copy_holds_what_was_read_and_nothing_else(tmp_path, capsys):
    file = tmp_path / "odd.csv"
    rows = [["=cmd()", " film ", "007"], ['say "hi"', "food", "NA"], ["two\r\nlines", "film", "1e5"]]
    with file.open("w", encoding="utf-16", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([["text", "label", "note"], *rows])
    clean = tmp_path / "clean.csv"
    told = checked(capsys, file, "--save-clean", clean)
    assert (told["encoding"], told["delimiter"]) == ("utf-16", ";")
    assert clean.read_bytes() == (
        b'text,label,note\r\n=cmd(), film ,007\r\n"say ""hi""",food,NA\r\n"two\r\nlines",film,1e5\r\n'
    )


def test_formulas_are_made_harmless_only_where_a_spreadsheet_program_is_to_open_the_copy(tmp_path, capsys):
    file = write_rows(
        tmp_path / "data.csv", [("=1+1", "a"), ("-5 degrees", "b"), ("fine = yes", "a")], ("text", "label")
    )
    clean = tmp_path / "clean.csv"
    checked(capsys, file, "--save-clean", clean, "--for-spreadsheet")
    assert clean.read_bytes() == "\ufefftext,label\r\n'=1+1,a\r\n'-5 degrees,b\r\nfine = yes,a\r\n".encode()


def test_a_spreadsheet_is_opened_and_another_sheet_can_be_named(tmp_path, capsys):
    book = openpyxl.Workbook()
    book.active.title = "old"
    book.active.append(["text", "topic"])
    sheet = book.create_sheet("new")
    for row in [("text", "topic"), *topic_rows(30)]:
        sheet.append(row)
    book.active.append(("only one", "film"))
    book.save(tmp_path / "book.xlsx")
    told = checked(capsys, tmp_path / "book.xlsx", "--sheet", "new")
    assert (told["kind"], told["sheet"], told["rows"]) == ("Excel", "new", 30)


def test_pairs_and_joined_columns_are_looked_at_as_they_are_read(tmp_path, capsys):
    rows = [(text, f"say {number}", topic) for number, (text, topic) in enumerate(topic_rows(30))]
    file = write_rows(tmp_path / "pairs.csv", [*rows, rows[0]], ("title", "body", "topic"))
    told = checked(capsys, file, "--text", "title", "--label", "topic", "--join", "body")
    assert told["joined_columns"] == ["body"]
    assert findings(told)["duplicates"]["rows"] == [32]


def test_separate_files_keep_their_sides_and_labels_that_training_lacks_are_listed(tmp_path, capsys):
    train = write_rows(tmp_path / "train.csv", topic_rows(60))
    test = write_rows(tmp_path / "test.csv", [*topic_rows(12, seed=5), ("a dragon", "myth")])
    told = checked(capsys, train, "--test", test)
    assert dict(told["split"])["test"] == 12
    assert dict(told["split"])["aside"] == FAILED
    assert "myth" in findings(told)["unseen_labels"]["message"]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("text\nhello\nworld\n", "has too few columns, only “text”"),
        ("text,label\na,x\nb,x\nc,x\n", "Every row has the same label, “x”"),
        ("text,label\na,x\nb,y\nc,z\n", "All 3 labels differ"),
    ],
)
def test_what_cannot_be_learned_from_is_said_plainly(tmp_path, capsys, content, cause):
    file = tmp_path / "data.csv"
    file.write_text(content, encoding="utf-8")
    code = run(["check", str(file)])
    said = capsys.readouterr()
    assert cause in said.out + said.err
    assert code == (FAILED if "too few columns" in cause else DONE)
