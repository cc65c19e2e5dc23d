"""Too little memory for a whole batch: it is worked on in parts, and learns the same."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from guitune.core.config import DataConfig, ModelConfig, RunConfig
from guitune.core.events import Notice, RunCompleted, RunFailed, StepCompleted
from guitune.core.experiment import run_experiment
from guitune.core.memory import is_out_of_memory
from guitune.core.runs import RunFolder
from guitune.core.training.control import RunControl
from guitune.core.training_config import TrainingConfig

from .conftest import topic_rows, write_rows

UNDER_A_LIMIT = """
import json, resource, sys
from pathlib import Path
import guitune, torch, sklearn.metrics
from guitune.core.config import *
from guitune.core.events import *
from guitune.core.experiment import run_experiment
from guitune.core.runs import RunFolder

torch.set_num_threads(1)
out, file, checkpoint, spare, batch = sys.argv[1:]
config = RunConfig(
    DataConfig(file, "text", "topic"),
    ModelConfig(checkpoint),
    TrainingConfig(num_epochs=1, batch_size=int(batch), learning_rate=1e-3, precision="float32"),
)
for event in run_experiment(RunFolder.create(Path(out), config)):
    if isinstance(event, RunStarted):
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + int(spare), resource.RLIM_INFINITY))
    if event == PhaseChanged("testing"):  # what is loaded from here on does not belong to training
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    if not isinstance(event, StepCompleted):
        print(json.dumps(event_to_json(event)), flush=True)
