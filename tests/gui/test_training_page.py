"""The Training page, clicked through with the mouse on a real run of a tiny model."""

from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListView,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QTableView,
)

from guitune.core.events import RunCompleted, RunFailed, RunStopped, StepCompleted
from guitune.core.project import Project
from guitune.core.training_config import TrainingConfig
from guitune.formatting import percent
from guitune.gui.pages.results import ResultsPage
from guitune.gui.pages.training import TrainingPage
from guitune.gui.session import Session
from guitune.gui.theme import DARK, appearance
from guitune.gui.widgets.card import Card
from guitune.gui.widgets.metric_plot import MetricPlot

from ..conftest import topic_rows
from .conftest import untrained_project


@pytest.fixture
def project(tmp_path: Path, tiny_checkpoint: Path) -> Project:
    """A project that is ready to be trained for long, without a run."""
    rows = topic_rows(240)
    rows[4] = (" ".join(["very"] * 200 + ["goal"]), "sport")
    rows += [(rows[0][0], "food")]
    training = TrainingConfig(
        num_epochs=60, learning_rate=3e-3, layer_decay=1.0, batch_size=8, early_stopping_patience=60
    )
    return untrained_project(tmp_path / "Long", rows, tiny_checkpoint, training)


@pytest.fixture
def page(session: Session, qtbot) -> TrainingPage:
    """The page of an empty project."""
    shown = TrainingPage(session)
    qtbot.addWidget(shown)
    shown.resize(1280, 690)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


@pytest.fixture
def running_page(page: TrainingPage, project: Project, qtbot) -> TrainingPage:
    """The page while it trains, after the second round."""
    open_ready(page.session, project, qtbot)
    page.session.start_training()
    history = page.session.training
    qtbot.waitUntil(lambda: len(history.history.evaluations) >= 2, timeout=60_000)
    return page


@pytest.fixture
def finished_page(trained_session: Session, qtbot) -> TrainingPage:
    """The page of a project with one finished run."""
    shown = TrainingPage(trained_session)
    qtbot.addWidget(shown)
    shown.resize(1280, 690)
    shown.show()
    qtbot.waitUntil(
        lambda: not trained_session.jobs.running and not trained_session.blockers(), timeout=20_000
    )
    return shown


def open_ready(session: Session, project: Project, qtbot) -> None:
    session.open_project(project)
    qtbot.waitUntil(lambda: not session.blockers() and not session.jobs.running, timeout=20_000)


def wait_for_end(session: Session, qtbot) -> None:
    qtbot.waitUntil(lambda: not session.training.is_running and not session.jobs.running, timeout=60_000)


def press(page: TrainingPage, name: str, qtbot) -> None:
    qtbot.mouseClick(shown(page, QPushButton, name), Qt.MouseButton.LeftButton)


def shown(page: TrainingPage, kind: type, name: str):
    (found,) = (widget for widget in page.findChildren(kind, name) if widget.isVisible())
    return found


def text(page: TrainingPage, name: str) -> str:
    found = shown(page, QLabel, name)
    return found.accessibleName() or found.text()


def drawn(page: TrainingPage, plot: str, place: int) -> tuple[list[float], list[float]]:
    x, y = page.findChild(MetricPlot, plot).points(place)
    return list(x), list(y)


def test_without_data_the_page_leads_to_where_they_are_opened(page, session, qtbot):
    session.new_project()
    qtbot.waitUntil(lambda: session.checkpoint.availability == "here")
    with qtbot.waitSignal(page.page_wanted) as wanted:
        press(page, "empty_action_button", qtbot)
    assert wanted.args == ["data"]
    assert page.mark == ("to_do", "Open a file with labelled texts first.")


def test_training_starts_from_the_empty_page_once_all_is_ready(page, session, project, qtbot):
    open_ready(session, project, qtbot)
    assert page.mark[0] == "ready"
    press(page, "empty_action_button", qtbot)
    assert session.training.is_running
    assert page.mark[0] == "running"
    assert text(page, "current_figure")
    session.training.stop_and_save()
    wait_for_end(session, qtbot)


def test_the_page_follows_a_run_while_it_learns(running_page, qtbot):
    training = running_page.session.training
    seen = len(training.history.evaluations)
    bar = shown(running_page, QProgressBar, "progress_bar")
    before = bar.value()
    qtbot.waitUntil(lambda: bar.value() > before)
    qtbot.waitUntil(lambda: len(drawn(running_page, "metric_plot", 0)[0]) > seen)
    assert text(running_page, "current_figure").endswith("%")
    assert "validation texts" in text(running_page, "current_figure_meaning")
    assert "of 1," in text(running_page, "phase_label")
    details = text(running_page, "details_label")
    assert "of 60" in details
    assert "texts per second" in details
    assert text(running_page, "time_left_label").endswith("left")
    running_page.session.training.stop_and_save()
    wait_for_end(running_page.session, qtbot)
    qtbot.waitUntil(lambda: drawn(running_page, "loss_plot", 0)[0] == list(training.history.epochs))
    assert drawn(running_page, "loss_plot", 0)[1] == list(training.history.train_losses)
    assert drawn(running_page, "loss_plot", 1)[1] == list(training.history.smoothed_losses)
    assert drawn(running_page, "learning_rate_plot", 0)[1] == list(training.history.learning_rates)


