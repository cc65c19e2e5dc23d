"""What must hold before a run begins, and before one goes on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from guitune.core.config import RunConfig
from guitune.core.data.examples import Examples
from guitune.core.errors import ConfigError, RunFolderError, TrainingError
from guitune.core.events import Notice
from guitune.core.files import free_bytes, write_json
from guitune.core.provenance import checkpoint_digests, data_digests
from guitune.core.runs import RunFolder
from guitune.core.settings import problems
from guitune.core.training.checkpoint import checkpoint_bytes, checkpoint_folders
from guitune.core.training_config import TrainingConfig
from guitune.i18n import _

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

CHECKPOINTS_AT_ONCE = 3  # the two that are kept, and the one that is written


def require_valid(config: RunConfig) -> None:
    """All settings can be used.

    Raises
    ------
    ConfigError
        If one cannot.
    """
    found = problems(config)
    if found:
        raise found[0]


def require_room_for_text(
    settings: TrainingConfig, tokenizer: "PreTrainedTokenizerFast", *, pairs: bool
) -> None:
    """At the chosen length something of the texts is left beside the tokens that mark their ends.

    Raises
    ------
    ConfigError
        If nothing would be.
    """
    marks = tokenizer.num_special_tokens_to_add(pair=pairs)
    least = marks + (2 if pairs else 1)
    if settings.max_length is not None and settings.max_length < least:
        raise ConfigError(
            "max_length",
            _(
                "With {length} tokens nothing would be left of the texts: {marks} of them mark their ends."
            ).format(length=settings.max_length, marks=marks),
            _("Leave it automatic, or try 128."),
        )


def require_same_data(run: RunFolder, examples: Examples) -> Iterator[Notice]:
    """A run goes on only with the very files it began with.

    Yields
    ------
    Notice
        If it is no longer known which these were.

    Raises
    ------
    TrainingError
        If they are others.
    """
    if not run.provenance_file.is_file():
        return
    begun = data_digests(run.provenance())
    if begun is None:
        yield Notice(
            "provenance_damaged",
            _(
                "{file} is damaged: it is not known whether the data are those that this run began with."
            ).format(file=run.provenance_file.name),
            "warning",
        )
    elif begun != [source.sha256 for source in examples.sources]:
        raise TrainingError(
            "data_changed",
            _("The data have changed since this run was started."),
            _("Put the old file back to go on, or start a new run with the new one."),
        )


def remember_origins(run: RunFolder, now: dict[str, Any]) -> None:
    """Write down what the run begins with; one that goes on must have the same weights and tokenizer.

    Raises
    ------
    TrainingError
        If they are others.
    """
    before, files = checkpoint_digests(run.provenance()), checkpoint_digests(now)
    if any(before.get(name, digest) != digest for name, digest in files.items()):
        raise TrainingError(
            "data_changed",
            _("The model's files have changed since this run was started."),
            _("Put the old files back to go on, or start a new run with the new ones."),
        )
    write_json(run.provenance_file, now)


def require_disk_space(run: RunFolder, model: "PreTrainedModel") -> None:
    """There is room for all checkpoints that will be there at once.

    Raises
    ------
    RunFolderError
        If there is not.
    """
    missing = max(0, CHECKPOINTS_AT_ONCE - len(checkpoint_folders(run.checkpoints)))
    needed, free = missing * checkpoint_bytes(model), free_bytes(run.path)
    if free < needed:
        raise RunFolderError(
            _(
                "There is too little space on the disk of {folder}: "
                "{needed:.1f} GB are needed, {free:.1f} GB are free."
            ).format(folder=run.path, needed=needed / 1e9, free=free / 1e9),
            _("Free some space, or choose a folder on another disk."),
        )
