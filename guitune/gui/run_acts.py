"""What can be done with a run, and doing it; the same in the card, the list of runs and the menu."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from guitune.core.run_summary import RunSummary
from guitune.gui.training_control import TrainingControl
from guitune.i18n import _

if TYPE_CHECKING:
    from guitune.gui.session import Session


@dataclass(frozen=True)
class RunActs:
    """Which acts a run allows."""

    go_on: bool = False
    keep_best: bool = False
    less_memory: bool = False
    discard: bool = False


def acts_of(summary: RunSummary | None) -> RunActs:
    """What can be done with a run that is over for now."""
    if summary is None:
        return RunActs()
    return RunActs(
        go_on=summary.can_go_on,
        keep_best=summary.can_keep_best,
        less_memory=summary.can_go_on and summary.may_need_less_memory,
        discard=summary.state != "elsewhere",
    )


def discard_run(session: "Session", run: Path) -> None:
    """Discard a run, in a way that can be undone."""
    session.undo_stack.push(RunDiscarding(session.training, run, away=True))


def discard_shown(session: "Session") -> None:
    """Discard the run that is looked at, if that is possible."""
    training = session.training
    run = training.shown_run
    if run is not None and (shown_is_on(training) or acts_of(training.shown_summary).discard):
        discard_run(session, run.path)


def bring_back_last(session: "Session") -> None:
    """Take back the last discarding, itself an act that can be undone where others came in between."""
    discarded = session.training.last_discarded
    if discarded is None:
        return
    stack = session.undo_stack
    last = stack.command(stack.index() - 1) if stack.canUndo() else None
    if isinstance(last, RunDiscarding) and last.run == discarded.run and last.away:
        stack.undo()
    else:
        stack.push(RunDiscarding(session.training, discarded.run, away=False))


def shown_is_on(training: TrainingControl) -> bool:
    """Whether the run that is looked at is the one that is on."""
    return training.is_running and training.shown_history is training.history


class RunDiscarding(QUndoCommand):
    """A run that is put away, or brought back."""

    def __init__(self, training: TrainingControl, run: Path, *, away: bool) -> None:
        super().__init__(_("discarding of a training") if away else _("bringing back of a training"))
        self.run, self.away = run, away
        self._training = training

    def redo(self) -> None:
        """Do it."""
        self._place(self.away)

    def undo(self) -> None:
        """Take it back."""
        self._place(not self.away)

    def _place(self, away: bool) -> None:
        if away:
            self._training.put_away(self.run)
        else:
            self._training.bring_back(self.run)
