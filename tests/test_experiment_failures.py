"""What can be wrong with a run, and the sentence that the person gets."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.errors import RunFolderError
from guitune.core.events import Notice, RunCompleted, RunFailed, RunStarted, RunStopped, StepCompleted
from guitune.core.experiment import run_experiment
from guitune.core.moved_inputs import follow_moved_inputs
from guitune.core.runs import RunFolder
from guitune.core.training.control import RunControl
from guitune.core.training_config import TrainingConfig

from .conftest import topic_rows, write_rows


@pytest.fixture
def config(topics_csv: Path, tiny_checkpoint: Path) -> RunConfig:
    return RunConfig(
        DataConfig(str(topics_csv), "text", "topic"),
        ModelConfig(str(tiny_checkpoint)),
        TrainingConfig(num_epochs=1, learning_rate=1e-3, layer_decay=1.0, batch_size=16),
    )


def outcome(run: RunFolder):
    events = list(run_experiment(run))
    assert sum(isinstance(event, RunCompleted | RunStopped | RunFailed) for event in events) == 1
    return events[-1]


def failure(config: RunConfig, folder: Path) -> RunFailed:
    event = outcome(RunFolder.create(folder, config))
    assert isinstance(event, RunFailed)
    assert event.hint
    assert "Traceback" not in event.message + event.hint
    return event


def with_data(config: RunConfig, **changes) -> RunConfig:
    return replace(config, data=replace(config.data, **changes))


def test_a_missing_file_is_named(config, tmp_path):
    event = failure(with_data(config, file=str(tmp_path / "gone.csv")), tmp_path / "run")
    assert "There is no file" in event.message


def test_a_missing_column_is_named_with_those_there_are(config, tmp_path):
    event = failure(with_data(config, label_column="klass"), tmp_path / "run")
    assert "has no column “klass”" in event.message
    assert "“text”, “topic”" in event.hint


def test_one_class_leaves_nothing_to_tell_apart(config, tmp_path):
    file = write_rows(tmp_path / "one.csv", [(text, "same") for text, _topic in topic_rows(40)])
    event = failure(with_data(config, file=str(file)), tmp_path / "run")
    assert "Every row has the same label, “same”" in event.message


def test_labels_that_never_repeat_are_not_labels(config, tmp_path):
    file = write_rows(
        tmp_path / "ids.csv", [(text, str(n)) for n, (text, _topic) in enumerate(topic_rows(40))]
    )
    event = failure(with_data(config, file=str(file)), tmp_path / "run")
    assert "All 40 labels differ" in event.message


def test_too_few_texts_say_how_many_are_needed(config, tmp_path):
    file = write_rows(tmp_path / "few.csv", topic_rows(6))
    event = failure(with_data(config, file=str(file)), tmp_path / "run")
    assert "too few different texts" in event.message


def test_a_pickle_checkpoint_is_refused(config, tmp_path, tiny_checkpoint):
    folder = Path(shutil.copytree(tiny_checkpoint, tmp_path / "old"))
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    event = failure(replace(config, model=ModelConfig(str(folder))), tmp_path / "run")
    assert "pickle" in event.message


def test_a_checkpoint_that_is_not_on_this_computer_is_named(config, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    event = failure(replace(config, model=ModelConfig("nobody/nothing")), tmp_path / "run")
    assert event.message == "The model nobody/nothing is not on this computer."


def test_a_wrong_setting_is_named(config, tmp_path):
    wrong = replace(config, training=replace(config.training, learning_rate=5.0))
    assert "Learning rate is 5" in failure(wrong, tmp_path / "run").message


def test_a_folder_with_something_in_it_is_not_taken(config, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("precious")
    with pytest.raises(RunFolderError, match="is not empty"):
        RunFolder.create(tmp_path / "run", config)
    assert (tmp_path / "run" / "thesis.txt").read_text() == "precious"


def test_a_folder_that_cannot_be_written_is_explained(config):
    with pytest.raises(RunFolderError, match=r"GuiTune may not write|Writing to .* failed"):
        RunFolder.create(Path("/proc/guitune-run"), config)


def test_a_disk_that_fills_while_saving_is_explained_and_keeps_the_run(config, tmp_path, monkeypatch):
    import errno

    run = RunFolder.create(tmp_path / "run", config)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    event = outcome(run)
    monkeypatch.undo()
    assert isinstance(event, RunFailed)
    assert "is full" in event.message
    assert isinstance(outcome(RunFolder.reopen(tmp_path / "run", config)), RunCompleted)


def test_too_little_disk_space_is_told_before_training(config, tmp_path, monkeypatch):
    from collections import namedtuple

    usage = namedtuple("usage", "total used free")
    run = RunFolder.create(tmp_path / "run", config)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage(10**9, 10**9, 1000))
    event = outcome(run)
    assert "too little space on the disk" in event.message


def test_rows_without_text_or_label_are_left_out_and_counted(config, tmp_path):
    rows = [*topic_rows(60), ("", "film"), ("a soup", " ")]
    file = write_rows(tmp_path / "holes.csv", rows)
    run = RunFolder.create(tmp_path / "run", with_data(config, file=str(file)))
    notices = [event for event in run_experiment(run) if isinstance(event, Notice)]
    (told,) = [notice.message for notice in notices if notice.topic == "rows_left_out"]
    assert told.startswith("2 rows were left out; the first is row 62")


def test_a_classifier_with_one_answer_for_everything_is_told(config, tmp_path):
    rows = topic_rows(90)
    file = write_rows(
        tmp_path / "random.csv", [(text, "ab"[n % 7 == 0]) for n, (text, _topic) in enumerate(rows)]
    )
    run = RunFolder.create(
        tmp_path / "run",
        replace(with_data(config, file=str(file)), training=replace(config.training, learning_rate=1e-8)),
    )
    notices = [event for event in run_experiment(run) if isinstance(event, Notice)]
    assert any(notice.topic == "one_answer" for notice in notices)


def test_a_run_is_not_resumed_with_other_choices(config, tmp_path):
    RunFolder.create(tmp_path / "run", config)
    other = replace(config, training=replace(config.training, seed=7))
    with pytest.raises(RunFolderError, match=r"other choices \(seed\)"):
        RunFolder.reopen(tmp_path / "run", other)


def test_a_run_is_not_resumed_with_changed_data(config, topics_csv, tmp_path):
    stopped_at_a_checkpoint(config, tmp_path / "run")
    write_rows(topics_csv, topic_rows(130))
    event = outcome(RunFolder.reopen(tmp_path / "run", config))
    assert event.message == "The data have changed since this run was started."


def test_a_finished_run_is_not_trained_again(trained_run):
    run, _events = trained_run
    with pytest.raises(RunFolderError, match="already finished"):
        RunFolder.reopen(run.path, run.config())


def test_a_run_that_cannot_begin_leaves_its_folder_free_for_the_next_try(config, tmp_path):
    failure(with_data(config, label_column="klass"), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def stopped_at_a_checkpoint(config: RunConfig, folder: Path) -> RunFolder:
    run, control = RunFolder.create(folder, config), RunControl()
    for event in run_experiment(run, control):
        if isinstance(event, StepCompleted):
            control.stop()
    return run


def test_a_run_that_stood_at_a_checkpoint_keeps_it_when_it_cannot_go_on(config, topics_csv, tmp_path):
    run = stopped_at_a_checkpoint(config, tmp_path / "run")
    topics_csv.unlink()
    event = outcome(RunFolder.reopen(tmp_path / "run", config))
    assert "There is no file" in event.message
    assert [path.name for path in run.checkpoints.iterdir()] == ["step-00000001"]
    assert run.config() == config


def test_a_stopped_run_goes_on_after_moving_with_its_data(config, topics_csv, tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    file = Path(shutil.move(topics_csv, work / "topics.csv"))
    stopped_at_a_checkpoint(with_data(config, file=str(file)), work / "run")
    moved = Path(shutil.move(work, tmp_path / "elsewhere"))
    run = RunFolder.reopen(moved / "run", with_data(config, file=str(moved / "topics.csv")))
    assert isinstance(outcome(run), RunCompleted)


def test_a_stopped_run_goes_on_with_the_same_data_in_another_place_and_with_no_other(
    config, topics_csv, tmp_path
):
    run = stopped_at_a_checkpoint(config, tmp_path / "run")
    moved = topics_csv.rename(tmp_path / "moved.csv")
    other = write_rows(tmp_path / "other.csv", topic_rows(60, seed=3))
    follow_moved_inputs(run, with_data(config, file=str(other)))
    assert run.config().data.file == str(topics_csv)
    follow_moved_inputs(run, with_data(config, file=str(moved)))
    assert run.config().data.file == str(moved)
    assert isinstance(outcome(RunFolder.reopen(run.path, run.config())), RunCompleted)


def test_labels_are_merged_alike_in_training_and_test_files(config, tmp_path):
    rows = topic_rows(90)
    train = write_rows(tmp_path / "train.csv", [(text, topic.title()) for text, topic in rows[:60]])
    test = write_rows(tmp_path / "test.csv", rows[60:])
    merged = with_data(config, file=str(train), test_file=str(test), fixes=("label_variants",))
    run = RunFolder.create(tmp_path / "run", merged)
    started = next(event for event in run_experiment(run) if isinstance(event, RunStarted))
    assert started.test_examples == 30
    assert len(started.labels) == 3


def test_test_rows_of_a_label_that_is_not_learned_are_told_with_its_name(config, tmp_path):
    test = write_rows(tmp_path / "test.csv", [*topic_rows(30, seed=8), ("a song", "music")])
    run = RunFolder.create(tmp_path / "run", with_data(config, test_file=str(test)))
    notices = [event for event in run_experiment(run) if isinstance(event, Notice)]
    (told,) = [notice.message for notice in notices if notice.topic == "labels_not_learned"]
    assert told == "1 text was set aside because its label is not among those learned: “music”."


def test_label_variants_are_told_before_they_are_trained_as_two_labels(config, tmp_path):
    rows = [(text, topic.title() if n % 5 == 0 else topic) for n, (text, topic) in enumerate(topic_rows(90))]
    file = write_rows(tmp_path / "variants.csv", rows)
    run = RunFolder.create(tmp_path / "run", with_data(config, file=str(file)))
    notices = [event for event in run_experiment(run) if isinstance(event, Notice)]
    assert any("“Film” → “film”" in notice.message for notice in notices if notice.topic == "label_variants")


def test_weights_that_do_not_fit_their_config_are_refused(config, tiny_checkpoint, tmp_path):
    import json

    folder = Path(shutil.copytree(tiny_checkpoint, tmp_path / "odd"))
    content = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**content, "hidden_size": 64}))
    event = failure(replace(config, model=ModelConfig(str(folder))), tmp_path / "run")
    assert event.message.startswith("The weights of odd do not belong to the network")


def test_a_text_length_beyond_the_model_is_reduced_and_told(config, tmp_path):
    longer = replace(config, training=replace(config.training, max_length=4096))
    run = RunFolder.create(tmp_path / "run", longer)
    notices = [event for event in run_experiment(run) if isinstance(event, Notice)]
    assert "This model reads at most 64 tokens at once, not 4096." in [notice.message for notice in notices]
