"""What all pages share: the project and its choices, and the parts that act on them.

Pages never talk to each other. They change choices through the session and listen to its signals.
"""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QUndoStack

from guitune.core.config import DataConfig, ModelConfig, RunConfig, TrainingConfig
from guitune.core.data.csv_writer import save_clean
from guitune.core.data.overview import DataOverview
from guitune.core.errors import ConfigError, GuiTuneError
from guitune.core.events import RunCompleted, TrainingEvent
from guitune.core.project import Project, new_untitled_folder
from guitune.core.settings import problems, with_setting
from guitune.gui.baseline_state import BaselineState
from guitune.gui.checkpoint_state import CheckpointState
from guitune.gui.classifier import Classifier
from guitune.gui.classifier_copy import ClassifierCopy
from guitune.gui.config_change import ConfigChange
from guitune.gui.data_state import DataState
from guitune.gui.file_sorting import FileSorting
from guitune.gui.forecast_state import ForecastState
from guitune.gui.jobs import Job, Jobs
from guitune.gui.preferences import Preferences
from guitune.gui.results_state import ResultsState
from guitune.gui.token_lengths_state import TokenLengthsState
from guitune.gui.training_control import TrainingControl
from guitune.gui.tried_state import TriedState
from guitune.i18n import _
from guitune.resources import resource

PageName = Literal["data", "model", "settings", "training", "results", "try_it"]
_AUTOSAVE_AFTER_MS = 400


@dataclass(frozen=True)
class Blocker:
    """A reason why training cannot start yet, and the page where it can be mended."""

    page: PageName
    sentence: str


