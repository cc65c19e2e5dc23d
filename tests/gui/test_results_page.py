import random
import shutil
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QTableView

from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.evaluation.predictions import read_predictions, save_predictions
from guitune.core.evaluation.report import Judged, read_report
from guitune.core.evaluation.verdict import verdict_of
from guitune.core.experiment import run_experiment
from guitune.core.files import write_json
from guitune.core.project import Project
from guitune.core.training_config import TrainingConfig
from guitune.gui.models.class_table_model import LABEL
from guitune.gui.models.examples_table_model import ANSWER, ROW, TEXT
from guitune.gui.models.examples_table_model import LABEL as TRUE_LABEL
from guitune.gui.pages.results import ResultsPage
from guitune.gui.results_state import Choice
from guitune.gui.theme import appearance

from ..conftest import TOPICS, topic_rows, write_rows

HOT = "<b>bold?</b> & more"


@pytest.fixture(scope="module")
def mistaken_project(tiny_checkpoint, tmp_path_factory) -> Project:
    """A finished run that makes mistakes: every fourth label in its file is drawn by lot. Read only."""
    folder = tmp_path_factory.mktemp("mistaken") / "Topics"
    generator = random.Random(4)
    rows = [
        (text, generator.choice(list(TOPICS)) if generator.random() < 0.25 else topic)
        for text, topic in topic_rows(360)
    ]
    file = write_rows(folder.parent / "topics.csv", rows)
    config = RunConfig(
        DataConfig(str(file), "text", "topic", validation_share=0.2, test_share=0.2),
        ModelConfig(str(tiny_checkpoint)),
        TrainingConfig(num_epochs=5, learning_rate=3e-3, layer_decay=1.0, batch_size=16),
    )
    project = Project(folder, config)
    project.save()
    list(run_experiment(project.new_run()))
    return project


@pytest.fixture
def open_page(session, qtbot):
    """Opens a project and shows its results."""

    def open_page(project: Project) -> ResultsPage:
        page = ResultsPage(session)
        qtbot.addWidget(page)
        page.resize(1280, 690)
        page.show()
        session.open_project(project)
        qtbot.waitUntil(lambda: not session.jobs.running and session.classifier.state != "loading")
        return page

    return open_page


@pytest.fixture
def page(open_page, mistaken_project, tmp_path) -> ResultsPage:
    return open_page(mistaken_project.copy_to(tmp_path / "Topics"))


@pytest.fixture
def validation(mistaken_project):
    return read_predictions(mistaken_project.runs()[0].path, "validation")


def table(page: ResultsPage, name: str) -> QTableView:
    return page.findChild(QTableView, name)


def text_of(page: ResultsPage, name: str) -> str:
    return page.findChild(QLabel, name).text()


def shown_texts(page: ResultsPage) -> list[tuple[str, str, str, str]]:
    model = table(page, "examples_table").model()
    return [
        tuple(model.index(row, column).data() for column in (TEXT, TRUE_LABEL, ANSWER, ROW))
        for row in range(model.rowCount())
    ]


def click_cell(qtbot, view: QTableView, row: int, column: int) -> None:
    index = view.model().index(row, column)
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def most_frequent_mistake(validation) -> tuple[str, str]:
    mistakes = [(text.label, text.prediction) for text in validation if not text.is_right]
    return max(mistakes, key=mistakes.count)


def test_the_page_says_how_good_the_shown_run_is_and_against_what(page, session):
    report = read_report(session.training.shown_run.path)
    verdict = verdict_of(report)
    assert text_of(page, "summary_label") == verdict.headline
    assert text_of(page, "basis_label") == verdict.basis
    assert text_of(page, "accuracy_figure") == f"{report.test.accuracy:.1%}"
    assert text_of(page, "macro_f1_figure") == f"{report.test.macro_f1:.1%}"
    assert text_of(page, "word_counting_figure") == f"{report.baselines.word_counting.accuracy:.1%}"
    assert text_of(page, "majority_figure") == f"{report.baselines.majority.accuracy:.1%}"
    assert page.mark == ("attention" if verdict.tone == "bad" else "done", verdict.headline)


def test_before_anything_is_chosen_all_mistakes_stand_below_the_surest_first(page, validation):
    mistakes = sorted((text for text in validation if not text.is_right), key=lambda text: -text.confidence)
    assert len(mistakes) > 3
    shown = shown_texts(page)
    assert [row for *_rest, row in shown] == [f"{text.row:,}" for text in mistakes]
    assert shown[0][:3] == (mistakes[0].text, mistakes[0].label, mistakes[0].prediction)
    assert text_of(page, "examples_heading") == f"{len(mistakes)} mistakes, the surest first"


