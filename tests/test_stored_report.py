import csv
import json
from pathlib import Path

import numpy as np
import pytest

from guitune.core.errors import RunFolderError
from guitune.core.evaluation.predictions import JudgedText, read_predictions, save_predictions
from guitune.core.evaluation.report import Judged, build_report, read_report
from guitune.core.files import write_json

from .conftest import topic_rows

LABELS = ("film", "food", "sport")
NASTY = (
    'comma, "quote"',
    "two\nlines",
    "carriage\rreturn",
    "=cmd()",
    "\ttab ",
    "null\0",
    "𠮷🙂",
    "a" * 200_000,
)


def judged(count: int = 30, seed: int = 0) -> Judged:
    generator = np.random.default_rng(seed)
    rows = topic_rows(count, seed)
    truth = np.array([LABELS.index(topic) for _text, topic in rows])
    logits = generator.normal(size=(count, 3)) + 2 * np.eye(3)[truth]
    return Judged(range(2, count + 2), [text for text, _topic in rows], truth, logits)


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> dict:
    train = topic_rows(90, seed=9)
    report = build_report(
        LABELS,
        [text for text, _topic in train],
        np.array([LABELS.index(topic) for _text, topic in train]),
        judged(30, 1),
        judged(40, 2),
    )
    return report.to_json()


@pytest.fixture
def write(tmp_path: Path):
    def write(content) -> Path:
        write_json(tmp_path / "report.json", content)
        return tmp_path

    return write


def test_a_report_comes_back_as_it_was(stored, write):
    report = read_report(write(stored))
    assert report.to_json() == stored
    assert report.judged == report.test
    assert report.majority_label == "film"


def test_the_report_of_a_real_run_comes_back(trained_run):
    run, events = trained_run
    report = read_report(run.path)
    assert report.judged.accuracy == events[-1].test_accuracy
    gained = report.judged.accuracy - report.baselines.word_counting.accuracy
    assert report.gain.low < gained < report.gain.high


def test_a_report_from_before_the_gain_was_measured_is_read(stored, write):
    old = {name: value for name, value in stored.items() if name != "gain"} | {"version": 1}
    assert read_report(write(old)).gain is None


def test_a_report_without_test_figures_judges_by_validation(stored, write):
    report = read_report(write(stored | {"test": None}))
    assert report.judged == report.validation


def test_a_report_of_a_newer_version_is_refused_in_words(stored, write):
    with pytest.raises(RunFolderError, match="newer GuiTune"):
        read_report(write(stored | {"version": 99}))


def test_a_missing_report_is_refused_in_words(tmp_path):
    with pytest.raises(RunFolderError, match="has no report") as caught:
        read_report(tmp_path)
    assert caught.value.hint


@pytest.mark.parametrize(
    "change",
    [
        {"labels": ["film"]},
        {"labels": "film"},
        {"version": "2"},
        {"validation": None},
        {"test": []},
        {"gain": {"low": 0.1}},
        {"baselines": {}},
    ],
)
def test_a_report_that_does_not_fit_together_is_refused_in_words(change, stored, write):
    with pytest.raises(RunFolderError, match=r"report\.json is damaged") as caught:
        read_report(write(stored | change))
    assert caught.value.details


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"version": 1}', '{"version": 2, "labels": NaN}'])
def test_a_report_that_is_no_report_is_refused_in_words(text, tmp_path):
    (tmp_path / "report.json").write_text(text, encoding="utf-8")
    with pytest.raises(RunFolderError, match=r"report\.json is damaged"):
        read_report(tmp_path)


def test_wrong_figures_deep_inside_are_found(stored, write):
    broken = json.loads(json.dumps(stored))
    broken["test"]["confusion_matrix"][0][0] = "7"
    with pytest.raises(RunFolderError) as caught:
        read_report(write(broken))
    assert "confusion_matrix" in caught.value.details


def test_judged_texts_come_back_as_they_were(tmp_path):
    part = judged(30)
    save_predictions(tmp_path / "predictions", {"validation": part}, LABELS)
    texts = read_predictions(tmp_path, "validation")
    assert [text.text for text in texts] == list(part.texts)
    assert [text.row for text in texts] == list(part.rows)
    assert [LABELS.index(text.label) for text in texts] == part.truth.tolist()
    assert [LABELS.index(text.prediction) for text in texts] == part.logits.argmax(axis=1).tolist()
    assert [text.is_right for text in texts] == (part.truth == part.logits.argmax(axis=1)).tolist()
    for text in texts:
        assert text.confidence == max(text.probabilities)
        assert sum(text.probabilities) == pytest.approx(1, abs=1e-5)
    assert read_predictions(tmp_path, "test") == ()


def test_texts_of_any_kind_survive_the_file(tmp_path):
    count = len(NASTY)
    part = Judged(range(2, count + 2), NASTY, np.zeros(count, int), np.eye(3)[[0] * count])
    save_predictions(tmp_path / "predictions", {"validation": part}, LABELS)
    assert [text.text for text in read_predictions(tmp_path, "validation")] == list(NASTY)


def test_a_run_from_before_texts_were_kept_has_answers_without_texts(tmp_path):
    save_predictions(tmp_path / "predictions", {"validation": judged(4)}, LABELS)
    file = tmp_path / "predictions" / "validation.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        rows = [[*row[:1], *row[2:]] for row in csv.reader(stream)]
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    texts = read_predictions(tmp_path, "validation")
    assert [text.text for text in texts] == [None] * 4
    assert isinstance(texts[0], JudgedText)
    assert texts[0].confidence == max(texts[0].probabilities)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"other,columns\n1,2\n",
        b"row,text,label,prediction,confidence,p_a\n1,t,a,a\n",
        b"row,text,label,prediction,confidence,p_a\nx,t,a,a,1,1\n",
        b"\xff\xfe",
        b'row,text,label,prediction,confidence,p_a\n1,"t,a,a,1,1\n',
    ],
)
def test_damaged_texts_are_refused_in_words(content, tmp_path):
    (tmp_path / "predictions").mkdir()
    (tmp_path / "predictions" / "validation.csv").write_bytes(content)
    with pytest.raises(RunFolderError, match=r"validation\.csv is damaged"):
        read_predictions(tmp_path, "validation")


def test_a_run_that_keeps_texts_keeps_them_out_of_the_classifier(trained_run):
    run, _events = trained_run
    texts = read_predictions(run.path, "test")
    assert all(text.text for text in texts)
    for file in run.model.iterdir():
        content = file.read_bytes()
        assert not any(text.text.encode() in content for text in texts if len(text.text) > 25)
