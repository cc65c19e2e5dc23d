import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QListView,
    QPlainTextEdit,
    QPushButton,
)

from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.experiment import run_experiment
from guitune.core.inference.certainty import certainty_of
from guitune.core.inference.predictor import Predictor
from guitune.core.project import Project
from guitune.core.training_config import TrainingConfig
from guitune.gui.models.probability_list_model import SHARE_ROLE
from guitune.gui.models.tried_list_model import ANSWER_ROLE
from guitune.gui.pages.try_it import TryItPage
from guitune.gui.preferences import Preferences
from guitune.gui.session import Session
from guitune.gui.widgets.badge import Badge
from guitune.gui.widgets.card import ErrorCard
from guitune.gui.widgets.probability_bars import ProbabilityBars

from ..conftest import topic_rows, write_rows

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(trained_session, qtbot) -> TryItPage:
    return shown_page(trained_session, qtbot)


@pytest.fixture(scope="module")
def pair_project(tiny_checkpoint, tmp_path_factory) -> Project:
    """A project whose classifier reads pairs of texts. Read only."""
    folder = tmp_path_factory.mktemp("pairs") / "Pairs"
    rows = [(f"the film {number}", text, topic) for number, (text, topic) in enumerate(topic_rows(120))]
    file = write_rows(folder.parent / "pairs.csv", rows, ("title", "text", "topic"))
    config = RunConfig(
        DataConfig(str(file), "title", "topic", text2_column="text"),
        ModelConfig(str(tiny_checkpoint)),
        TrainingConfig(num_epochs=1, learning_rate=3e-3, layer_decay=1.0, batch_size=16),
    )
    project = Project(folder, config)
    project.save()
    list(run_experiment(project.new_run()))
    return project


def shown_page(session: Session, qtbot) -> TryItPage:
    page = TryItPage(session)
    qtbot.addWidget(page)
    page.setProperty("page", "try_it")
    page.resize(1280, 690)
    page.show()
    return page


def box(page: TryItPage, name: str = "try_text") -> QPlainTextEdit:
    return page.findChild(QPlainTextEdit, name)


def text_of(page: TryItPage, name: str) -> str:
    return page.findChild(QLabel, name).text()


