from pathlib import Path

from guitune.core.project import Project
from guitune.gui.session import Session

from ..conftest import topic_rows, write_rows


def wait_for_data(session: Session, qtbot) -> None:
    qtbot.waitUntil(lambda: not session.data.is_reading)


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


def test_choices_are_on_disk_without_being_asked(session, topics_csv, qtbot):
    session.new_project()
    session.open_file(topics_csv)
    wait_for_data(session, qtbot)
    qtbot.waitUntil(lambda: session.is_saved)
    stored = Project.open(session.project.folder)
    assert stored.config == session.config
    assert stored.data_sha256 == session.data.overview.table.source.sha256
    assert session.preferences.last_project == session.project.folder


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
