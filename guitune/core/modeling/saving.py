"""Writes a trained classifier as a plain transformers folder, and copies one to take away."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from guitune.core.config import DataConfig
from guitune.core.errors import RunFolderError
from guitune.core.files import DISK_FULL, MANIFEST, explained, free_bytes, staged_folder
from guitune.core.modeling.trained_on import TrainedOn
from guitune.formatting import file_size
from guitune.i18n import _

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

_SPARE_BYTES = 1_000_000


def save_classifier(
    folder: Path,
    model: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerFast",
    max_length: int,
    data: DataConfig,
    card: str,
) -> None:
    """Save model, tokenizer and `card` (README.md) to `folder`, whole or not at all.

    The tokenizer remembers `max_length`, so that whoever loads the folder cuts texts as in training, and the
    model's `config.json` remembers from `data` which columns the texts stood in and how they were cleaned.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    tokenizer.model_max_length = max_length
    model.config.guitune = TrainedOn.of(data).to_json()
    with staged_folder(folder) as staging:
        model.save_pretrained(staging)
        tokenizer.save_pretrained(staging)
        (staging / "README.md").write_text(card, encoding="utf-8", newline="\n")


def export_classifier(model_folder: Path, target: Path) -> None:
    """Copy a saved classifier to `target`, whole or not at all; everything needed to use it goes along.

    Raises
    ------
    RunFolderError
        If `target` holds anything, lies inside the classifier, or its disk is too full or refuses.
    """
    if target.resolve().is_relative_to(model_folder.resolve()):
        raise RunFolderError(
            _("{folder} is where GuiTune keeps the classifier itself.").format(folder=target),
            _("Choose a new folder somewhere else."),
        )
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise RunFolderError(
                _("{folder} is not empty.").format(folder=target),
                _("Choose a new name, or an empty folder."),
            )
        files = [path for path in sorted(model_folder.iterdir()) if path.is_file() and path.name != MANIFEST]
        needed = sum(path.stat().st_size for path in files) + _SPARE_BYTES
        if free_bytes(target) < needed:
            raise _disk_full(target, needed)
        target.parent.mkdir(parents=True, exist_ok=True)
        with staged_folder(target) as staging:
            for path in files:
                shutil.copyfile(path, staging / path.name)
    except OSError as error:
        if error.errno in DISK_FULL:
            raise _disk_full(target, needed) from error
        raise explained(error, target) from error


def _disk_full(target: Path, needed: int) -> RunFolderError:
    return RunFolderError(
        _("There is too little space on the disk of {folder}: the classifier needs {size}.").format(
            folder=target, size=file_size(needed)
        ),
        _("Free some space, or choose a folder on another disk."),
    )
