"""The one window: header, six tabs, status line and menus around the session."""

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QMainWindow, QTabWidget, QVBoxLayout, QWidget

from guitune.core.errors import GuiTuneError
from guitune.gui import warm_up
from guitune.gui.closing import Closing
from guitune.gui.error_dialog import ErrorDialog
from guitune.gui.icons import icon
from guitune.gui.language import switch_language
from guitune.gui.menus import fill_menu_bar
from guitune.gui.pages.data import DataPage
from guitune.gui.pages.model import ModelPage
from guitune.gui.pages.page import Mark, Page
from guitune.gui.pages.results import ResultsPage
from guitune.gui.pages.settings import SettingsPage
from guitune.gui.pages.training import TrainingPage
from guitune.gui.pages.try_it import TryItPage
from guitune.gui.preferences import LanguageChoice
from guitune.gui.project_acts import ProjectActs
from guitune.gui.session import Session
from guitune.gui.theme import ThemeChoice, appearance
from guitune.gui.widgets.header import Header
from guitune.gui.widgets.recovery_bar import RecoveryBar
from guitune.gui.widgets.status_line import StatusLine
from guitune.i18n import N_, _

PAGES: tuple[tuple[str, str, type[Page]], ...] = (
    ("data", N_("Data"), DataPage),
    ("model", N_("Model"), ModelPage),
    ("settings", N_("Settings"), SettingsPage),
    ("training", N_("Training"), TrainingPage),
    ("results", N_("Results"), ResultsPage),
    ("try_it", N_("Try it"), TryItPage),
)
_MARK_COLOURS: dict[Mark, str] = {
    "to_do": "muted",
    "ready": "good",
    "running": "accent",
    "done": "good",
    "attention": "warning",
}
_SMALLEST = QSize(1024, 640)
_FIRST = QSize(1280, 800)
_WARM_UP_AFTER_MS = 400


