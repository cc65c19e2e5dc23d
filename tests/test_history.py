import json
from dataclasses import replace

import pytest

from guitune.core.events import (
    CheckpointSaved,
    EvaluationCompleted,
    Notice,
    PhaseChanged,
    RunCompleted,
    RunFailed,
    RunPaused,
    RunResumed,
    RunStarted,
    RunStopped,
    StepCompleted,
    TextsRead,
    event_to_json,
)
from guitune.core.experiment import run_experiment
from guitune.core.history import History
from guitune.core.run_summary import summarize
from guitune.core.runs import RunFolder
from guitune.core.training.control import RunControl

STARTED = RunStarted("run", 0, 400, 4, 16, 1e-3, 64, 100, 10, 10, ("a", "b"), "cpu")


def step(number: int, loss: float = 1.0) -> StepCompleted:
    return StepCompleted(number, 400, number / 100, loss, 1e-3, 1.0, 50.0, 10.0)


def validation(epoch: float, *, is_best: bool) -> EvaluationCompleted:
    return EvaluationCompleted("validation", int(epoch * 100), epoch, 0.5, 0.8, 0.7, (0.7, 0.7), is_best)


def history_of(*events) -> History:
    history = History()
    for event in events:
        history.append(event)
    return history


def test_a_stored_run_has_the_history_that_was_seen_live(trained_run):
    run, events = trained_run
    live, stored = history_of(*events), History.of(run.events())
    assert stored.events == live.events
    assert stored.steps == live.steps
    assert stored.smoothed_losses == live.smoothed_losses
    assert (stored.ending, stored.test, stored.best) == (live.ending, live.test, live.best)
    assert stored.progress == 1.0


def test_texts_that_are_read_before_the_head_learns_move_the_progress_until_it_learns():
    history = history_of(PhaseChanged("training"), STARTED)
    before = history.progress
    history.append(TextsRead(50, 100))
    assert (history.reading.done, before < history.progress < 0.3) == (50, True)
    history.append(TextsRead(100, 100))
    read = history.progress
    history.append(step(1))
    assert history.reading is None
    assert read < history.progress < read + 0.01
    history.append(step(400))
    assert history.progress == pytest.approx(0.95)
    assert not any(isinstance(event, TextsRead) for event in history.events)


def test_the_highest_rate_is_that_of_any_stage():
    assert history_of(STARTED).highest_rate == 1e-3
    quick = replace(step(1), learning_rate=5e-3)
    assert history_of(STARTED, quick, step(2)).highest_rate == 5e-3


def test_the_smoothed_loss_starts_at_the_first_loss_and_forgets_it_slowly():
    history = history_of(STARTED, step(1, 4.0))
    assert history.smoothed_losses[0] == pytest.approx(4.0)
    for number in range(2, 101):
        history.append(step(number, 1.0))
    assert history.smoothed_losses[1] > 2.0
    assert history.smoothed_losses[-1] == pytest.approx(1.0, abs=0.01)


def test_the_longer_the_run_the_smoother_the_line():
    def after_a_jump(total_steps: int) -> float:
        history = history_of(
            replace(STARTED, total_steps=total_steps), *(step(n, 2.0) for n in range(1, 300))
        )
        history.append(step(300, 0.0))
        return history.smoothed_losses[-1]

    assert after_a_jump(400) < after_a_jump(4_000) < after_a_jump(100_000) < 2.0


def test_the_best_round_is_the_last_that_was_better_than_all_before():
    history = history_of(
        validation(1, is_best=True), validation(2, is_best=True), validation(3, is_best=False)
    )
    assert history.best.epoch == 2


def test_progress_never_goes_back_and_reaches_one_only_with_the_end(trained_run):
    _run, events = trained_run
    history, shares = History(), []
    for event in events:
        history.append(event)
        shares.append(history.progress)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert shares[-2] < 1.0


def test_a_step_that_ends_a_round_belongs_to_it():
    assert History().round == 0
    assert history_of(STARTED).round == 1
    assert history_of(STARTED, step(1)).round == 1
    assert history_of(STARTED, step(100)).round == 1
    assert history_of(STARTED, step(101)).round == 2
    assert history_of(STARTED, step(400)).round == 4


def test_a_resumed_run_says_each_notice_once_and_is_no_longer_stopped():
    notice = Notice("texts_truncated", "3 texts lose their end.")
    history = history_of(PhaseChanged("reading"), notice, STARTED, step(1), RunStopped("run", 1))
    assert history.ending == RunStopped("run", 1)
    for event in (PhaseChanged("reading"), notice, Notice("other", "Something else.", "warning")):
        history.append(event)
    assert history.ending is None
    assert [entry.topic for entry in history.notices] == ["texts_truncated", "other"]
    assert list(history.steps) == [1]


