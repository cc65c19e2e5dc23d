"""Which examples form a batch, and how a batch becomes tensors."""

from typing import TYPE_CHECKING

import numpy as np

from guitune.core.data.dataset import TokenizedExamples

if TYPE_CHECKING:
    import torch

_BATCHES_PER_POOL = 50


def steps_per_epoch(examples: int, batch_size: int) -> int:
    """Number of batches in one pass."""
    return -(-examples // batch_size)


def epoch_batches(lengths: np.ndarray, batch_size: int, seed: int, epoch: int) -> list[np.ndarray]:
    """One pass over all examples in random batches of similar length, so that little is padded.

    The examples are shuffled, cut into pools of 50 batches, sorted by length within each pool and cut into
    batches, whose order is shuffled. The result depends on the arguments alone.

    Parameters
    ----------
    lengths
        Tokens per example, shape (examples,).
    epoch
        Number of the pass, from 0.

    Returns
    -------
    list of ndarray
        Positions of each batch's examples; every batch is full but at most one.
    """
    generator = np.random.default_rng([seed, epoch])
    order = generator.permutation(len(lengths))
    pool = batch_size * _BATCHES_PER_POOL
    batches = [
        batch
        for start in range(0, len(order), pool)
        for batch in _cut(_by_length(order[start : start + pool], lengths), batch_size)
    ]
    return [batches[index] for index in generator.permutation(len(batches))]


def token_budget_batches(lengths: np.ndarray, max_tokens: int, max_examples: int) -> list[np.ndarray]:
    """All examples, longest first, in batches of at most `max_tokens` tokens after padding."""
    order = np.argsort(-lengths, kind="stable")
    batches, start = [], 0
    while start < len(order):
        size = int(np.clip(max_tokens // max(1, lengths[order[start]]), 1, max_examples))
        batches.append(order[start : start + size])
        start += size
    return batches


def collate(
    examples: TokenizedExamples, positions: np.ndarray, pad_token_id: int, device: "torch.device"
) -> dict[str, "torch.Tensor"]:
    """The model's arguments for one batch, padded on the right to its longest example, without labels.

    `attention_mask` is left out where nothing is padded: the result is the same and attention is quicker.
    """
    import torch

    rows = [examples.input_ids[place] for place in positions]
    longest = max(map(len, rows))
    batch = {"input_ids": _padded(rows, longest, pad_token_id)}
    if examples.token_type_ids is not None:
        batch["token_type_ids"] = _padded([examples.token_type_ids[place] for place in positions], longest, 0)
    if any(len(row) < longest for row in rows):
        batch["attention_mask"] = _padded([np.ones(len(row), dtype=np.int64) for row in rows], longest, 0)
    return {name: torch.from_numpy(values).to(device) for name, values in batch.items()}


def _by_length(positions: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    return positions[np.argsort(lengths[positions], kind="stable")]


def _cut(positions: np.ndarray, batch_size: int) -> list[np.ndarray]:
    return [positions[start : start + batch_size] for start in range(0, len(positions), batch_size)]


def _padded(rows: list[np.ndarray], length: int, value: int) -> np.ndarray:
    padded = np.full((len(rows), length), value, dtype=np.int64)
    for index, row in enumerate(rows):
        padded[index, : len(row)] = row
    return padded
