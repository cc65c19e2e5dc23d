"""How large a network is, read from the headers of its files without loading it."""

import json
import math
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guitune.core.modeling.classifier import LONGEST_USED, POSITIONS_AFTER_PADDING

_EMBEDDING = re.compile(r"(^|\.)(\w*embed\w*|wte|wpe)\.")
_POOLER = re.compile(r"(^|\.)pooler\.")
_NOT_USED = re.compile(  # heads of the task it was trained for, and buffers that older files hold
    r"(^|\.)(cls|lm_head|decoder|head|classifier|score|discriminator_predictions|generator_\w+|vocab_\w+"
    r"|predictions|position_ids|masked_bias)(\.|$)|\.attn\.bias$"
)
_LONGEST_HEADER = 100_000_000


@dataclass(frozen=True)
class NetworkSize:
    """What time and memory depend on.

    Attributes
    ----------
    parameters
        All trained numbers of the network, without a head.
    working_parameters
        Those that every token is multiplied with: neither embeddings, which are looked up, nor the pooler,
        which sees one token of a text.
    width
        Numbers that stand for one token between the layers.
    longest_text
        The most tokens that it can read at once.
    layers
        Layers with weights of their own; 0 where all share one set.
    """

    parameters: int
    working_parameters: int
    width: int
    longest_text: int
    layers: int


def read_network_size(folder: Path) -> NetworkSize | None:
    """The size of the checkpoint in `folder`; None where its files do not tell."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        parameters, working = _counts(_shapes(folder))
        layers = int(config.get("num_hidden_layers") or config.get("n_layers") or config["n_layer"])
        if config.get("model_type") == "albert":  # all its layers share one set of parameters
            working, layers = working * layers, 0
        width = int(config.get("hidden_size") or config.get("dim") or config["n_embd"])
        longest = _longest_text(config)
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return None
    return NetworkSize(parameters, working, width, longest, layers)


def _counts(shapes: dict[str, list[int]]) -> tuple[int, int]:
    parameters = working = 0
    for name, shape in shapes.items():
        if _NOT_USED.search(name):
            continue
        count = math.prod(shape)
        parameters += count
        if not (_EMBEDDING.search(name) and len(shape) == 2) and not _POOLER.search(name):
            working += count
    return parameters, working


def _shapes(folder: Path) -> dict[str, list[int]]:
    """The shape of every tensor in the folder's safetensors files."""
    single = folder / "model.safetensors"
    files = [single] if single.is_file() else sorted(folder.glob("model-*-of-*.safetensors"))
    shapes: dict[str, list[int]] = {}
    for file in files:
        with file.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            header = json.loads(stream.read(min(length, _LONGEST_HEADER)))
        shapes |= {name: entry["shape"] for name, entry in header.items() if name != "__metadata__"}
    if not shapes:
        raise ValueError("no tensors")
    return shapes


def _longest_text(config: dict[str, Any]) -> int:
    positions = int(config.get("max_position_embeddings") or config["n_positions"])
    if config.get("model_type") in POSITIONS_AFTER_PADDING:
        positions -= int(config.get("pad_token_id") or 0) + 1
    return min(positions, LONGEST_USED)
