import pytest

from guitune.core.config import DataConfig
from guitune.core.data.checks import check_table
from guitune.core.data.columns import guess_columns
from guitune.core.data.csv_reader import read_csv
from guitune.core.data.csv_writer import save_clean
from guitune.core.data.recipe import FIXES, prepare
from guitune.core.errors import ConfigError, DataError

from .conftest import topic_rows, write_rows
from .csv_files import REAL_DATA, needs_real_data, read, rows_of


def fixed_by(table, text_column, label_column, fixes):
    (fixed,) = prepare([table], DataConfig("", text_column, label_column, fixes=tuple(fixes)))
    return fixed


@pytest.fixture
def table_of(tmp_path):
    def make(*rows, header=("text", "label")):
        return read_csv(write_rows(tmp_path / "data.csv", list(rows), header))

    return make


def findings(table):
    return {finding.name: finding for finding in check_table(table, DataConfig("", "text", "label"))}


def numbered(count, label, start=0):
    words = ("apple", "bridge", "cloud", "drum", "eagle", "forest", "glass", "house", "island", "jacket")
    return [(f"{words[n // 10 % 10]} {words[n % 10]} {label}", label) for n in range(start, start + count)]


def test_an_even_file_without_faults_gives_no_findings(table_of):
    assert (
        check_table(table_of(*numbered(12, "a"), *numbered(12, "b")), DataConfig("", "text", "label")) == []
    )


def test_a_column_that_is_not_there_is_refused_with_those_that_are(table_of):
    with pytest.raises(DataError, match="no column “topic”") as refusal:
        check_table(table_of(("a", "b")), DataConfig("", "text", "topic"))
    assert refusal.value.hint == "Its columns are: “text”, “label”."


def test_rows_that_could_not_be_read_are_found_with_the_first_ones_reason(tmp_path):
    found = findings(read(tmp_path, "text,label\na,x\nb,y,z\nc,x\nd\n"))["rejected"]
    assert found.rows == (3, 5)
    assert "2 rows" in found.message
    assert "row 3 (line 3): it has 3 fields where the header has 2" in found.message


def test_rows_without_text_or_label_are_listed_and_the_fix_takes_them_out(table_of):
    table = table_of(("a", "x"), (" ", "x"), ("b", ""), ("c", "y"), ("", "\t"))
    assert findings(table)["empty"].rows == (3, 4, 6)
    fixed = fixed_by(table, "text", "label", [findings(table)["empty"].fix])
    assert rows_of(fixed) == [["a", "x"], ["c", "y"]]
    assert fixed.rows.tolist() == [2, 5]
    assert [(left.row, left.reason) for left in fixed.dropped] == [
        (row, "it has no text or no label") for row in (3, 4, 6)
    ]


def test_one_class_is_an_error_that_names_it(table_of):
    found = findings(table_of(*numbered(20, "ham"), ("more", "")))["one_class"]
    assert found.severity == "error"
    assert "“ham”" in found.message


def test_an_empty_label_column_is_an_error(table_of):
    found = check_table(table_of(("a", ""), ("b", " ")), DataConfig("", "text", "label"))[0]
    assert (found.name, found.severity, found.message) == ("one_class", "error", "The label column is empty.")


def test_labels_that_all_differ_are_an_error(table_of):
    found = findings(table_of(*((f"text {letter}", letter) for letter in "abcdefgh")))["unique_labels"]
    assert found.severity == "error"
    assert "All 8 labels differ" in found.message


def test_labels_with_fewer_than_ten_texts_are_named_smallest_first(table_of):
    table = table_of(*numbered(10, "many"), *numbered(9, "nine"), *numbered(1, "one"))
    found = findings(table)["small_classes"]
    assert "“one”: 1, “nine”: 9" in found.message
    assert "many" not in found.message
    assert found.rows == tuple(range(12, 22))


@pytest.mark.parametrize(("count", "asked"), [(100, False), (101, True)])
def test_more_than_a_hundred_labels_raise_the_question_whether_it_is_the_label_column(table_of, count, asked):
    table = table_of(*((f"text {n} {m}", f"label {n}") for n in range(count) for m in ("a", "b")))
    assert ("many_labels" in findings(table)) == asked


@pytest.mark.parametrize(("largest", "uneven"), [(49, False), (50, True)])
def test_labels_five_times_as_frequent_as_others_are_called_uneven(table_of, largest, uneven):
    table = table_of(*numbered(largest, "large"), *numbered(10, "small"))
    assert ("uneven_classes" in findings(table)) == uneven


def test_label_variants_by_case_space_and_unicode_form_merge_into_the_most_frequent(table_of):
    labels = ["Café", "Café", "café", "Cafe\N{COMBINING ACUTE ACCENT}", " Café ", "tea", "TEA", "tea"]
    table = table_of(*((f"{word} text", label) for word, label in zip("abcdefgh", labels, strict=True)))
    found = findings(table)["label_variants"]
    assert found.rows == (4, 5, 6, 8)
    assert "“TEA” → “tea”" in found.message
    fixed = fixed_by(table, "text", "label", [found.fix])
    assert fixed.column("label") == ["Café"] * 5 + ["tea"] * 3
    assert fixed.column("text") == table.column("text")
    assert "label_variants" not in findings(fixed)


def test_a_label_that_always_has_a_space_around_it_loses_it(table_of):
    table = table_of(("a", " ham"), ("b", " ham"), ("c", "spam"))
    assert fixed_by(table, "text", "label", ["label_variants"]).column("label") == ["ham", "ham", "spam"]


