"""Where the program starts: it chooses the window, the demonstration or a command."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guitune.cli.console import Console


_INTERRUPTED = 130


def main() -> None:
    """Run what the command line asks for and leave with its exit code."""
    from guitune.cli.arguments import is_command, start_parser
    from guitune.cli.console import Console
    from guitune.cli.program import exit_code, run
    from guitune.i18n import set_language, system_language

    try:
        arguments = sys.argv[1:]
        set_language(system_language())
        if is_command(arguments):
            sys.exit(run(arguments))
        chosen = start_parser().parse_args(arguments)
        console = Console(json_lines=chosen.json)
        act = _demonstrate if chosen.demo else _show_window
        sys.exit(exit_code(lambda: act(chosen, console), console))
    except KeyboardInterrupt:  # before anything was begun that could be saved
        sys.exit(_INTERRUPTED)


def _show_window(chosen: argparse.Namespace, _console: object) -> int:
    from guitune.display import require_qt, require_screen

    require_qt()
    require_screen()
    from guitune.gui.app import run_window

    return run_window(chosen.path)


def _demonstrate(chosen: argparse.Namespace, console: "Console") -> int | None:
    """In the window, seen or not; without it where Qt cannot be loaded."""
    from guitune.cli.demo import demo, tell
    from guitune.display import MissingLibraryError, NoDisplayError, require_qt, require_screen

    try:
        require_qt()
        require_screen()
        seen = os.environ.get("QT_QPA_PLATFORM") != "offscreen"
    except NoDisplayError:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        seen = False
    except MissingLibraryError as error:
        console.note(f"{error.message} {error.hint}")
        demo(chosen, console)
        return None
    from guitune.gui.demo import run_demo

    return run_demo(chosen.out or Path("guitune-demo"), lambda event: tell(console, event), seen=seen)


if __name__ == "__main__":
    main()
