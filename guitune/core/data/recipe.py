"""Named fixes of a table. The file is never changed; the names are kept and replayed in the same order."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from guitune.core.data.checks import RepeatedTexts, canonical_labels
from guitune.core.data.table import RejectedRow, StringTable
from guitune.core.errors import ConfigError
from guitune.i18n import _

Fix = Callable[[list[StringTable], str, str], list[StringTable]]


def apply_fixes(
    tables: Sequence[StringTable], text_column: str, label_column: str, fixes: Sequence[str]
) -> list[StringTable]:
    """The tables after the named fixes; rows that a fix takes out are listed in `dropped`.

    Labels are merged over all tables together, so that every file spells a label the same way.

    Raises
    ------
    ConfigError
        If there is no fix of that name.
    """
    fixed = list(tables)
    for name in fixes:
        if name not in FIXES:
            raise ConfigError(
                "fixes",
                _("There is no fix called {name}.").format(name=name),
                _("The fixes are: {names}, or all.").format(names=", ".join(FIXES)),
            )
        fixed = FIXES[name](fixed, text_column, label_column)
    return fixed


def _merge_label_variants(
    tables: list[StringTable], _text_column: str, label_column: str
) -> list[StringTable]:
    canonical = canonical_labels([label for table in tables for label in table.column(label_column)])

    def merged(table: StringTable) -> StringTable:
        labels = [canonical.get(label, label) for label in table.column(label_column)]
        position = table.names.index(label_column)
        column = pa.array(labels, pa.large_string())
        return replace(table, columns=table.columns.set_column(position, label_column, column))

    return [merged(table) for table in tables]


def _in_each(fix: Callable[[StringTable, str, str], StringTable]) -> Fix:
    return lambda tables, text_column, label_column: [
        fix(table, text_column, label_column) for table in tables
    ]


def _drop_empty(table: StringTable, text_column: str, label_column: str) -> StringTable:
    pairs = zip(table.column(text_column), table.column(label_column), strict=True)
    empty = {place for place, (text, label) in enumerate(pairs) if not text.strip() or not label.strip()}
    return _without(table, empty, _("it has no text or no label"))


def _drop_contradictions(table: StringTable, text_column: str, label_column: str) -> StringTable:
    repeated = RepeatedTexts.of(table.column(text_column), table.column(label_column))
    contradicting = {place for group in repeated.contradicting for place in group}
    return _without(table, contradicting, _("the same text has different labels"))


def _drop_duplicates(table: StringTable, text_column: str, label_column: str) -> StringTable:
    repeated = RepeatedTexts.of(table.column(text_column), table.column(label_column))
    return _without(table, set(repeated.repeats), _("it repeats an earlier text"))


def _without(table: StringTable, places: set[int], reason: str) -> StringTable:
    if not places:
        return table
    kept = np.array([place not in places for place in range(len(table))])
    dropped = [RejectedRow(int(table.rows[place]), 0, reason, "") for place in sorted(places)]
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
}
