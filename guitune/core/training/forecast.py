"""How long training will take and what it will need, estimated before it starts.

Time is counted in multiplications. Reading a token costs one for each working parameter, learning from it
three (forward, and twice backward), less where few layers learn, and each correction costs some for every
parameter that learns, since weights, gradients and averages all travel through memory. What is left out
(attention over long texts, padding, the head) is small for texts of up to a few hundred tokens.
"""

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from guitune.core.data.augment import Augmentation
from guitune.core.data.overview import DataOverview
from guitune.core.modeling.network_size import NetworkSize
from guitune.core.training.plan import Stage, TrainingPlan, plan_training
from guitune.core.training_config import TrainingConfig

SPEED_PER_CORE = 43e9
"""Multiplications per second and core, measured.

On two cores of the machine GuiTune was written on, the bundled model (10.6 million working parameters, 22.7
million in all) learned from the sample (32 tokens a text, batches of 16) at 66 texts a second, and from
sms_spam (21 tokens, batches of 32) at 95: 90 and 81 billion multiplications a second as counted here.
"""
_MOST_CORES = 8
_READING, _BACKWARD = 1.0, 2.0
_GAIN_OF_16_BITS, _GAIN_OF_IMITATED_16_BITS = 2.3, 0.1
_BACKWARD_OF_LORA = 1.55  # the gradients of what flows through, and the way through the additions
_BATCH_OF_LORA = 1.3  # what a batch takes in memory, beside that of training everything
_RECALCULATING = 1.35  # a second forward pass, and keeping count of it
_PER_CORRECTION = 250
_PREPARATION_SECONDS = 8.0

_SAMPLE = 600
_CHARACTERS_PER_TOKEN, _SPECIAL_TOKENS = 4.2, 2
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_SHARE_UNCUT = 0.99

_PROGRAM_BYTES = 400e6
_BYTES_PER_PARAMETER = 8  # weights, and the best so far, 4 bytes each
_BYTES_PER_LEARNING = {
    "adamw": 12,
    "adam": 12,
    "sgd": 8,
    "adafactor": 4,
}  # gradients, and what is kept of them
_LORA_SHARE = 0.03
_SHARE_RECALCULATED = 0.5  # of what a batch takes, where it is forgotten and calculated again
_DISK_BYTES_PER_PARAMETER = 48  # weights, two averages and best weights, three times while one is replaced


@dataclass(frozen=True)
class Workload:
    """What there is to learn from.

    Attributes
    ----------
    lengths
        Estimated tokens of a sample of the texts.
    label_counts
        Number of training texts of each label.
    validation, test
        Number of texts on these sides of the split.
    """

    lengths: tuple[float, ...]
    label_counts: tuple[int, ...]
    validation: int
    test: int

    @classmethod
    def of(cls, overview: DataOverview) -> "Workload | None":
        """The workload of data that were looked over; None if they cannot be learned from."""
        split = overview.split
        if split is None or not split.count("train"):
            return None
        labels = overview.examples.labels
        counts = Counter(labels[place] for place in split.positions("train"))
        return cls(
            lengths=tuple(map(estimated_tokens, sample(overview.examples.joined_texts))),
            label_counts=tuple(counts.values()),
            validation=split.count("validation"),
            test=split.count("test"),
        )

    @property
    def train(self) -> int:
        """Number of training texts."""
        return sum(self.label_counts)

    @cached_property
    def uncut(self) -> float:
        """The number of tokens that leaves 99% of the texts whole."""
        ordered = sorted(self.lengths)
        return ordered[min(len(ordered) - 1, int(_SHARE_UNCUT * len(ordered)))] if ordered else 0.0

    def mean_tokens(self, max_length: float) -> float:
        """Tokens of a text in the mean, longer ones cut."""
        return sum(min(length, max_length) for length in self.lengths) / max(1, len(self.lengths))


