import csv
import shutil
from pathlib import Path

import pytest

from guitune.core.data.dataset import tokenize
from guitune.core.data.text_columns import TextColumns
from guitune.core.errors import CheckpointError, DataError, RunFolderError
from guitune.core.inference.batch import FilePredicted, RowsPredicted, predict_file
from guitune.core.inference.predictor import Predictor
from guitune.core.modeling.classifier import load_tokenizer
from guitune.core.runs import RunFolder

from .conftest import topic_rows, write_rows


@pytest.fixture(scope="module")
def predictor(trained_run) -> Predictor:
    run, _events = trained_run
    return Predictor.load(run.trained_model())


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_saved_folder_gives_a_bare_pipeline_the_same_answers(trained_run, predictor):
    from transformers import pipeline

    run, _events = trained_run
    texts = [text for text, _topic in topic_rows(40, seed=9)] + ["soup " * 300, "", "QQ ünknown 漢字"]
    classify = pipeline("text-classification", str(run.model), truncation=True, top_k=None)
    for text, prediction in zip(texts, predictor.predict(texts), strict=True):
        theirs = {answer["label"]: answer["score"] for answer in classify([text])[0]}
        assert max(theirs, key=theirs.get) == prediction.label
        ours = dict(zip(predictor.labels, prediction.probabilities, strict=True))
        assert ours == pytest.approx(theirs, abs=1e-5)


def test_predictions_come_in_order_and_sum_to_one(predictor):
    rows = topic_rows(60, seed=3)
    predictions = predictor.predict([text for text, _topic in rows])
    right = sum(p.label == topic for p, (_text, topic) in zip(predictions, rows, strict=True))
    assert right > 48
    for prediction in predictions:
        assert sum(prediction.probabilities) == pytest.approx(1)
        assert prediction.confidence == max(prediction.probabilities)


def test_equal_texts_get_equal_answers_and_no_text_gives_none(predictor):
    first, second, third = predictor.predict(["a goal", "the soup", "a goal"])
    assert first == third != second
    assert predictor.predict([]) == []


def test_few_texts_and_many_get_the_same_tokens(trained_run):
    run, _events = trained_run
    tokenizer = load_tokenizer(run.model)
    texts = [text for text, _topic in topic_rows(600)] + ["", "goal " * 90, "ünknown 漢字"]
    for pairs in (None, texts[::-1]):
        options = {"max_length": 24, "longest": 64}
        many = tokenize(texts, pairs, tokenizer, **options)
        for start in range(0, len(texts), 64):
            part = slice(start, start + 64)
            few = tokenize(texts[part], pairs and pairs[part], tokenizer, **options)
            assert [ids.tolist() for ids in few.input_ids] == [ids.tolist() for ids in many.input_ids[part]]
            if pairs is not None:
                types = [ids.tolist() for ids in many.token_type_ids[part]]
                assert [ids.tolist() for ids in few.token_type_ids] == types


def test_a_file_keeps_its_columns_and_rows_and_gains_the_answers(predictor, tmp_path):
    rows = [("007", 'a goal, "late"\nagain', "=cmd()"), ("008", "the soup", "NA"), ("009", "", "  ")]
    source = write_rows(tmp_path / "in.csv", rows, ("id", "text", "remark"))
    events = list(predict_file(predictor, source, tmp_path / "out.csv", TextColumns("text"), lambda: False))
    answers = read_rows(tmp_path / "out.csv")
    assert [(row["id"], row["text"], row["remark"]) for row in answers] == rows
    assert list(answers[0]) == [
        "id", "text", "remark", "prediction", "confidence", *(f"p_{label}" for label in predictor.labels),
    ]  # fmt: skip
    assert answers[0]["prediction"] == predictor.predict([rows[0][1]])[0].label
    assert isinstance(events[0], RowsPredicted)
    assert isinstance(events[-1], FilePredicted)
    assert (events[-1].rows, events[-1].without_text) == (3, 1)
    assert [answers[2][name] for name in list(answers[0])[3:]] == [""] * (2 + len(predictor.labels))


def test_a_column_that_is_already_called_prediction_is_kept(predictor, tmp_path):
    source = write_rows(tmp_path / "in.csv", [("the soup", "mine")] * 2, ("text", "prediction"))
    list(predict_file(predictor, source, tmp_path / "out.csv", TextColumns("text"), lambda: False))
    answers = read_rows(tmp_path / "out.csv")
    assert answers[0]["prediction"] == "mine"
    assert answers[0]["prediction (2)"] in predictor.labels


def test_a_stopped_prediction_leaves_no_file(predictor, tmp_path):
    source = write_rows(tmp_path / "in.csv", [(f"soup {n}", "x") for n in range(1500)], ("text", "x"))
    events = []
    for event in predict_file(
        predictor, source, tmp_path / "out.csv", TextColumns("text"), lambda: len(events) >= 1
    ):
        events.append(event)
    assert [event.done for event in events] == [64]
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_the_source_is_never_overwritten(predictor, tmp_path):
    source = write_rows(tmp_path / "in.csv", [("the soup", "x")] * 2, ("text", "x"))
    before = source.read_bytes()
    with pytest.raises(DataError, match="would overwrite"):
        list(predict_file(predictor, source, source, TextColumns("text"), lambda: False))
    assert source.read_bytes() == before


def test_a_damaged_classifier_is_noticed_before_it_answers(trained_run, tmp_path):
    run, _events = trained_run
    copy = RunFolder(Path(shutil.copytree(run.path, tmp_path / "copy")))
    weights = bytearray((copy.model / "model.safetensors").read_bytes())
    weights[-5] ^= 1
    (copy.model / "model.safetensors").write_bytes(weights)
    with pytest.raises(RunFolderError, match=r"is damaged \(model.safetensors\)"):
        copy.trained_model()


def test_a_run_folder_that_moved_still_answers(trained_run, predictor, tmp_path):
    run, _events = trained_run
    moved = RunFolder(Path(shutil.copytree(run.path, tmp_path / "elsewhere")))
    assert Predictor.load(moved.trained_model()).predict(["a goal"]) == predictor.predict(["a goal"])


def test_a_folder_without_a_classifier_is_explained(tmp_path):
    with pytest.raises(CheckpointError, match="holds no model"):
        Predictor.load(tmp_path)
    with pytest.raises(RunFolderError, match="holds no trained classifier yet"):
        RunFolder(tmp_path).trained_model()
