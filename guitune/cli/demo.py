"""`guitune --demo` where no window can be made: the main job on the bundled sample, into a project folder."""

import argparse
from pathlib import Path
from typing import Any

from guitune.cli.console import Console
from guitune.cli.interruption import stop_on_signals
from guitune.cli.train import follow
from guitune.core.training.control import RunControl
from guitune.demonstration import SENTENCES, SentenceAnswered, demo_project
from guitune.formatting import percent
from guitune.i18n import _


def demo(chosen: argparse.Namespace, console: Console) -> None:
    """Train on the sample and answer three sentences.

    Raises
    ------
    GuiTuneError
        If the folder cannot be written or the run fails.
    Interrupted
        If the person stopped it.
    """
    run = demo_project(chosen.out or Path("guitune-demo")).new_run()
    control = RunControl()
    with stop_on_signals(console, control.stop):
        follow(run, console, control)

    from guitune.core.inference.predictor import Predictor

    predictor = Predictor.load(run.trained_model())
    for sentence, answer in zip(SENTENCES, predictor.predict(SENTENCES), strict=True):
        tell(console, SentenceAnswered(sentence, answer.label, answer.confidence))
    tell(console, _("Report: {report}").format(report=run.report_file))
    tell(console, _("Classifier: {model}").format(model=run.model))


def tell(console: Console, event: Any) -> None:
    """Show what happens in a demonstration: an event of the run, an answered sentence, or a line of text."""
    if isinstance(event, str):
        console.line(event)
    elif isinstance(event, SentenceAnswered) and not console.json_lines:
        console.line(f"  “{event.text}” → {event.label} ({percent(event.confidence)})")
    else:
        console.event(event)
