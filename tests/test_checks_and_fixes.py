from dataclasses import replace

import pytest

from guitune.core.config import DataConfig
from guitune.core.data.checks import check_table
from guitune.core.data.columns import guess_columns
from guitune.core.data.csv_reader import read_csv
from guitune.core.data.csv_writer import save_clean
from guitune.core.data.examples import load_examples, read_files
from guitune.core.data.frozen_split import divide
from guitune.core.data.overview import look_over
from guitune.core.data.recipe import FIXES, prepare, with_fix
from guitune.core.data_choices import Edit, LabelMerge
from guitune.core.errors import ConfigError, DataError
from guitune.i18n import set_language

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


def findings(table, **choices):
    return {
        finding.name: finding for finding in check_table(table, DataConfig("", "text", "label", **choices))
    }


def numbered(count, label, start=0):
    words = ("apple", "bridge", "cloud", "drum", "eagle", "forest", "glass", "house", "island", "jacket")
    return [(f"{words[n // 10 % 10]} {words[n % 10]} {label}", label) for n in range(start, start + count)]


def topics(count, *renamed):
    """Rows of three topics in turn, under other names where some are given."""
    names = dict(zip(("film", "food", "sport"), renamed, strict=False))
    return [(text, names.get(topic, topic)) for text, topic in topic_rows(count)]


def test_an_even_file_without_faults_gives_no_findings(table_of):
    assert check_table(table_of(*topics(36)), DataConfig("", "text", "label")) == []


def test_a_column_that_is_not_there_is_refused_with_those_that_are(table_of):
    with pytest.raises(DataError, match="no column “topic”") as refusal:
        check_table(table_of(("a", "b")), DataConfig("", "text", "topic"))
    assert refusal.value.hint == "Its columns are: “text”, “label”."


def test_rows_that_could_not_be_read_are_found_with_the_first_ones_reason(tmp_path):
    found = findings(read(tmp_path, "text,label\na,x\nb,y,z\nc,x\nd\n"))["rejected"]
    assert found.rows == (3, 5)
    assert "2 rows" in found.message
    assert found.count == 2
    assert "row 3 (line 3): it has 3 fields where the header has 2" in found.message


def test_rows_without_text_or_label_are_listed_and_the_fix_takes_them_out(table_of):
    table = table_of(("a", "x"), (" ", "x"), ("b", ""), ("c", "y"), ("", "\t"))
    found = findings(table)["empty"]
    assert (found.rows, found.count) == ((3, 4, 6), 3)
    assert "Without a text: 2. Without a label: 2." in found.message
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


def test_only_texts_that_can_be_learned_from_count_for_a_label(table_of):
    table = table_of(*topics(30), *((f"soup {n}", "rare") for n in range(8)), (" ", "rare"), ("", "rare"))
    found = findings(table)["small_classes"]
    assert "“rare”: 8" in found.message
    assert found.rows == tuple(range(32, 40))
    both = table_of(*((f"hello {n}", f"a{n % 2}") for n in range(16)), ("", "a1"), (" ", "a1"), ("x", ""))
    assert "“a0”: 8, “a1”: 8" in findings(both)["small_classes"].message


def test_a_label_whose_texts_are_all_empty_is_none(table_of):
    assert (
        "“ham”" in findings(table_of(*numbered(20, "ham"), ("", "spam"), (" ", "spam")))["one_class"].message
    )
    assert "one_class" not in findings(table_of(("", "ham"), (" ", "spam"), ("\t", "ham")))


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
    found = findings(table)["contradictions"]
    assert (found.rows, found.pairs, found.count) == ((2, 4, 5), ((2, 4), (4, 5)), 1)
    assert "“Hello” in rows 2 and 4" in found.message
    assert "duplicates" not in findings(table)
    fixed = fixed_by(table, "text", "label", ["contradictions"])
    assert fixed.column("text") == ["well", "end"]


def test_repeats_are_said_never_to_stand_on_two_sides_of_the_split(table_of):
    text = "my card was charged twice for the same payment in the shop yesterday evening"
    found = findings(table_of((text, "a"), (text, "a"), (f"{text} at", "a"), ("quite another", "b")))
    for name in ("duplicates", "near_duplicates"):
        assert "never" in found[name].message
        assert "two sides of the split" in found[name].message


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


