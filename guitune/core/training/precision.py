"""With how many bits a device calculates while it learns; the weights themselves always have 32."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from guitune.core.events import Notice
from guitune.core.training_config import Precision
from guitune.i18n import _

if TYPE_CHECKING:
    import torch


def calculates_in_16_bits(device: "torch.device") -> bool:
    """Whether the device multiplies bfloat16 numbers itself, which is two to three times as quick."""
    import torch

    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        found: Mapping[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()  # since torch 2.11
        return any(found.get(name, False) for name in ("avx512_bf16", "amx_bf16"))
    return False


def precision_notice(chosen: Precision, device: "torch.device") -> Iterator[Notice]:
    """With how many bits it calculates, where that was chosen automatically."""
    if chosen == "bfloat16" and not calculates_in_16_bits(device):
        yield Notice(
            "precision_slow",
            _("This computer is not made to calculate with 16 bits: it may take many times as long."),
            "warning",
        )
    if chosen == "auto" and calculates_in_16_bits(device):
        yield Notice(
            "precision_chosen",
            _(
                "It calculates with 16 bits, for which this computer is made: two to three times as quick, "
                "and what it learns is kept in 32 bits."
            ),
        )


def working_precision(chosen: Precision, device: "torch.device") -> AbstractContextManager[Any]:
    """A context in which the model calculates as chosen: by itself in 16 bits if the device does so."""
    import torch

    if chosen == "bfloat16" or (chosen == "auto" and calculates_in_16_bits(device)):
        return torch.autocast(device.type, dtype=torch.bfloat16)
    return nullcontext()
