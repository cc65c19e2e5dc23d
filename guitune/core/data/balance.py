"""Which training texts a pass reads, and how much they count, where labels are uneven."""

from collections.abc import Sequence

import numpy as np

from guitune.core.training_config import ClassBalance


def balanced_counts(counts: Sequence[int], balance: ClassBalance) -> list[int]:
    """Texts of each label in one pass.

    Oversampling raises every label to the most frequent one's count, undersampling lowers every label to the
    rarest one's; otherwise all stay. Labels without texts stay without, and are not the rarest.
    """
    present = [count for count in counts if count]
    if balance == "oversampling":
        return [max(present) if count else 0 for count in counts]
    if balance == "undersampling":
        return [min(present) if count else 0 for count in counts]
    return list(counts)


def balanced_positions(labels: np.ndarray, balance: ClassBalance, seed: int, epoch: int) -> np.ndarray:
    """The texts of one pass, `balanced_counts` of each label. The result depends on the arguments alone.

    Within a label no text is read more than once oftener than another. Which ones are goes round: the next
    pass takes others, until each had its turn, and then a new order is drawn. So undersampling has read every
    text of a label with n texts after n / m passes with m of them, rounded up.

    Parameters
    ----------
    labels
        Label numbers, shape (examples,).
    epoch
        Number of the pass, from 0.

    Returns
    -------
    ndarray
        Positions in `labels`, ascending, int64.
    """
    counts = np.bincount(labels)
    wanted = balanced_counts(counts.tolist(), balance)
    if wanted == counts.tolist():
        return np.arange(len(labels), dtype=np.int64)
    parts = [
        _drawn(np.flatnonzero(labels == label), count, seed, label, epoch)
        for label, count in enumerate(wanted)
        if count
    ]
    return np.sort(np.concatenate(parts)).astype(np.int64)


def class_weights(counts: Sequence[int]) -> list[float]:
    """A weight for each label, inversely proportional to its count.

    w_c = N / (K n_c) for N texts of K labels with n_c texts each (King and Zeng, "Logistic Regression in Rare
    Events Data", 2001). The mean weight of a text is 1, so that the loss keeps its size. Labels without texts
    do not count in K and weigh 0.
    """
    texts, labels = sum(counts), sum(1 for count in counts if count)
    return [texts / (labels * count) if count else 0.0 for count in counts]


def _drawn(positions: np.ndarray, wanted: int, seed: int, label: int, epoch: int) -> np.ndarray:
    """All `positions` as often as they fit into `wanted`, and a part of them, others each time, once more."""
    times, rest = divmod(wanted, len(positions))
    if not rest:
        return np.tile(positions, times)
    turn, place = divmod(epoch, -(-len(positions) // rest))
    order = np.random.default_rng([seed, label, turn]).permutation(positions)
    once_more = np.take(order, np.arange(rest) + place * rest, mode="wrap")
    return np.concatenate([np.tile(positions, times), once_more])
