"""Imports the heavy libraries before they are needed, so that pressing Start is answered at once."""

import gc
import importlib
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from guitune.gui.jobs import Job

FOR_ANSWERS = (
    "torch",
    "transformers.models.auto.modeling_auto",
    "transformers.models.auto.tokenization_auto",
    "transformers.models.bert.modeling_bert",
    "transformers.models.bert.tokenization_bert",
    "safetensors.torch",
    "datasets",
)
FOR_TRAINING = (
    *FOR_ANSWERS,
    "torch.optim",
    "accelerate",
    "peft.tuners.lora",
    "sklearn.metrics",
    "sklearn.feature_extraction.text",
    "sklearn.linear_model",
    "sklearn.pipeline",
)
_SELDOM = (10_000, 20, 100)  # searching all objects takes 0.3 s now that there are so many
_loading = threading.Lock()


def load_libraries(names: Sequence[str], is_cancelled: Callable[[], bool] = lambda: False) -> bool:
    """Import modules that are not there yet, one thread at a time.

    They bring half a million objects. Python's search for garbage would look through all of them again and
    again while they come and halt every thread for up to 0.4 s each time, so it waits until they are there.
    `gc.freeze` would spare the last search too, but corrupts memory when another thread is inside a search
    that has let go of the interpreter, as the end of a Qt object does.

    Parameters
    ----------
    names
        `FOR_ANSWERS` or `FOR_TRAINING`.
    is_cancelled
        Asked between modules; the rest is left out when it says yes.

    Returns
    -------
    bool
        Whether all of them are there. If not, going on would import them beside another thread.
    """
    with _loading:  # transformers is not safe to be imported by two threads at once
        missing = [name for name in names if name not in sys.modules]
        searched = gc.isenabled()
        gc.disable()
        try:
            for name in missing:
                if is_cancelled():
                    return False
                importlib.import_module(name)
            if missing:
                gc.collect()  # once for all of them, now rather than three times while a run begins
                gc.set_threshold(*_SELDOM)
        finally:
            if searched:
                gc.enable()
    return True


@dataclass(frozen=True)
class Device:
    """What training runs on: the graphics card's name, if there is one, and whether it has 16 bits."""

    graphics_card: str = ""
    has_16_bits: bool = False


def warm_up(job: Job) -> Device:
    """Load the libraries on the job's thread and look what training will run on."""
    for names in (FOR_ANSWERS, FOR_TRAINING):
        load_libraries(names, job.is_cancelled)
    if job.is_cancelled():
        return Device()
    import torch

    from guitune.core.training.precision import calculates_in_16_bits

    has_card = torch.cuda.is_available()
    device = torch.device("cuda" if has_card else "cpu")
    return Device(torch.cuda.get_device_name(0) if has_card else "", calculates_in_16_bits(device))
