"""Model: the networks to start from, compared, downloaded or taken from a folder."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from guitune.core.config import BUNDLED_CHECKPOINT
from guitune.core.data.overview import DataOverview
from guitune.core.modeling.known_models import KnownModel
from guitune.gui.jobs import Job
from guitune.gui.model_outlook import ModelOutlook, first_outlook, look_around
from guitune.gui.pages.page import Mark, Page
from guitune.gui.session import Session
from guitune.gui.widgets.card import GAP, ErrorCard
from guitune.gui.widgets.download_card import DownloadCard
from guitune.gui.widgets.model_facts import AboutCard, FitCard
from guitune.gui.widgets.model_list_card import ModelListCard
from guitune.gui.widgets.scrolled import scrolled
from guitune.gui.widgets.text import button
from guitune.i18n import _

_SIDE_WIDTHS = ((1500, 420), (1200, 344), (0, 300))


class ModelPage(Page):
    """A table of models on the left, the chosen one and what it needs on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "model")
        self._outlook = first_outlook()
        self._overview: DataOverview | None = None
        self._looked_at: tuple[object, ...] = ()
        self._looking: Job | None = None
        self.setAcceptDrops(True)

        self._error = ErrorCard()
        self._error.setObjectName("model_error_card")
        self._again = self._act(_("Try again"), "download_again_button", self._on_again_clicked)
        self._other = self._act(_("Use another folder..."), "other_folder_button", self._on_folder_wanted)
        self._bundled = self._act(
            _("Use the model that comes with GuiTune"), "take_bundled_button", self._on_bundled_wanted
        )
        self._dismiss = self._act(_("Dismiss"), "dismiss_error_button", session.checkpoint.forget_error)

        self._list = ModelListCard()
        self._list.checkpoint_chosen.connect(self._on_chosen)
        self._list.folder_wanted.connect(self._on_folder_wanted)
        self._list.download_wanted.connect(self._on_hub_download_wanted)
        self._download = DownloadCard(session.checkpoint)
        self._download.cancel_wanted.connect(session.checkpoint.cancel_download)
        self._about, self._fit = AboutCard(), FitCard()
        self._about.download_wanted.connect(self._on_download_wanted)
        self._fit.data_wanted.connect(self._on_data_wanted)

        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self._list, 1)
        line.addWidget(self._side())
        self.rows.addWidget(self._error)
        self.rows.addLayout(line, 1)

        session.checkpoint.changed.connect(self._on_checkpoint_changed)
        session.data.changed.connect(self._look_around)
        session.config_changed.connect(self._on_config_changed)
        session.forecast.changed.connect(self._show)
        self._on_checkpoint_changed()

    @property
    def mark(self) -> tuple[Mark, str]:
        """Whether the chosen model is ready."""
        state = self.session.checkpoint
        if state.downloading:
            return "running", _("{name} is being downloaded.").format(name=state.downloading)
        if state.defect is not None:
            return "attention", state.defect.message
        if state.availability == "absent":
            return "attention", _("The chosen model must be downloaded first.")
        if state.availability == "checking":
            return "to_do", _("The model is being checked.")
        return "ready", _("The model is on this computer.")

    def _act(self, text: str, name: str, act: Callable[[], None]) -> QPushButton:
        """A button on the error card that mends what went wrong."""
        made = button(text, name, "link")
        made.clicked.connect(act)
        self._error.buttons.insertWidget(self._error.buttons.count() - 2, made)
        return made

    def _side(self) -> QScrollArea:
        content = QWidget()
        content.setObjectName("scrolled")
        cards = QVBoxLayout(content)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(GAP)
        for card in (self._download, self._about, self._fit):
            cards.addWidget(card)
        cards.addStretch(1)
        self._scroll = scrolled(content)
        return self._scroll

    @Slot()
    def _look_around(self) -> None:
        """Look in the background what there is, unless that is known."""
        session = self.session
        overview, chosen = session.data.overview, session.config.model.checkpoint
        unlisted = chosen if self._outlook.model(chosen) is None else ""
        looked_at = (session.checkpoint.downloading, unlisted, session.project.folder)
        if looked_at == self._looked_at and overview is self._overview:
            return
        self._overview, self._looked_at = overview, looked_at
        folders, project = session.preferences.model_folders, session.project.folder
        if self._looking is not None:
            self._looking.cancel()
        self._looking = session.jobs.start(
            _("Looking for models"), lambda _job: look_around(overview, folders, chosen, project)
        )
        self._looking.succeeded.connect(self._on_looked_around)

    @Slot(object)
    def _on_looked_around(self, outlook: ModelOutlook) -> None:
        if self.sender() is self._looking:
            self._looking = None
            self._outlook = outlook
            self._show()

    @Slot()
    def _on_config_changed(self) -> None:
        self._look_around()
        self._show()

    @Slot()
    def _on_checkpoint_changed(self) -> None:
        state = self.session.checkpoint
        is_defect = state.error is None or state.error is state.defect
        self._error.show_error(state.error or state.defect)
        self._again.setVisible(bool(state.failed_download))
        self._other.setVisible(not state.failed_download)
        self._bundled.setVisible(is_defect and state.name != BUNDLED_CHECKPOINT)
        self._dismiss.setVisible(not is_defect)
        self._look_around()
        self._show()
        self.mark_changed.emit()

    @Slot()
    def _show(self) -> None:
        session, outlook = self.session, self._outlook
        chosen, training = session.config.model.checkpoint, session.config.training
        speed = session.forecast.speed_for(session.config.training)
        downloading = session.checkpoint.downloading
        self._list.show_outlook(outlook, training, chosen, speed, downloading)
        model = outlook.model(chosen) or KnownModel(chosen, chosen, None, None, 0, is_here=False)
        self._about.show_model(model, session.checkpoint.availability, is_downloading=bool(downloading))
        self._fit.show_model(model, outlook, training, speed)

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        self.session.change_checkpoint(name)

    @Slot()
    def _on_download_wanted(self) -> None:
        self.session.checkpoint.start_download(self.session.config.model.checkpoint)

    @Slot(str)
    def _on_hub_download_wanted(self, hub_id: str) -> None:
        self.session.checkpoint.start_download(hub_id, then_choose=True)

    @Slot()
    def _on_again_clicked(self) -> None:
        self.session.checkpoint.download_again()

    @Slot()
    def _on_bundled_wanted(self) -> None:
        self.session.change_checkpoint(BUNDLED_CHECKPOINT)

    @Slot()
    def _on_data_wanted(self) -> None:
        self.page_wanted.emit("data")

    @Slot()
    def _on_folder_wanted(self) -> None:
        used = self.session.preferences.model_folders
        start = str(used[0].parent if used else Path.home())
        chosen = QFileDialog.getExistingDirectory(self, _("Choose the folder of a model"), start)
        if chosen:
            self.session.checkpoint.try_out(chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A wider window gives the right side more room."""
        super().resizeEvent(event)
        self._scroll.setFixedWidth(next(side for width, side in _SIDE_WIDTHS if self.width() >= width))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a folder; anything else is for the window."""
        if _dropped_folder(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Try the folder out."""
        folder = _dropped_folder(event)
        if folder is not None:
            event.acceptProposedAction()
            self.session.checkpoint.try_out(str(folder))


def _dropped_folder(event: QDropEvent) -> Path | None:
    """The folder that is dropped, unless it is a project."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    if paths and paths[0].is_dir() and not (paths[0] / "project.json").is_file():
        return paths[0]
    return None