def click(page: TryItPage, name: str, qtbot) -> None:
    qtbot.mouseClick(page.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def bars(page: TryItPage) -> list[tuple[str, float | None]]:
    model = page.findChild(ProbabilityBars, "probability_bars").model()
    indexes = [model.index(row) for row in range(model.rowCount())]
    return [(index.data(), index.data(SHARE_ROLE)) for index in indexes]


def tried(page: TryItPage) -> list[tuple[str, str]]:
    model = page.findChild(QListView, "tried_list").model()
    indexes = [model.index(row) for row in range(model.rowCount())]
    return [(index.data(), index.data(ANSWER_ROLE)) for index in indexes]


def answered(page: TryItPage, text: str, qtbot) -> None:
    """Wait until the bars show the answer to `text`."""
    expected = page.session.classifier.run
    predictor = Predictor.load(expected.model)
    prediction = predictor.predict([text])[0]
    wanted = sorted(zip(predictor.labels, prediction.probabilities, strict=True), key=lambda pair: -pair[1])
    qtbot.waitUntil(lambda: [label for label, _share in bars(page)] == [label for label, _share in wanted])
    qtbot.waitUntil(lambda: bars(page)[0][1] == pytest.approx(wanted[0][1], abs=1e-6))


def drag(kind: type[QDropEvent], path: Path) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    place = QPointF(20, 20) if kind is QDropEvent else QPoint(20, 20)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = kind(place, Qt.DropAction.CopyAction, data, buttons, keys)
    event.carried = data  # the event itself does not keep it
    return event


def test_typing_moves_every_label_and_names_the_best_one(page, qtbot):
    assert bars(page) == [("film", None), ("food", None), ("sport", None)]
    assert page.mark[0] == "ready"
    qtbot.keyClicks(box(page), "the actor had a good scene")
    answered(page, "the actor had a good scene", qtbot)
    shown = bars(page)
    assert shown[0][0] == "film"
    assert [share for _label, share in shown] == sorted((share for _label, share in shown), reverse=True)
    assert sum(share for _label, share in shown) == pytest.approx(1)
    assert text_of(page, "answer_label") == "Answer: film"
    words = {
        "sure": "sure",
        "fairly sure": "fairly sure",
        "close": "unsure: two labels are close",
        "faint": "unsure: no label stands out",
    }
    certainty = certainty_of([share for _label, share in shown])
    assert page.findChild(Badge, "certainty_badge").text == words[certainty]
    assert "answered in" in text_of(page, "answer_time_label")


def test_emptying_the_box_lets_the_bars_rest(page, qtbot):
    box(page).setPlainText("the soup had spice")
    answered(page, "the soup had spice", qtbot)
    box(page).clear()
    assert bars(page) == [("film", None), ("food", None), ("sport", None)]
    assert text_of(page, "answer_label") == "Type a text, and every label moves"
    assert not page.findChild(Badge, "certainty_badge").isVisible()


def test_characters_count_when_their_composition_ends(page, qtbot):
    typing = box(page)
    with qtbot.assertNotEmitted(page.session.classifier.answered, wait=200):
        QApplication.sendEvent(typing, QInputMethodEvent("zúqiú", []))
    assert not page.findChildren(QPushButton, "example_button")[0].isVisible()
    ended = QInputMethodEvent("", [])
    ended.setCommitString("足球 goal")
    QApplication.sendEvent(typing, ended)
    assert page.session.draft == "足球 goal"
    answered(page, "足球 goal", qtbot)


def test_a_text_that_is_too_long_says_how_much_of_it_is_read(page, qtbot):
    box(page).setPlainText("very " * 200 + "goal")
    predictor = Predictor.load(page.session.classifier.run.model)
    expected = f"Only the first {predictor.max_length} of 203 tokens are read."
    qtbot.waitUntil(lambda: text_of(page, "text_note_label") == expected)
    box(page).setPlainText("goal")
    qtbot.waitUntil(lambda: "Enter keeps the text" in text_of(page, "text_note_label"))


def test_a_pause_puts_the_text_on_the_list_and_going_on_replaces_it(page, qtbot):
    qtbot.keyClicks(box(page), "a goal")
    qtbot.waitUntil(lambda: [text for text, _answer in tried(page)] == ["a goal"], timeout=8000)
    assert page.mark[0] == "done"
    qtbot.keyClicks(box(page), " and a match")
    qtbot.waitUntil(lambda: [text for text, _answer in tried(page)] == ["a goal and a match"], timeout=8000)


def test_enter_keeps_a_text_at_once_and_only_once(page, qtbot):
    for text in ("a goal", "the soup", "a goal"):
        box(page).setPlainText(text)
        qtbot.keyClick(box(page), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda text=text: text in [entry for entry, _answer in tried(page)])
    assert box(page).toPlainText() == "a goal"
    assert [text for text, _answer in tried(page)] == ["the soup", "a goal"]
    answered(page, "a goal", qtbot)
    label, share = bars(page)[0]
    assert tried(page)[1][1] == f"{label} {share:.1%}"


def test_shift_and_enter_begin_a_new_line(page, qtbot):
    qtbot.keyClicks(box(page), "a goal")
    qtbot.keyClick(box(page), Qt.Key.Key_Return, SHIFT)
    assert box(page).toPlainText() == "a goal\n"
    assert tried(page) == []


def test_what_was_tried_comes_back_with_a_click_and_after_a_restart(page, qtbot, tmp_path):
    for text in ("a goal", "the soup"):
        box(page).setPlainText(text)
        qtbot.keyClick(box(page), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda text=text: bool(tried(page)) and tried(page)[0][0] == text)
    before = tried(page)
    entries = page.findChild(QListView, "tried_list")
    place = entries.visualRect(entries.model().index(1)).center()
    qtbot.mouseClick(entries.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert box(page).toPlainText() == "a goal"
    page.session.shut_down()

    later = Session(Preferences(tmp_path / "later.ini"))
    later.open_project(Project.open(page.session.project.folder))
    second = shown_page(later, qtbot)
    qtbot.waitUntil(lambda: tried(second) == before)
    click(second, "clear_tried_button", qtbot)
    assert tried(second) == []
    later.shut_down()
    third = Session(Preferences(tmp_path / "third.ini"))
    third.tried.show_project(page.session.project.folder)
    qtbot.waitUntil(lambda: not third.jobs.running)
    assert third.tried.entries == []
    third.shut_down()


def test_a_rebuilt_page_shows_what_was_typed(trained_session, qtbot):
    first = TryItPage(trained_session)
    first.show()
    qtbot.keyClicks(box(first), "the soup had spice")
    with qtbot.waitSignal(first.destroyed):
        first.deleteLater()
    again = shown_page(trained_session, qtbot)
    assert box(again).toPlainText() == "the soup had spice"
    qtbot.waitUntil(lambda: bars(again)[0][1] is not None)


def test_the_texts_to_try_are_validation_texts_and_one_click_tries_one(page, qtbot):
    offered = page.findChildren(QPushButton, "example_button")
    overview = page.session.data.overview
    validation = {overview.examples.texts[place] for place in overview.split.positions("validation")}
    assert len(offered) == 3
    assert {made.example for made in offered} <= validation
    chosen = offered[1].example
    qtbot.mouseClick(offered[1], Qt.MouseButton.LeftButton)
    assert box(page).toPlainText() == chosen
    assert not offered[1].isVisible()
    answered(page, chosen, qtbot)


def test_nothing_is_offered_from_data_that_the_classifier_did_not_learn_from(page, qtbot):
    page.session.change_data("split", split_seed=1)
    qtbot.waitUntil(lambda: not page.session.data.is_reading, timeout=30_000)
    assert page.findChildren(QPushButton, "example_button", Qt.FindChildOption.FindDirectChildrenOnly) == []
    assert [made for made in page.findChildren(QPushButton, "example_button") if made.isVisible()] == []


def test_a_classifier_of_pairs_shows_a_second_box_that_matters(session, pair_project, tmp_path, qtbot):
    session.open_project(pair_project.copy_to(tmp_path / "Pairs"))
    page = shown_page(session, qtbot)
    qtbot.waitUntil(
        lambda: session.classifier.state == "ready" and not session.data.is_reading, timeout=30_000
    )
    assert box(page, "try_text2").isVisible()
    box(page).setPlainText("the film 3")
    qtbot.waitUntil(lambda: bars(page)[0][1] is not None)
    first = dict(bars(page))
    box(page, "try_text2").setPlainText("a goal and a score")
    predictor = Predictor.load(session.classifier.run.model)
    (expected,) = predictor.predict(["the film 3"], ["a goal and a score"])
    wanted = dict(zip(predictor.labels, expected.probabilities, strict=True))
    qtbot.waitUntil(lambda: dict(bars(page)) == pytest.approx(wanted, abs=1e-6))
    assert wanted != pytest.approx(first, abs=1e-6)
    qtbot.keyClick(box(page, "try_text2"), Qt.Key.Key_Return)
    assert session.tried.entries[0].pair == "a goal and a score"
    box(page).clear()
    box(page, "try_text2").clear()
    offered = page.findChildren(QPushButton, "example_button")
    qtbot.mouseClick(offered[0], Qt.MouseButton.LeftButton)
    assert box(page, "try_text2").toPlainText() in [text for text, _topic in topic_rows(120)]

    again = shown_page(session, qtbot)
    assert box(again, "try_text2").toPlainText() == session.draft_pair != ""


class FolderOpener(QObject):
    """Stands where the system's file manager would."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(Path(url.toLocalFile()))


@pytest.fixture
def opener(qapp):
    opener = FolderOpener()
    QDesktopServices.setUrlHandler("file", opener, "open")
    yield opener
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def answer_dialogs(monkeypatch):
    """Has Qt's dialogs answer with paths, as a person would."""

    def answer(opened: Path | None = None, saved: Path | None = None) -> list[str]:
        proposed: list[str] = []

        def save(_parent, _title, start, *_rest, **_options):
            proposed.append(start)
            return str(saved or ""), ""

        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(opened or ""), ""))
        monkeypatch.setattr(QFileDialog, "getSaveFileName", save)
        return proposed

    return answer


