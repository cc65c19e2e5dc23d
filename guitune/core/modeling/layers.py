"""How far each parameter of a classifier is from its answer, counted in transformer layers."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_SHARED_LAYERS = ("albert",)


def has_layers_of_its_own(model_type: str) -> bool:
    """Whether each layer has its own weights; where all share one set, no layer can be told from another."""
    return model_type not in _SHARED_LAYERS


def num_own_layers(model: "PreTrainedModel") -> int:
    """How many layers have weights of their own; 0 where all share one set."""
    return _layers(model)[1]


def parameter_depths(model: "PreTrainedModel") -> dict[str, int]:
    """The depth of every parameter by its name, for training the last layers and for layer-wise rates.

    0 is the head and all that is computed after the last layer (poolers, final norms), 1 the last layer, 2
    the one below it, L the lowest of L layers, and L + 1 are the embeddings and what all layers share, such
    as DeBERTa's relative positions. Where the layers share their weights, L is 0: the whole encoder has
    depth 1. Layer-wise rates multiply the rate with decay ** depth (Howard & Ruder 2018, Clark et al. 2020).

    The layers are the first list of modules in the base model; what is registered in the base model after
    the part that holds them is computed after them.
    """
    base = model.base_model
    stack, layers = _layers(model)
    parts = [name for name, _part in base.named_children()]
    after = parts[parts.index(stack.split(".")[0]) + 1 :]
    of_base, of_stack = f"{model.base_model_prefix}.", f"{stack}."

    def depth(name: str) -> int:
        inner = name.removeprefix(of_base)
        if inner == name or inner.split(".")[0] in after:
            return 0
        if layers and inner.startswith(of_stack):
            return layers - int(inner.removeprefix(of_stack).split(".")[0])
        return layers + 1

    return {name: depth(name) for name, _parameter in model.named_parameters()}


def _layers(model: "PreTrainedModel") -> tuple[str, int]:
    """The name of the list of layers within the base model, and how many have weights of their own."""
    from torch.nn import ModuleList

    name, layers = next(
        (name, module) for name, module in model.base_model.named_modules() if isinstance(module, ModuleList)
    )
    return name, len(layers) if has_layers_of_its_own(model.config.model_type) else 0
