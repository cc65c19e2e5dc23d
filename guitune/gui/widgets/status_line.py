"""The line at the bottom: device, network, whether all is saved, and what runs in the background."""

import os

import psutil
from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QProgressBar, QStatusBar

from guitune.formatting import file_size
from guitune.gui.jobs import Job
from guitune.gui.session import Session
from guitune.gui.widgets.text import button, label, plain_tip
from guitune.i18n import _, ngettext

_QUIET_MS = 1000


class StatusLine(QStatusBar):
    """Shows a job's progress only when it takes longer than a second."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("status_line")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(0, 0, 12, 0)
        self._session = session
        self._job: Job | None = None
        self._device = label(name="device_label")
        self._network = label(name="network_label")
        self._saved = label(name="saved_label")
        self._work = label(name="background_label")
        self._bar = QProgressBar()
        self._bar.setFixedWidth(120)
        self._cancel = button(_("Cancel"), "cancel_background_button", "link")
        self._cancel.clicked.connect(self._on_cancel_clicked)
        for shown in (self._device, self._network, self._saved):
            self.addWidget(shown)
        for widget in (self._work, self._bar, self._cancel):
            self.addPermanentWidget(widget)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MS)
        self._quiet.timeout.connect(self._on_quiet_over)
        self.show_device(session.device)
        session.jobs.changed.connect(self._on_jobs_changed)
        session.saved_changed.connect(self._on_saved_changed)
        session.project_changed.connect(self._on_saved_changed)
        session.checkpoint.changed.connect(self._on_checkpoint_changed)
        self._on_saved_changed()
        self._on_checkpoint_changed()
        self._on_jobs_changed()

    def show_device(self, name: str) -> None:
        """Say what training runs on; without a name, the processor."""
        cores = os.cpu_count() or 1
        device = name or ngettext("CPU, {count} core", "CPU, {count} cores", cores).format(count=cores)
        memory = file_size(psutil.virtual_memory().total)
        self._device.setText(_("{device}, {memory} memory").format(device=device, memory=memory))

    @Slot()
    def _on_saved_changed(self) -> None:
        text, tip = self._saved_words()
        self._saved.setText(text)
        self._saved.setToolTip(plain_tip(tip))

    def _saved_words(self) -> tuple[str, str]:
        session, saving = self._session, self._session.saving
        folder = str(session.project.folder)
        if not saving.may_write:
            return _("Only to look at"), _("Changes are not saved in {folder}.").format(folder=folder)
        if saving.error is not None:
            return _("Not saved"), saving.error.message
        if saving.is_pending:
            return _("Saving..."), ""
        if saving.is_changed:
            return _("Changes kept"), _(
                "Your changes are kept beside the project, whatever happens. They become part of it when you "
                "save (Ctrl+S), start a training or close it."
            )
        if saving.is_new:
            return _("Nothing to save yet"), ""
        return _("Saved"), folder

    @Slot()
    def _on_checkpoint_changed(self) -> None:
        downloading = bool(self._session.checkpoint.downloading)
        self._network.setText(_("Online: downloading") if downloading else _("Offline"))
        self._network.setToolTip(
            _("GuiTune uses the network only while it downloads a model that you asked for.")
        )

    @Slot()
    def _on_jobs_changed(self) -> None:
        running = self._session.jobs.running
        if self._job not in running:
            self._job = None
            for widget in (self._work, self._bar, self._cancel):
                widget.hide()
        if running and self._job is None:
            self._quiet.start()
        elif not running:
            self._quiet.stop()

    @Slot()
    def _on_quiet_over(self) -> None:
        running = self._session.jobs.running
        if not running:
            return
        self._job = running[0]
        self._job.progressed.connect(self._on_progressed)
        self._on_progressed(self._job.progress)
        for widget in (self._work, self._bar):
            widget.show()
        self._cancel.setVisible(self._job.can_be_cancelled)

    @Slot(object)
    def _on_progressed(self, _progress: object) -> None:
        if self._job is None:
            return
        progress = self._job.progress
        text = f"{self._job.title}: {progress.text}" if progress.text else self._job.title
        self._work.setText(text)
        self._bar.setRange(0, 0 if progress.share is None else 1000)
        if progress.share is not None:
            self._bar.setValue(round(progress.share * 1000))

    @Slot()
    def _on_cancel_clicked(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._work.setText(_("Cancelling..."))
