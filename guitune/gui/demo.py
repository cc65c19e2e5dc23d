"""The demonstration in the window: it trains on the sample before one's eyes and answers three sentences."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QPlainTextEdit

from guitune.core.errors import GuiTuneError
from guitune.core.events import RunFailed, RunStopped, StepCompleted, TrainingEvent
from guitune.core.project import Project
from guitune.demonstration import SENTENCES, SentenceAnswered, demo_project
from guitune.gui.app import Guard, make_application
from guitune.gui.classifier import Answer
from guitune.gui.main_window import PAGES, MainWindow
from guitune.gui.preferences import Preferences
from guitune.gui.session import Session
from guitune.i18n import _

_KEY_MS, _PAUSE_MS, _PICTURE_AFTER_MS = 15, 2000, 400
_PICTURE_AT = 0.6
_FAILED, _INTERRUPTED = 1, 130


def run_demo(folder: Path, tell: Callable[[Any], None], *, seen: bool) -> int:
    """Do the main job in the window; unseen it leaves pictures of every tab and closes by itself.

    Parameters
    ----------
    folder
        Where the project goes; a number is added where that is taken.
    tell
        Takes every event of the run, each `SentenceAnswered`, and lines of text.
    seen
        Whether there is a screen; then the window stays open for the person.

    Raises
    ------
    GuiTuneError
        If the folder cannot be written.
    """
    project = demo_project(folder)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as unseen:
        preferences = Preferences(None if seen else Path(unseen) / "preferences.ini")
        application = make_application(preferences)
        window = MainWindow(Session(preferences))
        guard = Guard(window)
        demo = Demo(window, project, tell, seen=seen)
        window.show()
        demo.begin()
        application.exec()
        guard.release()
    return demo.exit_code


class Demo(QObject):
    """Presses the buttons that a person would."""

    def __init__(
        self, window: MainWindow, project: Project, tell: Callable[[Any], None], *, seen: bool
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._project = window, window.session, project
        self._tell, self._seen = tell, seen
        self._sentences = list(SENTENCES)
        self._left = ""
        self._pictures = project.folder / "screenshots"
        self._pictured_training = False
        self.exit_code = _INTERRUPTED
        self._keys = QTimer(self)
        self._keys.setInterval(_KEY_MS)
        self._keys.timeout.connect(self._on_key_due)

    def begin(self) -> None:
        """Open the project; everything else follows."""
        session = self._session
        session.readiness_changed.connect(self._on_readiness_changed)
        session.training.event_arrived.connect(self._on_event_arrived)
        session.training.completed.connect(self._on_completed)
        session.classifier.answered.connect(self._on_answered)
        session.problem_occurred.connect(self._on_problem_occurred)
        session.open_project(self._project)

    @Slot()
    def _on_readiness_changed(self) -> None:
        if not self._session.blockers() and not self._session.training.is_running:
            self._session.readiness_changed.disconnect(self._on_readiness_changed)
            QTimer.singleShot(_PAUSE_MS if self._seen else 0, self._start)

    @Slot()
    def _start(self) -> None:
        self._window.start_training()

    @Slot(object)
    def _on_event_arrived(self, event: TrainingEvent) -> None:
        self._tell(event)
        if isinstance(event, StepCompleted) and event.step >= _PICTURE_AT * event.total_steps:
            self._picture_training()
        if isinstance(event, RunFailed):
            self._fail(f"{event.message} {event.hint}")
        if isinstance(event, RunStopped) and not self._seen:
            QTimer.singleShot(0, self._window.save_and_close)

    @Slot(object)
    def _on_problem_occurred(self, error: GuiTuneError) -> None:
        self._fail("\n".join(filter(None, (error.message, error.hint, error.details))))

    def _fail(self, text: str) -> None:
        """Say what went wrong; unseen, nobody could close the window."""
        self._tell(text)
        self.exit_code = _FAILED
        if not self._seen:
            QTimer.singleShot(0, self._window.save_and_close)

    def _picture_training(self) -> None:
        if not self._seen and not self._pictured_training:
            self._pictured_training = True
            QTimer.singleShot(_PICTURE_AFTER_MS, self._on_training_picture_due)

    @Slot()
    def _on_training_picture_due(self) -> None:
        self._take_picture("training")

    @Slot(object)
    def _on_completed(self, _run: object) -> None:
        QTimer.singleShot(_PAUSE_MS, self._try)

    @Slot()
    def _try(self) -> None:
        self._window.show_page("try_it")
        if self._session.classifier.state == "ready":
            self._type_next()
        else:
            self._session.classifier.changed.connect(self._on_classifier_changed)

    @Slot()
    def _on_classifier_changed(self) -> None:
        if self._session.classifier.state == "ready":
            self._session.classifier.changed.disconnect(self._on_classifier_changed)
            self._type_next()

    @Slot()
    def _type_next(self) -> None:
        if not self._sentences:
            self._end()
            return
        self._text_box().clear()
        self._left = self._sentences[0]
        self._keys.start()

    @Slot()
    def _on_key_due(self) -> None:
        self._text_box().insertPlainText(self._left[:1])
        self._left = self._left[1:]
        if not self._left:
            self._keys.stop()

    @Slot(object)
    def _on_answered(self, answer: Answer) -> None:
        if self._sentences and answer.text == self._sentences[0]:
            self._sentences.pop(0)
            best = answer.prediction
            self._tell(SentenceAnswered(answer.text, best.label, best.confidence))
            QTimer.singleShot(_PAUSE_MS, self._type_next)

    def _end(self) -> None:
        self.exit_code = 0
        run = self._session.training.current_run
        if run is not None:
            self._tell(_("Report: {report}").format(report=run.report_file))
            self._tell(_("Classifier: {model}").format(model=run.model))
        if not self._seen:
            for name, _title, _kind in PAGES:
                if name != "training" or not self._pictured_training:
                    self._window.show_page(name)
                    self._take_picture(name)
            self._tell(_("Pictures of the window: {folder}").format(folder=self._pictures))
            self._window.close()

    def _take_picture(self, name: str) -> None:
        self._pictures.mkdir(exist_ok=True)
        self._window.grab().save(str(self._pictures / f"{name}.png"))

    def _text_box(self) -> QPlainTextEdit:
        box = self._window.findChild(QPlainTextEdit, "try_text")
        assert isinstance(box, QPlainTextEdit)
        return box
