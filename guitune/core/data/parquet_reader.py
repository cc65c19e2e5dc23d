"""Reads Parquet files; every value becomes its plain text."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guitune.core.data.formats import check_readable
from guitune.core.data.json_objects import nulls_note
from guitune.core.data.reading import damaged, no_rows, notes_on_names, steady, stop_if
from guitune.core.data.table import SourceFile, StringTable, header_names
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import DataError
from guitune.core.files import sha256_of
from guitune.i18n import _, ngettext

if TYPE_CHECKING:
    import pyarrow.parquet as pq

_MOST_ROWS_AT_ONCE, _BYTES_AT_ONCE = 1000, 1 << 24
_BATCHES_PER_BLOCK = 20
_BUFFER = 1 << 20  # bytes of a column read at once, instead of all of a row group
_DAMAGE = (pa.ArrowException, ValueError, OSError, MemoryError, OverflowError, KeyError, TypeError)
_TEXT = pa.large_string()


def read_parquet(
    path: Path,
    options: ReadingOptions,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[float], None] = lambda share: None,
    most_rows: int | None = None,
) -> StringTable:
    """Read a Parquet file, a thousand rows at a time.

    Texts stay as they are; whole numbers are digits, other numbers the shortest text that stands for them,
    dates and times ISO 8601 (with a time zone: in UTC, ending in Z), true and false words, missing values
    empty texts, and lists and structures JSON without spaces. There is no row of names, so the first row of
    data is row 1.

    Parameters
    ----------
    options
        None of them applies to this kind of file.
    on_progress
        Told the share of the rows that were read, from 0 to 1.
    most_rows
        Stop after this many rows: a preview.

    Raises
    ------
    DataError
        If the file cannot be opened, is damaged or encrypted, or holds no row or no column of text, or if
        `is_cancelled`, asked every thousand rows, says that it is not wanted any more.
    """
    import pyarrow.parquet as pq  # brings pandas with it, which takes a sixth of a second

    check_readable(path)
    with steady(path), path.open("rb") as stream:
        try:
            file = pq.ParquetFile(
                stream, pre_buffer=False, buffer_size=_BUFFER, page_checksum_verification=True
            )
            total, written = file.metadata.num_rows, list(file.schema_arrow.names)
        except _DAMAGE as error:
            raise damaged(path, "Parquet", error) from None
        columns = _Columns(len(written))
        count = 0
        for batch in _batches(file, path):
            stop_if(is_cancelled)
            kept = batch if most_rows is None else batch.slice(0, most_rows - count)
            try:
                columns.take(kept)
            except _DAMAGE as error:
                raise damaged(path, "Parquet", error) from None
            count += kept.num_rows
            on_progress(min(count / max(total, 1), 1.0))
            if count == most_rows:
                break
        if count < total and count != most_rows:
            raise damaged(path, "Parquet", ValueError(f"{count} rows of {total}"))
        if not count or not written:
            raise no_rows(path, ())
        source = SourceFile(
            path=path,
            size=path.stat().st_size,
            sha256="" if most_rows is not None else sha256_of(path),
            encoding="",
            delimiter="",
            blank_lines=0,
            notes=tuple(columns.notes(written)),
            kind="Parquet",
            quote="",
            escape="",
            replaced=columns.replaced,
            is_beginning=most_rows is not None,
        )
        return StringTable(source, columns.table(path, written), np.arange(1, count + 1), ())


def _batches(file: "pq.ParquetFile", path: Path) -> Iterator[pa.RecordBatch]:
    bytes_in_all = sum(file.metadata.row_group(group).total_byte_size for group in range(file.num_row_groups))
    bytes_per_row = max(1, bytes_in_all // max(file.metadata.num_rows, 1))
    at_once = max(1, min(_MOST_ROWS_AT_ONCE, _BYTES_AT_ONCE // bytes_per_row))
    try:
        yield from file.iter_batches(batch_size=at_once, use_threads=False)
    except _DAMAGE as error:
        raise damaged(path, "Parquet", error) from None


class _Columns:
    """Gathers the batches' columns as texts.

    Attributes
    ----------
    replaced
        Places where bytes that are no text became �.
    """

    def __init__(self, width: int) -> None:
        self.replaced = 0
        self._nulls = self._batches = 0
        self._parts: list[list[pa.Array]] = [[] for _column in range(width)]
        self._refused: set[int] = set()

    def take(self, batch: pa.RecordBatch) -> None:
        for position, column in enumerate(batch.columns):
            if position in self._refused:
                continue
            texts = _texts(column)
            if texts is None:
                self._refused.add(position)
                self._parts[position].clear()
                continue
            texts, replaced = _valid(texts)
            self.replaced += replaced
            if texts.null_count:
                self._nulls += texts.null_count
                texts = pc.fill_null(texts, pa.scalar("", _TEXT))
            self._parts[position].append(texts)
        self._batches += 1
        if self._batches % _BATCHES_PER_BLOCK == 0:
            self._pack()

    def _pack(self) -> None:
        """Copy the newest batches into one: their buffers are up to twice as long as what is in them."""
        pool = pa.system_memory_pool()
        for parts in filter(None, self._parts):
            parts[-_BATCHES_PER_BLOCK:] = [pa.concat_arrays(parts[-_BATCHES_PER_BLOCK:], memory_pool=pool)]

    def table(self, path: Path, written: list[str]) -> pa.Table:
        names = header_names(written)
        kept = [position for position in range(len(names)) if position not in self._refused]
        if not kept:
            raise DataError(
                _("{file} has no column that holds text or numbers.").format(file=path.name),
                _("Choose a file with a column of texts and a column of labels."),
            )
        columns = [pa.chunked_array(self._parts[position], _TEXT) for position in kept]
        return pa.table(columns, names=[names[position] for position in kept])

    def notes(self, written: list[str]) -> list[str]:
        names = header_names(written)
        notes = notes_on_names(written, names)
        refused = ", ".join(f"“{names[position]}”" for position in sorted(self._refused))
        if refused:
            notes.append(
                ngettext(
                    "The column {names} holds data that is no text, and was left out.",
                    "The columns {names} hold data that is no text, and were left out.",
                    len(self._refused),
                ).format(names=refused)
            )
        if self._nulls:
            notes.append(nulls_note(self._nulls))
        return notes


def _texts(column: pa.Array) -> pa.Array | None:
    """The column as large strings, null where it is null; None if it holds bytes that are no text."""
    kind = column.type
    if isinstance(column, pa.ExtensionArray):
        return _texts(column.storage)
    if pa.types.is_dictionary(kind):
        return _texts(column.dictionary_decode())
    if pa.types.is_nested(kind):
        column.validate(full=True)
        return pa.array([_json(value) for value in column.to_pylist()], _TEXT)
    if pa.types.is_timestamp(kind):
        texts = _without_empty_fractions(pc.cast(column, pa.timestamp(kind.unit)).cast(_TEXT))
        return (
            texts
            if kind.tz is None
            else pc.binary_join_element_wise(texts, *(pa.scalar(part, _TEXT) for part in ("Z", "")))
        )
    if pa.types.is_time(kind):
        return _without_empty_fractions(column.cast(_TEXT))
    try:
        return column.cast(_TEXT)
    except pa.ArrowNotImplementedError:
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], _TEXT)
    except pa.ArrowInvalid:
        if _is_binary(kind):
            return None
        raise


def _is_binary(kind: pa.DataType) -> bool:
    checks = (
        pa.types.is_binary,
        pa.types.is_large_binary,
        pa.types.is_fixed_size_binary,
        pa.types.is_binary_view,
    )
    return any(check(kind) for check in checks)


def _without_empty_fractions(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, r"\.0+$", "")


def _valid(texts: pa.Array) -> tuple[pa.Array, int]:
    """The texts with � for bytes that are no UTF-8, and how many of those there are."""
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        raw = texts.cast(pa.large_binary()).to_pylist()
        mended = [value if value is None else value.decode("utf-8", "replace") for value in raw]
        before = sum(value.count(b"\xef\xbf\xbd") for value in raw if value is not None)
        after = sum(value.count("\ufffd") for value in mended if value is not None)
        return pa.array(mended, _TEXT), after - before
    return texts, 0


def _json(value: Any) -> str | None:
    return (
        None
        if value is None
        else json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_inner)
    )


def _inner(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
