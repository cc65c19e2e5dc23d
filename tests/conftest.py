import csv
import json
import os
import random
import tempfile
from pathlib import Path

import hypothesis
import pytest

import guitune  # noqa: F401 - puts the process offline before transformers is imported
from guitune.i18n import set_language

SCREEN = {
    "name": "screen",
    "x": 0,
    "y": 0,
    "width": 1920,
    "height": 1080,
    "logicalDpi": 96,
    "logicalBaseDpi": 96,
    "dpr": 1,
}
if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":  # the same clicks on every machine
    _screens = Path(tempfile.mkdtemp()) / "screens.json"
    _screens.write_text(json.dumps({"screens": [SCREEN]}), encoding="utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_screens}"

hypothesis.settings.register_profile("no clock", deadline=None)
hypothesis.settings.load_profile("no clock")

TOPICS = {
    "film": ["film", "actor", "scene", "plot", "cinema", "director"],
    "food": ["soup", "bread", "taste", "cook", "spice", "plate"],
    "sport": ["goal", "match", "team", "coach", "score", "league"],
}
FILLERS = [
    "the",
    "a",
    "was",
    "very",
    "good",
    "bad",
    "late",
    "i",
    "we",
    "saw",
    "had",
    "and",
    "with",
    "so",
    "much",
]


@pytest.fixture(autouse=True, scope="session")
def _one_thread():
    """Networks this small are quicker on one thread, and more so while other programs run."""
    import torch

    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


def topic_rows(count: int, seed: int = 0) -> list[tuple[str, str]]:
    """Texts of 4 to 14 words, two of which belong to the text's topic; no two are alike."""
    generator = random.Random(seed)
    rows = []
    for number in range(count):
        topic = list(TOPICS)[number % len(TOPICS)]
        words = generator.choices(FILLERS, k=generator.randint(2, 12)) + generator.sample(TOPICS[topic], 2)
        generator.shuffle(words)
        rows.append((" ".join(words), topic))
    return rows


def write_rows(path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = ("text", "topic")) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def plain_examples(texts: list[str], labels: list[str], pairs: list[str] | None = None):
    """Examples of one file, all given for training."""
    import pyarrow as pa

    from guitune.core.data.examples import Examples

    count = len(texts)
    return Examples(
        sources=(),
        files=[0] * count,
        rows=list(range(2, count + 2)),
        texts=texts,
        pairs=pairs,
        labels=labels,
        given=["train"] * count,
        left_out=(),
        left_out_files=(),
        slices=pa.table({}),
    )


@pytest.fixture
def topics_csv(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "topics.csv", topic_rows(120))


def make_checkpoint(folder: Path) -> None:
    """A real, randomly initialised BERT of two layers with a word-piece tokenizer over the topics' words."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    torch.manual_seed(0)
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    words = FILLERS + [word for topic in TOPICS.values() for word in topic]
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = dict.fromkeys([*special, *words, *letters, *(f"##{letter}" for letter in letters)])
    model = BertModel(
        BertConfig(
            vocab_size=len(pieces),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=64,
        )
    )
    model.save_pretrained(folder)
    BertTokenizer(vocab={piece: number for number, piece in enumerate(pieces)}).save_pretrained(folder)


@pytest.fixture(scope="session")
def tiny_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make_checkpoint` makes, once for all tests."""
    folder = tmp_path_factory.mktemp("checkpoints") / "tiny-bert"
    make_checkpoint(folder)
    return folder


@pytest.fixture(scope="session")
def trained_run(tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory):
    """A finished run on the topics, and its events. Read only."""

    from guitune.core.config import DataConfig, ModelConfig, RunConfig
    from guitune.core.experiment import run_experiment
    from guitune.core.runs import RunFolder
    from guitune.core.training_config import TrainingConfig

    folder = tmp_path_factory.mktemp("trained")
    file = write_rows(folder / "topics.csv", topic_rows(240))
    config = RunConfig(
        DataConfig(str(file), "text", "topic"),
        ModelConfig(str(tiny_checkpoint)),
        TrainingConfig(
            num_epochs=8, learning_rate=3e-3, layer_decay=1.0, batch_size=16, early_stopping_patience=8
        ),
    )
    run = RunFolder.create(folder / "run", config)
    return run, list(run_experiment(run))
