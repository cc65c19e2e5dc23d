"""Saving a classifier to a folder to take away."""

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from guitune.core.errors import GuiTuneError
from guitune.core.modeling.saving import export_classifier
from guitune.core.runs import RunFolder
from guitune.gui.jobs import Job, Jobs
from guitune.i18n import _


class ClassifierCopy(QObject):
    """The copy that was made last, or is being made.

    Signals
    -------
    changed
        The state has changed; `target` says where the copy goes, `error` why it failed.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: Literal["idle", "working", "done", "failed"] = "idle"
        self.target = Path()
        self.error: GuiTuneError | None = None
        self._jobs = jobs
        self._job: Job | None = None

    def start(self, run: RunFolder, target: Path) -> None:
        """Copy the classifier of a finished run to `target`."""
        if self._job is not None:
            return
        self.target = target
        self._job = self._jobs.start(
            _("Saving the classifier"), lambda _job: export_classifier(run.trained_model(), target)
        )
        self._job.succeeded.connect(self._on_succeeded)
        self._job.failed.connect(self._on_failed)
        self._set_state("working")

    def dismiss(self) -> None:
        """Say no more of the last copy."""
        if self.state != "working":
            self._set_state("idle")

    def _set_state(
        self, state: Literal["idle", "working", "done", "failed"], error: GuiTuneError | None = None
    ) -> None:
        self.state, self.error = state, error
        self.changed.emit()

    @Slot()
    def _on_succeeded(self) -> None:
        self._job = None
        self._set_state("done")

    @Slot(object)
    def _on_failed(self, error: GuiTuneError) -> None:
        self._job = None
        self._set_state("failed", error)
