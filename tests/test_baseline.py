import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.data.examples import Examples, load_examples
from guitune.core.data.frozen_split import divide
from guitune.core.data.splits import Split
from guitune.core.errors import DataError
from guitune.core.evaluation.baseline import validation_baseline, word_counting_predictions
from guitune.core.evaluation.report import read_report
from guitune.core.experiment import run_experiment
from guitune.core.runs import RunFolder
from guitune.core.training_config import TrainingConfig

from .conftest import plain_examples, topic_rows, write_rows


def data_of(texts: list[str], labels: list[str], sides: list[str]) -> tuple[Examples, Split]:
    return plain_examples(texts, labels), Split(tuple(sides))


def test_the_figures_are_those_of_the_runs_own_report(tiny_checkpoint, tmp_path):
    rows = [
        (text, "food" if number % 7 == 0 else topic) for number, (text, topic) in enumerate(topic_rows(150))
    ]
    config = RunConfig(
        DataConfig(str(write_rows(tmp_path / "topics.csv", rows)), "text", "topic", test_share=0.0),
        ModelConfig(str(tiny_checkpoint)),
        TrainingConfig(num_epochs=1),
    )
    run = RunFolder.create(tmp_path / "run", config)
    list(run_experiment(run))
    compared = read_report(run.path).baselines
    examples = load_examples(config.data)
    found = validation_baseline(examples, divide(examples, config.data))
    assert found.majority_label == read_report(run.path).majority_label
    assert found.validation_texts == compared.majority.examples
    assert (found.majority_accuracy, found.majority_macro_f1) == (
        compared.majority.accuracy,
        compared.majority.macro_f1,
    )
    assert (found.word_counting_accuracy, found.word_counting_macro_f1) == (
        compared.word_counting.accuracy,
        compared.word_counting.macro_f1,
    )
    assert 0 < found.word_counting_accuracy < 1


def test_test_texts_and_those_set_aside_change_nothing():
    rows = topic_rows(90)
    texts, labels = [text for text, _topic in rows], [topic for _text, topic in rows]
    sides = [("train", "train", "validation", "test", "aside")[number % 5] for number in range(90)]
    found = validation_baseline(*data_of(texts, labels, sides))
    unused = [side in ("test", "aside") for side in sides]
    other = validation_baseline(
        *data_of(
            ["nonsense" if out else text for text, out in zip(texts, unused, strict=True)],
            ["never seen" if out else label for label, out in zip(labels, unused, strict=True)],
            sides,
        )
    )
    assert replace(found, seconds=0) == replace(other, seconds=0)
    assert (found.train_texts, found.validation_texts) == (36, 18)


def test_characters_are_counted_where_words_have_no_spaces():
    texts = ["我想退款请帮我", "包裹还没有到", "退款什么时候到账", "快递到哪里了"] * 6
    labels = ["refund", "parcel"] * 12
    sides = ["train"] * 20 + ["validation"] * 4
    found = validation_baseline(*data_of(texts, labels, sides))
    assert not found.counts_words
    assert found.word_counting_accuracy == 1
    english = validation_baseline(*data_of([f"give it back {n}" for n in range(24)], labels, sides))
    assert english.counts_words


def test_of_very_many_training_texts_a_fair_sample_is_learned_from(monkeypatch):
    monkeypatch.setattr("guitune.core.evaluation.baseline._MOST_TRAIN_TEXTS", 100)
    rows = topic_rows(330)
    sides = ["validation" if number % 11 == 0 else "train" for number in range(330)]
    found = validation_baseline(*data_of([text for text, _t in rows], [topic for _t, topic in rows], sides))
    assert (found.train_texts, found.train_texts_used) == (300, 100)
    assert found.word_counting_accuracy > 0.8


def test_a_sample_with_one_label_only_is_answered_with_it():
    assert word_counting_predictions(["a b", "c"], [1, 1], ["x", "y"]).tolist() == [1, 1]


def test_texts_without_any_word_are_told_apart_by_their_characters():
    answers = word_counting_predictions(["!!!", "???"] * 5, [0, 1] * 5, ["?", "!"])
    assert answers.tolist() == [1, 0]


def test_a_long_fit_ends_soon_after_nobody_waits_for_it():
    generator = np.random.default_rng(0)
    words = [f"word{number}" for number in range(3_000)]
    texts = [" ".join(generator.choice(words, 15)) for _text in range(6_000)]
    labels = [f"label {number}" for number in generator.integers(0, 60, 6_000)]
    sides = ["train"] * 5_900 + ["validation"] * 100
    asked: list[float] = []
    cancelled = threading.Event()

    def is_cancelled() -> bool:
        asked.append(time.perf_counter())
        if len(asked) == 5_910:  # ten rounds into the fit, after every text was looked at
            cancelled.set()
        return cancelled.is_set()

    with pytest.raises(DataError):
        validation_baseline(*data_of(texts, labels, sides), is_cancelled)
    assert len(asked) == 5_910