def test_the_whole_run_stays_in_view(running_page, qtbot):
    for name in ("loss_plot", "metric_plot", "learning_rate_plot"):
        plot = shown(running_page, MetricPlot, name)
        assert plot.viewRange()[0] == [0, 60]
    loss = running_page.findChild(MetricPlot, "loss_plot")
    assert loss.viewRange()[1][1] >= max(drawn(running_page, "loss_plot", 0)[1])


def test_stop_and_keep_answers_at_once_and_leads_to_the_results(running_page, qtbot):
    session = running_page.session
    press(running_page, "stop_button", qtbot)
    stop = shown(running_page, QPushButton, "stop_button")
    assert stop.text() == "Stopping after this step..."
    assert not stop.isEnabled()
    wait_for_end(session, qtbot)
    assert isinstance(session.training.history.ending, RunCompleted)
    assert not stop.isVisible()
    ending = session.training.history.ending
    assert text(running_page, "current_figure") == percent(ending.test_accuracy)
    assert percent(ending.test_macro_f1) in text(running_page, "summary_label")
    with qtbot.waitSignal(running_page.page_wanted) as wanted:
        press(running_page, "results_button", qtbot)
    assert wanted.args == ["results"]
    assert running_page.mark[0] == "done"


def test_a_run_saved_for_later_goes_on_from_its_button(running_page, qtbot):
    session = running_page.session
    press(running_page, "save_for_later_button", qtbot)
    assert text_of_button(running_page, "save_for_later_button") == "Saving after this step..."
    wait_for_end(session, qtbot)
    stopped = session.training.history.ending
    assert isinstance(stopped, RunStopped)
    assert text(running_page, "current_figure") == "Stopped"
    assert f"step {stopped.step}" in text(running_page, "summary_label")
    press(running_page, "resume_button", qtbot)
    qtbot.waitUntil(lambda: list(session.training.history.steps)[-1:] > [stopped.step])
    assert list(session.training.history.steps)[: stopped.step] == list(range(1, stopped.step + 1))
    press(running_page, "stop_button", qtbot)
    wait_for_end(session, qtbot)


def text_of_button(page: TrainingPage, name: str) -> str:
    return page.findChild(QPushButton, name).text()


