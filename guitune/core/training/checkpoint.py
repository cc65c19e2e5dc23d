"""What is needed to go on with a run: safetensors and JSON, staged, hashed, renamed; no pickle."""

import dataclasses
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guitune.core.files import damaged_files, staged_folder, write_json

if TYPE_CHECKING:
    import torch

_CHECKPOINTS_KEPT = 2  # the last, and the one before in case the last gets damaged

Weights = dict[str, "torch.Tensor"]


@dataclass
class TrainingState:
    """Where a run stands after a step, but for weights, optimizer and random numbers.

    `seconds` counts the time of training steps alone; `best_*` belong to the best evaluation so far.
    """

    step: int = 0
    examples_seen: int = 0
    seconds: float = 0.0
    epoch_losses: list[float] = field(default_factory=list)
    epoch_seconds: float = 0.0
    best_step: int = 0
    best_epoch: float = 0.0
    best_macro_f1: float = -1.0
    best_loss: float = float("inf")
    rounds_without_improvement: int = 0
    ended_early: bool = False

    @property
    def examples_per_second(self) -> float:
        """Pace of the training steps alone; 0 before the first."""
        return self.examples_seen / self.seconds if self.seconds else 0.0


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


def save_checkpoint(
    folder: Path,
    model: "torch.nn.Module",
    optimizer: "torch.optim.Optimizer",
    state: TrainingState,
    best: Weights | None,
) -> None:
    """Write the checkpoint of `state.step` below `folder`, then drop those before the last two.

    Raises
    ------
    OSError
        If the disk refuses; the checkpoint before stays as it was.
    """
    import torch
    from safetensors.torch import save_file

    with staged_folder(folder / f"step-{state.step:08d}") as staging:
        save_file(weights_of(model), staging / "model.safetensors")
        save_file(_optimizer_tensors(optimizer), staging / "optimizer.safetensors")
        random_states = {"cpu": torch.get_rng_state()}
        if torch.cuda.is_available():
            random_states["cuda"] = torch.cuda.get_rng_state()
        save_file(random_states, staging / "random.safetensors")
        if best is not None:
            save_file(best, staging / "best.safetensors")
        stored = dataclasses.asdict(state)
        stored["best_loss"] = None if best is None else state.best_loss
        write_json(staging / "state.json", stored)
    for older in checkpoint_folders(folder)[:-_CHECKPOINTS_KEPT]:
        shutil.rmtree(older, ignore_errors=True)


def last_good_checkpoint(folder: Path) -> Path | None:
    """The newest checkpoint below `folder` whose files are all intact, or None."""
    return next((path for path in reversed(checkpoint_folders(folder)) if not damaged_files(path)), None)


def checkpoint_step(checkpoint: Path) -> int:
    """The step that a checkpoint folder was saved at."""
    return int(checkpoint.name.removeprefix("step-"))


def load_checkpoint(
    checkpoint: Path, model: "torch.nn.Module", optimizer: "torch.optim.Optimizer"
) -> tuple[TrainingState, Weights | None]:
    """Put a run back where it stood; returns its state and the best weights so far."""
    import torch
    from safetensors.torch import load_file

    restore_weights(model, load_file(checkpoint / "model.safetensors"))
    _restore_optimizer(optimizer, load_file(checkpoint / "optimizer.safetensors"))
    random_states = load_file(checkpoint / "random.safetensors")
    torch.set_rng_state(random_states["cpu"])
    if "cuda" in random_states and torch.cuda.is_available():
        torch.cuda.set_rng_state(random_states["cuda"])
    stored = json.loads((checkpoint / "state.json").read_text(encoding="utf-8"))
    if stored["best_loss"] is None:
        stored["best_loss"] = float("inf")
    best = checkpoint / "best.safetensors"
    return TrainingState(**stored), load_file(best) if best.is_file() else None


def checkpoint_folders(folder: Path) -> list[Path]:
    """The checkpoints below `folder`, oldest first, intact or not."""
    return sorted(path for path in folder.glob("step-*") if path.is_dir() and path.suffix == "")


def _optimizer_tensors(optimizer: "torch.optim.Optimizer") -> Weights:
    entries = optimizer.state_dict()["state"]
    return {f"{index}.{key}": value for index, entry in entries.items() for key, value in entry.items()}


def _restore_optimizer(optimizer: "torch.optim.Optimizer", tensors: Weights) -> None:
    entries: dict[int, dict[str, Any]] = {}
    for name, tensor in tensors.items():
        index, key = name.split(".", 1)
        entries.setdefault(int(index), {})[key] = tensor
    optimizer.load_state_dict({"state": entries, "param_groups": optimizer.state_dict()["param_groups"]})
