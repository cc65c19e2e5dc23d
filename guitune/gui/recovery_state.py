"""What the person is to know, above all pages, of things that went wrong around the open project."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.errors import GuiTuneError
from guitune.core.run_summary import RunSummary
from guitune.gui.training_control import TrainingControl

NoteKind = Literal[
    "open_elsewhere", "gone", "read_only", "told", "changes_back", "text_back", "interrupted", "preferences"
]
_ORDER = get_args(NoteKind)
_OF_THE_WINDOW: tuple[NoteKind, ...] = ("open_elsewhere", "preferences")


@dataclass(frozen=True)
class Note:
    """One thing to know.

    Attributes
    ----------
    error
        The sentence and what to do, where whoever found it put it into words.
    when
        When it happened, in seconds since 1970.
    folder
        The project that could not be opened.
    summary
        The run that was cut off.
    """

    kind: NoteKind
    error: GuiTuneError | None = None
    when: float = 0.0
    folder: Path | None = None
    summary: RunSummary | None = None


class RecoveryState(QObject):
    """Collects notes until each was answered.

    Signals
    -------
    changed
        `notes` holds others now; the most pressing comes first.
    """

    changed = Signal()

    def __init__(self, training: TrainingControl, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notes: list[Note] = []
        self._training = training
        training.runs_changed.connect(self._on_runs_changed)
        training.state_changed.connect(self._on_state_changed)

    def tell(self, note: Note) -> None:
        """Have the person know this; of the open project each kind is told once at a time."""
        if note.kind != "told":
            self.notes = [other for other in self.notes if other.kind != note.kind]
        self.notes = sorted([*self.notes, note], key=lambda one: _ORDER.index(one.kind))
        self.changed.emit()

    def dismiss(self, note: Note) -> None:
        """The person has answered."""
        self.notes = [other for other in self.notes if other is not note]
        self.changed.emit()

    def end(self, *kinds: NoteKind) -> None:
        """Such a thing is no longer so."""
        kept = [note for note in self.notes if note.kind not in kinds]
        if len(kept) < len(self.notes):
            self.notes = kept
            self.changed.emit()

    def show_project(self) -> None:
        """Forget what was about the project before."""
        self.notes = [note for note in self.notes if note.kind in _OF_THE_WINDOW]
        self.changed.emit()

    @Slot()
    def _on_state_changed(self) -> None:
        if self._training.is_running:  # once it ends the runs are listed anew
            self.end("interrupted")

    @Slot()
    def _on_runs_changed(self) -> None:
        summary = self._training.interrupted
        if summary is None:
            self.end("interrupted")
        elif all(note.summary is not summary for note in self.notes):
            self.tell(Note("interrupted", when=summary.began, summary=summary))