def test_a_chosen_file_comes_back_sorted(page, answer_dialogs, opener, qtbot, tmp_path):
    texts = [text for text, _topic in topic_rows(150, seed=5)]
    source = write_rows(
        tmp_path / "messages.csv", [(text,) for text in texts] + [(" ",), ("a", "b")], ("text",)
    )
    target = tmp_path / "messages-sorted.csv"
    proposed = answer_dialogs(opened=source, saved=target)
    click(page, "predict_file_button", qtbot)
    assert proposed == [str(target)]
    qtbot.waitUntil(lambda: page.session.file_sorting.state == "done")
    with target.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    expected = Predictor.load(page.session.classifier.run.model).predict(texts)
    assert [row["prediction"] for row in rows[:-1]] == [answer.label for answer in expected]
    told = text_of(page, "sorted_file_label")
    assert told == (
        "151 rows are sorted in messages-sorted.csv. 1 row could not be read and is not in it. "
        "1 row has no text and no answer."
    )
    counts = text_of(page, "sorted_counts_label").replace("\u00a0", " ")
    for label in ("film", "food", "sport"):
        assert f"{label} {sum(answer.label == label for answer in expected)}" in counts
    click(page, "open_sorted_folder_button", qtbot)
    assert opener.opened == [tmp_path]
    click(page, "sort_another_button", qtbot)
    assert page.findChild(QPushButton, "predict_file_button").isVisible()


