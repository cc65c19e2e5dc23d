"""Figures of merit of predictions on labelled examples."""

from dataclasses import dataclass
from typing import Any

import numpy as np

_RESAMPLES = 1000


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
    accuracy_interval, macro_f1_interval = _bootstrap(truth, predicted, len(labels))
    return Figures(
        examples=len(truth),
        accuracy=float((truth == predicted).mean()),
        accuracy_interval=accuracy_interval,
        macro_precision=float(precision[occurring].mean()),
        macro_recall=float(recall[occurring].mean()),
        macro_f1=float(f1[occurring].mean()),
        macro_f1_interval=macro_f1_interval,
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


def _bootstrap(truth: np.ndarray, predicted: np.ndarray, num_labels: int) -> tuple[Interval, Interval]:
    """Percentile bootstrap (Efron 1979) of accuracy and macro-F1 over the examples, seeded."""
    generator = np.random.default_rng(0)
    accuracies, scores = np.empty(_RESAMPLES), np.empty(_RESAMPLES)
    for index in range(_RESAMPLES):
        drawn = generator.integers(0, len(truth), len(truth))
        accuracies[index] = (truth[drawn] == predicted[drawn]).mean()
        scores[index] = np.nanmean(f1_per_class(truth[drawn], predicted[drawn], num_labels))
    return _interval(accuracies), _interval(scores)


def _interval(values: np.ndarray) -> Interval:
    low, high = np.quantile(values, (0.025, 0.975))
    return Interval(float(low), float(high))
