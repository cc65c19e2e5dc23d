"""Rows that cannot be learned from at all."""

import numpy as np

from guitune.core.config import DataConfig
from guitune.core.data.checks.finding import Finding, numbers
from guitune.core.data.table import StringTable
from guitune.core.data.text_columns import first_texts
from guitune.i18n import _, ngettext


def rejected_rows(table: StringTable) -> list[Finding]:
    """Rows that could not be read."""
    if not table.rejected:
        return []
    count, first = len(table.rejected), table.rejected[0]
    message = ngettext(
        "{count} row could not be read and was left out. Row {row} (line {line}): {reason}.",
        "{count} rows could not be read and were left out. The first is row {row} (line {line}): {reason}.",
        count,
    ).format(count=count, row=first.row, line=first.line, reason=first.reason)
    found = tuple(rejected.row for rejected in table.rejected)
    return [Finding("rejected", "warning", message, found, count=count)]


def empty_rows(table: StringTable, config: DataConfig) -> list[Finding]:
    """Rows without a text or without a label."""
    no_text = np.array([not text.strip() for text in first_texts(table, config)], dtype=bool)
    no_label = np.array([not label.strip() for label in table.column(config.label_column)], dtype=bool)
    found = numbers(table.rows[no_text | no_label])
    if not found:
        return []
    if not no_text.any():
        message = ngettext(
            "{count} row has no label; nothing can be learned from it.",
            "{count} rows have no label; nothing can be learned from them.",
            len(found),
        ).format(count=len(found))
    elif not no_label.any():
        message = ngettext(
            "{count} row has no text; nothing can be learned from it.",
            "{count} rows have no text; nothing can be learned from them.",
            len(found),
        ).format(count=len(found))
    else:
        message = _(
            "{count} rows have no text or no label; nothing can be learned from them. "
            "Without a text: {texts}. Without a label: {labels}."
        ).format(count=len(found), texts=no_text.sum(), labels=no_label.sum())
    return [Finding("empty", "warning", message, found, fix="empty", count=len(found))]
