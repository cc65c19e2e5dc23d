"""`guitune --demo`: the main job on the bundled sample with the bundled model, into a project folder."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from guitune.cli.console import Console
from guitune.cli.interruption import stop_on_signals
from guitune.cli.train import follow
from guitune.core.config import DataConfig, RunConfig
from guitune.core.data.csv_reader import read_csv
from guitune.core.files import explained
from guitune.core.project import Project
from guitune.formatting import percent
from guitune.i18n import _
from guitune.resources import resource

SENTENCES = (
    "It's been nine days and the tracking page still says the parcel is in Rotterdam.",
    "You took the money for the toaster twice, please look at my card statement.",
    "The new lamp hums like a fridge and then goes dark after ten minutes.",
)


@dataclass(frozen=True)
class SentenceAnswered:
    """What the trained classifier says of one sentence."""

    text: str
    label: str
    confidence: float


def demo(chosen: argparse.Namespace, console: Console) -> None:
    """Train on the sample and answer three sentences.

    Raises
    ------
    GuiTuneError
        If the folder cannot be written or the run fails.
    Interrupted
        If the person stopped it.
    """
    folder = _new_folder(chosen.out or Path("guitune-demo"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sample = folder / "customer_messages.csv"
        sample.write_bytes(resource("samples", "customer_messages.csv").read_bytes())
    except OSError as error:
        raise explained(error, folder) from error
    config = RunConfig(DataConfig(file=str(sample), text_column="text", label_column="topic"))
    project = Project(folder, config, read_csv(sample).source.sha256)
    project.save()
    run = project.new_run()
    with stop_on_signals(console) as stop:
        follow(run, console, stop)

    from guitune.core.inference.predictor import Predictor

    predictor = Predictor.load(run.trained_model())
    for sentence, answer in zip(SENTENCES, predictor.predict(SENTENCES), strict=True):
        if console.json_lines:
            console.event(SentenceAnswered(sentence, answer.label, answer.confidence))
        console.line(f"  “{sentence}” → {answer.label} ({percent(answer.confidence)})")
    console.line(_("Report: {report}").format(report=run.report_file))
    console.line(_("Classifier: {model}").format(model=run.model))


def _new_folder(wanted: Path) -> Path:
    """`wanted`, or the same with a number where it is taken."""
    folder, number = wanted.resolve(), 1
    while folder.exists() and (folder.is_file() or any(folder.iterdir())):
        number += 1
        folder = wanted.resolve().with_name(f"{wanted.name}-{number}")
    return folder
