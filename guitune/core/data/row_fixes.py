"""The fixes that have a name: each mends rows or labels of all tables together."""

from collections.abc import Callable

from guitune.core.config import DataConfig
from guitune.core.data.checks.label_writings import canonical_labels
from guitune.core.data.checks.labels import label_counts, small_labels
from guitune.core.data.checks.lengths import too_short
from guitune.core.data.checks.repeats import Contradictions, NearRepeats, RepeatedTexts
from guitune.core.data.checks.usable import UsableRows
from guitune.core.data.table import StringTable
from guitune.core.data.table_changes import with_labels, without_rows
from guitune.core.data.text_columns import first_texts
from guitune.i18n import _

Fix = Callable[[list[StringTable], DataConfig], list[StringTable]]


def _merge_label_variants(tables: list[StringTable], config: DataConfig) -> list[StringTable]:
    canonical = canonical_labels([label for table in tables for label in table.column(config.label_column)])
    return [with_labels(table, config.label_column, canonical) for table in tables]


def _in_each(fix: Callable[[StringTable, DataConfig], StringTable]) -> Fix:
    return lambda tables, config: [fix(table, config) for table in tables]


def _drop_empty(table: StringTable, config: DataConfig) -> StringTable:
    pairs = zip(first_texts(table, config), table.column(config.label_column), strict=True)
    empty = [place for place, (text, label) in enumerate(pairs) if not text.strip() or not label.strip()]
    return without_rows(table, empty, _("it has no text or no label"))


def _drop_contradictions(table: StringTable, config: DataConfig) -> StringTable:
    contradicting = Contradictions.among(UsableRows.of(table, config), config.kept_pairs)
    return without_rows(table, contradicting.repeats, _("the same text has different labels"))


def _drop_duplicates(table: StringTable, config: DataConfig) -> StringTable:
    repeats = RepeatedTexts.among(UsableRows.of(table, config)).repeats
    return without_rows(table, repeats, _("it repeats an earlier text"))


def _drop_near_duplicates(table: StringTable, config: DataConfig) -> StringTable:
    near = NearRepeats.among(UsableRows.of(table, config), config.kept_pairs)
    return without_rows(table, near.repeats, _("it nearly repeats an earlier text"))


def _drop_short_texts(table: StringTable, config: DataConfig) -> StringTable:
    """Once more where texts are usually longer once the shortest are taken out."""
    while True:
        usable = UsableRows.of(table, config)
        short = too_short(usable.near.written)[usable.near.written.codes]
        if not short.any():
            return table
        table = without_rows(table, usable.places[short], _("its text is too short"))


def _drop_small_classes(tables: list[StringTable], config: DataConfig) -> list[StringTable]:
    """Leaves all labels where fewer than two are large enough, since nothing could be learned then."""
    counts = label_counts(UsableRows.of(tables[0], config).written_labels)
    small = small_labels(counts)
    if len(counts) - len(small) < 2:
        return tables
    return [_without_labels(table, config, small) for table in tables]


def _without_labels(table: StringTable, config: DataConfig, labels: set[str]) -> StringTable:
    places = [place for place, label in enumerate(table.column(config.label_column)) if label in labels]
    return without_rows(table, places, _("its label has too few texts"))


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
