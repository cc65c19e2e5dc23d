"""A checkpoint's tokenizer, and the network with a classification head on top of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guitune.core.data.labels import LabelMap
from guitune.core.errors import CheckpointError
from guitune.core.memory import is_out_of_memory
from guitune.core.modeling.checkpoints import Checkpoint
from guitune.core.modeling.pair_template import separate_pairs
from guitune.i18n import _

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

LONGEST_USED = 8192
POSITIONS_AFTER_PADDING = ("mpnet", "roberta", "xlm-roberta")  # they count positions from the padding id on
_DROPOUT = re.compile(r"(^|_)(dropout|p?drop)(_|$)")
_ATTENTION_DROPOUTS = ("attention_probs_dropout_prob", "attention_dropout", "attn_pdrop")


def load_tokenizer(folder: Path) -> "PreTrainedTokenizerFast":
    """The folder's own fast tokenizer, without padding or truncation of its own, and with a padding token.

    Where it would put nothing between the two texts of a pair, it gets a token between them, also for
    whoever loads it from where it is saved.

    Raises
    ------
    CheckpointError
        If it cannot be loaded.
    """
    transformers = _quiet_transformers()
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            folder, use_fast=True, trust_remote_code=False, local_files_only=True
        )
    except Exception as error:
        if is_out_of_memory(error):
            raise
        raise CheckpointError(
            _("The tokenizer in {folder} cannot be loaded.").format(folder=folder),
            _("Download or copy the model again."),
            details=str(error),
        ) from error
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    for side in ("padding_side", "truncation_side"):
        setattr(tokenizer, side, "right")
        tokenizer.init_kwargs[side] = "right"  # what is saved
    separate_pairs(tokenizer)
    return tokenizer


def longest_input(folder: Path, tokenizer: "PreTrainedTokenizerFast") -> int:
    """The most tokens that the checkpoint can read at once."""
    config = _config_of(folder)
    positions = getattr(config, "max_position_embeddings", None) or tokenizer.model_max_length
    if config.model_type in POSITIONS_AFTER_PADDING:
        positions -= (config.pad_token_id or 0) + 1
    return int(min(positions, LONGEST_USED))


def build_classifier(
    checkpoint: Checkpoint,
    label_map: LabelMap,
    tokenizer: "PreTrainedTokenizerFast",
    seed: int,
    *,
    dropout: float | None = None,
    from_scratch: bool = False,
) -> "PreTrainedModel":
    """The checkpoint in float32, with a classification head for `label_map` drawn from `seed`.

    A checkpoint that is a classifier with the same number of labels keeps its head.

    Parameters
    ----------
    dropout
        In place of every dropout that the architecture has, inside attention too; None keeps the
        checkpoint's own.
    from_scratch
        Draw all weights from `seed` and use none of the checkpoint's.

    Raises
    ------
    CheckpointError
        If the weights cannot be loaded, or do not belong to the network that the folder describes.
    """
    import torch

    torch.manual_seed(seed)
    config = _config_of(checkpoint.folder)
    dropouts = _dropouts(config, dropout)
    options = {
        **dropouts,
        **_quickest_attention(config, dropouts),
        **({"use_cache": False} if hasattr(config, "use_cache") else {}),  # only generating needs the memory
        "num_labels": len(label_map),
        "id2label": label_map.id2label,
        "label2id": label_map.label2id,
        "problem_type": "single_label_classification",
    }
    if from_scratch:
        model = _drawn(checkpoint.folder, **options)
    else:
        model, loaded = _load(checkpoint.folder, **options, ignore_mismatched_sizes=True)
        _require_encoder(checkpoint, model, loaded)
    model.config.pad_token_id = tokenizer.pad_token_id
    return model


def load_classifier(folder: Path) -> "PreTrainedModel":
    """A trained classifier as it was saved.

    Raises
    ------
    CheckpointError
        If the weights cannot be loaded.
    """
    return _load(folder)[0]


def hidden_size(model: "PreTrainedModel") -> int:
    """Width of the network's hidden states."""
    return int(getattr(model.config, "hidden_size", None) or model.config.dim)


def _dropouts(config: Any, dropout: float | None) -> dict[str, float]:
    """`dropout` under each name that the architecture has for one; empty for None."""
    if dropout is None:
        return {}
    return {name: dropout for name in config.to_dict() if _DROPOUT.search(name)}


def _quickest_attention(config: Any, dropouts: dict[str, float]) -> dict[str, str]:
    """Dropout inside attention bars the fused kernel, and without it the plain form is quicker on a CPU."""
    import torch

    drops = any(dropouts.get(name, getattr(config, name, 0)) for name in _ATTENTION_DROPOUTS)
    return {"attn_implementation": "eager"} if drops and not torch.cuda.is_available() else {}


def _require_encoder(checkpoint: Checkpoint, model: "PreTrainedModel", loaded: dict[str, Any]) -> None:
    """Refuse a checkpoint that lacks weights of the network, those of a head or pooler aside."""
    unfitting = [*loaded["missing_keys"], *(entry[0] for entry in loaded["mismatched_keys"])]
    if any(name.startswith(f"{model.base_model_prefix}.") and ".pooler." not in name for name in unfitting):
        raise CheckpointError(
            _("The weights of {name} do not belong to the network that its config.json describes.").format(
                name=checkpoint.title
            ),
            _("Download or copy the model again, or choose another one."),
            details=", ".join(unfitting),
        )


def _config_of(folder: Path, **options: Any) -> Any:
    return _quiet_transformers().AutoConfig.from_pretrained(
        folder, trust_remote_code=False, local_files_only=True, **options
    )


def _drawn(folder: Path, **options: Any) -> "PreTrainedModel":
    """A classifier of the architecture in `folder` with weights drawn anew."""
    import torch

    with _explained(folder):
        model: PreTrainedModel = _quiet_transformers().AutoModelForSequenceClassification.from_config(
            _config_of(folder, **options), dtype=torch.float32, trust_remote_code=False
        )
    return model


def _load(folder: Path, **options: Any) -> tuple["PreTrainedModel", dict[str, Any]]:
    """The classifier, and what was missing or did not fit when its weights were loaded."""
    import torch

    with _explained(folder):
        model, loaded = _quiet_transformers().AutoModelForSequenceClassification.from_pretrained(
            folder,
            dtype=torch.float32,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            output_loading_info=True,
            **options,
        )
    return model, loaded


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Say in plain words that the model in `folder` cannot be loaded, unless it is memory that is short."""
    try:
        yield
    except Exception as error:
        if is_out_of_memory(error):
            raise
        raise CheckpointError(
            _("The model in {folder} cannot be loaded.").format(folder=folder),
            _("Download or copy the model again, or choose another one."),
            details=f"{type(error).__name__}: {error}",
        ) from error


def _quiet_transformers() -> Any:
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    return transformers
