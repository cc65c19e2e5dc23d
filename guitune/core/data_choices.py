"""Choices about the data that are more than one value: how a file is read, and what is changed in it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadingOptions:
    """How a file is read; what is None is found out from the file itself.

    Attributes
    ----------
    encoding
        Python's name of the encoding.
    delimiter
        The character between two fields.
    quote
        The character around fields that hold the delimiter or line ends; "" where there is none.
    escape
        How a quote inside a quoted field is written: "doubled" or "backslash".
    header
        Whether the first row names the columns.
    skip_lines
        Number of lines before the header, or before the first row where there is no header.
    replace_bad_bytes
        Whether bytes that the encoding does not know become �, counted, instead of stopping the reading.
    sheet
        The name of the sheet of a spreadsheet.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    header: bool | None = None
    skip_lines: int | None = None
    replace_bad_bytes: bool = False
    sheet: str | None = None


@dataclass(frozen=True)
class Edit:
    """One cell that a person changed; it is made only where the cell still holds `before`.

    Attributes
    ----------
    file
        Which of the data's files: "file", "validation_file" or "test_file".
    row
        The row's number in that file when it was changed, as `StringTable.rows` counts.
    text
        The row's text as the file holds it, by which the row is known again where the file has changed
        (`guitune.core.data.placed_changes`).
    """

    file: str
    row: int
    column: str
    before: str
    after: str
    text: str


@dataclass(frozen=True)
class LeftOutRow:
    """One row that a person left out; `file`, `row` and `text` are those of `Edit`."""

    file: str
    row: int
    text: str


@dataclass(frozen=True)
class KeptPair:
    """Two alike texts with their labels that a person has looked at and keeps both.

    They are known again by what they hold, whichever comes first and however they are written
    (`guitune.core.data.checks.repeats`).
    """

    earlier_text: str
    earlier_label: str
    later_text: str
    later_label: str


@dataclass(frozen=True)
class LabelMerge:
    """Every label `old` becomes `new`."""

    old: str
    new: str