"""


def events_under_a_limit(folder, file, checkpoint, spare: int, batch: int) -> list[dict]:
    done = subprocess.run(
        [sys.executable, "-c", UNDER_A_LIMIT, folder, file, checkpoint, str(spare), str(batch)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def long_texts_csv(tmp_path):
    rows = [(" ".join([text] * 12), topic) for text, topic in topic_rows(900)]
    return write_rows(tmp_path / "long.csv", rows)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit of memory that the system enforces")
def test_where_a_batch_does_not_fit_into_memory_it_is_halved_until_it_does_and_told(
    long_texts_csv, tiny_checkpoint, tmp_path
):
    events = events_under_a_limit(tmp_path / "run", long_texts_csv, tiny_checkpoint, 400_000_000, 700)
    told = [event["message"] for event in events if event.get("topic") == "memory_short"]
    assert told
    assert "Memory is short: from now on it works on 350 texts at once" in told[0]
    assert events[-1]["event"] == "RunCompleted", (told, events[-1])


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit of memory that the system enforces")
def test_where_not_even_one_text_fits_it_says_what_to_lower(long_texts_csv, tiny_checkpoint, tmp_path):
    events = events_under_a_limit(tmp_path / "run", long_texts_csv, tiny_checkpoint, 0, 4)
    assert events[-1]["event"] == "RunFailed"
    assert events[-1]["cause"] == "out_of_memory"
    assert "text length" in events[-1]["hint"]


@pytest.fixture
def calm_config(topics_csv, tiny_checkpoint, tmp_path) -> RunConfig:
    """Without dropout, so that a batch gives the same gradients whole and in parts."""
    calm = tmp_path / "calm"
    shutil.copytree(tiny_checkpoint, calm)
    described = json.loads((calm / "config.json").read_text())
    described |= {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    (calm / "config.json").write_text(json.dumps(described))
    return RunConfig(
        DataConfig(str(topics_csv), "text", "topic"),
        ModelConfig(str(calm)),
        TrainingConfig(num_epochs=2, learning_rate=1e-3, layer_decay=1.0, batch_size=16, precision="float32"),
    )


def steps(run: RunFolder, *, less_memory: bool = False) -> list[StepCompleted]:
    events = list(run_experiment(run, less_memory=less_memory))
    assert isinstance(events[-1], RunCompleted)
    return [event for event in events if isinstance(event, StepCompleted)]


def test_a_batch_in_parts_has_the_loss_and_the_gradients_of_the_whole(calm_config, tmp_path):
    whole = steps(RunFolder.create(tmp_path / "whole", calm_config))
    parts = steps(RunFolder.create(tmp_path / "parts", calm_config), less_memory=True)
    assert len(whole) == len(parts)
    for name in ("train_loss", "gradient_norm"):
        expected, measured = ([getattr(step, name) for step in run] for run in (whole, parts))
        np.testing.assert_allclose(measured, expected, rtol=2e-4)


def test_every_resume_with_less_memory_halves_what_is_worked_on_at_once(calm_config, tmp_path):
    folder, told = tmp_path / "run", []
    for _attempt in range(3):
        run, control = RunFolder.reopen(folder, calm_config), RunControl()
        for event in run_experiment(run, control, less_memory=True):
            if isinstance(event, Notice) and event.topic == "memory_short":
                told.append(event.message)
                control.stop()  # as if it were killed again before its first step
    assert [message.split(" works on ")[1].split()[0] for message in told] == ["8", "4", "2"]


def test_with_one_text_at_once_there_is_nothing_left_to_halve(calm_config, tmp_path):
    run = RunFolder.create(tmp_path / "run", calm_config)
    *_before, last = run_experiment(run, less_memory=True)
    assert isinstance(last, RunCompleted)

    one = replace(calm_config, training=replace(calm_config.training, batch_size=1))
    last = list(run_experiment(RunFolder.create(tmp_path / "one", one), less_memory=True))[-1]
    assert isinstance(last, RunFailed)
    assert "even one text at a time" in last.message


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MemoryError(), True),
        (
            RuntimeError("[enforce fail at alloc_cpu.cpp:119] DefaultCPUAllocator: can't allocate memory"),
            True,
        ),
        (RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"), True),
        (RuntimeError("std::bad_alloc"), True),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_short_memory_is_told_from_other_faults(error, expected):
    assert is_out_of_memory(error) is expected


def refuse(monkeypatch, when) -> list[int]:
    """The network computes as ever, but says that memory is short for the calls that are `when`; all sizes."""
    from transformers import BertForSequenceClassification

    sizes, forward = [], BertForSequenceClassification.forward

    def short_of_memory(self, input_ids=None, **more):
        outcome = forward(self, input_ids=input_ids, **more)
        if torch.is_grad_enabled():
            sizes.append(len(input_ids))
            if when(len(sizes)):
                raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
        return outcome

    monkeypatch.setattr(BertForSequenceClassification, "forward", short_of_memory)
    return sizes


def test_a_batch_that_is_refused_in_the_middle_is_done_anew_with_the_same_loss_and_gradients(
    calm_config, tmp_path, monkeypatch
):
    seven = replace(calm_config, training=replace(calm_config.training, batch_size=7))
    whole = steps(RunFolder.create(tmp_path / "whole", seven))
    sizes = refuse(monkeypatch, lambda call: call in (1, 3))  # the whole batch, then its second part
    parts = steps(RunFolder.create(tmp_path / "parts", seven))
    assert sizes[:7] == [7, 4, 3, 2, 2, 2, 1]
    for name in ("train_loss", "gradient_norm"):
        expected, measured = ([getattr(step, name) for step in run] for run in (whole, parts))
        np.testing.assert_allclose(measured, expected, rtol=2e-4)


def test_a_batch_that_is_done_anew_draws_the_random_numbers_of_the_first_try(
    topics_csv, tiny_checkpoint, tmp_path, monkeypatch
):
    config = RunConfig(
        DataConfig(str(topics_csv), "text", "topic"),
        ModelConfig(str(tiny_checkpoint)),
        TrainingConfig(num_epochs=1, learning_rate=1e-3, layer_decay=1.0, batch_size=16, precision="float32"),
    )
    known = steps(RunFolder.create(tmp_path / "known", config), less_memory=True)
    sizes = refuse(monkeypatch, lambda call: call == 1)
    found_out = steps(RunFolder.create(tmp_path / "found out", config))
    assert sizes[:3] == [16, 8, 8]
    assert [step.train_loss for step in found_out] == [step.train_loss for step in known]
    assert [step.gradient_norm for step in found_out] == [step.gradient_norm for step in known]
