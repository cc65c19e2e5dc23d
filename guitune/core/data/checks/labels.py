"""Whether the label column can be learned: how many labels there are, how large, and whether they are any."""

import re

import numpy as np

from guitune.core.config import DataConfig
from guitune.core.data.checks.finding import Finding, counted, listed, numbers
from guitune.core.data.checks.usable import UsableRows
from guitune.core.data.distinct import Distinct
from guitune.core.data.side_names import side_named
from guitune.core.data.table import StringTable
from guitune.i18n import _, ngettext

SMALL_CLASS = 10
MANY_LABELS = 100
_UNEVEN = 5
_MANY_VALUES = 20
_NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+([.,][0-9]+)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?\s*")


def label_problems(labels: Distinct, usable: UsableRows) -> list[Finding]:
    """What stands in the way of learning the labels, counted in usable rows; `labels` are those of all."""
    counts = label_counts(usable.written_labels)
    if not counts and label_counts(labels):
        return []
    if len(counts) < 2:
        return [Finding("one_class", "error", one_class_message(list(counts)), count=len(counts))]
    if max(counts.values()) == 1:
        message = unique_labels_message(len(counts))
        return [Finding("unique_labels", "error", message, count=len(counts))]
    unlike = _unlike_labels(counts)
    return [*_small_classes(counts, usable), *(unlike or _many_labels(counts)), *_uneven(counts)]


def label_counts(labels: Distinct) -> dict[str, int]:
    """The number of rows of each label."""
    counted = zip(labels.values, labels.counts.tolist(), strict=True)
    return {label: count for label, count in counted if label.strip()}


def small_labels(counts: dict[str, int]) -> set[str]:
    """The labels with too few texts."""
    return {label for label, count in counts.items() if count < SMALL_CLASS}


def one_class_message(labels: list[str]) -> str:
    """The sentence for a label column with one value or none."""
    if not labels:
        return _("The label column is empty.")
    return _("Every row has the same label, “{label}”, so there is nothing to tell apart.").format(
        label=labels[0]
    )


def unique_labels_message(count: int) -> str:
    """The sentence for a label column in which no value occurs twice."""
    return _("All {count} labels differ, so this looks like free text or a row number, not a label.").format(
        count=count
    )


def unseen_labels(table: StringTable, others: list[StringTable], config: DataConfig) -> list[Finding]:
    """Labels of the validation and test texts that no text to learn from has."""
    labels = Distinct.of(table.column(config.label_column))
    learned = labels.values
    unseen_here = np.zeros(len(table), dtype=bool)
    if config.split_column is not None:
        sides = Distinct.of(table.column(config.split_column))
        is_train = np.array([side_named(value) == "train" for value in sides.values])[sides.codes]
        learned_codes = np.unique(labels.codes[is_train])
        learned = [labels.values[code] for code in learned_codes]
        filled = np.array([bool(label.strip()) for label in labels.values])
        unseen_here = ~np.isin(labels.codes, learned_codes) & filled[labels.codes]
    elsewhere = [label for other in others for label in other.column(config.label_column) if label.strip()]
    strangers = set(elsewhere) - set(learned)
    names = sorted(strangers | {labels.values[code] for code in labels.codes[unseen_here]})
    if not names:
        return []
    count = sum(label in strangers for label in elsewhere) + int(unseen_here.sum())
    message = ngettext(
        "{count} text for checking or testing has a label that is not among those to learn ({names}) and is "
        "set aside.",
        "{count} texts for checking or testing have labels that are not among those to learn ({names}) and "
        "are set aside.",
        count,
    ).format(count=count, names=listed([f"“{name}”" for name in names]))
    return [Finding("unseen_labels", "warning", message, numbers(table.rows[unseen_here]), count=count)]


def _small_classes(counts: dict[str, int], usable: UsableRows) -> list[Finding]:
    small = small_labels(counts)
    if not small:
        return []
    message = ngettext(
        "{count} label has fewer than {least} texts ({names}): too few to learn and to test it well.",
        "{count} labels have fewer than {least} texts ({names}): too few to learn and to test them well.",
        len(small),
    ).format(
        count=len(small),
        least=SMALL_CLASS,
        names=listed(
            [
                counted(f"“{label}”", counts[label])
                for label in sorted(small, key=lambda name: (counts[name], name))
            ]
        ),
    )
    labels = usable.written_labels
    found = numbers(usable.rows[np.array([label in small for label in labels.values])[labels.codes]])
    fix = "small_classes" if len(counts) - len(small) >= 2 else None
    return [Finding("small_classes", "warning", message, found, fix, count=len(small))]


def _unlike_labels(counts: dict[str, int]) -> list[Finding]:
    """Whether the labels are free text, or measurements."""
    filled, lengths = sum(counts.values()), sorted(map(len, counts))
    if len(counts) < _MANY_VALUES:
        return []
    matches = [_NUMBER.fullmatch(label) for label in counts]
    has_fractions = any(match and match[1] for match in matches)
    if all(matches) and (has_fractions or len(counts) > 0.1 * filled):
        message = _(
            "The label column holds {count} different numbers, so it looks like a measurement. GuiTune sorts "
            "texts under labels: choose another column, or write ranges such as “low” and “high”."
        ).format(count=len(counts))
        return [Finding("label_is_number", "warning", message, count=len(counts))]
    if len(counts) > 0.5 * filled and lengths[len(lengths) // 2] >= 20:
        message = _(
            "The label column looks like free text: {count} different values in {rows} rows, mostly about "
            "{length} characters long. Choose the column in which few values come again and again."
        ).format(count=len(counts), rows=filled, length=lengths[len(lengths) // 2])
        return [Finding("label_is_text", "warning", message, count=len(counts))]
    return []


def _many_labels(counts: dict[str, int]) -> list[Finding]:
    if len(counts) <= MANY_LABELS:
        return []
    message = _("There are {count} different labels. Is this really the label column?").format(
        count=len(counts)
    )
    return [Finding("many_labels", "warning", message, count=len(counts))]


def _uneven(counts: dict[str, int]) -> list[Finding]:
    largest, least = max(counts.values()), min(counts.values())
    if largest < _UNEVEN * least:
        return []
    message = _("The labels are uneven: the largest has {largest} texts, the smallest {least}.").format(
        largest=largest, least=least
    )
    return [Finding("uneven_classes", "info", message, count=len(counts))]
