"""Texts that stand in the file several times, the same or nearly, with one label or with several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from guitune.core.data.checks.finding import Finding, numbers, quoted
from guitune.core.data.checks.usable import UsableRows
from guitune.core.data.normalization import normalized_label, normalized_text
from guitune.core.data_choices import KeptPair
from guitune.i18n import ngettext


@dataclass(frozen=True)
class RepeatedTexts:
    """Groups of positions whose texts are equal but for case, punctuation and space.

    `agreeing` groups have one label, `contradicting` ones several. Rows without text or label are in none.
    """

    agreeing: list[list[int]]
    contradicting: list[list[int]]

    @classmethod
    def of(cls, texts: Sequence[str], labels: Sequence[str]) -> "RepeatedTexts":
        """The groups in file order."""
        return cls.among(UsableRows.among(texts, labels, range(len(texts))))

    @classmethod
    def among(cls, usable: UsableRows) -> "RepeatedTexts":
        """The groups in file order, as positions in the table that `usable` was taken from."""
        texts, labels = usable.near.normalized, usable.labels.codes
        repeated = np.flatnonzero(texts.counts[texts.codes] > 1)
        order = repeated[np.argsort(texts.codes[repeated], kind="stable")]
        groups = np.split(order, np.flatnonzero(np.diff(texts.codes[order])) + 1) if len(order) else []
        found = cls([], [])
        for group in groups:
            agrees = (labels[group] == labels[group[0]]).all()
            (found.agreeing if agrees else found.contradicting).append(usable.places[group].tolist())
        return found

    @property
    def repeats(self) -> list[int]:
        """Positions of agreeing texts that stand earlier already, ascending."""
        return sorted(position for group in self.agreeing for position in group[1:])


class KeptTexts:
    """Pairs of rows that a person keeps both; their texts count as equal but for case, punctuation, space."""

    def __init__(self, usable: UsableRows, kept: Sequence[KeptPair]) -> None:
        self._usable = usable
        self._kept = {
            frozenset(
                (
                    (normalized_text(pair.earlier_text), normalized_label(pair.earlier_label)),
                    (normalized_text(pair.later_text), normalized_label(pair.later_label)),
                )
            )
            for pair in kept
        }

    def __contains__(self, pair: tuple[int, int]) -> bool:
        return bool(self._kept) and frozenset(map(self._content, pair)) in self._kept

    def _content(self, row: int) -> tuple[str, str]:
        texts, labels = self._usable.near.normalized, self._usable.labels
        return texts.values[texts.codes[row]], labels.values[labels.codes[row]]


@dataclass(frozen=True)
class Contradictions:
    """Rows whose texts are the same but for case, punctuation and space, with different labels.

    Attributes
    ----------
    pairs
        Positions (earlier, later) with two labels; every row of such a text stands in one. Kept ones are left
        out.
    repeats
        Positions of all rows in these pairs but for those in kept ones, ascending.
    count
        Number of different texts.
    """

    pairs: list[tuple[int, int]]
    repeats: list[int]
    count: int

    @classmethod
    def among(cls, usable: UsableRows, kept: Sequence[KeptPair] = ()) -> "Contradictions":
        """The pairs in file order, as positions in the table that `usable` was taken from."""
        known, labels = KeptTexts(usable, kept), usable.labels.codes.tolist()
        asked: list[tuple[int, int]] = []
        settled: set[int] = set()
        count = 0
        for group in RepeatedTexts.among(usable).contradicting:
            before = len(asked)
            for pair in _differing(np.searchsorted(usable.places, group).tolist(), labels):
                if pair in known:
                    settled.update(pair)
                else:
                    asked.append(pair)
            count += len(asked) > before
        rows = sorted({row for pair in asked for row in pair} - settled)
        return cls(_placed(asked, usable), usable.places[rows].tolist(), count)


def _differing(rows: Sequence[int], labels: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of ascending rows with two labels, in which each row stands; those with the first row first."""
    first = rows[0]
    others = [row for row in rows if labels[row] != labels[first]]
    fellows = [row for row in rows[1:] if labels[row] == labels[first]]
    of_fellows = [(min(row, others[0]), max(row, others[0])) for row in fellows]
    return [*((first, row) for row in others), *of_fellows]


