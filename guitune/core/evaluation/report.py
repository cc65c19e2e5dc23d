"""The report of a run: figures on each split, beside what can be had without a language model."""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from guitune.core.errors import RunFolderError
from guitune.core.evaluation.baseline import majority_predictions, word_counting_predictions
from guitune.core.evaluation.metrics import Figures, Interval, figures_of, gain_interval
from guitune.core.stored import read_figures
from guitune.i18n import _

REPORT_FILE = "report.json"
REPORT_VERSION = 2  # 1 had no gain


@dataclass(frozen=True)
class Baselines:
    """Figures on the same examples of two ways that need no language model."""

    majority: Figures
    word_counting: Figures


@dataclass(frozen=True)
class Report:
    """All figures of a run; `baselines` are those of the test split, else of validation.

    `gain` is how much accuracy the classifier has over counting words there, text by text; None in reports
    that were written before it was measured.
    """

    labels: tuple[str, ...]
    validation: Figures
    test: Figures | None
    baselines: Baselines
    gain: Interval | None

    @property
    def judged(self) -> Figures:
        """The figures that count: on test texts, else on validation texts."""
        return self.test or self.validation

    @property
    def majority_label(self) -> str:
        """The label that is the most frequent in training."""
        answers = [sum(column) for column in zip(*self.baselines.majority.confusion_matrix, strict=True)]
        return self.labels[answers.index(max(answers))]

    def to_json(self) -> dict[str, Any]:
        """Plain values for `report.json`."""
        return {"version": REPORT_VERSION, **dataclasses.asdict(self)}

    @classmethod
    def from_json(cls, stored: Any) -> "Report":
        """The report that `to_json` made plain.

        Raises
        ------
        RunFolderError
            If a newer version wrote it.
        ValueError
            If something in it is missing, of another type, or does not fit together.
        """
        if not isinstance(stored, dict) or not isinstance(stored.get("version"), int):
            raise ValueError("no version")
        if stored["version"] > REPORT_VERSION:
            raise RunFolderError(
                _("The report was written by a newer GuiTune."), _("Update GuiTune to read it.")
            )
        report: Report = read_figures(cls, {"gain": None, **stored})
        compared = report.baselines
        for figures in (report.validation, report.test, compared.majority, compared.word_counting):
            if figures is not None:
                _require_shape(figures, len(report.labels))
        return report


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
    answers = last.logits.argmax(axis=1)
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
        gain=gain_interval(last.truth, answers, counted),
    )


def read_report(folder: Path) -> Report:
    """The report in a run's folder.

    Raises
    ------
    RunFolderError
        If there is none, or one that this version cannot read.
    """
    try:
        return Report.from_json(json.loads((folder / REPORT_FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise RunFolderError(
            _("The run in {folder} has no report.").format(folder=folder),
            _("A run writes it when it is finished. Train again to get one."),
        ) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise RunFolderError(
            _("The report of the run in {folder} cannot be read: its report.json is damaged.").format(
                folder=folder
            ),
            _("Copy the run folder again from where it came, or train again."),
            details=f"{type(error).__name__}: {error}",
        ) from error


def _require_shape(figures: Figures, labels: int) -> None:
    rows = figures.confusion_matrix
    counted = sum(sum(row) for row in rows)
    if labels < 1 or len(rows) != labels or any(len(row) != labels for row in rows):
        raise ValueError("the confusion matrix does not fit the labels")
    if len(figures.per_class) != labels or counted != figures.examples or counted < 1:
        raise ValueError("the figures do not fit the confusion matrix")
