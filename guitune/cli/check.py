"""`guitune check`: what is in a file, what is wrong with it, and a clean copy if wanted."""

import argparse
from dataclasses import dataclass

from guitune.cli.console import Console
from guitune.cli.data_arguments import data_config
from guitune.core.data.checks import Finding
from guitune.core.data.csv_writer import save_clean
from guitune.core.data.examples import read_files
from guitune.core.data.overview import DataOverview, look_over
from guitune.core.data.recipe import fixes_made
from guitune.core.data.table import RejectedRow
from guitune.core.evaluation.baseline import ValidationBaseline, validation_baseline
from guitune.formatting import file_size, percent, visible
from guitune.i18n import _, ngettext

_DELIMITER_NAMES = {"\t": "tab"}
_LABELS_SHOWN = 20


@dataclass(frozen=True)
class FileChecked:
    """All that was found out about a file, after the fixes that were asked for.

    Attributes
    ----------
    rows
        Rows that were read and not taken out by a fix.
    rejected, dropped
        Rows that could not be read, and rows that a fix took out.
    split
        Number of texts on each side; empty where the texts cannot be divided, for the reason in `problem`.
    baseline
        What can be reached without a language model, judged on the validation texts.
    """

    file: str
    kind: str
    size: int
    sha256: str
    encoding: str
    delimiter: str
    quote: str
    escape: str
    header: bool
    skip_lines: int
    sheet: str
    replaced: int
    columns: tuple[str, ...]
    text_column: str
    label_column: str
    joined_columns: tuple[str, ...]
    text2_column: str | None
    rows: int
    blank_lines: int
    comment_lines: int
    labels: tuple[tuple[str, int], ...]
    split: tuple[tuple[str, int], ...]
    problem: str
    rejected: tuple[RejectedRow, ...]
    dropped: tuple[RejectedRow, ...]
    notes: tuple[str, ...]
    fixes: tuple[str, ...]
    findings: tuple[Finding, ...]
    baseline: ValidationBaseline | None
    clean_copy: str | None


def check(chosen: argparse.Namespace, console: Console) -> None:
    """Read, fix, look over, and write the clean copy."""
    config = data_config(chosen)
    files = read_files(config, on_progress=lambda share: console.progress(share, _("reading")))
    overview = look_over(files, config)
    if chosen.save_clean:
        save_clean(overview.prepared, chosen.save_clean, for_spreadsheet=chosen.for_spreadsheet)
    checked = _checked(overview, str(chosen.save_clean) if chosen.save_clean else None)
    if console.json_lines:
        console.event(checked)
    else:
        for line in _lines(checked):
            console.line(line)


def _checked(overview: DataOverview, clean_copy: str | None) -> FileChecked:
    source, config, split = overview.table.source, overview.config, overview.split
    return FileChecked(
        file=str(source.path),
        kind=source.kind,
        size=source.size,
        sha256=source.sha256,
        encoding=source.encoding,
        delimiter=source.delimiter,
        quote=source.quote,
        escape=source.escape,
        header=source.header,
        skip_lines=source.skip_lines,
        sheet=source.sheet,
        replaced=source.replaced,
        columns=overview.table.names,
        text_column=config.text_column,
        label_column=config.label_column,
        joined_columns=config.joined_columns,
        text2_column=config.text2_column,
        rows=len(overview.prepared),
        blank_lines=source.blank_lines,
        comment_lines=source.comment_lines,
        labels=overview.label_counts,
        split=tuple((side, split.count(side)) for side in ("train", "validation", "test", "aside"))
        if split is not None
        else (),
        problem=overview.problem.message if overview.problem is not None else "",
        rejected=overview.prepared.rejected,
        dropped=overview.prepared.dropped,
        notes=source.notes,
        fixes=fixes_made(config),
        findings=overview.findings,
        baseline=validation_baseline(overview.examples, split) if split is not None else None,
        clean_copy=clean_copy,
    )


def _lines(checked: FileChecked) -> list[str]:
    lines = [
        _how_it_was_read(checked),
        _("Columns: {names}").format(names=", ".join(map(visible, checked.columns))),
        _("Text: {text}. Label: {label}.").format(text=checked.text_column, label=checked.label_column),
        *checked.notes,
        ngettext("{count} label:", "{count} labels:", len(checked.labels)).format(count=len(checked.labels)),
    ]
    lines += [f"  {visible(label)}: {count}" for label, count in checked.labels[:_LABELS_SHOWN]]
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
        fix = _(" (fix: --fix {name})").format(name=_quoted(finding.fix)) if finding.fix else ""
        lines.append(f"{marks[finding.severity]}: {visible(finding.message)}{fix}")
    if not checked.findings:
        lines.append(_("Nothing to complain about."))
    if checked.split:
        counts = dict(checked.split)
        lines.append(
            _("Split: {train} to learn from, {validation} to check on, {test} for the test.").format(**counts)
        )
    if checked.baseline is not None:
        lines.append(
            _(
                "To beat: word counting is right for {counted} of the checking texts, one answer for {same}."
            ).format(
                counted=percent(checked.baseline.word_counting_accuracy),
                same=percent(checked.baseline.majority_accuracy),
            )
        )
    if checked.clean_copy:
        lines.append(_("The clean copy is in {file}.").format(file=checked.clean_copy))
    return lines


def _how_it_was_read(checked: FileChecked) -> str:
    rows = ngettext("{count} row", "{count} rows", checked.rows).format(count=checked.rows)
    said = [rows, file_size(checked.size)]
    if checked.kind != "CSV":
        said.append(checked.kind)
    else:
        delimiter = _DELIMITER_NAMES.get(checked.delimiter, checked.delimiter)
        said += [checked.encoding, _("fields separated by “{delimiter}”").format(delimiter=delimiter)]
    if checked.replaced:
        said.append(
            ngettext("{count} place replaced by �", "{count} places replaced by �", checked.replaced).format(
                count=checked.replaced
            )
        )
    return f"{checked.file}: {', '.join(said)}"


def _quoted(fix: str) -> str:
    return f'"{fix}"' if any(mark in fix for mark in " =>") else fix
