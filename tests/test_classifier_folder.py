"""The folder of a classifier that is taken away: what it holds, what its README says, how it is used."""

import csv
import dataclasses
import errno
import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from guitune.cli.program import DONE, FAILED, run
from guitune.core.config import DataConfig
from guitune.core.data.text_columns import TextColumns
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import CheckpointError, RunFolderError
from guitune.core.evaluation.model_card import model_card
from guitune.core.evaluation.report import read_report
from guitune.core.files import damaged_files
from guitune.core.inference.predictor import Predictor
from guitune.core.modeling import saving
from guitune.core.modeling.saving import export_classifier
from guitune.core.runs import classifier_in

from .conftest import topic_rows, write_rows


def test_the_folder_is_whole_and_answers_as_the_run_does(trained_run, tmp_path):
    trained, _events = trained_run
    target = tmp_path / "new" / "To take away"
    export_classifier(trained.trained_model(), target)
    assert damaged_files(target) == []
    assert {"config.json", "model.safetensors", "tokenizer.json", "README.md", "manifest.json"} <= {
        path.name for path in target.iterdir()
    }
    texts = [text for text, _topic in topic_rows(30, seed=4)]
    assert Predictor.load(classifier_in(target)).predict(texts) == Predictor.load(trained.model).predict(
        texts
    )
    assert [path.name for path in target.parent.iterdir()] == ["To take away"]


