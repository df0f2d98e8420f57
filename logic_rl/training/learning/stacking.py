"""An adapter that was trained on top of another, written as one for the model below both.

Two low-rank updates of a matrix add up to one of the sum of their ranks: s1 B1 A1 + s2 B2 A2 = [s1 B1, s2 B2] [A1; A2].
So a model that was fine-tuned and then trained by reward, each time with adapters, is its first base and one file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from logic_rl.adapters import ADAPTER_FOLDER, CONFIG, FIRST, SECOND, WEIGHTS, base_of, holds_adapter
from logic_rl.resources import MODELS, is_run, model_path
from logic_rl.rows import read_json

FURTHER = (  # keys of CONFIG
    "use_dora", "use_rslora", "rank_pattern", "alpha_pattern", "modules_to_save", "layers_to_transform", "lora_bias",
)  # fmt: skip


def adapter_below(base: str) -> Path | None:
    """The adapter that made the model `base`: a folder with it alone, or what lies in a folder, or a run's checkpoint.

    None where there is none, or one that says more than two factors for each layer.
    """
    folder = Path(base).expanduser()
    if not folder.is_dir():
        folder = MODELS / base
    if is_run(folder):
        folder = Path(model_path(base))
    place = next((place for place in (folder, folder / ADAPTER_FOLDER) if holds_adapter(place)), None)
    if place is None or not (place / WEIGHTS).is_file() or any(read_json(place / CONFIG).get(key) for key in FURTHER):
        return None
    return place


def stacked_on(base: str) -> str:
    """The model that an adapter trained on `base` is written for: that below the adapter that made `base`."""
    below = adapter_below(base)
    return base_of(below) if below else base


def stacked(weights: Mapping[str, torch.Tensor], scale: float, below: Path) -> tuple[dict[str, torch.Tensor], int]:
    """Both adapters as one of scale 1: its weights and its rank.

    Args:
        weights: of the upper adapter, under the names of peft's files.
        scale: alpha / rank of the upper adapter.
        below: folder of the lower one. A layer that only one of the two has is filled up with zeros.
    """
    settings: dict[str, Any] = read_json(below / CONFIG)
    parts = [
        (load_file(below / WEIGHTS), settings["lora_alpha"] / settings["r"]),
        (dict(weights), scale),
    ]
    ranks = [max(value.shape[0] for name, value in part.items() if name.endswith(FIRST)) for part, _ in parts]
    both: dict[str, torch.Tensor] = {}
    for layer in sorted({name.removesuffix(FIRST) for part, _ in parts for name in part if name.endswith(FIRST)}):
        own = [part for part, _ in parts if layer + FIRST in part][0]
        first, second = own[layer + FIRST], own[layer + SECOND]
        pairs = [
            (part[layer + FIRST].float(), part[layer + SECOND].float() * by)
            if layer + FIRST in part else (torch.zeros(rank, first.shape[1]), torch.zeros(second.shape[0], rank))
            for (part, by), rank in zip(parts, ranks, strict=True)
        ]  # fmt: skip
        both[layer + FIRST] = torch.cat([pair[0] for pair in pairs])
        both[layer + SECOND] = torch.cat([pair[1] for pair in pairs], dim=1)
    return both, sum(ranks)


def of_rank(weights: Mapping[str, torch.Tensor], rank: int) -> tuple[dict[str, torch.Tensor], float]:
    """The nearest adapter of a lower rank, and the share of the update's squared norm that it holds, over all layers.

    Nearest layer by layer in the Frobenius norm: the product B A cut to its largest singular values (Eckart and Young,
    1936), found from the two factors' QR without making the product.

    Args:
        weights: an adapter, under the names of peft's files; alpha / rank stays what it was.
        rank: at most the adapter's own.
    """
    cut: dict[str, torch.Tensor] = {}
    held = whole = 0.0
    for layer in (name.removesuffix(FIRST) for name in weights if name.endswith(FIRST)):
        inputs_IR, inputs_RR = torch.linalg.qr(weights[layer + FIRST].double().T)
        outputs_OR, outputs_RR = torch.linalg.qr(weights[layer + SECOND].double())
        left_RR, values_R, right_RR = torch.linalg.svd(outputs_RR @ inputs_RR.T)
        shares_R = values_R[:rank].sqrt()
        cut[layer + FIRST] = (shares_R[:, None] * (right_RR[:rank] @ inputs_IR.T)).float()
        cut[layer + SECOND] = (outputs_OR @ left_RR[:, :rank] * shares_R).float()
        held, whole = held + float(values_R[:rank].square().sum()), whole + float(values_R.square().sum())
    return cut, held / whole if whole else 1.0
