"""What can be written on the command line about the data, and the choice that it makes."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from guitune.core.config import DataConfig
from guitune.core.data.cleaning import CLEANING
from guitune.core.data.columns import guess_columns
from guitune.core.data.reader import read_table
from guitune.core.data.recipe import FIXES, SURE_FIXES, with_fix
from guitune.core.data.table import StringTable
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import ConfigError, DataError
from guitune.i18n import _

_ROWS_TO_GUESS_FROM = 5000


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, how it is read, its columns, what is mended in it, and the sides that are given."""
    parser.add_argument("file", type=Path, metavar="FILE")
    add_columns(parser)
    add_more_text(parser)
    add_reading(parser)
    parser.add_argument(
        "--clean",
        action="append",
        default=[],
        metavar="STEP",
        choices=list(CLEANING),
        help=_("clean every text, now and in use: {names}; may be repeated").format(
            names=", ".join(CLEANING)
        ),
    )
    parser.add_argument(
        "--fix",
        action="append",
        type=_fix_name,
        default=[],
        metavar="NAME",
        help=_(
            "apply a fix: {names}, a cleaning step, merge:OLD=>NEW, or all for {sure}; may be repeated"
        ).format(names=", ".join(FIXES), sure=", ".join(SURE_FIXES)),
    )
    parser.add_argument("--validation", type=Path, metavar="FILE", help=_("texts to check on while training"))
    parser.add_argument("--test", type=Path, metavar="FILE", help=_("texts for the final test"))
    parser.add_argument("--split-column", metavar="COL", help=_("column that says train, validation or test"))


def add_columns(parser: argparse.ArgumentParser) -> None:
    """The text and the label column."""
    parser.add_argument("--text", metavar="COL", help=_("column with the texts"))
    parser.add_argument("--label", metavar="COL", help=_("column with the labels"))


def add_more_text(parser: argparse.ArgumentParser, default: str = "") -> None:
    """The columns that are read beside the text; `default` ends their help."""
    parser.add_argument("--text2", metavar="COL", help=_("column with the second text of a pair") + default)
    parser.add_argument(
        "--join",
        action="append",
        default=[],
        metavar="COL",
        help=_("column whose values follow the text, with a visible separator; may be repeated") + default,
    )


def data_config(chosen: argparse.Namespace) -> DataConfig:
    """The choice that the arguments make, columns guessed where none are named.

    Raises
    ------
    GuiTuneError
        If the file, a column or a fix cannot be used.
    """
    reading = reading_options(chosen)
    start = read_table(chosen.file, reading, most_rows=_ROWS_TO_GUESS_FROM)
    other_roles = [*chosen.join, *(name for name in (chosen.text2, chosen.split_column) if name)]
    text, label = _columns(chosen, start, other_roles)
    data = DataConfig(
        file=absolute(chosen.file),
        text_column=text,
        label_column=label,
        text2_column=chosen.text2,
        split_column=chosen.split_column,
        validation_file=absolute(chosen.validation) if chosen.validation else None,
        test_file=absolute(chosen.test) if chosen.test else None,
        reading=reading,
        joined_columns=tuple(chosen.join),
    )
    fixes = [name for given in chosen.fix for name in (SURE_FIXES if given == "all" else (given,))]
    for name in (*chosen.clean, *fixes):
        data = with_fix(data, name)
    return data


def reading_options(chosen: argparse.Namespace) -> ReadingOptions:
    """How the file is to be read, as far as the arguments say it."""
    return ReadingOptions(
        encoding=chosen.encoding,
        delimiter={"tab": "\t", "\\t": "\t"}.get(chosen.delimiter, chosen.delimiter),
        quote={"none": ""}.get(chosen.quote, chosen.quote),
        escape=chosen.escape,
        header=chosen.header,
        skip_lines=chosen.skip_lines,
        replace_bad_bytes=chosen.replace_bad_bytes,
        sheet=chosen.sheet,
    )


def reading_for_use(chosen: argparse.Namespace) -> ReadingOptions | None:
    """What the arguments say of the reading of a file with new texts; None where they say nothing."""
    options = reading_options(chosen)
    return options if options != ReadingOptions() else None


def absolute(path: Path) -> str:
    """The path as it is stored in choices."""
    return str(path.expanduser().resolve())


def add_reading(parser: argparse.ArgumentParser) -> None:
    """How the file is read."""
    group = parser.add_argument_group(_("how the file is read, where it is not found out rightly"))
    group.add_argument("--encoding", metavar="NAME", help=_("how letters are stored, for example cp1252"))
    group.add_argument("--delimiter", metavar="X", help=_("the character between two fields, or tab"))
    group.add_argument("--quote", metavar="X", help=_("the character around fields, or none"))
    group.add_argument(
        "--escape", choices=["doubled", "backslash"], help=_("how a quote is written inside quotes")
    )
    group.add_argument(
        "--header",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=_("whether the first row names the columns"),
    )
    group.add_argument("--skip-lines", type=int, metavar="N", help=_("lines before the table"))
    group.add_argument("--sheet", metavar="NAME", help=_("the sheet of a spreadsheet"))
    group.add_argument(
        "--replace-bad-bytes",
        action="store_true",
        help=_("put � in place of what is no text and count it, instead of stopping"),
    )


def _fix_name(text: str) -> str:
    """A name that `--fix` takes; another one is a usage error."""
    try:
        if text != "all":
            with_fix(DataConfig(), text)
    except ConfigError as error:
        raise argparse.ArgumentTypeError(f"{error.message} {error.hint}") from None
    return text


def _columns(chosen: argparse.Namespace, table: StringTable, other_roles: Sequence[str]) -> tuple[str, str]:
    """The text and the label column: those named, the rest guessed among columns without another role."""
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
