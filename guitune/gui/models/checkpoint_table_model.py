"""The models one can choose from as a table: what they read, how large and how quick they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from guitune.core.modeling.catalog import CATALOG
from guitune.core.modeling.known_models import KnownModel
from guitune.core.training.forecast import forecast_seconds, memory_bytes
from guitune.core.training_config import TrainingConfig
from guitune.formatting import file_size, rough_duration
from guitune.gui.model_outlook import ModelOutlook
from guitune.gui.widgets.text import plain_tip
from guitune.i18n import N_, _

Index = QModelIndex | QPersistentModelIndex
MARK, TITLE, READS, PARAMETERS, FILES, SPEED, TIME, NOTE = range(8)
TINT = Qt.ItemDataRole.UserRole
IS_CHOSEN = Qt.ItemDataRole.UserRole + 1
TIGHT, TOO_LARGE = 0.6, 0.95
_UNKNOWN = "–"
_HEADINGS = ("", N_("Model"), N_("Reads"), N_("Parameters"), N_("Download"), N_("Speed"), N_("Your data"), "")
_HEADING_TIPS = {
    READS: N_("The languages that the model learned from. Choose one that reads the language of your texts."),
    PARAMETERS: N_(
        "The numbers that the model consists of, in millions. More can learn finer differences and take more "
        "time and memory. Try a small one first."
    ),
    SPEED: N_(
        "Estimated from the multiplications that each model needs for a piece of text, against the model "
        "that comes with GuiTune."
    ),
    TIME: N_("How long training would take with your texts and settings, estimated. Open a file to see it."),
}


@dataclass(frozen=True)
class CheckpointRow:
    """One model as the table shows it; `cells` and `tips` are in the order of the columns."""

    name: str
    cells: tuple[str, ...]
    tips: tuple[str, ...]
    files_tint: str
    note_tint: str
    searched: str


def checkpoint_rows(
    outlook: ModelOutlook, config: TrainingConfig, speed: float, downloading: str
) -> list[CheckpointRow]:
    """A row for every model: the recommended one, then the person's own, then the catalogue."""
    models = sorted(
        outlook.models, key=lambda model: (model.name != outlook.recommended, model.entry is not None)
    )
    return [_row(model, outlook, config, speed, model.name == downloading) for model in models]


def memory_share(model: KnownModel, outlook: ModelOutlook, config: TrainingConfig) -> float:
    """The share of this computer's memory that training would take, estimated; 0 where that is unknown."""
    if model.size is None or outlook.workload is None or not outlook.memory_bytes:
        return 0.0
    return memory_bytes(outlook.workload, config, model.size) / outlook.memory_bytes


def times_slower(model: KnownModel) -> str:
    """Its speed against the bundled model's, in words."""
    if model.size is None:
        return _UNKNOWN
    times = model.size.working_parameters / CATALOG[0].size.working_parameters
    if 0.9 < times < 1.1:
        return _("quickest") if model.entry is CATALOG[0] else _("as quick")
    if times < 1:
        return _("{times}x quicker").format(times=_times(1 / times))
    return _("{times}x slower").format(times=_times(times))


def _times(times: float) -> str:
    return f"{times:.0f}" if times >= 3 else f"{times:.1f}".removesuffix(".0")


def _row(
    model: KnownModel, outlook: ModelOutlook, config: TrainingConfig, speed: float, is_downloading: bool
) -> CheckpointRow:
    files, files_tint = file_size(model.file_bytes) if model.file_bytes else _UNKNOWN, ""
    if is_downloading:
        files, files_tint = _("Downloading"), "accent"
    elif model.is_here:
        files, files_tint = _("On this computer"), "good"
    time = _UNKNOWN
    if outlook.workload is not None and model.size is not None:
        time = rough_duration(forecast_seconds(outlook.workload, config, model.size, speed))
    note, note_tint = _note(model, outlook, config)
    reads = _(model.entry.languages) if model.entry is not None else _UNKNOWN
    size = f"{model.size.parameters / 1e6:,.0f} M" if model.size is not None else _UNKNOWN
    cells = ("", model.title, reads, size, files, times_slower(model), time, note)
    title_tip = model.entry.hub_id if model.entry is not None else model.name
    time_tip = "" if outlook.workload is not None else _("Open a file to see how long training would take.")
    tips = ("", title_tip, reads, "", files, "", time_tip, outlook.reason if note_tint == "accent" else note)
    return CheckpointRow(
        model.name, cells, tips, files_tint, note_tint, f"{model.title} {title_tip} {reads}".casefold()
    )


def _note(model: KnownModel, outlook: ModelOutlook, config: TrainingConfig) -> tuple[str, str]:
    share = memory_share(model, outlook, config)
    if share > TOO_LARGE:
        return _("Too large"), "bad"
    if share > TIGHT:
        return _("Tight in memory"), "warning"
    return (_("Recommended"), "accent") if model.name == outlook.recommended else ("", "")


class CheckpointTableModel(QAbstractTableModel):
    """Rows of models, one of which is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[CheckpointRow] = ()
        self._chosen = ""

    def show(self, rows: Sequence[CheckpointRow], chosen: str) -> None:
        """Show these rows; `chosen` is the name of the chosen one."""
        if [row.name for row in rows] == [row.name for row in self.rows]:
            self.rows, self._chosen = rows, chosen
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, NOTE))
            return
        self.beginResetModel()
        self.rows, self._chosen = rows, chosen
        self.endResetModel()

    def position(self, name: str) -> int:
        """The row of the model called `name`, -1 if it is not shown."""
        return next((number for number, row in enumerate(self.rows) if row.name == name), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of models shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Mark, title, languages, parameters, files, speed, time, note."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names and what they mean."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(_HEADINGS[section]) if _HEADINGS[section] else ""
        if role == Qt.ItemDataRole.ToolTipRole and section in _HEADING_TIPS:
            return _(_HEADING_TIPS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.tips[column]) or None
        if role == TINT:
            return {FILES: row.files_tint, NOTE: row.note_tint}.get(column, "")
        if role == IS_CHOSEN:
            return row.name == self._chosen
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if column == MARK:
                return _("Chosen") if row.name == self._chosen else _("Not chosen")
            return ", ".join(filter(None, row.cells)) if column == TITLE else row.cells[column]
        return None
