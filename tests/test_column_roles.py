"""Texts that need cleaning, joined columns and pairs: the same in training and in use."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from guitune.cli.program import DONE, FAILED, run
from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.data.dataset import tokenize
from guitune.core.data.examples import Examples, load_examples
from guitune.core.data.text_columns import TextColumns
from guitune.core.data_choices import Edit, LabelMerge
from guitune.core.errors import MissingColumnError
from guitune.core.evaluation.file_evaluation import evaluate_file
from guitune.core.evaluation.predictions import read_predictions
from guitune.core.evaluation.report import read_report
from guitune.core.experiment import run_experiment
from guitune.core.inference.batch import FilePredicted, predict_file
from guitune.core.inference.predictor import Predictor
from guitune.core.modeling.classifier import load_classifier, load_tokenizer
from guitune.core.modeling.forward import logits_of
from guitune.core.runs import RunFolder
from guitune.core.training_config import TrainingConfig

from .conftest import topic_rows, write_rows

HEADER = ("id", "text", "place", "title", "topic")
CLEANING = ("strip_html", "mask_urls", "normalize_space", "lower_case")


def messy_rows(count: int, seed: int = 0) -> list[tuple[str, ...]]:
    """Rows whose text, place and title need cleaning; every fifth place is nothing but a tag."""
    rows = []
    for number, (text, topic) in enumerate(topic_rows(count, seed)):
        first, last = text.split(" ", 1)
        place = "<br>" if number % 5 == 0 else f"<i>The  {topic.upper()}</i> &amp; a"
        rows.append(
            (
                f"{number:03}",
                f"<p>{first.upper()}</p>\t{last} http://a.b/{number}",
                place,
                f" SO {first}",
                topic,
            )
        )
    return rows


def train(folder: Path, file: Path, checkpoint: Path, **choices) -> RunFolder:
    config = RunConfig(
        DataConfig(str(file), "text", "topic", **choices),
        ModelConfig(str(checkpoint)),
        TrainingConfig(num_epochs=1, learning_rate=1e-3, layer_decay=1.0, batch_size=16),
    )
    made = RunFolder.create(folder, config)
    last = list(run_experiment(made))[-1]
    assert type(last).__name__ == "RunCompleted", last
    return made


def network_logits(made: RunFolder, examples: Examples) -> np.ndarray:
    """What the bare network says of the examples as training read them, without any of the Predictor."""
    tokenizer = load_tokenizer(made.model)
    length = tokenizer.model_max_length
    tokens = tokenize(examples.texts, examples.pairs, tokenizer, max_length=length, longest=length)
    return logits_of(load_classifier(made.model), tokens)


ROLES = [
    pytest.param({}, id="one text"),
    pytest.param({"text2_column": "title"}, id="a pair"),
    pytest.param({"joined_columns": ("place", "title")}, id="joined columns"),
    pytest.param({"joined_columns": ("place",), "text2_column": "title"}, id="joined columns in a pair"),
]


@pytest.mark.parametrize("roles", ROLES)
def test_training_and_use_read_the_same_of_a_text_that_needs_cleaning(roles, tiny_checkpoint, tmp_path):
    file = write_rows(tmp_path / "messy.csv", messy_rows(90), HEADER)
    made = train(tmp_path / "run", file, tiny_checkpoint, cleaning=CLEANING, **roles)
    examples = load_examples(made.config().data)
    assert examples.texts[1].startswith(messy_rows(2)[1][1].split("<p>")[1].split("<")[0].lower())
    learned_from = network_logits(made, examples)

    predictor = Predictor.load(made.trained_model())
    raw = {name: [row[place] for row in messy_rows(90)] for place, name in enumerate(HEADER)}
    columns = predictor.columns
    assert columns == TextColumns.of(made.config().data)
    assert predictor.as_read(raw["text"], [raw[name] for name in columns.joined]) == examples.texts
    pairs = raw[columns.second] if columns.second else None
    assert np.array_equal(
        predictor.logits(raw["text"], pairs, [raw[name] for name in columns.joined]), learned_from
    )

    events = list(predict_file(predictor, file, tmp_path / "out.csv", columns, lambda: False))
    assert isinstance(events[-1], FilePredicted)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        answers = list(csv.DictReader(stream))
    assert [answer["text"] for answer in answers] == raw["text"]
    best = learned_from.argmax(axis=1)
    assert [answer["prediction"] for answer in answers] == [predictor.labels[number] for number in best]

    judged = {text.row: text for text in read_predictions(made.path, "test")}
    of_row = dict(zip(examples.rows, answers, strict=True))
    assert judged
    for row, text in judged.items():
        assert text.prediction == of_row[row]["prediction"]
        assert text.confidence == pytest.approx(float(of_row[row]["confidence"]), abs=1e-5)

    figures = evaluate_file(predictor, file, made.config().data).figures
    right = sum(answer["prediction"] == answer["topic"] for answer in answers)
    assert figures.accuracy == pytest.approx(right / len(answers))
    assert figures.examples == 90


def test_joined_columns_stand_behind_the_text_and_empty_ones_leave_no_separator(tmp_path):
    rows = [("a", "the film", "<br>", "x", "film"), ("b", "the soup", "here", " Y ", "food")] * 5
    file = write_rows(tmp_path / "few.csv", rows, HEADER)
    data = DataConfig(str(file), "text", "topic", joined_columns=("place", "title"))
    assert load_examples(data).texts[:2] == ["the film | <br> | x", "the soup | here |  Y "]
    cleaned = DataConfig(
        str(file),
        "text",
        "topic",
        joined_columns=("place", "title"),
        cleaning=("strip_html", "normalize_space"),
    )
    assert load_examples(cleaned).texts[:2] == ["the film | x", "the soup | here | Y"]


def test_rows_whose_text_is_cleaned_away_get_no_answer(tiny_checkpoint, tmp_path):
    file = write_rows(tmp_path / "messy.csv", messy_rows(60), HEADER)
    made = train(tmp_path / "run", file, tiny_checkpoint, cleaning=("strip_html",))
    texts = write_rows(
        tmp_path / "in.csv", [("<br>", "1"), ("the soup", "2"), (" ", "3")], ("text", "number")
    )
    predictor = Predictor.load(made.trained_model())
    *_, last = predict_file(predictor, texts, tmp_path / "out.csv", predictor.columns, lambda: False)
    assert (last.rows, last.without_text) == (3, 2)


def test_other_columns_follow_the_answers_unchanged(tiny_checkpoint, tmp_path):
    rows = [
        (f"00{number}", text, topic, f'a, "b"\n{number}', topic[::-1], "=1+1")
        for number, (text, topic) in enumerate(topic_rows(90))
    ]
    header = ("id", "text", "topic", "row", "p_film", "prediction")
    file = write_rows(tmp_path / "more.csv", rows, header)
    fewer = write_rows(tmp_path / "validation.csv", [row[:3] for row in rows[:9]], header[:3])
    made = train(tmp_path / "run", file, tiny_checkpoint, validation_file=str(fewer))
    labels = read_report(made.path).labels
    for side in ("validation", "test"):
        with (made.predictions / f"{side}.csv").open(encoding="utf-8", newline="") as stream:
            written_header, *written = csv.reader(stream)
        assert written_header == [
            "row", "text", "label", "prediction", "confidence", *(f"p_{label}" for label in labels),
            "id", "row (2)", "column p_film", "prediction (2)",
        ]  # fmt: skip
        for record in written:
            own = rows[int(record[0]) - 2]
            assert tuple(record[-4:]) == (
                (own[0], "", "", "") if side == "validation" else (own[0], *own[3:])
            )
        texts = read_predictions(made.path, side)
        assert len(texts) == len(written) > 0
        for text, record in zip(texts, written, strict=True):
            assert text.text == record[1]
            assert [f"{share:.6f}" for share in text.probabilities] == record[5 : 5 + len(labels)]


def test_evaluation_merges_labels_as_training_did_and_leaves_edits_to_their_own_file(
    tiny_checkpoint, tmp_path
):
    rows = [(text, "motion pictures" if topic == "film" else topic) for text, topic in topic_rows(90)]
    file = write_rows(tmp_path / "train.csv", rows)
    made = train(
        tmp_path / "run",
        file,
        tiny_checkpoint,
        merges=(LabelMerge("motion pictures", "film"),),
        edits=(Edit("file", 2, "topic", "motion pictures", "sport", rows[0][0]),),
        fixes=("label_variants", "duplicates"),
    )
    other = write_rows(
        tmp_path / "other.csv", [*rows[:12], rows[0], ("a soup", "FOOD"), ("a goal", "golf"), ("", "food")]
    )
    judged = evaluate_file(Predictor.load(made.trained_model()), other, made.config().data)
    assert judged.figures.examples == 14
    assert {item.label: item.support for item in judged.figures.per_class} == {
        "film": 5,
        "food": 5,
        "sport": 4,
    }
    assert (judged.unknown_labels, judged.without_label) == ((("golf", 1),), 1)


def test_a_column_that_a_file_lacks_is_named_with_those_of_the_training(tiny_checkpoint, tmp_path):
    file = write_rows(tmp_path / "messy.csv", messy_rows(60), HEADER)
    made = train(tmp_path / "run", file, tiny_checkpoint, joined_columns=("place",))
    other = write_rows(tmp_path / "other.csv", [("the soup", "here")] * 2, ("text", "where"))
    predictor = Predictor.load(made.trained_model())
    with pytest.raises(MissingColumnError, match=r"other\.csv has no column “place”") as caught:
        list(predict_file(predictor, other, tmp_path / "out.csv", predictor.columns, lambda: False))
    assert (caught.value.name, caught.value.columns) == ("place", ("text", "where"))
    assert "“text”, “where”" in caught.value.hint
    assert "learned from: “text”, “place”" in caught.value.hint
    renamed = predictor.columns.renamed("place", "where")
    *_, last = predict_file(predictor, other, tmp_path / "out.csv", renamed, lambda: False)
    assert last.rows == 2


def test_the_command_line_joins_and_cleans_in_training_and_use(tiny_checkpoint, tmp_path, capsys):
    file = write_rows(tmp_path / "messy.csv", messy_rows(60), HEADER)
    out, quick = tmp_path / "run", ["--set", "num_epochs=1", "--set", "batch_size=16"]
    command = ["train", str(file), "--model", str(tiny_checkpoint), "--out", str(out), *quick]
    command += ["--text", "text", "--label", "topic", "--join", "place", "--join", "title"]
    command += ["--clean", "lower_case", "--clean", "strip_html", "--fix", "normalize_space"]
    assert run([*command, "--fix", "merge:film=>food", "--fix", "empty"]) == DONE
    data = RunFolder(out).config().data
    assert data.joined_columns == ("place", "title")
    assert data.cleaning == ("strip_html", "normalize_space", "lower_case")
    assert (data.merges, data.fixes) == ((LabelMerge("film", "food"),), ("empty",))

    assert run(["predict", str(out), str(file), str(tmp_path / "one.csv")]) == DONE
    renamed = write_rows(tmp_path / "renamed.csv", messy_rows(60), ("id", "text", "where", "title", "topic"))
    answers = tmp_path / "two.csv"
    capsys.readouterr()
    assert run(["predict", str(out), str(renamed), str(answers)]) == FAILED
    assert "has no column “place”" in capsys.readouterr().err
    assert (
        run(["predict", str(out), str(renamed), str(answers), "--join", "where", "--join", "title"]) == DONE
    )
    assert answers.read_text(encoding="utf-8").replace("where", "place") == (tmp_path / "one.csv").read_text(
        encoding="utf-8"
    )
    evaluated = ["evaluate", str(out), str(renamed), "--join", "where", "--join", "title", "--json"]
    assert run(evaluated) == DONE


def test_a_joined_column_has_no_second_role(tmp_path, capsys):
    file = write_rows(tmp_path / "messy.csv", messy_rows(30), HEADER)
    command = ["train", str(file), "--out", str(tmp_path / "run"), "--text", "text", "--label", "topic"]
    assert run([*command, "--join", "title", "--text2", "title"]) == FAILED
    assert "“title” cannot have two roles" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run([*command, "--fix", "polish"])
    assert "There is no fix called polish" in capsys.readouterr().err


def test_new_texts_are_read_as_the_file_that_was_learned_from(tiny_checkpoint, tmp_path, capsys):
    file = tmp_path / "old.txt"
    rows = "".join(f"{text} ä;{topic}\n" for text, topic in topic_rows(60))
    file.write_bytes(f"skip, me\ntext;topic\n{rows}".encode("cp850"))
    reading = ["--encoding", "cp850", "--skip-lines", "1"]
    out = tmp_path / "run"
    quick = ["--set", "num_epochs=1", "--set", "learning_rate=1e-3"]
    assert (
        run(["train", str(file), "--model", str(tiny_checkpoint), "--out", str(out), *reading, *quick])
        == DONE
    )
    answers = tmp_path / "answers.csv"
    assert run(["predict", str(out), str(file), str(answers)]) == DONE
    assert answers.read_text(encoding="utf-8").splitlines()[1].split(",")[0].endswith("ä")
    capsys.readouterr()
    assert run(["evaluate", str(out), str(file), "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["figures"]["examples"] == 60
    plain = write_rows(tmp_path / "new.csv", [("a film", "film"), ("a soup", "food")], ("text", "topic"))
    assert run(["predict", str(out), str(plain), str(answers)]) == DONE
    assert len(answers.read_text(encoding="utf-8").splitlines()) == 3
