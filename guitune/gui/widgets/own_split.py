"""Sides of the split that the person brings along: a column that names them, or separate files."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from guitune.core.config import DataConfig
from guitune.core.data.examples import read_files
from guitune.core.data.side_names import SideColumn, side_columns
from guitune.core.data.splits import Side
from guitune.core.data.table import StringTable
from guitune.core.data.text_columns import text_columns
from guitune.core.errors import DataError, GuiTuneError
from guitune.gui.file_dialogs import ask_for_data_file
from guitune.gui.jobs import Job
from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP, ErrorCard
from guitune.gui.widgets.column_combo import ColumnCombo
from guitune.gui.widgets.side_file_row import TITLE_WIDTH, SideFileRow
from guitune.gui.widgets.text import label
from guitune.i18n import _

_LONGEST_VALUE = 40


class OwnSplit(QWidget):
    """Offers the columns that can name sides, and takes separate files once they were found to fit.

    Signals
    -------
    changed
        `given_sides` may be another now.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._locked: tuple[str, ...] = ()
        self._table: StringTable | None = None
        self._columns: dict[str, SideColumn] = {}
        self._looking: Job | None = None
        self._reading: Job | None = None
        self._read_field, self._read_file = "", ""
        self._column = ColumnCombo("split_column_combo", _("Column that names the side"))
        self._column.activated.connect(self._on_column_chosen)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        caption = label(_("Column"))
        caption.setFixedWidth(TITLE_WIDTH)
        caption.setBuddy(self._column)
        line.addWidget(caption)
        line.addWidget(self._column)
        line.addStretch(1)
        self._files = {
            "validation_file": SideFileRow("validation", _("Validation file")),
            "test_file": SideFileRow("test", _("Test file")),
        }
        self._error = ErrorCard()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        rows.addLayout(line)
        for name, row in self._files.items():
            for control in (row.choose, row.remove):
                control.setProperty("field", name)
            row.choose.clicked.connect(self._on_choose_clicked)
            row.remove.clicked.connect(self._on_remove_clicked)
            rows.addWidget(row)
        rows.addWidget(self._error)

    def show_choice(self, locked: tuple[str, ...]) -> None:
        """Show what the project has chosen; the fields of its data named in `locked` cannot be changed."""
        self._locked = locked
        data = self._session.config.data
        overview = self._session.data.overview
        self._look_at(overview.table if overview is not None else None)
        names = self._table.names if self._table is not None else ()
        self._column.show_columns(names, data.split_column, _("None: GuiTune divides"))
        self._column.setEnabled("split_column" not in locked)
        for name in names:
            if name != data.split_column:
                self._column.switch_off(name, self._reason_against(name, data))
        for name, row in self._files.items():
            reading = self._reading is not None and self._read_field == name
            row.show_file(getattr(data, name), reading=reading, locked=name in locked)

    def given_sides(self) -> dict[Side, str]:
        """The sides that the person brings along, each with the sentence that says so."""
        data = self._session.config.data
        given: dict[Side, str] = {}
        if data.split_column in self._columns:
            sentence = _("Off: the column “{column}” names these texts.").format(column=data.split_column)
            given = dict.fromkeys(self._columns[data.split_column].sides - {"train"}, sentence)
        if data.validation_file:
            given["validation"] = _("Off: these texts come from your validation file.")
        if data.test_file:
            given["test"] = _("Off: these texts come from your test file.")
        return given

    def forget(self) -> None:
        """Give up what is being read, and what was said of it."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._error.show_error(None)

    def _look_at(self, table: StringTable | None) -> None:
        """Find out which columns name sides, once per table."""
        if table is not self._table:
            self._table, self._columns, self._looking = table, {}, None
        if table is not None and not self._columns and self._looking is None:
            self._looking = self._session.jobs.start(
                _("Looking for a split in the columns"), lambda _job: side_columns(table)
            )
            self._looking.succeeded.connect(self._on_columns_looked_at)

    def _reason_against(self, name: str, data: DataConfig) -> str:
        """Why a column cannot be the split column; empty if it can."""
        if name == data.label_column:
            return _("It holds the labels.")
        if name in text_columns(data):
            return _("It is read as text.")
        if name not in self._columns:
            return _("It is being looked at.")
        stranger = self._columns[name].stranger
        if stranger is None:
            return ""
        if not stranger.strip():
            return _("It has empty cells, which name no side.")
        shown = stranger if len(stranger) <= _LONGEST_VALUE else stranger[:_LONGEST_VALUE] + "…"
        return _("It holds “{value}”, which is none of train, validation and test.").format(value=shown)

    @Slot(object)
    def _on_columns_looked_at(self, columns: dict[str, SideColumn]) -> None:
        if self.sender() is self._looking:
            self._looking, self._columns = None, columns
            self.show_choice(self._locked)
            self.changed.emit()

    @Slot()
    def _on_column_chosen(self) -> None:
        self._session.change_data(_("choice of split"), split_column=self._column.currentData())

    @Slot()
    def _on_choose_clicked(self) -> None:
        field = self.sender().property("field")
        file = ask_for_data_file(self, self._session.preferences)
        if file is None:
            return
        self.forget()
        self._read_field, self._read_file = field, str(file.expanduser().resolve())
        data, chosen = self._session.config.data, self._read_file
        self._reading = self._session.jobs.start(
            _("Reading {file}").format(file=file.name),
            lambda job: require_usable(chosen, data, job),
            can_be_cancelled=True,
        )
        self._reading.succeeded.connect(self._on_file_read)
        self._reading.failed.connect(self._on_file_failed)
        self._reading.cancelled.connect(self._on_file_cancelled)
        self.show_choice(self._locked)

    def _choose(self, field: str, file: str | None) -> None:
        """Another file does not take over what was decided about the rows of the one before."""
        data = self._session.config.data
        changes = {
            field: file,
            "edits": tuple(edit for edit in data.edits if edit.file != field),
            "left_out_rows": tuple(row for row in data.left_out_rows if row.file != field),
        }
        self._session.change_data(_("choice of split"), **changes)

    @Slot()
    def _on_remove_clicked(self) -> None:
        self._choose(self.sender().property("field"), None)

    @Slot()
    def _on_file_read(self) -> None:
        if self.sender() is self._reading:
            self._reading = None
            self._choose(self._read_field, self._read_file)
            self.show_choice(self._locked)

    @Slot(object)
    def _on_file_failed(self, error: GuiTuneError) -> None:
        if self.sender() is self._reading:
            self._reading = None
            self._error.show_error(error)
            self.show_choice(self._locked)

    @Slot()
    def _on_file_cancelled(self) -> None:
        if self.sender() is self._reading:
            self._reading = None
            self.show_choice(self._locked)


def require_usable(file: str, data: DataConfig, job: Job) -> None:
    """Read a file for one side, and make sure that it has what the file to learn from has."""
    if file in (data.file, data.validation_file, data.test_file):
        raise DataError(
            _("{file} is used already.").format(file=Path(file).name), _("Choose a file with other texts.")
        )
    alone = replace(data, file=file, validation_file=None, test_file=None)
    table = read_files(alone, job.is_cancelled)[0].table
    for name in (*text_columns(data), data.label_column):
        table.column(name)