def test_the_matrix_counts_validation_texts(page, session):
    matrix = read_report(session.training.shown_run.path).validation.confusion_matrix
    model = table(page, "confusion_matrix").model()
    for row, counts in enumerate(matrix):
        assert [model.index(row, column).data() for column in range(3)] == [
            str(count) if count else "·" for count in counts
        ]


def test_clicking_a_cell_lists_its_texts(page, session, validation, qtbot):
    label, answer = most_frequent_mistake(validation)
    labels = list(TOPICS)
    click_cell(qtbot, table(page, "confusion_matrix"), labels.index(label), labels.index(answer))
    wanted = {text.text for text in validation if (text.label, text.prediction) == (label, answer)}
    assert {text for text, *_rest in shown_texts(page)} == wanted
    assert all(row[1:3] == (label, answer) for row in shown_texts(page))
    assert text_of(page, "examples_heading").startswith(f"{len(wanted)} text")
    assert text_of(page, "examples_heading").endswith(f"{label} taken for {answer}")
    assert session.results.choice == Choice(label, answer)


def test_the_arrow_keys_move_through_the_matrix(page, qtbot):
    matrix = table(page, "confusion_matrix")
    click_cell(qtbot, matrix, 0, 0)
    assert "film answered right, the least sure first" in text_of(page, "examples_heading")
    qtbot.keyClick(matrix, Qt.Key.Key_Down)
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    assert "food answered right" in text_of(page, "examples_heading")
    qtbot.keyClick(matrix, Qt.Key.Key_Escape)
    assert "mistakes, the surest first" in text_of(page, "examples_heading")


def test_choosing_a_label_lists_what_has_to_do_with_it_mistakes_first(page, validation, qtbot):
    classes = table(page, "class_table")
    click_cell(qtbot, classes, 0, LABEL)
    label = classes.model().index(0, LABEL).data()
    behind = [text for text in validation if label in (text.label, text.prediction)]
    shown = shown_texts(page)
    assert len(shown) == len(behind)
    wrong = sum(not text.is_right for text in behind)
    assert all(true != answer for _text, true, answer, _row in shown[:wrong])
    assert all(true == answer for _text, true, answer, _row in shown[wrong:])
    assert f"with {label}, of which {wrong} mistaken" in text_of(page, "examples_heading")


def test_a_choice_in_one_table_takes_the_place_of_the_other_one(page, qtbot):
    matrix, classes = table(page, "confusion_matrix"), table(page, "class_table")
    click_cell(qtbot, matrix, 1, 1)
    click_cell(qtbot, classes, 1, LABEL)
    assert not matrix.selectionModel().hasSelection()
    click_cell(qtbot, matrix, 2, 2)
    assert not classes.selectionModel().hasSelection()


def test_all_mistakes_come_back_with_a_click(page, qtbot):
    before = shown_texts(page)
    click_cell(qtbot, table(page, "confusion_matrix"), 0, 0)
    back = page.findChild(QPushButton, "show_mistakes_button")
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert shown_texts(page) == before
    assert not back.isVisible()
    assert not table(page, "confusion_matrix").selectionModel().hasSelection()


