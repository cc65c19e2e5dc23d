"""The Model page, clicked through against real checkpoints and the stand-in hub."""

import json
import shutil
import socket
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QTableView
from shiboken6 import isValid

from guitune.core.config import BUNDLED_CHECKPOINT
from guitune.core.modeling import download
from guitune.core.modeling.catalog import CATALOG
from guitune.core.modeling.checkpoints import models_folder
from guitune.gui.pages.model import ModelPage

from ..conftest import write_rows
from ..standin_hub import StandinHub

DISTILBERT, BERT = CATALOG[1], CATALOG[2]
FILES_COLUMN, TIME_COLUMN, NOTE_COLUMN = 4, 6, 7


@pytest.fixture
def hub(monkeypatch):
    with StandinHub() as hub:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


@pytest.fixture
def page(session, qtbot) -> ModelPage:
    session.new_project()
    return shown(session, qtbot)


def shown(session, qtbot) -> ModelPage:
    """A new page that has looked around."""
    page = ModelPage(session)
    qtbot.addWidget(page)
    page.resize(1280, 690)
    page.show()
    settled(session, qtbot)
    return page


def settled(session, qtbot) -> None:
    """Wait until nothing runs in the background and all was told."""
    qtbot.waitUntil(lambda: not session.jobs.running and session.is_saved)
    QApplication.processEvents()


def files_of(checkpoint: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in checkpoint.iterdir() if path.is_file()}


def table(page) -> QTableView:
    return page.findChild(QTableView, "model_list")


def cells(page, column: int) -> dict[str, str]:
    """What a column shows, by the models' titles."""
    model = table(page).model()
    return {model.index(row, 1).data(): model.index(row, column).data() for row in range(model.rowCount())}


def text(page, name: str) -> str:
    return page.findChild(QLabel, name).text()


def is_visible(page, name: str) -> bool:
    return page.findChild(QPushButton, name).isVisible()


def press(page, qtbot, name: str) -> None:
    found = page.findChild(QPushButton, name)
    assert found.isVisible()
    assert found.isEnabled()
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def click_row(page, qtbot, title: str) -> None:
    view = table(page)
    row = list(cells(page, 1)).index(title)
    index = view.model().index(row, 1)
    view.scrollTo(index)
    place = view.visualRect(index).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def chosen_titles(page) -> list[str]:
    model = table(page).model()
    marks = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
    return [title for title, mark in zip(cells(page, 1), marks, strict=True) if mark == "Chosen"]


def test_the_bundled_model_is_chosen_recommended_and_ready_from_the_start(page, session):
    assert chosen_titles(page) == ["MiniLM-L6"]
    assert cells(page, NOTE_COLUMN)["MiniLM-L6"] == "Recommended"
    assert [title for title, cell in cells(page, FILES_COLUMN).items() if cell == "On this computer"] == [
        "MiniLM-L6"
    ]
    assert page.mark == ("ready", "The model is on this computer.")
    assert len(cells(page, 1)) == len(CATALOG)


def test_clicking_a_row_chooses_the_model_and_shows_what_it_is(page, session, qtbot):
    click_row(page, qtbot, "BERT base")
    assert session.config.model.checkpoint == BERT.name
    settled(session, qtbot)
    assert chosen_titles(page) == ["BERT base"]
    assert text(page, "model_title_label") == "BERT base"
    assert text(page, "licence_label") == "Apache 2.0"
    assert text(page, "longest_text_label") == "512 tokens"
    assert text(page, "bad_at_label").startswith("Bad at: other languages, and capital letters")
    assert BERT.gathered.isoformat() in text(page, "model_source_label")
    assert "must be downloaded" in page.mark[1]
    session.undo_stack.undo()
    assert chosen_titles(page) == ["MiniLM-L6"]
    assert text(page, "model_title_label") == "MiniLM-L6"


