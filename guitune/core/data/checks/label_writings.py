"""Labels that are written in several ways: by case, space and Unicode form, or with a slip of the pen."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from guitune.core.config import DataConfig
from guitune.core.data.checks.finding import Finding, listed, numbers
from guitune.core.data.checks.scripts import UNSPACED_SIGN
from guitune.core.data.distinct import Distinct
from guitune.core.data.normalization import normalized_label
from guitune.core.data.table import StringTable
from guitune.i18n import ngettext

MERGE, INTO = "merge:", "=>"
_LABELS_COMPARED = 500
_RARER = 5
_LETTERS_COMPARED = 4
_LETTERS_FOR_TWO = 8
_JOINTS = re.compile(r"(?<=\w)[\s_./-]+(?=\w)|_")
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlcdm]+")
_COUNTED = re.compile(
    r"first|second|third|three|(?:thir|for|four|fif|five|six|seven|eigh|eight|nin|nine)(?:t(?:een|y|ie))?(?:th)?"
)


def merge_name(old: str, new: str) -> str:
    """The name of the fix that makes every label `old` a label `new`."""
    return f"{MERGE}{old}{INTO}{new}"


def canonical_labels(labels: Iterable[str]) -> dict[str, str]:
    """The labels that differ from a more frequent one by case, space or Unicode form, and that one."""
    return _canonical(Counter(labels))


def _canonical(counts: Counter[str]) -> dict[str, str]:
    writings: dict[str, Counter[str]] = defaultdict(Counter)
    for label, count in counts.items():
        writings[normalized_label(label)][label] += count
    return {
        label: variants.most_common(1)[0][0].strip()
        for variants in writings.values()
        for label in variants
        if label.strip() and label != variants.most_common(1)[0][0].strip()
    }


def label_variants(labels: Distinct, rows: np.ndarray) -> list[Finding]:
    """Labels that are another writing of the same label."""
    canonical = _canonical(Counter(dict(zip(labels.values, labels.counts.tolist(), strict=True))))
    if not canonical:
        return []
    named = listed([f"“{variant}” → “{label}”" for variant, label in canonical.items()])
    found = numbers(rows[np.array([label in canonical for label in labels.values])[labels.codes]])
    message = ngettext(
        "{count} label is another writing of the same label: {names}.",
        "{count} labels are other writings of the same labels: {names}.",
        len(canonical),
    ).format(count=len(canonical), names=named)
    return [Finding("label_variants", "warning", message, found, fix="label_variants", count=len(found))]


def merges_without_effect(written: Sequence[StringTable], config: DataConfig) -> list[Finding]:
    """Merges of labels that no text has when their turn comes; `written` are the files before the recipe."""
    labels = {edit.after for edit in config.edits if edit.column == config.label_column}
    for table in written:
        labels.update(table.columns.column(config.label_column).unique().to_pylist())
    idle = []
    for merge in config.merges:
        if merge.old in labels:
            labels.remove(merge.old)
            labels.add(merge.new)
        else:
            idle.append(merge)
    if not idle or not written:
        return []
    message = ngettext(
        "{count} merge of labels changes nothing, since no text has the old label: {names}.",
        "{count} merges of labels change nothing, since no text has the old labels: {names}.",
        len(idle),
    ).format(count=len(idle), names=listed([f"“{merge.old}” → “{merge.new}”" for merge in idle]))
    return [Finding("merge_without_effect", "info", message, count=len(idle))]


def similar_labels(labels: Distinct, rows: np.ndarray) -> list[Finding]:
    """Rare labels that look like a slip of the pen in a more frequent one; one finding for each pair."""
    counts = dict(zip(labels.values, labels.counts.tolist(), strict=True))
    findings = []
    for old, new in _slips({label: count for label, count in counts.items() if label.strip()}):
        found = numbers(rows[labels.codes == labels.values.index(old)])
        message = ngettext(
            "The label “{old}” of {count} text looks like “{new}” of {others}, written wrong.",
            "The label “{old}” of {count} texts looks like “{new}” of {others}, written wrong.",
            len(found),
        ).format(old=old, new=new, count=len(found), others=counts[new])
        findings.append(
            Finding("similar_labels", "warning", message, found, merge_name(old, new), count=len(found))
        )
    return findings


def _slips(counts: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Labels (rare, frequent) of which the rare one may be the frequent one written wrong."""
    if len(counts) > _LABELS_COMPARED:
        return
    offered = set()
    ranked = sorted(counts, key=lambda label: -counts[label])
    words = {label: _JOINTS.sub(" ", normalized_label(label)).split() for label in ranked}
    for new, old in combinations(ranked, 2):
        if old in offered or INTO in old or counts[old] * _RARER > counts[new]:
            continue
        if normalized_label(old) != normalized_label(new) and _is_slip(words[old], words[new]):
            offered.add(old)
            yield old, new


def _is_slip(one: list[str], other: list[str]) -> bool:
    """Whether two labels differ by a letter or two, but not by a number, a negation or another word.

    Slips of the pen seldom hit a word's first letter, opposites (increase, decrease; legal, illegal) mostly
    do; and the shorter a word, the likelier it is another one.
    """
    written, others = "".join(one), "".join(other)
    if _DIGITS.findall(" ".join(one)) != _DIGITS.findall(" ".join(other)):
        return False
    if len(one) != len(other) or written == others:
        return written == others
    differing = [(left, right) for left, right in zip(one, other, strict=True) if left != right]
    if len(differing) != 1:
        return False
    (left, right) = differing[0]
    if min(len(left), len(right)) < _LETTERS_COMPARED or left[0] != right[0]:
        return False
    if not (left.isalpha() and right.isalpha()) or UNSPACED_SIGN.search(left + right):
        return False
    if any(number.fullmatch(left) and number.fullmatch(right) for number in (_COUNTED, _ROMAN)):
        return False
    allowed = 2 if min(len(left), len(right)) >= _LETTERS_FOR_TWO else 1
    return abs(len(left) - len(right)) <= allowed and _edit_distance(left, right) <= allowed


def _edit_distance(one: str, other: str) -> int:
    """Letters to insert, delete, replace or swap with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one):
        earlier, before = before, row
        row = [place + 1]
        for at, wanted in enumerate(other):
            cost = min(before[at + 1] + 1, row[at] + 1, before[at] + (letter != wanted))
            if place and at and letter == other[at - 1] and one[place - 1] == wanted:
                cost = min(cost, earlier[at - 1] + 1)
            row.append(cost)
    return row[-1]
