"""Every choice a run is made with, each described once.

The description in a field's metadata (`Setting`) makes the form in the window, the tooltip, the check, the
command line's `--set name=value` and its help. Standard library only.
"""

import dataclasses
import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from guitune.core.errors import ConfigError
from guitune.i18n import N_, _

CONFIG_VERSION = 1
BUNDLED_CHECKPOINT = "all-MiniLM-L6-v2"
_LARGEST_SHOWN = 1e300


@dataclass(frozen=True)
class Setting:
    """How one field is shown, explained and checked. Texts are English, translated where they are shown."""

    label: str
    help: str
    unit: str = ""
    minimum: float = -math.inf
    maximum: float = math.inf
    above_minimum: bool = False
    basic: bool = False
    hint: str = ""


def _setting(default: Any, label: str, help: str, **description: Any) -> Any:
    return field(default=default, metadata={"setting": Setting(label, help, **description)})


@dataclass(frozen=True)
class DataConfig:
    """Where the examples come from and how they are split."""

    file: str = ""
    text_column: str = ""
    label_column: str = ""
    text2_column: str | None = None
    split_column: str | None = None
    validation_file: str | None = None
    test_file: str | None = None
    fixes: tuple[str, ...] = ()
    validation_share: float = _setting(
        0.1,
        N_("Texts for checking"),
        N_("Share of the texts kept aside to see, after each round, how well it does on new texts."),
        minimum=0.01,
        maximum=0.5,
        hint=N_("Try 0.1."),
    )
    test_share: float = _setting(
        0.1,
        N_("Texts for the final test"),
        N_("Share of the texts that nothing is learned or decided from: the final figures come from these."),
        minimum=0.0,
        maximum=0.5,
        hint=N_("Try 0.1."),
    )
    split_seed: int = _setting(
        0,
        N_("Split number"),
        N_("The same file and number always give the same test texts. Another number gives another split."),
        minimum=0,
        maximum=2**31 - 1,
    )


@dataclass(frozen=True)
class ModelConfig:
    """The checkpoint to start from: the bundled one's name, a folder, or a hub id."""

    checkpoint: str = BUNDLED_CHECKPOINT


@dataclass(frozen=True)
class TrainingConfig:
    """How the model learns. `None` means that GuiTune chooses from the data and says what it chose."""

    num_epochs: int | None = _setting(
        None,
        N_("Rounds (epochs)"),
        N_("How often it reads all training texts. More helps until it learns them by heart."),
        minimum=1,
        maximum=1000,
        basic=True,
        hint=N_("Leave it automatic, or try 3."),
    )
    training_amount: float = _setting(
        1.0,
        N_("Amount of training"),
        N_("Multiplies the automatic number of rounds. Half is quicker, double may gain the last points."),
        unit="x",
        minimum=0.1,
        maximum=10,
        hint=N_("Try 1."),
    )
    learning_rate: float | None = _setting(
        None,
        N_("Learning rate"),
        N_("How far each correction moves the model. Too high and it forgets, too low and it hardly learns."),
        minimum=0,
        above_minimum=True,
        maximum=1e-2,
        basic=True,
        hint=N_("Leave it automatic, or try 5e-5."),
    )
    batch_size: int | None = _setting(
        None,
        N_("Batch size"),
        N_("How many texts it looks at before each correction. Larger needs more memory."),
        unit=N_("texts"),
        minimum=1,
        maximum=4096,
        basic=True,
        hint=N_("Leave it automatic, or try 16."),
    )
    max_length: int | None = _setting(
        None,
        N_("Text length"),
        N_("Longer texts are cut. Every doubling costs about twice the time."),
        unit=N_("tokens"),
        minimum=4,
        maximum=131_072,
        basic=True,
        hint=N_("Leave it automatic, or try 128."),
    )
    weight_decay: float = _setting(
        0.01,
        N_("Weight decay"),
        N_("Pulls the model's numbers gently towards zero, which works against learning by heart."),
        minimum=0,
        maximum=1,
        hint=N_("Try 0.01."),
    )
    warmup_ratio: float = _setting(
        0.1,
        N_("Warm-up"),
        N_("Share of the training in which the learning rate rises from zero, so that the start is gentle."),
        minimum=0,
        maximum=1,
        hint=N_("Try 0.1."),
    )
    max_gradient_norm: float = _setting(
        1.0,
        N_("Largest correction"),
        N_("A correction larger than this is scaled down, so that one odd batch cannot spoil the model."),
        minimum=0,
        above_minimum=True,
        maximum=1e6,
        hint=N_("Try 1."),
    )
    early_stopping_patience: int = _setting(
        3,
        N_("Patience"),
        N_("Training ends by itself after this many rounds without improvement; the best round is kept."),
        unit=N_("rounds"),
        minimum=1,
        maximum=1000,
        hint=N_("Try 3."),
    )
    seed: int = _setting(
        0,
        N_("Random seed"),
        N_("The same number repeats a run exactly on one computer. Another shows how much luck matters."),
        minimum=0,
        maximum=2**31 - 1,
    )


