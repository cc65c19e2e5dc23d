"""What a report means, in words: how good the classifier is, against what, and what to check oneself."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from guitune.core.evaluation.evidence import FEW_TEXTS, cautions, gain, judged_on
from guitune.core.evaluation.label_names import LabelNames
from guitune.core.evaluation.metrics import ClassFigures, Figures
from guitune.core.evaluation.report import Report
from guitune.formatting import percent
from guitune.i18n import _, ngettext

Tone = Literal["good", "warning", "bad"]
STRONG_F1, FAIR_F1 = 0.85, 0.6
_MOST_NAMED = 5


@dataclass(frozen=True)
class Confusion:
    """`count` of the `of` texts of `label` were answered with `answer`."""

    label: str
    answer: str
    count: int
    of: int


@dataclass(frozen=True)
class Verdict:
    """A judgement for people.

    Attributes
    ----------
    headline
        How good it is and what to check, in one or two sentences.
    basis
        On how many texts, and how much better than counting words.
    cautions
        Why the figures may be less sure than they look, one sentence each.
    advice
        What to do about it; empty where all is well.
    weak_labels
        Labels whose answers should be checked, the weakest first.
    confusion
        The most frequent mistake; None without mistakes.
    """

    tone: Tone
    headline: str
    basis: str
    cautions: tuple[str, ...]
    advice: str
    weak_labels: tuple[str, ...]
    confusion: Confusion | None


def label_tone(item: ClassFigures) -> Tone:
    """How far a label's answers can be trusted."""
    return "good" if item.f1 >= STRONG_F1 else "warning" if item.f1 >= FAIR_F1 else "bad"


def most_frequent_confusion(
    figures: Figures, labels: Sequence[str], among: Sequence[str] | None = None
) -> Confusion | None:
    """The mistake that was made most often, of texts of the labels `among`; None without any."""
    found = [
        Confusion(labels[true], labels[answer], count, sum(row))
        for true, row in enumerate(figures.confusion_matrix)
        for answer, count in enumerate(row)
        if count and true != answer and (among is None or labels[true] in among)
    ]
    return max(found, key=lambda one: (one.count, one.count / one.of), default=None)


def verdict_of(report: Report) -> Verdict:
    """Judge a report."""
    figures, names = report.judged, LabelNames(report.labels)
    occurring = [item for item in figures.per_class if item.support]
    weak = sorted((item for item in occurring if label_tone(item) != "good"), key=lambda item: item.f1)
    tone, headline, advice = _headline(report, names, occurring, weak)
    return Verdict(
        tone=tone,
        headline=headline,
        basis=names.join([judged_on(report), gain(report)]),
        cautions=tuple(cautions(report, names)),
        advice=advice,
        weak_labels=tuple(item.label for item in weak),
        confusion=most_frequent_confusion(figures, report.labels),
    )


def _headline(
    report: Report, names: LabelNames, occurring: list[ClassFigures], weak: list[ClassFigures]
) -> tuple[Tone, str, str]:
    figures, counted = report.judged, report.baselines.word_counting
    answered = [
        label
        for label, column in zip(report.labels, zip(*figures.confusion_matrix, strict=True), strict=True)
        if any(column)
    ]
    if len(answered) == 1 and len(occurring) > 1:
        sentence = _("It answers {label} to everything: it has not learned to tell the labels apart.")
        advice = _("Train again with more rounds. If that changes nothing, choose another learning rate.")
        return "bad", sentence.format(label=names.one(answered[0])), advice
    if figures.accuracy == 1:
        return _perfect(figures)
    if figures.accuracy <= counted.accuracy:
        lost = report.gain is not None and report.gain.high < 0
        return (
            "bad" if lost else "warning",
            _not_paid_off(figures, counted),
            _("Train again with more rounds or a larger model, or give it more texts to learn from."),
        )
    strong = [item.label for item in occurring if item not in weak]
    safe = sum(item.support for item in occurring if item not in weak)
    if not weak:
        return "good", _ready(names, strong, len(occurring)), ""
    advice = _("More texts of the weak labels help most. Look at their mistakes below.")
    if 2 * safe < figures.examples:
        return "bad", _not_ready(report, names, strong), advice
    checked = _check_one(weak[0], report, names) if len(weak) == 1 else _check_several(weak, report, names)
    return "warning", names.join([_ready(names, strong, len(occurring)), checked]), advice


