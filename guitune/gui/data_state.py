"""The chosen data as the window knows them: read and looked over on a job's thread."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.config import DataConfig
from guitune.core.data.examples import GivenFile, read_files
from guitune.core.data.overview import DataOverview, look_over, with_columns
from guitune.core.errors import GuiTuneError
from guitune.gui.jobs import Job, Jobs
from guitune.i18n import _

_FILES = ("file", "validation_file", "test_file")


class DataState(QObject):
    """Follows the project's `DataConfig` and keeps an overview of what it names.

    Signals
    -------
    changed
        The overview, the error, or whether something is being read has changed.
    config_found(DataConfig)
        A file was read that the person opened; this choice describes it, columns guessed.
    """

    changed = Signal()
    config_found = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.overview: DataOverview | None = None
        self.error: GuiTuneError | None = None
        self._jobs = jobs
        self._job: Job | None = None
        self._files: list[GivenFile] = []
        self._wanted = self._applied = self._read = DataConfig()
        self._opening = False

    @property
    def is_reading(self) -> bool:
        """Whether a file is being read or looked over."""
        return self._job is not None

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

    @Slot()
    def cancel(self) -> None:
        """Give up reading, at once; a file shown before stays unless the choice has left it."""
        if self._job is None:
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

    def forget(self) -> None:
        """Have no data, as in a new project."""
        self._detach()
        self._files = []
        self._wanted = self._applied = self._read = DataConfig()
        self.overview, self.error = None, None
        self.changed.emit()

    def _detach(self) -> None:
        """Let the job end by itself; nothing waits for it any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _begin(self, config: DataConfig, *, opening: bool) -> None:
        self._detach()
        known = self._files if not opening and self._same_files(config) else []
        self._wanted, self._opening = config, opening

        def work(job: Job) -> tuple[list[GivenFile], DataOverview]:
            files = known or read_files(config, job.is_cancelled)
            return files, look_over(files, with_columns(files, config))

        job = self._jobs.start(_("Reading {file}").format(file=Path(config.file).name), work)
        job.succeeded.connect(self._on_read)
        job.failed.connect(self._on_failed)
        self._job = job
        self.changed.emit()

    def _same_files(self, config: DataConfig) -> bool:
        return bool(self._files) and all(
            getattr(config, name) == getattr(self._read, name) for name in _FILES
        )

    @Slot(object)
    def _on_read(self, result: tuple[list[GivenFile], DataOverview]) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        self._files, self.overview = result
        self.error = None
        opened = self._opening
        self._wanted = self._applied = self._read = self.overview.config
        self.changed.emit()
        if opened:
            self.config_found.emit(replace(self.overview.config))

    @Slot(object)
    def _on_failed(self, error: GuiTuneError) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        self.error = error
        if not self._opening:
            self.overview, self._files = None, []
        self.changed.emit()
