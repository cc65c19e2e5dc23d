import time
from pathlib import Path

from guitune.core.project import Project
from guitune.gui.session import Session

from ..conftest import topic_rows, write_rows


def wait_for_data(session: Session, qtbot) -> None:
    qtbot.waitUntil(lambda: not session.data.is_reading, timeout=30_000)


def test_opening_a_file_guesses_its_columns_and_divides_it(session, topics_csv, qtbot):
    session.new_project()
    session.open_file(topics_csv)
    wait_for_data(session, qtbot)
    assert (session.config.data.text_column, session.config.data.label_column) == ("text", "topic")
    overview = session.data.overview
    assert (
        overview.split.count("train") + overview.split.count("validation") + overview.split.count("test")
        == 120
    )
    assert dict(overview.label_counts) == {"film": 40, "food": 40, "sport": 40}


def test_a_file_that_cannot_be_read_leaves_the_data_as_they_were(session, topics_csv, tmp_path, qtbot):
    session.new_project()
    session.open_file(topics_csv)
    wait_for_data(session, qtbot)
    (tmp_path / "empty.csv").write_bytes(b"")
    session.open_file(tmp_path / "empty.csv")
    wait_for_data(session, qtbot)
    assert "empty" in session.data.error.message
    assert Path(session.config.data.file) == topics_csv.resolve()
    assert session.data.overview is not None


def test_a_choice_made_while_a_file_is_read_does_not_stop_the_reading(session, topics_csv, qtbot):
    session.new_project()
    session.open_file(topics_csv)
    session.change_setting("num_epochs", "2")
    wait_for_data(session, qtbot)
    assert session.data.overview is not None
    assert session.config.training.num_epochs == 2
    assert session.config.data.text_column == "text"


def test_a_choice_can_be_undone_and_redone(session, topics_csv, qtbot):
    session.new_project()
    session.open_file(topics_csv)
    wait_for_data(session, qtbot)
    session.change_data("label column", label_column="text")
    wait_for_data(session, qtbot)
    assert session.data.overview.problem is not None
    session.undo_stack.undo()
    wait_for_data(session, qtbot)
    assert session.config.data.label_column == "topic"
    assert session.data.overview.problem is None
    session.undo_stack.redo()
    assert session.config.data.label_column == "text"


def test_choices_are_kept_beside_the_project_and_become_part_of_it_when_it_is_saved(
    session, topics_csv, qtbot
):
    session.new_project()
    session.open_file(topics_csv)
    wait_for_data(session, qtbot)
    qtbot.waitUntil(lambda: session.is_saved)
    folder = session.project.folder
    assert sorted(path.name for path in folder.iterdir()) == ["autosave.json", "project.lock"]
    assert session.preferences.last_project == folder
    session.save()
    qtbot.waitUntil(lambda: session.is_saved)
    assert sorted(path.name for path in folder.iterdir()) == ["project.json", "project.lock"]
    stored = Project.open(folder)
    assert stored.config == session.config
    assert stored.data_sha256 == session.data.overview.table.source.sha256


def test_what_is_saved_stays_as_it_was_while_later_choices_are_kept(session, topics_csv, qtbot):
    session.new_project()
    session.open_file(topics_csv)
    wait_for_data(session, qtbot)
    session.save()
    qtbot.waitUntil(lambda: session.is_saved)
    session.change_setting("num_epochs", "7")
    qtbot.waitUntil(lambda: session.is_saved)
    folder = session.project.folder
    assert Project.open(folder).config.training.num_epochs is None
    assert Project.open(folder, "autosave.json").config.training.num_epochs == 7
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: session.is_saved)
    assert not (folder / "autosave.json").exists()
    session.undo_stack.redo()
    session.new_project()
    assert Project.open(folder).config.training.num_epochs == 7
    assert Project.open(folder, "project.previous.json").config.training.num_epochs is None
    assert not (folder / "autosave.json").exists()


def test_a_text_that_is_being_typed_is_kept_within_two_seconds_and_comes_back(trained_session, qtbot):
    session, folder = trained_session, trained_session.project.folder
    typed: list[str] = []
    began = time.monotonic()

    def type_on() -> bool:
        typed.append("g")
        session.draft = "".join(typed)
        return (folder / "autosave.json").exists()

    qtbot.waitUntil(type_on, timeout=10_000)
    assert time.monotonic() - began < 2.5
    qtbot.waitUntil(lambda: session.is_saved)
    assert Project.open(folder, "autosave.json").draft == "".join(typed)
    session.new_project()
    session.open_project(Project.open(folder))
    assert session.draft == "".join(typed)


def test_training_cannot_start_before_everything_it_needs_is_there(session, tmp_path, qtbot):
    session.new_project()
    qtbot.waitUntil(lambda: session.checkpoint.availability == "here")
    assert [blocker.page for blocker in session.blockers()] == ["data"]
    one = write_rows(tmp_path / "one.csv", [(text, "film") for text, _topic in topic_rows(30)])
    session.open_file(one)
    wait_for_data(session, qtbot)
    assert "same label" in session.blockers()[0].sentence


def test_a_project_comes_back_with_its_classifier(trained_session):
    assert trained_session.classifier.labels == ("film", "food", "sport")
    assert [summary.state for summary in trained_session.training.runs] == ["finished"]
    assert trained_session.training.shown_history.evaluations[-1].epoch == 8