@pytest.mark.parametrize(
    ("rare", "frequent"),
    [
        ("postive", "positive"),
        ("Positve", "positive"),
        ("spma", "spam"),
        ("refund_reqest", "refund_request"),
        ("not-spam", "not_spam"),
        ("cancelations", "cancellation"),
        ("доставка", "доставкa"),
    ],
)
def test_a_rare_label_that_is_a_frequent_one_written_wrong_is_offered_for_merging(table_of, rare, frequent):
    rows = [(f"{text} {letter}", frequent) for letter in "abcdef" for text, _topic in topics(3)]
    table = table_of(*rows, ("strange", rare), ("stranger", rare), ("other", "neutral"), ("one", "neutral"))
    found = findings(table)["similar_labels"]
    assert (found.rows, found.count, found.fix) == ((20, 21), 2, f"merge:{rare}=>{frequent}")
    assert f"“{rare}” of 2 texts looks like “{frequent}” of 18" in found.message
    (merged,) = prepare([table], with_fix(DataConfig("", "text", "label"), found.fix))
    assert set(merged.column("label")) == {frequent, "neutral"}


@pytest.mark.parametrize(
    ("rare", "frequent"),
    [
        ("1 star", "2 stars"),
        ("1 star", "2 star"),
        ("level 11", "level 1"),
        ("v1.1", "v11"),
        ("A", "B"),
        ("class A", "class B"),
        ("negative", "positive"),
        ("unhelpful", "helpful"),
        ("not spam", "spam"),
        ("illegally", "legally"),
        ("decrease", "increase"),
        ("external", "internal"),
        ("seventh", "seven"),
        ("fourteenth", "fourteen"),
        ("part xviii", "part xvii"),
        ("A-", "A+"),
        ("不满意服务", "很满意服务"),
        ("服务不满意", "服务很满意"),
        ("lose", "loose!"),
    ],
)
def test_labels_that_differ_by_a_number_a_negation_or_another_word_are_never_offered(
    table_of, rare, frequent
):
    table = table_of(*((f"{text} {letter}", frequent) for letter in "abcdef" for text, _topic in topics(3)))
    with_rare = table_of(*zip(table.column("text"), table.column("label"), strict=True), ("strange", rare))
    assert "similar_labels" not in findings(with_rare)


def test_labels_about_as_frequent_as_each_other_are_two_labels(table_of):
    rows = [
        (f"{text} {place}", ("transfers", "transfer")[place % 2])
        for place, (text, _t) in enumerate(topics(30))
    ]
    assert "similar_labels" not in findings(table_of(*rows))


def test_texts_nearly_the_same_come_in_pairs_and_the_fix_keeps_the_first(table_of):
    text = "my card was charged twice for the same payment in the shop yesterday evening"
    table = table_of(
        (text, "a"), ("quite another", "b"), (f"{text} at", "A"), (f"{text} on", "b"), (f"{text} at!", "a")
    )
    found = findings(table)
    assert found["near_duplicates"].pairs == ((2, 4), (2, 6))
    assert found["near_duplicates"].rows == (4, 6)
    assert found["near_contradictions"].pairs == ((2, 5),)
    assert (found["near_contradictions"].rows, found["near_contradictions"].fix) == ((2, 5), None)
    assert fixed_by(table, "text", "label", ["near_duplicates"]).rows.tolist() == [2, 3, 5]


def test_the_fix_for_small_labels_is_offered_only_where_two_are_large_enough(table_of):
    small = [("soup one", "rare"), ("bread two", "rare")]
    assert findings(table_of(*topics(30), *small))["small_classes"].fix == "small_classes"
    assert findings(table_of(*topics(12), *small))["small_classes"].fix is None


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ([f"{number}.5" for number in range(40)], "label_is_number"),
        ([str(number) for number in range(40)], "label_is_number"),
        ([f"I would rather say that it was number {number}" for number in range(40)], "label_is_text"),
    ],
)
def test_a_label_column_of_measurements_or_sentences_is_called_what_it_is(table_of, values, name):
    labels = [*values, values[0]]
    found = findings(table_of(*zip((text for text, _topic in topics(41)), labels, strict=True)))
    assert (found[name].severity, found[name].count) == ("warning", 40)


def test_numbered_labels_that_come_again_and_again_are_labels(table_of):
    rows = [(text, str(place % 25)) for place, (text, _topic) in enumerate(topics(300))]
    assert findings(table_of(*rows)).keys().isdisjoint({"label_is_number", "label_is_text"})


