"""What is asked before work would be left that goes on, or that cannot be saved."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from guitune.core.errors import GuiTuneError
from guitune.core.history import History
from guitune.gui.live_run import LiveRun
from guitune.i18n import _, ngettext

RunToAskAbout = Literal["", "learning", "keeping", "unsaved"]
_Role = QMessageBox.ButtonRole


def run_to_ask_about(run: LiveRun) -> RunToAskAbout:
    """How the run stands that closing would end; empty where nothing is lost by it and nothing to be awaited.

    A run that is being saved or discarded ends as the person wanted, within seconds.
    """
    if run.state in ("running", "pausing"):
        return "learning"
    if run.state == "keeping":
        return "keeping"
    return "unsaved" if run.trouble else ""


def ask_about_run(
    window: QWidget, run: RunToAskAbout, history: History, close: Callable[[], None]
) -> QMessageBox:
    """Whether to close the window though a run is on that stands so; the question is open then."""
    match run:
        case "unsaved":
            title = _("The training is not saved")
            text = history.paused.message if history.paused is not None else title
            more = f"{_steps_at_stake(history)} {_('Closing tries to save once more.')}"
            yes = _("Close all the same"), "save_and_close_button", _Role.DestructiveRole
            no = _("Stay here")
        case "keeping":
            title = _("The training is being ended")
            text = _("The best so far is being made your classifier.")
            more = _("GuiTune can close as soon as that is done.")
            yes = _("Close when it is done"), "save_and_close_button", _Role.AcceptRole
            no = _("Stay here")
        case _:
            title = _("Training is going on")
            text = _("The model is still learning.")
            more = _("GuiTune can save where it stands and close; you go on from there the next time.")
            yes = _("Save and close"), "save_and_close_button", _Role.AcceptRole
            no = _("Keep training")
    question = _question(window, "close_question", title, text, more)
    question.setIcon(QMessageBox.Icon.Warning if run == "unsaved" else QMessageBox.Icon.Question)
    _offer(question, close, yes, (no, "keep_training_button"))
    return question


def ask_to_lose_changes(
    window: QWidget,
    error: GuiTuneError,
    go_on: Callable[[], None],
    save_as: Callable[[], None],
    stay: Callable[[], None] = lambda: None,
) -> None:
    """Whether to leave the project though the last changes cannot be saved, for the reason in `error`.

    `stay` is called with every answer but the one that goes on.
    """
    question = _question(
        window,
        "unsaved_question",
        _("The last changes are not saved"),
        _("Your last changes cannot be saved, so they are lost when you leave this project now."),
        f"{error.message} {error.hint}",
    )
    question.setIcon(QMessageBox.Icon.Warning)
    elsewhere = question.addButton(_("Save as..."), _Role.ActionRole)
    elsewhere.setObjectName("save_elsewhere_button")
    elsewhere.clicked.connect(save_as)
    going = _offer(
        question,
        go_on,
        (_("Go on without them"), "go_on_without_saving_button", _Role.DestructiveRole),
        (_("Stay here"), "stay_button"),
    )
    question.finished.connect(lambda: stay() if question.clickedButton() != going else None)


def _steps_at_stake(history: History) -> str:
    step = history.paused.step if history.paused is not None else 0
    count = step - history.saved_step
    if history.saved_step == 0:
        return _("Nothing of this training is saved so far, so all of it would be lost.")
    return ngettext(
        "What it has learned since step {saved} would be lost: {count} step.",
        "What it has learned since step {saved} would be lost: {count} steps.",
        count,
    ).format(saved=history.saved_step, count=count)


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
    question: QMessageBox, go_on: Callable[[], None], yes: tuple[str, str, _Role], no: tuple[str, str]
) -> QPushButton:
    going = question.addButton(yes[0], yes[2])
    going.setObjectName(yes[1])
    staying = question.addButton(no[0], _Role.RejectRole)
    staying.setObjectName(no[1])
    question.setDefaultButton(staying)
    going.clicked.connect(go_on)
    question.open()
    return going
