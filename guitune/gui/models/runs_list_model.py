"""The project's runs as a list, the one that is on or was begun last on top."""

import time
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QDateTime, QLocale, QModelIndex, QPersistentModelIndex, Qt

from guitune.core.config import RunConfig
from guitune.core.events import RunCompleted, RunFailed
from guitune.core.history import History
from guitune.core.run_summary import RunState, RunSummary
from guitune.core.runs import RunFolder
from guitune.core.settings import changed_fields, has_effect, nearest_preset, setting_value, settings
from guitune.formatting import percent
from guitune.gui.training_control import TrainingControl
from guitune.gui.widgets.presets import preset_title
from guitune.gui.widgets.setting_text import shown_value
from guitune.gui.widgets.text import plain_tip
from guitune.i18n import N_, _

EntryState = RunState | Literal["running", "paused"]
Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole
_STATES: dict[EntryState, str] = {
    "running": N_("running"),
    "paused": N_("paused"),
    "finished": N_("finished"),
    "stopped": N_("stopped"),
    "failed": N_("failed"),
    "interrupted": N_("cut off"),
    "elsewhere": N_("trained in another window"),
    "unreadable": N_("cannot be read"),
}


@dataclass(frozen=True)
class RunEntry:
    """One row; `run` is None for a run whose folder is not there yet, `summary` for one not summed up yet.

    `changes` are the settings in which it differs from its preset, in words.
    """

    run: RunFolder | None
    state: EntryState
    title: str
    model: str
    figure: str
    when: str
    course: tuple[float, ...]
    changes: tuple[str, ...] = ()
    summary: RunSummary | None = None

    @property
    def place(self) -> tuple[object, ...]:
        """What tells rows apart, and those with a button from those without."""
        return None if self.run is None else self.run.path, self.state

    @property
    def has_button(self) -> bool:
        """Whether its row has the button that lets it go on."""
        return self.state in ("stopped", "interrupted")

    @property
    def explanation(self) -> str:
        """The whole row in words, for its tooltip."""
        lines = [f"{self.title}, {self.model}" if self.model else self.title, self.state_words]
        lines += self.changes
        if self.summary is not None and self.summary.problem:
            lines.append(self.summary.problem)
        if self.course:
            lines.append(
                _("Macro-F1 on validation texts: {last} after the last round, {best} at best").format(
                    last=percent(self.course[-1]), best=percent(max(self.course))
                )
            )
        return "\n".join(lines)

    @property
    def state_words(self) -> str:
        """The state in a word, and when that came about."""
        return f"{_(_STATES[self.state])} · {self.when}" if self.when else _(_STATES[self.state])


class RunsListModel(QAbstractListModel):
    """Follows the training's runs; `refresh` and `refresh_current` are called when they change."""

    def __init__(self, training: TrainingControl) -> None:
        super().__init__()
        self._training = training
        self.entries: list[RunEntry] = []
        self.refresh()

    def refresh(self) -> None:
        """List the runs anew; rows that only say something else keep their places and buttons."""
        current = self._current_entry()
        path = current.run.path if current is not None and current.run is not None else None
        others = [summary for summary in self._training.runs if summary.run.path != path]
        entries = ([] if current is None else [current]) + [_entry_of(summary) for summary in others]
        if [entry.place for entry in entries] == [entry.place for entry in self.entries]:
            self.entries = entries
            if entries:
                self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
        else:
            self.beginResetModel()
            self.entries = entries
            self.endResetModel()

    def refresh_current(self) -> None:
        """Bring the row of the run that is on up to date."""
        current = self._current_entry()
        if current is not None and self.entries:
            self.entries[0] = current
            index = self.index(0)
            self.dataChanged.emit(index, index)

    def row_of(self, run: RunFolder | None) -> int:
        """The row of a run, -1 if it is not listed."""
        paths = [None if entry.run is None else entry.run.path for entry in self.entries]
        path = None if run is None else run.path
        return paths.index(path) if path in paths else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """As many rows as there are runs."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The entry itself for the delegate, and words for all others."""
        entry = self.entries[index.row()]
        roles = Qt.ItemDataRole
        if role == ENTRY_ROLE:
            return entry
        if role == roles.DisplayRole:
            return entry.title
        if role == roles.AccessibleTextRole:
            parts = (entry.title, entry.model, entry.state_words, entry.figure)
            return ", ".join(part for part in parts if part)
        if role == roles.ToolTipRole:
            return plain_tip(entry.explanation)
        return None

    def _current_entry(self) -> RunEntry | None:
        """The run that is on, or one that has ended and is not among the listed."""
        training = self._training
        listed = {summary.run.path for summary in training.runs}
        run, history = training.current_run, training.history
        if not training.is_running and (history.ending is None or (run is not None and run.path in listed)):
            return None
        config = training.current_config
        title, model = _names(config) if config else (_("New run"), "")
        if run is not None:
            model = _with_number(run, model)
        figure = percent(history.evaluations[-1].accuracy) if history.evaluations else ""
        state = _state_of(history)
        when = "" if training.is_running else clock(time.time())
        course = tuple(entry.macro_f1 for entry in history.evaluations)
        changes = _changes(config) if config else ()
        return RunEntry(run, state, title, model, figure, when, course, changes)


def _entry_of(summary: RunSummary) -> RunEntry:
    title, model = _names(summary.config)
    model = _with_number(summary.run, model)
    if summary.state == "unreadable":
        title, model = summary.run.path.name, ""
    share = summary.accuracy if summary.accuracy is not None else summary.best_accuracy
    figure = "" if share is None or summary.state == "failed" else percent(share)
    when = clock(summary.when)
    changes = _changes(summary.config)
    return RunEntry(summary.run, summary.state, title, model, figure, when, summary.course, changes, summary)


def _state_of(history: History) -> EntryState:
    match history.ending:
        case None:
            return "running" if history.paused is None else "paused"
        case RunCompleted():
            return "finished"
        case RunFailed():
            return "failed"
    return "stopped"


def _names(config: RunConfig) -> tuple[str, str]:
    """What the settings and the model are called."""
    preset = nearest_preset(config.training)
    title = preset_title(preset)
    changed = changed_fields(config.training, preset)
    if config.training.start_from == "scratch":
        title = _("{preset}, from nothing").format(preset=title)
    elif changed:
        title = _("{preset}, changed").format(preset=title)
    return title, config.model.checkpoint.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _changes(config: RunConfig) -> tuple[str, ...]:
    """The settings in which a run differs from its preset, with their values."""
    described = dict(settings())
    return tuple(
        _("{setting}: {value}").format(
            setting=_(described[name].label), value=shown_value(described[name], setting_value(config, name))
        )
        for name in changed_fields(config.training, nearest_preset(config.training))
        if has_effect(config, name)
    )


def _with_number(run: RunFolder, model: str) -> str:
    """The run's number before its model: two runs may be alike in all else."""
    number = run.path.name.lstrip("0") or run.path.name
    return f"{_('Run {number}').format(number=number)} · {model}"


def clock(when: float) -> str:
    """The time of day for today, else the date; `when` is in seconds since 1970."""
    moment = QDateTime.fromSecsSinceEpoch(round(when))
    if moment.date() == QDateTime.currentDateTime().date():
        return moment.toString("HH:mm")
    return QLocale().toString(moment.date(), _("d MMM yyyy"))
