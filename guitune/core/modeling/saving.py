"""Writes a trained classifier as a plain transformers folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from guitune.core.files import staged_folder

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast


def save_classifier(
    folder: Path,
    model: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerFast",
    max_length: int,
    card: str,
) -> None:
    """Save model, tokenizer and `card` (README.md) to `folder`, whole or not at all.

    The tokenizer remembers `max_length`, so that whoever loads the folder cuts texts as in training.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    tokenizer.model_max_length = max_length
    with staged_folder(folder) as staging:
        model.save_pretrained(staging)
        tokenizer.save_pretrained(staging)
        (staging / "README.md").write_text(card, encoding="utf-8", newline="\n")
