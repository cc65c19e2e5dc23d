"""The chain, from files to a trained classifier, as a generator of events."""

import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from guitune.core.data.augment import Augmentation
from guitune.core.data.dataset import LabelledExamples, tokenize
from guitune.core.data.examples import Examples, load_examples
from guitune.core.data.frozen_split import divide
from guitune.core.data.labels import LabelMap
from guitune.core.data.passes import Encode, TrainingPasses, rewriting
from guitune.core.data.splits import Side, Split
from guitune.core.errors import CheckpointError, FailureCause, GuiTuneError, TrainingError
from guitune.core.evaluation.metrics import evaluation_scores
from guitune.core.evaluation.model_card import model_card
from guitune.core.evaluation.predictions import save_predictions
from guitune.core.evaluation.report import Judged, Report, build_report
from guitune.core.events import (
    EvaluationCompleted,
    PhaseChanged,
    RunCompleted,
    RunFailed,
    RunStarted,
    RunStopped,
    TrainingEvent,
)
from guitune.core.files import DISK_FULL, explained, write_json
from guitune.core.memory import is_out_of_memory
from guitune.core.modeling.checkpoints import Checkpoint, find_checkpoint
from guitune.core.notices import data_notices, prediction_notice
from guitune.core.plan_notices import plan_notices
from guitune.core.provenance import provenance
from guitune.core.run_requirements import (
    remember_origins,
    require_disk_space,
    require_room_for_text,
    require_same_data,
    require_valid,
)
from guitune.core.runs import EventLog, RunFolder
from guitune.core.training.checkpoint import TrainingState
from guitune.core.training.control import RunControl
from guitune.core.training.plan import plan_training
from guitune.core.training.precision import precision_notice
from guitune.core.training_config import TrainingConfig
from guitune.i18n import _

if TYPE_CHECKING:
    from guitune.core.training.loop import Trainer


def run_experiment(
    run: RunFolder, control: RunControl | None = None, *, less_memory: bool = False
) -> Iterator[TrainingEvent]:
    """Train the classifier that the run's config describes, from its last good checkpoint if there is one.

    Everything yielded is also appended to the run's `events.jsonl`. Nothing is raised: what goes wrong is the
    last event, `RunFailed`. A run that cannot even begin leaves its folder as empty as it was.

    Parameters
    ----------
    run
        A folder made by `RunFolder.create` or `RunFolder.reopen`; it is unlocked at the end.
    control
        What is asked of the run while it goes on. `stop` saves and ends with `RunStopped`; `finish` ends the
        training early and keeps the best so far as the classifier, before the first step it acts like `stop`.
    less_memory
        Work on half as many texts at once as this run did before.

    Yields
    ------
    TrainingEvent
        `RunCompleted`, `RunStopped` or `RunFailed` comes last, and only one of them.
    """
    fresh = not run.events_file.exists()
    control = control or RunControl()
    failure: RunFailed | None = None
    try:
        with EventLog(run) as log:
            try:
                for event in _stoppable(_chain(run, control, log, less_memory=less_memory), run, control):
                    fresh = fresh and not isinstance(event, RunStarted)
                    log.write(event)
                    if isinstance(event, RunCompleted):
                        log.sync()
                        run.finish()
                    yield event
            except Exception as error:  # noqa: BLE001 - here, and only here, any failure becomes an event
                failure = _failure(error, run.path)
                fresh = fresh and isinstance(error, GuiTuneError)
                with suppress(OSError):  # a full disk cannot take it; the caller still gets it
                    log.write(failure)
    except OSError as error:
        failure = _failure(error, run.path)
    finally:
        run.unlock()
    if failure is not None:
        if fresh:
            run.discard()
        yield failure


def _stoppable(
    events: Iterator[TrainingEvent], run: RunFolder, control: RunControl
) -> Iterator[TrainingEvent]:
    """The events, ended at the next phase when asked to stop before training begins."""
    for event in events:
        asked = control.is_stopping or control.is_finishing
        if asked and isinstance(event, PhaseChanged) and event.phase in _PREPARATION:
            step = run.saved_step
            if control.is_stopping or step == 0:
                yield RunStopped(str(run.path), step)
                return
        yield event


