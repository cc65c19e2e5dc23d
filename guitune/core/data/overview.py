"""Everything worth knowing about the chosen data before anything is learned from them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from guitune.core.config import DataConfig
from guitune.core.data.checks import Finding, check_table
from guitune.core.data.columns import guess_columns
from guitune.core.data.examples import Examples, GivenFile, divide, examples_of
from guitune.core.data.recipe import prepare
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
    table
        The file to learn from, as written.
    findings
        What is wrong with it after the fixes, worst first.
    split
        The side of every example, or None where `problem` says why there is none.
    label_counts
        Number of examples of each label, largest first.
    """

    config: DataConfig
    table: StringTable
    examples: Examples
    findings: tuple[Finding, ...]
    split: Split | None
    problem: GuiTuneError | None
    label_counts: tuple[tuple[str, int], ...]


def with_columns(files: Sequence[GivenFile], config: DataConfig) -> DataConfig:
    """`config` with text and label column guessed where it names none.

    Raises
    ------
    DataError
        If there is no column left to guess.
    """
    if config.text_column and config.label_column:
        return config
    guess = guess_columns(files[0].table, config.text_column or None, config.label_column or None)
    return replace(config, text_column=guess.text, label_column=guess.label)


def look_over(files: Sequence[GivenFile], config: DataConfig) -> DataOverview:
    """Count, check and divide what was read; `config` names both columns.

    Raises
    ------
    DataError
        If a column does not exist.
    """
    examples = examples_of(files, config)
    problem: GuiTuneError | None = None
    split: Split | None = None
    try:
        split = divide(examples, config)
    except GuiTuneError as error:
        problem = error
    fixed = prepare([given.table for given in files], config)[0]
    return DataOverview(
        config=config,
        table=files[0].table,
        examples=examples,
        findings=tuple(check_table(fixed, config)),
        split=split,
        problem=problem,
        label_counts=tuple(Counter(examples.labels).most_common()),
    )
