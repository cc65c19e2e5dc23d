from pathlib import Path

import numpy as np
import pyarrow as pa

from guitune.core.config import DataConfig
from guitune.core.data.cleaning_preview import CleanedText, preview_cleaning
from guitune.core.data.csv_reader import read_csv

from .conftest import write_rows

CONFIG = DataConfig(text_column="text", label_column="topic")


def table_of(tmp_path: Path, texts: list[str]):
    return read_csv(write_rows(tmp_path / "texts.csv", [(text, "a") for text in texts]))


def test_texts_that_change_are_counted_and_shown_before_and_after(tmp_path):
    preview = preview_cleaning(table_of(tmp_path, ["Good", "bad", "UGLY"]), CONFIG, ("lower_case",))
    assert (preview.total, preview.changed, preview.changed_by) == (3, 2, {"lower_case": 2})
    assert preview.examples == (CleanedText(2, "Good", "good"), CleanedText(4, "UGLY", "ugly"))


def test_a_step_that_changes_nothing_counts_none(tmp_path):
    preview = preview_cleaning(table_of(tmp_path, ["good", "bad"]), CONFIG, ("strip_html", "lower_case"))
    assert preview.changed_by == {"strip_html": 0, "lower_case": 0}
    assert (preview.changed, preview.examples) == (0, ())


def test_a_step_that_changes_few_texts_is_among_the_examples_of_one_that_changes_all(tmp_path):
    texts = [f"Text number {number}" for number in range(300)]
    texts[290] = "<b>Text</b> with markup"
    preview = preview_cleaning(table_of(tmp_path, texts), CONFIG, ("strip_html", "lower_case"), most=50)
    assert len(preview.examples) == 50
    assert [example.row for example in preview.examples if "<b>" in example.before] == [292]


def test_all_parts_of_a_long_table_are_seen(tmp_path):
    table = table_of(tmp_path, ["x"])
    columns = pa.table({"text": ["A"] * 12_000, "topic": ["a"] * 12_000})
    long = type(table)(table.source, columns, np.arange(2, 12_002), ())
    assert preview_cleaning(long, CONFIG, ("lower_case",)).changed == 12_000


def test_every_text_column_is_cleaned(tmp_path):
    file = write_rows(tmp_path / "two.csv", [("one", "TWO", "a"), ("", "x", "b")], ("text", "more", "topic"))
    config = DataConfig(text_column="text", label_column="topic", joined_columns=("more",))
    preview = preview_cleaning(read_csv(file), config, ("lower_case",))
    assert preview.examples == (CleanedText(2, "one | TWO", "one | two"),)
