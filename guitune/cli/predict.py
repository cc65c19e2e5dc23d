"""`guitune predict`: sort the texts of a file."""

import argparse
import time

from guitune.cli.console import Console
from guitune.cli.data_arguments import reading_for_use
from guitune.cli.interruption import Interrupted, stop_on_signals
from guitune.core.data.text_columns import TextColumns
from guitune.core.errors import DataError
from guitune.core.inference.batch import FilePredicted, predict_file
from guitune.core.runs import classifier_in
from guitune.formatting import duration
from guitune.i18n import _, ngettext


def predict(chosen: argparse.Namespace, console: Console) -> None:
    """Load the classifier and write the answers.

    Raises
    ------
    GuiTuneError
        If the classifier or the file cannot be used.
    Interrupted
        If the person stopped it; no file is written then.
    """
    from guitune.core.inference.predictor import Predictor

    predictor = Predictor.load(classifier_in(chosen.run))
    started = time.monotonic()
    with stop_on_signals(console) as stop:
        columns = _columns(chosen, predictor.columns)
        for event in predict_file(
            predictor, chosen.file, chosen.out, columns, stop.is_set, reading_for_use(chosen)
        ):
            if console.json_lines:
                console.event(event)
            elif isinstance(event, FilePredicted):
                console.line(_summary(event))
            else:
                share = event.done / event.total
                left = duration((time.monotonic() - started) * (1 - share) / share)
                console.progress(
                    share,
                    _("{done} of {total} rows, {left} left").format(
                        done=event.done, total=event.total, left=left
                    ),
                )
        if stop.is_set():
            raise Interrupted


def _columns(chosen: argparse.Namespace, trained: TextColumns) -> TextColumns:
    """Those of the training unless others are named."""
    if not chosen.text and not trained.text:
        raise DataError(
            _("The classifier does not say which column its texts stood in."),
            _("Name the column with --text."),
        )
    return TextColumns(
        chosen.text or trained.text, tuple(chosen.join) or trained.joined, chosen.text2 or trained.second
    )


def _summary(event: FilePredicted) -> str:
    sentences = [
        ngettext("{count} row answered in {file}.", "{count} rows answered in {file}.", event.rows).format(
            count=event.rows, file=event.file
        )
    ]
    if event.left_out:
        sentences.append(
            ngettext(
                "{count} row of the file could not be read and is not in it; guitune check names it.",
                "{count} rows of the file could not be read and are not in it; guitune check names them.",
                event.left_out,
            ).format(count=event.left_out)
        )
    if event.without_text:
        sentences.append(
            ngettext(
                "{count} row has no text and no answer.",
                "{count} rows have no text and no answer.",
                event.without_text,
            ).format(count=event.without_text)
        )
    return "\n".join([*sentences, *(f"  {label}: {count}" for label, count in event.counts)])
