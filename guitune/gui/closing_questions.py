"""What is asked before a window closes over work that goes on, or that cannot be saved."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from guitune.core.errors import GuiTuneError
from guitune.i18n import _


def ask_to_stop(window: QWidget, close: Callable[[], None]) -> None:
    """Whether to save a training where it stands and close."""
    question = _question(
        window,
        "close_question",
        _("Training is going on"),
        _("The model is still learning."),
        _("GuiTune can save where it stands and close; you go on from there the next time."),
    )
    question.setIcon(QMessageBox.Icon.Question)
    _offer(
        question,
        close,
        (_("Save and close"), "save_and_close_button", QMessageBox.ButtonRole.AcceptRole),
        (_("Keep training"), "keep_training_button"),
    )


def ask_to_lose_changes(window: QWidget, error: GuiTuneError | None, close: Callable[[], None]) -> None:
    """Whether to close though the last changes cannot be saved, for the reason that `error` gives."""
    question = _question(
        window,
        "unsaved_question",
        _("The last changes are not saved"),
        _("Your last changes cannot be saved, so closing the window loses them."),
        f"{error.message} {error.hint}" if error is not None else "",
    )
    question.setIcon(QMessageBox.Icon.Warning)
    _offer(
        question,
        close,
        (_("Close without them"), "close_without_saving_button", QMessageBox.ButtonRole.DestructiveRole),
        (_("Stay here"), "stay_button"),
    )


def _question(window: QWidget, name: str, title: str, text: str, more: str) -> QMessageBox:
    question = QMessageBox(window)
    question.setObjectName(name)
    question.setTextFormat(Qt.TextFormat.PlainText)
    question.setWindowTitle(title)
    question.setText(text)
    question.setInformativeText(more)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return question


def _offer(
    question: QMessageBox,
    close: Callable[[], None],
    yes: tuple[str, str, QMessageBox.ButtonRole],
    no: tuple[str, str],
) -> None:
    closing = question.addButton(yes[0], yes[2])
    closing.setObjectName(yes[1])
    staying = question.addButton(no[0], QMessageBox.ButtonRole.RejectRole)
    staying.setObjectName(no[1])
    question.setDefaultButton(staying)
    closing.clicked.connect(close)
    question.open()
