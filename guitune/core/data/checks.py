"""Looks a table over before anything is learned from it: what is wrong, where, and which fix there is."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Literal

from guitune.core.config import DataConfig
from guitune.core.data.normalization import normalized_label, normalized_text
from guitune.core.data.table import StringTable
from guitune.core.data.text_columns import whole_texts
from guitune.i18n import _, ngettext

Severity = Literal["error", "warning", "info"]
SMALL_CLASS = 10
MANY_LABELS = 100


@dataclass(frozen=True)
class Finding:
    """One thing found.

    Attributes
    ----------
    name
        Says in a word what kind of thing it is.
    rows
        Row numbers in the file, ascending.
    fix
        The name of the fix for it, if there is one (`guitune.core.data.recipe.with_fix`).
    pairs
        Row numbers that belong together, the earlier one first.
    count
        How many things were found, rows unless the message says otherwise.
    """

    name: str
    severity: Severity
    message: str
    rows: tuple[int, ...] = ()
    fix: str | None = None
    pairs: tuple[tuple[int, int], ...] = ()
    count: int = 0


def check_table(table: StringTable, config: DataConfig) -> list[Finding]:
    """Everything found, worst first.

    Raises
    ------
    DataError
        If one of the columns does not exist.
    """
    texts, labels = whole_texts(table, config), table.column(config.label_column)
    rows = table.rows.tolist()
    findings = [*_rejected(table), *_empty(texts, labels, rows), *check_examples(texts, labels, rows)]
    order = ("error", "warning", "info")
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def check_examples(texts: list[str], labels: list[str], rows: list[int]) -> list[Finding]:
    """What is found in texts and labels, whatever file they come from; `rows` are their row numbers."""
    return [*_label_problems(labels, rows), *_label_variants(labels, rows), *_repeated(texts, labels, rows)]


def canonical_labels(labels: list[str]) -> dict[str, str]:
    """The labels that differ from a more frequent one by case, space or Unicode form, and that one."""
    writings: dict[str, Counter[str]] = defaultdict(Counter)
    for label, count in Counter(labels).items():
        writings[normalized_label(label)][label] += count
    return {
        label: variants.most_common(1)[0][0].strip()
        for variants in writings.values()
        for label in variants
        if label.strip() and label != variants.most_common(1)[0][0].strip()
    }


@dataclass(frozen=True)
class RepeatedTexts:
    """Groups of positions whose texts are equal but for case, punctuation, digits and space.

    `agreeing` groups have one label, `contradicting` ones several. Rows without text or label are in none.
    """

    agreeing: list[list[int]]
    contradicting: list[list[int]]

    @classmethod
    def of(cls, texts: list[str], labels: list[str]) -> "RepeatedTexts":
        """The groups in file order."""
        groups: dict[str, list[int]] = defaultdict(list)
        for position, (text, label) in enumerate(zip(texts, labels, strict=True)):
            if text.strip() and label.strip():
                groups[normalized_text(text)].append(position)
        found = cls([], [])
        for group in groups.values():
            if len({normalized_label(labels[position]) for position in group}) > 1:
                found.contradicting.append(group)
            elif len(group) > 1:
                found.agreeing.append(group)
        return found

    @property
    def repeats(self) -> list[int]:
        """Positions of agreeing texts that stand earlier already, ascending."""
        return sorted(position for group in self.agreeing for position in group[1:])


def _rejected(table: StringTable) -> list[Finding]:
    if not table.rejected:
        return []
    count = len(table.rejected)
    first = table.rejected[0]
    message = ngettext(
        "{count} row could not be read and was left out. Row {row} (line {line}): {reason}.",
        "{count} rows could not be read and were left out. The first is row {row} (line {line}): {reason}.",
        count,
    ).format(count=count, row=first.row, line=first.line, reason=first.reason)
    return [Finding("rejected", "warning", message, tuple(rejected.row for rejected in table.rejected))]


def _empty(texts: list[str], labels: list[str], rows: list[int]) -> list[Finding]:
    empty = tuple(
        row
        for row, text, label in zip(rows, texts, labels, strict=True)
        if not text.strip() or not label.strip()
    )
    if not empty:
        return []
    message = ngettext(
        "{count} row has no text or no label; nothing can be learned from it.",
        "{count} rows have no text or no label; nothing can be learned from them.",
        len(empty),
    ).format(count=len(empty))
    return [Finding("empty", "warning", message, empty, fix="empty")]


def _label_problems(labels: list[str], rows: list[int]) -> list[Finding]:
    counts = Counter(label for label in labels if label.strip())
    if len(counts) < 2:
        return [Finding("one_class", "error", one_class_message(list(counts)))]
    if max(counts.values()) == 1:
        return [Finding("unique_labels", "error", unique_labels_message(len(counts)))]
    findings = []
    small = {label: count for label, count in counts.items() if count < SMALL_CLASS}
    if small:
        message = ngettext(
            "{count} label has fewer than {least} texts ({names}): too few to learn and to test it well.",
            "{count} labels have fewer than {least} texts ({names}): too few to learn and to test them well.",
            len(small),
        ).format(count=len(small), least=SMALL_CLASS, names=_named(small))
        positions = tuple(row for row, label in zip(rows, labels, strict=True) if label in small)
        findings.append(Finding("small_classes", "warning", message, positions))
    if len(counts) > MANY_LABELS:
        message = _("There are {count} different labels. Is this really the label column?").format(
            count=len(counts)
        )
        findings.append(Finding("many_labels", "warning", message))
    largest, least = max(counts.values()), min(counts.values())
    if largest >= 5 * least:
        message = _("The labels are uneven: the largest has {largest} texts, the smallest {least}.").format(
            largest=largest, least=least
        )
        findings.append(Finding("uneven_classes", "info", message))
    return findings


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


def _label_variants(labels: list[str], rows: list[int]) -> list[Finding]:
    canonical = canonical_labels(labels)
    if not canonical:
        return []
    named = ", ".join(f"“{variant}” → “{label}”" for variant, label in list(canonical.items())[:5])
    positions = tuple(row for row, label in zip(rows, labels, strict=True) if label in canonical)
    message = ngettext(
        "{count} label is another writing of the same label: {names}.",
        "{count} labels are other writings of the same labels: {names}.",
        len(canonical),
    ).format(count=len(canonical), names=named)
    return [Finding("label_variants", "warning", message, positions, fix="label_variants")]


def _repeated(texts: list[str], labels: list[str], rows: list[int]) -> list[Finding]:
    findings = []
    repeated = RepeatedTexts.of(texts, labels)
    contradicting, repeats = repeated.contradicting, repeated.repeats
    if contradicting:
        message = ngettext(
            "{count} text stands in the file with different labels.",
            "{count} texts stand in the file with different labels.",
            len(contradicting),
        ).format(count=len(contradicting))
        positions = tuple(rows[place] for group in contradicting for place in group)
        findings.append(Finding("contradictions", "warning", message, positions, fix="contradictions"))
    if repeats:
        message = ngettext(
            "{count} row repeats an earlier text; repeats are kept on one side of the split.",
            "{count} rows repeat an earlier text; repeats are kept on one side of the split.",
            len(repeats),
        ).format(count=len(repeats))
        positions = tuple(rows[place] for place in repeats)
        findings.append(Finding("duplicates", "info", message, positions, fix="duplicates"))
    return findings


def _named(counts: dict[str, int]) -> str:
    shown = sorted(counts.items(), key=lambda item: item[1])[:5]
    names = ", ".join(f"“{label}”: {count}" for label, count in shown)
    return names + (", …" if len(counts) > len(shown) else "")
