"""Classifies a whole file into a new CSV file."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from guitune.core.data.reader import read_for_use, read_table
from guitune.core.data.table import StringTable, header_names
from guitune.core.data.text_columns import TextColumns
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import DataError, MissingColumnError
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
    columns: TextColumns,
    stopped: Callable[[], bool],
    reading: ReadingOptions | None = None,
) -> Iterator[RowsPredicted | FilePredicted]:
    """Write the original columns, then `prediction`, `confidence` and one `p_<label>` per label, to `target`.

    The texts are taken from `columns`, and cleaned and joined as in training. The target appears when all
    rows are answered. If `stopped` becomes true the generator ends without a `FilePredicted`, and nothing is
    written.

    Parameters
    ----------
    reading
        How to read the source; without it, as in training if that fits, else as is found out.

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
    if reading is None:
        table = read_for_use(source, predictor.reading, columns.names)
    else:
        table = read_table(source, reading)
    values = _values(table, columns, predictor.columns)
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
                answers = _answers(predictor, columns, [column[start:end] for column in values])
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


def _values(table: StringTable, columns: TextColumns, trained: TextColumns) -> list[list[str]]:
    """The values of each of `columns.names`."""
    try:
        return [table.column(name) for name in columns.names]
    except MissingColumnError as error:
        if not trained.text:
            raise
        raise MissingColumnError(
            error.name,
            error.columns,
            error.message,
            _("{columns} The classifier learned from: {names}.").format(
                columns=error.hint, names=", ".join(f"“{name}”" for name in trained.names)
            ),
        ) from None


def _answers(predictor: Predictor, columns: TextColumns, values: list[list[str]]) -> list[Prediction | None]:
    """A prediction for every row that has a text; `values` are those of each of `columns.names`."""
    firsts = 1 + len(columns.joined)
    read = predictor.as_read(values[0], values[1:firsts])
    places = [place for place, text in enumerate(read) if text.strip()]
    texts, *others = ([column[place] for place in places] for column in values)
    predictions = predictor.predict(
        texts, others[-1] if columns.second else None, others[: len(columns.joined)]
    )
    answers: list[Prediction | None] = [None] * len(read)
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
