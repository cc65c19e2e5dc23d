"""Estimates of time and memory against runs that were measured."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from guitune.core.config import RunConfig
from guitune.core.data.examples import read_files
from guitune.core.data.overview import look_over, with_columns
from guitune.core.events import RunCompleted, RunStarted
from guitune.core.modeling.catalog import CATALOG, catalog_entry
from guitune.core.modeling.checkpoints import bundled_checkpoint
from guitune.core.modeling.network_size import read_network_size
from guitune.core.run_requirements import CHECKPOINTS_AT_ONCE
from guitune.core.training.checkpoint import checkpoint_bytes
from guitune.core.training.forecast import (
    SPEED_PER_CORE,
    Workload,
    disk_bytes,
    estimated_tokens,
    forecast_seconds,
    gain_of_precision,
    memory_bytes,
    speed_of,
)
from guitune.core.training_config import TrainingConfig
from guitune.resources import resource

MINILM = CATALOG[0].size
STANDARD = TrainingConfig()
SAMPLE = resource("samples", "customer_messages.csv")
SMS = Path(__file__).parents[2] / "shared" / "data" / "sms_spam.csv"
SHORT = Workload((20.0,) * 100, (200,) * 5, validation=100, test=100)


def texts_of(file: Path) -> list[str]:
    with file.open(encoding="utf-8") as stream:
        return [row["text"] for row in csv.DictReader(stream)]


@pytest.mark.parametrize(
    ("file", "train", "labels", "measured"), [(SAMPLE, 481, 6, 66.0), (SMS, 4_500, 2, 95.0)]
)
def test_the_pace_measured_on_two_cores_comes_out_of_the_speed_given_for_them(file, train, labels, measured):
    if not file.exists():
        pytest.skip(f"{file} is not here")
    lengths = tuple(map(estimated_tokens, texts_of(file)))
    workload = Workload(lengths, (train // labels,) * labels, validation=0, test=0)
    one = forecast_seconds(workload, TrainingConfig(num_epochs=1), MINILM, 2 * SPEED_PER_CORE)
    two = forecast_seconds(workload, TrainingConfig(num_epochs=2), MINILM, 2 * SPEED_PER_CORE)
    assert train / (two - one) == pytest.approx(measured, rel=0.1)


def test_tokens_estimated_from_characters_are_about_those_of_the_tokenizer():
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(bundled_checkpoint().folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    texts = texts_of(SAMPLE)
    true = sum(len(tokenizer.encode(text).ids) for text in texts)
    assert sum(map(estimated_tokens, texts)) == pytest.approx(true, rel=0.1)


def test_every_chinese_character_is_a_token():
    assert estimated_tokens("我的包裹还没有到") == 8 + 2
    assert estimated_tokens("a" * 42) == pytest.approx(10 + 2)


def test_a_finished_run_calibrates_the_next_forecast(trained_run):
    run, events = trained_run
    completed, started = events[-1], next(event for event in events if isinstance(event, RunStarted))
    assert isinstance(completed, RunCompleted)
    config: RunConfig = run.config()
    size = read_network_size(Path(config.model.checkpoint))
    files = read_files(config.data)
    workload = Workload.of(look_over(files, with_columns(files, config.data)))
    assert (workload.train, len(workload.label_counts)) == (started.train_examples, 3)
    speed = speed_of(workload, config.training, size, completed.examples_per_second)
    rounds = started.num_epochs
    longer = TrainingConfig(**{**config.training.__dict__, "num_epochs": 2 * rounds})
    added = forecast_seconds(workload, longer, size, speed) - forecast_seconds(
        workload, config.training, size, speed
    )
    learning = rounds * started.train_examples / completed.examples_per_second
    assert learning < added < 1.1 * learning  # the rest is evaluation


def test_data_that_cannot_be_divided_are_no_workload(tmp_path):
    from guitune.core.config import DataConfig

    file = tmp_path / "one.csv"
    file.write_text("text,topic\n" + "".join(f"words {number},film\n" for number in range(30)))
    files = read_files(DataConfig(str(file)))
    assert Workload.of(look_over(files, with_columns(files, DataConfig(str(file))))) is None


def test_larger_networks_longer_texts_and_more_rounds_take_longer():
    def seconds(workload=SHORT, size=MINILM, **settings):
        return forecast_seconds(workload, TrainingConfig(**settings), size, 1e11)

    bert = catalog_entry("google-bert/bert-base-uncased").size
    long = Workload((400.0,) * 100, (200,) * 5, 100, 100)
    assert seconds() < seconds(num_epochs=20) < seconds(long, num_epochs=20)
    assert seconds(long, max_length=20) == pytest.approx(seconds())
    assert 4 < (seconds(size=bert) - 8) / (seconds() - 8) < 9
    assert seconds(batch_size=4) > seconds(batch_size=64)


def test_rounds_left_automatic_are_those_of_the_training_plan():
    automatic = forecast_seconds(SHORT, STANDARD, MINILM, 1e11)
    assert automatic == forecast_seconds(SHORT, TrainingConfig(num_epochs=6), MINILM, 1e11)


@pytest.mark.parametrize(
    ("name", "length", "measured_megabytes"),
    [
        ("all-MiniLM-L6-v2", 128, 1415),
        ("all-MiniLM-L6-v2", 256, 2600),
        ("distilbert/distilbert-base-uncased", 128, 2432),
        ("google-bert/bert-base-uncased", 128, 4174),
    ],
)
def test_memory_is_about_what_a_step_took_when_it_was_measured(name, length, measured_megabytes):
    workload = Workload((float(length),) * 100, (167,) * 6, validation=100, test=0)
    config = TrainingConfig(batch_size=16, max_length=length)
    estimate = memory_bytes(workload, config, catalog_entry(name).size)
    assert estimate / 1e6 == pytest.approx(measured_megabytes, rel=0.25)


def test_disk_space_is_what_a_run_asks_for_before_it_starts():
    network = torch.nn.Linear(30, 10, bias=False)
    size = replace(MINILM, parameters=300)
    assert disk_bytes(size) == CHECKPOINTS_AT_ONCE * checkpoint_bytes(network)


LONG = Workload((62.0,) * 100, (2_000, 2_000), validation=400, test=400)
MEASURED_SECONDS = [  # as shares of training everything, on one thread, 62 tokens, batches of 32
    ({"trained": "last_layers"}, 0.58),
    ({"trained": "last_layers", "trained_layers": 5}, 0.87),
    ({"trained": "lora"}, 0.85),
    ({"gradient_checkpointing": "on"}, 1.45),
    ({"trained": "lora", "gradient_checkpointing": "on"}, 1.31),
    ({"optimizer": "adafactor"}, 1.05),
]


@pytest.mark.parametrize(("settings", "share"), MEASURED_SECONDS)
def test_the_time_of_other_ways_of_training_is_about_what_was_measured(settings, share):
    def seconds(**chosen) -> float:
        config = TrainingConfig(batch_size=32, num_epochs=10, **chosen)
        return forecast_seconds(LONG, config, MINILM, 1e11)

    assert seconds(**settings) / seconds() == pytest.approx(share, rel=0.12)


@pytest.mark.parametrize(
    ("settings", "megabytes"),
    [
        ({}, 1461),
        ({"trained": "last_layers"}, 894),
        ({"trained": "last_layers", "trained_layers": 5}, 1214),
        ({"trained": "lora"}, 1528),
        ({"gradient_checkpointing": "on"}, 1204),
        ({"trained": "lora", "gradient_checkpointing": "on"}, 1145),
        ({"optimizer": "adafactor"}, 1278),
        ({"optimizer": "sgd"}, 1364),
        ({"trained": "head"}, 742),
    ],
)
def test_the_memory_of_other_ways_of_training_is_about_what_was_measured(settings, megabytes):
    config = TrainingConfig(batch_size=32, **settings)
    assert memory_bytes(LONG, config, MINILM) / 1e6 == pytest.approx(megabytes, rel=0.25)


def test_the_head_alone_reads_each_text_once_however_labels_are_balanced_unless_texts_change():
    uneven = Workload((20.0,) * 100, (4_400, 90), validation=500, test=500)

    def seconds(**chosen) -> float:
        return forecast_seconds(uneven, TrainingConfig(trained="head", num_epochs=10, **chosen), MINILM, 1e10)

    once = seconds()
    assert seconds(class_balance="oversampling") == seconds(class_balance="undersampling") == once
    assert once < 0.2 * forecast_seconds(uneven, TrainingConfig(num_epochs=10), MINILM, 1e10)
    assert seconds(word_dropout=0.1) > 5 * once


def test_only_a_run_that_trains_layers_is_a_measure_of_the_computer():
    assert speed_of(SHORT, TrainingConfig(trained="head"), MINILM, 5_000.0) is None
    everything = speed_of(SHORT, STANDARD, MINILM, 50.0)
    assert speed_of(SHORT, TrainingConfig(trained="last_layers"), MINILM, 50.0) < everything


def test_half_precision_is_quicker_only_where_the_processor_has_it():
    def gain(precision: str, has: bool) -> float:
        return gain_of_precision(TrainingConfig(precision=precision), has_16_bits=has)

    assert gain("auto", True) == gain("bfloat16", True) > 2
    assert gain("auto", False) == gain("float32", True) == gain("float32", False) == 1
    assert gain("bfloat16", False) < 0.2
