"""Runs a network over many examples, quickly: longest first, in batches of equal work, without gradients."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from guitune.core.data.batching import collate, token_budget_batches
from guitune.core.data.dataset import TokenizedExamples

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_TOKENS_PER_BATCH = 2048
_EXAMPLES_PER_BATCH = 128


def forward_batches(
    model: "PreTrainedModel", examples: TokenizedExamples
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Positions of a batch and their logits, float64, shape (batch, labels), until all are done."""
    import torch

    model.eval()
    pad_token_id = model.config.pad_token_id or 0
    for positions in token_budget_batches(examples.lengths, _TOKENS_PER_BATCH, _EXAMPLES_PER_BATCH):
        with torch.inference_mode():
            logits = model(**collate(examples, positions, pad_token_id, model.device)).logits
        yield positions, logits.float().cpu().numpy().astype(np.float64)


def logits_of(model: "PreTrainedModel", examples: TokenizedExamples) -> np.ndarray:
    """Logits of all examples in their order, float64, shape (examples, labels)."""
    logits = np.empty((len(examples), model.config.num_labels))
    for positions, values in forward_batches(model, examples):
        logits[positions] = values
    return logits


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities from logits, along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: np.ndarray = shifted / shifted.sum(axis=-1, keepdims=True)
    return result