def test_a_file_without_the_column_asks_which_one_to_read(page, answer_dialogs, qtbot, tmp_path):
    source = write_rows(tmp_path / "in.csv", [("1", "the soup"), ("2", "a goal")], ("id", "message"))
    answer_dialogs(opened=source, saved=tmp_path / "out.csv")
    click(page, "predict_file_button", qtbot)
    qtbot.waitUntil(lambda: page.session.file_sorting.state == "failed")
    assert [card.message.text() for card in visible_errors(page)] == ["in.csv has no column “text”."]
    columns = page.findChild(QComboBox, "sorting_column_combo")
    assert [columns.itemText(number) for number in range(columns.count())] == ["id", "message"]
    assert not page.findChild(QPushButton, "sort_by_column_button").isEnabled()
    columns.setFocus()
    qtbot.keyClick(columns, Qt.Key.Key_Down)
    qtbot.keyClick(columns, Qt.Key.Key_Down)
    assert columns.currentText() == "message"
    columns.activated.emit(columns.currentIndex())
    click(page, "sort_by_column_button", qtbot)
    qtbot.waitUntil(lambda: page.session.file_sorting.state == "done")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        answers = [row["prediction"] for row in csv.DictReader(stream)]
    assert answers == [
        answer.label
        for answer in Predictor.load(page.session.classifier.run.model).predict(["the soup", "a goal"])
    ]


def visible_errors(page: TryItPage) -> list[ErrorCard]:
    return [card for card in page.findChildren(ErrorCard) if card.isVisible()]


def test_cancelling_is_answered_at_once_and_writes_nothing(page, answer_dialogs, qtbot, tmp_path):
    rows = [(f"{text} {number}",) for number, (text, _topic) in enumerate(topic_rows(3000))]
    source = write_rows(tmp_path / "large.csv", rows, ("text",))
    answer_dialogs(opened=source, saved=tmp_path / "out.csv")
    click(page, "predict_file_button", qtbot)
    qtbot.waitUntil(lambda: page.session.file_sorting.progress.share is not None)
    assert " of 3,000 rows, " in text_of(page, "sorting_progress_label")
    click(page, "cancel_sorting_button", qtbot)
    assert text_of(page, "sort_file_explanation") == "Cancelled. Nothing was written."
    click(page, "predict_file_button", qtbot)
    assert page.session.file_sorting.state == "working"
    click(page, "cancel_sorting_button", qtbot)
    qtbot.waitUntil(lambda: not page.session.jobs.running)
    assert not (tmp_path / "out.csv").exists()
    assert not list(tmp_path.glob("*.partial"))

    answer_dialogs(opened=write_rows(tmp_path / "small.csv", rows[:5], ("text",)), saved=tmp_path / "out.csv")
    click(page, "predict_file_button", qtbot)
    click(page, "cancel_sorting_button", qtbot)
    click(page, "predict_file_button", qtbot)
    qtbot.waitUntil(lambda: page.session.file_sorting.state == "done")
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) == 6


def test_a_file_can_be_dropped_anywhere_on_the_page_but_a_project_not(page, answer_dialogs, qtbot, tmp_path):
    source = write_rows(tmp_path / "in.csv", [("the soup",), ("a goal",)], ("text",))
    answer_dialogs(saved=tmp_path / "in-sorted.csv")
    project = drag(QDragEnterEvent, page.session.project.folder)
    project.ignore()
    page.dragEnterEvent(project)
    assert not project.isAccepted()
    over = drag(QDragEnterEvent, source)
    page.dragEnterEvent(over)
    assert over.isAccepted()
    assert not box(page).canInsertFromMimeData(over.mimeData())
    page.dropEvent(drag(QDropEvent, source))
    qtbot.waitUntil(lambda: page.session.file_sorting.state == "done")
    assert (tmp_path / "in-sorted.csv").is_file()


