"""Figures of merit of predictions on labelled examples."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

_RESAMPLES = 1000
_NORMAL_975 = 1.959964


@dataclass(frozen=True)
class Interval:
    """Lower and upper end of a 95% interval."""

    low: float
    high: float


@dataclass(frozen=True)
class ClassFigures:
    """One label's figures; `support` is the number of examples that truly have it."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class Figures:
    """All figures of one split; confusion_matrix[i][j] counts examples of label i predicted as j.

    Macro means average over the labels that occur in the split, weighted ones count each by its support.
    """

    examples: int
    accuracy: float
    accuracy_interval: Interval
    macro_precision: float
    macro_recall: float
    macro_f1: float
    macro_f1_interval: Interval
    weighted_precision: float
    weighted_recall: float
    weighted_f1: float
    per_class: tuple[ClassFigures, ...]
    confusion_matrix: tuple[tuple[int, ...], ...]


def figures_of(truth: np.ndarray, predicted: np.ndarray, labels: tuple[str, ...]) -> Figures:
    """Compare predicted label numbers with the true ones, both of shape (examples,)."""
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    numbers = np.arange(len(labels))
    options: dict[str, Any] = {"labels": numbers, "zero_division": 0.0}
    precision, recall, f1, support = precision_recall_fscore_support(truth, predicted, **options)
    occurring = support > 0
    matrix = confusion_matrix(truth, predicted, labels=numbers)
    hits = int(matrix.trace())
    return Figures(
        examples=len(truth),
        accuracy=hits / len(truth),
        accuracy_interval=share_interval(hits, len(truth)),
        macro_precision=float(precision[occurring].mean()),
        macro_recall=float(recall[occurring].mean()),
        macro_f1=float(f1[occurring].mean()),
        macro_f1_interval=_bootstrapped_macro_f1(matrix),
        weighted_precision=float(np.average(precision, weights=support)),
        weighted_recall=float(np.average(recall, weights=support)),
        weighted_f1=float(np.average(f1, weights=support)),
        per_class=tuple(
            ClassFigures(label, float(precision[i]), float(recall[i]), float(f1[i]), int(support[i]))
            for i, label in enumerate(labels)
        ),
        confusion_matrix=tuple(tuple(int(count) for count in row) for row in matrix),
    )


def f1_per_class(truth: np.ndarray, predicted: np.ndarray, num_labels: int) -> np.ndarray:
    """F1 of each label, shape (num_labels,); NaN for a label that does not occur in `truth`."""
    hits = np.bincount(truth[truth == predicted], minlength=num_labels)
    support = np.bincount(truth, minlength=num_labels)
    claimed = np.bincount(predicted, minlength=num_labels)
    return np.where(support > 0, 2 * hits / np.maximum(support + claimed, 1), np.nan)


def evaluation_scores(logits: np.ndarray, truth: np.ndarray) -> dict[str, Any]:
    """Loss, accuracy, macro-F1 and F1 per class, by the names of `EvaluationCompleted`."""
    predicted = logits.argmax(axis=1)
    f1 = f1_per_class(truth, predicted, logits.shape[1])
    return {
        "loss": cross_entropy(logits, truth),
        "accuracy": float((predicted == truth).mean()),
        "macro_f1": float(np.nanmean(f1)),
        "f1_per_class": tuple(np.nan_to_num(f1).tolist()),
    }


def cross_entropy(logits: np.ndarray, truth: np.ndarray) -> float:
    """Mean negative log-likelihood of the true labels."""
    peak = logits.max(axis=1)
    log_sums = peak + np.log(np.exp(logits - peak[:, None]).sum(axis=1))
    return float((log_sums - logits[np.arange(len(truth)), truth]).mean())


def share_interval(hits: int, total: int) -> Interval:
    """Wilson's interval (1927) of a share; unlike the bootstrap's it has a width where all or none hit."""
    share, square = hits / total, _NORMAL_975**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = (
        _NORMAL_975
        / (1 + square / total)
        * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    )
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def gain_interval(truth: np.ndarray, predicted: np.ndarray, compared: np.ndarray) -> Interval:
    """Interval of the accuracy that `predicted` gains over `compared` on the same examples.

    Agresti and Min's for paired shares (2005): only examples that one of the two gets right and the other
    does not count, and half an example is added to each of the four cells.
    """
    right, other = predicted == truth, compared == truth
    total = len(truth) + 2
    gained, lost = int((right & ~other).sum()) + 0.5, int((~right & other).sum()) + 0.5
    middle = (gained - lost) / total
    half = _NORMAL_975 * math.sqrt(((gained + lost) / total - middle**2) / total)
    return Interval(max(-1.0, middle - half), min(1.0, middle + half))


def _bootstrapped_macro_f1(matrix: np.ndarray) -> Interval:
    """Percentile bootstrap (Efron 1979) over the examples, seeded.

    Drawing examples with replacement is drawing the confusion matrix from a multinomial distribution.
    """
    total, (true, claimed) = matrix.sum(), np.nonzero(matrix)
    generator = np.random.default_rng(0)
    drawn = generator.multinomial(total, matrix[true, claimed] / total, size=_RESAMPLES)
    right = drawn * (true == claimed)
    hits, support, claims = (
        np.stack([counts[:, cells == label].sum(axis=1) for label in range(len(matrix))], axis=1)
        for counts, cells in ((right, true), (drawn, true), (drawn, claimed))
    )
    f1 = np.where(support > 0, 2 * hits / np.maximum(support + claims, 1), np.nan)
    low, high = np.quantile(np.nanmean(f1, axis=1), (0.025, 0.975))
    return Interval(float(low), float(high))
