"""The texts that a classifier was judged on, with its answers: written when a run ends, and read back."""

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat, takewhile
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from guitune.core.data.splits import Side
from guitune.core.data.table import header_names
from guitune.core.errors import RunFolderError
from guitune.core.evaluation.report import Judged
from guitune.core.files import staged_folder
from guitune.core.modeling.forward import softmax
from guitune.i18n import _

PREDICTIONS = "predictions"
_COLUMNS = ("row", "text", "label", "prediction", "confidence")
_SHARE = "p_"
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # a text may be longer than the 131072 that csv takes


@dataclass(frozen=True)
class JudgedText:
    """One text, its true label and the classifier's answer.

    Attributes
    ----------
    row
        Row number in the text's own file.
    text
        A pair stands on two lines. None in runs that were made before texts were kept.
    probabilities
        Of every label, in the order of the report's labels.
    """

    row: int
    text: str | None
    label: str
    prediction: str
    confidence: float
    probabilities: tuple[float, ...]

    @property
    def is_right(self) -> bool:
        """Whether the answer is the true label."""
        return self.label == self.prediction


def save_predictions(
    folder: Path,
    judged: Mapping[Side, Judged],
    labels: tuple[str, ...],
    slices: Mapping[Side, Mapping[str, Sequence[str]]] = MappingProxyType({}),
) -> None:
    """A CSV file per split: each example's row in its file, text, true label, answer and probabilities.

    Parameters
    ----------
    slices
        More columns for each split, one value per example, that follow under their own names. A name that is
        taken gets a number, and one that could be that of a probability gets the word "column" before it.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    with staged_folder(folder) as staging:
        for side, part in judged.items():
            _write(staging / f"{side}.csv", part, labels, slices.get(side, {}))


def read_predictions(folder: Path, side: Literal["validation", "test"]) -> tuple[JudgedText, ...]:
    """The texts of one split of the run in `folder`, in the order of the file; empty without that split.

    Raises
    ------
    RunFolderError
        If the file is damaged.
    """
    path = folder / PREDICTIONS / f"{side}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return tuple(_texts(csv.reader(stream, strict=True)))
    except FileNotFoundError:
        if side == "test" and path.parent.is_dir():
            return ()
        raise _damaged(path, "missing") from None
    except (OSError, ValueError, csv.Error) as error:
        raise _damaged(path, str(error)) from error


def _write(path: Path, judged: Judged, labels: tuple[str, ...], slices: Mapping[str, Sequence[str]]) -> None:
    probabilities = softmax(judged.logits)
    header = [*_COLUMNS, *(f"{_SHARE}{label}" for label in labels)]
    names = [f"column {name}" if name.startswith(_SHARE) else name for name in slices]
    values = zip(*slices.values(), strict=True) if slices else repeat(())
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*header, *header_names([*header, *names])[len(header) :]])
        for row, text, label, shares, others in zip(
            judged.rows, judged.texts, judged.truth, probabilities, values, strict=False
        ):
            best = int(shares.argmax())
            writer.writerow(
                [
                    row,
                    text,
                    labels[label],
                    labels[best],
                    f"{shares[best]:.6f}",
                    *(f"{share:.6f}" for share in shares),
                    *others,
                ]
            )


def _texts(records: Iterator[list[str]]) -> Iterator[JudgedText]:
    header = next(records, [])
    with_text = header[1:2] == ["text"]
    columns = list(_COLUMNS)
    if not with_text:
        columns.remove("text")
    if header[: len(columns)] != columns:
        raise ValueError(f"unknown columns {header[: len(columns)]}")
    shares = takewhile(lambda name: name.startswith(_SHARE), header[len(columns) :])
    end = len(columns) + sum(1 for _share in shares)
    for record in records:
        if len(record) != len(header):
            raise ValueError(f"{len(record)} values where {len(header)} belong")
        label, prediction, confidence = record[len(columns) - 3 : len(columns)]
        yield JudgedText(
            row=int(record[0]),
            text=record[1] if with_text else None,
            label=label,
            prediction=prediction,
            confidence=float(confidence),
            probabilities=tuple(map(float, record[len(columns) : end])),
        )


def _damaged(path: Path, details: str) -> RunFolderError:
    return RunFolderError(
        _("The texts of this run cannot be read: {file} is damaged.").format(file=path),
        _("Copy the run folder again from where it came, or train again."),
        details=details,
    )
