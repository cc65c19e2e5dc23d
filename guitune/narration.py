"""A run told in sentences, for the command line and the window alike."""

from typing import Any

from guitune.core.events import (
    CheckpointSaved,
    EpochCompleted,
    EvaluationCompleted,
    Notice,
    Phase,
    PhaseChanged,
    RunCompleted,
    RunPaused,
    RunResumed,
    RunStarted,
    RunStopped,
    StepCompleted,
    TextsRead,
)
from guitune.formatting import duration, percent
from guitune.i18n import N_, _

PHASES: dict[Phase, str] = {
    "reading": N_("Reading the data..."),
    "splitting": N_("Dividing the texts..."),
    "loading_model": N_("Loading the model..."),
    "tokenizing": N_("Cutting the texts into tokens..."),
    "training": N_("Training..."),
    "testing": N_("Testing on texts it never saw..."),
    "comparing": N_("Comparing with counting words..."),
    "saving": N_("Saving the classifier..."),
}


def describe(event: Any) -> str:
    """The event as a sentence, or an empty text for those that need none."""
    match event:
        case PhaseChanged(phase):
            return _(PHASES[phase])
        case Notice(_topic, message, severity):
            return _("Note: {message}").format(message=message) if severity == "warning" else message
        case RunStarted():
            going_on = (
                _("Going on from step {step} of {total}.").format(
                    step=event.resumed_at_step, total=event.total_steps
                )
                if event.resumed_at_step
                else ""
            )
            sentence = _(
                "Learning from {train} texts, checking on {validation}, keeping {test} for the final test; "
                "{labels} labels, batches of {batch}, learning rate {rate:g}, on {device}."
            ).format(
                train=event.train_examples,
                validation=event.validation_examples,
                test=event.test_examples,
                labels=len(event.labels),
                batch=event.batch_size,
                rate=event.learning_rate,
                device=event.device,
            )
            return f"{going_on} {sentence}".strip()
        case EvaluationCompleted(split="validation"):
            sentence = _("Round {epoch:g}: loss {loss:.3f}, accuracy {accuracy}, macro-F1 {macro_f1}").format(
                epoch=round(event.epoch, 2),
                loss=event.loss,
                accuracy=percent(event.accuracy),
                macro_f1=percent(event.macro_f1),
            )
            return sentence + (_(" (best so far)") if event.is_best else "")
        case TextsRead(done, total):
            return _("Reading the texts: {share:.0%}").format(share=done / total)
        case CheckpointSaved(step):
            return _("Saved at step {step}.").format(step=step)
        case RunPaused(step, message, hint):
            return f"{message} {hint}" if message else _("Paused at step {step}.").format(step=step)
        case RunResumed(_step, seconds):
            return _("Going on after {time}.").format(time=duration(seconds))
        case RunStopped(_folder, 0):
            return _("Stopped before anything was learned.")
        case RunStopped(folder, step):
            return _("Stopped at step {step} and saved in {folder}.").format(step=step, folder=folder)
        case RunCompleted():
            return _completed(event)
        case EpochCompleted() | EvaluationCompleted():
            return ""
    return ""


def describe_step(event: StepCompleted) -> str:
    """One step in a line."""
    return _("step {step} of {total}, loss {loss:.3f}, {rate:.0f} texts/s, {left} left").format(
        step=event.step,
        total=event.total_steps,
        loss=event.train_loss,
        rate=event.examples_per_second,
        left=duration(event.seconds_left),
    )


def _completed(event: RunCompleted) -> str:
    accuracy = event.validation_accuracy if event.test_accuracy is None else event.test_accuracy
    macro_f1 = event.validation_macro_f1 if event.test_macro_f1 is None else event.test_macro_f1
    heading = (
        _("On validation texts (no test texts were kept):")
        if event.test_accuracy is None
        else _("On test texts that it never saw:")
    )
    rows = [
        (_("this classifier"), accuracy, macro_f1),
        (_("counting words"), event.baseline_accuracy, event.baseline_macro_f1),
        (_("always the most frequent label"), event.majority_accuracy, event.majority_macro_f1),
    ]
    lines = [
        _("  {name}: accuracy {accuracy}, macro-F1 {macro_f1}").format(
            name=name, accuracy=percent(own_accuracy), macro_f1=percent(own_f1)
        )
        for name, own_accuracy, own_f1 in rows
    ]
    done = _("Done in {time}. The classifier is in {folder}/model.").format(
        time=duration(event.seconds), folder=event.run_folder
    )
    return "\n".join([heading, *lines, done])