def _perfect(figures: Figures) -> tuple[Tone, str, str]:
    count = figures.examples
    advice = _("Check that no text gives its label away, and that the texts are not nearly all alike.")
    if count < FEW_TEXTS:
        sentence = ngettext(
            "The only text to judge by is right. That is too few to rely on.",
            "All {count} texts are right. That is too few to rely on.",
            count,
        )
        return "warning", sentence.format(count=count), advice
    return "good", _("All {count} texts are right. Such a score is rare.").format(count=f"{count:,}"), advice


def _not_paid_off(figures: Figures, counted: Figures) -> str:
    if figures.accuracy == counted.accuracy:
        return _("Fine-tuning has not paid off here: counting words is right just as often.")
    return _(
        "Fine-tuning has not paid off here: counting words is right on {simple}, this classifier on {own}."
    ).format(simple=percent(counted.accuracy), own=percent(figures.accuracy))


def _ready(names: LabelNames, strong: list[str], total: int) -> str:
    if names.fit(strong, _MOST_NAMED):
        return _("Ready to sort {labels}.").format(labels=names.several(strong))
    if len(strong) == total:
        return _("Ready to sort all {total} labels.").format(total=total)
    return _("Ready to sort {count} of {total} labels.").format(count=len(strong), total=total)


def _not_ready(report: Report, names: LabelNames, strong: list[str]) -> str:
    some, in_all = _fraction(1 - report.judged.accuracy)
    first = ngettext(
        "Not ready to work on its own: {some} in {all} answers is wrong.",
        "Not ready to work on its own: {some} in {all} answers are wrong.",
        some,
    ).format(some=some, all=in_all)
    if strong and names.fit(strong, _MOST_NAMED):
        return names.join([first, _("Rely on it for {labels} only.").format(labels=names.several(strong))])
    worst = most_frequent_confusion(report.judged, report.labels)
    if worst is None:
        return first
    second = _("Most often it takes {label} for {answer}.")
    return names.join([first, second.format(label=names.one(worst.label), answer=names.one(worst.answer))])


def _check_one(item: ClassFigures, report: Report, names: LabelNames) -> str:
    """What to check of the only weak label: what it is taken for, or what is taken for it."""
    label = names.one(item.label)
    if item.recall == 0:
        return _("Check {label} yourself: it is never found.").format(label=label)
    if item.precision < item.recall:
        some, in_all = _fraction(1 - item.precision)
        return ngettext(
            "Check {label} yourself: {some} in {all} texts that it calls so is something else.",
            "Check {label} yourself: {some} in {all} texts that it calls so are something else.",
            some,
        ).format(label=label, some=some, all=in_all)
    worst = most_frequent_confusion(report.judged, report.labels, [item.label])
    missed = round(item.support * (1 - item.recall))
    if worst is not None and 2 * worst.count > missed:
        some, in_all = _fraction(worst.count / worst.of)
        return ngettext(
            "Check {label} yourself: {some} in {all} is taken for {answer}.",
            "Check {label} yourself: {some} in {all} are taken for {answer}.",
            some,
        ).format(label=label, some=some, all=in_all, answer=names.one(worst.answer))
    some, in_all = _fraction(1 - item.recall)
    return ngettext(
        "Check {label} yourself: {some} in {all} is taken for something else.",
        "Check {label} yourself: {some} in {all} are taken for something else.",
        some,
    ).format(label=label, some=some, all=in_all)


def _check_several(weak: list[ClassFigures], report: Report, names: LabelNames) -> str:
    labels = [item.label for item in weak]
    if len(labels) > 3 or not names.fit(labels, 3):
        return _("Check the other {count} yourself, above all {labels}.").format(
            count=len(labels), labels=names.several(labels[:2])
        )
    worst = most_frequent_confusion(report.judged, report.labels, labels)
    if worst is None:
        return _("Check {labels} yourself.").format(labels=names.several(labels))
    return _("Check {labels} yourself: {label} is most often taken for {answer}.").format(
        labels=names.several(labels), label=names.one(worst.label), answer=names.one(worst.answer)
    )


def _fraction(share: float) -> tuple[int, int]:
    """The share as "1 in 3", in small numbers, never as none or all of them."""
    nearest = Fraction(share).limit_denominator(5)
    if nearest.numerator == 0:
        return 1, round(1 / share)
    return (nearest.numerator, nearest.denominator) if nearest < 1 else (9, 10)
