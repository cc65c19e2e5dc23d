"""How long training will take and what it will need, estimated before it starts.

Time is counted in multiplications. Reading a token costs one for each working parameter, learning from it
three (forward, and twice backward), and each correction costs some for every parameter of the network, since
weights, gradients and averages all travel through memory. What is left out (attention over long texts,
padding, the head) is small for texts of up to a few hundred tokens.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from guitune.core.data.batching import steps_per_epoch
from guitune.core.data.overview import DataOverview
from guitune.core.modeling.network_size import NetworkSize
from guitune.core.training.plan import automatic_batch_size, automatic_epochs
from guitune.core.training_config import TrainingConfig

SPEED_PER_CORE = 43e9
"""Multiplications per second and core, measured.

On two cores of the machine GuiTune was written on, the bundled model (10.6 million working parameters, 22.7
million in all) learned from the sample (32 tokens a text, batches of 16) at 66 texts a second, and from
sms_spam (21 tokens, batches of 32) at 95: 90 and 81 billion multiplications a second as counted here.
"""
_MOST_CORES = 8
_LEARNING, _READING = 3, 1
_PER_CORRECTION = 250
_PREPARATION_SECONDS = 8.0

_SAMPLE = 600
_CHARACTERS_PER_TOKEN, _SPECIAL_TOKENS = 4.2, 2
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_SHARE_UNCUT = 0.99

_PROGRAM_BYTES = 400e6
_BYTES_PER_PARAMETER = 20  # weights, gradients, two averages and the best weights so far, 4 bytes each
_DISK_BYTES_PER_PARAMETER = 48  # weights, two averages and best weights, three times while one is replaced


@dataclass(frozen=True)
class Workload:
    """What there is to learn from.

    Attributes
    ----------
    lengths
        Estimated tokens of a sample of the texts.
    train, validation, test
        Number of texts on each side of the split.
    labels
        Number of different labels.
    """

    lengths: tuple[float, ...]
    train: int
    validation: int
    test: int
    labels: int

    @classmethod
    def of(cls, overview: DataOverview) -> "Workload | None":
        """The workload of data that were looked over; None if they cannot be learned from."""
        split = overview.split
        if split is None or not split.count("train"):
            return None
        return cls(
            lengths=tuple(map(estimated_tokens, sample(overview.examples.joined_texts))),
            train=split.count("train"),
            validation=split.count("validation"),
            test=split.count("test"),
            labels=len(overview.label_counts),
        )

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


def forecast_seconds(workload: Workload, config: TrainingConfig, size: NetworkSize, speed: float) -> float:
    """Seconds that a run takes, preparation and evaluations included, if it is not ended early.

    Parameters
    ----------
    size
        Of the checkpoint's network.
    speed
        Multiplications per second: `speed_of` an earlier run on this computer, else `default_speed`.
    """
    epochs = config.num_epochs or automatic_epochs(workload.train, workload.labels, config.training_amount)
    learning = workload.train * _learning_per_text(workload, config, size)
    tokens = workload.mean_tokens(_longest(workload, config, size))
    texts_read = epochs * workload.validation + workload.validation + workload.test
    reading = texts_read * tokens * size.working_parameters * _READING
    return _PREPARATION_SECONDS + (epochs * learning + reading) / speed


def speed_of(
    workload: Workload, config: TrainingConfig, size: NetworkSize, examples_per_second: float
) -> float:
    """Multiplications per second that a run reached, from its `RunCompleted.examples_per_second`."""
    return examples_per_second * _learning_per_text(workload, config, size)


def memory_bytes(workload: Workload, config: TrainingConfig, size: NetworkSize) -> float:
    """About the memory that training takes: the program, the parameters, and a batch of the longest texts.

    The batch is counted as 22 numbers for each layer, token and unit of width, and attention's share on top
    of it, which grows with the length; measured on MiniLM, DistilBERT and BERT this comes within a quarter.
    """
    length = min(_longest(workload, config, size), max(workload.lengths, default=0.0))
    layers_and_width = size.working_parameters / (12 * size.width)
    per_token = layers_and_width * (88 + 0.25 * length)
    batch = _batch_size(workload, config) * length * per_token
    return _PROGRAM_BYTES + _BYTES_PER_PARAMETER * size.parameters + batch


def disk_bytes(size: NetworkSize) -> float:
    """The space that a run asks for before it starts; what stays afterwards is much less."""
    return float(_DISK_BYTES_PER_PARAMETER * size.parameters)


def _learning_per_text(workload: Workload, config: TrainingConfig, size: NetworkSize) -> float:
    """Multiplications for one text, corrections included."""
    tokens = workload.mean_tokens(_longest(workload, config, size))
    steps = steps_per_epoch(workload.train, _batch_size(workload, config))
    corrections = _PER_CORRECTION * size.parameters * steps / workload.train
    return _LEARNING * tokens * size.working_parameters + corrections


def _longest(workload: Workload, config: TrainingConfig, size: NetworkSize) -> float:
    return min(config.max_length or max(1.0, workload.uncut), size.longest_text)


def _batch_size(workload: Workload, config: TrainingConfig) -> int:
    return config.batch_size or automatic_batch_size(workload.train)
