"""What the soak tests stand on: a tiny model, the topics data, and quickly started processes."""

import multiprocessing
import os
import re
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.files import sha256_of
from guitune.core.training.checkpoint import checkpoint_step
from guitune.core.training_config import TrainingConfig

from ..conftest import make_checkpoint, topic_rows, write_rows

_IMPORTED_ONCE = [
    "torch",
    "transformers.models.bert.modeling_bert",
    "transformers.models.bert.tokenization_bert",
    "accelerate",
    "datasets",
    "safetensors.torch",
    "sklearn.feature_extraction.text",
    "sklearn.linear_model",
    "sklearn.metrics",
    "pyarrow.csv",
    "guitune.cli.program",
    "guitune.core.experiment",
    "guitune.core.training.loop",
    "guitune.core.modeling.saving",
    "guitune.core.evaluation.watched_matrix",
    "guitune.gui.app",
]
_WALL_CLOCK = ("examples_per_second", "seconds_left", "seconds", "run_folder")
_REPEATED_BY_A_RESUME = (
    "CheckpointSaved",
    "Notice",
    "PhaseChanged",
    "RunFailed",
    "RunPaused",
    "RunResumed",
    "RunStarted",
    "RunStopped",
)


def process(act: Callable[..., None], *arguments: object) -> BaseProcess:
    """A process that will do `act`; forked from one that has imported everything and computed nothing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED_ONCE)
    return context.Process(target=act, args=arguments, daemon=True)


def in_a_process(act: Callable[..., None], *arguments: object) -> None:
    """Do `act` in a process of its own and wait for its end."""
    child = process(act, *arguments)
    child.start()
    child.join()
    if child.exitcode != 0:
        raise RuntimeError(f"{act.__name__} ended with {child.exitcode}")


def quietly(output: Path) -> None:
    """Send what this process prints to a file, and compute on one thread."""
    import torch

    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    torch.set_num_threads(1)


def prepare(folder: Path, rows: int = 240) -> tuple[Path, Path]:
    """The topics as a CSV file and a tiny checkpoint, both made in `folder`."""
    file = write_rows(folder / "topics.csv", topic_rows(rows))
    in_a_process(make_checkpoint, folder / "tiny-bert")
    return file, folder / "tiny-bert"


def quick_config(file: Path, checkpoint: Path, epochs: int = 2, rate: float = 1e-3) -> RunConfig:
    """A run of a few steps."""
    return RunConfig(
        DataConfig(str(file), "text", "topic"),
        ModelConfig(str(checkpoint)),
        TrainingConfig(num_epochs=epochs, learning_rate=rate, batch_size=16),
    )


def weights_of_run(run_folder: Path) -> str:
    """SHA-256 of the trained classifier's weights."""
    return sha256_of(run_folder / "model" / "model.safetensors")


def what_happened(events: list[dict]) -> list[dict]:
    """The events that an undisturbed run has too, without what only the clock decides."""
    return [
        {name: value for name, value in event.items() if name not in _WALL_CLOCK}
        for event in events
        if event["event"] not in _REPEATED_BY_A_RESUME
    ]


def step_of(checkpoint: Path | None) -> int:
    """The step that a checkpoint was saved at; 0 without one."""
    return checkpoint_step(checkpoint) if checkpoint else 0


def resident_megabytes() -> float:
    """How much memory this process takes."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found.group(1)) / 1024 if found else 0.0
