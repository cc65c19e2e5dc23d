"""What keeps training from starting, and where it can be mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from guitune.gui.checkpoint_state import CheckpointState
from guitune.gui.data_state import DataState
from guitune.i18n import _

PageName = Literal["data", "model", "settings", "training", "results", "try_it"]


@dataclass(frozen=True)
class Blocker:
    """A reason why training cannot start yet, and the page where it can be mended."""

    page: PageName
    sentence: str


def data_blockers(data: DataState) -> Iterator[Blocker]:
    """What is wrong with the data, or that there are none."""
    if data.is_reading:
        yield Blocker("data", _("The data are being read."))
    elif data.error is not None and data.overview is None:
        yield Blocker("data", data.error.message)
    elif data.overview is None:
        yield Blocker("data", _("Open a file with labelled texts first."))
    elif data.overview.problem is not None:
        yield Blocker("data", data.overview.problem.message)


def checkpoint_blockers(checkpoint: CheckpointState) -> Iterator[Blocker]:
    """What is wrong with the model to start from."""
    if checkpoint.availability == "absent":
        yield Blocker("model", _("The chosen model must be downloaded first."))
    elif checkpoint.defect is not None:
        yield Blocker("model", checkpoint.defect.message)
    elif checkpoint.availability == "checking":
        yield Blocker("model", _("The model is being checked."))
