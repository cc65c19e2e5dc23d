import json

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score, log_loss, precision_recall_fscore_support

from guitune.core.evaluation.baseline import majority_predictions, word_counting_predictions
from guitune.core.evaluation.metrics import evaluation_scores, f1_per_class, figures_of
from guitune.core.modeling.forward import softmax

from .conftest import topic_rows

LABELS = ("a", "b", "c")


@pytest.fixture
def answers() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    truth = generator.choice(3, 200, p=[0.7, 0.2, 0.1])
    predicted = np.where(generator.random(200) < 0.75, truth, generator.integers(0, 3, 200))
    return truth, predicted


def test_figures_equal_those_of_scikit_learn(answers):
    truth, predicted = answers
    figures = figures_of(truth, predicted, LABELS)
    assert figures.accuracy == pytest.approx(accuracy_score(truth, predicted))
    assert figures.macro_f1 == pytest.approx(f1_score(truth, predicted, average="macro"))
    assert figures.weighted_f1 == pytest.approx(f1_score(truth, predicted, average="weighted"))
    precision, recall, f1, support = precision_recall_fscore_support(truth, predicted)
    assert [item.precision for item in figures.per_class] == pytest.approx(precision.tolist())
    assert [item.recall for item in figures.per_class] == pytest.approx(recall.tolist())
    assert [item.f1 for item in figures.per_class] == pytest.approx(f1.tolist())
    assert [item.support for item in figures.per_class] == support.tolist()


def test_the_confusion_matrix_counts_true_labels_in_rows():
    figures = figures_of(np.array([0, 0, 0, 1]), np.array([0, 1, 1, 1]), ("a", "b"))
    assert figures.confusion_matrix == ((1, 2), (0, 1))


def test_a_label_that_does_not_occur_does_not_lower_the_macro_mean():
    figures = figures_of(np.array([0, 1, 0, 1]), np.array([0, 1, 0, 1]), LABELS)
    assert figures.macro_f1 == 1.0
    assert figures.per_class[2].support == 0


def test_intervals_enclose_the_figure_and_narrow_with_more_examples(answers):
    truth, predicted = answers
    few = figures_of(truth[:50], predicted[:50], LABELS)
    many = figures_of(np.tile(truth, 20), np.tile(predicted, 20), LABELS)
    for figures in (few, many):
        assert figures.accuracy_interval.low <= figures.accuracy <= figures.accuracy_interval.high
        assert figures.macro_f1_interval.low <= figures.macro_f1 <= figures.macro_f1_interval.high
    assert many.accuracy_interval.high - many.accuracy_interval.low < 0.3 * (
        few.accuracy_interval.high - few.accuracy_interval.low
    )


def test_the_interval_of_accuracy_is_close_to_the_binomial_one(answers):
    truth, predicted = answers
    figures = figures_of(truth, predicted, LABELS)
    half = 1.96 * np.sqrt(figures.accuracy * (1 - figures.accuracy) / len(truth))
    assert figures.accuracy_interval.low == pytest.approx(figures.accuracy - half, abs=0.015)
    assert figures.accuracy_interval.high == pytest.approx(figures.accuracy + half, abs=0.015)


def test_live_scores_equal_the_final_figures(answers):
    truth, _predicted = answers
    logits = np.random.default_rng(1).normal(size=(200, 3)) + 2 * np.eye(3)[truth]
    scores = evaluation_scores(logits, truth)
    figures = figures_of(truth, logits.argmax(axis=1), LABELS)
    assert scores["accuracy"] == figures.accuracy
    assert scores["macro_f1"] == pytest.approx(figures.macro_f1)
    assert scores["f1_per_class"] == pytest.approx([item.f1 for item in figures.per_class])
    assert scores["loss"] == pytest.approx(log_loss(truth, softmax(logits)))


def test_f1_of_an_absent_label_is_unknown_rather_than_nought():
    assert np.isnan(f1_per_class(np.array([0, 1]), np.array([0, 1]), 3)[2])


def test_the_majority_baseline_answers_the_most_frequent_training_label():
    assert majority_predictions([2, 0, 2, 1], 3).tolist() == [2, 2, 2]


def test_word_counting_learns_telling_words():
    train, test = topic_rows(150, seed=1), topic_rows(30, seed=2)
    numbers = {"film": 0, "food": 1, "sport": 2}
    predicted = word_counting_predictions(
        [text for text, _topic in train],
        [numbers[topic] for _text, topic in train],
        [text for text, _topic in test],
    )
    assert (predicted == [numbers[topic] for _text, topic in test]).mean() > 0.9


def test_word_counting_reads_chinese_by_characters():
    train = [
        "这个产品很好我喜欢",
        "质量很好非常喜欢",
        "东西很好推荐",
        "太差了要退款",
        "质量差想退款",
        "很差不要买退款",
    ]
    predicted = word_counting_predictions(train, [1, 1, 1, 0, 0, 0], ["包装很好喜欢", "差评退款"])
    assert predicted.tolist() == [1, 0]


@pytest.mark.parametrize("text", ["🙂", "!!!", ""])
def test_word_counting_survives_texts_without_words(text):
    predicted = word_counting_predictions([text + "🙂", text + "🙁", "🙂", "🙁"], [1, 0, 1, 0], ["🙂"])
    assert predicted.tolist() == [1]


def test_the_report_on_disk_agrees_with_the_predictions_beside_it(trained_run):
    import csv

    run, events = trained_run
    report = json.loads(run.report_file.read_text(encoding="utf-8"))
    with (run.predictions / "test.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    accuracy = sum(row["label"] == row["prediction"] for row in rows) / len(rows)
    assert report["test"]["accuracy"] == pytest.approx(accuracy) == events[-1].test_accuracy
    assert report["test"]["examples"] == len(rows)
    for row in rows:
        shares = {label: float(row[f"p_{label}"]) for label in report["labels"]}
        assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
        assert max(shares, key=shares.get) == row["prediction"]
    for name in ("majority", "word_counting"):
        assert report["baselines"][name]["examples"] == len(rows)


def test_predictions_name_rows_by_their_number_in_the_file(trained_run):
    import csv
    from pathlib import Path

    run, _events = trained_run
    with Path(run.config().data.file).open(encoding="utf-8", newline="") as stream:
        file_rows = list(csv.reader(stream))
    for name in ("validation", "test"):
        with (run.predictions / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                assert file_rows[int(row["row"]) - 1][1] == row["label"]
