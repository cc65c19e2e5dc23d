"""Texts that stand in the file several times, the same or nearly, with one label or with several."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guitune.core.data.checks.finding import Finding, numbers, quoted
from guitune.core.data.checks.usable import UsableRows
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


@dataclass(frozen=True)
class NearRepeats:
    """Texts that are nearly the same as an earlier one.

    Attributes
    ----------
    agreeing, contradicting
        Positions (earlier, later) of the first row of each such text, and of the first one like it that has
        the same label, or another.
    repeats
        Positions of all rows whose text is the later one of an agreeing pair, ascending.
    """

    agreeing: list[tuple[int, int]]
    contradicting: list[tuple[int, int]]
    repeats: list[int]

    @classmethod
    def among(cls, usable: UsableRows) -> "NearRepeats":
        """The pairs in file order, as positions in the table that `usable` was taken from."""
        texts, folded = usable.near.normalized, usable.near.without_numbers
        labels, places = usable.labels.codes.tolist(), usable.places.tolist()
        firsts, of_folded = texts.firsts.tolist(), folded.codes[texts.firsts].tolist()
        firsts_folded = folded.firsts.tolist()
        is_repeat = np.zeros(len(firsts), dtype=bool)
        found = cls([], [], [])
        for text, (later, code) in enumerate(zip(firsts, of_folded, strict=True)):
            if later != firsts_folded[code]:
                alike = [firsts_folded[code]]
            elif code in usable.near.similar:
                alike = [firsts_folded[other] for other in usable.near.similar[code]]
            else:
                continue
            same = next((earlier for earlier in alike if labels[earlier] == labels[later]), None)
            other = next((earlier for earlier in alike if labels[earlier] != labels[later]), None)
            if same is not None:
                is_repeat[text] = True
                found.agreeing.append((places[same], places[later]))
            if other is not None:
                found.contradicting.append((places[other], places[later]))
        of_first = usable.labels.codes[texts.firsts[texts.codes]]
        repeats = is_repeat[texts.codes] & (usable.labels.codes == of_first)
        found.repeats.extend(usable.places[repeats].tolist())
        return found


def repeated_texts(usable: UsableRows, rows: np.ndarray) -> list[Finding]:
    """Exact repeats and contradictions; `rows` are the numbers of all rows of the table."""
    repeated = RepeatedTexts.among(usable)
    return [*_contradictions(repeated, usable, rows), *_duplicates(repeated, rows)]


def _contradictions(repeated: RepeatedTexts, usable: UsableRows, rows: np.ndarray) -> list[Finding]:
    groups = repeated.contradicting
    if not groups:
        return []
    label_at = np.full(len(rows), -1)
    label_at[usable.places] = usable.labels.codes
    pairs = [
        (int(rows[group[0]]), int(rows[place]))
        for group in groups
        for place in group
        if label_at[place] != label_at[group[0]]
    ]
    message = ngettext(
        "{count} text stands in the file with different labels: {example} in rows {first} and {second}.",
        "{count} texts stand in the file with different labels, such as {example} in rows {first} "
        "and {second}.",
        len(groups),
    ).format(count=len(groups), example=_at(usable, groups[0][0]), first=pairs[0][0], second=pairs[0][1])
    found = numbers(rows[[place for group in groups for place in group]])
    return [Finding("contradictions", "warning", message, found, "contradictions", tuple(pairs), len(groups))]


def _duplicates(repeated: RepeatedTexts, rows: np.ndarray) -> list[Finding]:
    repeats = repeated.repeats
    if not repeats:
        return []
    message = ngettext(
        "{count} row repeats an earlier text; repeats are kept on one side of the split.",
        "{count} rows repeat an earlier text; repeats are kept on one side of the split.",
        len(repeats),
    ).format(count=len(repeats))
    found = numbers(rows[repeats])
    return [Finding("duplicates", "info", message, found, "duplicates", count=len(repeats))]


def nearly_repeated_texts(usable: UsableRows, rows: np.ndarray) -> list[Finding]:
    """Texts that nearly repeat an earlier one; `rows` are the numbers of all rows of the table."""
    near = NearRepeats.among(usable)
    findings = []
    if near.agreeing:
        count = len(near.repeats)
        earlier, later = near.agreeing[0]
        message = ngettext(
            "{count} row nearly repeats an earlier text with the same label: row {later} is like row "
            "{earlier}, {example}. Both are kept on one side of the split.",
            "{count} rows nearly repeat an earlier text with the same label: row {later} is like row "
            "{earlier}, {example}, for one. They are kept on one side of the split.",
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
