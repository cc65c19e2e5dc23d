"""The classification head apart from its encoder, so that it can be trained on features computed once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from guitune.core.data.dataset import TokenizedExamples
from guitune.core.modeling.forward import computed_batches

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

_READ_THE_LAST_TOKEN = ("gpt2", "llama", "qwen2", "qwen3")


def head_features(
    model: "PreTrainedModel", examples: TokenizedExamples
) -> Iterator[tuple[np.ndarray, "torch.Tensor"]]:
    """Positions of a batch and what the head reads of its texts, until all are done.

    Yields
    ------
    positions
        int64, shape (batch,).
    features
        float32 on the CPU, shape (batch, width), without gradients and dropout: the encoder's last hidden
        state of the first token, of the last one that is not padding, or the mean over the text.
    """
    yield from computed_batches(model, examples, lambda batch: _pooled(model, batch))


def head_logits(model: "PreTrainedModel", features: "torch.Tensor") -> "torch.Tensor":
    """What the head makes of `features`, shape (batch, width), on the model's device.

    The head's dropout acts while the model is in training mode. A pooler belongs to the head.

    Returns
    -------
    Tensor
        Logits, shape (batch, labels), with gradients for the parameters of `head_parameter_names` alone.
    """
    head: Any = model
    logits: torch.Tensor
    match model.config.model_type:
        case "bert":
            logits = head.classifier(head.dropout(head.bert.pooler(features[:, None])))
        case "albert":
            pooled = head.albert.pooler_activation(head.albert.pooler(features))
            logits = head.classifier(head.dropout(pooled))
        case "distilbert":
            logits = head.classifier(head.dropout(head.pre_classifier(features).relu()))
        case "deberta-v2":
            logits = head.classifier(head.dropout(head.pooler(features[:, None])))
        case "modernbert":
            logits = head.classifier(head.drop(head.head(features)))
        case "electra" | "mpnet" | "roberta" | "xlm-roberta":
            logits = head.classifier(features[:, None])
        case "gpt2" | "llama" | "qwen2" | "qwen3":
            logits = head.score(features)
        case other:
            raise ValueError(other)
    return logits


def head_parameter_names(model: "PreTrainedModel") -> frozenset[str]:
    """The parameters that `head_logits` uses: those outside the encoder, and its pooler's."""
    encoder = f"{model.base_model_prefix}."
    return frozenset(
        name
        for name, _parameter in model.named_parameters()
        if not name.startswith(encoder) or name.startswith(f"{encoder}pooler.")
    )


def _pooled(model: "PreTrainedModel", batch: dict[str, "torch.Tensor"]) -> "torch.Tensor":
    """The vector of each text that the head of this architecture reads, shape (batch, width)."""
    import torch

    states: torch.Tensor = model.base_model(**batch).last_hidden_state
    config = model.config
    if config.model_type in _READ_THE_LAST_TOKEN:
        places = torch.arange(states.shape[1], device=states.device)
        last = ((batch["input_ids"] != config.pad_token_id) * places).argmax(dim=1)
        return states[torch.arange(len(states), device=states.device), last]
    if config.model_type == "modernbert" and config.classifier_pooling == "mean":
        if "attention_mask" not in batch:
            return states.mean(dim=1)
        mask = batch["attention_mask"].unsqueeze(-1)
        return (states * mask).sum(dim=1) / mask.sum(dim=1)
    return states[:, 0]