def test_labels_stand_weakest_first_until_a_heading_is_clicked(page, session, qtbot):
    classes = table(page, "class_table")
    figures = read_report(session.training.shown_run.path).test.per_class
    by_f1 = [item.label for item in sorted(figures, key=lambda item: item.f1)]
    assert [classes.model().index(row, LABEL).data() for row in range(3)] == by_f1
    header = classes.horizontalHeader()
    middle = QPoint(header.sectionViewportPosition(LABEL) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    names = [classes.model().index(row, LABEL).data() for row in range(3)]
    assert names in (sorted(by_f1), sorted(by_f1, reverse=True))


def with_first_text(project: Project, text: str) -> str:
    """The project's first validation text becomes `text`; returns its label."""
    run = project.runs()[0]
    first = read_predictions(run.path, "validation")[0]
    file = run.predictions / "validation.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(first.text, text, 1), encoding="utf-8")
    return first.label


def test_a_chosen_row_opens_to_show_all_of_its_text(open_page, mistaken_project, tmp_path, qtbot):
    project, long = mistaken_project.copy_to(tmp_path / "Long"), "a long film " * 60
    label = with_first_text(project, long)
    page = open_page(project)
    page.session.results.choose(Choice(label))
    examples = table(page, "examples_table")
    row = next(number for number, shown in enumerate(shown_texts(page)) if shown[0] == long)
    closed = examples.rowHeight(row)
    click_cell(qtbot, examples, row, TEXT)
    assert examples.rowHeight(row) > 2 * closed
    qtbot.keyClick(examples, Qt.Key.Key_Up if row else Qt.Key.Key_Down)
    assert examples.rowHeight(row) == closed


def test_markup_in_a_text_stays_text(open_page, mistaken_project, tmp_path):
    project = mistaken_project.copy_to(tmp_path / "Markup")
    label = with_first_text(project, HOT)
    page = open_page(project)
    page.session.results.choose(Choice(label))
    model = table(page, "examples_table").model()
    row = next(number for number, shown in enumerate(shown_texts(page)) if shown[0] == HOT)
    assert "&lt;b>bold?" in model.index(row, TEXT).data(Qt.ItemDataRole.ToolTipRole)


def test_only_mixed_up_labels_can_be_shown(page, session, qtbot):
    only = page.findChild(QPushButton, "only_mixed_up_button")
    model = table(page, "confusion_matrix").model()
    assert model.rowCount() == 3
    matrix = read_report(session.training.shown_run.path).validation.confusion_matrix
    mixed_up = [
        one
        for one in range(3)
        if any(matrix[one][other] or matrix[other][one] for other in range(3) if other != one)
    ]
    qtbot.mouseClick(only, Qt.MouseButton.LeftButton)
    assert model.rowCount() == len(mixed_up)
    qtbot.mouseClick(only, Qt.MouseButton.LeftButton)
    assert model.rowCount() == 3


def test_a_classifier_without_mistakes_has_nothing_mixed_up(open_page, mistaken_project, tmp_path, qtbot):
    project = mistaken_project.copy_to(tmp_path / "Perfect")
    run = project.runs()[0]
    texts, report = read_predictions(run.path, "validation"), read_report(run.path)
    truth = np.array([report.labels.index(text.label) for text in texts])
    judged = Judged([text.row for text in texts], [text.text for text in texts], truth, np.eye(3)[truth] * 9)
    save_predictions(run.predictions, {"validation": judged}, report.labels)
    write_json(run.report_file, replace(report, validation=judged.figures(report.labels)).to_json())
    page = open_page(project)
    assert "no mistakes" in text_of(page, "examples_note")
    qtbot.mouseClick(page.findChild(QPushButton, "only_mixed_up_button"), Qt.MouseButton.LeftButton)
    assert not table(page, "confusion_matrix").isVisible()


def test_the_choice_survives_that_the_page_is_made_anew(page, session, qtbot):
    click_cell(qtbot, table(page, "confusion_matrix"), 1, 1)
    heading, texts = text_of(page, "examples_heading"), shown_texts(page)
    again = ResultsPage(session)
    qtbot.addWidget(again)
    again.resize(page.size())
    again.show()
    assert text_of(again, "examples_heading") == heading
    assert shown_texts(again) == texts
    assert table(again, "confusion_matrix").selectedIndexes()[0].row() == 1


def test_an_empty_project_says_what_is_missing_and_leads_there(session, qtbot):
    page = ResultsPage(session)
    qtbot.addWidget(page)
    page.show()
    session.new_project()
    qtbot.waitUntil(lambda: not session.jobs.running)
    assert page.mark[0] == "to_do"
    go = page.findChild(QPushButton, "empty_action_button")
    with qtbot.waitSignal(page.page_wanted) as wanted:
        qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    assert wanted.args == ["data"]


def test_try_it_leads_to_the_page_where_texts_are_tried(page, qtbot):
    with qtbot.waitSignal(page.page_wanted) as wanted:
        qtbot.mouseClick(page.findChild(QPushButton, "try_button"), Qt.MouseButton.LeftButton)
    assert wanted.args == ["try_it"]


def test_a_damaged_report_is_said_where_the_results_would_be(open_page, mistaken_project, tmp_path, qtbot):
    project = mistaken_project.copy_to(tmp_path / "Damaged")
    project.runs()[0].report_file.write_text("{", encoding="utf-8")
    page = open_page(project)
    assert "cannot be read" in text_of(page, "error_message")
    assert page.findChild(QLabel, "error_message").isVisible()
    assert page.mark[0] == "attention"
    with qtbot.waitSignal(page.page_wanted) as wanted:
        qtbot.mouseClick(page.findChild(QPushButton, "after_error_button"), Qt.MouseButton.LeftButton)
    assert wanted.args == ["training"]


def test_damaged_texts_do_not_hide_the_figures(open_page, mistaken_project, tmp_path):
    project = mistaken_project.copy_to(tmp_path / "Damaged")
    (project.runs()[0].predictions / "validation.csv").unlink()
    page = open_page(project)
    assert text_of(page, "summary_label")
    assert "cannot be read" in text_of(page, "examples_note")


def test_a_run_from_before_texts_were_kept_shows_row_numbers(open_page, mistaken_project, tmp_path):
    project = mistaken_project.copy_to(tmp_path / "Old")
    file = project.runs()[0].predictions / "validation.csv"
    lines = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()]
    file.write_text("\n".join(",".join([line[0], *line[2:]]) for line in lines) + "\n", encoding="utf-8")
    page = open_page(project)
    assert "before GuiTune kept the texts" in text_of(page, "examples_note")
    assert all(text == f"Row {row} of the file" for text, _label, _answer, row in shown_texts(page))


