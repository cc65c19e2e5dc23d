import csv
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from guitune.cli.program import DONE, FAILED, INTERRUPTED, USAGE, run
from guitune.core.runs import RunFolder

from .conftest import topic_rows, write_rows
from .standin_hub import StandinHub

QUICK = ["--set", "num_epochs=1", "--set", "learning_rate=1e-3", "--set", "batch_size=16"]


def json_lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def train_arguments(file: Path, checkpoint: Path, out: Path) -> list[str]:
    return ["train", str(file), "--model", str(checkpoint), "--out", str(out), *QUICK]


def test_train_predict_and_evaluate_work_one_after_the_other(topics_csv, tiny_checkpoint, tmp_path, capsys):
    out = tmp_path / "run"
    assert run([*train_arguments(topics_csv, tiny_checkpoint, out), "--json"]) == DONE
    events = json_lines(capsys.readouterr().out)
    assert events[-1]["event"] == "RunCompleted"
    assert events[-1]["examples_per_second"] > 0
    assert {"test_accuracy", "test_macro_f1", "seconds"} <= events[-1].keys()

    answers = tmp_path / "answers.csv"
    assert run(["predict", str(out), str(topics_csv), str(answers), "--json"]) == DONE
    assert json_lines(capsys.readouterr().out)[-1]["event"] == "FilePredicted"
    with answers.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["topic"] for row in rows] == [topic for _text, topic in topic_rows(120)]

    assert run(["evaluate", str(out), str(topics_csv), "--json"]) == DONE
    (judged,) = json_lines(capsys.readouterr().out)
    right = sum(row["topic"] == row["prediction"] for row in rows)
    assert judged["figures"]["accuracy"] == pytest.approx(right / len(rows))


def test_training_without_json_ends_with_the_figures_in_words(topics_csv, tiny_checkpoint, tmp_path, capsys):
    assert run(train_arguments(topics_csv, tiny_checkpoint, tmp_path / "run")) == DONE
    text = capsys.readouterr().out
    assert "Learning from 96 texts, checking on 12, keeping 12 for the final test; 3 labels" in text
    assert "this classifier: accuracy" in text
    assert "counting words: accuracy" in text


def test_separate_files_and_pairs_reach_the_run(tiny_checkpoint, tmp_path, capsys):
    pairs = [(text, f"title {n}", topic) for n, (text, topic) in enumerate(topic_rows(90))]
    header = ("text", "title", "topic")
    train = write_rows(tmp_path / "train.csv", pairs[:60], header)
    validation = write_rows(tmp_path / "validation.csv", pairs[60:75], header)
    test = write_rows(tmp_path / "test.csv", pairs[75:], header)
    command = train_arguments(train, tiny_checkpoint, tmp_path / "run")
    command += ["--text", "text", "--label", "topic", "--text2", "title"]
    command += ["--validation", str(validation), "--test", str(test), "--json"]
    assert run(command) == DONE
    started = next(e for e in json_lines(capsys.readouterr().out) if e["event"] == "RunStarted")
    counts = [started[f"{side}_examples"] for side in ("train", "validation", "test")]
    assert counts == [60, 15, 15]


def test_check_tells_what_was_read_and_writes_the_clean_copy(tmp_path, capsys):
    file = tmp_path / "messy.csv"
    file.write_bytes(
        "text;label\r\nhélló;Spam\r\nbye;spam \r\nbye;spam \r\nx;ham\r\ny;ham\r\none;two;three\r\n".encode(
            "cp1252"
        )
    )
    clean = tmp_path / "clean.csv"
    command = ["check", str(file), "--fix", "label_variants", "--save-clean", str(clean), "--json"]
    assert run(command) == DONE
    (checked,) = json_lines(capsys.readouterr().out)
    assert checked["delimiter"] == ";"
    assert dict(checked["labels"]) == {"spam": 3, "ham": 2}
    assert [row["row"] for row in checked["rejected"]] == [7]
    assert {finding["name"] for finding in checked["findings"]} >= {"rejected", "duplicates"}
    with clean.open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream))[:3] == [["text", "label"], ["hélló", "spam"], ["bye", "spam"]]