PRESETS: Mapping[str, TrainingConfig] = {
    "quick": TrainingConfig(training_amount=0.5),
    "standard": TrainingConfig(),
    "thorough": TrainingConfig(training_amount=1.6, early_stopping_patience=5),
}


@dataclass(frozen=True)
class RunConfig:
    """All choices of one run, frozen before it starts."""

    data: DataConfig = DataConfig()
    model: ModelConfig = ModelConfig()
    training: TrainingConfig = TrainingConfig()

    def to_json(self) -> dict[str, Any]:
        """Plain values for `config.json`, with the format's version."""
        return {"version": CONFIG_VERSION, **dataclasses.asdict(self)}

    @classmethod
    def from_json(cls, stored: Any) -> "RunConfig":
        """The config that `to_json` stored.

        Raises
        ------
        ConfigError
            If the version is unknown or a field is missing, unknown or of the wrong type; `field` names it.
        """
        if not isinstance(stored, dict) or type(stored.get("version")) is not int or stored["version"] < 1:
            raise ConfigError("version", _("These settings carry no version, so they cannot be read."))
        if stored["version"] > CONFIG_VERSION:
            raise ConfigError(
                "version",
                _("These settings were written by a newer GuiTune (format {version}).").format(
                    version=stored["version"]
                ),
                _("Install the newest GuiTune and open them again."),
            )
        parts = {name: part for name, part in stored.items() if name != "version"}
        config: RunConfig = _from_json(cls, parts, "")
        return config


def setting_of(name: str) -> Setting:
    """The description of the setting `name`.

    Raises
    ------
    KeyError
        If no field of that name is a setting.
    """
    return dict(settings())[name]


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


def problems(config: RunConfig) -> list[ConfigError]:
    """Everything that is wrong with the settings' values, all at once, in the order of the form."""
    found = []
    values = {**dataclasses.asdict(config.data), **dataclasses.asdict(config.training)}
    for name, setting in settings():
        value = values[name]
        if value is None:
            continue
        too_low = value <= setting.minimum if setting.above_minimum else value < setting.minimum
        if too_low or value > setting.maximum or not math.isfinite(value):
            found.append(
                ConfigError(name, _range_sentence(setting, value), _(setting.hint) if setting.hint else "")
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
    number = int if int in accepted else float
    try:
        return number(text)
    except ValueError:
        wanted = _("a whole number") if number is int else _("a number")
        raise ConfigError(
            name, _("{name} must be {wanted}, but is “{text}”.").format(name=name, wanted=wanted, text=text)
        ) from None


def _from_json(kind: Any, stored: Any, place: str) -> Any:
    if not isinstance(stored, dict):
        group = place.rstrip(".")
        raise ConfigError(group, _("{field} is not a group of settings.").format(field=group))
    hints = get_type_hints(kind)
    for name in stored:
        if name not in hints:
            raise ConfigError(
                place + name,
                _("The stored settings have an unknown field, {field}.").format(field=place + name),
            )
    values = {}
    for item in fields(kind):
        where = place + item.name
        if item.name not in stored:
            raise ConfigError(where, _("The stored settings lack the field {field}.").format(field=where))
        value, hint = stored[item.name], hints[item.name]
        if dataclasses.is_dataclass(hint):
            values[item.name] = _from_json(hint, value, f"{where}.")
        else:
            values[item.name] = _checked(value, hint, where)
    return kind(**values)


def _checked(value: Any, hint: Any, where: str) -> Any:
    accepted = get_args(hint) if get_origin(hint) is not tuple else (tuple,)
    accepted = accepted or (hint,)
    if (
        tuple in accepted
        and isinstance(value, (list, tuple))
        and all(isinstance(part, str) for part in value)
    ):
        return tuple(value)
    if float in accepted and isinstance(value, int) and not isinstance(value, bool):
        with suppress(OverflowError):
            return float(value)
    if isinstance(value, bool) or not isinstance(
        value, tuple(kind for kind in accepted if kind is not tuple)
    ):
        raise ConfigError(
            where,
            _("The stored settings have a wrong value in {field}: {value!r}.").format(
                field=where, value=value
            ),
        )
    return value
