"""A checkpoint's tokenizer, and the network with a classification head on top of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from guitune.core.data.labels import LabelMap
from guitune.core.errors import CheckpointError
from guitune.core.memory import is_out_of_memory
from guitune.core.modeling.checkpoints import Checkpoint
from guitune.i18n import _

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

LONGEST_USED = 8192
POSITIONS_AFTER_PADDING = ("mpnet", "roberta", "xlm-roberta")  # they count positions from the padding id on
_ATTENTION_DROPOUTS = ("attention_probs_dropout_prob", "attention_dropout", "attn_pdrop")


def load_tokenizer(folder: Path) -> "PreTrainedTokenizerFast":
    """The folder's own fast tokenizer, without padding or truncation of its own, and with a padding token.

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
    tokenizer.padding_side = tokenizer.truncation_side = "right"
    return tokenizer


def longest_input(folder: Path, tokenizer: "PreTrainedTokenizerFast") -> int:
    """The most tokens that the checkpoint can read at once."""
    config = _config_of(folder)
    positions = getattr(config, "max_position_embeddings", None) or tokenizer.model_max_length
    if config.model_type in POSITIONS_AFTER_PADDING:
        positions -= (config.pad_token_id or 0) + 1
    return int(min(positions, LONGEST_USED))


def build_classifier(
    checkpoint: Checkpoint, label_map: LabelMap, tokenizer: "PreTrainedTokenizerFast", seed: int
) -> "PreTrainedModel":
    """The checkpoint in float32, with a classification head for `label_map` drawn from `seed`.

    A checkpoint that is a classifier with the same number of labels keeps its head.

    Raises
    ------
    CheckpointError
        If the weights cannot be loaded, or do not belong to the network that the folder describes.
    """
    import torch

    torch.manual_seed(seed)
    model, loaded = _load(
        checkpoint.folder,
        **_quickest_attention(checkpoint.folder),
        num_labels=len(label_map),
        id2label=label_map.id2label,
        label2id=label_map.label2id,
        problem_type="single_label_classification",
        ignore_mismatched_sizes=True,
    )
    unfitting = [*loaded["missing_keys"], *(entry[0] for entry in loaded["mismatched_keys"])]
    if any(name.startswith(f"{model.base_model_prefix}.") and ".pooler." not in name for name in unfitting):
        raise CheckpointError(
            _("The weights of {name} do not belong to the network that its config.json describes.").format(
                name=checkpoint.title
            ),
            _("Download or copy the model again, or choose another one."),
            details=", ".join(unfitting),
        )
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


def _quickest_attention(folder: Path) -> dict[str, str]:
    """Dropout inside attention bars the fused kernel, and without it the plain form is quicker on a CPU."""
    import torch

    config = _config_of(folder)
    drops = any(getattr(config, name, 0) for name in _ATTENTION_DROPOUTS)
    return {"attn_implementation": "eager"} if drops and not torch.cuda.is_available() else {}


def _config_of(folder: Path) -> Any:
    return _quiet_transformers().AutoConfig.from_pretrained(
        folder, trust_remote_code=False, local_files_only=True
    )


def _load(folder: Path, **options: Any) -> tuple["PreTrainedModel", dict[str, Any]]:
    """The classifier, and what was missing or did not fit when its weights were loaded."""
    import torch

    transformers = _quiet_transformers()
    try:
        model, loaded = transformers.AutoModelForSequenceClassification.from_pretrained(
            folder,
            dtype=torch.float32,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            output_loading_info=True,
            **options,
        )
        return model, loaded
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
