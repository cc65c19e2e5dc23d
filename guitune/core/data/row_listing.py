"""Makes the list of all rows from an overview: examples, and what was left out with its reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from guitune.core.config import DataConfig
from guitune.core.data.overview import DataOverview
from guitune.core.data.placed_changes import places_of
from guitune.core.data.recipe import FILES, file_numbers, prepare
from guitune.core.data.rows import SIDES, Rows
from guitune.core.data.table import StringTable
from guitune.core.data.text_columns import text_columns, whole_texts
from guitune.core.data_choices import Edit, LeftOutRow

_CHUNK = 16_384  # objects converted in one go; other threads get a turn in between


def rows_of(overview: DataOverview) -> Rows:
    """Every row of an overview, examples and what was left out. Takes a moment: not for the window's thread.

    Raises
    ------
    GuiTuneError
        If the overview's choices do not fit its table.
    """
    examples, config = overview.examples, overview.config
    tables = dict(zip(file_numbers(config), overview.tables, strict=True))
    numbers, files = _numbers(examples.rows), _numbers(examples.files).astype(np.int8)
    left_numbers = np.array([left.row for left in examples.left_out], dtype=np.int64)
    left_files = np.array(examples.left_out_files, dtype=np.int8)
    moved = _moved(config, tables)
    left_texts, left_labels = _left_out_cells(overview, tables, moved, left_numbers, left_files)
    names, labels = _coded(overview, left_labels)
    sides = overview.split.sides if overview.split is not None else [""] * len(examples)
    codes = {side: code for code, side in enumerate(SIDES)}

    files, numbers = np.concatenate([files, left_files]), np.concatenate([numbers, left_numbers])
    order = np.lexsort((numbers, files))
    texts = pa.chunked_array(
        [*_in_chunks(examples.joined_texts, _strings), _strings(left_texts)], pa.large_string()
    )
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    reasons = (left.reason for left in examples.left_out)
    side_codes = np.concatenate(
        [_indices(sides, codes), np.full(len(left_numbers), codes["left out"], dtype=np.int32)]
    )
    return Rows(
        config=config,
        tables=tables,
        files=files[order],
        numbers=numbers[order],
        texts=texts if not len(left_numbers) else texts.take(pa.array(order)),
        label_names=names,
        labels=labels[order],
        sides=side_codes[order].astype(np.int8),
        notes=dict(zip(places[len(examples) :].tolist(), reasons, strict=True)),
        moved=moved,
    )


def _moved(config: DataConfig, tables: dict[int, StringTable]) -> dict[tuple[str, int, str], int]:
    """Where the rows of changes made by hand stand that do not stand where they stood; -1 for nowhere."""
    moved: dict[tuple[str, int, str], int] = {}
    for file, table in tables.items():
        changes: list[Edit | LeftOutRow] = [*config.edits, *config.left_out_rows]
        changes = [change for change in changes if change.file == FILES[file]]
        for change, place in zip(changes, places_of(table, changes, config.text_column), strict=True):
            number = int(table.rows[place]) if place >= 0 else -1
            if number != change.row:
                moved[change.file, change.row, change.text] = number
    return moved


def _left_out_cells(
    overview: DataOverview,
    tables: dict[int, StringTable],
    moved: Mapping[tuple[str, int, str], int],
    numbers: np.ndarray,
    files: np.ndarray,
) -> tuple[list[str], list[str]]:
    """Texts and labels of left-out rows: of those that could be read, what they would be read as."""
    config = overview.config
    texts = [left.raw or f"({left.reason})" for left in overview.examples.left_out]
    labels = [""] * len(texts)
    names = list(dict.fromkeys((*text_columns(config), config.label_column)))
    edits = [
        replace(edit, row=moved.get((edit.file, edit.row, edit.text), edit.row)) for edit in config.edits
    ]
    left_keys = set(zip(files.tolist(), numbers.tolist(), strict=True))
    of_left = tuple(edit for edit in edits if (FILES.index(edit.file), edit.row) in left_keys)
    parts, places = [], []
    for file, table in tables.items():
        at = np.searchsorted(table.rows, numbers)
        known = np.flatnonzero((files == file) & (at < len(table)))
        known = known[table.rows[at[known]] == numbers[known]]
        known = known[np.argsort(at[known], kind="stable")]
        columns = table.columns.select(names).take(pa.array(at[known]))
        parts.append(replace(table, columns=columns, rows=numbers[known]))
        places.append(known.tolist())
    prepared = prepare(parts, replace(config, edits=of_left, left_out_rows=(), fixes=()))
    for cells, known in zip(prepared, places, strict=True):
        found = zip(known, whole_texts(cells, config), cells.column(config.label_column), strict=True)
        for place, text, label in found:
            texts[place], labels[place] = text, label
    return texts, labels


def _coded(overview: DataOverview, others: Sequence[str]) -> tuple[tuple[str, ...], np.ndarray]:
    """Different labels, those of examples first, and for every label its index among them."""
    learned = sorted(name for name, _count in overview.label_counts)
    names = (*learned, *sorted(set(others) - set(learned)))
    codes = {name: code for code, name in enumerate(names)}
    return names, np.concatenate([_indices(overview.examples.labels, codes), _indices(others, codes)])


def _in_chunks(values: Sequence[Any], convert: Callable[[Sequence[Any]], Any]) -> list[Any]:
    return [convert(values[start : start + _CHUNK]) for start in range(0, len(values), _CHUNK)]


def _indices(values: Sequence[str], codes: dict[str, int]) -> np.ndarray:
    parts = _in_chunks(values, lambda part: np.fromiter(map(codes.__getitem__, part), np.int32, len(part)))
    found: np.ndarray = np.concatenate([np.empty(0, dtype=np.int32), *parts])
    return found


def _numbers(values: Sequence[int]) -> np.ndarray:
    parts = _in_chunks(values, lambda part: np.array(part, dtype=np.int64))
    found: np.ndarray = np.concatenate([np.empty(0, dtype=np.int64), *parts])
    return found


def _strings(values: Sequence[str]) -> pa.Array:
    return pa.array(values, pa.large_string())
