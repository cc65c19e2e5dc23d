"""What the demonstration works on, with or without a window: the bundled sample and three new sentences."""

from dataclasses import dataclass
from pathlib import Path

from guitune.core.config import DataConfig, RunConfig
from guitune.core.data.reader import read_table
from guitune.core.files import explained
from guitune.core.project import Project
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


def demo_project(wanted: Path) -> Project:
    """A new project in `wanted`, or in a folder with a number where that is taken, with a copy of the sample.

    Raises
    ------
    GuiTuneError
        If the folder cannot be written.
    """
    folder = _new_folder(wanted)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sample = folder / "customer_messages.csv"
        sample.write_bytes(resource("samples", "customer_messages.csv").read_bytes())
    except OSError as error:
        raise explained(error, folder) from error
    config = RunConfig(DataConfig(file=str(sample), text_column="text", label_column="topic"))
    project = Project(folder, config, read_table(sample).source.sha256)
    project.save()
    return project


def _new_folder(wanted: Path) -> Path:
    folder, number = wanted.resolve(), 1
    while folder.exists() and (folder.is_file() or any(folder.iterdir())):
        number += 1
        folder = wanted.resolve().with_name(f"{wanted.name}-{number}")
    return folder