def _chain(
    run: RunFolder, control: RunControl, log: EventLog, *, less_memory: bool
) -> Iterator[TrainingEvent]:
    started = time.perf_counter()
    config = run.config()
    require_valid(config)
    yield PhaseChanged("reading")
    examples = load_examples(config.data)
    yield from require_same_data(run, examples)

    yield PhaseChanged("splitting")
    split = divide(examples, config.data)
    label_map = LabelMap.of(examples.labels[place] for place in split.positions("train"))
    yield from data_notices(examples, split)

    yield PhaseChanged("loading_model")
    from guitune.core.modeling.classifier import hidden_size, load_tokenizer, longest_input
    from guitune.core.modeling.layers import num_own_layers
    from guitune.core.modeling.trainable import Trainable

    settings = config.training
    checkpoint = _checkpoint(config.model.checkpoint)
    tokenizer = load_tokenizer(checkpoint.folder)
    trainable = Trainable(checkpoint, label_map, tokenizer, settings)
    model = trainable.model
    require_disk_space(run, model)
    remember_origins(run, provenance(examples, config, checkpoint))

    yield PhaseChanged("tokenizing")
    longest = longest_input(checkpoint.folder, tokenizer)
    require_room_for_text(settings, tokenizer, pairs=examples.pairs is not None)
    tokens = tokenize(
        examples.texts, examples.pairs, tokenizer, max_length=settings.max_length, longest=longest
    )
    labelled = LabelledExamples(tokens, label_map.numbers(examples.labels))
    train, validation, test = (labelled.select(split.positions(side)) for side in _SIDES)
    counts = np.bincount(train.labels, minlength=len(label_map)).tolist()
    plan = plan_training(settings, counts, len(validation), hidden_size(model), num_own_layers(model))
    yield from plan_notices(settings, plan, tokens, label_map.labels, counts, len(validation))
    yield from trainable.notices()
    passes = _passes(
        settings,
        examples,
        split,
        train,
        partial(tokenize, tokenizer=tokenizer, max_length=tokens.max_length, longest=longest),
    )

    from accelerate import Accelerator

    from guitune.core.modeling.forward import logits_of
    from guitune.core.modeling.saving import save_classifier
    from guitune.core.training.loop import Trainer

    accelerator = Accelerator()
    yield from precision_notice(settings.precision, accelerator.device)
    trainer = Trainer(model, passes, validation, plan, run.checkpoints, control, accelerator, log.sync)
    yield from trainer.resume(less_memory=less_memory)
    state = trainer.state
    yield RunStarted(
        run_folder=str(run.path),
        resumed_at_step=state.step,
        total_steps=plan.total_steps,
        num_epochs=plan.num_epochs,
        batch_size=min(plan.texts_per_step, plan.texts_per_epoch),
        learning_rate=plan.learning_rate,
        max_length=tokens.max_length,
        train_examples=len(train),
        validation_examples=len(validation),
        test_examples=len(test),
        labels=label_map.labels,
        device=str(accelerator.device),
    )
    preparation = time.perf_counter() - started
    yield PhaseChanged("training")
    yield from trainer.run()
    if not trainer.finished:
        yield RunStopped(str(run.path), state.step)
        return
    model = trainable.merged()

    yield PhaseChanged("testing")
    judged: dict[Side, Judged] = {
        side: _judged(side, examples, split, part, logits_of(model, part.tokens))
        for side, part in zip(_SIDES, (train, validation, test), strict=True)
        if side != "train" and len(part)
    }
    if "test" in judged:
        yield from _test_events(judged["test"], label_map, state)
    yield PhaseChanged("comparing")
    report = build_report(
        label_map.labels,
        [examples.joined_texts[place] for place in split.positions("train")],
        train.labels,
        judged["validation"],
        judged.get("test"),
    )
    yield PhaseChanged("saving")
    card = model_card(report, checkpoint.title, tokens.max_length, config.data)
    save_classifier(run.model, model, tokenizer, tokens.max_length, config.data, card)
    save_predictions(
        run.predictions, judged, label_map.labels, {side: _slices(examples, split, side) for side in judged}
    )
    write_json(run.report_file, report.to_json())
    yield _completed(run, report, trainer, preparation + trainer.run_seconds)


