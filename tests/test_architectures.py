"""Every architecture that is accepted: built, told apart by layers, trained, stopped, saved and used."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.data.batching import collate
from guitune.core.data.dataset import TokenizedExamples, tokenize
from guitune.core.data.labels import LabelMap
from guitune.core.evaluation.predictions import read_predictions
from guitune.core.events import RunCompleted, RunStarted, RunStopped, StepCompleted
from guitune.core.experiment import run_experiment
from guitune.core.files import sha256_of
from guitune.core.inference.predictor import Predictor
from guitune.core.modeling.checkpoints import MODEL_TYPES, Checkpoint, open_checkpoint
from guitune.core.modeling.classifier import build_classifier, load_tokenizer, longest_input
from guitune.core.modeling.forward import logits_of, softmax
from guitune.core.modeling.head import head_features, head_logits, head_parameter_names
from guitune.core.modeling.layers import has_layers_of_its_own, parameter_depths
from guitune.core.modeling.network_size import read_network_size
from guitune.core.runs import RunFolder
from guitune.core.training.control import RunControl
from guitune.core.training_config import TrainingConfig

from .architectures import ARCHITECTURES
from .conftest import topic_rows, write_rows

LABELS = LabelMap(("film", "food", "sport"))
TEXTS = [text for text, _topic in topic_rows(9)] + ["goal", "a good match " * 9]
SEPARATED_BY_US = ("gpt2", "qwen2", "qwen3")

each = pytest.mark.parametrize("name", ARCHITECTURES)


@dataclass
class Folders:
    """The checkpoints, and classifiers built on them."""

    root: Path

    def checkpoint(self, name: str) -> Checkpoint:
        return open_checkpoint(self.root / name, name)

    def classifier(self, name: str, seed: int = 0, **options: Any):
        checkpoint = self.checkpoint(name)
        return build_classifier(checkpoint, LABELS, load_tokenizer(checkpoint.folder), seed, **options)

    def tokens(self, name: str, pairs: list[str] | None = None) -> TokenizedExamples:
        folder = self.root / name
        tokenizer = load_tokenizer(folder)
        longest = longest_input(folder, tokenizer)
        return tokenize(TEXTS, pairs, tokenizer, max_length=None, longest=longest)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    root = tmp_path_factory.mktemp("architectures")
    for name, architecture in ARCHITECTURES.items():
        architecture.save(root / name)
    return Folders(root)


def one_batch(model, tokens: TokenizedExamples) -> dict[str, torch.Tensor]:
    return collate(tokens, np.arange(len(tokens)), model.config.pad_token_id, model.device)


def test_every_accepted_architecture_is_tested():
    assert {architecture.model_type for architecture in ARCHITECTURES.values()} == MODEL_TYPES


@each
def test_the_size_is_read_from_the_files_as_the_network_has_it(name, folders):
    from transformers import AutoModel

    size = read_network_size(folders.root / name)
    model = AutoModel.from_pretrained(folders.root / name)
    assert size.parameters == sum(parameter.numel() for parameter in model.parameters())
    looked_up = {
        f"{part}.weight" for part, module in model.named_modules() if isinstance(module, torch.nn.Embedding)
    }
    working = sum(
        parameter.numel()
        for parameter_name, parameter in model.named_parameters()
        if parameter_name not in looked_up and not parameter_name.startswith("pooler.")
    )
    layers, times = (0, 2) if name == "albert" else (ARCHITECTURES[name].layers, 1)
    assert size.layers == layers
    assert size.working_parameters == pytest.approx(times * working, rel=0.1)  # but for small parts
    assert size.width == 32
    assert size.longest_text == longest_input(folders.root / name, load_tokenizer(folders.root / name)) == 64


# --- depths ---


def first_state_reached(model, tokens: TokenizedExamples) -> dict[str, int | None]:
    """For each parameter the number of the first hidden state that depends on it; None for none of them."""
    model.eval()
    states = model.base_model(**one_batch(model, tokens), output_hidden_states=True).hidden_states
    names, parameters = zip(*model.named_parameters(), strict=True)
    first: dict[str, int | None] = dict.fromkeys(names)
    for number, state in enumerate(states):
        gradients = torch.autograd.grad(state.sum(), parameters, retain_graph=True, allow_unused=True)
        for name, gradient in zip(names, gradients, strict=True):
            if gradient is not None and first[name] is None:
                first[name] = number
    return first


@each
def test_depths_count_layers_from_the_answer_down(name, folders):
    layers = ARCHITECTURES[name].layers
    model = folders.classifier(name)
    depths = parameter_depths(model)
    assert list(depths) == [name for name, _parameter in model.named_parameters()]
    reached = first_state_reached(model, folders.tokens(name))
    if not has_layers_of_its_own(model.config.model_type):
        assert set(depths.values()) == {0, 1}
        assert all((reached[parameter] is None) == (depth == 0) for parameter, depth in depths.items())
        return
    assert set(depths.values()) == set(range(layers + 2))
    for parameter, depth in depths.items():
        if 1 <= depth <= layers:
            assert reached[parameter] == layers - depth + 1, parameter
        elif depth == layers + 1:
            assert reached[parameter] in (0, 1), parameter
        else:
            assert reached[parameter] in (None, layers), parameter


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bert", {"bert.pooler.dense.weight": 0, "classifier.bias": 0}),
        ("albert", {"albert.pooler.weight": 0, "albert.embeddings.LayerNorm.bias": 1}),
        ("electra", {"electra.embeddings_project.weight": 3}),
        ("deberta-v2", {"pooler.dense.bias": 0, "deberta.encoder.rel_embeddings.weight": 3}),
        ("deberta-v2", {"deberta.encoder.LayerNorm.weight": 3, "deberta.encoder.conv.conv.weight": 3}),
        ("mpnet", {"mpnet.encoder.relative_attention_bias.weight": 3}),
        ("modernbert-cls", {"model.final_norm.weight": 0, "head.norm.weight": 0}),
        ("gpt2", {"transformer.ln_f.bias": 0, "score.weight": 0, "transformer.wpe.weight": 3}),
        ("qwen3", {"model.norm.weight": 0, "model.embed_tokens.weight": 3}),
    ],
)
def test_what_stands_beside_the_layers_counts_by_where_it_is_used(name, expected, folders):
    depths = parameter_depths(folders.classifier(name))
    assert {parameter: depths[parameter] for parameter in expected} == expected


# --- the head apart ---


def all_features(model, tokens: TokenizedExamples) -> torch.Tensor:
    features = torch.full((len(tokens), 32), torch.nan)
    for positions, values in head_features(model, tokens):
        features[torch.from_numpy(positions)] = values
    return features


@each
@pytest.mark.parametrize("paired", [False, True])
def test_the_head_on_features_gives_the_logits_of_the_whole(name, paired, folders):
    model = folders.classifier(name)
    tokens = folders.tokens(name, TEXTS[::-1] if paired else None)
    features = all_features(model, tokens)
    assert not features.requires_grad
    with torch.no_grad():
        whole = model(**one_batch(model, tokens)).logits
        assert torch.allclose(head_logits(model, features), whole, atol=1e-5)
    assert np.allclose(logits_of(model, tokens), whole, atol=1e-5)
    assert whole.std(dim=0).min() > 1e-4  # the texts are told apart


@each
def test_the_head_learns_from_features_as_it_does_from_texts(name, folders):
    model = folders.classifier(name, dropout=0.0)
    tokens = folders.tokens(name)
    labels = torch.arange(len(tokens)) % len(LABELS)
    features = all_features(model, tokens)
    model.train()
    cross_entropy = torch.nn.functional.cross_entropy
    cross_entropy(model(**one_batch(model, tokens)).logits, labels).backward()
    whole = {name: parameter.grad for name, parameter in model.named_parameters()}
    model.zero_grad(set_to_none=True)
    cross_entropy(head_logits(model, features), labels).backward()
    reached = {name for name, parameter in model.named_parameters() if parameter.grad is not None}
    assert reached == head_parameter_names(model)
    for parameter_name in reached:
        alone = model.get_parameter(parameter_name).grad
        assert torch.allclose(alone, whole[parameter_name], atol=1e-6), parameter_name
    assert all(parameter_depths(model)[parameter_name] == 0 for parameter_name in reached)


@each
def test_the_dropout_of_the_head_acts_on_features_too(name, folders):
    model = folders.classifier(name, dropout=0.5)
    features = all_features(model, folders.tokens(name))
    model.train()
    differ = not torch.equal(head_logits(model, features), head_logits(model, features))
    has_one = name not in ("gpt2", "qwen2", "qwen3", "llama")  # their heads are one matrix
    assert differ == has_one


# --- dropout and weights drawn anew ---


@each
def test_dropout_acts_everywhere_in_the_network_or_nowhere(name, folders):
    tokens = folders.tokens(name)
    for dropout in (0.0, 0.5):
        model = folders.classifier(name, dropout=dropout).train()
        batch = one_batch(model, tokens)
        assert torch.equal(model(**batch).logits, model(**batch).logits) == (dropout == 0)
        drops = [module for module in model.modules() if "Dropout" in type(module).__name__]
        assert {module.p for module in drops} <= {dropout}
    states = [model.base_model(**batch).last_hidden_state for _time in range(2)]
    assert not torch.equal(*states)  # below the head too


@each
def test_without_dropout_attention_is_the_quick_kernel_and_a_plain_one_with_it(name, folders):
    chosen = folders.classifier(name).config._attn_implementation
    quick = folders.classifier(name, dropout=0.0).config._attn_implementation
    plain = folders.classifier(name, dropout=0.1).config._attn_implementation
    assert chosen in (quick, plain)
    if not torch.cuda.is_available():
        assert plain == "eager"
    if name not in ("deberta-v2", "mpnet"):  # these have no other
        assert quick == "sdpa"


@each
def test_without_a_wish_the_dropout_of_the_checkpoint_stays(name, folders):
    before = json.loads((folders.root / name / "config.json").read_text(encoding="utf-8"))
    after = folders.classifier(name).config.to_dict()
    kept = [key for key in before if "drop" in key]
    assert kept
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}


@each
def test_from_scratch_is_the_same_network_with_weights_of_the_seed_alone(name, folders):
    pretrained = folders.classifier(name)
    drawn, again, other = (folders.classifier(name, seed, from_scratch=True) for seed in (1, 1, 2))
    configs = [model.config.to_dict() for model in (pretrained, drawn)]
    for config in configs:
        config.pop("architectures", None)
        config.pop("_name_or_path", None)
    assert configs[0] == configs[1]
    assert {parameter.dtype for parameter in drawn.parameters()} == {torch.float32}
    shapes = [{n: tuple(p.shape) for n, p in model.named_parameters()} for model in (pretrained, drawn)]
    assert shapes[0] == shapes[1]
    matrices = [n for n, p in drawn.named_parameters() if p.ndim == 2 and p.std() > 0]
    assert len(matrices) > 10
    for parameter_name in matrices:
        values = [m.get_parameter(parameter_name) for m in (drawn, again, other, pretrained)]
        assert torch.equal(values[0], values[1])
        assert not torch.equal(values[0], values[2])
        assert not torch.equal(values[0], values[3])


@each
def test_nothing_is_kept_for_generating(name, folders):
    model = folders.classifier(name).eval()
    with torch.no_grad():
        output = model.base_model(**one_batch(model, folders.tokens(name)))
    assert getattr(output, "past_key_values", None) is None


# --- texts and pairs ---


@each
def test_the_tokenizer_pads_and_parts_pairs_and_so_does_a_saved_copy(name, folders, tmp_path):
    from transformers import AutoTokenizer

    ours = load_tokenizer(folders.root / name)
    single, pair = ours("the soup"), ours("the soup", "a goal")
    plain = AutoTokenizer.from_pretrained(folders.root / name)
    assert single["input_ids"] == plain("the soup")["input_ids"]
    if name in SEPARATED_BY_US:
        expected = [*plain("the soup")["input_ids"], ours.eos_token_id, *plain("a goal")["input_ids"]]
        assert pair["input_ids"] == expected
    else:
        assert pair["input_ids"] == plain("the soup", "a goal")["input_ids"]
    assert len(pair["input_ids"]) > len(single["input_ids"]) + len(
        ours("a goal", add_special_tokens=False)["input_ids"]
    )
    ours.save_pretrained(tmp_path)
    for copied in (AutoTokenizer.from_pretrained(tmp_path), load_tokenizer(tmp_path)):
        assert copied("the soup", "a goal") == pair
        assert (copied.pad_token, copied.padding_side, copied.truncation_side) == (
            ours.pad_token, "right", "right",
        )  # fmt: skip


def test_a_token_at_the_beginning_and_one_at_the_end_are_kept_around_a_pair(folders, tmp_path):
    from tokenizers import processors
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folders.root / "llama")
    template = {
        "single": "<s> $A </s>",
        "pair": "<s> $A $B:1 </s>",
        "special_tokens": [("<s>", 1), ("</s>", 2)],
    }
    tokenizer.backend_tokenizer.post_processor = processors.TemplateProcessing(**template)
    tokenizer.save_pretrained(tmp_path)
    ours = load_tokenizer(tmp_path)
    assert ours("the").tokens() == ["<s>", "▁the", "</s>"]
    assert ours("the", "goal").tokens() == ["<s>", "▁the", "</s>", "▁goal", "</s>"]


# --- the whole way ---


def write_pairs(path: Path) -> Path:
    """Texts that are about the same topic or not, which only both together tell."""
    rows = topic_rows(122)
    pairs = [
        (text, other, "same" if topic == other_topic else "other")
        for (text, topic), (other, other_topic) in zip(rows[::2], rows[1:] + rows[:1], strict=False)
    ]
    return write_rows(path, pairs, ("text", "second", "topic"))


def a_run(folder: Path, checkpoint: Path, *, paired: bool) -> RunFolder:
    file = folder / "topics.csv"
    if not file.exists():
        write_pairs(file) if paired else write_rows(file, topic_rows(60))
    return RunFolder.create(
        folder / f"run-{len(list(folder.iterdir()))}",
        RunConfig(
            DataConfig(str(file), "text", "topic", text2_column="second" if paired else None),
            ModelConfig(str(checkpoint)),
            TrainingConfig(num_epochs=2, learning_rate=1e-3, layer_decay=1.0, batch_size=16, max_length=32),
        ),
    )


@each
@pytest.mark.parametrize("paired", [False, True], ids=["texts", "pairs"])
def test_it_trains_stops_goes_on_saves_and_predicts_the_same(name, paired, folders, tmp_path):
    from transformers import pipeline

    checkpoint = folders.root / name
    whole, stopped = (a_run(tmp_path, checkpoint, paired=paired) for _time in range(2))
    assert isinstance(list(run_experiment(whole))[-1], RunCompleted)
    control = RunControl()
    for event in run_experiment(stopped, control):
        if isinstance(event, StepCompleted) and event.step == 3:
            control.stop()
    assert isinstance(event, RunStopped)
    events = list(run_experiment(RunFolder.reopen(stopped.path, stopped.config())))
    assert isinstance(events[-1], RunCompleted)
    assert next(event for event in events if isinstance(event, RunStarted)).resumed_at_step == 3
    ends = [sha256_of(run.model / "model.safetensors") for run in (whole, stopped)]
    assert ends[0] == ends[1]

    judged = read_predictions(whole.path, "test")
    texts = [text.text for text in judged]
    pairs = None
    if paired:
        texts, pairs = ([text.split("\n")[side] for text in texts] for side in (0, 1))
    predictor = Predictor.load(whole.model)
    probabilities = softmax(predictor.logits(texts, pairs))
    assert np.allclose(probabilities, [text.probabilities for text in judged], atol=1e-5)
    assert probabilities.std(axis=0).min() > 1e-3  # the texts are told apart
    classify = pipeline(
        "text-classification", str(whole.model), top_k=None, truncation=True, device="cpu", batch_size=4
    )
    inputs = [{"text": text} for text in texts]
    for entry, pair in zip(inputs, pairs or [], strict=False):
        entry["text_pair"] = pair
    for theirs, ours in zip(classify(inputs), probabilities, strict=True):
        answers = {answer["label"]: answer["score"] for answer in theirs}
        assert [answers[label] for label in predictor.labels] == pytest.approx(ours.tolist(), abs=1e-5)