class MainWindow(QMainWindow):
    """Shows a session; everything in it is made anew when the language changes.

    Parameters
    ----------
    session
        What is shown. It outlives the widgets, but is shut down when the window closes.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.session = session
        self.acts = ProjectActs(session, self)
        self.pages: dict[str, Page] = {}
        self._closing = Closing(session, self, self.acts.on_save_as)
        self._closing.waiting_changed.connect(self._on_waiting_changed)
        self._warm_up = QTimer(self)
        self._warm_up.setSingleShot(True)
        self._warm_up.setInterval(_WARM_UP_AFTER_MS)
        self._warm_up.timeout.connect(self._on_warm_up_due)
        self._seen = False
        self.setMinimumSize(_SMALLEST)
        self.setAcceptDrops(True)
        self._place()
        self._build()
        session.project_changed.connect(self._on_project_changed)
        session.problem_occurred.connect(self.show_problem)
        session.training.completed.connect(self._on_training_completed)

    def show_page(self, name: str) -> None:
        """Bring a tab to the front."""
        self.tabs.setCurrentWidget(self.pages[name])

    @Slot(object)
    def show_problem(self, error: GuiTuneError) -> None:
        """Show a problem that no page has a place for."""
        shown = [dialog.message for dialog in self.findChildren(ErrorDialog) if dialog.isVisible()]
        if error.message not in shown:
            ErrorDialog(error, self).show()

    def choose_language(self, choice: LanguageChoice) -> None:
        """Show everything in another language, now."""
        self.session.preferences.language = choice
        switch_language(choice)
        current, panel = self.tabs.currentIndex(), self._data_page.open_panel
        self._build()
        self.tabs.setCurrentIndex(current)
        self._data_page.reopen_panel(panel)
        self.session.data.look_again()

    def choose_theme(self, choice: ThemeChoice) -> None:
        """Take on another look, now."""
        self.session.preferences.theme = choice
        appearance().choose(choice)

    @property
    def _data_page(self) -> DataPage:
        page = self.pages["data"]
        assert isinstance(page, DataPage)
        return page

    def _build(self) -> None:
        self.header = Header(self.session)
        self.header.page_wanted.connect(self.show_page)
        self.header.start_wanted.connect(self.start_training)
        self.header.stop_wanted.connect(self.session.training.stop_and_keep)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.setIconSize(QSize(18, 18))
        self.pages = {}
        for name, title, kind in PAGES:
            page = kind(self.session)  # type: ignore[call-arg]
            page.page_wanted.connect(self.show_page)
            page.mark_changed.connect(self._on_mark_changed)
            self.pages[name] = page
            self.tabs.addTab(page, _(title))
        central = QWidget()
        rows = QVBoxLayout(central)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.recovery_bar = RecoveryBar(self.session, self.acts)
        self.recovery_bar.page_wanted.connect(self.show_page)
        rows.addWidget(self.header)
        rows.addWidget(self.recovery_bar)
        rows.addWidget(self.tabs, 1)
        old = self.takeCentralWidget()
        if old is not None:
            old.deleteLater()
        self.setCentralWidget(central)
        self.setStatusBar(StatusLine(self.session))
        fill_menu_bar(self)
        self._on_project_changed()
        self._on_mark_changed()
        self.tabs.tabBar().setFocus()

    def _place(self) -> None:
        """Where the window was the last time, if that is still on a screen."""
        self.resize(_FIRST)
        geometry = self.session.preferences.geometry
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        screen = self.screen() or QGuiApplication.primaryScreen()
        if screen is not None:
            free = screen.availableGeometry()
            if free.width() >= _SMALLEST.width() and free.height() >= _SMALLEST.height():
                self.resize(self.size().boundedTo(free.size()))
            if not free.intersects(self.geometry()):
                self.move(free.topLeft())

    @Slot()
    def start_training(self) -> None:
        """Train with the choices as they are, and watch."""
        self.session.start_training()
        if self.session.training.is_running:
            self.show_page("training")

    @Slot()
    def _on_mark_changed(self) -> None:
        for index, page in enumerate(self.pages.values()):
            mark, sentence = page.mark
            self.tabs.setTabIcon(index, icon(f"mark-{mark.replace('_', '-')}", _MARK_COLOURS[mark]))
            self.tabs.setTabToolTip(index, sentence)

    @Slot()
    def _on_project_changed(self) -> None:
        self.setWindowTitle(f"{self.session.project.name} - GuiTune")

    @Slot(object)
    def _on_training_completed(self, _run: object) -> None:
        if self.tabs.currentWidget() is self.pages["training"]:
            self.show_page("results")

    def showEvent(self, event: QShowEvent) -> None:
        """Load the heavy libraries as soon as the window is seen."""
        super().showEvent(event)
        if not self._seen:
            self._seen = True
            self._warm_up.start()

    @Slot()
    def _on_warm_up_due(self) -> None:
        job = self.session.jobs.start(_("Getting ready"), warm_up.warm_up)
        job.succeeded.connect(self._on_warmed_up)

    @Slot(object)
    def _on_warmed_up(self, device: warm_up.Device) -> None:
        self.session.device = device.graphics_card
        self.session.forecast.know_processor(has_16_bits=device.has_16_bits)
        line = self.statusBar()
        if isinstance(line, StatusLine):
            line.show_device(device.graphics_card)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a data file or a project's folder wherever it is dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.open_path(*paths)
            event.acceptProposedAction()

    def open_path(self, path: Path, *others: Path) -> None:
        """Open a project's folder, or a file as data; what else was dropped with it may be a test file."""
        if path.is_dir() or path.name == "project.json":
            self.acts.open_project(path if path.is_dir() else path.parent)
        else:
            self.show_page("data")
            self._data_page.open_files([path, *others])

    def changeEvent(self, event: QEvent) -> None:
        """Repaint icons when the theme has changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.pages:
            self._on_mark_changed()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close if nothing would be lost by it; else the person is asked, or a run is waited for, visibly."""
        if not self._closing.may_close():
            event.ignore()
            return
        self._warm_up.stop()
        self.session.preferences.geometry = self.saveGeometry()
        self.session.shut_down()
        super().closeEvent(event)

    @Slot()
    def save_and_close(self) -> None:
        """Save what can be saved, a run that is on included, visibly, and close without a question."""
        self._closing.close_unasked()

    @Slot(str)
    def _on_waiting_changed(self, sentence: str) -> None:
        if sentence:
            self.show_page("training")
        for part in (self.tabs, self.header, self.recovery_bar, self.menuBar()):
            part.setEnabled(not sentence)
        self.statusBar().showMessage(sentence)
