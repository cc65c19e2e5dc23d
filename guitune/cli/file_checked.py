"""What `guitune check` tells of a file, for programs and in words."""

from dataclasses import dataclass

from guitune.core.data.checks import Finding
from guitune.core.data.languages import language_name
from guitune.core.data.table import RejectedRow
from guitune.core.evaluation.baseline import ValidationBaseline
from guitune.formatting import file_size, percent, visible
from guitune.i18n import _, ngettext

_DELIMITER_NAMES = {"\t": "tab"}
_LABELS_SHOWN = 20


@dataclass(frozen=True)
class TextLengths:
    """How many tokens the texts have for a model, and what it would not read.

    Attributes
    ----------
    texts
        Number of texts that were counted, a sample of very many.
    median, longest
        Tokens of a text.
    max_length, share_cut
        The length that is chosen by itself, and the share of texts that lose their end there.
    unknown_share
        Share of all tokens that stand for something that the model does not know.
    """

    model: str
    texts: int
    median: int
    longest: int
    max_length: int
    share_cut: float
    unknown_share: float


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
    languages
        The languages of the texts (a sample of them), ISO codes and shares.
    lengths
        What the model to train would read of the texts; None where it is not on this computer.
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
    languages: tuple[tuple[str, float], ...]
    lengths: TextLengths | None
    baseline: ValidationBaseline | None
    clean_copy: str | None


def lines_of(checked: FileChecked) -> list[str]:
    """The sentences for people."""
    lines = [
        _how_it_was_read(checked),
        _("Columns: {names}").format(names=", ".join(map(visible, checked.columns))),
        _("Text: {text}. Label: {label}.").format(
            text=visible(checked.text_column), label=visible(checked.label_column)
        ),
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
    if checked.problem:
        lines.append(_("Error: {message}").format(message=checked.problem))
    if checked.languages:
        names = (f"{language_name(code)} {percent(share)}" for code, share in checked.languages[:3])
        lines.append(_("Language: {names}").format(names=_(", ").join(names)))
    if checked.lengths is not None:
        lines.append(_length_line(checked.lengths))
    if checked.split:
        lines.append(_split_line(dict(checked.split)))
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


def _length_line(lengths: TextLengths) -> str:
    line = _(
        "Length for {model}: half of the texts have up to {median} tokens, the longest {longest}; "
        "{share} are cut at {length}."
    ).format(
        model=lengths.model,
        median=lengths.median,
        longest=lengths.longest,
        share=percent(lengths.share_cut),
        length=lengths.max_length,
    )
    if not lengths.unknown_share:
        return line
    unknown = _("It does not know {share} of what stands in them.").format(
        share=percent(lengths.unknown_share)
    )
    return f"{line} {unknown}"


def _split_line(counts: dict[str, int]) -> str:
    line = _("Split: {train} to learn from, {validation} to check on, {test} for the test.").format(**counts)
    if not counts["aside"]:
        return line
    aside = ngettext(
        "{count} text is set aside: it stands on another side too, or its label is not learned.",
        "{count} texts are set aside: they stand on another side too, or their label is not learned.",
        counts["aside"],
    ).format(count=counts["aside"])
    return f"{line} {aside}"


def _how_it_was_read(checked: FileChecked) -> str:
    rows = ngettext("{count} row", "{count} rows", checked.rows).format(count=checked.rows)
    said = [rows, file_size(checked.size)]
    if checked.kind != "CSV":
        said.append(checked.kind)
    else:
        delimiter = _DELIMITER_NAMES.get(checked.delimiter, visible(checked.delimiter))
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
