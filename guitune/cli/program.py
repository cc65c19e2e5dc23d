"""Chooses the command, and turns every ending into an exit code and, where it failed, one sentence."""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from guitune.cli.arguments import command_parser
from guitune.cli.check import check
from guitune.cli.console import Console
from guitune.cli.evaluate import evaluate
from guitune.cli.interruption import Interrupted
from guitune.cli.predict import predict
from guitune.cli.train import train
from guitune.core.errors import ConfigError, GuiTuneError
from guitune.i18n import _

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130
_COMMANDS = {"check": check, "train": train, "evaluate": evaluate, "predict": predict}


def run(arguments: list[str]) -> int:
    """Run one command; returns the exit code: 0 done, 1 failed, 2 usage, 130 interrupted."""
    chosen = command_parser().parse_args(arguments)
    console = Console(json_lines=chosen.json)
    return exit_code(lambda: _COMMANDS[chosen.command](chosen, console), console)


def exit_code(act: Callable[[], int | None], console: Console) -> int:
    """Do something and turn its ending into an exit code and, where it failed, a sentence."""
    try:
        return act() or DONE
    except ConfigError as error:
        console.failure(error.message, error.hint)
        return USAGE
    except GuiTuneError as error:
        console.failure(error.message, error.hint)
        return FAILED
    except (Interrupted, KeyboardInterrupt):
        console.note(_("Interrupted."))
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last resort: no traceback on the screen, but in a file
        console.failure(
            _("Something went wrong inside GuiTune: {error}.").format(error=type(error).__name__),
            _("Please report this with the file {file}.").format(file=_saved_details()),
        )
        return FAILED


def _saved_details() -> Path:
    file = Path(tempfile.mkdtemp(prefix="guitune-")) / "details.txt"
    file.write_text(traceback.format_exc(), encoding="utf-8")
    return file
