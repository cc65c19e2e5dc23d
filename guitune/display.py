"""Whether a window can be shown here. Qt itself would end the program without a sentence where it cannot."""

import ctypes
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from guitune.core.errors import GuiTuneError
from guitune.i18n import _

APT_COMMAND = (
    "sudo apt install -y libegl1 libgl1 libglib2.0-0 libfontconfig1 libdbus-1-3 libxkbcommon-x11-0 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 "
    "libxcb-shape0 libxcb-xkb1"
)


class NoDisplayError(GuiTuneError):
    """There is no screen to show a window on."""


class MissingLibraryError(GuiTuneError):
    """Qt lacks a library of the system."""


def require_qt() -> None:
    """Make sure that Qt can be loaded, with or without a screen.

    Raises
    ------
    MissingLibraryError
        If the system lacks a library; the sentence names it, and the command that installs it.
    """
    try:
        import PySide6.QtSvg
        import PySide6.QtWidgets  # noqa: F401 - loading it is the question
    except ImportError as error:
        raise _missing(str(error)) from error


def require_screen() -> None:
    """Make sure that a window can be shown.

    Raises
    ------
    NoDisplayError, MissingLibraryError
        Why it cannot.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if os.environ.get("WAYLAND_DISPLAY"):
        return
    if not os.environ.get("DISPLAY"):
        raise NoDisplayError(
            _("There is no screen here to show the window on."),
            _("Start it on a desktop, or use the commands: guitune --help, guitune --demo."),
        )
    _require_x_server()


def _require_x_server() -> None:
    spec = find_spec("PySide6")
    for place in (spec.submodule_search_locations if spec else None) or ():
        plugin = Path(place) / "Qt" / "plugins" / "platforms" / "libqxcb.so"
        if plugin.is_file():
            try:
                ctypes.CDLL(str(plugin))
            except OSError as error:
                raise _missing(str(error)) from error
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if failed:
        raise NoDisplayError(
            _("The screen {name} cannot be reached.").format(name=os.environ["DISPLAY"]),
            _("Start it on a desktop, or use the commands: guitune --help, guitune --demo."),
        )


def _missing(reason: str) -> MissingLibraryError:
    return MissingLibraryError(
        _("The window needs libraries of the system that are missing: {reason}.").format(
            reason=reason.split(":", maxsplit=1)[0]
        ),
        _("On Debian and Ubuntu this installs them: {command}").format(command=APT_COMMAND),
        reason,
    )