@pytest.mark.parametrize("json_flag", [[], ["--json"]])
def test_any_letter_can_be_printed_where_the_console_knows_few(tmp_path, json_flag):
    file = write_rows(tmp_path / "zh.csv", [("很好", "好"), ("太差", "差 "), ("还行", "差")] * 3)
    done = subprocess.run(
        [sys.executable, "-m", "guitune", "check", str(file), *json_flag],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=True,
    )
    assert "差" in done.stdout.decode("utf-8")


def test_a_reader_that_has_enough_ends_the_program_without_a_traceback(topics_csv):
    with subprocess.Popen(
        [sys.executable, "-m", "guitune", "check", str(topics_csv)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_column_has_one_role_and_named_ones_are_not_guessed(tmp_path, capsys):
    rows = [
        (f"a long first text {n}", f"an even much longer second text {n}", "xy"[n % 2]) for n in range(40)
    ]
    file = write_rows(tmp_path / "pairs.csv", rows, ("premise", "hypothesis", "kind"))
    out = ["--out", str(tmp_path / "run"), "--model", str(tmp_path)]
    assert run(["train", str(file), *out, "--text", "kind", "--label", "kind"]) == FAILED
    assert "“kind” cannot have two roles" in capsys.readouterr().err
    from guitune.cli.arguments import command_parser
    from guitune.cli.train import config_of

    chosen = command_parser().parse_args(["train", str(file), *out, "--text2", "hypothesis"])
    assert (config_of(chosen).data.text_column, config_of(chosen).data.label_column) == ("premise", "kind")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["check", "gone.csv"], "Error: There is no file gone.csv."),
        (["predict", "nowhere", "gone.csv", "out.csv"], "Error: nowhere holds no GuiTune run"),
    ],
)
def test_a_failure_is_one_line_and_a_hint_on_standard_error(
    arguments, sentence, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    assert run([*arguments, "--json"]) == FAILED
    captured = capsys.readouterr()
    assert captured.out == ""
    first, second = captured.err.splitlines()
    assert first.startswith(sentence)
    assert second
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [["train"], ["check"], ["train", "x.csv"], ["check", "x.csv", "--fix", "nonsense"], ["--nonsense"]],
)
def test_a_wrong_command_is_a_usage_error(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        run(arguments)
    assert caught.value.code == USAGE
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("assignment", "sentence"),
    [
        ("num_epochs=0", "Rounds (epochs) is 0, but must be between 1 and 1000."),
        ("num_epochs=two", "Rounds (epochs) must be a whole number"),
        ("nonsense=1", "There is no setting called nonsense."),
        ("seed", "--set seed has no value."),
    ],
)
def test_a_wrong_setting_is_explained_before_anything_is_written(
    assignment, sentence, topics_csv, tmp_path, capsys
):
    out = tmp_path / "run"
    assert run(["train", str(topics_csv), "--out", str(out), "--set", assignment]) == USAGE
    assert sentence in capsys.readouterr().err
    assert not out.exists()


def test_every_setting_and_cleaning_step_and_its_explanation_stand_in_the_help(capsys):
    from guitune.core.data.cleaning import CLEANING
    from guitune.core.settings import settings

    with pytest.raises(SystemExit):
        run(["train", "--help"])
    text = capsys.readouterr().out
    for name, step in CLEANING.items():
        assert f"{name}: {step.label}. {step.help}" in text
    for name, setting in settings():
        assert re.search(rf"{name} \(default [^)]+\): {re.escape(f'{setting.label}. {setting.help}')}", text)
        assert f"      {setting.advice}\n      {setting.cost}\n" in text
        for choice, words in setting.choices.items():
            assert f"      {choice}: {words}" in text