def test_a_run_that_ends_shows_its_results_by_itself(open_page, mistaken_project, tmp_path, qtbot):
    project = mistaken_project.copy_to(tmp_path / "Again")
    page = open_page(replace(project, config=replace(project.config, training=TrainingConfig(num_epochs=1))))
    session = page.session
    qtbot.waitUntil(lambda: not session.data.is_reading and session.checkpoint.availability == "here")
    session.start_training()
    qtbot.waitUntil(lambda: session.training.current_run is not None)
    assert "still learning" in page.findChild(QPushButton, "empty_action_button").parent().explanation.text()
    with qtbot.waitSignal(session.training.completed, timeout=60_000):
        pass
    qtbot.waitUntil(lambda: session.results.results is not None and not session.jobs.running)
    assert session.results.results.run.path == project.folder / "runs" / "002"
    assert text_of(page, "summary_label") == verdict_of(session.results.results.report).headline
    qtbot.waitUntil(lambda: session.classifier.state != "loading")


def test_another_run_is_chosen_and_its_results_appear(
    open_page, mistaken_project, trained_project, tmp_path, qtbot
):
    project = mistaken_project.copy_to(tmp_path / "Two")
    shutil.copytree(trained_project.runs()[0].path, project.folder / "runs" / "002")
    page = open_page(project)
    session = page.session
    assert session.results.results.run.path.name == "002"
    newest = text_of(page, "summary_label")
    click_cell(qtbot, table(page, "confusion_matrix"), 0, 0)
    session.training.look_at(session.training.runs[1].run)
    qtbot.waitUntil(lambda: session.results.results is not None and not session.jobs.running)
    qtbot.waitUntil(lambda: session.results.results.run.path.name == "001")
    assert text_of(page, "summary_label") != newest
    assert session.results.choice is None
    qtbot.waitUntil(lambda: session.classifier.state != "loading")


def test_the_report_is_saved_as_a_file_with_what_the_page_says(page, tmp_path, monkeypatch, qtbot):
    for name, beginning in (("report.pdf", b"%PDF"), ("report.html", b"<!DOCTYPE html>")):
        target = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, file=target: (str(file), ""))
        actions = page.findChild(QPushButton, "save_report_button").menu().actions()
        actions[0].trigger()
        saved = page.findChild(QLabel, "report_saved_label")
        qtbot.waitUntil(lambda target=target: target.is_file() and not page.session.jobs.running)
        qtbot.waitUntil(lambda name=name, saved=saved: saved.isVisible() and name in saved.toolTip())
        assert target.read_bytes().startswith(beginning)
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert text_of(page, "summary_label") in html


def test_a_report_that_cannot_be_written_is_told(page, tmp_path, monkeypatch, qtbot):
    target = tmp_path / "missing folder" / "report.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    action: QAction = page.findChild(QPushButton, "save_report_button").menu().actions()[0]
    with qtbot.waitSignal(page.session.problem_occurred) as problem:
        action.trigger()
    assert "report" in problem.args[0].message


def test_the_page_is_painted_in_both_themes(page, qtbot):
    pictures = []
    for theme in ("light", "dark"):
        appearance().choose(theme)
        pictures.append(page.grab().toImage())
    appearance().choose("light")
    assert pictures[0].pixelColor(700, 60) != pictures[1].pixelColor(700, 60)
