"""The optimizers, and the course of the learning rate."""

import math
from typing import TYPE_CHECKING

from guitune.core.modeling.layers import parameter_depths
from guitune.core.training_config import Schedule, TrainingConfig

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

_MOMENTUM = 0.9


def build_optimizer(model: "PreTrainedModel", settings: TrainingConfig) -> "torch.optim.Optimizer":
    """The chosen optimizer over all parameters that are trained; its rate is set before each step.

    Weight decay acts on matrices, not on biases and norms. With a layer decay the rate of every parameter is
    multiplied by the decay once for each layer between it and the answer (Howard & Ruder 2018).

    AdamW: Loshchilov & Hutter 2019. Adam: Kingma & Ba 2015. SGD with momentum: Sutskever et al. 2013.
    Adafactor: Shazeer & Stern 2018.
    """
    import torch

    decay = settings.layer_decay or 1.0
    depths = parameter_depths(model) if decay < 1 else {}
    parts: dict[tuple[float, bool], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            share = decay ** depths.get(name, 0)
            parts.setdefault((share, parameter.ndim >= 2), []).append(parameter)
    groups = [
        {
            "params": parameters,
            "weight_decay": settings.weight_decay if is_matrix else 0.0,
            "share_of_rate": share,
            "lr": 0.0,
        }
        for (share, is_matrix), parameters in parts.items()
    ]
    match settings.optimizer:
        case "adamw":
            return torch.optim.AdamW(groups, fused=True)
        case "adam":
            return torch.optim.Adam(groups, fused=True)
        case "sgd":
            return torch.optim.SGD(groups, momentum=_MOMENTUM, fused=True)
        case "adafactor":
            return torch.optim.Adafactor(groups)


def set_learning_rate(optimizer: "torch.optim.Optimizer", rate: float) -> None:
    """Let the next step be made at this rate, each layer at its share of it."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["share_of_rate"]


def learning_rate_at(
    step: int, total_steps: int, warmup_ratio: float, peak: float, schedule: Schedule = "linear"
) -> float:
    """The rate of step `step` (from 1): a linear rise over the warm-up, then the chosen course.

    "linear" and "cosine" (Loshchilov & Hutter 2017) fall to zero after the last step.
    """
    warmup_steps = round(total_steps * warmup_ratio)
    if step <= warmup_steps:
        return peak * step / warmup_steps
    done = (step - warmup_steps) / (total_steps - warmup_steps + 1)
    match schedule:
        case "linear":
            return peak * (1 - done)
        case "cosine":
            return peak * (1 + math.cos(math.pi * done)) / 2
        case "constant":
            return peak


def expected_state(optimizer: "torch.optim.Optimizer", place: int) -> dict[str, tuple[int, ...]]:
    """Names and shapes of what the optimizer keeps for its parameter number `place` once it has moved it."""
    import torch

    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    shape = tuple(parameters[place].shape)
    if isinstance(optimizer, torch.optim.SGD):
        return {"momentum_buffer": shape}
    if isinstance(optimizer, torch.optim.Adafactor):
        if len(shape) < 2:
            return {"step": (), "variance": shape}
        return {"step": (), "row_var": (*shape[:-1], 1), "col_var": (*shape[:-2], 1, shape[-1])}
    return {"step": (), "exp_avg": shape, "exp_avg_sq": shape}
