"""With how many bits a device calculates while it learns; the weights themselves always have 32."""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from guitune.core.training_config import Precision

if TYPE_CHECKING:
    import torch


def calculates_in_16_bits(device: "torch.device") -> bool:
    """Whether the device multiplies bfloat16 numbers itself, which is two to three times as quick."""
    import torch

    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
    return False


def working_precision(chosen: Precision, device: "torch.device") -> AbstractContextManager[Any]:
    """A context in which the model calculates as chosen: by itself in 16 bits if the device does so."""
    import torch

    if chosen == "bfloat16" or (chosen == "auto" and calculates_in_16_bits(device)):
        return torch.autocast(device.type, dtype=torch.bfloat16)
    return nullcontext()
