"""The catalogue's figures against the networks themselves, and what is listed and recommended."""

import json
import shutil
from pathlib import Path

import pytest

from guitune.core.config import BUNDLED_CHECKPOINT
from guitune.core.modeling.catalog import CATALOG, catalog_entry
from guitune.core.modeling.checkpoints import MODEL_TYPES, bundled_checkpoint
from guitune.core.modeling.known_models import known_models
from guitune.core.modeling.network_size import read_network_size
from guitune.core.modeling.recommendation import recommended

BERT_SMALL = {"hidden_size": 384, "num_attention_heads": 12, "intermediate_size": 1536}
XLM = {"vocab_size": 250_002, "max_position_embeddings": 514, "type_vocab_size": 1}
ARCHITECTURES = {
    "all-MiniLM-L6-v2": BERT_SMALL | {"num_hidden_layers": 6},
    "distilbert/distilbert-base-uncased": {},
    "google-bert/bert-base-uncased": {},
    "FacebookAI/roberta-base": XLM | {"vocab_size": 50_265},
    "answerdotai/ModernBERT-base": {},
    "BAAI/bge-small-zh-v1.5": {
        "vocab_size": 21_128, "hidden_size": 512, "num_hidden_layers": 4, "num_attention_heads": 8,
        "intermediate_size": 2048,
    },
    "google-bert/bert-base-chinese": {"vocab_size": 21_128},
    "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2": BERT_SMALL | {"vocab_size": 250_037},
    "distilbert/distilbert-base-multilingual-cased": {"vocab_size": 119_547},
    "FacebookAI/xlm-roberta-base": XLM,
    "openai-community/gpt2": {},
}  # fmt: skip


def network_of(entry):
    """The entry's network without weights."""
    import torch
    from transformers import AutoConfig, AutoModel

    with torch.device("meta"):
        return AutoModel.from_config(AutoConfig.for_model(entry.model_type, **ARCHITECTURES[entry.name]))


def counts(network) -> tuple[int, int]:
    """All parameters, and those that every token is multiplied with."""
    import torch

    total = sum(parameter.numel() for parameter in network.parameters())
    embeddings = sum(
        parameter.numel()
        for module in network.modules()
        if isinstance(module, torch.nn.Embedding)
        for parameter in module.parameters()
    )
    pooler = sum(parameter.numel() for name, parameter in network.named_parameters() if "pooler." in name)
    return total, total - embeddings - pooler


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.title)
def test_parameters_and_speed_are_those_of_the_network(entry):
    network = network_of(entry)
    total, working = counts(network)
    assert (entry.size.parameters, entry.size.working_parameters) == (total, working)
    assert entry.size.width == network.config.hidden_size
    assert entry.times_slower == pytest.approx(working / counts(network_of(CATALOG[0]))[1])


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.title)
def test_every_entry_is_of_a_kind_that_can_be_trained_and_has_the_size_of_its_weights(entry):
    assert entry.model_type in MODEL_TYPES
    assert 1 < entry.download_bytes / (4 * entry.size.parameters) < 1.12  # a head, a tokenizer, buffers
    assert all((entry.licence, entry.languages, entry.good_for, entry.bad_at, entry.source))


def test_no_two_entries_have_one_name_and_the_bundled_one_is_first():
    assert CATALOG[0].name == BUNDLED_CHECKPOINT
    assert len({entry.name for entry in CATALOG} | {entry.title for entry in CATALOG}) == 2 * len(CATALOG)


