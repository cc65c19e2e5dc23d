"""`guitune evaluate`: how good a trained classifier is on another labelled file."""

import argparse
from dataclasses import replace

from guitune.cli.console import Console
from guitune.cli.data_arguments import reading_for_use
from guitune.core.evaluation.file_evaluation import FileEvaluated, evaluate_file
from guitune.core.runs import RunFolder
from guitune.formatting import percent
from guitune.i18n import _, ngettext


def evaluate(chosen: argparse.Namespace, console: Console) -> None:
    """Load the run's classifier and judge it; columns are those of the training unless others are named.

    Raises
    ------
    GuiTuneError
        If the classifier or the file cannot be used.
    """
    from guitune.core.inference.predictor import Predictor

    run = RunFolder(chosen.run)
    data = run.config().data
    predictor = Predictor.load(run.trained_model())
    columns = {
        "text_column": chosen.text,
        "joined_columns": tuple(chosen.join),
        "text2_column": chosen.text2,
        "label_column": chosen.label,
    }
    named = {name: column for name, column in columns.items() if column}
    event = evaluate_file(predictor, chosen.file, replace(data, **named), reading_for_use(chosen))
    if console.json_lines:
        console.event(event)
    else:
        console.line("\n".join(_lines(event)))


def _lines(event: FileEvaluated) -> list[str]:
    figures = event.figures
    lines = [
        ngettext("{count} text judged:", "{count} texts judged:", figures.examples).format(
            count=figures.examples
        ),
        _("  accuracy {accuracy} (between {low} and {high}), macro-F1 {macro_f1}").format(
            accuracy=percent(figures.accuracy),
            low=percent(figures.accuracy_interval.low),
            high=percent(figures.accuracy_interval.high),
            macro_f1=percent(figures.macro_f1),
        ),
    ]
    width = max(len(item.label) for item in figures.per_class)
    lines += [
        "  "
        + _("{label}  precision {precision:>6}  recall {recall:>6}  F1 {f1:>6}  {support} texts").format(
            label=item.label.ljust(width),
            precision=percent(item.precision),
            recall=percent(item.recall),
            f1=percent(item.f1),
            support=item.support,
        )
        for item in figures.per_class
        if item.support
    ]
    left_out = event.rejected + event.without_label + sum(count for _label, count in event.unknown_labels)
    if left_out:
        lines.append(
            ngettext(
                "{count} row left out: {rejected} unreadable, {empty} without text or label, "
                "{unknown} of unknown labels.",
                "{count} rows left out: {rejected} unreadable, {empty} without text or label, "
                "{unknown} of unknown labels.",
                left_out,
            ).format(
                count=left_out,
                rejected=event.rejected,
                empty=event.without_label,
                unknown=sum(count for _label, count in event.unknown_labels),
            )
        )
    return lines