def test_labels_that_only_the_test_has_are_listed(table_of, tmp_path):
    rows = [(text, topic, "train") for text, topic in topics(30)]
    rows += [("a goal", "sport", "test"), ("a song", "music", "test"), ("a tune", "music", "val")]
    table = table_of(*rows, header=("text", "label", "part"))
    found = findings(table, split_column="part")["unseen_labels"]
    assert (found.rows, found.count) == ((33, 34), 2)
    assert "“music”" in found.message
    other = read(tmp_path, "text,label\na goal,sport\na play,drama\n")
    config = DataConfig("", "text", "label", test_file="data.csv")
    (unseen,) = [
        finding for finding in check_table(table, config, others=[other]) if finding.name == "unseen_labels"
    ]
    assert (unseen.rows, unseen.count) == ((), 1)
    assert "“drama”" in unseen.message


@pytest.mark.parametrize(
    ("name", "fix", "text"),
    [
        ("html", "strip_html", "we <b>saw</b> it<br/>late"),
        ("urls", "mask_urls", "see https://example.org/a?b=c for more"),
        ("control_characters", "strip_controls", "nothing\x00 here"),
        ("control_characters", "strip_controls", "a \N{RIGHT-TO-LEFT OVERRIDE}txt.exe"),
        ("control_characters", "strip_controls", "red \x1b[31mtext\x1b[0m"),
        ("control_characters", "strip_controls", "zero\N{ZERO WIDTH SPACE}width"),
        ("personal_data", "mask_personal", "write to jane.doe@example.org please"),
    ],
)
def test_what_is_no_language_is_found_and_gone_once_it_is_cleaned(table_of, name, fix, text):
    table = table_of(
        *topics(30), (text, "film"), ("an actor, 3 < 4 & 5 > 2, and a scene", "film"), (text, "food")
    )
    found = findings(table)[name]
    assert (found.rows, found.fix, found.count) == ((32, 34), fix, 2)
    config = with_fix(DataConfig("", "text", "label"), fix)
    assert name not in {finding.name for finding in check_table(*prepare([table], config), config)}


def test_signs_that_cannot_be_seen_are_named_and_shown_as_escapes(table_of):
    message = findings(table_of(*topics(30), ("a\x00b \u202ec", "film")))["control_characters"].message
    assert "NUL, marks of the writing direction" in message
    assert "“a\\x00b \\u202ec”" in message


def test_personal_data_are_counted_by_kind(table_of):
    table = table_of(*topics(30), ("a@b.org", "film"), ("c@d.org and 4111 1111 1111 1111", "film"))
    assert "e-mail addresses: 2, card numbers: 1" in findings(table)["personal_data"].message


@needs_real_data
@pytest.mark.parametrize("file", ["sms_spam.csv", "banking77_test.csv"])
def test_no_personal_data_are_found_in_real_texts_once_they_are_masked(file):
    table = read_csv(REAL_DATA / file)
    config = DataConfig("", "text", guess_columns(table).label, cleaning=("mask_personal",))
    (masked,) = prepare([table], config)
    unmarked = replace(config, cleaning=())
    assert "personal_data" not in {finding.name for finding in check_table(masked, unmarked)}
    (twice,) = prepare([masked], config)
    assert twice.column("text") == masked.column("text")


def test_texts_far_longer_or_shorter_than_the_others_are_found(table_of):
    table = table_of(*topics(60), ("so much " * 2000, "film"), ("ok", "food"), ("?", "food"))
    found = findings(table)
    assert (found["very_long"].rows, found["very_long"].fix) == ((62,), None)
    assert "16000 characters" in found["very_long"].message
    assert (found["very_short"].rows, found["very_short"].fix) == ((63, 64), "short_texts")
    assert fixed_by(table, "text", "label", ["short_texts"]).rows.tolist() == list(range(2, 63))


def test_a_sentence_in_a_language_without_spaces_is_no_single_word(table_of):
    table = table_of(*topics(60), ("我的卡还没到", "film"), ("好", "food"))
    assert findings(table)["very_short"].rows == (63,)


def test_a_labels_own_name_in_its_texts_gives_it_away(table_of):
    rows = [(f"{text} ({topic.upper()})" if topic == "sport" else text, topic) for text, topic in topics(90)]
    found = findings(table_of(*rows))["label_in_text"]
    assert found.rows == tuple(row for row, (_text, topic) in enumerate(rows, start=2) if topic == "sport")
    assert "(“sport”)" in found.message