def test_a_folder_that_holds_anything_stays_as_it_is(trained_run, tmp_path):
    trained, _events = trained_run
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RunFolderError, match="is not empty"):
        export_classifier(trained.model, tmp_path)
    with pytest.raises(RunFolderError, match="is not empty"):
        export_classifier(trained.model, tmp_path / "letter.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    with pytest.raises(RunFolderError, match="keeps the classifier itself"):
        export_classifier(trained.model, trained.model / "copy")


def test_an_empty_folder_is_taken(trained_run, tmp_path):
    trained, _events = trained_run
    (tmp_path / "empty").mkdir()
    export_classifier(trained.model, tmp_path / "empty")
    assert damaged_files(tmp_path / "empty") == []


def test_too_little_space_is_told_before_anything_is_written(trained_run, tmp_path, monkeypatch):
    trained, _events = trained_run
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(10, 10, 0))
    with pytest.raises(RunFolderError, match="too little space"):
        export_classifier(trained.model, tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_meanwhile_leaves_nothing(trained_run, tmp_path, monkeypatch):
    trained, _events = trained_run

    def full(_source, target):
        target.write_bytes(b"a part")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(saving.shutil, "copyfile", full)
    with pytest.raises(RunFolderError, match="too little space") as failure:
        export_classifier(trained.model, tmp_path / "copy")
    assert "--resume" not in failure.value.hint
    assert list(tmp_path.iterdir()) == []


def test_the_readme_says_what_it_does_how_good_it_is_how_to_use_it_and_its_limits(trained_run):
    trained, events = trained_run
    card = (trained.model / "README.md").read_text(encoding="utf-8")
    assert "Sorts texts into 3 labels: `film`, `food`, `sport`." in card
    assert f"it labels about {events[-1].test_accuracy * 100:.0f} right" in card
    assert "guitune predict PATH/TO/THIS/FOLDER texts.csv answers.csv" in card
    assert 'pipeline("text-classification", "PATH/TO/THIS/FOLDER", truncation=True)' in card
    assert f"Only the first {Predictor.load(trained.model).max_length} tokens" in card


def test_predict_takes_the_folder_in_place_of_a_run(trained_run, tmp_path, capsys):
    trained, _events = trained_run
    folder = tmp_path / "To take away"
    export_classifier(trained.model, folder)
    source = write_rows(tmp_path / "in.csv", topic_rows(20, seed=2))
    assert run(["predict", str(folder), str(source), str(tmp_path / "out.csv")]) == DONE
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        answers = [row["prediction"] for row in csv.DictReader(stream)]
    expected = Predictor.load(trained.model).predict([text for text, _topic in topic_rows(20, seed=2)])
    assert answers == [answer.label for answer in expected]

    renamed = write_rows(tmp_path / "renamed.csv", [("the soup",)] * 2, ("message",))
    arguments = ["predict", str(folder), str(renamed), str(tmp_path / "second.csv")]
    assert run(arguments) == FAILED
    assert "no column “text”" in capsys.readouterr().err
    assert run([*arguments, "--text", "message"]) == DONE

    (folder / "model.safetensors").write_bytes(b"damaged")
    assert run(["predict", str(folder), str(source), str(tmp_path / "third.csv")]) == FAILED
    assert "is damaged (model.safetensors)" in capsys.readouterr().err


def test_one_thread_leaves_the_cores_of_all_others_alone():
    import torch

    from guitune.core.modeling.threads import use_half_of_the_cores

    counts = {}
    before = torch.get_num_threads()

    def count(name: str, prepare=lambda: None) -> None:
        def work() -> None:
            prepare()
            counts[name] = torch.get_num_threads()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    torch.set_num_threads(4)
    try:
        count("halved", use_half_of_the_cores)
        count("later")
        assert counts == {"halved": 2, "later": 4}
        assert torch.get_num_threads() == 4
    finally:
        torch.set_num_threads(before)


def changed_entry(trained, folder, entry):
    """A copy of the classifier whose config.json has another entry on its texts, or none."""
    draft = Path(shutil.copytree(trained.model, folder.with_name("draft")))
    config = json.loads((draft / "config.json").read_text(encoding="utf-8"))
    config.pop("guitune")
    if entry is not None:
        config["guitune"] = entry
    (draft / "config.json").write_text(json.dumps(config), encoding="utf-8")
    export_classifier(draft, folder)
    return folder


def test_the_folder_tells_how_texts_are_read(trained_run):
    trained, _events = trained_run
    config = json.loads((trained.model / "config.json").read_text(encoding="utf-8"))
    assert config["guitune"] == {
        "text_column": "text", "joined_columns": [], "text2_column": None, "cleaning": [],
        "reading": dataclasses.asdict(ReadingOptions()),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "columns"),
    [
        (None, TextColumns("")),
        ({"text_column": "message", "text2_column": "reply"}, TextColumns("message", (), "reply")),
    ],
)
def test_a_folder_from_elsewhere_or_from_before_still_answers(entry, columns, trained_run, tmp_path, capsys):
    trained, _events = trained_run
    folder = changed_entry(trained, tmp_path / "old", entry)
    predictor = Predictor.load(folder)
    assert predictor.columns == columns
    assert predictor.predict(["a goal <b>"]) == Predictor.load(trained.model).predict(["a goal <b>"])
    if entry is None:
        file = write_rows(tmp_path / "in.csv", topic_rows(9))
        assert run(["predict", str(folder), str(file), str(tmp_path / "out.csv")]) == FAILED
        assert "Name the column with --text." in capsys.readouterr().err
        assert run(["predict", str(folder), str(file), str(tmp_path / "out.csv"), "--text", "text"]) == DONE


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"cleaning": ["strip_html", "polish"]}, "cleaned in a way that this GuiTune does not know: polish"),
        ({"cleaning": "strip_html"}, "in an unknown way"),
        ({"cleaning": [["strip_html"]]}, "in an unknown way"),
        ({"text_column": 7}, "in an unknown way"),
        ({"joined_columns": {"a": 1}}, "in an unknown way"),
        ({"translated": True}, "in an unknown way"),
        (["text"], "in an unknown way"),
        ("text", "in an unknown way"),
    ],
)
def test_an_entry_that_cannot_be_followed_is_refused_in_plain_words(entry, sentence, trained_run, tmp_path):
    trained, _events = trained_run
    folder = changed_entry(trained, tmp_path / "foreign", entry)
    with pytest.raises(CheckpointError, match=sentence) as caught:
        Predictor.load(folder)
    assert caught.value.hint


def test_the_readme_tells_of_cleaning_and_joined_columns_in_plain_words(trained_run):
    trained, _events = trained_run
    report = read_report(trained.path)
    plain = DataConfig("", "text", "topic")
    assert "cleaned" not in model_card(report, "base", 64, plain)
    data = replace(plain, joined_columns=("title", "place"), cleaning=("mask_urls", "lower_case"))
    card = model_card(report, "base", 64, data)
    assert "The values of `title` and `place` follow each text of `text`, with `|` between them" in card
    assert "\n\n- Hide web addresses. Every web address becomes &lt;url>.\n- Small letters." in card
    assert "(join the columns and clean the texts first, as told above):" in card
