"""One project is open in one window at a time, also when windows die."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton

from guitune.core.config import DataConfig, RunConfig
from guitune.core.project import Project
from guitune.core.training_config import TrainingConfig
from guitune.gui.main_window import MainWindow
from guitune.gui.preferences import Preferences
from guitune.gui.project_lock import LOCK_FILE, OpenElsewhereError, ProjectLock
from guitune.gui.session import Session

HOLDER = """
import sys
from dataclasses import replace
from pathlib import Path
from guitune.gui.project_lock import ProjectLock
lock = ProjectLock(Path(sys.argv[1])).take()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path / "Mail", RunConfig(training=TrainingConfig(num_epochs=2)))
    made.save()
    return made


@pytest.fixture
def other_window(project: Project):
    """Another process that has the project open."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(project.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def bar_text(window: MainWindow) -> str:
    return window.findChild(QLabel, "recovery_text").text()


def press(window: MainWindow, name: str, qtbot) -> None:
    shown = [found for found in window.findChildren(QPushButton, name) if found.isVisible()]
    qtbot.mouseClick(shown[-1], Qt.MouseButton.LeftButton)


def test_the_second_window_is_told_and_opens_the_project_once_the_first_is_closed(
    window, session, project, other_window, qtbot
):
    window.acts.open_project(project.folder)
    qtbot.waitUntil(lambda: bool(session.recovery.notes))
    assert "open in another GuiTune window on this computer" in bar_text(window)
    assert session.project.name.startswith("Untitled")
    press(window, "try_again_button", qtbot)
    qtbot.waitUntil(lambda: not session.jobs.running and bool(session.recovery.notes))
    other_window.stdin.close()
    other_window.wait()
    press(window, "try_again_button", qtbot)
    qtbot.waitUntil(lambda: session.project.folder == project.folder)
    assert not window.recovery_bar.isVisible()
    assert session.saving.may_write


def test_a_window_that_was_killed_keeps_nobody_out(project, other_window):
    with pytest.raises(OpenElsewhereError):
        ProjectLock(project.folder).take()
    other_window.kill()
    other_window.wait()
    lock = ProjectLock(project.folder).take()
    assert lock.may_write
    lock.release()
    assert not (project.folder / LOCK_FILE).exists()


def test_a_lock_from_another_computer_can_be_taken_over(window, session, project, qtbot):
    (project.folder / LOCK_FILE).write_text("4711\nguitune\nfar-away\n")
    window.acts.open_project(project.folder)
    qtbot.waitUntil(lambda: bool(session.recovery.notes))
    assert "far-away" in bar_text(window)
    press(window, "open_here_button", qtbot)
    qtbot.waitUntil(lambda: session.project.folder == project.folder)
    assert session.saving.may_write


def test_two_windows_that_begin_untitled_never_share_a_folder(session, tmp_path, qtbot):
    other = Session(Preferences(tmp_path / "other.ini"))
    session.new_project()
    other.new_project()
    assert session.project.folder == other.project.folder
    session.change_setting("num_epochs", "2")
    other.change_setting("num_epochs", "3")
    qtbot.waitUntil(lambda: session.is_saved and other.is_saved)
    other.shut_down()
    session.new_project()
    first, second = sorted(path for path in session.project.folder.parent.iterdir())
    assert {Project.open(folder).config.training.num_epochs for folder in (first, second)} == {2, 3}


def test_the_lock_goes_along_with_save_as_and_is_given_back(session, project, tmp_path, qtbot):
    session.open_project(project)
    session.save_as(tmp_path / "Copy")
    qtbot.waitUntil(lambda: session.project.name == "Copy")
    ProjectLock(project.folder).take().release()
    with pytest.raises(OpenElsewhereError):
        ProjectLock(tmp_path / "Copy").take()
    session.shut_down()
    ProjectLock(tmp_path / "Copy").take().release()


def test_a_project_that_another_window_has_is_only_looked_at(session, project, other_window, qtbot):
    before = {path.name: path.read_bytes() for path in project.folder.iterdir()}
    session.open_project(project)
    session.change_setting("num_epochs", "9")
    qtbot.waitUntil(lambda: not session.saving.is_pending)
    session.save()
    session.new_project()
    assert {path.name: path.read_bytes() for path in project.folder.iterdir()} == before


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="the administrator may write anywhere")
def test_a_folder_that_may_only_be_read_is_opened_for_looking(window, session, project, qtbot):
    project.folder.chmod(0o555)
    window.acts.open_project(project.folder)
    qtbot.waitUntil(lambda: session.project.folder == project.folder)
    assert "may not write" in bar_text(window)
    session.change_setting("num_epochs", "9")
    qtbot.waitUntil(lambda: not session.saving.is_pending)
    assert "only be looked at" in " ".join(blocker.sentence for blocker in session.blockers())
    project.folder.chmod(0o755)


def damage_by_content(content: bytes):
    return lambda file: file.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        damage_by_content(b""),
        damage_by_content(b"\x00" * 40),
        damage_by_content(bytes(range(255, 100, -1))),
        lambda file: file.mkdir(),
        lambda file: file.symlink_to("nowhere"),
    ],
    ids=["empty", "zeros", "noise", "folder", "link"],
)
def test_a_damaged_lock_keeps_nobody_out(project, damage):
    damage(project.folder / LOCK_FILE)
    lock = ProjectLock(project.folder).take()
    assert lock.may_write
    with pytest.raises(OpenElsewhereError):
        ProjectLock(project.folder).take()
    lock.release()
    ProjectLock(project.folder).take().release()


def test_a_copy_of_an_open_project_can_be_opened_and_the_open_one_stays_locked(
    window, session, project, other_window, tmp_path, qtbot
):
    shutil.copytree(project.folder, tmp_path / "Mail copy")
    window.acts.open_project(tmp_path / "Mail copy")
    qtbot.waitUntil(lambda: session.project.folder == tmp_path / "Mail copy")
    assert session.saving.may_write
    with pytest.raises(OpenElsewhereError) as told:
        ProjectLock(project.folder).take()
    assert "“Mail”" in told.value.message


def test_a_project_that_was_renamed_while_it_is_open_goes_on_at_its_new_place(
    window, session, project, tmp_path, qtbot
):
    window.acts.open_project(project.folder)
    qtbot.waitUntil(lambda: session.project.folder == project.folder)
    project.folder.rename(tmp_path / "Letters")
    session.change_setting("num_epochs", "7")
    qtbot.waitUntil(lambda: bool(session.recovery.notes))
    window.acts.open_project(tmp_path / "Letters")
    qtbot.waitUntil(lambda: session.project.folder == tmp_path / "Letters" and session.is_saved)
    assert session.recovery.notes == []
    assert "Letters" in window.windowTitle()
    assert session.config.training.num_epochs == 7
    assert Project.open(tmp_path / "Letters", "autosave.json").config.training.num_epochs == 7
    with pytest.raises(OpenElsewhereError):
        ProjectLock(tmp_path / "Letters").take()
    session.new_project()
    assert Project.open(tmp_path / "Letters").config.training.num_epochs == 7
    ProjectLock(tmp_path / "Letters").take().release()


def test_data_in_the_folder_of_a_project_go_along_when_it_is_renamed(
    window, session, project, topics_csv, tmp_path, qtbot
):
    file = project.folder / "topics.csv"
    shutil.move(topics_csv, file)
    replace(project, config=RunConfig(DataConfig(str(file), "text", "topic"))).save()
    window.acts.open_project(project.folder)
    qtbot.waitUntil(lambda: session.data.overview is not None and session.is_saved)
    project.folder.rename(tmp_path / "Letters")
    window.acts.open_project(tmp_path / "Letters")
    qtbot.waitUntil(lambda: not session.data.is_reading and session.is_saved)
    assert session.data.overview.table.source.path == tmp_path / "Letters" / "topics.csv"


def test_saving_a_project_that_may_only_be_looked_at_asks_for_another_place(
    window, session, project, other_window, tmp_path, qtbot, monkeypatch
):
    session.open_project(project)
    session.change_setting("num_epochs", "9")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "Mine"), ""))
    window.acts.on_save()
    qtbot.waitUntil(lambda: session.project.folder == tmp_path / "Mine" and session.is_saved)
    assert Project.open(tmp_path / "Mine").config.training.num_epochs == 9


def test_changes_to_a_project_that_may_only_be_looked_at_are_asked_about_before_they_go(
    window, session, project, other_window, qtbot
):
    session.open_project(project)
    session.change_setting("num_epochs", "9")
    window.close()
    assert window.isVisible()
    question = window.findChild(QMessageBox, "unsaved_question")
    assert "only be looked at" in question.informativeText()
    go = next(item for item in question.buttons() if item.objectName() == "go_on_without_saving_button")
    qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    assert not window.isVisible()