_SIDES: tuple[Side, ...] = ("train", "validation", "test")
_PREPARATION = ("splitting", "loading_model", "tokenizing", "training")


def _passes(
    settings: TrainingConfig, examples: Examples, split: Split, train: LabelledExamples, encode: Encode
) -> TrainingPasses:
    """What is read in each round: the training texts, balanced and changed as the settings say."""
    places = split.positions("train")
    rewrite = rewriting(
        [examples.texts[place] for place in places],
        [examples.pairs[place] for place in places] if examples.pairs is not None else None,
        Augmentation.of(settings),
        encode,
    )
    return TrainingPasses(train, settings.class_balance, settings.seed, rewrite)


def _judged(
    side: Side, examples: Examples, split: Split, labelled: LabelledExamples, logits: np.ndarray
) -> Judged:
    places = split.positions(side)
    return Judged(
        rows=[examples.rows[place] for place in places],
        texts=[examples.joined_texts[place] for place in places],
        truth=labelled.labels,
        logits=logits,
    )


def _slices(examples: Examples, split: Split, side: Side) -> dict[str, list[str]]:
    places = split.positions(side)
    columns = examples.slices
    return {name: columns.column(name).take(places).to_pylist() for name in columns.column_names}


def _test_events(judged: Judged, label_map: LabelMap, state: TrainingState) -> Iterator[TrainingEvent]:
    scores = evaluation_scores(judged.logits, judged.truth)
    yield EvaluationCompleted(
        split="test", step=state.best_step, epoch=state.best_epoch, is_best=True, **scores
    )
    yield from prediction_notice(judged.logits.argmax(axis=1).tolist(), label_map.labels)


def _completed(run: RunFolder, report: Report, trainer: "Trainer", seconds: float) -> RunCompleted:
    baselines, state = report.baselines, trainer.state
    return RunCompleted(
        run_folder=str(run.path),
        steps=state.step,
        best_epoch=state.best_epoch,
        examples_per_second=trainer.examples_per_second,
        seconds=seconds,
        validation_accuracy=report.validation.accuracy,
        validation_macro_f1=report.validation.macro_f1,
        test_accuracy=report.test.accuracy if report.test else None,
        test_macro_f1=report.test.macro_f1 if report.test else None,
        baseline_accuracy=baselines.word_counting.accuracy,
        baseline_macro_f1=baselines.word_counting.macro_f1,
        majority_accuracy=baselines.majority.accuracy,
        majority_macro_f1=baselines.majority.macro_f1,
    )


def _checkpoint(name: str) -> Checkpoint:
    checkpoint = find_checkpoint(name)
    if checkpoint is None:
        raise CheckpointError(
            _("The model {name} is not on this computer.").format(name=name),
            _("Download it first, or choose a folder or the model that comes with GuiTune."),
        )
    return checkpoint


def _failure(error: Exception, place: Path) -> RunFailed:
    details = "".join(traceback.format_exception(error))
    cause: FailureCause = "other"
    if isinstance(error, OSError):
        cause = "disk_full" if error.errno in DISK_FULL else "other"
        error = explained(error, place)
    if isinstance(error, TrainingError):
        return RunFailed(error.message, error.hint, error.details or details, error.cause, error.remedy)
    if isinstance(error, GuiTuneError):
        return RunFailed(error.message, error.hint, error.details or details, cause)
    if is_out_of_memory(error):
        return RunFailed(
            _("There is not enough memory to train this model with these settings."),
            _("Lower the batch size or the text length, or choose a smaller model."),
            details,
            "out_of_memory",
        )
    return RunFailed(
        _("Something went wrong inside GuiTune: {error}.").format(error=type(error).__name__),
        _("What was saved before is still there. Please report this with the last line of {file}.").format(
            file=place / "events.jsonl"
        ),
        details,
    )
