"""Everything worth knowing about the chosen data before anything is learned from them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from guitune.core.config import DataConfig
from guitune.core.data.checks import Finding, UsableRows, check_table
from guitune.core.data.columns import guess_columns
from guitune.core.data.examples import Examples, GivenFile, examples_of
from guitune.core.data.frozen_split import divide
from guitune.core.data.reading import stop_if
from guitune.core.data.recipe import lost_changes, prepare
from guitune.core.data.splits import Split
from guitune.core.data.table import StringTable
from guitune.core.errors import GuiTuneError


@dataclass(frozen=True)
class DataOverview:
    """What the files hold under a choice of columns, fixes and shares.

    Attributes
    ----------
    config
        The choice, with both columns named.
    tables
        All files as written, the one to learn from first, in the order of `recipe.file_numbers`.
    prepared
        The file to learn from after the recipe.
    findings
        What is wrong with it after the fixes, worst first.
    split
        The side of every example, or None where `problem` says why there is none.
    label_counts
        Number of examples of each label, largest first.
    """

    config: DataConfig
    tables: tuple[StringTable, ...]
    prepared: StringTable
    examples: Examples
    findings: tuple[Finding, ...]
    split: Split | None
    problem: GuiTuneError | None
    label_counts: tuple[tuple[str, int], ...]

    @property
    def table(self) -> StringTable:
        """The file to learn from, as written."""
        return self.tables[0]


def with_columns(files: Sequence[GivenFile], config: DataConfig) -> DataConfig:
    """`config` with text and label column guessed where it names none that the file has.

    Other roles of columns that the file does not have are given up.

    Raises
    ------
    DataError
        If there is no column left to guess.
    """
    names = files[0].table.names
    known = replace(
        config,
        text_column=config.text_column if config.text_column in names else "",
        label_column=config.label_column if config.label_column in names else "",
        joined_columns=tuple(name for name in config.joined_columns if name in names),
        text2_column=config.text2_column if config.text2_column in names else None,
        split_column=config.split_column if config.split_column in names else None,
    )
    if known.text_column and known.label_column:
        return known
    taken = (*known.joined_columns, *filter(None, (known.text2_column, known.split_column)))
    guess = guess_columns(files[0].table, known.text_column or None, known.label_column or None, taken)
    return replace(known, text_column=guess.text, label_column=guess.label)


def look_over(
    files: Sequence[GivenFile], config: DataConfig, is_cancelled: Callable[[], bool] = lambda: False
) -> DataOverview:
    """Count, check and divide what was read; `config` names both columns.

    Parameters
    ----------
    is_cancelled
        Asked between the steps.

    Raises
    ------
    DataError
        If a column does not exist, or `is_cancelled`.
    """
    written = [given.table for given in files]
    tables = prepare(written, config)
    stop_if(is_cancelled)
    examples = examples_of(files, config, tables)
    stop_if(is_cancelled)
    usable = UsableRows.of(tables[0], config)
    problem: GuiTuneError | None = None
    split: Split | None = None
    stop_if(is_cancelled)
    try:
        split = divide(examples, config, None if config.split_column else usable.near)
    except GuiTuneError as error:
        problem = error
    findings = check_table(
        tables[0],
        config,
        others=tables[1:],
        written=written,
        lost=lost_changes(written, config),
        usable=usable,
        is_cancelled=is_cancelled,
    )
    return DataOverview(
        config=config,
        tables=tuple(written),
        prepared=tables[0],
        examples=examples,
        findings=tuple(findings),
        split=split,
        problem=problem,
        label_counts=tuple(Counter(examples.labels).most_common()),
    )
