"""What a verdict rests on, in words: how many texts, the gain over counting words, and what is unsure."""

from guitune.core.evaluation.label_names import LabelNames
from guitune.core.evaluation.report import Report
from guitune.formatting import percent, points
from guitune.i18n import _, ngettext

FEW_TEXTS = 100
_FEW_OF_LABEL, _WIDE = 5, 0.12


def judged_on(report: Report) -> str:
    """On how many texts the classifier was judged, and whether it had seen them."""
    figures = report.judged
    if report.test is None:
        sentence = ngettext(
            "Judged on {count} validation text; none was kept for a final test, "
            "so this is a little too good.",
            "Judged on {count} validation texts; none were kept for a final test, "
            "so this is a little too good.",
            figures.examples,
        )
    else:
        sentence = ngettext(
            "Judged on {count} test text that it never saw.",
            "Judged on {count} test texts that it never saw.",
            figures.examples,
        )
    return sentence.format(count=f"{figures.examples:,}")


def gain(report: Report) -> str:
    """How much better than counting words it is, and whether that can be chance."""
    counted, interval = report.baselines.word_counting, report.gain
    difference = report.judged.accuracy - counted.accuracy
    if interval is None:
        own = counted.accuracy_interval
        return _("Counting words is right on {share} (between {low} and {high}).").format(
            share=percent(counted.accuracy), low=percent(own.low), high=percent(own.high)
        )
    if difference == 0:
        return _("Counting words is right just as often.")
    if interval.low > 0:
        sentence = _("Fine-tuning gained {points} points over counting words (between {low} and {high}).")
        low, high = interval.low, interval.high
    elif interval.high < 0:
        sentence = _("Fine-tuning lost {points} points to counting words (between {low} and {high}).")
        low, high = -interval.high, -interval.low
    else:
        low, high = -interval.low, interval.high
        sentence = (
            _(
                "It is {points} points ahead of counting words, which may be chance "
                "(between {low} fewer and {high} more)."
            )
            if difference > 0
            else _(
                "It is {points} points behind counting words, which may be chance "
                "(between {low} fewer and {high} more)."
            )
        )
    return sentence.format(points=points(abs(difference)), low=points(low), high=points(high))


def cautions(report: Report, names: LabelNames) -> list[str]:
    """Why the figures may be less sure than they look."""
    figures, found = report.judged, []
    interval, count = figures.accuracy_interval, figures.examples
    if count < FEW_TEXTS or interval.high - interval.low > _WIDE:
        sentence = ngettext(
            "Only {count} text to judge by: the true accuracy is between {low} and {high}.",
            "Only {count} texts to judge by: the true accuracy is between {low} and {high}.",
            count,
        )
        found.append(sentence.format(count=count, low=f"{interval.low:.0%}", high=f"{interval.high:.0%}"))
    columns = [sum(column) for column in zip(*figures.confusion_matrix, strict=True)]
    never = [
        item.label
        for item, answers in zip(figures.per_class, columns, strict=True)
        if item.support and not answers
    ]
    if never and sum(answers > 0 for answers in columns) > 1:
        found.append(_("It never answers {labels}.").format(labels=names.some(never)))
    absent = [item.label for item in figures.per_class if item.support == 0]
    if absent:
        sentence = ngettext(
            "Nothing is known about {labels}, of which there is no text to judge by.",
            "Nothing is known about {labels}, of which there are no texts to judge by.",
            len(absent),
        )
        found.append(sentence.format(labels=names.some(absent)))
    rare = [item.label for item in figures.per_class if 0 < item.support < _FEW_OF_LABEL]
    if rare:
        sentence = ngettext(
            "The figures of {labels} are rough: there are fewer than {few} texts of it.",
            "The figures of {labels} are rough: there are fewer than {few} texts of each.",
            len(rare),
        )
        found.append(sentence.format(labels=names.some(rare), few=_FEW_OF_LABEL))
    return found
