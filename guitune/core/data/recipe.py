"""What is mended in tables before they are used. Files never change; the recipe is kept and replayed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from guitune.core.config import DataConfig
from guitune.core.data.checks.label_writings import INTO, MERGE, canonical_labels, merge_name
from guitune.core.data.checks.labels import label_counts, small_labels
from guitune.core.data.checks.lengths import too_short
from guitune.core.data.checks.repeats import NearRepeats, RepeatedTexts
from guitune.core.data.checks.usable import UsableRows
from guitune.core.data.cleaning import CLEANING, clean_texts
from guitune.core.data.distinct import Distinct
from guitune.core.data.table import RejectedRow, StringTable
from guitune.core.data.text_columns import first_texts, text_columns
from guitune.core.data_choices import LabelMerge
from guitune.core.errors import ConfigError
from guitune.i18n import _

__all__ = [
    "FILES",
    "FIXES",
    "SURE_FIXES",
    "edited",
    "file_numbers",
    "fixes_made",
    "merge_name",
    "prepare",
    "with_fix",
    "without_fix",
]

FILES = ("file", "validation_file", "test_file")

Fix = Callable[[list[StringTable], DataConfig], list[StringTable]]


def prepare(tables: Sequence[StringTable], config: DataConfig) -> list[StringTable]:
    """The tables after the recipe of `config`; rows that it takes out are listed in `dropped`.

    Labels are mended over all tables together, so that every file spells a label the same way.

    Parameters
    ----------
    tables
        The file of `config`, then its validation and test files if it names any.

    Raises
    ------
    ConfigError
        If there is no fix or cleaning step of a name.
    MissingColumnError
        If a table lacks a column.
    """
    prepared = []
    for table, number in zip(tables, file_numbers(config), strict=False):
        chosen = _without_left_out(edited(table, config, FILES[number]), config, FILES[number])
        prepared.append(_merged(_cleaned(chosen, config), config))
    for name in config.fixes:
        if name not in FIXES:
            raise _unknown(name)
        prepared = FIXES[name](prepared, config)
    return prepared


def file_numbers(config: DataConfig) -> list[int]:
    """Indices into `FILES` of the files that `config` names; the main one where it names none."""
    return [number for number, name in enumerate(FILES) if getattr(config, name)] or [0]


def with_fix(config: DataConfig, name: str) -> DataConfig:
    """`config` with the fix `name` in its recipe: one of `FIXES` or `CLEANING`, or `merge:OLD=>NEW`.

    Raises
    ------
    ConfigError
        If there is no such fix.
    """
    if name in fixes_made(config):
        return config
    if name in FIXES:
        return replace(config, fixes=tuple(fix for fix in FIXES if fix in (*config.fixes, name)))
    if name in CLEANING:
        return replace(config, cleaning=tuple(step for step in CLEANING if step in (*config.cleaning, name)))
    old, into, new = name.removeprefix(MERGE).partition(INTO)
    if name.startswith(MERGE) and into and old and new:
        return replace(config, merges=(*config.merges, LabelMerge(old, new)))
    raise _unknown(name)


def without_fix(config: DataConfig, name: str) -> DataConfig:
    """`config` without the fix `name`."""
    return replace(
        config,
        fixes=tuple(fix for fix in config.fixes if fix != name),
        cleaning=tuple(step for step in config.cleaning if step != name),
        merges=tuple(merge for merge in config.merges if merge_name(merge.old, merge.new) != name),
    )


def fixes_made(config: DataConfig) -> tuple[str, ...]:
    """The names of all fixes in the recipe, in the order in which they are followed."""
    merges = (merge_name(merge.old, merge.new) for merge in config.merges)
    return (*config.cleaning, *merges, *config.fixes)


def _unknown(name: str) -> ConfigError:
    return ConfigError(
        "fixes",
        _("There is no fix called {name}.").format(name=name),
        _("The fixes are: {names}, or all.").format(names=", ".join((*FIXES, *CLEANING))),
    )


def edited(table: StringTable, config: DataConfig, file: str) -> StringTable:
    """The table of one of `FILES` after the edits of its cells that still fit."""
    for column in dict.fromkeys(edit.column for edit in config.edits if edit.file == file):
        if column not in table.names:
            continue
        values = table.column(column)
        for edit in config.edits:
            if (edit.file, edit.column) != (file, column):
                continue
            place = int(np.searchsorted(table.rows, edit.row))
            if place < len(table) and table.rows[place] == edit.row and values[place] == edit.before:
                values[place] = edit.after
        table = _with_column(table, column, values)
    return table


def _without_left_out(table: StringTable, config: DataConfig, file: str) -> StringTable:
    rows = [left.row for left in config.left_out_rows if left.file == file]
    return _without(table, np.flatnonzero(np.isin(table.rows, rows)), _("you left it out"))


def _cleaned(table: StringTable, config: DataConfig) -> StringTable:
    for column in text_columns(config) if config.cleaning else ():
        table = _with_column(table, column, clean_texts(table.column(column), config.cleaning))
    return table


def _merged(table: StringTable, config: DataConfig) -> StringTable:
    new_labels: dict[str, str] = {}
    for merge in config.merges:
        new_labels = {old: merge.new if new == merge.old else new for old, new in new_labels.items()}
        new_labels[merge.old] = merge.new
    return _with_labels(table, config.label_column, new_labels) if new_labels else table


def _merge_label_variants(tables: list[StringTable], config: DataConfig) -> list[StringTable]:
    canonical = canonical_labels([label for table in tables for label in table.column(config.label_column)])
    return [_with_labels(table, config.label_column, canonical) for table in tables]


def _in_each(fix: Callable[[StringTable, DataConfig], StringTable]) -> Fix:
    return lambda tables, config: [fix(table, config) for table in tables]


def _drop_empty(table: StringTable, config: DataConfig) -> StringTable:
    pairs = zip(first_texts(table, config), table.column(config.label_column), strict=True)
    empty = [place for place, (text, label) in enumerate(pairs) if not text.strip() or not label.strip()]
    return _without(table, empty, _("it has no text or no label"))


def _drop_contradictions(table: StringTable, config: DataConfig) -> StringTable:
    groups = RepeatedTexts.among(UsableRows.of(table, config)).contradicting
    contradicting = [place for group in groups for place in group]
    return _without(table, contradicting, _("the same text has different labels"))


def _drop_duplicates(table: StringTable, config: DataConfig) -> StringTable:
    repeats = RepeatedTexts.among(UsableRows.of(table, config)).repeats
    return _without(table, repeats, _("it repeats an earlier text"))


def _drop_near_duplicates(table: StringTable, config: DataConfig) -> StringTable:
    """Once more where a text has become the first of its kind because the one before it was taken out."""
    while repeats := NearRepeats.among(UsableRows.of(table, config)).repeats:
        table = _without(table, repeats, _("it nearly repeats an earlier text"))
    return table


def _drop_short_texts(table: StringTable, config: DataConfig) -> StringTable:
    """Once more where texts are usually longer once the shortest are taken out."""
    while True:
        usable = UsableRows.of(table, config)
        short = too_short(usable.near.written)[usable.near.written.codes]
        if not short.any():
            return table
        table = _without(table, usable.places[short], _("its text is too short"))


def _drop_small_classes(tables: list[StringTable], config: DataConfig) -> list[StringTable]:
    """Leaves all labels where fewer than two are large enough, since nothing could be learned then."""
    counts = label_counts(Distinct.of(tables[0].column(config.label_column)))
    small = small_labels(counts)
    if len(counts) - len(small) < 2:
        return tables
    return [_without_labels(table, config, small) for table in tables]


def _without_labels(table: StringTable, config: DataConfig, labels: set[str]) -> StringTable:
    places = [place for place, label in enumerate(table.column(config.label_column)) if label in labels]
    return _without(table, places, _("its label has too few texts"))


def _with_labels(table: StringTable, column: str, new_labels: dict[str, str]) -> StringTable:
    return _with_column(table, column, [new_labels.get(label, label) for label in table.column(column)])


def _with_column(table: StringTable, name: str, values: list[str]) -> StringTable:
    position = table.names.index(name)
    column = pa.array(values, pa.large_string())
    return replace(table, columns=table.columns.set_column(position, name, column))


def _without(table: StringTable, places: Sequence[int] | np.ndarray, reason: str) -> StringTable:
    if not len(places):
        return table
    kept = np.ones(len(table), dtype=bool)
    kept[places] = False
    dropped = [RejectedRow(row, 0, reason, "") for row in table.rows[~kept].tolist()]
    return replace(
        table,
        columns=table.columns.filter(pa.array(kept)),
        rows=table.rows[kept],
        dropped=(*table.dropped, *dropped),
    )


FIXES: dict[str, Fix] = {
    "label_variants": _merge_label_variants,
    "empty": _in_each(_drop_empty),
    "contradictions": _in_each(_drop_contradictions),
    "duplicates": _in_each(_drop_duplicates),
    "near_duplicates": _in_each(_drop_near_duplicates),
    "short_texts": _in_each(_drop_short_texts),
    "small_classes": _drop_small_classes,
}

SURE_FIXES = ("label_variants", "empty", "contradictions", "duplicates")
"""The fixes that need no judgement of the person whose data they are."""
