"""Judges a trained classifier on a labelled file."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from guitune.core.config import DataConfig
from guitune.core.data.normalization import normalized_label
from guitune.core.data.reader import read_for_use, read_table
from guitune.core.data.recipe import prepare
from guitune.core.data.text_columns import TextColumns
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import DataError
from guitune.core.evaluation.metrics import Figures, figures_of
from guitune.core.inference.predictor import Predictor
from guitune.i18n import _


@dataclass(frozen=True)
class FileEvaluated:
    """Figures on a file, and the rows left out: unreadable, without label, or of a label never learned."""

    file: str
    figures: Figures
    rejected: int
    without_label: int
    unknown_labels: tuple[tuple[str, int], ...]


def evaluate_file(
    predictor: Predictor, file: Path, data: DataConfig, reading: ReadingOptions | None = None
) -> FileEvaluated:
    """Predict every row that has a text and a known label, and compare.

    Columns are those of `data`; labels are merged as in training, and texts cleaned by the predictor.

    Parameters
    ----------
    reading
        How to read the file; without it, as in training if that fits, else as is found out.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, or no row has a label that the classifier knows.
    """
    merges_only = replace(
        data, validation_file=None, test_file=None, edits=(), left_out_rows=(), cleaning=(), fixes=()
    )
    columns = TextColumns.of(data)
    if reading is None:
        written = read_for_use(file, data.reading, (*columns.names, data.label_column))
    else:
        written = read_table(file, reading)
    (table,) = prepare([written], merges_only)
    texts, *joined = (table.column(name) for name in (columns.text, *columns.joined))
    pairs = table.column(columns.second) if columns.second else None
    labels = table.column(data.label_column)
    read = predictor.as_read(texts, joined)
    numbers = {label: number for number, label in enumerate(predictor.labels)}
    if "label_variants" in data.fixes:
        writings = {normalized_label(label): label for label in predictor.labels}
        labels = [writings.get(normalized_label(label), label) for label in labels]
    known = [place for place, label in enumerate(labels) if label in numbers and read[place].strip()]
    unknown: dict[str, int] = {}
    for label in labels:
        if label.strip() and label not in numbers:
            unknown[label] = unknown.get(label, 0) + 1
    if not known:
        raise DataError(
            _("No row of {file} has a label that this classifier knows.").format(file=file.name),
            _("It knows: {labels}. Choose the label column with --label.").format(
                labels=", ".join(predictor.labels)
            ),
        )
    logits = predictor.logits(
        _at(known, texts),
        _at(known, pairs) if pairs is not None else None,
        [_at(known, column) for column in joined],
    )
    truth = np.array([numbers[labels[place]] for place in known])
    return FileEvaluated(
        file=str(file),
        figures=figures_of(truth, logits.argmax(axis=1), predictor.labels),
        rejected=len(table.rejected),
        without_label=len(labels) - len(known) - sum(unknown.values()),
        unknown_labels=tuple(unknown.items()),
    )


def _at(places: list[int], values: list[str]) -> list[str]:
    return [values[place] for place in places]
