"""What all pages share: the project and its choices, and the parts that act on them.

Pages never talk to each other. They change choices through the session and listen to its signals.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.data.csv_writer import save_clean
from guitune.core.data.overview import DataOverview
from guitune.core.errors import ConfigError, GuiTuneError
from guitune.core.events import RunCompleted, TrainingEvent
from guitune.core.files import is_there
from guitune.core.portable import with_absolute_paths, with_relative_paths
from guitune.core.project import Project, new_untitled_folder
from guitune.core.project_recovery import OpenedProject
from guitune.core.settings import problems, with_setting
from guitune.core.training_config import TrainingConfig
from guitune.gui.baseline_state import BaselineState
from guitune.gui.checkpoint_state import CheckpointState
from guitune.gui.classifier import Classifier
from guitune.gui.classifier_copy import ClassifierCopy
from guitune.gui.config_change import ConfigChange
from guitune.gui.data_identity import DataIdentity
from guitune.gui.data_state import DataState
from guitune.gui.file_sorting import FileSorting
from guitune.gui.forecast_state import ForecastState
from guitune.gui.jobs import Job, Jobs
from guitune.gui.preferences import Preferences
from guitune.gui.project_lock import OpenElsewhereError, ProjectLock
from guitune.gui.readiness import Blocker, checkpoint_blockers, data_blockers
from guitune.gui.recovery_state import Note, RecoveryState
from guitune.gui.results_state import ResultsState
from guitune.gui.saving_state import FolderGoneError, SavingState
from guitune.gui.token_lengths_state import TokenLengthsState
from guitune.gui.training_control import TrainingControl
from guitune.gui.tried_state import TriedState
from guitune.i18n import _
from guitune.resources import resource


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
        The project was saved or kept, or something waits to be.
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
        self.saving = SavingState(self.project, self.jobs, self)
        self.recovery = RecoveryState(self.training, self)
        self._unreadable: dict[str, tuple[str, str]] = {}
        self._identity = DataIdentity()
        self.device = ""
        self.saving.changed.connect(self.saved_changed)
        self.saving.written.connect(self._on_written)
        self.saving.failed.connect(self._on_save_failed)
        self.saving.folder_taken.connect(self._on_folder_taken)
        self.data.file_located.connect(self._on_file_located)
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
        self.undo_stack.indexChanged.connect(self._on_act_done)
        if preferences.damage is not None:
            self.recovery.tell(Note("preferences", preferences.damage))

    @property
    def config(self) -> RunConfig:
        """All choices of the open project."""
        return self.project.config

    @property
    def is_saved(self) -> bool:
        """Whether everything chosen so far is on disk, be it in the project or beside it."""
        return not self.saving.is_pending and self.saving.error is None

    @property
    def draft(self) -> str:
        """The text that is being typed to try it out."""
        return self.project.draft

    @draft.setter
    def draft(self, text: str) -> None:
        self._keep_drafts(text, self.project.draft_pair)

    @property
    def draft_pair(self) -> str:
        """The text that belongs to it, for classifiers that read pairs."""
        return self.project.draft_pair

    @draft_pair.setter
    def draft_pair(self, text: str) -> None:
        self._keep_drafts(self.project.draft, text)

    def blockers(self) -> list[Blocker]:
        """Everything that keeps training from starting, in the order of the pages."""
        found = []
        if self.training.held:
            found.append(Blocker("data", self.training.held))
        if not self.saving.may_write:
            found.append(Blocker("data", _("This project can only be looked at here.")))
        settings = [
            Blocker("data" if hasattr(self.config.data, name) else "settings", sentence)
            for name, sentence in self.setting_problems().items()
        ]
        return [*found, *data_blockers(self.data), *checkpoint_blockers(self.checkpoint), *settings]

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

    def open_project(
        self,
        project: Project,
        autosaved: Project | None = None,
        told: tuple[GuiTuneError, ...] = (),
        lock: ProjectLock | None = None,
    ) -> None:
        """Leave the open project, which is saved if it can be, and show another.

        Parameters
        ----------
        project
            As it is in `project.json`; a folder that is not there yet is made with the first change.
        autosaved
            What was chosen after that; it is put back as a change that can be undone.
        told
            What its opening brought to light.
        lock
            The right to write to its folder; taken if it is not given.
        """
        self.saving.save_pending()
        self.saving.release()
        self.recovery.show_project()
        lock = lock or self._lock_of(project.folder)
        self.saving.show_project(project, lock)
        self.project = project
        if autosaved is not None:
            self.project = replace(project, draft=autosaved.draft, draft_pair=autosaved.draft_pair)
        self._identity = DataIdentity()
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
        if autosaved is not None:
            self._put_back(autosaved)
        if lock is not None and not lock.may_write:
            self.recovery.tell(Note("read_only", _only_to_look_at(project.folder)))
        for error in told:
            self.recovery.tell(Note("told", error))
        self.training.show_project(self.project)

    def open_found(self, opened: OpenedProject, lock: ProjectLock) -> None:
        """Show a project with what its opening brought to light."""
        self.open_project(opened.project, opened.autosaved, opened.told, lock)

    def new_project(self) -> None:
        """Show an empty project; it gets a folder with the first choice."""
        self.saving.save_pending()  # or the open one would not have taken its name yet
        self.open_project(Project(new_untitled_folder(_("Untitled")), RunConfig()))

    def go_along(self, folder: Path) -> None:
        """Go on with the open project where its folder was moved to."""
        config = self.config
        if config.data.file and not is_there(config.data.file):  # it went along
            config = with_absolute_paths(with_relative_paths(config, self.project.folder), folder)
        self.undo_stack.clear()
        self.project = replace(self.project, folder=folder, config=config)
        self.saving.go_along(self.project)
        self._show_folder()
        self._apply()

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
        """Train with the choices as they are now; they become part of the project."""
        if not self.blockers() and not self.training.is_running and self.saving.take_folder():
            self.saving.save()
            self.forecast.begin(self.config.training)
            self.training.start(self.project)

    @Slot()
    def save(self) -> None:
        """Make everything chosen so far part of the project, in the background."""
        self.saving.save()

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
        self._hold(_("The project is being copied."))
        return job

    def shut_down(self) -> None:
        """Save, end all threads and wait for them."""
        self.saving.save_pending()
        self.training.shut_down()
        self.jobs.shut_down()
        self.tried.write_pending()
        self.classifier.shut_down()
        self.saving.release()

    def _push(self, config: RunConfig, text: str, merge_key: str = "") -> None:
        if config != self.config:
            change = ConfigChange(self._set_config, self.config, config, text, merge_key)
            self.undo_stack.push(change)

    def _set_config(self, config: RunConfig) -> None:
        overview = self.data.overview
        if overview is not None and overview.config.file == config.data.file:
            digest: str | None = overview.table.source.sha256
        else:
            digest = self.project.data_sha256 if config.data.file == self.config.data.file else None
        self._identity.is_due = digest is None and bool(config.data.file)
        self.project = replace(self.project, config=config, data_sha256=digest)
        self.saving.follow(self.project)
        self._apply()

    def _keep_drafts(self, draft: str, draft_pair: str) -> None:
        if (draft, draft_pair) != (self.project.draft, self.project.draft_pair):
            self.project = replace(self.project, draft=draft, draft_pair=draft_pair)
            self.saving.follow(self.project)

    def _put_back(self, autosaved: Project) -> None:
        """Go on with what a window has kept that was not closed."""
        is_config = autosaved.config != self.config
        self._push(autosaved.config, _("changes that came back"))
        self.saving.follow(self.project)
        self.recovery.tell(Note("changes_back" if is_config else "text_back", when=autosaved.written_at))

    def _lock_of(self, folder: Path) -> ProjectLock | None:
        """The right to write to a project's folder; None if another window has it or there is no folder."""
        if not folder.is_dir():
            return None
        try:
            return ProjectLock(folder).take()
        except OpenElsewhereError as error:
            self.recovery.tell(Note("open_elsewhere", error, folder=folder))
            return None

    def _apply(self) -> None:
        self.data.show(self.config.data)
        self.checkpoint.show(self.config.model.checkpoint)
        self.training.inputs = self.config
        self.config_changed.emit()
        self.readiness_changed.emit()

    def _remember_project(self) -> None:
        self.preferences.last_project = self.project.folder
        self.preferences.add_recent_project(self.project.folder)

    @Slot()
    def _on_act_done(self) -> None:
        """Whatever is done next keeps the changes that came back, or takes them back."""
        self.recovery.end("changes_back")

    @Slot(object)
    def _on_config_found(self, data: DataConfig) -> None:
        self.preferences.add_recent_file(Path(data.file))
        self._push(replace(self.config, data=data), _("opening of {file}").format(file=Path(data.file).name))

    @Slot(str)
    def _on_checkpoint_found(self, name: str) -> None:
        if Path(name).is_absolute():
            self.preferences.add_model_folder(Path(name))
        self.change_checkpoint(name)

    @Slot(str, object)
    def _on_file_located(self, name: str, file: Path) -> None:
        before = self.project.data_sha256 if name == "file" else None
        self.change_data(_("finding of {file}").format(file=file.name), **{name: str(file)})
        self._identity.before = before

    def _look_at_identity(self, overview: DataOverview | None) -> None:
        """Note which contents the choices were made for, and tell where another file took their place."""
        if overview is None or overview.config.file != self.config.data.file:
            return
        source = overview.table.source
        if self._identity.is_due:
            self.project = replace(self.project, data_sha256=source.sha256)
            self.saving.follow(self.project)
        told = self._identity.read(source)
        if told is not None:
            self.recovery.tell(Note("told", told))

    @Slot()
    def _on_work_changed(self) -> None:
        overview = self.data.overview
        self._look_at_identity(overview)
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
        training = self.training
        if training.is_running:
            return
        if training.shown_run is None:
            self.classifier.forget()
        elif training.shown_run.is_finished:
            self.classifier.load(training.shown_run)
        elif self.classifier.state == "none" and training.last_finished is not None:
            self.classifier.load(training.last_finished)  # the newest was cut off

    @Slot(object)
    def _on_written(self, _project: Project) -> None:
        self.recovery.end("gone")
        self._remember_project()

    @Slot(object)
    def _on_save_failed(self, error: GuiTuneError) -> None:
        if isinstance(error, FolderGoneError):
            self.recovery.tell(Note("gone", error))
        else:
            self.problem_occurred.emit(error)

    @Slot(object)
    def _on_folder_taken(self, folder: Path) -> None:
        """Another window took the name of this new project meanwhile, so it gets another one."""
        if folder != self.project.folder:
            self.project = replace(self.project, folder=folder)
            self.saving.take_name(self.project)
            self._show_folder()

    def _show_folder(self) -> None:
        """The open project has another folder."""
        self.tried.show_project(self.project.folder)
        self.training.show_project(self.project)
        self.project_changed.emit()

    def _hold(self, reason: str) -> None:
        """Let no run begin, for the reason that this sentence gives; an empty one ends it."""
        self.training.held = reason
        self.readiness_changed.emit()

    @Slot(object)
    def _on_copied(self, copied: Project) -> None:
        """Go on in the copy, with what was chosen while it was made."""
        self._hold("")
        latest = self.project
        self.open_project(replace(copied, draft=latest.draft, draft_pair=latest.draft_pair))
        if latest.config != copied.config:
            self._set_config(latest.config)
        self.saving.save()

    @Slot(object)
    def _on_copy_failed(self, error: GuiTuneError) -> None:
        self._hold("")
        self.problem_occurred.emit(error)


def _only_to_look_at(folder: Path) -> GuiTuneError:
    return GuiTuneError(
        _("GuiTune may not write to {folder}, so nothing that you change here is saved.").format(
            folder=folder
        ),
        _("Save the project as another one to go on with it."),
    )
