"""What can be written on the command line."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from guitune import __version__
from guitune.cli.data_arguments import add_columns, add_data_arguments, add_more_text, add_reading
from guitune.core.config import BUNDLED_CHECKPOINT, RunConfig
from guitune.core.data.cleaning import CLEANING
from guitune.core.setting import Setting
from guitune.core.settings import setting_value, settings
from guitune.core.training_config import PRESETS
from guitune.i18n import _

COMMANDS = ("check", "train", "evaluate", "predict")


def is_command(arguments: list[str]) -> bool:
    """Whether the first word names a command."""
    return bool(arguments) and arguments[0] in COMMANDS


def start_parser() -> argparse.ArgumentParser:
    """The parser for a start without a command: the window, or the demonstration."""
    parser = argparse.ArgumentParser(
        prog="guitune",
        description=_("Fine-tune a language model to sort your own texts, without programming."),
        epilog=_("Commands: {names}. Help on one: guitune train --help.").format(names=", ".join(COMMANDS)),
    )
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        metavar="PROJECT_DIR | FILE",
        help=_("show the window on this project or data file (default: on the last project)"),
    )
    parser.add_argument("--version", action="version", version=f"GuiTune {__version__}")
    parser.add_argument(
        "--demo", action="store_true", help=_("train on the sample messages with the bundled model")
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help=_("folder for what --demo makes"))
    _add_json(parser)
    return parser


def command_parser() -> argparse.ArgumentParser:
    """The parser for a start with a command."""
    parser = argparse.ArgumentParser(prog="guitune")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_check(commands)
    _add_train(commands)
    _add_evaluate(commands)
    _add_predict(commands)
    return parser


def _add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("check", help=_("look a file over and say what is wrong with it"))
    add_data_arguments(parser)
    _add_model(parser)
    parser.add_argument(
        "--save-clean", type=Path, metavar="OUT.csv", help=_("write what was read to a new file")
    )
    parser.add_argument(
        "--for-spreadsheet",
        action="store_true",
        help=_("write it for a spreadsheet program: values that look like formulas are made harmless"),
    )
    _add_json(parser)


def _setting_lines(name: str, setting: Setting) -> Iterator[str]:
    """A setting with what it does, when to change it, what that costs, and the values it can have."""
    value = setting_value(RunConfig(), name)
    yield _("  {name} (default {value}): {label}. {help}").format(
        name=name, value="auto" if value is None else value, label=_(setting.label), help=_(setting.help)
    )
    for sentences in (setting.advice, setting.cost):
        yield f"      {_(sentences)}"
    for choice, words in setting.choices.items():
        yield "      " + _("{setting}: {value}").format(setting=choice, value=_(words))


def _add_train(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    listing = [
        _("Settings for --set:"),
        *(line for name, setting in settings() for line in _setting_lines(name, setting)),
        "",
        _("Steps for --clean:"),
        *(f"  {name}: {_(step.label)}. {_(step.help)}" for name, step in CLEANING.items()),
    ]
    parser = commands.add_parser(
        "train",
        help=_("train a classifier"),
        epilog="\n".join(listing),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_data_arguments(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="RUN_DIR", help=_("folder for the run"))
    _add_model(parser)
    parser.add_argument(
        "--preset", choices=list(PRESETS), default="standard", help=_("how thoroughly to train")
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="name=value", help=_("change one setting")
    )
    parser.add_argument("--resume", action="store_true", help=_("go on with the run in the folder"))
    parser.add_argument(
        "--less-memory",
        action="store_true",
        help=_("work on half as many texts at once, as when the computer ran out of memory"),
    )
    _add_json(parser)


def _add_evaluate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("evaluate", help=_("judge a trained classifier on a labelled file"))
    parser.add_argument("run", type=Path, metavar="RUN_DIR")
    parser.add_argument("file", type=Path, metavar="FILE")
    add_columns(parser)
    add_more_text(parser, _(" (default: as in training)"))
    add_reading(parser)
    _add_json(parser)


def _add_predict(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("predict", help=_("sort the texts of a file with a trained classifier"))
    parser.add_argument("run", type=Path, metavar="RUN_DIR")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("out", type=Path, metavar="OUT.csv")
    parser.add_argument("--text", metavar="COL", help=_("column with the texts (default: as in training)"))
    add_more_text(parser, _(" (default: as in training)"))
    add_reading(parser)
    _add_json(parser)


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        default=BUNDLED_CHECKPOINT,
        metavar="ID|DIR",
        help=_("model to start from: a folder or a hub name (default: {name})").format(
            name=BUNDLED_CHECKPOINT
        ),
    )


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--json", action="store_true", help=_("print one JSON object per event and nothing else")
    )