def sample(texts: Sequence[str]) -> Sequence[str]:
    """Some hundred texts from everywhere in `texts`."""
    return texts[:: max(1, len(texts) // _SAMPLE)]


def estimated_tokens(text: str) -> float:
    """About how many tokens a text has: one for each Chinese character, one for 4.2 others."""
    unspaced = len(_UNSPACED.findall(text))
    return unspaced + (len(text) - unspaced) / _CHARACTERS_PER_TOKEN + _SPECIAL_TOKENS


def default_speed() -> float:
    """Multiplications per second to expect of this computer before anything was measured on it."""
    return SPEED_PER_CORE * min(os.cpu_count() or 1, _MOST_CORES)


def gain_of_precision(config: TrainingConfig, *, has_16_bits: bool) -> float:
    """How much quicker than with 32 bits a computer learns, given whether it multiplies 16 bits itself.

    Measured on a processor that does so, with the bundled model in batches of 32: 2.6 times at 14 tokens a
    text, 2.1 times at 26 tokens. A processor that has to imitate 16 bits took 11 times as long.
    """
    if config.precision == "bfloat16" and not has_16_bits:
        return _GAIN_OF_IMITATED_16_BITS
    return _GAIN_OF_16_BITS if config.precision != "float32" and has_16_bits else 1.0


def plan_for(workload: Workload, config: TrainingConfig, size: NetworkSize) -> TrainingPlan:
    """The plan that a run with this config would follow."""
    return plan_training(config, workload.label_counts, workload.validation, size.width, size.layers)


def forecast_seconds(workload: Workload, config: TrainingConfig, size: NetworkSize, speed: float) -> float:
    """Seconds that a run takes, preparation and evaluations included, if it is not ended early.

    Parameters
    ----------
    size
        Of the checkpoint's network.
    speed
        Multiplications per second: `speed_of` an earlier run on this computer, else `default_speed`.
    """
    plan = plan_for(workload, config, size)
    reading = _reading_per_text(workload, config, size)
    total = (workload.validation + workload.test) * reading
    for stage in plan.stages:
        if stage.trained == "head":
            is_reread = Augmentation.of(config).is_on
            texts = stage.num_epochs * plan.texts_per_epoch if is_reread else workload.train
            total += (texts + workload.validation) * reading
        else:
            checks = plan.steps_of(stage) / (config.evaluate_every_steps or plan.steps_per_epoch)
            learning = plan.texts_per_epoch * _learning_per_text(workload, plan, stage, size)
            total += stage.num_epochs * learning + checks * workload.validation * reading
    return _PREPARATION_SECONDS + total / speed


def speed_of(
    workload: Workload, config: TrainingConfig, size: NetworkSize, examples_per_second: float
) -> float | None:
    """Multiplications per second that a run reached, from its `RunCompleted.examples_per_second`.

    None where only the head learned, whose pace says nothing of the network's.
    """
    plan = plan_for(workload, config, size)
    if plan.stages[-1].trained == "head":
        return None
    return examples_per_second * _learning_per_text(workload, plan, plan.stages[-1], size)


def memory_bytes(workload: Workload, config: TrainingConfig, size: NetworkSize) -> float:
    """About the memory that training takes: the program, the parameters, and a batch of the longest texts.

    The batch is counted as 22 numbers for each layer, token and unit of width, and attention's share on top
    of it, which grows with the length; measured on MiniLM, DistilBERT and BERT this comes within a quarter.
    """
    plan = plan_for(workload, config, size)
    length = min(_longest(workload, config, size), max(workload.lengths, default=0.0))
    layers_and_width = size.working_parameters / (12 * size.width)
    per_token = layers_and_width * (88 + 0.25 * length)
    share = max(_share_learning(plan, stage, size) for stage in plan.stages)
    kept = _BATCH_OF_LORA if config.trained == "lora" else share
    if config.gradient_checkpointing == "on":
        kept *= _SHARE_RECALCULATED
    batch = plan.batch_size * length * per_token * kept
    learning = _BYTES_PER_LEARNING[config.optimizer] * share
    return _PROGRAM_BYTES + (_BYTES_PER_PARAMETER + learning) * size.parameters + batch


def disk_bytes(size: NetworkSize) -> float:
    """The space that a run asks for before it starts; what stays afterwards is much less."""
    return float(_DISK_BYTES_PER_PARAMETER * size.parameters)


def _reading_per_text(workload: Workload, config: TrainingConfig, size: NetworkSize) -> float:
    """Multiplications for one text without learning from it."""
    return _READING * workload.mean_tokens(_longest(workload, config, size)) * size.working_parameters


def _learning_per_text(workload: Workload, plan: TrainingPlan, stage: Stage, size: NetworkSize) -> float:
    """Multiplications for one text in a stage that trains layers, corrections included."""
    share = _share_learning(plan, stage, size)
    corrections = _PER_CORRECTION * size.parameters * share * plan.steps_per_epoch / plan.texts_per_epoch
    backward = _BACKWARD_OF_LORA if stage.trained == "lora" else _BACKWARD * share
    forward = _READING + (_RECALCULATING if plan.settings.gradient_checkpointing == "on" else 0.0)
    reading = _reading_per_text(workload, plan.settings, size) / _READING
    return (forward + backward) * reading + corrections


def _share_learning(plan: TrainingPlan, stage: Stage, size: NetworkSize) -> float:
    """The share of the parameters that a stage trains."""
    match stage.trained:
        case "everything":
            return 1.0
        case "last_layers":
            return min(1.0, plan.settings.trained_layers / size.layers)
        case "lora":
            return _LORA_SHARE
        case "head":
            return 0.0


def _longest(workload: Workload, config: TrainingConfig, size: NetworkSize) -> float:
    return min(config.max_length or max(1.0, workload.uncut), size.longest_text)
