"""The chosen data as the window knows them: read and looked over on a job's thread."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.config import DataConfig
from guitune.core.data.examples import GivenFile, read_files
from guitune.core.data.formats import kind_of
from guitune.core.data.overview import DataOverview, look_over, with_columns
from guitune.core.data.reader import read_table
from guitune.core.data.table import StringTable
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import DataError, GuiTuneError
from guitune.core.files import is_there
from guitune.formatting import duration
from guitune.gui.jobs import Job, Jobs
from guitune.i18n import _

_PLACES = ("file", "validation_file", "test_file")
_FILES = (*_PLACES, "reading")
_ROWS_AT_THE_BEGINNING = 200
_SECONDS_TO_JUDGE, _SECONDS_BETWEEN_REPORTS = 1.0, 0.05
_READ_IN_WAYS = ("csv", "excel")


class DataState(QObject):
    """Follows the project's `DataConfig` and keeps an overview of what it names.

    `beginning` holds the first rows of the file that is being read, as soon as they are known.

    Signals
    -------
    changed
        The overview, the error, or whether something is being read has changed.
    beginning_read
        `beginning` has come.
    config_found(DataConfig)
        A file was read that the person opened; this choice describes it, columns guessed.
    file_located(str, Path)
        The person has found a file that was missing; the name is that of its field in `DataConfig`.
    """

    changed = Signal()
    beginning_read = Signal()
    config_found = Signal(object)
    file_located = Signal(str, object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.overview: DataOverview | None = None
        self.error: GuiTuneError | None = None
        self.beginning: StringTable | None = None
        self._jobs = jobs
        self.job: Job | None = None
        self._first_look: Job | None = None
        self._files: list[GivenFile] = []
        self._wanted = self._applied = self._read = DataConfig()
        self._opening = False
        self._missing = ""

    @property
    def is_reading(self) -> bool:
        """Whether a file is being read or looked over."""
        return self.job is not None

    @property
    def wanted(self) -> DataConfig:
        """The choice that is being read, or was read last, or could not be."""
        return self._wanted

    def open(self, config: DataConfig) -> None:
        """Read a file that the person chose; `config_found` follows if it can be used."""
        self._begin(config, opening=True)

    def show(self, config: DataConfig) -> None:
        """Bring the overview in line with a choice that was made."""
        if config == self._applied:  # another choice changed; a file that is being opened goes on
            return
        if not config.file:
            self.forget()
        else:
            self._begin(config, opening=False)
        self._applied = config

    def read_as(self, options: ReadingOptions) -> None:
        """Read the file once more, in another way; `config_found` follows if that can be used.

        Rows that were left out are taken in again, since their numbers may stand for others then.
        """
        self._begin(replace(self._wanted, reading=options, left_out_rows=()), opening=True)

    @Slot()
    def cancel(self) -> None:
        """Give up reading, at once; a file shown before stays unless the choice has left it."""
        if self.job is None:
            return
        self._detach()
        if not self._opening:
            self.overview = None
            self.error = GuiTuneError(
                _("The reading of {file} was cancelled.").format(file=Path(self._wanted.file).name),
                _("Read it again, or open another file."),
            )
        self.changed.emit()

    @Slot()
    def read_again(self) -> None:
        """Try once more what failed or was cancelled."""
        if self._wanted.file:
            self._files = []
            self._begin(self._wanted, opening=self._opening)

    def look_again(self) -> None:
        """Look over anew what was read, as when another language is spoken."""
        if self.job is not None:
            self._begin(self._wanted, opening=self._opening)
        elif self.overview is not None:
            self.error = None
            self._begin(self._applied, opening=False)

    @property
    def missing_file(self) -> Path | None:
        """The file of the project that could not be read because it is not there; None if that is not so."""
        name = self._missing
        return Path(getattr(self._wanted, name)) if name else None

    def locate(self, file: Path) -> None:
        """Take a file that the person found in place of the missing one; all other choices stay."""
        if self._missing:
            self.file_located.emit(self._missing, file.expanduser().resolve())

    @Slot()
    def dismiss_error(self) -> None:
        """The person has read why another file could not be opened; the one shown stays."""
        self.error, self._missing = None, ""
        self._wanted = self._applied
        self.changed.emit()

    def forget(self) -> None:
        """Have no data, as in a new project."""
        self._detach()
        self._files = []
        self._wanted = self._applied = self._read = DataConfig()
        self.overview, self.error, self._missing = None, None, ""
        self.changed.emit()

    def _detach(self) -> None:
        """Let the jobs end by themselves; nothing waits for them any more."""
        for job in (self.job, self._first_look):
            if job is not None:
                job.cancel()
        self.job = self._first_look = self.beginning = None

    def _begin(self, config: DataConfig, *, opening: bool) -> None:
        self._detach()
        known = self._files if not opening and self._same_files(config) else []
        self._wanted, self._opening, self._missing = config, opening, ""

        def work(job: Job) -> tuple[list[GivenFile], DataOverview]:
            try:
                files = known or read_files(config, job.is_cancelled, _reporting(job))
                job.report(None, _("looking it over"))
                return files, look_over(files, with_columns(files, config), job.is_cancelled)
            except DataError as error:
                error.may_be_misread = _can_be_read_in_ways(Path(config.file))
                raise

        def first_look(_job: Job) -> StringTable:
            return read_table(Path(config.file), config.reading, most_rows=_ROWS_AT_THE_BEGINNING)

        name = Path(config.file).name
        if not known:  # first, so that something is seen at once however large the file is
            self._first_look = self._jobs.start(_("Reading the first rows"), first_look)
            self._first_look.succeeded.connect(self._on_first_look)
        self.job = self._jobs.start(_("Reading {file}").format(file=name), work)
        self.job.succeeded.connect(self._on_read)
        self.job.failed.connect(self._on_failed)
        self.changed.emit()

    def _same_files(self, config: DataConfig) -> bool:
        return bool(self._files) and all(
            getattr(config, name) == getattr(self._read, name) for name in _FILES
        )

    @Slot(object)
    def _on_first_look(self, beginning: StringTable) -> None:
        if self.sender() is self._first_look and self.job is not None:
            self._first_look = None
            self.beginning = beginning
            self.beginning_read.emit()

    @Slot(object)
    def _on_read(self, result: tuple[list[GivenFile], DataOverview]) -> None:
        if self.sender() is not self.job:
            return
        self._detach()
        self._files, self.overview = result
        self.error = None
        opened = self._opening
        self._wanted = self._applied = self._read = self.overview.config
        self.changed.emit()
        if opened:
            self.config_found.emit(replace(self.overview.config))

    @Slot(object)
    def _on_failed(self, error: GuiTuneError) -> None:
        if self.sender() is not self.job:
            return
        self._detach()
        self.error = error
        if not self._opening:
            self.overview, self._files = None, []
            self._missing = _missing_place(self._wanted)
        self.changed.emit()


def _missing_place(config: DataConfig) -> str:
    """The field of the first file that is not where it was."""
    places = ((name, getattr(config, name)) for name in _PLACES)
    return next((name for name, path in places if path and not is_there(path)), "")


def _can_be_read_in_ways(file: Path) -> bool:
    try:
        return kind_of(file) in _READ_IN_WAYS
    except DataError:
        return False


def _reporting(job: Job) -> Callable[[float], None]:
    """Tells how far the reading is, and when it will end once that can be judged."""
    started = told = time.monotonic()

    def report(share: float) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told < _SECONDS_BETWEEN_REPORTS:
            return
        told, seconds = now, now - started
        if 0 < share < 1 and seconds > _SECONDS_TO_JUDGE:
            job.report(share, _("{time} left").format(time=duration(seconds * (1 - share) / share)))
        else:
            job.report(share)

    return report