def test_a_stopped_run_goes_on_from_its_row_in_the_list(running_page, qtbot):
    session = running_page.session
    press(running_page, "save_for_later_button", qtbot)
    wait_for_end(session, qtbot)
    press(running_page, "go_on_button", qtbot)
    assert session.training.is_running
    runs = shown(running_page, QListView, "runs_list").model()
    qtbot.waitUntil(lambda: "running" in runs.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert runs.rowCount() == 1
    session.training.stop_and_save()
    wait_for_end(session, qtbot)


def test_an_earlier_run_can_be_looked_at_while_another_one_learns(finished_page, qtbot):
    session = finished_page.session
    accuracy = text(finished_page, "current_figure")
    session.change_setting("num_epochs", "400")
    session.change_setting("early_stopping_patience", "400")
    qtbot.waitUntil(lambda: not session.blockers())
    session.start_training()
    qtbot.waitUntil(lambda: len(session.training.history.evaluations) >= 1, timeout=60_000)
    runs = shown(finished_page, QListView, "runs_list")
    assert runs.currentIndex().row() == 0
    qtbot.keyClick(runs, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: text(finished_page, "current_figure") == accuracy)
    assert not finished_page.findChild(QPushButton, "stop_button").isVisible()
    steps = len(session.training.history.steps)
    qtbot.waitUntil(lambda: len(session.training.history.steps) > steps + 20)
    assert text(finished_page, "current_figure") == accuracy
    qtbot.mouseClick(
        runs.viewport(), Qt.MouseButton.LeftButton, pos=runs.visualRect(runs.model().index(0, 0)).center()
    )
    assert shown(finished_page, QPushButton, "stop_button").isEnabled()
    session.training.stop_and_save()
    wait_for_end(session, qtbot)


def test_after_the_end_the_plot_compares_with_counting_words(finished_page, qtbot):
    plot = shown(finished_page, MetricPlot, "metric_plot")
    ending = finished_page.session.training.shown_history.ending
    assert plot.level == ending.baseline_accuracy
    best = finished_page.findChild(MetricPlot, "loss_plot").best
    assert best == finished_page.session.training.shown_history.best.epoch


@pytest.mark.parametrize("table", ["loss_table", "metric_table"])
def test_the_figures_behind_a_plot_can_be_read_as_a_table(finished_page, qtbot, table):
    history = finished_page.session.training.shown_history
    press(finished_page, f"{table}_button", qtbot)
    model = shown(finished_page, QTableView, table).model()
    first = [model.index(0, column).data() for column in range(model.columnCount())]
    if table == "loss_table":
        assert model.rowCount() == len(history.steps)
        assert first[:3] == ["1", f"{history.epochs[0]:.2f}", f"{history.train_losses[0]:.3f}"]
        place = list(history.steps).index(history.evaluations[0].step)
        assert model.index(place, 4).data() == f"{history.evaluations[0].loss:.3f}"
    else:
        assert model.rowCount() == len(history.evaluations)
        assert first[2] == percent(history.evaluations[0].accuracy)
    press(finished_page, f"{table}_button", qtbot)
    assert not finished_page.findChild(QTableView, table).isVisible()


def test_an_open_table_grows_with_the_run(running_page, qtbot):
    press(running_page, "loss_table_button", qtbot)
    model = shown(running_page, QTableView, "loss_table").model()
    before = model.rowCount()
    qtbot.waitUntil(lambda: model.rowCount() > before + 10)
    running_page.session.training.stop_and_save()
    wait_for_end(running_page.session, qtbot)


def test_the_cursor_over_a_plot_reads_its_values_and_the_wheel_does_not_zoom(finished_page, qtbot):
    plot = shown(finished_page, MetricPlot, "metric_plot")
    readout = plot.findChild(QLabel, "metric_plot_readout")
    QApplication.processEvents()
    box = plot.plotItem.vb.sceneBoundingRect()
    qtbot.mouseMove(plot.viewport(), QPoint(round(box.left() + box.width() * 0.5), round(box.center().y())))
    qtbot.waitUntil(readout.isVisible)
    evaluation = finished_page.session.training.shown_history.evaluations[3]
    assert readout.text().splitlines() == [
        "round 4",
        f"accuracy  {percent(evaluation.accuracy)}",
        f"macro-F1  {percent(evaluation.macro_f1)}",
    ]
    before = plot.viewRange()
    turn = QWheelEvent(
        QPointF(50, 50), QPointF(plot.mapToGlobal(QPoint(50, 50))), QPoint(0, 120), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(plot.viewport(), turn)
    assert plot.viewRange() == before


def test_nothing_is_drawn_while_the_page_is_hidden_and_all_of_it_afterwards(running_page, qtbot):
    session = running_page.session
    running_page.hide()
    points = len(drawn(running_page, "loss_plot", 0)[0])
    steps = len(session.training.history.steps)
    qtbot.waitUntil(lambda: len(session.training.history.steps) > steps + 30)
    assert len(drawn(running_page, "loss_plot", 0)[0]) == points
    running_page.show()
    assert len(drawn(running_page, "loss_plot", 0)[0]) > points
    session.training.stop_and_save()
    wait_for_end(session, qtbot)


def test_the_page_is_drawn_a_few_times_a_second_however_fast_the_steps_come(running_page, qtbot):
    training = running_page.session.training
    draws, steps = [], []
    running_page.redrawn.connect(lambda: draws.append(len(training.history.steps)))
    training.event_arrived.connect(
        lambda event: steps.append(event) if isinstance(event, StepCompleted) else None
    )
    qtbot.waitUntil(lambda: len(draws) >= 5, timeout=60_000)
    assert len(steps) > 4 * len(draws)
    training.stop_and_save()
    wait_for_end(running_page.session, qtbot)


def test_a_page_made_anew_shows_the_run_that_is_on(running_page, qtbot):
    anew = TrainingPage(running_page.session)
    qtbot.addWidget(anew)
    anew.show()
    assert text(anew, "current_figure").endswith("%")
    assert anew.findChild(QPlainTextEdit, "training_log").toPlainText().startswith("Reading the data...")
    assert shown(anew, QPushButton, "stop_button").isEnabled()
    running_page.session.training.stop_and_save()
    wait_for_end(running_page.session, qtbot)


def test_warnings_about_the_texts_stand_out_with_their_count(running_page, qtbot):
    history = running_page.session.training.history
    warnings = [notice for notice in history.notices if notice.severity == "warning"]
    assert warnings
    assert str(len(warnings)) in text(running_page, "notices_count")
    messages = {label.text() for label in running_page.findChildren(QLabel)}
    assert {notice.message for notice in history.notices} <= messages
    running_page.session.training.stop_and_save()
    wait_for_end(running_page.session, qtbot)


def test_the_log_follows_the_end_unless_one_reads_further_up(running_page, qtbot):
    training = running_page.session.training
    log = shown(running_page, QPlainTextEdit, "training_log")
    bar = log.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 8)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    bar.setValue(0)
    rounds = len(training.history.evaluations)
    qtbot.waitUntil(lambda: log.toPlainText().count("Round ") > rounds)
    assert bar.value() == 0
    assert "\n\n" not in log.toPlainText()
    assert log.isReadOnly()
    training.stop_and_save()
    wait_for_end(running_page.session, qtbot)


def test_a_failure_says_what_happened_and_leads_to_where_it_is_mended(page, session, project, qtbot):
    open_ready(session, project, qtbot)
    Path(project.config.data.file).unlink()
    session.start_training()
    wait_for_end(session, qtbot)
    assert isinstance(session.training.shown_history.ending, RunFailed)
    assert "There is no file" in text(page, "error_message")
    assert text(page, "error_hint")
    assert page.mark[0] == "attention"
    press(page, "copy_details_button", qtbot)
    assert "There is no file" in QApplication.clipboard().text()
    with qtbot.waitSignal(page.page_wanted) as wanted:
        press(page, "mend_button", qtbot)
    assert wanted.args == ["data"]
    assert not page.findChild(QPushButton, "try_again_button").isVisible()


def test_a_run_that_failed_at_saving_can_go_on_once_that_is_mended(page, session, project, qtbot):
    short = replace(project.config.training, num_epochs=1)
    open_ready(session, replace(project, config=replace(project.config, training=short)), qtbot)
    in_the_way = project.folder / "runs" / "001" / "model.partial"
    session.start_training()
    qtbot.waitUntil(lambda: session.training.current_run is not None)
    in_the_way.write_text("in the way of the classifier")
    wait_for_end(session, qtbot)
    assert isinstance(session.training.history.ending, RunFailed)
    assert text(page, "error_message")
    in_the_way.unlink()
    press(page, "try_again_button", qtbot)
    wait_for_end(session, qtbot)
    assert isinstance(session.training.history.ending, RunCompleted)
    assert text(page, "current_figure").endswith("%")


@pytest.fixture
def cut_off_page(finished_page: TrainingPage, qtbot) -> TrainingPage:
    """The page of a project with a finished run and a newer one that was cut off at once."""
    session = finished_page.session
    session.project.new_run().unlock()
    session.open_project(session.project)
    qtbot.waitUntil(lambda: session.training.interrupted is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not session.jobs.running, timeout=20_000)
    return finished_page


def test_the_newest_run_is_looked_at_when_it_was_cut_off(cut_off_page, qtbot):
    training = cut_off_page.session.training
    assert training.shown_run.path.name == "002"
    results = ResultsPage(cut_off_page.session)
    qtbot.addWidget(results)
    results.show()
    press(results, "empty_action_button", qtbot)
    qtbot.waitUntil(lambda: cut_off_page.session.results.results is not None, timeout=20_000)
    assert training.shown_run.path.name == "001"


def test_runs_that_are_alike_are_told_apart_by_their_numbers(cut_off_page):
    runs = shown(cut_off_page, QListView, "runs_list").model()
    for row, number in enumerate(("Run 2", "Run 1")):
        assert number in runs.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert number in runs.index(row, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_at_the_smallest_size_nothing_slides_under_anything_and_the_step_is_readable(running_page, qtbot):
    running_page.resize(1024, 400)
    QApplication.processEvents()
    cards = [card for card in running_page.findChildren(Card) if card.isVisible()]
    siblings = [
        (one, other)
        for one in cards
        for other in cards
        if one is not other and one.parent() is other.parent()
    ]
    assert siblings
    assert [pair for pair in siblings if pair[0].geometry().intersects(pair[1].geometry())] == []
    step = shown(running_page, QLabel, "phase_label")
    assert step.width() >= step.fontMetrics().horizontalAdvance(step.text())
    for caption in running_page.findChildren(QLabel, "plot_reading"):
        assert caption.height() >= caption.heightForWidth(caption.width())
    running_page.session.training.stop_and_save()
    wait_for_end(running_page.session, qtbot)


def test_another_theme_recolours_the_plots(finished_page, qtbot):
    plot = shown(finished_page, MetricPlot, "loss_plot")
    appearance().choose("dark")
    assert plot.backgroundBrush().color().name().upper() == DARK.surface
    assert plot.getAxis("left").textPen().color().name().upper() == DARK.muted
    appearance().choose("light")


def test_a_page_that_is_gone_hears_of_nothing_any_more(finished_page, qtbot):
    session = finished_page.session
    gone = TrainingPage(session)
    gone.show()
    gone.deleteLater()
    QApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(gone)
    appearance().choose("dark")
    session.training.runs_changed.emit()
    session.training.state_changed.emit()
    session.readiness_changed.emit()
    appearance().choose("light")
