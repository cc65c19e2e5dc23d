"""What is mended in tables before they are used. Files never change; the recipe is kept and replayed."""

from collections.abc import Sequence
from dataclasses import replace

from guitune.core.config import DataConfig
from guitune.core.data.checks.label_writings import INTO, MERGE, merge_name
from guitune.core.data.cleaning import CLEANING, clean_texts
from guitune.core.data.placed_changes import places_of
from guitune.core.data.row_fixes import FIXES, SURE_FIXES
from guitune.core.data.table import StringTable
from guitune.core.data.table_changes import with_column, with_labels, with_values, without_rows
from guitune.core.data.text_columns import text_columns
from guitune.core.data_choices import Edit, LabelMerge
from guitune.core.errors import ConfigError
from guitune.i18n import _

__all__ = [
    "FILES",
    "FIXES",
    "SURE_FIXES",
    "edited",
    "file_numbers",
    "fixes_made",
    "lost_changes",
    "merge_name",
    "prepare",
    "with_fix",
    "without_fix",
]

FILES = ("file", "validation_file", "test_file")


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
        file = FILES[number]
        chosen = _without_left_out(edited(table, config, file), table, config, file)
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


def has_recipe(config: DataConfig) -> bool:
    """Whether anything is mended at all."""
    return bool(config.edits or config.left_out_rows or config.cleaning or config.merges or config.fixes)


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
    """The table of one of `FILES`, as written, after the edits of its cells that still fit."""
    edits = [edit for edit in config.edits if edit.file == file]
    made, _lost = _edited(table, edits, config.text_column)
    return made


def lost_changes(tables: Sequence[StringTable], config: DataConfig) -> int:
    """How many changes of single rows no longer fit the files: edits, and rows left out.

    Changes of files that `config` does not name do not count.

    Parameters
    ----------
    tables
        The files as written, in the order of `prepare`.
    """
    lost = 0
    for table, number in zip(tables, file_numbers(config), strict=False):
        edits = [edit for edit in config.edits if edit.file == FILES[number]]
        left_out = [left for left in config.left_out_rows if left.file == FILES[number]]
        _made, lost_edits = _edited(table, edits, config.text_column)
        lost += lost_edits + int((places_of(table, left_out, config.text_column) < 0).sum())
    return lost


def _edited(table: StringTable, edits: Sequence[Edit], text_column: str) -> tuple[StringTable, int]:
    """The table after those of the edits that still fit, and the number of those that do not."""
    by_column: dict[str, dict[int, str]] = {}
    lost = 0
    for edit, place in zip(edits, places_of(table, edits, text_column).tolist(), strict=True):
        if place < 0 or edit.column not in table.names:
            lost += 1
            continue
        made = by_column.setdefault(edit.column, {})
        held = made[place] if place in made else table.columns.column(edit.column)[place].as_py()
        if held == edit.before:
            made[place] = edit.after
        else:
            lost += 1
    for name, made in by_column.items():
        table = with_values(table, name, made)
    return table, lost


def _without_left_out(table: StringTable, written: StringTable, config: DataConfig, file: str) -> StringTable:
    left_out = [left for left in config.left_out_rows if left.file == file]
    places = places_of(written, left_out, config.text_column)
    return without_rows(table, places[places >= 0], _("you left it out"))


def _cleaned(table: StringTable, config: DataConfig) -> StringTable:
    for column in text_columns(config) if config.cleaning else ():
        table = with_column(table, column, clean_texts(table.column(column), config.cleaning))
    return table


def _merged(table: StringTable, config: DataConfig) -> StringTable:
    new_labels: dict[str, str] = {}
    for merge in config.merges:
        new_labels = {old: merge.new if new == merge.old else new for old, new in new_labels.items()}
        new_labels[merge.old] = merge.new
    return with_labels(table, config.label_column, new_labels) if new_labels else table