def test_the_arrow_keys_choose_where_they_rest_and_enter_chooses_at_once(page, session, qtbot):
    table(page).setFocus()
    qtbot.keyClick(table(page), Qt.Key.Key_Down)
    qtbot.keyClick(table(page), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: session.config.model.checkpoint == BERT.name)
    assert session.undo_stack.count() == 1
    qtbot.keyClick(table(page), Qt.Key.Key_Up)
    qtbot.keyClick(table(page), Qt.Key.Key_Return)
    assert session.config.model.checkpoint == DISTILBERT.name
    settled(session, qtbot)


def test_without_data_the_times_ask_for_a_file_and_lead_there(page, qtbot):
    assert set(cells(page, TIME_COLUMN).values()) == {"–"}
    assert text(page, "training_time_label") == "open a file to see"
    with qtbot.waitSignal(page.page_wanted) as wanted:
        press(page, qtbot, "open_data_button")
    assert wanted.args == ["data"]


def test_with_data_every_model_has_its_time_and_settings_change_it(page, session, topics_csv, qtbot):
    session.open_file(topics_csv)
    settled(session, qtbot)
    times = cells(page, TIME_COLUMN)
    assert times["MiniLM-L6"] == "under 1 min"
    assert times["BERT base"].endswith(" min")
    assert text(page, "training_time_label") == "under 1 min"
    assert " of " in text(page, "memory_label")
    session.change_setting("num_epochs", "900")
    QApplication.processEvents()
    assert int(cells(page, TIME_COLUMN)["BERT base"].removesuffix(" min")) > 30
    settled(session, qtbot)


def test_a_faster_computer_than_expected_shortens_the_times(page, session, topics_csv, qtbot):
    session.change_setting("num_epochs", "900")
    session.open_file(topics_csv)
    settled(session, qtbot)
    before = cells(page, TIME_COLUMN)["BERT base"]
    session.preferences.training_speed = 1e13
    session.forecast.changed.emit()
    assert cells(page, TIME_COLUMN)["BERT base"] != before


def test_chinese_texts_bring_a_chinese_model_to_the_top(page, session, tmp_path, qtbot):
    words = "包裹退款物流客服订单发票地址时间"
    rows = [
        (f"我的{words[n % 16]}{words[(n * 7 + 3) % 16]}还没有到", "物流" if n % 2 else "退款")
        for n in range(60)
    ]
    session.open_file(write_rows(tmp_path / "中文.csv", rows, ("文本", "类别")))
    settled(session, qtbot)
    assert next(iter(cells(page, 1))) == "BGE small Chinese"
    assert text(page, "recommendation_label").startswith("Your texts are mostly Chinese:")
    press(page, qtbot, "take_recommended_button")
    assert session.config.model.checkpoint == "BAAI/bge-small-zh-v1.5"
    assert not is_visible(page, "take_recommended_button")
    settled(session, qtbot)


def test_searching_keeps_what_fits_and_turns_into_a_name_of_the_hub(page, session, qtbot):
    search = page.findChild(QLineEdit, "model_search")
    qtbot.keyClicks(search, "chinese")
    assert list(cells(page, 1)) == ["BGE small Chinese", "BERT Chinese"]
    search.clear()
    qtbot.keyClicks(search, "camembert")
    assert not table(page).isVisible()
    assert "camembert" in text(page, "nothing_found_label")
    press(page, qtbot, "take_as_hub_id_button")
    assert page.findChild(QLineEdit, "hub_id_field").text() == "camembert"
    assert len(cells(page, 1)) == len(CATALOG)
    assert session.config.model.checkpoint == BUNDLED_CHECKPOINT


