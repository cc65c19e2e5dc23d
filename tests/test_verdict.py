import math
from dataclasses import replace

import numpy as np
import pytest

from guitune.core.evaluation.label_names import LabelNames
from guitune.core.evaluation.metrics import figures_of, gain_interval, share_interval
from guitune.core.evaluation.report import Baselines, Report
from guitune.core.evaluation.verdict import Confusion, Verdict, verdict_of

TOPICS = ("account", "delivery", "praise", "refund")


def answers_of(matrix: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    pairs = [
        (true, answer)
        for true, row in enumerate(matrix)
        for answer, count in enumerate(row)
        for _ in range(count)
    ]
    truth, predicted = zip(*pairs, strict=True)
    return np.array(truth), np.array(predicted)


def report_of(
    matrix: list[list[int]],
    labels: tuple[str, ...] = TOPICS,
    counted_right: float = 0.5,
    *,
    tested: bool = True,
) -> Report:
    """A report on the texts of a confusion matrix, in which counting words gets a share right."""
    truth, predicted = answers_of(matrix)
    wrong = (truth + 1) % len(labels)
    counted = np.where(np.arange(len(truth)) % 1000 < counted_right * len(truth), truth, wrong)
    figures = figures_of(truth, predicted, labels)
    majority = figures_of(truth, np.full_like(truth, np.bincount(truth).argmax()), labels)
    return Report(
        labels=labels,
        validation=figures,
        test=figures if tested else None,
        baselines=Baselines(majority, figures_of(truth, counted, labels)),
        gain=gain_interval(truth, predicted, counted),
    )


def judge(matrix: list[list[int]], *labels: str, **options) -> Verdict:
    return verdict_of(report_of(matrix, labels or TOPICS, **options))


def test_a_good_classifier_is_ready_for_every_label():
    verdict = judge([[95, 5], [4, 96]], "ham", "spam")
    assert verdict.tone == "good"
    assert verdict.headline == "Ready to sort ham and spam."
    assert verdict.advice == ""
    assert verdict.confusion == Confusion("ham", "spam", 5, 100)


def test_one_weak_label_is_named_with_what_it_is_taken_for():
    verdict = judge([[20, 0, 0, 10], [0, 60, 0, 0], [0, 0, 60, 0], [0, 0, 1, 59]])
    assert verdict.tone == "warning"
    assert verdict.headline == (
        "Ready to sort delivery, praise and refund. Check account yourself: 1 in 3 is taken for refund."
    )
    assert verdict.weak_labels == ("account",)


def test_a_weak_label_whose_mistakes_go_everywhere_is_said_so():
    verdict = judge([[18, 4, 4, 4], [0, 60, 0, 0], [0, 0, 60, 0], [0, 0, 0, 60]])
    assert "Check account yourself: 2 in 5 are taken for something else." in verdict.headline


def test_a_label_that_is_answered_too_often_is_said_so():
    verdict = judge([[20, 0, 0, 0], [4, 96, 0, 0], [4, 0, 96, 0], [4, 0, 0, 96]])
    assert "Check account yourself: 2 in 5 texts that it calls so are something else." in verdict.headline


def test_several_weak_labels_are_named_together():
    verdict = judge([[14, 0, 0, 6], [0, 60, 0, 0], [0, 0, 60, 0], [6, 0, 0, 14]])
    assert "Check account and refund yourself: account is most often taken for refund." in verdict.headline


def test_many_labels_are_counted_rather_than_named():
    names = tuple(f"label_{number}" for number in range(20))
    matrix = (np.eye(20, dtype=int) * 20).tolist()
    matrix[0][0], matrix[0][1] = 19, 1
    assert judge(matrix, *names).headline == "Ready to sort all 20 labels."
    for weak in range(5):
        matrix[weak][weak], matrix[weak][(weak + 1) % 5] = 12, 8
    assert judge(matrix, *names).headline == (
        "Ready to sort 15 of 20 labels. Check the other 5 yourself, above all “label_0” and “label_1”."
    )


def test_a_classifier_that_is_mostly_unsure_is_not_called_ready():
    verdict = judge([[10, 5, 5, 5], [5, 10, 5, 5], [0, 0, 25, 0], [5, 5, 5, 10]], counted_right=0.3)
    assert verdict.tone == "bad"
    assert verdict.headline.startswith("Not ready to work on its own: 2 in 5 answers are wrong.")
    assert verdict.advice


def test_one_answer_for_everything_is_not_hidden_behind_a_high_accuracy():
    verdict = judge([[95, 0], [5, 0]], "ham", "spam")
    assert verdict.tone == "bad"
    assert verdict.headline.startswith("It answers ham to everything")
    assert not any("never answers" in caution for caution in verdict.cautions)


def test_a_classifier_no_better_than_counting_words_has_not_paid_off():
    verdict = judge([[45, 5], [5, 45]], "ham", "spam", counted_right=0.98)
    assert verdict.tone == "bad"
    assert verdict.headline == (
        "Fine-tuning has not paid off here: counting words is right on 98.0%, this classifier on 90.0%."
    )
    assert "Fine-tuning lost 8.0 points to counting words" in verdict.basis
    equal = judge([[45, 5], [5, 45]], "ham", "spam", counted_right=0.9)
    assert equal.headline.endswith("counting words is right just as often.")


def test_a_gain_that_may_be_chance_is_called_so():
    verdict = judge([[98, 2], [0, 100]], "ham", "spam", counted_right=0.98)
    assert verdict.headline == "Ready to sort ham and spam."
    assert "1.0 points ahead of counting words, which may be chance" in verdict.basis
    assert "-" not in verdict.basis.replace("Fine-tuning", "")


def test_a_certain_gain_is_told_with_its_interval():
    verdict = judge([[98, 2], [0, 100]], "ham", "spam", counted_right=0.7)
    assert verdict.basis.startswith("Judged on 200 test texts that it never saw. ")
    assert "Fine-tuning gained 29.0 points over counting words (between 2" in verdict.basis


def test_an_old_report_without_the_gain_tells_both_figures():
    report = replace(report_of([[98, 2], [0, 100]], ("ham", "spam"), 0.7), gain=None)
    assert "Counting words is right on 70.0% (between 6" in verdict_of(report).basis


def test_few_texts_make_the_figures_unsure_and_that_is_said():
    verdict = judge([[22, 8], [8, 22]], "ham", "spam")
    interval = share_interval(44, 60)
    assert verdict.cautions[0] == (
        f"Only 60 texts to judge by: the true accuracy is between {interval.low:.0%} and {interval.high:.0%}."
    )
    assert (round(interval.low, 2), round(interval.high, 2)) == (0.61, 0.83)


def test_a_perfect_score_on_few_texts_is_doubted():
    verdict = judge([[6, 0], [0, 6]], "ham", "spam")
    assert verdict.tone == "warning"
    assert verdict.headline == "All 12 texts are right. That is too few to rely on."
    assert "between 76% and 100%" in verdict.cautions[0]
    assert "gives its label away" in verdict.advice


def test_a_perfect_score_on_many_texts_still_asks_to_look_twice():
    verdict = judge([[150, 0], [0, 150]], "ham", "spam")
    assert verdict.tone == "good"
    assert "All 300 texts are right" in verdict.headline
    assert "gives its label away" in verdict.advice


def test_a_label_without_test_texts_is_neither_ready_nor_forgotten():
    verdict = judge([[50, 1, 0, 0], [2, 48, 0, 0], [0, 0, 50, 0], [0, 0, 0, 0]])
    assert verdict.headline == "Ready to sort account, delivery and praise."
    assert verdict.cautions == ("Nothing is known about refund, of which there is no text to judge by.",)


def test_a_label_that_is_never_found_is_named():
    verdict = judge([[50, 0, 0, 0], [0, 50, 0, 0], [0, 0, 50, 0], [4, 0, 0, 0]])
    assert "Check refund yourself: it is never found." in verdict.headline
    assert "It never answers refund." in verdict.cautions
    assert any("refund are rough" in caution for caution in verdict.cautions)


def test_without_test_texts_the_validation_figures_are_called_too_good():
    verdict = judge([[95, 5], [4, 96]], "ham", "spam", tested=False)
    assert verdict.basis.startswith("Judged on 200 validation texts; none were kept for a final test")


@pytest.mark.parametrize(
    ("labels", "named"),
    [
        (("ham", "spam"), "ham and spam"),
        (("0", "1"), "“0” and “1”"),
        (("not spam", "spam"), "“not spam” and “spam”"),
        (("垃圾", "正常"), "“垃圾” and “正常”"),
        (("a" * 60, "b"), "a" * 39 + "… and b"),
    ],
)
def test_labels_are_quoted_unless_all_are_plain_words(labels, named):
    assert LabelNames(labels).several(labels) == named


def test_the_interval_of_a_share_has_a_width_at_the_ends_too():
    assert share_interval(12, 12).low == pytest.approx(0.757, abs=0.002)
    assert share_interval(12, 12).high == 1
    assert share_interval(0, 12).low == 0
    assert share_interval(44, 60).low < 44 / 60 < share_interval(44, 60).high


def test_the_interval_of_the_gain_is_that_of_a_paired_bootstrap():
    generator = np.random.default_rng(3)
    truth = generator.integers(0, 2, 400)
    predicted = np.where(generator.random(400) < 0.9, truth, 1 - truth)
    counted = np.where(generator.random(400) < 0.8, truth, 1 - truth)
    interval = gain_interval(truth, predicted, counted)
    difference = (predicted == truth).astype(float) - (counted == truth)
    drawn = difference[generator.integers(0, 400, (4000, 400))].mean(axis=1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    assert interval.low == pytest.approx(low, abs=0.008)
    assert interval.high == pytest.approx(high, abs=0.008)


def test_the_interval_of_the_gain_stays_honest_where_both_agree_everywhere():
    truth = np.array([0, 1] * 10)
    interval = gain_interval(truth, truth, truth)
    assert interval.low == pytest.approx(-interval.high)
    assert math.isclose(interval.high, 1.96 * math.sqrt(1 / 22) / math.sqrt(22), rel_tol=1e-3)


def test_every_verdict_is_made_of_whole_sentences():
    generator = np.random.default_rng(0)
    for _ in range(200):
        size = int(generator.integers(2, 8))
        matrix = generator.integers(0, 4, (size, size)) + np.diag(generator.integers(0, 30, size))
        if (matrix.sum(axis=1) > 0).sum() < 2:
            continue
        names = tuple(f"label {number}" for number in range(size))
        verdict = judge(matrix.tolist(), *names, counted_right=float(generator.random()))
        for sentence in (verdict.headline, verdict.basis, *verdict.cautions, verdict.advice):
            assert sentence == "" or sentence.endswith(".")
            assert "{" not in sentence
