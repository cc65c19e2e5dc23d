"""What a saved classifier remembers of its texts, so that they are read in use as they were in training."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from guitune.core.config import DataConfig
from guitune.core.data.cleaning import CLEANING
from guitune.core.data.text_columns import TextColumns
from guitune.core.data_choices import ReadingOptions
from guitune.core.errors import CheckpointError, ConfigError
from guitune.core.stored import read_stored
from guitune.i18n import _


@dataclass(frozen=True)
class TrainedOn:
    """Where the texts stood and what was done to them.

    The columns are empty where that is not known; `reading` says how the file was read, as far as that was
    not found out.
    """

    text_column: str = ""
    joined_columns: tuple[str, ...] = ()
    text2_column: str | None = None
    cleaning: tuple[str, ...] = ()
    reading: ReadingOptions = field(default_factory=ReadingOptions)

    @classmethod
    def of(cls, data: DataConfig) -> "TrainedOn":
        """What is remembered of a training on `data`."""
        return cls(data.text_column, data.joined_columns, data.text2_column, data.cleaning, data.reading)

    @property
    def columns(self) -> TextColumns:
        """The columns as they are joined and paired."""
        return TextColumns(self.text_column, self.joined_columns, self.text2_column)

    def to_json(self) -> dict[str, Any]:
        """Plain values for the entry "guitune" in the model's `config.json`."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, stored: Any) -> "TrainedOn":
        """What `to_json` made plain; `stored` is None in a folder that GuiTune did not write.

        Raises
        ------
        CheckpointError
            If the entry is damaged or asks for a cleaning step that does not exist here.
        """
        if stored is None:
            return cls()
        try:
            if not isinstance(stored, dict):
                raise ConfigError("guitune", f"a {type(stored).__name__} where a group of settings belongs")
            trained_on = read_stored(cls, {**cls().to_json(), **stored})
        except ConfigError as error:
            raise CheckpointError(
                _("How this classifier reads its texts is written in its config.json in an unknown way."),
                _("Copy the classifier again from where it came, or update GuiTune if a newer one wrote it."),
                details=f"guitune: {error.message}",
            ) from error
        unknown = [name for name in trained_on.cleaning if name not in CLEANING]
        if unknown:
            raise CheckpointError(
                _(
                    "The classifier's texts are cleaned in a way that this GuiTune does not know: {names}."
                ).format(names=", ".join(unknown)),
                _("Update GuiTune to use this classifier."),
            )
        return trained_on