def test_a_chosen_model_is_downloaded_and_then_ready(page, session, hub, tiny_checkpoint, qtbot):
    hub.add_repository(DISTILBERT.hub_id, files_of(tiny_checkpoint))
    click_row(page, qtbot, "DistilBERT")
    settled(session, qtbot)
    assert hub.requests == []
    assert page.findChild(QPushButton, "download_button").text() == "Download (268.4 MB)"
    press(page, qtbot, "download_button")
    assert page.mark[0] == "running"
    assert cells(page, FILES_COLUMN)["DistilBERT"] == "Downloading"
    assert not is_visible(page, "download_button")
    qtbot.waitUntil(lambda: session.checkpoint.availability == "here", timeout=30_000)
    settled(session, qtbot)
    assert cells(page, FILES_COLUMN)["DistilBERT"] == "On this computer"
    assert text(page, "availability_label") == "On this computer, checked"
    assert not is_visible(page, "cancel_download_button")
    assert [blocker.page for blocker in session.blockers()] == ["data"]


def test_a_download_tells_how_far_it_is_and_cancel_answers_at_once(
    page, session, hub, tiny_checkpoint, qtbot
):
    large = files_of(tiny_checkpoint) | {"model.safetensors": bytes(3_000_000)}
    hub.add_repository(DISTILBERT.hub_id, large, chunk_pause=0.2)
    click_row(page, qtbot, "DistilBERT")
    settled(session, qtbot)
    press(page, qtbot, "download_button")
    qtbot.waitUntil(lambda: " left" in text(page, "download_progress_label"), timeout=30_000)
    assert " of 3.0 MB, " in text(page, "download_progress_label")
    pressed = time.monotonic()
    press(page, qtbot, "cancel_download_button")
    assert text(page, "download_progress_label") == "Cancelling..."
    assert time.monotonic() - pressed < 0.2
    qtbot.waitUntil(lambda: session.checkpoint.download is None, timeout=3_000)
    settled(session, qtbot)
    assert list(models_folder().iterdir()) == []
    assert is_visible(page, "download_button")
    assert not page.findChild(QLabel, "error_message").isVisible()


def test_a_page_that_is_made_anew_takes_over_the_running_download(session, hub, tiny_checkpoint, qtbot):
    session.new_project()
    page = ModelPage(session)
    page.show()
    large = files_of(tiny_checkpoint) | {"model.safetensors": bytes(3_000_000)}
    hub.add_repository(DISTILBERT.hub_id, large, chunk_pause=0.2)
    click_row(page, qtbot, "DistilBERT")
    settled(session, qtbot)
    press(page, qtbot, "download_button")
    qtbot.waitUntil(lambda: (session.checkpoint.download.progress.share or 0) > 0.1, timeout=30_000)
    page.deleteLater()
    QApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)
    assert not isValid(page)
    again = ModelPage(session)
    qtbot.addWidget(again)
    again.show()
    assert " of 3.0 MB" in text(again, "download_progress_label")
    press(again, qtbot, "cancel_download_button")
    qtbot.waitUntil(lambda: session.checkpoint.download is None, timeout=3_000)
    settled(session, qtbot)
    assert is_visible(again, "download_button")


def test_without_a_connection_the_page_says_so_and_tries_again(
    page, session, tiny_checkpoint, monkeypatch, qtbot
):
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.getsockname()[1]}")
    monkeypatch.setattr(download, "PATIENCE_SECONDS", 2.0)
    click_row(page, qtbot, "DistilBERT")
    settled(session, qtbot)
    press(page, qtbot, "download_button")
    qtbot.waitUntil(lambda: session.checkpoint.error is not None, timeout=30_000)
    assert "could not reach the model hub" in text(page, "error_message")
    assert "Check the connection" in text(page, "error_hint")
    assert page.mark[0] == "attention"
    with StandinHub() as hub:
        hub.add_repository(DISTILBERT.hub_id, files_of(tiny_checkpoint))
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        press(page, qtbot, "download_again_button")
        qtbot.waitUntil(lambda: session.checkpoint.availability == "here", timeout=30_000)
    settled(session, qtbot)
    assert not page.findChild(QLabel, "error_message").isVisible()


