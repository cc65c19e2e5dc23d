"""How a run stands, in the words and figures of the card on top of the Training page."""

from dataclasses import dataclass

from guitune.core.events import EvaluationCompleted, RunCompleted, RunPaused, RunStopped
from guitune.core.history import History
from guitune.core.run_summary import RunState
from guitune.formatting import duration, percent
from guitune.i18n import _, ngettext
from guitune.narration import PHASES

_APART = "   ·   "


@dataclass(frozen=True)
class RunWords:
    """The texts of the card; an empty one is not shown, and neither is a bar without `progress`.

    `phase` says what it does, or at which step it is while it learns, and `details` more of that.
    `trouble` and `remedy` say why a run has paused by itself, and what to do about it.
    """

    figure: str = ""
    meaning: str = ""
    time_left: str = ""
    phase: str = ""
    details: str = ""
    summary: str = ""
    progress: float | None = None
    trouble: str = ""
    remedy: str = ""


def words_of_live(history: History) -> RunWords:
    """The run that is on."""
    if history.paused is not None:
        return _paused(history, history.paused)
    phase = _(PHASES[history.phase]) if history.phase else _("Starting...")
    if history.reading is not None:
        phase = _("Reading all texts once...")
    if not history.evaluations:
        training = history.phase == "training"
        return RunWords(
            figure=phase,
            meaning=_("The first figures come after round 1.") if training else "",
            time_left=_time_left(history),
            phase=_step(history),
            details=_details(history),
            progress=history.progress,
        )
    last = history.evaluations[-1]
    return RunWords(
        figure=percent(last.accuracy),
        meaning=_meaning(last, history.best),
        time_left=_time_left(history),
        phase=_step(history) or phase,
        details=_details(history),
        progress=history.progress,
    )


def words_of_past(history: History, state: RunState | None) -> RunWords:
    """A run that is over, for now or for good; nothing for one that failed.

    `state` is that of the run's summary, where there is one.
    """
    if state == "elsewhere":
        another = _("Another GuiTune trains this run now. Here it can only be looked at.")
        return _unfinished(history, _("Trained elsewhere"), another)
    match history.ending:
        case RunCompleted() as ending:
            return _completed(history, ending)
        case RunStopped(_folder, step):
            summary = _("Saved at step {step} of {total}. You can go on at any time.").format(
                step=f"{step:,}", total=f"{_total_steps(history):,}"
            )
            if not _total_steps(history):
                summary = _("Nothing was learned yet. You can go on at any time.")
            return _unfinished(history, _("Stopped"), summary)
        case None if history.events:
            summary = (
                _("It was cut off, and goes on from step {step}, where it was saved last.").format(
                    step=f"{history.saved_step:,}"
                )
                if history.saved_step
                else _("It was cut off before anything was saved, and starts from the beginning.")
            )
            return _unfinished(history, _("Interrupted"), summary)
    return RunWords()


def _paused(history: History, paused: RunPaused) -> RunWords:
    place = _("at step {step} of {total}, in round {number} of {rounds}").format(
        step=f"{paused.step:,}",
        total=f"{_total_steps(history):,}",
        number=history.round,
        rounds=history.started.num_epochs if history.started else 0,
    )
    best = history.best
    so_far = (
        _("{share} right on validation texts so far").format(share=percent(best.accuracy)) if best else ""
    )
    safe, closing = _("Everything is saved."), _("You can close the window.")
    if paused.message:
        safe, closing = _("Saved last at step {step}").format(step=f"{history.saved_step:,}"), ""
        safe = safe if history.saved_step else _("Nothing is saved yet")
    return RunWords(
        figure=_("Paused"),
        meaning=place,
        time_left=so_far,
        phase=safe,
        details=closing,
        progress=history.progress,
        trouble=paused.message,
        remedy=paused.hint,
    )


def _time_left(history: History) -> str:
    if history.phase == "training" and history.last_step is not None:
        return _("{time} left").format(time=duration(history.last_step.seconds_left))
    return _("Almost done") if history.phase in ("testing", "comparing", "saving") else ""


def _step(history: History) -> str:
    step = history.last_step
    if step is None or history.phase != "training":
        return ""
    return _("Step {step} of {total}").format(step=f"{step.step:,}", total=f"{step.total_steps:,}")


def _details(history: History) -> str:
    step, reading = history.last_step, history.reading
    if reading is not None:
        return _("{done} of {total} texts").format(done=f"{reading.done:,}", total=f"{reading.total:,}")
    if history.started is None or step is None or history.phase != "training":
        return ""
    return _APART.join(
        (
            _("Round {number} of {total}").format(number=history.round, total=history.started.num_epochs),
            _("{rate} texts per second").format(rate=f"{step.examples_per_second:,.0f}"),
        )
    )


def _meaning(last: EvaluationCompleted, best: EvaluationCompleted | None) -> str:
    if best is None or best is last:
        return _("right on validation texts, the best so far")
    return _("right on validation texts; round {number} with {share} is kept").format(
        number=f"{round(best.epoch, 2):g}", share=percent(best.accuracy)
    )


def _completed(history: History, ending: RunCompleted) -> RunWords:
    tested = history.started.test_examples if history.started else 0
    if ending.test_accuracy is None or ending.test_macro_f1 is None:
        accuracy, macro_f1 = ending.validation_accuracy, ending.validation_macro_f1
        meaning = _("right on validation texts; no test texts were kept aside")
    else:
        accuracy, macro_f1 = ending.test_accuracy, ending.test_macro_f1
        meaning = ngettext(
            "right on {count} test text that it never saw",
            "right on {count} test texts that it never saw",
            tested,
        ).format(count=f"{tested:,}")
    rounds = history.started.num_epochs if history.started else 0
    sentences = (
        _("Macro-F1 {macro_f1}").format(macro_f1=percent(macro_f1)),
        _("counting words gets {share}").format(share=percent(ending.baseline_accuracy)),
        _("round {number} of {total} was the best").format(
            number=f"{round(ending.best_epoch, 2):g}", total=rounds
        ),
        _("took {time}").format(time=duration(ending.seconds)),
    )
    return RunWords(figure=percent(accuracy), meaning=meaning, summary=_APART.join(sentences))


def _unfinished(history: History, state: str, summary: str) -> RunWords:
    best = history.best
    so_far = (
        _("{share} right on validation texts so far").format(share=percent(best.accuracy)) if best else ""
    )
    return RunWords(figure=state, meaning=so_far, summary=summary, progress=history.progress)


def _total_steps(history: History) -> int:
    return history.started.total_steps if history.started else 0
