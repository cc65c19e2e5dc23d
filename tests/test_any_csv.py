"""Whatever table is written, it is read back without being told how; whatever is broken, every line is accounted for."""

import random

import pytest

from guitune.core.data.csv_reader import read_csv

from .csv_files import rows_of
from .damaged_files import DIALECTS, ENCODINGS, damaged_file, lines_unaccounted, written
from .nasty_files import NASTY_FILES

_LETTERS = {
    "utf-8": "abc dé,;|\t\"'\\\n質量é😀0.7\u200b",
    "cp1252": "abc dé,;|\t\"'\\\n£äöüß€0.7",
    "gb18030": "abc ,;|\t\"'\\\n质量很好的一天你我他0.7，。",
}
_SPECIAL = ["NA", "null", "007", "1.0", "1e5", "true", "", " x ", '"', "a,b", "\r\n", "=1+1"]


def random_table(seed: int, encoding: str) -> list[list[str]]:
    """A table of 3 to 12 rows and 2 to 4 columns, its cells words and oddities that the encoding has."""
    generator = random.Random(seed)
    letters = _LETTERS.get(encoding, _LETTERS["utf-8"])
    columns = generator.randint(2, 4)

    def cell() -> str:
        if generator.random() < 0.2:
            return generator.choice(_SPECIAL)
        return "".join(generator.choices(letters, k=generator.randint(1, 30)))

    names = ["text", "label", "source", "note"][:columns]
    return [names, *([cell() for _column in range(columns)] for _row in range(generator.randint(3, 12)))]


def is_read_back(tmp_path, table, dialect, encoding) -> bool:
    file = tmp_path / "data.csv"
    file.write_bytes(written(table, dialect, encoding))
    try:
        found = read_csv(file)
    except Exception:  # noqa: BLE001 - counted as not read back
        return False
    return [list(found.names), *rows_of(found)] == table and not found.rejected


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_hardly_any_table_needs_to_be_explained(tmp_path, dialect, encoding):
    read_back = sum(
        is_read_back(tmp_path, random_table(seed, encoding), dialect, encoding) for seed in range(60)
    )
    assert read_back >= 57


@pytest.mark.parametrize("hundred", range(5))
def test_every_line_of_a_damaged_file_is_accounted_for(tmp_path, hundred):
    file = tmp_path / "data.csv"
    for seed in range(100 * hundred, 100 * hundred + 100):
        file.write_bytes(damaged_file(seed))
        assert lines_unaccounted(file) in (0, None), f"seed {seed}"


@pytest.mark.parametrize("file", NASTY_FILES, ids=lambda file: file.name)
def test_the_files_that_people_really_have_are_read_as_they_are_meant(tmp_path, file):
    path = tmp_path / "data.csv"
    path.write_bytes(file.content)
    table = read_csv(path)
    assert [list(table.names), *rows_of(table)] == file.table
    assert len(table.rejected) == file.unreadable