def test_a_model_that_needs_a_login_is_explained_and_the_message_can_be_dismissed(
    page, session, hub, tiny_checkpoint, qtbot
):
    hub.add_repository(BERT.hub_id, files_of(tiny_checkpoint), gated=True)
    click_row(page, qtbot, "BERT base")
    settled(session, qtbot)
    press(page, qtbot, "download_button")
    qtbot.waitUntil(lambda: session.checkpoint.error is not None, timeout=30_000)
    assert "only to people who log in" in text(page, "error_message")
    press(page, qtbot, "dismiss_error_button")
    assert not page.findChild(QLabel, "error_message").isVisible()
    settled(session, qtbot)


def test_a_name_of_the_hub_is_downloaded_listed_and_chosen(page, session, hub, tiny_checkpoint, qtbot):
    hub.add_repository("someone/tiny", files_of(tiny_checkpoint))
    field = page.findChild(QLineEdit, "hub_id_field")
    assert not page.findChild(QPushButton, "hub_download_button").isEnabled()
    qtbot.keyClicks(field, "someone/tiny")
    press(page, qtbot, "hub_download_button")
    assert session.config.model.checkpoint == BUNDLED_CHECKPOINT
    qtbot.waitUntil(lambda: session.config.model.checkpoint == "someone/tiny", timeout=30_000)
    settled(session, qtbot)
    assert chosen_titles(page) == ["someone/tiny"]
    session.change_checkpoint(BUNDLED_CHECKPOINT)
    settled(session, qtbot)
    again = shown(session, qtbot)
    assert cells(again, FILES_COLUMN)["someone/tiny"] == "On this computer"


