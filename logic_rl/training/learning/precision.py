"""Whether bfloat16 pays on a device. A CPU without instructions for it is slower in it by an order of magnitude."""

from __future__ import annotations

import logging
from dataclasses import replace

import torch

from logic_rl.config.run import OptimiserConfig

logger = logging.getLogger(__name__)


def computes_bfloat16(device: torch.device) -> bool:
    """Whether `device` multiplies bfloat16 matrices itself, rather than widening every number first."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if device.type != "cpu" or not hasattr(torch.cpu, "get_capabilities"):  # torch before 2.10 cannot tell
        return False
    capabilities = torch.cpu.get_capabilities()  # "avx512_bf16", "amx_bf16", ...
    return any(has is True and name.endswith("bf16") for name, has in capabilities.items())


def dtype_of(asked: str, device: torch.device, auto: str = "float32") -> str:
    """The type of an engine's weights where it was left to `auto` or to the device ("native").

    A CPU without instructions for bfloat16 uses it all the same where a run says so, after a line that warns.
    """
    if asked == "bfloat16" and not computes_bfloat16(device):
        logger.warning("note: this %s has no instructions for bfloat16 and is slower in it: dtype native", device.type)
    if asked == "native":
        return "bfloat16" if computes_bfloat16(device) else "float32"
    return auto if asked == "auto" else asked


def with_precision(limits: OptimiserConfig, device: torch.device) -> OptimiserConfig:
    """The settings with `autocast` decided, where it was left to the device."""
    return limits if limits.autocast is not None else replace(limits, autocast=computes_bfloat16(device))
