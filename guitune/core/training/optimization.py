"""The optimizer and the course of the learning rate."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def build_optimizer(
    model: "torch.nn.Module", learning_rate: float, weight_decay: float
) -> "torch.optim.AdamW":
    """AdamW (Loshchilov & Hutter 2019); weight decay acts on matrices, not on biases and norms."""
    import torch

    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [
        {"params": [parameter for parameter in trained if parameter.ndim >= 2], "weight_decay": weight_decay},
        {"params": [parameter for parameter in trained if parameter.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=learning_rate, fused=True)


def learning_rate_at(step: int, total_steps: int, warmup_ratio: float, peak: float) -> float:
    """The rate of step `step` (from 1): a linear rise over the warm-up, then a linear fall to zero."""
    warmup_steps = round(total_steps * warmup_ratio)
    if step <= warmup_steps:
        return peak * step / warmup_steps
    return peak * (total_steps - step + 1) / (total_steps - warmup_steps + 1)
