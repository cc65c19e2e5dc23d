"""Runs a network over many examples, quickly: longest first, in batches of equal work, without gradients."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from guitune.core.data.batching import collate, token_budget_batches
from guitune.core.data.dataset import TokenizedExamples
from guitune.core.memory import is_out_of_memory, release_memory

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

Compute = Callable[[dict[str, "torch.Tensor"]], "torch.Tensor"]
_TOKENS_PER_BATCH = 2048
_EXAMPLES_PER_BATCH = 128


def forward_batches(
    model: "PreTrainedModel", examples: TokenizedExamples
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Positions of a batch and their logits, float64, shape (batch, labels), until all are done."""
    for positions, logits in computed_batches(model, examples, lambda batch: model(**batch).logits):
        yield positions, logits.double().numpy()


def computed_batches(
    model: "PreTrainedModel", examples: TokenizedExamples, compute: Compute
) -> Iterator[tuple[np.ndarray, "torch.Tensor"]]:
    """Positions of a batch and what `compute` makes of it, float32 on the CPU, without gradients."""
    model.eval()
    for positions in token_budget_batches(examples.lengths, _TOKENS_PER_BATCH, _EXAMPLES_PER_BATCH):
        yield positions, _computed(model, examples, positions, compute)


def logits_of(model: "PreTrainedModel", examples: TokenizedExamples) -> np.ndarray:
    """Logits of all examples in their order, float64, shape (examples, labels)."""
    logits = np.empty((len(examples), model.config.num_labels))
    for positions, values in forward_batches(model, examples):
        logits[positions] = values
    return logits


def _computed(
    model: "PreTrainedModel", examples: TokenizedExamples, positions: np.ndarray, compute: Compute
) -> "torch.Tensor":
    """What `compute` makes of one batch, which is halved where memory is short."""
    import torch

    try:
        batch = collate(examples, positions, model.config.pad_token_id or 0, model.device)
        with torch.no_grad():  # tensors of inference mode could not be trained on
            return compute(batch).float().cpu()
    except (MemoryError, RuntimeError) as error:
        if len(positions) == 1 or not is_out_of_memory(error):
            raise
    release_memory()
    middle = len(positions) // 2
    return torch.cat(
        [_computed(model, examples, part, compute) for part in (positions[:middle], positions[middle:])]
    )


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities from logits, along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: np.ndarray = shifted / shifted.sum(axis=-1, keepdims=True)
    return result
