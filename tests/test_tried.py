import pytest

from guitune.core.errors import RunFolderError
from guitune.core.inference.certainty import certainty_of
from guitune.core.inference.tried import MOST_KEPT, Tried, read_tried, with_newest, write_tried


def entry(text: str, label: str = "food", pair: str | None = None) -> Tried:
    return Tried(text, pair, label, 0.75, "001")


def test_what_was_tried_is_read_as_it_was_written(tmp_path):
    entries = [entry("line\nbreak, “quotes”, 漢字"), entry("a", pair="b")]
    assert read_tried(tmp_path) == []
    write_tried(tmp_path, entries)
    assert read_tried(tmp_path) == entries


def test_an_older_answer_to_the_same_text_goes_and_at_most_a_hundred_are_kept():
    entries = [entry("a"), entry("b"), entry("a", pair="b")]
    newest = entry("b", label="sport")
    assert with_newest(entries, newest) == [newest, entries[0], entries[2]]
    many = [entry(str(number)) for number in range(MOST_KEPT)]
    assert with_newest(many, entry("new")) == [entry("new"), *many[:-1]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 1}',
        b'{"version": 9, "tried": []}',
        b'{"version": 1, "tried": [{"text": 3}]}',
    ],
)
def test_a_damaged_list_is_set_aside_and_told(tmp_path, content):
    (tmp_path / "tried.json").write_bytes(content)
    with pytest.raises(RunFolderError, match="cannot be read") as failure:
        read_tried(tmp_path)
    assert "tried.damaged.json" in failure.value.hint
    assert (tmp_path / "tried.damaged.json").read_bytes() == content
    assert read_tried(tmp_path) == []


@pytest.mark.parametrize(
    ("probabilities", "certainty"),
    [
        ((0.9, 0.1), "sure"),
        ((0.3, 0.7), "fairly sure"),
        ((0.52, 0.48), "close"),
        ((0.35, 0.15, 0.1, 0.1, 0.1, 0.1, 0.1), "faint"),
    ],
)
def test_certainty_looks_at_the_best_label_and_its_margin(probabilities, certainty):
    assert certainty_of(probabilities) == certainty
