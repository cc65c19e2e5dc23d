"""Files of every dialect and encoding, and what a fault does to them; seeded, so that each can be had again."""

import csv
import io
import random
import re
from pathlib import Path

from guitune.core.data.csv_reader import read_csv
from guitune.core.data.table import StringTable
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import DataError

DIALECTS = {
    "comma": {},
    "all quoted": {"quoting": csv.QUOTE_ALL},
    "semicolon": {"delimiter": ";", "lineterminator": "\n"},
    "tab": {"delimiter": "\t"},
    "bar": {"delimiter": "|", "lineterminator": "\n"},
    "backslash": {"doublequote": False, "escapechar": "\\"},
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "gb18030")
_WORDS = [
    "free",
    "call now",
    'say "hi"',
    "a, b",
    "x;y",
    "tab\there",
    "two\nlines",
    "café",
    "£5",
    "",
    "007",
    "质量",
]


def written(table: list[list[str]], dialect: str, encoding: str) -> bytes:
    """The table as a file's bytes."""
    stream = io.StringIO()
    csv.writer(stream, **DIALECTS[dialect]).writerows(table)
    return stream.getvalue().encode(encoding)


def damaged_file(seed: int) -> bytes:
    """A file of a random table in a random dialect and encoding, with one to five faults."""
    generator = random.Random(seed)
    encoding = generator.choice(ENCODINGS)
    words = [word for word in _WORDS if word.encode(encoding, "ignore").decode(encoding) == word]
    rows = [
        [" ".join(generator.choices(words, k=generator.randint(1, 6))), generator.choice(["ham", "spam"])]
        for _row in range(generator.randint(3, 40))
    ]
    raw = bytearray(written([["text", "label"], *rows], generator.choice(list(DIALECTS)), encoding))
    for _fault in range(generator.randint(1, 5)):
        generator.choice([_flip, _cut, _splice, _unquote, _insert])(raw, generator)
    return bytes(raw)


def _flip(raw: bytearray, generator: random.Random) -> None:
    for _byte in range(generator.randint(1, 4)):
        if raw:
            raw[generator.randrange(len(raw))] = generator.randrange(256)


def _cut(raw: bytearray, generator: random.Random) -> None:
    start = generator.randrange(len(raw) + 1)
    del raw[start : start + generator.choice([1, 2, 10, len(raw)])]


def _splice(raw: bytearray, generator: random.Random) -> None:
    start = generator.randrange(len(raw) + 1)
    part = raw[start : start + generator.randint(1, 60)]
    place = generator.randrange(len(raw) + 1)
    raw[place:place] = part


def _unquote(raw: bytearray, generator: random.Random) -> None:
    quotes = [place for place, byte in enumerate(raw) if byte == ord('"')]
    if quotes:
        del raw[generator.choice(quotes)]


def _insert(raw: bytearray, generator: random.Random) -> None:
    place = generator.randrange(len(raw) + 1)
    raw[place:place] = generator.choice(
        [b'"', b",", b";", b"\t", b"\n", b"\r", b"\0", b"\xff", b'"\n"', b"\\"]
    )


def _read(file: Path, options: ReadingOptions) -> StringTable | None:
    try:
        return read_csv(file, options)
    except DataError as refusal:
        if not (refusal.message and refusal.hint):
            raise AssertionError("a refusal says what happened and what to do") from refusal
        return None


def lines_unaccounted(file: Path) -> int | None:
    """Lines of the file in no accepted, rejected, blank, remark, skipped or header row; None if it is refused.

    Counted without the reader: from the file's lines and from the line ends inside what was read.
    """
    table = _read(file, ReadingOptions()) or _read(file, ReadingOptions(replace_bad_bytes=True))
    if table is None:
        return None
    source = table.source
    lines = list(io.StringIO(file.read_bytes().decode(source.encoding, "replace"), newline=""))
    blank_skipped = sum(not line.strip() for line in lines[: source.skip_lines])
    taken = source.skip_lines + source.blank_lines - blank_skipped + source.comment_lines
    taken += sum(rejected.line_count for rejected in table.rejected)
    ends = re.compile(r"\r\n|\r|\n")
    columns = [table.column(name) for name in table.names]
    taken += len(table) + sum(len(ends.findall(value)) for column in columns for value in column)
    numbers = [*table.rows.tolist(), *(rejected.row for rejected in table.rejected)]
    assert len(set(numbers)) == len(numbers), "two rows have one number"
    for rejected in table.rejected:
        place = rejected.line - 1
        assert "".join(lines[place : place + rejected.line_count]).startswith(rejected.raw)
    header = csv.reader(
        iter(lines[source.skip_lines :]), delimiter=source.delimiter, quotechar=source.quote or None
    )
    if source.header:
        next(header)
    return len(lines) - taken - header.line_num
