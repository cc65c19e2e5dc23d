"""Starts the application around the window."""

import signal
import socket
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QSocketNotifier,
    QtMsgType,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from guitune.core.errors import GuiTuneError
from guitune.core.project_recovery import holds_project
from guitune.gui.icons import icon
from guitune.gui.jobs import unexpected_error
from guitune.gui.language import switch_language
from guitune.gui.main_window import MainWindow
from guitune.gui.preferences import Preferences
from guitune.gui.session import Session
from guitune.gui.theme import appearance
from guitune.i18n import _

_OF_NO_USE = "This plugin does not support propagateSizeHints()"  # said offscreen for every window


def make_application(preferences: Preferences) -> QApplication:
    """The Qt application in the person's look and language."""
    qInstallMessageHandler(_on_qt_message)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("GuiTune")
    application.setStyle("Fusion")
    application.setWindowIcon(icon("guitune"))
    switch_language(preferences.language)
    appearance().choose(preferences.theme)
    return application


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """What Qt has to say goes to standard error, but for the remark that means nothing."""
    if message != _OF_NO_USE:
        sys.stderr.write(f"{message}\n")


def run_window(path: Path | None) -> int:
    """Show the window on a project, a file, or what was open last; returns the exit code."""
    preferences = Preferences()
    application = make_application(preferences)
    window = MainWindow(Session(preferences))
    guard = Guard(window)
    window.show()
    open_at_start(window, path)
    code = application.exec()
    guard.release()
    return code


def open_at_start(window: MainWindow, path: Path | None) -> None:
    """Open `path`, else the last project, else an empty one."""
    session = window.session
    last = session.preferences.last_project
    session.new_project()
    if path is not None:
        window.open_path(path)
    elif last is not None and holds_project(last):
        window.acts.open_project(last)
    elif last is not None:
        window.show_problem(
            GuiTuneError(
                _("The project that was open last is no longer in {folder}.").format(folder=last),
                _("If it was moved, open it from its new place: File, Open project."),
            )
        )


class Guard(QObject):
    """Ctrl-C and a request to end save and close the window; no exception ends the program or goes unseen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._old_wakeup = signal.set_wakeup_fd(self._writer.fileno())
        self._old_handlers = {
            number: signal.signal(number, lambda *_args: None) for number in (signal.SIGINT, signal.SIGTERM)
        }
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def release(self) -> None:
        """Give signals and hooks back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._old_wakeup)
        for number, handler in self._old_handlers.items():
            signal.signal(number, handler)
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
        self._reader.close()
        self._writer.close()

    @Slot()
    def _on_signal(self) -> None:
        self._reader.recv(64)
        self._window.save_and_close()

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._window.session.problem_occurred.emit(unexpected_error(error.with_traceback(trace)))

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._window.session.problem_occurred.emit(unexpected_error(arguments.exc_value))
