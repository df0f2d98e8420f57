"""A model's weights as plain bytes, and what the trainer thinks of a text, to tell whether they arrived."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import torch
from transformers import PreTrainedModel

from logic_rl.rollout.loaded import LoadedSums, Sums

Parcel = dict[str, tuple[np.ndarray, str, tuple[int, ...]]]
"""Name → (bytes, dtype, shape). Bytes, for numpy has no bfloat16; arrays, for Ray maps them without copying."""


def packed(weights: dict[str, torch.Tensor], dtype: str) -> Parcel:
    """A state dictionary as bytes, floats as `dtype`.

    It must hold all names: where `lm_head.weight` is tied to the embeddings and left out, an engine that keeps its own
    copy of the output matrix would go on with the old one.
    """
    parcel: Parcel = {}
    for name, tensor in weights.items():
        tensor = tensor.detach()
        if tensor.is_floating_point():
            tensor = tensor.to(getattr(torch, dtype))
        tensor = tensor.cpu().contiguous()
        data = tensor.reshape(-1).view(torch.uint8).numpy()
        parcel[name] = (data, str(tensor.dtype).removeprefix("torch."), tuple(tensor.shape))
    return parcel


def unpacked(parcel: Parcel) -> Iterator[tuple[str, torch.Tensor]]:
    """(name, tensor) without copying; the tensors must not be written to."""
    for name, (data, dtype, shape) in parcel.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # shared memory is read-only, and we only read
            tensor = torch.from_numpy(data)
        yield name, tensor.view(getattr(torch, dtype)).reshape(shape)


@torch.inference_mode()
def sums_of(weights: dict[str, torch.Tensor], dtype: str) -> Sums:
    """(sum in float64, number of values) of every tensor of floats, as an engine gets it in `dtype`."""
    floats = ((name, tensor) for name, tensor in weights.items() if tensor.is_floating_point())
    return {
        name: (float(tensor.to(getattr(torch, dtype)).sum(dtype=torch.float64)), tensor.numel())
        for name, tensor in floats
    }


@torch.inference_mode()
def held_sums(model: torch.nn.Module, joined: Mapping[str, Sequence[str]]) -> LoadedSums:
    """What an engine's model holds on this card; `joined` says which of its modules are made of which of ours.

    Example: with `{"qkv_proj": ["q_proj", "k_proj", "v_proj"]}` the sum of `qkv_proj.weight` is that of three tensors.
    """
    sums: LoadedSums = {}
    for name, tensor in model.named_parameters():
        whole = next((whole for whole in joined if f".{whole}." in name), None)
        parts = [name.replace(f".{whole}.", f".{part}.") for part in joined[whole]] if whole else [name]
        if tensor.is_floating_point():
            sums[name] = tuple(parts), (float(tensor.sum(dtype=torch.float64)),)
    return sums


@torch.inference_mode()
def reply_logprobs(model: PreTrainedModel, prompt_ids: Sequence[int], reply_ids: Sequence[int]) -> list[float]:
    """Log-probability of each reply token at temperature 1, in nats."""
    token_ids = torch.tensor([[*prompt_ids, *reply_ids]], device=model.device)
    logits = model(token_ids).logits[0, len(prompt_ids) - 1 : -1].float()
    chosen = token_ids[0, len(prompt_ids) :, None]
    return torch.log_softmax(logits, dim=-1).gather(1, chosen)[:, 0].tolist()
