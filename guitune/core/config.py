"""Every choice a run is made with, each described once.

The description in a field's metadata (`guitune.core.setting`) makes the form in the window, the tooltip, the
check, the command line's `--set name=value` and its help (`guitune.core.settings`). Standard library only.
"""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from guitune.core.data_choices import Edit, KeptPair, LabelMerge, LeftOutRow, ReadingOptions
from guitune.core.errors import ConfigError
from guitune.core.setting import setting
from guitune.core.stored import read_stored
from guitune.core.training_config import TrainingConfig
from guitune.i18n import N_, _

CONFIG_VERSION = 4
BUNDLED_CHECKPOINT = "all-MiniLM-L6-v2"
_OF_VERSION_4 = (
    "class_balance", "trained", "trained_layers", "lora_rank", "start_from", "optimizer", "schedule",
    "gradient_accumulation", "layer_decay", "dropout", "label_smoothing", "word_dropout", "word_swap",
    "typo_noise", "early_stopping_metric", "evaluate_every_steps", "precision", "gradient_checkpointing",
)  # fmt: skip


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
    validation_share: float = setting(
        0.1,
        N_("Texts for checking"),
        N_("Share of the texts kept aside to see, after each round, how well it does on new texts."),
        N_("Raise it if there are few texts and the result goes up and down from round to round."),
        N_("These texts are not learned from."),
        minimum=0.01,
        maximum=0.5,
        hint=N_("Try 0.1."),
        group=N_("Split of the data"),
    )
    test_share: float = setting(
        0.1,
        N_("Texts for the final test"),
        N_("Share of the texts that nothing is learned or decided from: the final figures come from these."),
        N_("Raise it for surer figures, lower it if there are few texts to learn from."),
        N_("These texts are not learned from."),
        minimum=0.0,
        maximum=0.5,
        hint=N_("Try 0.1."),
        group=N_("Split of the data"),
    )
    split_seed: int = setting(
        0,
        N_("Split number"),
        N_("The same file and number always give the same test texts."),
        N_("Another number gives another split; keep one to compare runs."),
        N_("It costs no time."),
        minimum=0,
        maximum=2**31 - 1,
        group=N_("Split of the data"),
    )


@dataclass(frozen=True)
class ModelConfig:
    """The checkpoint to start from: the bundled one's name, a folder, or a hub id."""

    checkpoint: str = BUNDLED_CHECKPOINT


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
        if stored["version"] < CONFIG_VERSION and isinstance(parts.get("training"), dict):
            parts["training"] = {**_added_since(stored["version"]), **parts["training"]}
        return read_stored(cls, parts)


def _added_since(version: int) -> dict[str, Any]:
    """The settings of the training that older versions did not know, with their defaults."""
    added = _OF_VERSION_4 if version == 3 else (*_OF_VERSION_4, "save_every_minutes")
    return {name: getattr(TrainingConfig(), name) for name in added}
