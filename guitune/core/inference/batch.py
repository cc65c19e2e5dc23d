"""Classifies a whole file into a new CSV file."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from guitune.core.data.csv_reader import read_csv
from guitune.core.data.table import StringTable, header_names
from guitune.core.errors import DataError
from guitune.core.files import explained
from guitune.core.inference.predictor import Predictor
from guitune.i18n import _

_ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class RowsPredicted:
    """`done` of `total` rows are answered."""

    done: int
    total: int


@dataclass(frozen=True)
class FilePredicted:
    """The answers are in `file`; `left_out` rows of the input could not be read and are not in it."""

    file: str
    rows: int
    left_out: int
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
    partial = target.with_name(target.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(_header(table, predictor.labels))
            for start in range(0, len(table), _ROWS_AT_ONCE):
                if stopped():
                    break
                end = min(start + _ROWS_AT_ONCE, len(table))
                predictions = predictor.predict(
                    texts[start:end], pairs[start:end] if pairs is not None else None
                )
                originals = zip(
                    *(column.to_pylist() for column in table.columns.slice(start, end - start)), strict=True
                )
                for original, prediction in zip(originals, predictions, strict=True):
                    counts[prediction.label] += 1
                    shares = (f"{share:.6f}" for share in prediction.probabilities)
                    writer.writerow([*original, prediction.label, f"{prediction.confidence:.6f}", *shares])
                yield RowsPredicted(end, len(table))
        if not stopped():
            partial.replace(target)
            yield FilePredicted(str(target), len(table), len(table.rejected), tuple(counts.items()))
    except OSError as error:
        raise explained(error, target) from error
    finally:
        partial.unlink(missing_ok=True)


def _header(table: StringTable, labels: tuple[str, ...]) -> list[str]:
    """The new columns' names, made unique where the file already has one of that name."""
    return list(header_names([*table.names, "prediction", "confidence", *(f"p_{label}" for label in labels)]))