class Session(QObject):
    """The open project and everything that is known of it.

    Signals
    -------
    project_changed
        Another project is open, or it has another folder.
    config_changed
        A choice was made, undone or redone; `config` holds it.
    readiness_changed
        What `blockers` returns may have changed.
    saved_changed
        The project was saved, or something waits to be saved.
    problem_occurred(GuiTuneError)
        Something failed that no page has a place for.
    """

    project_changed = Signal()
    config_changed = Signal()
    readiness_changed = Signal()
    saved_changed = Signal()
    problem_occurred = Signal(object)

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.jobs = Jobs(self)
        self.undo_stack = QUndoStack(self)
        self.data = DataState(self.jobs, self)
        self.checkpoint = CheckpointState(self.jobs, self)
        self.training = TrainingControl(self.jobs, self)
        self.results = ResultsState(self.jobs, self.training, self)
        self.classifier = Classifier(self)
        self.classifier_copy = ClassifierCopy(self.jobs, self)
        self.file_sorting = FileSorting(self.jobs, self)
        self.forecast = ForecastState(self.jobs, preferences, self)
        self.token_lengths = TokenLengthsState(self.jobs, self)
        self.baseline = BaselineState(self.jobs, self)
        self.project = Project(new_untitled_folder(_("Untitled")), RunConfig())
        self.tried = TriedState(self.jobs, self.project.folder, self)
        self.saved_at: float | None = None
        self.draft = ""
        self.draft_pair = ""
        self._unreadable: dict[str, tuple[str, str]] = {}
        self._saving: Job | None = None
        self._is_copying = False
        self.save_error: GuiTuneError | None = None
        self.device = ""
        self._autosave = QTimer(self)
        self._autosave.setSingleShot(True)
        self._autosave.setInterval(_AUTOSAVE_AFTER_MS)
        self._autosave.timeout.connect(self.save)
        self.data.config_found.connect(self._on_config_found)
        self.data.changed.connect(self.readiness_changed)
        self.checkpoint.changed.connect(self.readiness_changed)
        self.checkpoint.found.connect(self._on_checkpoint_found)
        self.data.changed.connect(self._on_work_changed)
        self.checkpoint.changed.connect(self._on_work_changed)
        self.training.state_changed.connect(self.readiness_changed)
        self.training.state_changed.connect(self._on_work_changed)
        self.training.event_arrived.connect(self._on_event_arrived)
        self.training.runs_changed.connect(self._on_runs_changed)
        self.tried.failed.connect(self.problem_occurred)

    @property
    def config(self) -> RunConfig:
        """All choices of the open project."""
        return self.project.config

    @property
    def is_saved(self) -> bool:
        """Whether everything chosen so far is on disk."""
        return not self._autosave.isActive() and self._saving is None and self.save_error is None

    def blockers(self) -> list[Blocker]:
        """Everything that keeps training from starting, in the order of the pages."""
        found = []
        if self._is_copying:
            found.append(Blocker("data", _("The project is being copied.")))
        if self.data.is_reading:
            found.append(Blocker("data", _("The data are being read.")))
        elif self.data.error is not None and self.data.overview is None:
            found.append(Blocker("data", self.data.error.message))
        elif self.data.overview is None:
            found.append(Blocker("data", _("Open a file with labelled texts first.")))
        elif self.data.overview.problem is not None:
            found.append(Blocker("data", self.data.overview.problem.message))
        if self.checkpoint.availability == "absent":
            found.append(Blocker("model", _("The chosen model must be downloaded first.")))
        elif self.checkpoint.defect is not None:
            found.append(Blocker("model", self.checkpoint.defect.message))
        elif self.checkpoint.availability == "checking":
            found.append(Blocker("model", _("The model is being checked.")))
        for name, sentence in self.setting_problems().items():
            found.append(Blocker("data" if hasattr(self.config.data, name) else "settings", sentence))
        return found

    def setting_problems(self) -> dict[str, str]:
        """What is wrong with settings, by the setting's name."""
        found = problems(self.config)
        wrong = {problem.field: f"{problem.message} {problem.hint}".strip() for problem in found}
        return wrong | {name: message for name, (_text, message) in self._unreadable.items()}

    def unreadable_text(self, name: str) -> str | None:
        """What was typed for a setting and cannot be read as a value; None if there is no such text."""
        return self._unreadable[name][0] if name in self._unreadable else None

    def change_setting(self, name: str, text: str) -> None:
        """Take over what was typed for a setting; an empty text stands for the automatic choice.

        What cannot be read as a value keeps training from starting until it is mended.
        """
        try:
            config = with_setting(self.config, name, text.strip() or "auto")
        except ConfigError as error:
            self._unreadable[name] = (text, error.message)
            self.readiness_changed.emit()
            return
        self._unreadable.pop(name, None)
        if config == self.config:
            self.readiness_changed.emit()
        else:
            self._push(config, _("change of settings"), merge_key=name)

    def take_preset(self, training: TrainingConfig) -> None:
        """Train as a preset says; what was typed and cannot be read is forgotten."""
        self._unreadable.clear()
        self._push(replace(self.config, training=training), _("choice of preset"))
        self.readiness_changed.emit()

    def open_project(self, project: Project) -> None:
        """Leave the open project, which is saved, and show another."""
        self._save_pending()
        self.project = project
        self.draft = self.draft_pair = ""
        self.saved_at = None
        self._unreadable.clear()
        self.undo_stack.clear()
        self.classifier.forget()
        self.classifier_copy.dismiss()
        self.file_sorting.dismiss()
        self.tried.show_project(project.folder)
        self.data.forget()
        if (project.folder / "project.json").is_file():
            self._remember_project()
        self.project_changed.emit()
        self._apply()
        self.training.show_project(project)

    def new_project(self) -> None:
        """Show an empty project; it gets a folder with the first choice."""
        self._save_pending()  # or the open one would not have taken its name yet
        self.open_project(Project(new_untitled_folder(_("Untitled")), RunConfig()))

    def open_file(self, file: Path) -> None:
        """Read a data file; its columns are guessed, the shares of the split stay."""
        old = self.config.data
        self.data.open(
            DataConfig(
                file=str(file.expanduser().resolve()),
                validation_share=old.validation_share,
                test_share=old.test_share,
                split_seed=old.split_seed,
            )
        )

    def open_sample(self) -> None:
        """Read the sample messages that come with GuiTune."""
        self.open_file(resource("samples", "customer_messages.csv"))

    def change_data(self, text: str, **changes: Any) -> None:
        """Change fields of the data's choice; `text` names the act for "Undo ..."."""
        self.choose_data(text, replace(self.config.data, **changes))

    def choose_data(self, text: str, data: DataConfig) -> None:
        """Take another choice of data; `text` names the act for "Undo ..."."""
        self._push(replace(self.config, data=data), text)

    def change_checkpoint(self, name: str) -> None:
        """Start from another checkpoint."""
        self._push(replace(self.config, model=ModelConfig(name)), _("choice of model"))

    def start_training(self) -> None:
        """Train with the choices as they are now."""
        if not self.blockers() and not self.training.is_running:
            self.forecast.begin(self.config.training)
            self.training.start(self.project)

    def save(self) -> None:
        """Write the project in the background."""
        if self._saving is not None:  # the newer choices are written after it
            self._autosave.start()
            return
        self._autosave.stop()
        project = self.project
        self._saving = self.jobs.start(_("Saving the project"), lambda _job: project.save())
        self._saving.succeeded.connect(self._on_saved)
        self._saving.failed.connect(self._on_save_failed)
        self.saved_changed.emit()

    def save_clean_copy(self, overview: DataOverview, target: Path, *, for_spreadsheet: bool) -> Job:
        """Write an overview's rows as they are after the recipe to another file, in the background."""
        job = self.jobs.start(
            _("Saving {file}").format(file=target.name),
            lambda _job: save_clean(overview.prepared, target, for_spreadsheet=for_spreadsheet),
        )
        job.failed.connect(self.problem_occurred)
        return job

    def save_as(self, folder: Path) -> Job:
        """Copy the project with its runs to another folder and go on there."""
        self.tried.write_pending()
        project = self.project
        job = self.jobs.start(_("Copying the project"), lambda _job: project.copy_to(folder))
        job.succeeded.connect(self._on_copied)
        job.failed.connect(self._on_copy_failed)
        self._is_copying = True
        self.readiness_changed.emit()
        return job

    def shut_down(self) -> None:
        """Save, end all threads and wait for them."""
        self._save_pending()
        self.training.shut_down()
        self.jobs.shut_down()
        self.tried.write_pending()
        self.classifier.shut_down()

    def _push(self, config: RunConfig, text: str, merge_key: str = "") -> None:
        if config != self.config:
            change = ConfigChange(self._set_config, self.config, config, text, merge_key)
            self.undo_stack.push(change)

    def _set_config(self, config: RunConfig) -> None:
        overview = self.data.overview
        read = overview is not None and overview.config.file == config.data.file
        digest = overview.table.source.sha256 if overview is not None and read else None
        self.project = replace(self.project, config=config, data_sha256=digest)
        self._autosave.start()
        self.saved_changed.emit()
        self._apply()

    def _apply(self) -> None:
        self.data.show(self.config.data)
        self.checkpoint.show(self.config.model.checkpoint)
        self.config_changed.emit()
        self.readiness_changed.emit()

    def _save_pending(self) -> None:
        if self._autosave.isActive():
            self._autosave.stop()
            try:
                self.project.save()
                self._remember_project()
            except GuiTuneError as error:
                self.problem_occurred.emit(error)

    def _remember_project(self) -> None:
        self.preferences.last_project = self.project.folder
        self.preferences.add_recent_project(self.project.folder)

    @Slot(object)
    def _on_config_found(self, data: DataConfig) -> None:
        self.preferences.add_recent_file(Path(data.file))
        self._push(replace(self.config, data=data), _("opening of {file}").format(file=Path(data.file).name))

    @Slot(str)
    def _on_checkpoint_found(self, name: str) -> None:
        if Path(name).is_absolute():
            self.preferences.add_model_folder(Path(name))
        self.change_checkpoint(name)

    @Slot()
    def _on_work_changed(self) -> None:
        overview = self.data.overview
        self.forecast.look_at(overview, self.checkpoint.checkpoint)
        if self.checkpoint.availability != "checking":  # what was counted under the one before stays so long
            self.token_lengths.look_at(overview, self.checkpoint.checkpoint)
        self.baseline.look_at(overview, is_training=self.training.is_running)

    @Slot(object)
    def _on_event_arrived(self, event: TrainingEvent) -> None:
        if isinstance(event, RunCompleted):
            self.forecast.learn(event.examples_per_second)

    @Slot()
    def _on_runs_changed(self) -> None:
        run = self.training.shown_run
        if run is not None and run.is_finished and not self.training.is_running:
            self.classifier.load(run)
        elif run is None and not self.training.is_running:
            self.classifier.forget()

    @Slot()
    def _on_saved(self) -> None:
        self._saving = None
        self.save_error = None
        self.saved_at = time.time()
        self._remember_project()
        self.saved_changed.emit()

    @Slot(object)
    def _on_save_failed(self, error: GuiTuneError) -> None:
        self._saving = None
        self.save_error = error
        self.saved_changed.emit()
        self.problem_occurred.emit(error)

    @Slot(object)
    def _on_copied(self, project: Project) -> None:
        """Go on in the copy, with what was chosen while it was made."""
        self._is_copying = False
        self.open_project(replace(project, config=self.config))
        self._autosave.start()

    @Slot(object)
    def _on_copy_failed(self, error: GuiTuneError) -> None:
        self._is_copying = False
        self.readiness_changed.emit()
        self.problem_occurred.emit(error)