def test_save_as_takes_the_runs_along_and_goes_on_there(trained_session, tmp_path, qtbot):
    target = tmp_path / "elsewhere" / "Copy"
    with qtbot.waitSignal(trained_session.project_changed):
        trained_session.save_as(target)
    qtbot.waitUntil(lambda: trained_session.classifier.state == "ready")
    assert trained_session.project.folder == target
    assert trained_session.classifier.run.path == target / "runs" / "001"
    assert Project.open(target).config == trained_session.config


def test_a_reading_that_was_cancelled_leaves_nothing_of_another_file_behind(
    session, topics_csv, tmp_path, qtbot
):
    other = write_rows(tmp_path / "other.csv", topic_rows(60, seed=3))
    session.new_project()
    session.open_file(topics_csv)
    wait_for_data(session, qtbot)
    session.open_file(other)
    wait_for_data(session, qtbot)
    session.undo_stack.undo()
    session.data.cancel()
    assert not session.data.is_reading
    assert Path(session.config.data.file) == topics_csv.resolve()
    assert session.data.overview is None
    assert "cancelled" in session.blockers()[0].sentence
    session.data.read_again()
    wait_for_data(session, qtbot)
    assert session.data.overview.table.source.path == topics_csv.resolve()


def test_two_undos_in_a_row_read_the_file_that_is_chosen_then(session, topics_csv, tmp_path, qtbot):
    names = ("message", "kind")
    session.new_project()
    session.open_file(write_rows(tmp_path / "first.csv", topic_rows(60, seed=3), names))
    wait_for_data(session, qtbot)
    session.change_data("columns", text_column="kind", label_column="message")
    wait_for_data(session, qtbot)
    session.open_file(topics_csv)
    wait_for_data(session, qtbot)
    session.undo_stack.undo()
    session.undo_stack.undo()
    wait_for_data(session, qtbot)
    assert session.data.error is None
    assert session.data.overview.table.source.path.name == "first.csv"
    assert session.data.overview.config.text_column == "message"


def test_the_project_is_saved_and_remembered_when_training_starts_at_once(
    session, topics_csv, tiny_checkpoint, qtbot
):
    session.new_project()
    session.open_file(topics_csv)
    session.change_checkpoint(str(tiny_checkpoint))
    session.change_setting("num_epochs", "1")
    qtbot.waitUntil(lambda: not session.blockers())
    session.start_training()
    qtbot.waitUntil(lambda: not session.training.is_running, timeout=60_000)
    qtbot.waitUntil(lambda: session.is_saved)
    assert session.preferences.last_project == session.project.folder


def test_training_waits_while_the_project_is_copied_and_later_choices_come_along(
    trained_session, tmp_path, qtbot
):
    trained_session.save_as(tmp_path / "Copy")
    assert "being copied" in trained_session.blockers()[0].sentence
    trained_session.change_setting("num_epochs", "3")
    qtbot.waitUntil(lambda: trained_session.project.folder == tmp_path / "Copy")
    assert trained_session.config.training.num_epochs == 3
    qtbot.waitUntil(lambda: trained_session.is_saved)
    assert Project.open(tmp_path / "Copy").config.training.num_epochs == 3


def test_no_run_goes_on_while_the_project_is_copied(trained_session, tmp_path, qtbot):
    trained_session.save_as(tmp_path / "Copy")
    assert "being copied" in trained_session.training.held
    qtbot.waitUntil(lambda: trained_session.project.folder == tmp_path / "Copy")
    assert trained_session.training.held == ""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").write_text("")
    with qtbot.waitSignal(trained_session.problem_occurred):
        trained_session.save_as(tmp_path / "full")
    assert trained_session.training.held == ""


def test_a_folder_that_vanished_is_told_and_not_made_anew(session, topics_csv, tmp_path, qtbot):
    session.new_project()
    session.open_file(topics_csv)
    wait_for_data(session, qtbot)
    qtbot.waitUntil(lambda: session.is_saved)
    folder = session.project.folder
    folder.rename(tmp_path / "renamed")
    session.change_setting("num_epochs", "2")
    qtbot.waitUntil(lambda: bool(session.recovery.notes))
    assert "no longer there" in session.recovery.notes[0].error.message
    assert not session.is_saved
    assert not folder.exists()
    session.start_training()
    assert not session.training.is_running
    (tmp_path / "renamed").rename(folder)
    session.save()
    qtbot.waitUntil(lambda: session.is_saved)
    assert session.recovery.notes == []
    assert Project.open(folder).config.training.num_epochs == 2


def test_what_could_not_be_saved_is_never_called_saved(session, topics_csv, tmp_path, qtbot):
    session.new_project()
    session.open_file(topics_csv)
    wait_for_data(session, qtbot)
    qtbot.waitUntil(lambda: session.is_saved)
    (session.project.folder / "autosave.json.partial").mkdir()
    with qtbot.waitSignal(session.problem_occurred):
        session.change_setting("num_epochs", "2")
    assert not session.is_saved
    assert session.saving.error is not None


def test_a_model_folder_that_is_missing_stops_training_and_is_named(session, topics_csv, tmp_path, qtbot):
    session.new_project()
    session.open_file(topics_csv)
    wait_for_data(session, qtbot)
    session.change_checkpoint(str(tmp_path / "models" / "gone"))
    qtbot.waitUntil(lambda: session.checkpoint.availability not in ("checking", "here"))
    (blocker,) = session.blockers()
    assert (blocker.page, "no folder" in blocker.sentence) == ("model", True)
