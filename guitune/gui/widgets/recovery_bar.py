"""The line under the header that says what became of work that was cut off, with what can be done."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from guitune.core.moments import moment
from guitune.gui.project_acts import ProjectActs
from guitune.gui.project_lock import OpenElsewhereError
from guitune.gui.recovery_state import Note
from guitune.gui.session import Session
from guitune.gui.widgets.card import Card, Kind
from guitune.gui.widgets.sign import Sign
from guitune.gui.widgets.text import ButtonRole, button, label
from guitune.i18n import _

_INFORMS = ("changes_back", "text_back", "interrupted")
_Act = tuple[str, str, ButtonRole, Callable[[], None]]


class RecoveryBar(QWidget):
    """Shows the first of the session's notes, with the acts that answer it; the next one follows.

    Signals
    -------
    page_wanted(str)
        A tab shall come to the front.
    """

    page_wanted = Signal(str)

    def __init__(self, session: Session, acts: ProjectActs) -> None:
        super().__init__()
        self.setObjectName("recovery_bar")
        self._session, self._acts = session, acts
        self._shown: Note | None = None
        self._card: Card | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(16, 10, 16, 10)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        session.recovery.changed.connect(self._follow)
        self._show_first()
        if self._shown is None:
            self.hide()

    @Slot()
    def _follow(self) -> None:
        self._show_first()
        self.setVisible(self._shown is not None)

    def _show_first(self) -> None:
        notes = self._session.recovery.notes
        note = notes[0] if notes else None
        if note is self._shown:
            return
        self._shown = note
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
            self._card = None
        if note is not None:
            self._card = self._card_of(note)
            self._rows.addWidget(self._card)

    def _card_of(self, note: Note) -> Card:
        informs = note.kind in _INFORMS
        kind: Kind = "notice-info" if informs else "notice-warning"
        card = Card(kind=kind)
        line = QHBoxLayout()
        line.setSpacing(10)
        sign = Sign("info", "accent", _("Note")) if informs else Sign("warning", "warning", _("Warning"))
        line.addWidget(sign)
        words = QVBoxLayout()
        words.setSpacing(2)
        sentence, hint = _words(note)
        words.addWidget(label(sentence, "title", wrap=True, name="recovery_text"))
        if hint:
            words.addWidget(label(hint, wrap=True, name="recovery_hint"))
        line.addLayout(words, 1)
        for text, name, role, act in self._answers(note):
            made = button(text, name, role)
            made.clicked.connect(act)
            line.addWidget(made)
        card.body.setContentsMargins(14, 8, 10, 8)
        card.body.addLayout(line)
        return card

    def _answers(self, note: Note) -> list[_Act]:
        close: _Act = (_("Close"), "close_note_button", "link", self._on_dismissed)
        match note.kind:
            case "changes_back":
                return [
                    (_("Leave them out"), "leave_out_changes_button", "", self._on_left_out),
                    (_("Keep them"), "keep_changes_button", "primary", self._on_dismissed),
                ]
            case "interrupted":
                return [
                    (_("Later"), "later_button", "", self._session.training.dismiss_interrupted),
                    (_("Go on"), "go_on_interrupted_button", "primary", self._on_went_on),
                ]
            case "open_elsewhere":
                again: _Act = (_("Try again"), "try_again_button", "", self._on_tried_again)
                is_far = isinstance(note.error, OpenElsewhereError) and note.error.is_far
                here: _Act = (_("Open it here anyway"), "open_here_button", "", self._on_taken_over)
                return [*([here] if is_far else []), again, close]
            case "gone" | "read_only":
                save: _Act = (_("Save as..."), "save_elsewhere_button", "", self._acts.on_save_as)
                return [save, close]
        return [close]

    @Slot()
    def _on_dismissed(self) -> None:
        if self._shown is not None:
            self._session.recovery.dismiss(self._shown)

    @Slot()
    def _on_left_out(self) -> None:
        self._session.undo_stack.undo()

    @Slot()
    def _on_went_on(self) -> None:
        if self._shown is not None and self._shown.summary is not None:
            self._session.training.resume(self._shown.summary.run)
            self.page_wanted.emit("training")

    @Slot()
    def _on_tried_again(self) -> None:
        if self._shown is not None and self._shown.folder is not None:
            self._acts.open_project(self._shown.folder)

    @Slot()
    def _on_taken_over(self) -> None:
        if self._shown is not None and self._shown.folder is not None:
            self._acts.open_project(self._shown.folder, take_over=True)


def _words(note: Note) -> tuple[str, str]:
    """The sentence and what to do."""
    if note.error is not None:
        return note.error.message, note.error.hint
    when = moment(note.when)
    match note.kind:
        case "changes_back":
            return _("GuiTune was closed unexpectedly {moment}. Your last changes are back.").format(
                moment=when
            ), ""
        case "text_back":
            return _("GuiTune was closed unexpectedly {moment}. The text that you typed is back.").format(
                moment=when
            ), ""
    step, total = (note.summary.saved_step, note.summary.total_steps) if note.summary else (0, 0)
    if step == 0:
        return _("The training that began {moment} was cut off before anything was saved.").format(
            moment=when
        ), _("Going on means that it begins anew, with the same choices.")
    return _("The training that began {moment} was cut off. It was saved at step {step} of {total}.").format(
        moment=when, step=step, total=total
    ), ""
