"""`guitune check`: what is in a file, what is wrong with it, and a clean copy if wanted."""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from guitune.cli.console import Console
from guitune.core.config import DataConfig
from guitune.core.data.checks import Finding, check_table
from guitune.core.data.columns import guess_columns
from guitune.core.data.csv_writer import save_clean
from guitune.core.data.reader import read_table
from guitune.core.data.recipe import FIXES, prepare, with_fix
from guitune.core.data.table import RejectedRow, StringTable
from guitune.core.errors import DataError
from guitune.formatting import file_size
from guitune.i18n import _, ngettext

_DELIMITER_NAMES = {"\t": "tab"}
_LABELS_SHOWN = 20


@dataclass(frozen=True)
class FileChecked:
    """All that was found out about a file, after the fixes that were asked for."""

    file: str
    size: int
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    text_column: str
    label_column: str
    rows: int
    blank_lines: int
    labels: tuple[tuple[str, int], ...]
    rejected: tuple[RejectedRow, ...]
    dropped: tuple[RejectedRow, ...]
    notes: tuple[str, ...]
    fixes: tuple[str, ...]
    findings: tuple[Finding, ...]
    clean_copy: str | None


def chosen_fixes(names: list[str]) -> tuple[str, ...]:
    """The fixes that `--fix` asks for, "all" standing for every one."""
    return tuple(FIXES) if "all" in names else tuple(dict.fromkeys(names))


def chosen_columns(
    chosen: argparse.Namespace, table: StringTable, other_roles: Sequence[str] = ()
) -> tuple[str, str]:
    """The text and the label column: those named, the rest guessed among columns without another role.

    Raises
    ------
    DataError
        If a named column does not exist or has two roles, or none is left to guess.
    """
    named = [*filter(None, (chosen.text, chosen.label)), *other_roles]
    for name in named:
        table.column(name)
        if named.count(name) > 1:
            raise DataError(
                _("The column “{name}” cannot have two roles.").format(name=name),
                _("Name different columns for text, second text, label and split."),
            )
    guess = guess_columns(table, chosen.text, chosen.label, other_roles)
    return guess.text, guess.label


def check(chosen: argparse.Namespace, console: Console) -> None:
    """Read, fix, look over, and write the clean copy."""
    table = read_table(chosen.file)
    text_column, label_column = chosen_columns(chosen, table)
    fixes = chosen_fixes(chosen.fix)
    config = DataConfig(str(chosen.file), text_column, label_column)
    for name in fixes:
        config = with_fix(config, name)
    (table,) = prepare([table], config)
    findings = check_table(table, config)
    if chosen.save_clean:
        save_clean(table, chosen.save_clean)
    checked = FileChecked(
        file=str(chosen.file),
        size=table.source.size,
        encoding=table.source.encoding,
        delimiter=table.source.delimiter,
        columns=table.names,
        text_column=text_column,
        label_column=label_column,
        rows=len(table),
        blank_lines=table.source.blank_lines,
        labels=tuple(Counter(filter(str.strip, table.column(label_column))).most_common()),
        rejected=table.rejected,
        dropped=table.dropped,
        notes=table.source.notes,
        fixes=fixes,
        findings=tuple(findings),
        clean_copy=str(chosen.save_clean) if chosen.save_clean else None,
    )
    if console.json_lines:
        console.event(checked)
    else:
        for line in _lines(checked):
            console.line(line)


def _lines(checked: FileChecked) -> list[str]:
    delimiter = _DELIMITER_NAMES.get(checked.delimiter, checked.delimiter)
    lines = [
        ngettext(
            "{file}: {rows} row, {size}, {encoding}, fields separated by “{delimiter}”",
            "{file}: {rows} rows, {size}, {encoding}, fields separated by “{delimiter}”",
            checked.rows,
        ).format(
            file=checked.file,
            rows=checked.rows,
            size=file_size(checked.size),
            encoding=checked.encoding,
            delimiter=delimiter,
        ),
        _("Columns: {names}").format(names=", ".join(checked.columns)),
        _("Text: {text}. Label: {label}.").format(text=checked.text_column, label=checked.label_column),
        *checked.notes,
        ngettext("{count} label:", "{count} labels:", len(checked.labels)).format(count=len(checked.labels)),
    ]
    lines += [f"  {label}: {count}" for label, count in checked.labels[:_LABELS_SHOWN]]
    if len(checked.labels) > _LABELS_SHOWN:
        lines.append(_("  and {count} more").format(count=len(checked.labels) - _LABELS_SHOWN))
    if checked.blank_lines:
        lines.append(
            ngettext(
                "{count} blank line was skipped.", "{count} blank lines were skipped.", checked.blank_lines
            ).format(count=checked.blank_lines)
        )
    if checked.dropped:
        lines.append(
            ngettext(
                "{count} row was taken out by the fixes.",
                "{count} rows were taken out by the fixes.",
                len(checked.dropped),
            ).format(count=len(checked.dropped))
        )
    marks = {"error": _("Error"), "warning": _("Warning"), "info": _("Note")}
    for finding in checked.findings:
        fix = _(" (fix: --fix {name})").format(name=finding.fix) if finding.fix else ""
        lines.append(f"{marks[finding.severity]}: {finding.message}{fix}")
    if not checked.findings:
        lines.append(_("Nothing to complain about."))
    if checked.clean_copy:
        lines.append(_("The clean copy is in {file}.").format(file=checked.clean_copy))
    return lines