def test_the_bundled_entry_tells_the_size_of_the_files_on_this_computer():
    folder = bundled_checkpoint().folder
    files = [folder / name for name in ("model.safetensors", "tokenizer.json")]
    assert CATALOG[0].download_bytes == sum(file.stat().st_size for file in files)
    assert read_network_size(folder) == CATALOG[0].size


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("bert", {}),
        ("distilbert", {"dim": 24, "hidden_dim": 48, "n_layers": 2, "n_heads": 2}),
        ("roberta", {"max_position_embeddings": 130, "pad_token_id": 1}),
        ("electra", {"embedding_size": 16}),
        ("gpt2", {"n_embd": 24, "n_layer": 2, "n_head": 2, "n_positions": 96}),
        ("modernbert", {"max_position_embeddings": 256, "pad_token_id": 0, "vocab_size": 60}),
        ("deberta-v2", {}),
        ("albert", {"embedding_size": 16}),
    ],
)
def test_size_read_from_files_is_that_of_the_network_whatever_head_they_hold(tmp_path, kind, settings):
    from transformers import AutoConfig, AutoModel, AutoModelForSequenceClassification

    small = {"hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 48}
    ids = {"bos_token_id": 0, "eos_token_id": 0, "cls_token_id": 0, "sep_token_id": 0}
    config = AutoConfig.for_model(kind, **({"vocab_size": 50} | small | ids | settings))
    AutoModelForSequenceClassification.from_config(config).save_pretrained(tmp_path)
    size = read_network_size(tmp_path)
    network = AutoModel.from_config(config)
    total, working = counts(network)
    assert size.parameters == pytest.approx(total, rel=0.05)  # some have a pooler, which the file lacks
    assert size.working_parameters == pytest.approx(working * (2 if kind == "albert" else 1), rel=0.1)
    assert size.width == 24


def test_size_of_a_folder_that_holds_no_network_is_unknown(tmp_path):
    assert read_network_size(tmp_path) is None
    (tmp_path / "config.json").write_text('{"hidden_size": 8, "max_position_embeddings": 8}')
    (tmp_path / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0not json")
    assert read_network_size(tmp_path) is None


@pytest.mark.parametrize(
    ("texts", "name", "reason"),
    [
        ([], BUNDLED_CHECKPOINT, "A good first choice"),
        (["42", "!!!"], BUNDLED_CHECKPOINT, "A good first choice"),
        (["a naïve café"] + ["My parcel is late, and all of it is plain"] * 9, BUNDLED_CHECKPOINT, "look English"),
        (["我的包裹还没有到", "退款什么时候到账？iPhone"], "BAAI/bge-small-zh-v1.5", "mostly Chinese"),
        (["荷物がまだ届きません", "返金してください"], CATALOG[7].name, "not all English"),
        (["소포가 아직 도착하지 않았어요"], CATALOG[7].name, "not all English"),
        (["Где моя посылка?", "where is it"], CATALOG[7].name, "not all English"),
        (["Das Päckchen ist für mich, schöne Grüße"], CATALOG[7].name, "not all English"),
        (["my order 我的包裹还没有到", "where is the parcel that I ordered"], CATALOG[7].name, "not all English"),
    ],
)  # fmt: skip
def test_the_letters_of_the_texts_decide_what_is_recommended(texts, name, reason):
    entry, sentence = recommended(texts)
    assert entry.name == name
    assert reason in sentence


def downloaded(models: Path, hub_id: str, checkpoint: Path) -> Path:
    """A complete download, made of a checkpoint's files."""
    folder = models / hub_id.replace("/", "--")
    shutil.copytree(checkpoint, folder)
    files = {path.name: "" for path in folder.iterdir()}
    (folder / "source.json").write_text(json.dumps({"hub_id": hub_id, "files": files}))
    return folder


def test_what_is_on_this_computer_is_told_for_every_kind_of_model(tmp_path, tiny_checkpoint):
    models, own, empty = tmp_path / "models", tmp_path / "own", tmp_path / "empty"
    downloaded(models, "distilbert/distilbert-base-uncased", tiny_checkpoint)
    downloaded(models, "someone/other", tiny_checkpoint)
    shutil.copytree(tiny_checkpoint, own)
    empty.mkdir()
    listed = known_models(models, [str(own), str(empty), str(tmp_path / "gone")], "nobody/absent")
    here = {model.name for model in listed if model.is_here}
    assert here == {BUNDLED_CHECKPOINT, "distilbert/distilbert-base-uncased", "someone/other", str(own)}
    assert [model.title for model in listed[len(CATALOG) :]] == ["someone/other", "own", "nobody/absent"]
    assert listed[-2].is_own_folder
    assert listed[-2].size == read_network_size(tiny_checkpoint)
    assert catalog_entry("nobody/absent") is None