def test_ctrl_c_saves_and_resume_goes_on_to_the_same_end(tiny_checkpoint, tmp_path, capsys):
    file = write_rows(tmp_path / "many.csv", topic_rows(900))
    arguments = train_arguments(file, tiny_checkpoint, tmp_path / "run")
    arguments = [word.replace("num_epochs=1", "num_epochs=200") for word in arguments] + ["--json"]
    arguments += ["--set", "early_stopping_patience=200"]
    with subprocess.Popen(
        [sys.executable, "-m", "guitune", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout:
            if json.loads(line)["event"] == "StepCompleted":
                os.kill(process.pid, signal.SIGINT)
                break
        rest, errors = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED
    stopped = json_lines(rest)[-1]
    assert stopped["event"] == "RunStopped"
    assert "Stopping as soon as everything is saved" in errors
    assert "Traceback" not in errors

    assert run([*arguments, "--set", "num_epochs=199", "--resume"]) == FAILED
    assert "other choices (num_epochs)" in capsys.readouterr().err
    with subprocess.Popen(
        [sys.executable, "-m", "guitune", *arguments, "--resume"], stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "StepCompleted":
                break
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED
    assert event["step"] == stopped["step"] + 1


def test_a_run_whose_listener_goes_away_is_saved(tiny_checkpoint, tmp_path):
    file = write_rows(tmp_path / "many.csv", topic_rows(900))
    arguments = train_arguments(file, tiny_checkpoint, tmp_path / "run")
    arguments = [word.replace("num_epochs=1", "num_epochs=200") for word in arguments]
    command = [sys.executable, "-m", "guitune", *arguments, "--json", "--set", "early_stopping_patience=200"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if json.loads(line)["event"] == "StepCompleted":
                break
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(60) == FAILED
    assert "Traceback" not in errors
    stopped = list(RunFolder(tmp_path / "run").events())[-1]
    assert stopped["event"] == "RunStopped"
    assert RunFolder(tmp_path / "run").saved_step == stopped["step"] > 0


def test_going_on_with_a_finished_run_is_no_failure_and_tells_its_end_again(
    topics_csv, tiny_checkpoint, tmp_path, capsys
):
    arguments = [*train_arguments(topics_csv, tiny_checkpoint, tmp_path / "run"), "--json", "--resume"]
    assert run(arguments) == DONE
    ending = json_lines(capsys.readouterr().out)[-1]
    assert run(arguments) == DONE
    assert json_lines(capsys.readouterr().out) == [ending]
    assert run([*arguments, "--set", "seed=7"]) == FAILED
    assert "other choices (seed)" in capsys.readouterr().err


def test_a_hub_checkpoint_is_downloaded_once_and_trained(
    topics_csv, tiny_checkpoint, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    files = {path.name: path.read_bytes() for path in tiny_checkpoint.iterdir()}
    command = ["train", str(topics_csv), "--model", "someone/tiny-bert", "--json", *QUICK]
    with StandinHub() as hub:
        hub.add_repository("someone/tiny-bert", files)
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert run([*command, "--out", str(tmp_path / "first")]) == DONE
        assert any(event["event"] == "DownloadProgress" for event in json_lines(capsys.readouterr().out))
    assert run([*command, "--out", str(tmp_path / "second")]) == DONE
    assert not any(event["event"] == "DownloadProgress" for event in json_lines(capsys.readouterr().out))


def test_without_a_connection_a_hub_checkpoint_is_a_plain_sentence(topics_csv, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert run(["train", str(topics_csv), "--model", "a/b", "--out", str(tmp_path / "run"), *QUICK]) == FAILED
    errors = capsys.readouterr().err.splitlines()
    assert errors[0].startswith("Error: GuiTune could not reach the model hub")
    assert len(errors) == 2
    assert not (tmp_path / "run").exists()


@pytest.mark.bundled
def test_the_bundled_model_learns_from_part_of_the_sample_and_sorts_the_rest(tmp_path, capsys):
    from guitune.resources import resource

    with resource("samples", "customer_messages.csv").open(encoding="utf-8", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    learned = write_rows(tmp_path / "learned.csv", rows[:300], tuple(header))
    others = write_rows(tmp_path / "others.csv", rows[300:], tuple(header))
    out = tmp_path / "run"
    command = [
        "train",
        str(learned),
        "--out",
        str(out),
        "--json",
        "--set",
        "num_epochs=4",
        "--set",
        "max_length=40",
    ]
    assert run(command) == DONE
    assert run(["evaluate", str(out), str(others), "--json"]) == DONE
    figures = json_lines(capsys.readouterr().out)[-1]["figures"]
    assert figures["examples"] == 300
    assert figures["accuracy"] > 0.5
