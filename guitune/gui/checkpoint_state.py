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

    `error` is what went wrong last, `failed_download` the hub id if that was a download, and `defect` why the
    chosen checkpoint is unusable.

    Signals
    -------
    changed
        Name, availability, error or download has changed.
    found(str)
        A checkpoint that the person asked for was tried out and can be used.
    """

    changed = Signal()
    found = Signal(str)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = ""
        self.availability: Availability = "checking"
        self.checkpoint: Checkpoint | None = None
        self.error: GuiTuneError | None = None
        self.defect: GuiTuneError | None = None
        self.download: Job | None = None
        self._jobs = jobs
        self._check: Job | None = None
        self._trial: Job | None = None
        self._tried = ""
        self._downloading = ""
        self._asked_beside = ""
        self.failed_download = ""

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
        self.availability, self.checkpoint = "checking", None
        self.error, self.defect, self.failed_download = None, None, ""
        if self._check is not None:
            self._check.cancel()
        self._check = self._jobs.start(_("Checking the model"), lambda _job: find_checkpoint(name))
        self._check.succeeded.connect(self._on_checked)
        self._check.failed.connect(self._on_check_failed)
        self.changed.emit()

    def try_out(self, name: str) -> None:
        """Look whether a folder or a download can be used before it is chosen; `found` or an error comes."""
        self.error, self.failed_download = None, ""
        self._tried = name
        if self._trial is not None:
            self._trial.cancel()
        self._trial = self._jobs.start(_("Checking the model"), lambda _job: find_checkpoint(name))
        self._trial.succeeded.connect(self._on_tried)
        self._trial.failed.connect(self._on_trial_failed)
        self.changed.emit()

    def forget_error(self) -> None:
        """The person has read it; a defect of the chosen checkpoint stays."""
        self.error, self.failed_download = None, ""
        self.changed.emit()

    def start_download(self, name: str, *, then_choose: bool = False) -> None:
        """Fetch a checkpoint from the hub; one at a time.

        With `then_choose` it is tried out afterwards, unless another one was chosen meanwhile.
        """
        if self.download is not None:
            return
        self._asked_beside = self.name if then_choose else ""

        def work(job: Job) -> str:
            for progress in download_checkpoint(name, models_folder(), job.is_cancelled):
                job.report(*_told(progress))
            return name

        self.error, self.failed_download = None, ""
        self._downloading = name
        self.download = self._jobs.start(
            _("Downloading {name}").format(name=name), work, can_be_cancelled=True
        )
        self.download.succeeded.connect(self._on_downloaded)
        self.download.failed.connect(self._on_download_failed)
        self.download.cancelled.connect(self._on_download_cancelled)
        self.changed.emit()

    def download_again(self) -> None:
        """Try once more what failed."""
        self.start_download(self.failed_download, then_choose=self.failed_download != self.name)

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
            unusable = isinstance(error, CheckpointError)
            self.availability, self.defect = ("unusable", error) if unusable else ("absent", None)
            self.changed.emit()

    @Slot(object)
    def _on_downloaded(self, name: str) -> None:
        self.download = None
        if name == self.name:
            self.look_again()
        elif self._asked_beside == self.name:
            self.try_out(name)
        self.changed.emit()

    @Slot(object)
    def _on_tried(self, found: Checkpoint | None) -> None:
        if self.sender() is self._trial:
            self._trial = None
            if found is not None:
                self.found.emit(self._tried)

    @Slot(object)
    def _on_trial_failed(self, error: GuiTuneError) -> None:
        if self.sender() is self._trial:
            self._trial = None
            self.error = error
            self.changed.emit()

    @Slot(object)
    def _on_download_failed(self, error: GuiTuneError) -> None:
        self.download = None
        self.error, self.failed_download = error, self._downloading
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
