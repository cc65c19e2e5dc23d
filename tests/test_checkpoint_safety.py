import json
import shutil
from pathlib import Path

import pytest

from guitune.core.errors import CheckpointError
from guitune.core.modeling import checkpoints
from guitune.core.modeling.checkpoints import bundled_checkpoint, find_checkpoint, open_checkpoint


@pytest.fixture
def folder(tiny_checkpoint: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_checkpoint, tmp_path / "model"))


def refusal(folder: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        find_checkpoint(str(folder))
    assert caught.value.hint
    return caught.value.message


def edit_config(folder: Path, **changes) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **changes}))


def test_a_sound_folder_is_accepted_with_its_kind(folder):
    assert find_checkpoint(str(folder)).model_type == "bert"


def test_an_empty_folder_is_said_to_hold_no_model(tmp_path):
    assert "there is no config.json in it" in refusal(tmp_path)


def test_a_file_is_not_taken_for_a_folder(folder):
    assert "There is no folder" in refusal(folder / "config.json")


def test_pickled_weights_are_refused_with_the_reason_and_not_opened(folder):
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04cos\nsystem\n(S'touch hacked'\ntR.")
    assert "which can run hidden programs" in refusal(folder)


def test_a_pickle_beside_safetensors_is_ignored(folder):
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04")
    assert find_checkpoint(str(folder)) is not None


def test_a_model_that_brings_its_own_code_is_refused(folder):
    edit_config(folder, auto_map={"AutoModel": "modeling_evil.Evil"})
    assert "asks to run program code of its own" in refusal(folder)


def test_an_unknown_architecture_is_refused_and_the_known_ones_named(folder):
    edit_config(folder, model_type="clip")
    with pytest.raises(CheckpointError) as caught:
        find_checkpoint(str(folder))
    assert "“clip”" in caught.value.message
    assert "distilbert" in caught.value.hint


def test_a_missing_fast_tokenizer_is_named(folder):
    (folder / "tokenizer.json").unlink()
    assert "no fast tokenizer" in refusal(folder)


def test_missing_weights_are_named(folder):
    (folder / "model.safetensors").unlink()
    assert "holds no weights" in refusal(folder)


def test_a_missing_shard_is_named(folder):
    (folder / "model.safetensors").unlink()
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    assert "model-00001-of-00002.safetensors is missing" in refusal(folder)


def test_a_shard_outside_the_folder_is_refused(folder):
    (folder / "model.safetensors").rename(folder.parent / "outside.safetensors")
    index = {"weight_map": {"a": "../outside.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    assert "is incomplete" in refusal(folder)


def test_a_link_out_of_the_folder_is_refused(folder):
    outside = folder.parent / "secret.json"
    outside.write_text("{}")
    (folder / "extra.json").symlink_to(outside)
    assert "links to a file outside its folder (extra.json)" in refusal(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00\x01"])
def test_a_broken_config_is_explained(folder, text):
    (folder / "config.json").write_text(text)
    assert "config.json" in refusal(folder)


def test_broken_weights_are_explained_when_loaded(folder):
    from guitune.core.modeling.classifier import load_classifier

    (folder / "model.safetensors").write_bytes(b"\x00" * 100)
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        load_classifier(folder)


def test_a_broken_tokenizer_is_explained_when_loaded(folder):
    from guitune.core.modeling.classifier import load_tokenizer

    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(CheckpointError, match="tokenizer"):
        load_tokenizer(folder)


def test_a_name_that_is_nowhere_is_not_found(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert find_checkpoint("nobody/nothing") is None


@pytest.mark.bundled
def test_the_bundled_checkpoint_is_sound_and_does_not_pad_on_its_own():
    from guitune.core.modeling.classifier import load_tokenizer

    checkpoint = bundled_checkpoint()
    assert open_checkpoint(checkpoint.folder, "bundled").model_type == "bert"
    assert len(load_tokenizer(checkpoint.folder)("hello")["input_ids"]) == 3


@pytest.mark.bundled
def test_a_bundled_checkpoint_with_other_bytes_is_refused(monkeypatch):
    monkeypatch.setitem(checkpoints._BUNDLED_SHA256, "config.json", "0" * 64)
    bundled_checkpoint.cache_clear()
    with pytest.raises(CheckpointError, match="missing or damaged"):
        bundled_checkpoint()
    bundled_checkpoint.cache_clear()
