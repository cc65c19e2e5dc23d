"""What happens in a run, as a closed union of small frozen records of plain values.

Exactly one of `RunCompleted`, `RunStopped` and `RunFailed` comes last. Consumers `match` on the type.
Times are in seconds, shares and scores between 0 and 1, steps are optimizer updates counted from 1.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from guitune.core.errors import FailureCause

Phase = Literal[
    "reading", "splitting", "loading_model", "tokenizing", "training", "testing", "comparing", "saving"
]


@dataclass(frozen=True)
class PhaseChanged:
    """The run begins another part of its work."""

    phase: Phase


@dataclass(frozen=True)
class Notice:
    """Something the person should know; `topic` names the kind of notice, `message` is the sentence."""

    topic: str
    message: str
    severity: Literal["info", "warning"] = "info"


@dataclass(frozen=True)
class RunStarted:
    """Data and model are ready and the steps begin; the automatic choices are made."""

    run_folder: str
    resumed_at_step: int
    total_steps: int
    num_epochs: int
    batch_size: int
    learning_rate: float
    max_length: int
    train_examples: int
    validation_examples: int
    test_examples: int
    labels: tuple[str, ...]
    device: str


@dataclass(frozen=True)
class TextsRead:
    """So many of `total` texts are read once, before the head alone learns from what was read."""

    done: int
    total: int


@dataclass(frozen=True)
class StepCompleted:
    """One optimizer update. `train_loss` is the batch's mean, `epoch` the passes made through the data."""

    step: int
    total_steps: int
    epoch: float
    train_loss: float
    learning_rate: float
    gradient_norm: float
    examples_per_second: float
    seconds_left: float


@dataclass(frozen=True)
class EvaluationCompleted:
    """Figures on one split; `is_best` says that this is the best validation result so far."""

    split: Literal["validation", "test"]
    step: int
    epoch: float
    loss: float
    accuracy: float
    macro_f1: float
    f1_per_class: tuple[float, ...]
    is_best: bool


@dataclass(frozen=True)
class EpochCompleted:
    """One pass through the training examples; `train_loss` is the mean over its steps."""

    epoch: int
    num_epochs: int
    train_loss: float
    seconds: float


@dataclass(frozen=True)
class CheckpointSaved:
    """Everything needed to go on from `step` is on disk."""

    step: int
    seconds: float


@dataclass(frozen=True)
class RunPaused:
    """Everything up to `step` is saved and the run waits; `message` and `hint` say why if nobody asked."""

    step: int
    message: str = ""
    hint: str = ""


@dataclass(frozen=True)
class RunResumed:
    """The run goes on after a pause of so many seconds."""

    step: int
    seconds: float


@dataclass(frozen=True)
class RunCompleted:
    """The classifier is saved. Test figures are None without test rows; `baseline` is word counting.

    `examples_per_second` counts the training steps alone, evaluation and saving left out.
    """

    run_folder: str
    steps: int
    best_epoch: float
    examples_per_second: float
    seconds: float
    validation_accuracy: float
    validation_macro_f1: float
    test_accuracy: float | None
    test_macro_f1: float | None
    baseline_accuracy: float
    baseline_macro_f1: float
    majority_accuracy: float
    majority_macro_f1: float


@dataclass(frozen=True)
class RunStopped:
    """The run was asked to stop; it is saved and can be resumed from `step`."""

    run_folder: str
    step: int


@dataclass(frozen=True)
class RunFailed:
    """The run could not go on: a sentence for the person, what to do, and text for a report.

    `remedy` is a setting's name and the value that should help in a new run, where one is known.
    """

    message: str
    hint: str
    details: str
    cause: FailureCause = "other"
    remedy: tuple[str, ...] = ()


TrainingEvent = (
    PhaseChanged
    | Notice
    | RunStarted
    | TextsRead
    | StepCompleted
    | EvaluationCompleted
    | EpochCompleted
    | CheckpointSaved
    | RunPaused
    | RunResumed
    | RunCompleted
    | RunStopped
    | RunFailed
)


def event_to_json(event: Any) -> dict[str, Any]:
    """The event's type under "event", then its fields."""
    return {"event": type(event).__name__, **dataclasses.asdict(event)}


_KINDS: dict[str, tuple[Any, frozenset[str], dict[str, Any]]] = {
    kind.__name__: (
        kind,
        frozenset(item.name for item in dataclasses.fields(kind) if item.default is dataclasses.MISSING),
        get_type_hints(kind),
    )
    for kind in get_args(TrainingEvent)
}
_LARGEST = 2**53  # what JSON keeps exactly


def _fits(value: Any, hint: Any) -> bool:
    """Whether a stored value is of a field's type, and a number that can be counted or drawn."""
    options = get_args(hint)
    if get_origin(hint) is Literal:
        return value in options
    if get_origin(hint) is tuple:
        return isinstance(value, tuple) and all(_fits(part, options[0]) for part in value)
    if options:  # X | None
        return value is None or _fits(value, options[0])
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST
    return isinstance(value, hint)


def event_from_json(stored: dict[str, Any]) -> TrainingEvent | None:
    """The training event that `event_to_json` stored; None for one that is damaged or unknown here."""
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in stored.items()
        if name != "event"
    }
    kind, needed, hints = _KINDS.get(str(stored.get("event")), (None, frozenset[str](), {}))
    if kind is None or not needed <= values.keys() <= hints.keys():
        return None
    if not all(_fits(value, hints[name]) for name, value in values.items()):
        return None
    if values.get("total_steps") == 0:
        return None
    event: TrainingEvent = kind(**values)
    return event
