"""Which of a classifier's parameters are trained, and what is done to the network for it."""

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from guitune.core.data.labels import LabelMap
from guitune.core.events import Notice
from guitune.core.modeling.checkpoints import Checkpoint
from guitune.core.modeling.classifier import build_classifier
from guitune.core.modeling.head import head_parameter_names
from guitune.core.modeling.layers import parameter_depths
from guitune.core.training_config import TrainingConfig
from guitune.i18n import _

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

_SCALE = 2  # the additions count double, as is usual: alpha is twice the rank


class Trainable:
    """A classifier made ready to be trained as the settings say.

    Attributes
    ----------
    model
        The network, with additions in it where LoRA was chosen.

    Raises
    ------
    CheckpointError
        If the checkpoint cannot be loaded.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        label_map: LabelMap,
        tokenizer: "PreTrainedTokenizerFast",
        settings: TrainingConfig,
    ) -> None:
        self.model: PreTrainedModel = build_classifier(
            checkpoint,
            label_map,
            tokenizer,
            settings.seed,
            dropout=settings.dropout,
            from_scratch=settings.start_from == "scratch",
        )
        self._lora = _add_lora(self.model, settings.lora_rank) if settings.trained == "lora" else None
        self._is_to_recalculate = settings.gradient_checkpointing == "on"
        if self._is_to_recalculate and self.model.supports_gradient_checkpointing:
            self.model.activation_checkpointing_enable()

    def notices(self) -> Iterator[Notice]:
        """What this model cannot do of what was chosen."""
        if self._is_to_recalculate and not self.model.supports_gradient_checkpointing:
            yield Notice(
                "memory_not_saved",
                _("This model cannot save memory in this way, so it takes as much as usual."),
                "warning",
            )

    def merged(self) -> "PreTrainedModel":
        """The trained network in its own architecture, additions added up into its matrices."""
        if self._lora is not None:
            self.model, self._lora = self._lora.merge_and_unload(), None
        return self.model


def choose_trained(
    model: "PreTrainedModel", trained: Literal["everything", "last_layers", "head", "lora"], num_layers: int
) -> None:
    """Let only the chosen parameters learn: all, the last layers and what follows, the head, or additions."""
    depths = parameter_depths(model)
    head = head_parameter_names(model)
    for name, parameter in model.named_parameters():
        match trained:
            case "everything":
                learns = True
            case "last_layers":
                learns = depths[name] <= num_layers
            case "head":
                learns = name in head
            case "lora":
                learns = name in head or ".lora_" in name
        parameter.requires_grad_(learns)


def _add_lora(model: "PreTrainedModel", rank: int) -> Any:
    """Put two thin matrices of this rank beside each matrix of the layers (LoRA, Hu et al. 2022)."""
    import torch
    from peft import LoraConfig
    from peft.tuners.lora import LoraModel
    from transformers.pytorch_utils import Conv1D

    depths = parameter_depths(model)
    head = head_parameter_names(model)
    beside = [
        name
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear | Conv1D)
        and f"{name}.weight" not in head
        and depths[f"{name}.weight"] > 0
    ]
    config = LoraConfig(r=rank, lora_alpha=_SCALE * rank, target_modules=beside, bias="none")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it turns GPT-2's matrices by itself, and says so
        return LoraModel(model, config, "default")
