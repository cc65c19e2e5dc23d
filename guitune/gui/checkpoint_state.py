"""The chosen checkpoint as the window knows it: whether it is on this computer, and its download."""

from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.errors import CheckpointError, GuiTuneError
from guitune.core.modeling.checkpoints import Checkpoint, find_checkpoint, models_folder
from guitune.core.modeling.download import DownloadProgress, download_checkpoint
from guitune.formatting import duration, file_size
from guitune.gui.jobs import Job, Jobs
from guitune.i18n import _

Availability = Literal["checking", "here", "absent", "unusable"]


class CheckpointState(QObject):
    """Follows the project's checkpoint.

    Signals
    -------
    changed
        Name, availability, error or download has changed.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = ""
        self.availability: Availability = "checking"
        self.checkpoint: Checkpoint | None = None
        self.error: GuiTuneError | None = None
        self.download: Job | None = None
        self._jobs = jobs
        self._check: Job | None = None
        self._downloading = ""

    @property
    def downloading(self) -> str:
        """The hub id that is being downloaded, else an empty text."""
        return self._downloading if self.download is not None else ""

    def show(self, name: str) -> None:
        """Look whether the checkpoint called `name` is on this computer and safe to load."""
        if name != self.name:
            self.name = name
            self.look_again()

    def look_again(self) -> None:
        """Check the chosen checkpoint anew."""
        name = self.name
        self.availability, self.checkpoint, self.error = "checking", None, None
        if self._check is not None:
            self._check.cancel()
        self._check = self._jobs.start(_("Checking the model"), lambda _job: find_checkpoint(name))
        self._check.succeeded.connect(self._on_checked)
        self._check.failed.connect(self._on_check_failed)
        self.changed.emit()

    def start_download(self, name: str) -> None:
        """Fetch a checkpoint from the hub; one at a time."""
        if self.download is not None:
            return

        def work(job: Job) -> str:
            for progress in download_checkpoint(name, models_folder(), job.is_cancelled):
                job.report(*_told(progress))
            return name

        self.error = None
        self._downloading = name
        self.download = self._jobs.start(_("Downloading {name}").format(name=name), work)
        self.download.succeeded.connect(self._on_downloaded)
        self.download.failed.connect(self._on_download_failed)
        self.download.cancelled.connect(self._on_download_cancelled)
        self.changed.emit()

    def cancel_download(self) -> None:
        """Give the download up; nothing of it is kept."""
        if self.download is not None:
            self.download.cancel()

    @Slot(object)
    def _on_checked(self, found: Checkpoint | None) -> None:
        if self.sender() is self._check:
            self._check = None
            self.checkpoint = found
            self.availability = "here" if found else "absent"
            self.changed.emit()

    @Slot(object)
    def _on_check_failed(self, error: GuiTuneError) -> None:
        if self.sender() is self._check:
            self._check = None
            self.error = error
            self.availability = "unusable" if isinstance(error, CheckpointError) else "absent"
            self.changed.emit()

    @Slot(object)
    def _on_downloaded(self, name: str) -> None:
        self.download = None
        if name == self.name:
            self.look_again()
        self.changed.emit()

    @Slot(object)
    def _on_download_failed(self, error: GuiTuneError) -> None:
        self.download = None
        self.error = error
        self.changed.emit()

    @Slot()
    def _on_download_cancelled(self) -> None:
        self.download = None
        self.changed.emit()


def _told(progress: DownloadProgress) -> tuple[float | None, str]:
    share = progress.received_bytes / progress.total_bytes if progress.total_bytes else None
    text = _("{received} of {total}").format(
        received=file_size(progress.received_bytes), total=file_size(progress.total_bytes)
    )
    if progress.seconds_left is not None:
        text += _(", {time} left").format(time=duration(progress.seconds_left))
    return share, text
