"""Every choice a run is made with, each described once.

The description in a field's metadata (`Setting`) makes the form in the window, the tooltip, the check, the
command line's `--set name=value` and its help (`guitune.core.settings`). Standard library only.
"""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guitune.core.data_choices import Edit, KeptPair, LabelMerge, LeftOutRow, ReadingOptions
from guitune.core.errors import ConfigError
from guitune.core.stored import read_stored
from guitune.i18n import N_, _

CONFIG_VERSION = 3
BUNDLED_CHECKPOINT = "all-MiniLM-L6-v2"


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
    group: str = N_("Learning")


def _setting(default: Any, label: str, help: str, **description: Any) -> Any:
    return field(default=default, metadata={"setting": Setting(label, help, **description)})


@dataclass(frozen=True)
class DataConfig:
    """Where the examples come from, what is mended in them, and how they are split.

    Attributes
    ----------
    joined_columns
        Columns whose values follow the text, joined to it by a visible separator.
    text2_column
        The second text of a pair.
    edits, left_out_rows, cleaning, merges, fixes
        The recipe, in the order in which it is followed: single cells changed and single rows left out by
        hand, what is done to every text (names in `guitune.core.data.cleaning`), labels renamed, rows and
        labels mended (names in `guitune.core.data.recipe`).
    kept_pairs
        Pairs of alike texts that are no longer asked about, and that no fix takes out.
    """

    file: str = ""
    text_column: str = ""
    label_column: str = ""
    text2_column: str | None = None
    split_column: str | None = None
    validation_file: str | None = None
    test_file: str | None = None
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    joined_columns: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    left_out_rows: tuple[LeftOutRow, ...] = ()
    cleaning: tuple[str, ...] = ()
    merges: tuple[LabelMerge, ...] = ()
    fixes: tuple[str, ...] = ()
    kept_pairs: tuple[KeptPair, ...] = ()
    validation_share: float = _setting(
        0.1,
        N_("Texts for checking"),
        N_("Share of the texts kept aside to see, after each round, how well it does on new texts."),
        minimum=0.01,
        maximum=0.5,
        hint=N_("Try 0.1."),
        group=N_("Split of the data"),
    )
    test_share: float = _setting(
        0.1,
        N_("Texts for the final test"),
        N_("Share of the texts that nothing is learned or decided from: the final figures come from these."),
        minimum=0.0,
        maximum=0.5,
        hint=N_("Try 0.1."),
        group=N_("Split of the data"),
    )
    split_seed: int = _setting(
        0,
        N_("Split number"),
        N_("The same file and number always give the same test texts. Another number gives another split."),
        minimum=0,
        maximum=2**31 - 1,
        group=N_("Split of the data"),
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
        group=N_("Against learning by heart"),
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
        group=N_("Against learning by heart"),
    )
    seed: int = _setting(
        0,
        N_("Random seed"),
        N_("The same number repeats a run exactly on one computer. Another shows how much luck matters."),
        minimum=0,
        maximum=2**31 - 1,
    )
    save_every_minutes: float | None = _setting(
        None,
        N_("Save every"),
        N_(
            "At most this much is lost if the computer fails. By itself it saves every 3 minutes and after "
            "each round, as long as that takes no more than a fiftieth of the time."
        ),
        unit=N_("minutes"),
        minimum=0,
        above_minimum=True,
        maximum=1440,
        hint=N_("Leave it automatic, or try 3."),
        group=N_("Saving"),
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
        if stored["version"] == 1 and isinstance(parts.get("data"), dict):
            new = ("reading", "joined_columns", "edits", "left_out_rows", "cleaning", "merges", "kept_pairs")
            parts["data"] = {**parts["data"], **{name: getattr(DataConfig(), name) for name in new}}
            parts["data"]["reading"] = dataclasses.asdict(ReadingOptions())
        if stored["version"] < 3 and isinstance(parts.get("training"), dict):
            parts["training"] = {**parts["training"], "save_every_minutes": None}
        return read_stored(cls, parts)
