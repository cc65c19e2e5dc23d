"""The rows of a table that something can be learned from."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np

from guitune.core.config import DataConfig
from guitune.core.data.distinct import Distinct
from guitune.core.data.near_duplicates import NearDuplicates
from guitune.core.data.normalization import normalized_label
from guitune.core.data.table import StringTable
from guitune.core.data.text_columns import first_texts, whole_texts


@dataclass(frozen=True, eq=False)
class UsableRows:
    """Rows that have a text and a label, as `guitune.core.data.examples` takes them.

    Attributes
    ----------
    places
        int64, shape (usable rows,): where they stand in the table.
    rows
        int64, shape (usable rows,): their numbers in the file.
    near
        Their texts, with what repeats among them.
    written_labels
        Their labels as written.
    labels
        Their labels, but for case, space and Unicode form.
    """

    places: np.ndarray
    rows: np.ndarray
    near: NearDuplicates
    written_labels: Distinct
    labels: Distinct

    @classmethod
    def of(cls, table: StringTable, config: DataConfig) -> "UsableRows":
        """The usable rows of a table.

        Raises
        ------
        MissingColumnError
            If the table lacks a column.
        """
        texts, labels = first_texts(table, config), table.column(config.label_column)
        filled = [bool(text.strip() and label.strip()) for text, label in zip(texts, labels, strict=True)]
        if config.text2_column is not None:
            texts = whole_texts(table, config)
        if not all(filled):
            texts, labels = list(compress(texts, filled)), list(compress(labels, filled))
        return cls._among(np.flatnonzero(filled), table.rows[filled], texts, labels)

    @classmethod
    def among(cls, texts: Sequence[str], labels: Sequence[str], rows: Sequence[int]) -> "UsableRows":
        """The usable rows in columns of any origin; `rows` are their numbers."""
        filled = [bool(text.strip() and label.strip()) for text, label in zip(texts, labels, strict=True)]
        numbers = np.asarray(rows, dtype=np.int64)[filled]
        kept = list(compress(texts, filled)), list(compress(labels, filled))
        return cls._among(np.flatnonzero(filled), numbers, *kept)

    @classmethod
    def _among(
        cls, places: np.ndarray, rows: np.ndarray, texts: Sequence[str], labels: Sequence[str]
    ) -> "UsableRows":
        written = Distinct.of(labels)
        return cls(places, rows, NearDuplicates(texts), written, written.mapped(normalized_label))

    def rows_with(self, wanted: np.ndarray) -> np.ndarray:
        """The numbers of the rows whose text is wanted; bool, one for each of `near.written.values`."""
        numbers: np.ndarray = self.rows[wanted[self.near.written.codes]]
        return numbers

    def label_as_written(self, code: int) -> str:
        """The commonest writing of the label that is number `code` in `labels`."""
        writings = np.bincount(self.written_labels.codes[self.labels.codes == code])
        return self.written_labels.values[int(writings.argmax())].strip()
