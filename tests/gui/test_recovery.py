"""What a window finds again that was killed, damaged or moved."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton

from guitune.core.config import DataConfig, RunConfig
from guitune.core.files import sha256_of
from guitune.core.project import Project
from guitune.core.training_config import TrainingConfig
from guitune.gui.app import open_at_start
from guitune.gui.run_acts import discard_run

from ..conftest import topic_rows, write_rows


@pytest.fixture
def project(topics_csv: Path, tmp_path: Path) -> Project:
    made = Project(
        tmp_path / "Mail", RunConfig(DataConfig(str(topics_csv), "text", "topic")), sha256_of(topics_csv)
    )
    made.save()
    return Project.open(made.folder)


def with_epochs(project: Project, epochs: int, draft: str = "") -> Project:
    return replace(
        project, config=replace(project.config, training=TrainingConfig(num_epochs=epochs)), draft=draft
    )


def settled(session, qtbot) -> None:
    qtbot.waitUntil(lambda: not session.jobs.running and session.is_saved, timeout=30_000)


def opened(window, folder: Path, qtbot):
    window.acts.open_project(folder)
    qtbot.waitUntil(lambda: window.session.project.folder == folder)
    settled(window.session, qtbot)


def bar_text(window) -> str:
    labels = [found for found in window.findChildren(QLabel, "recovery_text") if found.isVisible()]
    return labels[-1].text() if labels else ""


def press(window, name: str, qtbot) -> None:
    shown = [found for found in window.findChildren(QPushButton, name) if found.isVisible()]
    qtbot.mouseClick(shown[-1], Qt.MouseButton.LeftButton)


def test_changes_of_a_window_that_was_killed_are_back_and_can_be_left_out(window, session, project, qtbot):
    with_epochs(project, 7, "half a sen").autosave()
    opened(window, project.folder, qtbot)
    assert "closed unexpectedly at" in bar_text(window)
    assert session.config.training.num_epochs == 7
    assert session.draft == "half a sen"
    assert Project.open(project.folder).config.training.num_epochs is None
    press(window, "leave_out_changes_button", qtbot)
    assert session.config == project.config
    assert bar_text(window) == ""
    session.undo_stack.redo()
    assert session.config.training.num_epochs == 7


def test_changes_that_are_kept_stay_and_the_bar_goes(window, session, project, qtbot):
    with_epochs(project, 7).autosave()
    opened(window, project.folder, qtbot)
    press(window, "keep_changes_button", qtbot)
    assert bar_text(window) == ""
    assert session.config.training.num_epochs == 7
    session.new_project()
    assert Project.open(project.folder).config.training.num_epochs == 7


def test_a_choice_that_follows_keeps_the_changes_that_are_back(window, session, project, qtbot):
    with_epochs(project, 7).autosave()
    opened(window, project.folder, qtbot)
    session.change_setting("batch_size", "8")
    assert bar_text(window) == ""
    session.undo_stack.undo()
    assert session.config.training.num_epochs == 7


def test_discarding_a_training_keeps_the_changes_that_are_back(
    window, session, trained_project, tmp_path, qtbot
):
    copy = trained_project.copy_to(tmp_path / "Topics")
    with_epochs(Project.open(copy.folder), 7).autosave()
    opened(window, copy.folder, qtbot)
    assert "closed unexpectedly" in bar_text(window)
    discard_run(session, copy.folder / "runs" / "001")
    assert bar_text(window) == ""
    assert session.config.training.num_epochs == 7


def test_a_new_project_that_was_never_saved_is_back_after_a_kill(window, session, tmp_path, qtbot):
    folder = tmp_path / "Untitled"
    folder.mkdir()
    with_epochs(Project(folder, RunConfig()), 5).autosave()
    session.preferences.last_project = folder
    open_at_start(window, None)
    qtbot.waitUntil(lambda: session.project.folder == folder)
    assert session.config.training.num_epochs == 5
    assert "closed unexpectedly" in bar_text(window)


def test_an_autosave_that_is_older_than_the_project_is_not_put_back(window, session, project, qtbot):
    with_epochs(project, 7).autosave()
    old = (project.folder / "autosave.json").read_bytes()
    with_epochs(Project.open(project.folder, "autosave.json"), 8).save()
    (project.folder / "autosave.json").write_bytes(old)
    opened(window, project.folder, qtbot)
    assert session.config.training.num_epochs == 8
    assert bar_text(window) == ""
    assert not (project.folder / "autosave.json").exists()


def test_a_damaged_autosave_is_set_aside_and_told(window, session, project, qtbot):
    (project.folder / "autosave.json").write_text('{"version": 1, "conf')
    opened(window, project.folder, qtbot)
    assert "cannot be read" in bar_text(window)
    assert (project.folder / "autosave.damaged.json").read_text() == '{"version": 1, "conf'
    assert session.config == project.config


@pytest.mark.parametrize("damage", [b"", b'{"version": 1, "conf', b"\x00" * 900, b"\xff\xfe", b"[" * 100_000])
def test_the_project_before_takes_the_place_of_a_damaged_one(window, session, project, damage, qtbot):
    with_epochs(project, 3).save()
    (project.folder / "project.json").write_bytes(damage)
    opened(window, project.folder, qtbot)
    assert "as it was saved at" in bar_text(window)
    assert session.config == project.config
    assert (project.folder / "project.damaged.json").read_bytes() == damage
    assert Project.open(project.folder) == project


def test_the_newest_readable_state_takes_the_place_of_a_damaged_project(window, session, project, qtbot):
    with_epochs(project, 3).save()
    with_epochs(Project.open(project.folder), 4).autosave()
    (project.folder / "project.json").write_text("{")
    opened(window, project.folder, qtbot)
    assert "What was kept at" in bar_text(window)
    assert session.config.training.num_epochs == 4


def test_the_choices_of_the_latest_run_take_the_place_where_nothing_else_is_left(
    window, session, trained_project, tmp_path, qtbot
):
    copy = trained_project.copy_to(tmp_path / "Topics")
    (copy.folder / "project.json").write_text("{")
    opened(window, copy.folder, qtbot)
    assert "training 001 was begun with" in bar_text(window)
    assert session.config == copy.config


@pytest.mark.parametrize("kept", ["runs", "tried.json"])
def test_a_damaged_project_without_a_copy_opens_anew_where_there_is_work_in_it(
    window, session, project, kept, qtbot
):
    if kept == "runs":
        (project.folder / "runs" / "001").mkdir(parents=True)
    else:
        (project.folder / "tried.json").write_text('{"version": 1, "tried": []}')
    (project.folder / "project.json").write_text("{")
    opened(window, project.folder, qtbot)
    assert "no copy of it was found" in bar_text(window)
    assert session.config == RunConfig()
    assert (project.folder / "project.damaged.json").read_text() == "{"
    assert [summary.run.path.name for summary in session.training.runs] == (["001"] if kept == "runs" else [])


def test_a_damaged_project_with_nothing_else_in_it_is_refused(window, session, project, qtbot):
    (project.folder / "project.json").write_text("{")
    with qtbot.waitSignal(session.problem_occurred) as told:
        window.acts.open_project(project.folder)
    assert "damaged" in told.args[0].message
    assert (project.folder / "project.json").read_text() == "{"


def test_a_data_path_that_is_longer_than_any_file_name_is_a_missing_file(window, session, project, qtbot):
    file = project.folder / "project.json"
    stored = json.loads(file.read_text())
    stored["config"]["data"]["file"] = "./" + "x" * 5000
    file.write_text(json.dumps(stored))
    opened(window, project.folder, qtbot)
    assert session.data.overview is None
    assert session.data.missing_file is not None
    assert window.findChild(QPushButton, "locate_file_button").isVisible()
    assert window.width() == 1280


def test_a_project_of_a_newer_version_is_refused_and_left_as_it_is(window, session, project, qtbot):
    file = project.folder / "project.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"version": 99}))
    before = file.read_bytes()
    with qtbot.waitSignal(session.problem_occurred) as told:
        window.acts.open_project(project.folder)
    assert "newer GuiTune" in told.args[0].message
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["project.json", "autosave.json.partial", "runs", "runs/001"])
def test_a_project_with_links_that_lead_out_is_refused(window, session, project, tmp_path, name, qtbot):
    outside = tmp_path / "outside"
    (outside / "inner").mkdir(parents=True)
    shutil.copyfile(project.folder / "project.json", outside / "project.json")
    link = project.folder / name
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(outside / "project.json" if "json" in name else outside / "inner")
    with qtbot.waitSignal(session.problem_occurred) as told:
        window.acts.open_project(project.folder)
    assert "a link to a place outside" in told.args[0].message
    assert session.project.folder != project.folder


def test_a_project_that_moved_without_its_data_finds_the_same_file_beside_it(
    window, session, project, topics_csv, tmp_path, qtbot
):
    place = tmp_path / "usb" / "deep"
    place.mkdir(parents=True)
    shutil.move(project.folder, place / "Mail")
    shutil.move(topics_csv, place / "topics.csv")
    opened(window, place / "Mail", qtbot)
    assert Path(session.config.data.file) == place / "topics.csv"
    assert session.data.overview is not None


def test_another_file_of_the_same_name_is_not_taken_and_the_right_one_can_be_found(
    window, session, project, topics_csv, tmp_path, qtbot, monkeypatch
):
    found = tmp_path / "elsewhere" / "mine.csv"
    found.parent.mkdir()
    shutil.move(topics_csv, found)
    write_rows(project.folder / "topics.csv", topic_rows(30, seed=9))
    opened(window, project.folder, qtbot)
    assert session.data.overview is None
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(found), ""))
    press(window, "locate_file_button", qtbot)
    qtbot.waitUntil(lambda: session.data.overview is not None)
    assert session.config.data == replace(project.config.data, file=str(found))
    assert bar_text(window) == ""
    session.undo_stack.undo()
    assert session.config.data == project.config.data


def test_a_file_with_other_contents_is_taken_and_told(
    window, session, project, topics_csv, tmp_path, qtbot, monkeypatch
):
    topics_csv.unlink()
    other = write_rows(tmp_path / "other.csv", topic_rows(60, seed=9))
    opened(window, project.folder, qtbot)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(other), ""))
    press(window, "locate_file_button", qtbot)
    qtbot.waitUntil(lambda: session.data.overview is not None)
    assert "not the same file as before" in bar_text(window)
    assert session.project.data_sha256 == sha256_of(other)


def test_a_training_that_was_cut_off_is_offered_and_goes_on(
    window, session, trained_project, tmp_path, qtbot
):
    copy = trained_project.copy_to(tmp_path / "Topics")
    run = copy.runs()[0]
    cut_off = copy.new_run()
    cut_off.unlock()
    shutil.copyfile(run.config_file, cut_off.config_file)
    lines = run.events_file.read_bytes().splitlines(keepends=True)
    cut_off.events_file.write_bytes(b"".join(lines[: len(lines) // 2]))
    opened(window, copy.folder, qtbot)
    qtbot.waitUntil(lambda: "was cut off" in bar_text(window))
    assert re.search(r"saved at step \d+ of 96", bar_text(window))
    press(window, "go_on_interrupted_button", qtbot)
    assert session.training.is_running
    assert window.tabs.currentWidget() is window.pages["training"]
    qtbot.waitUntil(lambda: not session.training.is_running, timeout=60_000)
    assert bar_text(window) == ""


def test_the_bar_follows_the_language(window, session, project, qtbot):
    with_epochs(project, 7).autosave()
    opened(window, project.folder, qtbot)
    window.choose_language("zh_CN")
    qtbot.waitUntil(lambda: bar_text(window) != "")
    press(window, "keep_changes_button", qtbot)
    assert bar_text(window) == ""
    window.choose_language("en")
    settled(session, qtbot)


def test_closing_asks_where_the_last_changes_would_be_lost(window, session, project, tmp_path, qtbot):
    opened(window, project.folder, qtbot)
    project.folder.rename(tmp_path / "renamed")
    session.change_setting("num_epochs", "7")
    window.close()
    assert window.isVisible()
    question = window.findChild(QMessageBox, "unsaved_question")
    stay = next(item for item in question.buttons() if item.objectName() == "stay_button")
    qtbot.mouseClick(stay, Qt.MouseButton.LeftButton)
    (tmp_path / "renamed").rename(project.folder)
    window.close()
    assert not window.isVisible()
    assert Project.open(project.folder).config.training.num_epochs == 7
