"""The results as one page of HTML: to keep, to send, or to print."""

from collections.abc import Sequence
from html import escape

from guitune.core.evaluation.metrics import Figures, Interval
from guitune.core.evaluation.predictions import JudgedText
from guitune.core.evaluation.report import Report
from guitune.core.evaluation.verdict import verdict_of
from guitune.formatting import percent
from guitune.i18n import _, ngettext

_WIDEST_MATRIX, _MOST_CONFUSIONS, _MOST_MISTAKES, _LONGEST_TEXT = 12, 15, 12, 240
_STYLE = """
body { font-family: Inter, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "PingFang SC", sans-serif;
       font-size: 10pt; color: #1A1F27; max-width: 800px; margin: 24px auto; }
h1 { font-size: 17pt; margin-bottom: 4px; }
h2 { font-size: 12pt; margin-top: 18px; margin-bottom: 6px; }
p { margin: 4px 0; }
.muted { color: #667085; }
th { color: #667085; font-weight: normal; text-align: left; }
td, th { padding: 3px 8px; }
"""


def report_page(title: str, about: str, report: Report, mistakes: Sequence[JudgedText]) -> str:
    """The page: verdict, figures, labels, what gets mixed up, and the mistakes that it was surest of.

    Parameters
    ----------
    title, about
        What was trained, and with what.
    mistakes
        On validation texts, the worst first.
    """
    verdict = verdict_of(report)
    parts = [
        f"<p class='muted'>{escape(title)}</p>",
        f"<h1>{escape(verdict.headline)}</h1>",
        f"<p>{escape(verdict.basis)}</p>",
        *(f"<p>{escape(sentence)}</p>" for sentence in (*verdict.cautions, verdict.advice) if sentence),
        _heading(_("How good it is")),
        _figures(report),
        _heading(_("Label by label")),
        _labels(report.judged),
        _heading(_("What it mixes up on validation texts")),
        _matrix(report) if len(report.labels) <= _WIDEST_MATRIX else _confusions(report),
    ]
    shown = [text for text in mistakes if text.text is not None][:_MOST_MISTAKES]
    if shown:
        count = len(mistakes)
        heading = ngettext(
            "{count} mistake on validation texts, the surest first",
            "{count} mistakes on validation texts, the surest first",
            count,
        )
        parts += [_heading(heading.format(count=f"{count:,}")), _mistakes(shown)]
        if count > len(shown):
            parts.append(
                f"<p class='muted'>{escape(_('The first {shown} are shown.').format(shown=len(shown)))}</p>"
            )
    parts.append(f"<p class='muted'>{escape(about)}</p>")
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{escape(title)}</title>"
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose cells are HTML already."""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table cellspacing='0' width='100%'><tr>{head}</tr>{body}</table>"


def _figures(report: Report) -> str:
    compared = report.baselines
    rows = [
        (_("this classifier"), report.judged),
        (_("counting words"), compared.word_counting),
        (_("always “{label}”").format(label=report.majority_label), compared.majority),
    ]
    return _table(
        ("", _("Accuracy"), _("Macro-F1")),
        [
            (
                escape(name),
                _with_range(figures.accuracy, figures.accuracy_interval),
                _with_range(figures.macro_f1, figures.macro_f1_interval),
            )
            for name, figures in rows
        ],
    )


def _with_range(share: float, interval: Interval) -> str:
    between = _("{low} to {high}").format(low=percent(interval.low), high=percent(interval.high))
    return f"<b>{percent(share)}</b> <span class='muted'>{escape(between)}</span>"


def _labels(figures: Figures) -> str:
    return _table(
        (_("Label"), _("Precision"), _("Recall"), _("F1"), _("Texts")),
        [
            (
                escape(item.label),
                *(
                    f"{value:.0%}" if item.support else "–"
                    for value in (item.precision, item.recall, item.f1)
                ),
                f"{item.support:,}",
            )
            for item in figures.per_class
        ],
    )


def _matrix(report: Report) -> str:
    """Counts on coloured grounds; a row is the true label."""
    head = "".join(f"<th>{escape(label)}</th>" for label in report.labels)
    rows = []
    for true, counts in enumerate(report.validation.confusion_matrix):
        total = max(1, sum(counts))
        cells = "".join(
            f"<td align='center' bgcolor='{_ground(count / total, right=true == answer)}'>{count or '·'}</td>"
            for answer, count in enumerate(counts)
        )
        rows.append(f"<tr><th align='right'>{escape(report.labels[true])}</th>{cells}</tr>")
    table = f"<table cellspacing='2'><tr><th></th>{head}</tr>{''.join(rows)}</table>"
    return table + f"<p class='muted'>{escape(_('A row is the true label, a column the answer.'))}</p>"


def _ground(share: float, *, right: bool) -> str:
    red, green, blue = (0x2F, 0x6F, 0xED) if right else (0xC4, 0x32, 0x3D)
    weight = 0.06 if share == 0 else 0.12 + 0.5 * share
    return "#" + "".join(f"{round(255 + weight * (part - 255)):02X}" for part in (red, green, blue))


def _confusions(report: Report) -> str:
    found = [
        (count, sum(row), report.labels[true], report.labels[answer])
        for true, row in enumerate(report.validation.confusion_matrix)
        for answer, count in enumerate(row)
        if count and true != answer
    ]
    found.sort(key=lambda one: -one[0])
    if not found:
        return f"<p>{escape(_('Nothing is mixed up on the validation texts.'))}</p>"
    return _table(
        (_("True label"), _("Answer"), _("Texts")),
        [
            (escape(label), escape(answer), escape(_("{count} of {total}").format(count=count, total=total)))
            for count, total, label, answer in found[:_MOST_CONFUSIONS]
        ],
    )


def _mistakes(texts: Sequence[JudgedText]) -> str:
    return _table(
        (_("Row"), _("Text"), _("True label"), _("Answer")),
        [
            (
                f"{text.row:,}",
                escape(_cut(text.text or "")),
                escape(text.label),
                escape(f"{text.prediction} {text.confidence:.0%}"),
            )
            for text in texts
        ],
    )


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_TEXT else flat[: _LONGEST_TEXT - 1] + "…"
