"""Looks a table over before anything is learned from it: what is wrong, where, and which fix there is."""

from collections.abc import Callable, Sequence

import numpy as np

from guitune.core.config import DataConfig
from guitune.core.data.checks.changes import changes_lost
from guitune.core.data.checks.finding import Finding, Severity
from guitune.core.data.checks.label_writings import (
    canonical_labels,
    label_variants,
    merges_without_effect,
    similar_labels,
)
from guitune.core.data.checks.labels import (
    SMALL_CLASS,
    label_problems,
    one_class_message,
    unique_labels_message,
    unseen_labels,
)
from guitune.core.data.checks.languages import several_languages
from guitune.core.data.checks.leakage import leaks
from guitune.core.data.checks.lengths import unusual_lengths
from guitune.core.data.checks.repeats import RepeatedTexts, nearly_repeated_texts, repeated_texts
from guitune.core.data.checks.rows import empty_rows, rejected_rows
from guitune.core.data.checks.texts import foreign_matter
from guitune.core.data.checks.usable import UsableRows
from guitune.core.data.distinct import Distinct
from guitune.core.data.reading import stop_if
from guitune.core.data.table import StringTable
from guitune.core.data_choices import KeptPair

__all__ = [
    "SMALL_CLASS",
    "Finding",
    "RepeatedTexts",
    "Severity",
    "UsableRows",
    "canonical_labels",
    "check_examples",
    "check_table",
    "one_class_message",
    "unique_labels_message",
]


def check_table(
    table: StringTable,
    config: DataConfig,
    *,
    others: Sequence[StringTable] = (),
    written: Sequence[StringTable] = (),
    lost: int = 0,
    usable: UsableRows | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> list[Finding]:
    """Everything found, worst first.

    Parameters
    ----------
    table
        The prepared table to learn from (`guitune.core.data.recipe.prepare`).
    others
        The prepared tables for validation and test, where they are separate files.
    written
        All tables before the recipe, if merges that change nothing are to be told.
    lost
        How many changes made by hand do not fit the files (`guitune.core.data.recipe.lost_changes`).
    usable
        What `UsableRows.of(table, config)` gave, if it is there already.
    is_cancelled
        Asked before each check.

    Raises
    ------
    DataError
        If one of the columns does not exist, or `is_cancelled`.
    """
    usable = UsableRows.of(table, config) if usable is None else usable
    labels = Distinct.of(table.column(config.label_column))
    checks: tuple[Callable[[], list[Finding]], ...] = (
        lambda: rejected_rows(table),
        lambda: empty_rows(table, config),
        lambda: changes_lost(lost),
        lambda: _of_labels_and_repeats(labels, usable, table.rows, config.kept_pairs),
        lambda: merges_without_effect(written, config),
        lambda: unseen_labels(table, list(others), config),
        lambda: nearly_repeated_texts(usable, table.rows, config.kept_pairs),
        lambda: leaks(table, usable, config),
        lambda: foreign_matter(usable, config),
        lambda: unusual_lengths(usable),
        lambda: several_languages(usable),
    )
    findings = []
    for check in checks:
        stop_if(is_cancelled)
        findings += check()
    order = ("error", "warning", "info")
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def check_examples(texts: Sequence[str], labels: Sequence[str], rows: Sequence[int]) -> list[Finding]:
    """What is found quickly in texts and labels of any origin; `rows` are their row numbers."""
    usable = UsableRows.among(texts, labels, rows)
    return _of_labels_and_repeats(Distinct.of(labels), usable, np.asarray(rows, dtype=np.int64))


def _of_labels_and_repeats(
    labels: Distinct, usable: UsableRows, rows: np.ndarray, kept: Sequence[KeptPair] = ()
) -> list[Finding]:
    return [
        *label_problems(labels, usable),
        *label_variants(labels, rows),
        *similar_labels(labels, rows),
        *repeated_texts(usable, rows, kept),
    ]
