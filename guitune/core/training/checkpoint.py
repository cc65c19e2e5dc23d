"""What is needed to go on with a run: safetensors and JSON, staged, hashed, renamed; no pickle."""

import dataclasses
import errno
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guitune.core.errors import RunFolderError
from guitune.core.files import damaged_files, free_bytes, staged_folder, write_json
from guitune.core.stored import read_figures
from guitune.core.training.optimization import expected_state
from guitune.i18n import _

if TYPE_CHECKING:
    import torch

_CHECKPOINTS_KEPT = 2  # the last, and the one before in case the last gets damaged
_NAME = re.compile(r"step-([0-9]{8,})")
_MODEL, _OPTIMIZER, _RANDOM = "model.safetensors", "optimizer.safetensors", "random.safetensors"
_BEST, _STATE = "best.safetensors", "state.json"
_SPARE_BYTES = 100_000
_LARGEST_COUNT = 2**53
_RENAMED = {  # as it stands in what was saved before there was a choice of what is best
    "best_macro_f1": "best_score",
    "rounds_without_improvement": "checks_without_improvement",
}

Weights = dict[str, "torch.Tensor"]


@dataclass
class TrainingState:
    """Where a run stands after a step, but for weights, optimizer and random numbers.

    `seconds` counts the time of this stage's training steps alone, which learned from `examples_seen`, and
    `run_seconds` all of it but pauses; `best_*` belong to the best evaluation so far. `micro_batch_size` is
    the number of texts worked on at once where a whole batch does not fit into memory, else 0.
    """

    step: int = 0
    examples_seen: int = 0
    seconds: float = 0.0
    run_seconds: float = 0.0
    epoch_steps: int = 0
    epoch_loss_sum: float = 0.0
    epoch_seconds: float = 0.0
    best_step: int = 0
    best_epoch: float = 0.0
    best_score: float = -sys.float_info.max
    best_loss: float = sys.float_info.max
    checks_without_improvement: int = 0
    checked_step: int = 0
    micro_batch_size: int = 0
    ended_early: bool = False

    @property
    def examples_per_second(self) -> float:
        """Pace of the training steps alone; 0 before the first."""
        return self.examples_seen / self.seconds if self.seconds else 0.0

    def begin_stage(self) -> None:
        """Count pace and patience anew."""
        self.examples_seen, self.seconds, self.checks_without_improvement = 0, 0.0, 0


def weights_of(model: "torch.nn.Module") -> Weights:
    """The model's own tensors by name, tied ones once; they change as the model trains."""
    kept = model.state_dict().keys()
    buffers = {name: tensor for name, tensor in model.named_buffers() if name in kept}
    return {**{name: parameter.detach() for name, parameter in model.named_parameters()}, **buffers}


def copy_weights(model: "torch.nn.Module") -> Weights:
    """The model's tensors as they are now."""
    return {name: tensor.clone() for name, tensor in weights_of(model).items()}


def restore_weights(model: "torch.nn.Module", weights: Weights) -> None:
    """Put tensors taken by `weights_of` or `copy_weights` back into the model."""
    for name, tensor in weights_of(model).items():
        tensor.copy_(weights[name])


def random_states() -> Weights:
    """The states of all random numbers that training draws from."""
    import torch

    states = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["cuda"] = torch.cuda.get_rng_state()
    return states


def restore_random_states(states: Weights) -> None:
    """Draw from here on what was drawn after `random_states`."""
    import torch

    torch.set_rng_state(states["cpu"])
    if "cuda" in states and torch.cuda.is_available():
        torch.cuda.set_rng_state(states["cuda"])


def save_checkpoint(
    folder: Path,
    model: "torch.nn.Module",
    optimizer: "torch.optim.Optimizer",
    state: TrainingState,
    best: Weights | None,
) -> None:
    """Write the checkpoint of `state.step` below `folder`, then drop those before the last two.

    The best weights are left out where they are those of this very step.

    Raises
    ------
    OSError
        If the disk refuses or has too little space; the checkpoint before stays as it was.
    RunFolderError
        If the run's folder has gone.
    """
    from safetensors.torch import save_file

    parts = {
        _MODEL: weights_of(model),
        _OPTIMIZER: _optimizer_tensors(optimizer),
        _RANDOM: random_states(),
    }
    if best is not None and state.best_step != state.step:
        parts[_BEST] = best
    needed = sum(_bytes_of(tensors) for tensors in parts.values()) + _SPARE_BYTES
    try:
        if free_bytes(folder) < needed:
            raise OSError(errno.ENOSPC, f"{needed} bytes are needed", str(folder))
        with staged_folder(folder / f"step-{state.step:08d}") as staging:
            for name, tensors in parts.items():
                save_file(tensors, staging / name)
            write_json(staging / _STATE, dataclasses.asdict(state))
    except OSError as error:
        if folder.is_dir():
            raise
        raise RunFolderError(
            _("The folder of this run is no longer there: {folder} was moved, renamed or deleted.").format(
                folder=folder.parent
            ),
            _("Put it back where it was and go on from the last save, or start a new run."),
            details=str(error),
        ) from error
    kept = [other for other in checkpoint_folders(folder) if checkpoint_step(other) <= state.step]
    for older in kept[:-_CHECKPOINTS_KEPT]:
        shutil.rmtree(older, ignore_errors=True)


