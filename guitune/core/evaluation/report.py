"""The report of a run: figures on each split, beside what can be had without a language model."""

import csv
import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from guitune.core.data.splits import Side
from guitune.core.evaluation.baseline import majority_predictions, word_counting_predictions
from guitune.core.evaluation.metrics import Figures, figures_of
from guitune.core.files import staged_folder
from guitune.core.modeling.forward import softmax

REPORT_VERSION = 1


@dataclass(frozen=True)
class Baselines:
    """Figures on the same examples of two ways that need no language model."""

    majority: Figures
    word_counting: Figures


@dataclass(frozen=True)
class Report:
    """All figures of a run; `baselines` are those of the test split, else of validation."""

    labels: tuple[str, ...]
    validation: Figures
    test: Figures | None
    baselines: Baselines

    def to_json(self) -> dict[str, Any]:
        """Plain values for `report.json`."""
        return {"version": REPORT_VERSION, **dataclasses.asdict(self)}


@dataclass(frozen=True)
class Judged:
    """Examples of one split and what the classifier says of them: logits of shape (examples, labels)."""

    rows: Sequence[int]
    texts: Sequence[str]
    truth: np.ndarray
    logits: np.ndarray

    def figures(self, labels: tuple[str, ...]) -> Figures:
        """How good the classifier's answers are."""
        return figures_of(self.truth, self.logits.argmax(axis=1), labels)


def build_report(
    labels: tuple[str, ...],
    train_texts: Sequence[str],
    train_labels: np.ndarray,
    validation: Judged,
    test: Judged | None,
) -> Report:
    """Judge the classifier on both splits and, on the last one there is, the two baselines."""
    last = test or validation
    majority = majority_predictions(train_labels.tolist(), len(last.truth))
    counted = word_counting_predictions(train_texts, train_labels.tolist(), last.texts)
    return Report(
        labels=labels,
        validation=validation.figures(labels),
        test=test.figures(labels) if test else None,
        baselines=Baselines(
            majority=figures_of(last.truth, majority, labels),
            word_counting=figures_of(last.truth, counted, labels),
        ),
    )


def save_predictions(folder: Path, judged: Mapping[Side, Judged], labels: tuple[str, ...]) -> None:
    """A CSV file per split: each example's row in its file, true label, prediction and probabilities.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    with staged_folder(folder) as staging:
        for side, part in judged.items():
            _write_predictions(staging / f"{side}.csv", part, labels)


def _write_predictions(path: Path, judged: Judged, labels: tuple[str, ...]) -> None:
    probabilities = softmax(judged.logits)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["row", "label", "prediction", "confidence", *(f"p_{label}" for label in labels)])
        for row, label, shares in zip(judged.rows, judged.truth, probabilities, strict=True):
            best = int(shares.argmax())
            writer.writerow(
                [
                    row,
                    labels[label],
                    labels[best],
                    f"{shares[best]:.6f}",
                    *(f"{share:.6f}" for share in shares),
                ]
            )
