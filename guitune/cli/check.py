"""`guitune check`: what is in a file, what is wrong with it, and a clean copy if wanted."""

import argparse

import numpy as np

from guitune.cli.console import Console
from guitune.cli.data_arguments import data_config
from guitune.cli.file_checked import FileChecked, TextLengths, lines_of
from guitune.core.data.csv_writer import save_clean
from guitune.core.data.examples import read_files
from guitune.core.data.languages import languages_of
from guitune.core.data.overview import DataOverview, look_over
from guitune.core.data.recipe import fixes_made
from guitune.core.data.token_lengths import TokenLengths
from guitune.core.evaluation.baseline import validation_baseline
from guitune.core.modeling.checkpoints import find_checkpoint
from guitune.i18n import _


def check(chosen: argparse.Namespace, console: Console) -> None:
    """Read, fix, look over, and write the clean copy."""
    config = data_config(chosen)
    files = read_files(config, on_progress=lambda share: console.progress(share, _("reading")))
    overview = look_over(files, config)
    if chosen.save_clean:
        save_clean(overview.prepared, chosen.save_clean, for_spreadsheet=chosen.for_spreadsheet)
    lengths = _lengths(overview, chosen.model)
    checked = _checked(overview, lengths, str(chosen.save_clean) if chosen.save_clean else None)
    if console.json_lines:
        console.event(checked)
    else:
        for line in lines_of(checked):
            console.line(line)


def _lengths(overview: DataOverview, model: str) -> TextLengths | None:
    checkpoint = find_checkpoint(model)
    if checkpoint is None or not len(overview.examples):
        return None
    from guitune.core.modeling.classifier import load_tokenizer, longest_input

    tokenizer = load_tokenizer(checkpoint.folder)
    found = TokenLengths.of(overview.examples, tokenizer, longest_input(checkpoint.folder, tokenizer))
    return TextLengths(
        model=checkpoint.title,
        texts=len(found.tokens),
        median=int(np.median(found.tokens)),
        longest=int(found.tokens.max()),
        max_length=found.automatic,
        share_cut=found.share_cut(found.automatic),
        unknown_share=found.unknown_share,
    )


def _checked(overview: DataOverview, lengths: TextLengths | None, clean_copy: str | None) -> FileChecked:
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
        languages=languages_of(overview.examples.texts),
        lengths=lengths,
        baseline=validation_baseline(overview.examples, split) if split is not None else None,
        clean_copy=clean_copy,
    )