def checkpoint_bytes(model: "torch.nn.Module") -> int:
    """How large a checkpoint of this model is: weights, two averages, and the best weights."""
    return 4 * _bytes_of(weights_of(model))


def last_good_checkpoint(folder: Path) -> Path | None:
    """The newest checkpoint below `folder` that is whole, unchanged and readable, or None."""
    return next(good_checkpoints(folder), None)


def good_checkpoints(folder: Path) -> Iterator[Path]:
    """All checkpoints below `folder` that are whole, unchanged and readable, the newest first."""
    return (path for path in reversed(checkpoint_folders(folder)) if _is_good(path))


def drop_later_checkpoints(folder: Path, step: int) -> list[Path]:
    """Delete what was saved after `step` and turned out to be of no use; returns what there was."""
    later = [path for path in checkpoint_folders(folder) if checkpoint_step(path) > step]
    for path in later:
        shutil.rmtree(path, ignore_errors=True)
    return later


def checkpoint_step(checkpoint: Path) -> int:
    """The step that a checkpoint folder was saved at."""
    return int(checkpoint.name.removeprefix("step-"))


def load_checkpoint(
    checkpoint: Path, model: "torch.nn.Module", optimizer_after: Callable[[int], "torch.optim.Optimizer"]
) -> tuple[TrainingState, Weights | None, "torch.optim.Optimizer"]:
    """Put a run back where it stood; returns its state, the best weights so far and the optimizer.

    Parameters
    ----------
    optimizer_after
        A new optimizer for the steps that follow so many.

    Raises
    ------
    RunFolderError
        If the checkpoint belongs to another network.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    state = _state_of(checkpoint)
    try:
        best = load_file(checkpoint / _BEST) if state.best_step not in (0, state.step) else None
        weights, averages = (load_file(checkpoint / name) for name in (_MODEL, _OPTIMIZER))
        for tensors in (weights, best):
            if tensors is not None:
                _require_shapes(tensors, weights_of(model))
        optimizer = optimizer_after(state.step)
        _require_state(optimizer, averages)
        restore_weights(model, weights)
        _restore_optimizer(optimizer, averages)
        restore_random_states(load_file(checkpoint / _RANDOM))
        if state.best_step == 0:
            return state, None, optimizer
        return state, copy_weights(model) if best is None else best, optimizer
    except (SafetensorError, LookupError, ValueError, TypeError, RuntimeError, OSError) as error:
        raise RunFolderError(
            _("What was saved at step {step} does not belong to this model.").format(step=state.step),
            _("Start a new run."),
            details=str(error),
        ) from error


def checkpoint_folders(folder: Path) -> list[Path]:
    """The checkpoints below `folder`, oldest first, intact or not."""
    found = [path for path in folder.glob("step-*") if path.is_dir() and _NAME.fullmatch(path.name)]
    return sorted(found, key=checkpoint_step)


def _is_good(checkpoint: Path) -> bool:
    try:
        return not damaged_files(checkpoint) and _state_of(checkpoint).step == checkpoint_step(checkpoint)
    except (OSError, ValueError, RecursionError):
        return False


def _state_of(checkpoint: Path) -> TrainingState:
    stored = json.loads((checkpoint / _STATE).read_text(encoding="utf-8"))
    if isinstance(stored, dict):
        stored = {"checked_step": 0} | {_RENAMED.get(name, name): value for name, value in stored.items()}
    state: TrainingState = read_figures(TrainingState, stored)
    counts = [value for value in dataclasses.astuple(state) if isinstance(value, int)]
    if not all(0 <= count <= _LARGEST_COUNT for count in counts):
        raise ValueError(counts)
    return state


def _require_shapes(tensors: Weights, expected: Weights) -> None:
    shapes, wanted = ({name: tensor.shape for name, tensor in part.items()} for part in (tensors, expected))
    if shapes != wanted:
        raise ValueError(sorted(set(shapes.items()) ^ set(wanted.items()))[:3])


def _require_state(optimizer: "torch.optim.Optimizer", tensors: Weights) -> None:
    """What is kept belongs to this optimizer; a parameter that was not moved yet has nothing kept for it."""
    kept: dict[int, dict[str, tuple[int, ...]]] = {}
    for name, tensor in tensors.items():
        number, key = name.split(".", 1)
        kept.setdefault(int(number), {})[key] = tuple(tensor.shape)
    for place, shapes in kept.items():
        if shapes != expected_state(optimizer, place):
            raise ValueError(place, shapes)


def _bytes_of(tensors: Weights) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())


def _optimizer_tensors(optimizer: "torch.optim.Optimizer") -> Weights:
    entries = optimizer.state_dict()["state"]
    return {f"{index}.{key}": value for index, entry in entries.items() for key, value in entry.items()}


def _restore_optimizer(optimizer: "torch.optim.Optimizer", tensors: Weights) -> None:
    entries: dict[int, dict[str, Any]] = {}
    for name, tensor in tensors.items():
        index, key = name.split(".", 1)
        entries.setdefault(int(index), {})[key] = tensor
    optimizer.load_state_dict({"state": entries, "param_groups": optimizer.state_dict()["param_groups"]})
