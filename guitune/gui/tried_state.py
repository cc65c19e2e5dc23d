"""The texts that were tried in the open project, read and written on a job's thread."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.errors import GuiTuneError
from guitune.core.inference.tried import Tried, read_tried, with_newest, write_tried
from guitune.gui.jobs import Job, Jobs
from guitune.i18n import _

LONGEST_KEPT = 20_000


class TriedState(QObject):
    """Follows the project's `tried.json`.

    Attributes
    ----------
    entries
        Newest first.

    Signals
    -------
    changed
        `entries` is another list now.
    failed(GuiTuneError)
        The list could not be read or written.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[Tried] = []
        self._jobs = jobs
        self._folder = folder
        self._reading: Job | None = None
        self._writing: Job | None = None
        self._unwritten: tuple[Path, list[Tried]] | None = None

    def show_project(self, folder: Path) -> None:
        """Show what was tried in another project."""
        self.write_pending()
        self._folder = folder
        self.entries = []
        self._reading = self._jobs.start(_("Reading what was tried"), lambda _job: read_tried(folder))
        self._reading.succeeded.connect(self._on_read)
        self._reading.failed.connect(self._on_read_failed)
        self.changed.emit()

    def add(self, entry: Tried, instead_of: Tried | None = None) -> None:
        """Put `entry` first; `instead_of`, which it goes on from, is dropped.

        What is on the list already keeps its place. Very long texts are not kept.
        """
        if entry in self.entries or len(entry.text) + len(entry.pair or "") > LONGEST_KEPT:
            return
        self.entries = with_newest([other for other in self.entries if other != instead_of], entry)
        self._write()

    def clear(self) -> None:
        """Forget all."""
        self.entries = []
        self._reading = None
        self._write()

    def write_pending(self) -> None:
        """Write now what still waits to be written."""
        if self._writing is not None:
            self._writing.wait()
        if self._unwritten is not None:
            (folder, entries), self._unwritten = self._unwritten, None
            try:
                write_tried(folder, entries)
            except GuiTuneError as error:
                self.failed.emit(error)

    def _write(self) -> None:
        self._unwritten = (self._folder, self.entries)
        self._begin_writing()
        self.changed.emit()

    def _begin_writing(self) -> None:
        if self._unwritten is None or self._writing is not None or self._reading is not None:
            return
        (folder, entries), self._unwritten = self._unwritten, None
        self._writing = self._jobs.start(
            _("Keeping what was tried"), lambda _job: write_tried(folder, entries)
        )
        self._writing.succeeded.connect(self._on_written)
        self._writing.failed.connect(self._on_write_failed)
        self._writing.cancelled.connect(self._on_written)

    @Slot(object)
    def _on_read(self, entries: list[Tried]) -> None:
        if self.sender() is self._reading:
            self._reading = None
            added, self.entries = self.entries, entries
            for entry in reversed(added):  # tried while the file was being read
                self.add(entry)
            self.changed.emit()

    @Slot(object)
    def _on_read_failed(self, error: GuiTuneError) -> None:
        if self.sender() is self._reading:
            self._reading = None
            self._begin_writing()
            self.failed.emit(error)

    @Slot()
    def _on_written(self) -> None:
        self._writing = None
        self._begin_writing()

    @Slot(object)
    def _on_write_failed(self, error: GuiTuneError) -> None:
        self._writing = None
        self.failed.emit(error)