def test_labels_of_nothing_but_space_are_empty_and_no_variants(table_of):
    assert "label_variants" not in findings(table_of(("a", " "), ("b", ""), ("c", "x"), ("d", "y")))


def test_repeats_are_listed_and_the_fix_keeps_the_first(table_of):
    table = table_of(
        ("Buy now!", "spam"), ("hi", "ham"), ("buy  NOW", "Spam"), ("Buy now!", "spam"), ("yo", "ham")
    )
    assert findings(table)["duplicates"].rows == (4, 5)
    assert "contradictions" not in findings(table)
    fixed = fixed_by(table, "text", "label", ["duplicates"])
    assert fixed.column("text") == ["Buy now!", "hi", "yo"]
    assert [left.row for left in fixed.dropped] == [4, 5]


def test_a_text_with_several_labels_is_a_contradiction_and_the_fix_takes_all_its_rows_out(table_of):
    table = table_of(("Hello", "ham"), ("well", "ham"), ("hello", "spam"), ("Hello", "ham"), ("end", "spam"))
    assert findings(table)["contradictions"].rows == (2, 4, 5)
    assert "duplicates" not in findings(table)
    fixed = fixed_by(table, "text", "label", ["contradictions"])
    assert fixed.column("text") == ["well", "end"]


def test_a_copy_without_a_label_contradicts_nothing_and_repeats_nothing(table_of):
    table = table_of(("hello", "ham"), ("hello", ""), ("other", "spam"))
    assert findings(table).keys().isdisjoint({"contradictions", "duplicates"})
    assert len(fixed_by(table, "text", "label", ["contradictions", "duplicates"])) == 3


def test_texts_of_symbols_alone_are_not_repeats_of_each_other(table_of):
    assert "duplicates" not in findings(
        table_of(("🙂", "good"), ("🙁", "good"), ("!!", "bad"), ("??", "bad"))
    )


def test_findings_come_worst_first(table_of):
    table = table_of(("a", "x"), ("a", "x"), ("", "x"))
    assert [finding.severity for finding in check_table(table, DataConfig("", "text", "label"))] == [
        "error",
        "warning",
        "info",
    ]


def test_all_fixes_leave_nothing_to_fix_and_no_row_unaccounted_for(tmp_path):
    table = read(tmp_path, "text,label\na,X\na,x\nb,x\nb,y\nc,y\n,y\nd,x \nd,x\ne\nf,Y\n")
    fixed = fixed_by(table, "text", "label", tuple(FIXES))
    assert [
        finding.fix for finding in check_table(fixed, DataConfig("", "text", "label")) if finding.fix
    ] == []
    assert rows_of(fixed) == [["a", "x"], ["c", "y"], ["d", "x"], ["f", "y"]]
    left_out = [*fixed.rejected, *fixed.dropped]
    numbers = [*fixed.rows.tolist(), *(left.row for left in left_out)]
    assert sorted(numbers) == list(range(2, 12))
    save_clean(fixed, tmp_path / "clean.csv")
    assert rows_of(read_csv(tmp_path / "clean.csv")) == rows_of(fixed)


def test_fixes_keep_the_other_columns_and_their_order(table_of):
    table = table_of(
        ("1", "A", "one"), ("2", "a", "two"), ("3", "a", "three"), header=("id", "label", "text")
    )
    fixed = fixed_by(table, "text", "label", ["label_variants", "duplicates"])
    assert fixed.names == ("id", "label", "text")
    assert rows_of(fixed) == [["1", "a", "one"], ["2", "a", "two"], ["3", "a", "three"]]


def test_an_unknown_fix_is_refused_with_those_there_are(table_of):
    with pytest.raises(ConfigError, match="no fix called polish") as refusal:
        fixed_by(table_of(("a", "b")), "text", "label", ["polish"])
    assert refusal.value.field == "fixes"
    assert "label_variants, empty, contradictions, duplicates" in refusal.value.hint


@pytest.mark.parametrize(
    ("header", "kinds"),
    [
        (("id", "topic", "body"), ("id", "label", "text")),
        (("label", "message", "id"), ("label", "text", "id")),
        (("a", "b", "c"), ("id", "label", "text")),
        (("文本", "编号", "标签"), ("text", "id", "label")),
    ],
)
def test_text_and_label_columns_are_guessed_from_names_and_values(table_of, header, kinds):
    rows = []
    for number, (text, topic) in enumerate(topic_rows(60)):
        values = {"id": f"{number:05d}", "text": text, "label": topic}
        rows.append(tuple(values[kind] for kind in kinds))
    guess = guess_columns(table_of(*rows, header=header))
    assert (guess.text, guess.label) == (header[kinds.index("text")], header[kinds.index("label")])


def test_a_file_of_one_column_has_nothing_to_guess(tmp_path):
    with pytest.raises(DataError, match="too few columns, only “text”") as refusal:
        guess_columns(read(tmp_path, "text\nhello\n"))
    assert "needs two" in refusal.value.hint


@needs_real_data
def test_real_messages_are_found_to_repeat_and_their_columns_are_guessed():
    table = read_csv(REAL_DATA / "sms_spam.csv")
    guess = guess_columns(table)
    assert (guess.text, guess.label) == ("text", "label")
    repeats = findings(table)["duplicates"]
    assert len(repeats.rows) > 400
    fixed = fixed_by(table, "text", "label", tuple(FIXES))
    assert len(fixed) + len(fixed.dropped) == len(table)
    assert len(set(fixed.column("text"))) == len(fixed)
