"""Downloading a checkpoint from a hub, against a stand-in hub on this computer."""

import hashlib
import json
import random
import socket
import time

import pytest

from guitune.core.errors import DownloadError
from guitune.core.modeling import download
from guitune.core.modeling.download import DownloadCancelled, download_checkpoint, downloaded_folder

from .standin_hub import StandinHub

MODEL, FOLDER = "owner/tiny-model", "owner--tiny-model"
WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"
SHARDS = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
SMALL_FILES = {
    "config.json": b'{"model_type": "bert"}',
    "tokenizer.json": b'{"version": "1.0"}',
    "tokenizer_config.json": b"{}",
    "vocab.txt": b"[PAD]\n[UNK]\n",
    "README.md": "# A tiny model, 模型\n".encode(),
    "LICENSE": b"free",
}
FILES = SMALL_FILES | {WEIGHTS: random.Random(1).randbytes(3_000_000)}
SHARDED_FILES = SMALL_FILES | {INDEX: json.dumps({"weight_map": dict(enumerate(SHARDS))}).encode()}
SHARDED_FILES |= {name: name.encode() * 1000 for name in SHARDS}


@pytest.fixture
def hub(monkeypatch):
    with StandinHub() as hub:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


@pytest.fixture
def silent_port(monkeypatch):
    """A hub that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.getsockname()[1]}")
        yield server


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(download, "PATIENCE_SECONDS", 0.5)


def fetch(folder):
    return list(download_checkpoint(MODEL, folder))


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "source.json"}


def failure(folder, hub_id=MODEL):
    """The error of a download that must fail and leave nothing behind."""
    with pytest.raises(DownloadError) as caught:
        list(download_checkpoint(hub_id, folder))
    assert list(folder.iterdir()) == []
    assert downloaded_folder(hub_id, folder) is None
    assert "Traceback" not in caught.value.message + caught.value.hint
    return caught.value


def test_complete_download_equals_the_files_on_the_hub(hub, tmp_path):
    unwanted = {"pytorch_model.bin": b"x", "onnx/model.onnx": b"x", "modeling.py": b"x"}
    repository = hub.add_repository(MODEL, FILES | unwanted)
    fetch(tmp_path)
    folder = downloaded_folder(MODEL, tmp_path)
    assert folder == tmp_path / FOLDER
    assert contents(folder) == FILES
    source = json.loads((folder / "source.json").read_text("utf-8"))
    assert (source["hub_id"], source["commit"]) == (MODEL, repository.commit)
    assert source["files"] == {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}
    assert list(tmp_path.iterdir()) == [folder]


def test_progress_grows_until_everything_has_arrived(hub, tmp_path):
    hub.add_repository(MODEL, FILES, chunk_pause=0.02)
    progress = fetch(tmp_path)
    received = [step.received_bytes for step in progress]
    assert received == sorted(received)
    assert len(received) > 2
    assert {step.total_bytes for step in progress} == {sum(map(len, FILES.values()))} == {received[-1]}
    assert (progress[0].seconds_left, progress[-1].seconds_left) == (None, 0)


def test_weights_in_several_files_are_all_downloaded(hub, tmp_path):
    hub.add_repository(MODEL, SHARDED_FILES)
    fetch(tmp_path)
    assert contents(tmp_path / FOLDER) == SHARDED_FILES


def test_complete_model_is_not_downloaded_again(hub, tmp_path):
    hub.add_repository(MODEL, FILES)
    fetch(tmp_path)
    hub.requests.clear()
    assert fetch(tmp_path) == []
    assert hub.requests == []


def test_remains_of_an_earlier_download_are_removed(hub, tmp_path):
    hub.add_repository(MODEL, FILES)
    stale = tmp_path / f"{FOLDER}.partial"
    stale.mkdir()
    (stale / "old.txt").write_bytes(b"old")
    fetch(tmp_path)
    assert contents(tmp_path / FOLDER) == FILES
    assert not stale.exists()


def test_access_token_of_the_person_is_never_sent(hub, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_abcdefghijkLMNOP1234")
    hub.add_repository(MODEL, FILES)
    fetch(tmp_path)
    assert hub.requests
    assert not [request for request in hub.requests if "authorization" in str(request).lower()]


def test_no_connection_is_explained_within_seconds(silent_port, tmp_path):
    silent_port.close()
    started = time.monotonic()
    error = failure(tmp_path)
    assert time.monotonic() - started < 10
    assert error.message == (
        "GuiTune could not reach the model hub: there is no internet connection, or it is blocked."
    )
    assert error.hint == "Check the connection, or choose a model that is already on this computer."
    assert error.details


def test_hub_that_never_answers_counts_as_no_connection(silent_port, tmp_path, impatient):
    assert "could not reach the model hub" in failure(tmp_path).message


def test_unknown_model_is_not_found(hub, tmp_path):
    assert "There is no model called owner/tiny-model on the model hub" in failure(tmp_path).message


@pytest.mark.parametrize(
    ("files", "behaviour", "reason"),
    [
        (SMALL_FILES | {"pytorch_model.bin": b"x"}, {}, "(pickle) can run hidden programs"),
        ({"config.json": b"{}", WEIGHTS: b"x"}, {}, "no fast tokenizer"),
        ({"tokenizer.json": b"{}", WEIGHTS: b"x"}, {}, "not a complete model"),
        (FILES | {"config.json": b"not json"}, {}, "not a complete model"),
        (FILES | {"config.json": b'{"auto_map": {"AutoModel": "own.Model"}}'}, {}, "own program code"),
        ({name: SHARDED_FILES[name] for name in [*SMALL_FILES, INDEX, SHARDS[0]]}, {}, "not a complete"),
        (FILES, {"private": True}, "or it is private."),
        (FILES, {"gated": True}, "only to people who log in and have been granted access."),
        (FILES, {"status": 403}, "only to people who log in and have been granted access."),
        (FILES, {"status": 429}, "overloaded or out of order"),
        (FILES, {"status": 503}, "overloaded or out of order"),
        (FILES, {"status": 418}, "an unexpected problem"),
        (FILES, {"sizes": {WEIGHTS: 10**18}}, "the disk: owner/tiny-model needs 1100000000.0 GB."),
    ],
)
def test_unusable_model_is_refused_before_any_weights_are_requested(hub, tmp_path, files, behaviour, reason):
    hub.add_repository(MODEL, files, **behaviour)
    assert reason in failure(tmp_path).message
    assert hub.requested_files() <= {"config.json", INDEX}


@pytest.mark.parametrize(
    "behaviour",
    [
        {"faults": {WEIGHTS: "corrupt"}},
        {"faults": {"tokenizer.json": "corrupt"}},
        {"sizes": {WEIGHTS: 2_999_999}},
        {"sizes": {WEIGHTS: 3_000_001}},
    ],
)
def test_file_that_differs_from_the_one_announced_is_damaged(hub, tmp_path, behaviour):
    hub.add_repository(MODEL, FILES, **behaviour)
    assert "arrived damaged" in failure(tmp_path).message


def test_transfer_that_always_breaks_off_is_an_error(hub, tmp_path, impatient):
    hub.add_repository(MODEL, FILES, faults={WEIGHTS: "cut"})
    assert "broke off during the download" in failure(tmp_path).message


def test_transfer_that_breaks_off_once_is_continued(hub, tmp_path, impatient):
    hub.add_repository(MODEL, FILES, faults={WEIGHTS: "cut once"})
    progress = fetch(tmp_path)
    assert contents(tmp_path / FOLDER) == FILES
    assert progress[-1].received_bytes == progress[-1].total_bytes
    assert "bytes=1500000-" in [request.headers.get("Range") for request in hub.requests]


def test_details_of_an_error_reveal_no_access_token(hub, tmp_path):
    hub.add_repository(MODEL, {}, status=500, message="no luck with hf_abcdefghijkLMNOP1234 today")
    assert "no luck with hf_[…] today" in failure(tmp_path).details


def test_crash_of_the_child_is_explained_and_its_reason_kept(hub, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_DOWNLOAD_TIMEOUT", "not a number")
    error = failure(tmp_path)
    assert error.message == "The download of owner/tiny-model stopped because of an unexpected problem."
    assert "not a number" in error.details
    assert error.details.endswith("exit status 1")


def test_folder_that_cannot_be_written_is_explained(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DownloadError, match="could not save owner/tiny-model in the folder"):
        fetch(tmp_path / "file" / "models")


def test_cancelling_while_the_hub_stalls_ends_the_child_and_can_be_followed_by_a_download(hub, tmp_path):
    repository = hub.add_repository(MODEL, FILES, faults={WEIGHTS: "stall"})
    asked_after_stall = []

    def cancelled():
        if hub.stalled.is_set():
            asked_after_stall.append(time.monotonic())
        return bool(asked_after_stall)

    with pytest.raises(DownloadCancelled):
        list(download_checkpoint(MODEL, tmp_path, cancelled))
    assert time.monotonic() - asked_after_stall[0] < 1
    assert hub.client_gone.wait(5)
    assert list(tmp_path.iterdir()) == []
    repository.faults.clear()
    fetch(tmp_path)
    assert contents(tmp_path / FOLDER) == FILES


def test_cancel_is_noticed_before_anything_has_arrived(silent_port, tmp_path):
    started = time.monotonic()
    with pytest.raises(DownloadCancelled):
        list(download_checkpoint(MODEL, tmp_path, lambda: True))
    assert time.monotonic() - started < 1
    assert list(tmp_path.iterdir()) == []


def test_closing_the_generator_ends_the_child(hub, tmp_path):
    hub.add_repository(MODEL, FILES, faults={WEIGHTS: "stall"})
    progress = download_checkpoint(MODEL, tmp_path)
    next(progress)
    assert hub.stalled.wait(60)
    progress.close()
    assert hub.client_gone.wait(5)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "hub_id",
    [
        "",
        "..",
        "../secret",
        "a/../b",
        "a/b/c",
        "/etc",
        "a\\b",
        "a b",
        "a/b\n",
        "-x/y",
        "https://hub/a",
        "模型/a",
    ],
)
def test_name_that_no_model_can_have_is_refused_without_a_request(hub, tmp_path, hub_id):
    assert "is not the name of a model" in failure(tmp_path, hub_id).message
    assert hub.requests == []


def test_folder_without_a_complete_download_is_neither_offered_nor_touched(hub, tmp_path):
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "config.json").write_bytes(b"mine")
    assert downloaded_folder(MODEL, tmp_path) is None
    with pytest.raises(DownloadError, match="is in the way"):
        fetch(tmp_path)
    assert contents(folder) == {"config.json": b"mine"}
    assert hub.requests == []


def test_downloaded_model_that_lost_a_file_is_not_offered(hub, tmp_path):
    hub.add_repository(MODEL, FILES)
    fetch(tmp_path)
    (tmp_path / FOLDER / "tokenizer.json").unlink()
    assert downloaded_folder(MODEL, tmp_path) is None