def test_a_name_that_the_hub_does_not_know_changes_nothing(page, session, hub, qtbot):
    qtbot.keyClicks(page.findChild(QLineEdit, "hub_id_field"), "someone/nothing")
    qtbot.keyClick(page.findChild(QLineEdit, "hub_id_field"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.checkpoint.error is not None, timeout=30_000)
    assert "There is no model called someone/nothing" in text(page, "error_message")
    assert session.config.model.checkpoint == BUNDLED_CHECKPOINT
    settled(session, qtbot)


def test_a_download_of_a_kind_that_cannot_be_trained_is_not_chosen(
    page, session, hub, tiny_checkpoint, qtbot
):
    files = files_of(tiny_checkpoint) | {"config.json": b'{"model_type": "t5"}'}
    hub.add_repository("someone/t5", files)
    qtbot.keyClicks(page.findChild(QLineEdit, "hub_id_field"), "someone/t5")
    press(page, qtbot, "hub_download_button")
    qtbot.waitUntil(lambda: session.checkpoint.error is not None, timeout=30_000)
    assert "of the kind “t5”" in text(page, "error_message")
    settled(session, qtbot)
    assert chosen_titles(page) == ["MiniLM-L6"]
    assert "someone/t5" not in cells(page, 1)


def test_another_choice_during_a_download_is_kept(page, session, hub, tiny_checkpoint, qtbot):
    hub.add_repository("someone/tiny", files_of(tiny_checkpoint), chunk_pause=0.3)
    qtbot.keyClicks(page.findChild(QLineEdit, "hub_id_field"), "someone/tiny")
    press(page, qtbot, "hub_download_button")
    click_row(page, qtbot, "DistilBERT")
    qtbot.waitUntil(lambda: session.checkpoint.download is None, timeout=30_000)
    settled(session, qtbot)
    assert session.config.model.checkpoint == DISTILBERT.name
    assert cells(page, FILES_COLUMN)["someone/tiny"] == "On this computer"


def use_folder(page, qtbot, monkeypatch, folder: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(folder))
    press(page, qtbot, "model_folder_button")


def test_a_folder_with_a_model_is_listed_chosen_and_remembered(
    page, session, tiny_checkpoint, monkeypatch, tmp_path, qtbot
):
    folder = shutil.copytree(
        tiny_checkpoint, tmp_path / "A <b>model</b> of mine with a name of forty letters"
    )
    use_folder(page, qtbot, monkeypatch, folder)
    qtbot.waitUntil(lambda: session.config.model.checkpoint == str(folder))
    settled(session, qtbot)
    assert chosen_titles(page) == [folder.name]
    assert text(page, "model_title_label") == folder.name
    assert text(page, "longest_text_label") == "64 tokens"
    click_row(page, qtbot, "MiniLM-L6")
    settled(session, qtbot)
    assert folder.name in cells(shown(session, qtbot), 1)


@pytest.mark.parametrize(
    ("files", "sentence", "hint"),
    [
        ({}, "holds no model: there is no config.json in it", "Choose the folder that holds config.json"),
        (
            {"config.json": b'{"model_type": "bert"}', "pytorch_model.bin": b"x"},
            "holds its weights only in an old format (pickle), which can run hidden programs",
            "Choose a model that has a model.safetensors file",
        ),
    ],
)
def test_a_folder_that_cannot_be_used_is_explained_and_the_choice_stays(
    page, session, monkeypatch, tmp_path, qtbot, files, sentence, hint
):
    folder = tmp_path / "not a model"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    use_folder(page, qtbot, monkeypatch, folder)
    qtbot.waitUntil(lambda: session.checkpoint.error is not None)
    assert sentence in text(page, "error_message")
    assert hint in text(page, "error_hint")
    assert is_visible(page, "other_folder_button")
    settled(session, qtbot)
    assert chosen_titles(page) == ["MiniLM-L6"]
    assert [blocker.page for blocker in session.blockers()] == ["data"]


def dropped(page, folder: Path) -> bool:
    """Drop a folder on the page; whether the page took it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys)
    enter.ignore()
    QApplication.sendEvent(page, enter)
    if enter.isAccepted():
        drop = QDropEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys)
        QApplication.sendEvent(page, drop)
    return enter.isAccepted()


def test_a_folder_can_be_dropped_and_a_project_is_left_to_the_window(
    page, session, tiny_checkpoint, tmp_path, qtbot
):
    project = tmp_path / "Project"
    project.mkdir()
    (project / "project.json").write_text("{}")
    assert not dropped(page, project)
    assert dropped(page, tiny_checkpoint)
    qtbot.waitUntil(lambda: session.config.model.checkpoint == str(tiny_checkpoint))
    settled(session, qtbot)
    assert chosen_titles(page) == [tiny_checkpoint.name]


def test_a_project_whose_folder_is_gone_offers_the_bundled_model(page, session, tmp_path, qtbot):
    session.change_checkpoint(str(tmp_path / "gone"))
    settled(session, qtbot)
    assert "There is no folder" in text(page, "error_message")
    assert page.mark[0] == "attention"
    press(page, qtbot, "take_bundled_button")
    settled(session, qtbot)
    assert page.mark[0] == "ready"
    assert not page.findChild(QLabel, "error_message").isVisible()


def test_every_control_can_be_reached_with_the_tab_key_in_reading_order(page, session, qtbot):
    click_row(page, qtbot, "BERT base")
    settled(session, qtbot)
    start = page.findChild(QLineEdit, "model_search")
    start.setFocus()
    passed = []
    for _step in range(12):
        passed.append(QApplication.focusWidget().objectName())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    wanted = ["model_search", "model_folder_button", "take_recommended_button", "model_list", "hub_id_field"]
    wanted.append("download_button")
    places = [passed.index(name) for name in wanted]
    assert places == sorted(places)


def test_a_download_that_was_stored_elsewhere_is_not_taken_for_one(page, session, tiny_checkpoint, qtbot):
    folder = models_folder() / "other--name"
    shutil.copytree(tiny_checkpoint, folder)
    files = {path.name: "" for path in folder.iterdir()}
    (folder / "source.json").write_text(json.dumps({"hub_id": "someone/tiny", "files": files}))
    assert "someone/tiny" not in cells(shown(session, qtbot), 1)
