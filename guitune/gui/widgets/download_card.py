"""A running download, in place: how much has arrived, how long it takes, and the way out."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy

from guitune.gui.checkpoint_state import CheckpointState
from guitune.gui.jobs import Job
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.elided_label import ElidedLabel
from guitune.gui.widgets.text import button, label
from guitune.i18n import _

_STEPS = 1000


class DownloadCard(Card):
    """Follows the checkpoint's download; hidden while there is none.

    Signals
    -------
    cancel_wanted
        The button was pressed.
    """

    cancel_wanted = Signal()

    def __init__(self, state: CheckpointState) -> None:
        super().__init__(kind="notice-info")
        self.setObjectName("download_card")
        self._state = state
        self._job: Job | None = None
        self._title = ElidedLabel("title", "download_title_label")
        self._bar = QProgressBar()
        self._bar.setObjectName("download_bar")
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("How much has arrived"))
        self._progress = label(role="small", wrap=True, name="download_progress_label")
        self.cancel = button(_("Cancel"), "cancel_download_button", icon_name="close")
        self.cancel.clicked.connect(self._on_cancel_clicked)
        line = QHBoxLayout()
        line.addWidget(self._progress, 1)
        line.addWidget(self.cancel)
        self.body.addWidget(self._title)
        self.body.addWidget(self._bar)
        self.body.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        state.changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        job = self._state.download
        if job is None or self.parent() is not None:  # alone, it would open as a window
            self.setVisible(job is not None)
        if job is self._job:
            return
        self._job = job
        if job is not None:
            self._title.show_text(_("Downloading {name}").format(name=self._state.downloading))
            self.cancel.setEnabled(True)
            job.progressed.connect(self._on_progressed)
            self._on_progressed(job.progress)

    @Slot(object)
    def _on_progressed(self, _progress: object) -> None:
        job = self._job
        if job is None or job.is_cancelled():
            return
        share, text = job.progress.share, job.progress.text
        self._bar.setRange(0, 0 if share is None else _STEPS)
        if share is not None:
            self._bar.setValue(round(share * _STEPS))
        self._progress.setText(text or _("Asking the model hub..."))

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self.cancel.setEnabled(False)
        self._progress.setText(_("Cancelling..."))
        self.cancel_wanted.emit()