@dataclass(frozen=True)
class NearRepeats:
    """Texts that are nearly the same as an earlier one.

    Attributes
    ----------
    agreeing
        Positions (earlier, later) of every row whose text is nearly that of an earlier row with its label,
        ascending by the later one.
    contradicting
        Positions (earlier, later) of the first row of each text, and of the first one like it that has
        another label.

    Kept pairs are in neither.
    """

    agreeing: list[tuple[int, int]]
    contradicting: list[tuple[int, int]]

    @classmethod
    def among(cls, usable: UsableRows, kept: Sequence[KeptPair] = ()) -> "NearRepeats":
        """The pairs in file order, as positions in the table that `usable` was taken from."""
        known = KeptTexts(usable, kept)
        agreeing = [pair for pair in _agreeing(usable) if pair not in known]
        contradicting = [pair for pair in _contradicting(usable) if pair not in known]
        return cls(_placed(agreeing, usable), _placed(contradicting, usable))

    @property
    def repeats(self) -> list[int]:
        """Positions of the later ones of agreeing pairs, ascending; without them there are no such pairs."""
        return [later for _earlier, later in self.agreeing]


def _agreeing(usable: UsableRows) -> list[tuple[int, int]]:
    """Each row whose text nearly repeats another one with its label, after the first row of such a one.

    Rows of one text and label stay together: all are such rows, or none.
    """
    count = max(1, len(usable.labels.values))
    texts, folded = usable.near.normalized.codes, usable.near.without_numbers.codes
    labels = usable.labels.codes
    _kinds, firsts, of_kind = np.unique(texts * count + labels, return_index=True, return_inverse=True)
    groups, group_firsts, of_group = np.unique(
        folded * count + labels, return_index=True, return_inverse=True
    )
    earliest = group_firsts.copy()  # of the texts that differ by more than numbers
    alike = _both_ways(usable.near.similar)
    near = np.flatnonzero(np.isin(groups // count, np.fromiter(alike, np.int64, len(alike)))).tolist()
    first_of = {int(groups[group]): int(group_firsts[group]) for group in near}
    for group in near:
        code, label = divmod(int(groups[group]), count)
        found = (first_of.get(other * count + label) for other in alike[code])
        earliest[group] = min([first for first in found if first is not None], default=earliest[group])
    group_of = of_group[firsts]
    of_first = np.where(group_firsts[group_of] < firsts, group_firsts[group_of], earliest[group_of])
    earlier = of_first[of_kind]
    later = np.flatnonzero(earlier < firsts[of_kind])
    return list(zip(earlier[later].tolist(), later.tolist(), strict=True))


def _contradicting(usable: UsableRows) -> list[tuple[int, int]]:
    """The first row of each text after the first one nearly like it that has another label."""
    near, labels = usable.near, usable.labels.codes
    firsts, firsts_folded = near.normalized.firsts, near.without_numbers.firsts
    codes = near.without_numbers.codes[firsts]
    is_first = firsts == firsts_folded[codes]
    is_similar = np.isin(codes, np.fromiter(near.similar, np.int64, len(near.similar)))
    found = []
    for text in np.flatnonzero(~is_first | is_similar).tolist():
        later, code = int(firsts[text]), int(codes[text])
        alike = near.similar[code] if is_first[text] else (code,)
        earlier = (int(firsts_folded[other]) for other in alike)
        other = next((row for row in earlier if labels[row] != labels[later]), None)
        if other is not None:
            found.append((other, later))
    return found


def _both_ways(similar: Mapping[int, Sequence[int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for later, earlier in similar.items():
        for other in earlier:
            found.setdefault(later, set()).add(other)
            found.setdefault(other, set()).add(later)
    return found


def _placed(pairs: Sequence[tuple[int, int]], usable: UsableRows) -> list[tuple[int, int]]:
    return [(int(usable.places[earlier]), int(usable.places[later])) for earlier, later in pairs]


def repeated_texts(usable: UsableRows, rows: np.ndarray, kept: Sequence[KeptPair] = ()) -> list[Finding]:
    """Exact repeats and contradictions but for kept ones; `rows` are the numbers of all rows of the table."""
    return [*_contradictions(usable, rows, kept), *_duplicates(RepeatedTexts.among(usable), rows)]


def _contradictions(usable: UsableRows, rows: np.ndarray, kept: Sequence[KeptPair]) -> list[Finding]:
    found = Contradictions.among(usable, kept)
    if not found.pairs:
        return []
    first, second = found.pairs[0]
    message = ngettext(
        "{count} text stands in the file with different labels: {example} in rows {first} and {second}.",
        "{count} texts stand in the file with different labels, such as {example} in rows {first} "
        "and {second}.",
        found.count,
    ).format(count=found.count, example=_at(usable, first), first=rows[first], second=rows[second])
    pairs = _row_pairs(found.pairs, rows)
    of_pairs = numbers(list({row for pair in pairs for row in pair}))
    return [
        Finding("contradictions", "warning", message, of_pairs, "contradictions", pairs, found.count),
    ]


def _duplicates(repeated: RepeatedTexts, rows: np.ndarray) -> list[Finding]:
    repeats = repeated.repeats
    if not repeats:
        return []
    message = ngettext(
        "{count} row repeats an earlier text; repeats never stand on two sides of the split.",
        "{count} rows repeat an earlier text; repeats never stand on two sides of the split.",
        len(repeats),
    ).format(count=len(repeats))
    found = numbers(rows[repeats])
    return [Finding("duplicates", "info", message, found, "duplicates", count=len(repeats))]


def nearly_repeated_texts(
    usable: UsableRows, rows: np.ndarray, kept: Sequence[KeptPair] = ()
) -> list[Finding]:
    """Texts that nearly repeat an earlier one, but for kept ones; `rows` as in `repeated_texts`."""
    near = NearRepeats.among(usable, kept)
    findings = []
    if near.agreeing:
        count = len(near.agreeing)
        earlier, later = near.agreeing[0]
        message = ngettext(
            "{count} row nearly repeats an earlier text with the same label: row {later} is like row "
            "{earlier}, {example}. Such texts never stand on two sides of the split.",
            "{count} rows nearly repeat an earlier text with the same label: row {later} is like row "
            "{earlier}, {example}, for one. Such texts never stand on two sides of the split.",
            count,
        ).format(count=count, earlier=rows[earlier], later=rows[later], example=_at(usable, earlier))
        findings.append(
            Finding(
                "near_duplicates",
                "info",
                message,
                numbers(rows[near.repeats]),
                "near_duplicates",
                _row_pairs(near.agreeing, rows),
                count,
            )
        )
    if near.contradicting:
        count = len(near.contradicting)
        earlier, later = near.contradicting[0]
        message = ngettext(
            "{count} text is nearly the same as an earlier one with another label: row {later} is like row "
            "{earlier}, {example}. Look whether both labels are right.",
            "{count} texts are nearly the same as an earlier one with another label: row {later} is like "
            "row {earlier}, {example}, for one. Look whether the labels are right.",
            count,
        ).format(count=count, earlier=rows[earlier], later=rows[later], example=_at(usable, earlier))
        pairs = _row_pairs(near.contradicting, rows)
        found = numbers(list({row for pair in pairs for row in pair}))
        findings.append(Finding("near_contradictions", "info", message, found, pairs=pairs, count=count))
    return findings


def _at(usable: UsableRows, place: int) -> str:
    written = usable.near.written
    return quoted(written.values[written.codes[np.searchsorted(usable.places, place)]])


def _row_pairs(pairs: list[tuple[int, int]], rows: np.ndarray) -> tuple[tuple[int, int], ...]:
    return tuple((int(rows[earlier]), int(rows[later])) for earlier, later in pairs)
