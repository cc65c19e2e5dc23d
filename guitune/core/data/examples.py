"""Examples to learn from, taken from one file or from separate files, with the side each was given."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from guitune.core.config import DataConfig
from guitune.core.data.reader import read_table
from guitune.core.data.recipe import file_numbers, has_recipe, prepare
from guitune.core.data.side_names import side_named
from guitune.core.data.slices import joined_slices, slices_of
from guitune.core.data.splits import Side
from guitune.core.data.table import RejectedRow, SourceFile, StringTable
from guitune.core.data.text_columns import first_texts
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import DataError
from guitune.i18n import _


@dataclass(frozen=True)
class GivenFile:
    """A file as it was read, and the side of the split that its rows were given for."""

    table: StringTable
    side: Side


@dataclass(frozen=True)
class Examples:
    """Parallel lists, one entry per example, in file order (then the validation file, then the test file).

    Attributes
    ----------
    files
        Each example's file, an index into `recipe.FILES`.
    rows
        Row numbers in the example's own file.
    pairs
        The second texts of text pairs, or None.
    given
        The side that a split column or a separate file names.
    left_out
        Rows that are no examples, with the reason.
    left_out_files
        The file of each of these, an index into `recipe.FILES`.
    slices
        The columns without a role, one Arrow string column per name, to slice figures by; empty texts where a
        file lacks a column that another has.
    written
        The examples as the files hold them, before the recipe; None where nothing is mended.
    """

    sources: tuple[SourceFile, ...]
    files: list[int]
    rows: list[int]
    texts: list[str]
    pairs: list[str] | None
    labels: list[str]
    given: list[Side]
    left_out: tuple[RejectedRow, ...]
    left_out_files: tuple[int, ...]
    slices: pa.Table
    written: "Examples | None" = None

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def joined_texts(self) -> list[str]:
        """The texts, a pair as its two texts on two lines."""
        if self.pairs is None:
            return self.texts
        return [f"{text}\n{pair}" for text, pair in zip(self.texts, self.pairs, strict=True)]


def load_examples(config: DataConfig) -> Examples:
    """Read the file or files of `config`, apply its fixes and keep the rows that have a text and a label.

    Raises
    ------
    DataError
        If a file or a column cannot be used.
    ConfigError
        If a fix is unknown.
    """
    return examples_of(read_files(config), config)


def read_files(
    config: DataConfig,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[float], None] = lambda _share: None,
) -> list[GivenFile]:
    """The file of `config`, read as it says, then its validation and test files if it names any.

    Parameters
    ----------
    on_progress
        Told the share of the file being read.

    Raises
    ------
    DataError
        If one of them cannot be read, or `is_cancelled`, asked while reading, says that none is wanted.
    """
    others = ReadingOptions(replace_bad_bytes=config.reading.replace_bad_bytes)
    given_files: list[tuple[str | None, Side, ReadingOptions]] = [
        (config.file, "train", config.reading),
        (config.validation_file, "validation", others),
        (config.test_file, "test", others),
    ]
    return [
        GivenFile(read_table(Path(file), options, is_cancelled, on_progress), side)
        for file, side, options in given_files
        if file
    ]


def examples_of(
    files: Sequence[GivenFile], config: DataConfig, prepared: Sequence[StringTable] | None = None
) -> Examples:
    """The examples in files that were read already; raises as `load_examples` does.

    Parameters
    ----------
    prepared
        The files' tables after the recipe, if they are there already.
    """
    written = [given.table for given in files]
    examples = _gathered(prepare(written, config) if prepared is None else prepared, files, config)
    if not has_recipe(config):
        return examples
    return replace(examples, written=_gathered(written, files, config))


def _gathered(tables: Sequence[StringTable], files: Sequence[GivenFile], config: DataConfig) -> Examples:
    parts = [
        _of_one_file(table, number, given.side, config)
        for table, number, given in zip(tables, file_numbers(config), files, strict=True)
    ]
    if len(parts) == 1:
        return parts[0]
    pairs = None if parts[0].pairs is None else [pair for part in parts for pair in part.pairs or ()]
    return Examples(
        sources=tuple(source for part in parts for source in part.sources),
        files=[file for part in parts for file in part.files],
        rows=[row for part in parts for row in part.rows],
        texts=[text for part in parts for text in part.texts],
        pairs=pairs,
        labels=[label for part in parts for label in part.labels],
        given=[side for part in parts for side in part.given],
        left_out=tuple(row for part in parts for row in part.left_out),
        left_out_files=tuple(file for part in parts for file in part.left_out_files),
        slices=joined_slices([(part.slices, len(part)) for part in parts]),
    )


def _of_one_file(table: StringTable, number: int, side: Side, config: DataConfig) -> Examples:
    texts, labels = first_texts(table, config), table.column(config.label_column)
    pairs = table.column(config.text2_column) if config.text2_column else None
    if config.split_column is not None and side == "train":
        given = _given_sides(table, config.split_column)
    else:
        given = [side] * len(table)
    rows = table.rows.tolist()
    kept = [place for place in range(len(table)) if texts[place].strip() and labels[place].strip()]
    without = set(range(len(table))) - set(kept)
    left_out = (
        *table.rejected,
        *table.dropped,
        *(RejectedRow(rows[place], 0, _("it has no text or no label"), "") for place in sorted(without)),
    )
    return Examples(
        sources=(table.source,),
        files=[number] * len(kept),
        rows=[rows[place] for place in kept],
        texts=[texts[place] for place in kept],
        pairs=[pairs[place] for place in kept] if pairs is not None else None,
        labels=[labels[place] for place in kept],
        given=[given[place] for place in kept],
        slices=slices_of(table, kept, config),
        left_out=left_out,
        left_out_files=(number,) * len(left_out),
    )


def _given_sides(table: StringTable, column: str) -> list[Side]:
    written = table.column(column)
    sides = [side_named(value) for value in written]
    unknown = Counter(value for value, side in zip(written, sides, strict=True) if side is None)
    if unknown:
        names = ", ".join(f"“{value}”" for value, _count in unknown.most_common(5))
        raise DataError(
            _("The split column “{column}” holds values that name no side: {names}.").format(
                column=column, names=names
            ),
            _("Write train, validation or test in it, or leave the split to GuiTune."),
        )
    return [side for side in sides if side is not None]
