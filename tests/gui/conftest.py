import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QThread, QTimer

from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.experiment import run_experiment
from guitune.core.project import Project
from guitune.core.training_config import TrainingConfig
from guitune.gui.main_window import MainWindow
from guitune.gui.pages.data import DataPage
from guitune.gui.preferences import Preferences
from guitune.gui.session import Session
from guitune.gui.theme import appearance

from ..conftest import topic_rows, write_rows


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Projects, models and preferences of a test go where nobody else looks."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home" / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / "config"))


@pytest.fixture(autouse=True)
def _nothing_leaks(qapp):
    """No thread and no timer outlives a test."""
    yield
    gc.collect()
    objects = [item for item in gc.get_objects() if issubclass(type(item), (QThread, QTimer))]
    running = [item for item in objects if _is_alive(item)]
    assert [(item, item.parent()) for item in running] == []


def _is_alive(item: QThread | QTimer) -> bool:
    import shiboken6

    if not shiboken6.isValid(item):
        return False
    if isinstance(item, QThread):
        return type(item) is not QThread and item.isRunning()
    return item.isActive()


def untrained_project(folder: Path, rows: list, checkpoint: Path, training: TrainingConfig) -> Project:
    """A project with these rows as its file beside it, ready to be trained, without a run."""
    file = write_rows(folder.parent / "topics.csv", rows)
    config = RunConfig(DataConfig(str(file), "text", "topic"), ModelConfig(str(checkpoint)), training)
    made = Project(folder, config)
    made.save()
    return made


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "preferences.ini")


@pytest.fixture
def session(qapp, preferences: Preferences):
    """An empty project in the light theme; ended with the test."""
    appearance().choose("light")
    session = Session(preferences)
    yield session
    session.shut_down()
    qapp.processEvents()


@pytest.fixture(scope="session")
def trained_project(tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with the topics file, the tiny checkpoint and one finished run. Read only."""
    folder = tmp_path_factory.mktemp("projects") / "Topics"
    file = write_rows(folder.parent / "topics.csv", topic_rows(240))
    config = RunConfig(
        DataConfig(str(file), "text", "topic"),
        ModelConfig(str(tiny_checkpoint)),
        TrainingConfig(
            num_epochs=8, learning_rate=3e-3, layer_decay=1.0, batch_size=16, early_stopping_patience=8
        ),
    )
    project = Project(folder, config)
    project.save()
    list(run_experiment(project.new_run()))
    return project


@pytest.fixture
def trained_session(session: Session, trained_project: Project, tmp_path: Path, qtbot) -> Session:
    """The session with a copy of the trained project open and its classifier loaded."""
    copy = trained_project.copy_to(tmp_path / "Topics")
    session.open_project(copy)
    qtbot.waitUntil(
        lambda: session.classifier.state == "ready" and not session.data.is_reading, timeout=30_000
    )
    return session


@pytest.fixture
def window(session, qtbot):
    """The whole window on an empty project; ended with the test, whatever runs."""
    window = MainWindow(session)
    session.new_project()
    window.resize(1280, 800)
    window.show()
    yield window
    window.save_and_close()
    qtbot.waitUntil(lambda: not session.training.is_running, timeout=20_000)
    window.close()
    window.deleteLater()


@pytest.fixture
def data_page(session: Session, qtbot) -> DataPage:
    """The Data page of an empty project."""
    session.new_project()
    page = DataPage(session)
    qtbot.addWidget(page)
    page.resize(1280, 700)
    page.show()
    return page