def test_events_of_another_version_are_passed_over():
    entries = [json.loads(json.dumps(event_to_json(event))) for event in (STARTED, step(1))]
    history = History.of([{"event": "SomethingNew", "value": 1}, {**entries[0], "extra": 1}, *entries])
    assert (history.started, list(history.steps)) == (STARTED, [1])


def test_the_summary_of_a_run_tells_its_course_and_its_final_figures(trained_run):
    run, events = trained_run
    scores = [e for e in events if isinstance(e, EvaluationCompleted) and e.split == "validation"]
    summary = summarize(run)
    assert summary.state == "finished"
    assert summary.course == tuple(score.macro_f1 for score in scores)
    assert summary.accuracy == events[-1].test_accuracy
    assert summary.best_accuracy == events[-1].validation_accuracy


@pytest.fixture
def stopped_run(trained_run, tmp_path) -> RunFolder:
    """A run that was stopped after its first round."""
    run, control = RunFolder.create(tmp_path / "run", trained_run[0].config()), RunControl()
    for event in run_experiment(run, control):
        if isinstance(event, EvaluationCompleted):
            control.stop()
    return run


def test_the_summary_of_a_stopped_run_tells_how_far_it_came(stopped_run):
    run, summary = stopped_run, summarize(stopped_run)
    assert (summary.state, summary.accuracy, len(summary.course)) == ("stopped", None, 1)
    assert summary.best_accuracy == pytest.approx(
        next(e for e in run.events() if e.get("is_best"))["accuracy"]
    )
    stored = list(run.events())
    assert summary.saved_step == stored[-1]["step"] > 0
    assert summary.total_steps == next(e for e in stored if e["event"] == "RunStarted")["total_steps"]
    assert summary.began <= summary.when
    assert (summary.can_go_on, summary.can_keep_best, summary.may_need_less_memory) == (True, True, False)


@pytest.mark.parametrize("left", [0, 10])
def test_a_run_without_a_last_word_is_interrupted(stopped_run, left):
    log = stopped_run.events_file.read_bytes().splitlines(keepends=True)
    stopped_run.events_file.write_bytes(b"".join(log[:-1]) + log[-1][:left])
    summary = summarize(stopped_run)
    assert summary.state == "interrupted"
    assert summary.can_go_on
    assert summary.may_need_less_memory


def test_a_run_that_was_killed_before_its_first_event_is_interrupted(trained_run, tmp_path):
    run = RunFolder.create(tmp_path / "run", trained_run[0].config())
    run.unlock()
    summary = summarize(run)
    assert (summary.state, summary.saved_step, summary.can_keep_best) == ("interrupted", 0, False)


def test_a_run_that_somebody_trains_now_is_elsewhere_until_it_is_let_go(stopped_run):
    training = RunFolder.reopen(stopped_run.path, stopped_run.config())
    assert summarize(stopped_run).state == "elsewhere"
    assert not summarize(stopped_run).can_go_on
    training.unlock()
    assert summarize(stopped_run).state == "interrupted"


def test_a_run_that_diverged_does_not_go_on_but_its_best_can_be_kept(stopped_run):
    log = stopped_run.events_file.read_bytes().splitlines(keepends=True)
    failed = RunFailed("broke down", "", "", "diverged", ("learning_rate", "1e-05"))
    ending = json.dumps(event_to_json(failed)).encode() + b"\n"
    stopped_run.events_file.write_bytes(b"".join(log[:-1]) + ending)
    summary = summarize(stopped_run)
    assert (summary.state, summary.cause) == ("failed", "diverged")
    assert (summary.can_go_on, summary.can_keep_best) == (False, True)


def test_a_run_that_cannot_be_read_says_why(stopped_run):
    stopped_run.config_file.write_text("{", encoding="utf-8")
    summary = summarize(stopped_run)
    assert summary.state == "unreadable"
    assert "config.json is missing or broken" in summary.problem
    assert not summary.can_go_on


def test_a_history_waits_from_the_pause_until_it_goes_on_or_ends():
    history = history_of(PhaseChanged("training"), STARTED, step(1), CheckpointSaved(1, 0.1))
    assert (history.paused, history.saved_step) == (None, 1)
    pause = RunPaused(1, "The disk is full.", "Free some space.")
    history.append(pause)
    assert history.paused == pause
    history.append(RunResumed(1, 2.0))
    assert history.paused is None
    history.append(pause)
    history.append(RunStopped("run", 1))
    assert history.paused is None


def test_a_completed_run_whose_manifest_is_missing_counts_as_interrupted(trained_run, tmp_path):
    import shutil

    copy = RunFolder(tmp_path / "copy")
    shutil.copytree(trained_run[0].path, copy.path)
    (copy.path / "manifest.json").unlink()
    assert isinstance(history_of(*trained_run[1]).ending, RunCompleted)
    assert summarize(copy).state == "interrupted"
