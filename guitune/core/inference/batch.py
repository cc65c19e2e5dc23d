"""Classifies a whole file into a new CSV file."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from guitune.core.data.csv_reader import read_csv
from guitune.core.data.table import StringTable, header_names
from guitune.core.errors import DataError
from guitune.core.files import staged_file
from guitune.core.inference.predictor import Prediction, Predictor
from guitune.i18n import _

_ROWS_AT_ONCE = 64  # so that progress moves and a stop is answered within a second


@dataclass(frozen=True)
class RowsPredicted:
    """`done` of `total` rows are answered."""

    done: int
    total: int


@dataclass(frozen=True)
class FilePredicted:
    """The answers are in `file`.

    `left_out` rows of the input could not be read and are not in it; `without_text` rows are in it, but have
    nothing to answer.
    """

    file: str
    rows: int
    left_out: int
    without_text: int
    counts: tuple[tuple[str, int], ...]


def predict_file(
    predictor: Predictor,
    source: Path,
    target: Path,
    text_column: str,
    text2_column: str | None,
    stopped: Callable[[], bool],
) -> Iterator[RowsPredicted | FilePredicted]:
    """Write the original columns, then `prediction`, `confidence` and one `p_<label>` per label, to `target`.

    The target appears when all rows are answered. If `stopped` becomes true the generator ends without a
    `FilePredicted`, and nothing is written.

    Raises
    ------
    DataError
        If the source cannot be read, lacks a column, or is the target itself.
    RunFolderError
        If the target cannot be written.
    """
    if source.resolve() == target.resolve():
        raise DataError(
            _("The answers would overwrite {file}.").format(file=source),
            _("Choose another name for the new file."),
        )
    table = read_csv(source)
    texts = table.column(text_column)
    pairs = table.column(text2_column) if text2_column else None
    counts = dict.fromkeys(predictor.labels, 0)
    without_text = 0
    with staged_file(target) as partial:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(_header(table, predictor.labels))
            for start in range(0, len(table), _ROWS_AT_ONCE):
                if stopped():
                    break
                end = min(start + _ROWS_AT_ONCE, len(table))
                part = table.columns.slice(start, end - start)
                originals = zip(*(column.to_pylist() for column in part.columns), strict=True)
                answers = _answers(predictor, texts[start:end], pairs[start:end] if pairs else None)
                for original, answer in zip(originals, answers, strict=True):
                    writer.writerow([*original, *_cells(answer, len(predictor.labels))])
                    if answer is None:
                        without_text += 1
                    else:
                        counts[answer.label] += 1
                yield RowsPredicted(end, len(table))
        if stopped():
            partial.unlink()
            return
    yield FilePredicted(str(target), len(table), len(table.rejected), without_text, tuple(counts.items()))


def _answers(predictor: Predictor, texts: list[str], pairs: list[str] | None) -> list[Prediction | None]:
    """A prediction for every row that has a text."""
    places = [place for place, text in enumerate(texts) if text.strip()]
    predictions = predictor.predict(
        [texts[place] for place in places], [pairs[place] for place in places] if pairs else None
    )
    answers: list[Prediction | None] = [None] * len(texts)
    for place, prediction in zip(places, predictions, strict=True):
        answers[place] = prediction
    return answers


def _cells(answer: Prediction | None, num_labels: int) -> list[str]:
    if answer is None:
        return [""] * (2 + num_labels)
    return [answer.label, f"{answer.confidence:.6f}", *(f"{share:.6f}" for share in answer.probabilities)]


def _header(table: StringTable, labels: tuple[str, ...]) -> list[str]:
    """The new columns' names, made unique where the file already has one of that name."""
    return list(header_names([*table.names, "prediction", "confidence", *(f"p_{label}" for label in labels)]))