def test_the_saved_classifier_answers_a_bare_pipeline_as_the_page_does(
    page, answer_dialogs, opener, qtbot, tmp_path
):
    from transformers import pipeline

    target = tmp_path / "To take away"
    proposed = answer_dialogs(saved=target)
    click(page, "save_classifier_button", qtbot)
    assert Path(proposed[0]).name == "Topics classifier"
    qtbot.waitUntil(lambda: page.session.classifier_copy.state == "done")
    classify = pipeline("text-classification", str(target), truncation=True, top_k=None)
    for text in ("the actor had a good scene", "soup " * 300, "ünknown 漢字"):
        box(page).setPlainText(text)
        qtbot.waitUntil(lambda text=text: page.session.draft == text and bars(page)[0][1] is not None)
        theirs = {answer["label"]: answer["score"] for answer in classify([text])[0]}
        qtbot.waitUntil(lambda theirs=theirs: dict(bars(page)) == pytest.approx(theirs, abs=1e-5))
        assert text_of(page, "answer_label") == f"Answer: {max(theirs, key=theirs.get)}"
    click(page, "open_classifier_folder_button", qtbot)
    assert opener.opened == [target]

    click(page, "save_classifier_button", qtbot)
    qtbot.waitUntil(lambda: page.session.classifier_copy.state == "failed")
    assert [card.message.text() for card in visible_errors(page)] == [f"{target} is not empty."]


def test_without_a_classifier_the_page_leads_to_what_is_missing(session, topics_csv, qtbot):
    session.new_project()
    page = shown_page(session, qtbot)
    assert page.mark[0] == "to_do"
    qtbot.waitUntil(lambda: session.checkpoint.availability == "here")
    with qtbot.waitSignal(page.page_wanted) as wanted:
        click(page, "missing_step_button", qtbot)
    assert wanted.args == ["data"]
    session.open_file(topics_csv)
    qtbot.waitUntil(lambda: not session.blockers())
    with qtbot.waitSignal(page.page_wanted) as wanted:
        click(page, "missing_step_button", qtbot)
    assert wanted.args == ["training"]


def test_a_damaged_classifier_is_explained_and_can_be_loaded_again(session, trained_project, tmp_path, qtbot):
    project = trained_project.copy_to(tmp_path / "Topics")
    weights = project.runs()[0].model / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-1] + b"?")
    session.open_project(project)
    page = shown_page(session, qtbot)
    qtbot.waitUntil(lambda: session.classifier.state == "failed")
    assert page.mark[0] == "attention"
    (card,) = visible_errors(page)
    assert "is damaged (model.safetensors)" in card.message.text()
    weights.write_bytes(whole)
    click(page, "load_again_button", qtbot)
    qtbot.waitUntil(lambda: session.classifier.state == "ready")
    assert box(page).isVisible()


def test_the_page_says_which_classifier_it_is_and_leads_to_its_results(page, qtbot):
    assert text_of(page, "classifier_label") == "Run 1"
    accuracy = page.session.training.shown_history.ending.test_accuracy
    facts = text_of(page, "classifier_facts_label")
    assert facts == f"Standard · tiny-bert · {accuracy:.1%} of the test texts right"
    with qtbot.waitSignal(page.page_wanted) as wanted:
        click(page, "see_results_button", qtbot)
    assert wanted.args == ["results"]


def test_waiting_is_told_only_when_it_takes_longer_than_a_moment(qtbot):
    from guitune.gui.widgets.answer_card import AnswerCard

    card = AnswerCard()
    qtbot.addWidget(card)
    card.wait(patiently=True)
    heading = card.findChild(QLabel, "answer_label")
    assert heading.text() == ""
    card.resize(600, 300)
    card.show()
    qtbot.waitUntil(lambda: heading.text() == "Loading the classifier...")
    card.wait(patiently=True)
    card.rest(("one", "two"))
    with qtbot.assertNotEmitted(card._patience.timeout, wait=400):
        assert heading.text() == "Type a text, and every label moves"


@pytest.mark.parametrize("count", [2, 77])
def test_any_number_of_labels_can_be_read(qtbot, count):
    widget = ProbabilityBars()
    qtbot.addWidget(widget)
    labels = [f"label number {number} with a long name indeed" for number in range(count)]
    weights = list(range(1, count + 1))
    widget.resize(700, 320)
    widget.show()
    widget.show_probabilities(labels, [weight / sum(weights) for weight in weights])
    first, last = widget.model().index(0), widget.model().index(count - 1)
    assert first.data() == labels[-1]
    assert widget.visualRect(first).top() == 0
    assert widget.visualRect(first).height() >= 30
    assert widget.horizontalScrollBar().maximum() == 0
    widget.scrollTo(last)
    assert widget.viewport().rect().contains(widget.visualRect(last))
    assert last.data(Qt.ItemDataRole.AccessibleTextRole) == f"{labels[0]}: {1 / sum(weights):.1%}"
