"""The optimiser's state in a checkpoint, written by every rank for itself (`torch.distributed.checkpoint`).

The folder (`checkpoint.SHARDS`) holds one safetensors file a rank (no pickle). Any number of ranks reads it, and so
does a learner in the trainer's own process; ranks also read the one file that such a learner writes.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.distributed as dist
import torch.distributed.checkpoint as dcp
from torch.distributed.checkpoint import HuggingFaceStorageReader, HuggingFaceStorageWriter
from torch.distributed.checkpoint.metadata import TensorStorageMetadata


def save_shards(folder: Path, optimiser: torch.optim.Optimizer) -> None:
    """Write this rank's part into `folder`. Every rank must call it."""
    if tensors := named_state(optimiser):
        dcp.save(tensors, storage_writer=HuggingFaceStorageWriter(str(folder), save_distributed=True))


def named_state(optimiser: torch.optim.Optimizer) -> dict[str, torch.Tensor]:
    """`0.<number of the parameter>.<name>` → tensor, as in `optimiser.safetensors`."""
    return {
        f"0.{index}.{name}": value
        for index, entries in optimiser.state_dict()["state"].items()
        for name, value in entries.items()
    }


def read_shards(folder: Path, parameters: list[torch.Tensor] | None = None) -> dict[str, torch.Tensor]:
    """All tensors of the safetensors files in `folder`.

    Args:
        parameters: of a sharded model: tensors come divided like the parameters they belong to. None: whole.
    """
    if not any(folder.glob("*.safetensors")):  # nothing was learnt yet
        return {}
    known = HuggingFaceStorageReader(str(folder)).read_metadata().state_dict_metadata
    tensors = {}
    for key, about in known.items():
        assert isinstance(about, TensorStorageMetadata), "save_shards writes tensors alone"
        owner, index, _ = key.split(".", 2)
        divided = parameters[int(index)] if parameters is not None and len(about.size) > 0 else None
        tensors[key] = torch.zeros(about.size) if divided is None else torch.zeros_like(divided)
    dcp.load(tensors, storage_reader=HuggingFaceStorageReader(str(folder)), no_dist=not dist.is_initialized())
    return tensors
