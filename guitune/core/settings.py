"""What the descriptions in `guitune.core.config` are for: listing, changing and checking settings."""

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import fields
from types import NoneType
from typing import Any, get_args, get_type_hints

from guitune.core.config import DataConfig, RunConfig
from guitune.core.errors import ConfigError
from guitune.core.setting import Setting
from guitune.core.training_config import PRESETS, TrainingConfig
from guitune.i18n import _

_LARGEST_SHOWN = 1e300
_HIGHEST_RATES = {"adamw": 1e-2, "adam": 1e-2, "adafactor": 0.1}  # SGD's steps follow the gradients' size


def settings() -> Iterator[tuple[str, Setting]]:
    """Name and description of everything that can be set, in the order of the form."""
    for part in (TrainingConfig, DataConfig):
        for item in fields(part):
            if "setting" in item.metadata:
                yield item.name, item.metadata["setting"]


def with_setting(config: RunConfig, name: str, text: str) -> RunConfig:
    """`config` with the setting `name` read from `text`; "auto" stands for the automatic choice.

    Raises
    ------
    ConfigError
        If there is no such setting or `text` is not a value for it.
    """
    for part_name in ("training", "data"):
        part = getattr(config, part_name)
        described = {item.name for item in fields(part) if "setting" in item.metadata}
        if name in described:
            value = _parse(name, text, get_type_hints(type(part))[name])
            changed = dataclasses.replace(part, **{name: value})
            return dataclasses.replace(config, **{part_name: changed})
    known = ", ".join(known_name for known_name, _setting_ in settings())
    raise ConfigError(
        name,
        _("There is no setting called {name}.").format(name=name),
        _("The settings are: {names}.").format(names=known),
    )


def setting_value(config: RunConfig, name: str) -> float | str | None:
    """The value of the setting `name`; None where the choice is automatic."""
    part = config.training if hasattr(config.training, name) else config.data
    value: float | str | None = getattr(part, name)
    return value


def has_effect(config: RunConfig, name: str) -> bool:
    """Whether the setting `name` changes anything, given the choices that it depends on."""
    training = config.training
    if name == "training_amount":
        return training.num_epochs is None
    if name in ("layer_decay", "gradient_checkpointing") and training.trained == "head":
        return False
    condition = dict(settings())[name].only_with
    return condition is None or setting_value(config, condition[0]) in condition[1]


def problems(config: RunConfig) -> list[ConfigError]:
    """Everything that is wrong with the settings' values, all at once, in the order of the form."""
    found = []
    for name, setting in settings():
        value = setting_value(config, name)
        if value is None or isinstance(value, str):
            continue
        too_low = value <= setting.minimum if setting.above_minimum else value < setting.minimum
        sentence = ""
        if too_low or value > setting.maximum or not math.isfinite(value):
            sentence = _range_sentence(setting, value)
        elif name == "learning_rate" and value > _HIGHEST_RATES.get(config.training.optimizer, math.inf):
            sentence = _("A learning rate of {rate:g} is far too high: the model would forget all it knows.")
            sentence = sentence.format(rate=value)
        if sentence:
            found.append(ConfigError(name, sentence, _(setting.hint) if setting.hint else ""))
    if config.training.start_from == "scratch" and config.training.trained != "everything":
        found.append(
            ConfigError(
                "trained",
                _("A model that begins with nothing has to learn everything."),
                _("Let everything learn, or begin with what the model knows."),
            )
        )
    if config.data.validation_share + config.data.test_share > 0.8:
        found.append(
            ConfigError(
                "test_share",
                _("More than 80% of the texts would be kept aside, so that too few are left to learn from."),
                _("Try 0.1 for each share."),
            )
        )
    return found


def nearest_preset(training: TrainingConfig) -> str:
    """The preset that differs from `training` in the fewest fields; the earlier one where two are as near."""
    return min(PRESETS, key=lambda name: (len(changed_fields(training, name)), name != "standard"))


def changed_fields(training: TrainingConfig, preset: str) -> list[str]:
    """Names of the fields in which `training` differs from a preset."""
    base = PRESETS[preset]
    return [name for name in training.__dataclass_fields__ if getattr(training, name) != getattr(base, name)]


def _range_sentence(setting: Setting, value: float) -> str:
    if setting.above_minimum:
        sentence = _("{label} is {value:g}, but must be above {minimum:g} and at most {maximum:g}.")
    else:
        sentence = _("{label} is {value:g}, but must be between {minimum:g} and {maximum:g}.")
    return sentence.format(
        label=_(setting.label),
        value=max(-_LARGEST_SHOWN, min(value, _LARGEST_SHOWN)),
        minimum=setting.minimum,
        maximum=setting.maximum,
    )


def _parse(name: str, text: str, kind: Any) -> Any:
    accepted = get_args(kind) or (kind,)
    if text.strip().lower() == "auto" and NoneType in accepted:
        return None
    setting = dict(settings())[name]
    label = _(setting.label)
    if setting.choices:
        if text.strip().lower() in setting.choices:
            return text.strip().lower()
        raise ConfigError(
            name,
            _("{label} cannot be “{text}”.").format(label=label, text=text),
            _("Choose one of: {names}.").format(names=", ".join(setting.choices)),
        )
    number = int if int in accepted else float
    try:
        value = number(text)
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(text)
        return value
    except ValueError:
        if text.strip().lower() == "auto":
            raise ConfigError(name, _("{label} needs a value.").format(label=label)) from None
        sentence = (
            _("{label} must be a whole number, but is “{text}”.")
            if number is int
            else _("{label} must be a number, but is “{text}”.")
        )
        raise ConfigError(name, sentence.format(label=label, text=text)) from None