def test_a_word_that_only_one_label_has_gives_it_away(table_of):
    rows = [(f"{text} ticket" if topic == "film" else text, topic) for text, topic in topics(90)]
    found = findings(table_of(*rows))
    assert "“ticket” → “film”" in found["telling_word"].message
    assert found["telling_word"].rows == tuple(range(2, 92, 3))
    assert "label_in_text" not in found
    few = [(f"{text} ticket" if topic == "film" else text, topic) for text, topic in topics(30)]
    assert "telling_word" not in findings(table_of(*few))


def test_a_word_that_stands_in_other_texts_too_gives_nothing_away(table_of):
    rows = [
        (f"{text} ticket" if place % 3 == 0 or place < 10 else text, topic)
        for place, (text, topic) in enumerate(topics(90))
    ]
    assert findings(table_of(*rows)).keys().isdisjoint({"telling_word", "label_in_text"})


def test_a_text_column_of_codes_is_called_one(table_of):
    rows = [(f"A-{number:05d}", text, topic) for number, (text, topic) in enumerate(topics(60))]
    table = table_of(*rows, header=("id", "text", "label"))
    (found,) = [
        finding
        for finding in check_table(table, DataConfig("", "text", "label", joined_columns=("id",)))
        if finding.name == "id_column"
    ]
    assert "“id”" in found.message
    assert "“A-00000”" in found.message
    assert "id_column" not in findings(table)


def test_merges_of_labels_that_no_text_has_are_told(table_of):
    table = table_of(*topics(30))
    merges = (LabelMerge("sport", "game"), LabelMerge("game", "play"), LabelMerge("sport", "x"))
    config = DataConfig("", "text", "label", merges=(*merges, LabelMerge("nonexist", "film")))
    (found,) = [
        finding
        for finding in check_table(*prepare([table], config), config, written=[table])
        if finding.name == "merge_without_effect"
    ]
    assert (found.severity, found.count, found.fix) == ("info", 2, None)
    assert "“sport” → “x”, “nonexist” → “film”" in found.message


def test_a_merge_of_a_label_that_an_edit_gives_or_another_file_has_is_no_idle_one(table_of):
    table = table_of(*topics(30))
    other = table_of(("a song", "music"))
    config = DataConfig(
        "data.csv",
        "text",
        "label",
        test_file="test.csv",
        edits=(Edit("file", 2, "label", "film", "cinema", text=table.column("text")[0]),),
        merges=(LabelMerge("cinema", "film"), LabelMerge("music", "film")),
    )
    prepared, tested = prepare([table, other], config)
    found = check_table(prepared, config, others=[tested], written=[table, other])
    assert "merge_without_effect" not in {finding.name for finding in found}


def test_lists_in_findings_are_written_as_the_language_writes_them(table_of):
    set_language("zh_CN")
    table = table_of(*topics(30), *numbered(2, "two"), *numbered(1, "one"), ("a", " food"), ("b", "film "))
    table = table_of(
        *zip(table.column("text"), table.column("label"), strict=True), ("c@d.org, +442079460958", "film")
    )
    found = findings(table)
    for name in ("small_classes", "label_variants", "personal_data"):
        assert "、" in found[name].message
        assert ", " not in found[name].message


def test_languages_are_told_only_where_there_are_several(table_of):
    german = [
        ("Wo ist meine Karte, sie ist noch immer nicht angekommen", "film"),
        ("Ich möchte mein Geld zurück, weil die Zahlung falsch war", "food"),
        ("Das Spiel am Abend war wirklich sehr spannend für alle", "sport"),
    ]
    english = [(f"{text} and then we went home to have something to eat", topic) for text, topic in topics(9)]
    found = findings(table_of(*english, *german))["languages"]
    assert "2 languages: English 75%, German 25%" in found.message
    assert found.severity == "info"
    assert "languages" not in findings(table_of(*english))


def test_a_file_looked_over_is_prepared_once_and_gives_the_same_findings(tmp_path):
    rows = [*topics(40), *topics(12), ("", "film"), ("no label", "")]
    config = DataConfig(str(write_rows(tmp_path / "data.csv", rows, ("text", "label"))), "text", "label")
    for fixes in ((), ("empty", "duplicates")):
        chosen = DataConfig(config.file, "text", "label", fixes=fixes)
        files = read_files(chosen)
        overview = look_over(files, chosen)
        (prepared,) = prepare([files[0].table], chosen)
        assert list(overview.findings) == check_table(prepared, chosen)
        assert overview.split == divide(load_examples(chosen), chosen)
        assert len(overview.examples) == (40 if fixes else 52)


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
