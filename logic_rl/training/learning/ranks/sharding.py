"""A model of which every rank holds a part (FSDP2, `torch.distributed.fsdp.fully_shard`), and its passes.

Layers are gathered when they are needed and given back after. Weights, gradients and the optimiser's state are
divided by the number of ranks; activations are not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MethodType
from typing import TypeVar, cast

import torch
import torch.distributed as dist
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict, set_model_state_dict
from torch.distributed.device_mesh import DeviceMesh
from torch.distributed.fsdp import FSDPModule, fully_shard, register_fsdp_forward_method
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedModel

from logic_rl.resources import model_path
from logic_rl.training.learning.balance import balanced_size
from logic_rl.training.learning.batch import Sample, TrainBatch
from logic_rl.training.learning.readout import reply_logprobs

Result = TypeVar("Result")


def sharded_model(name: str, mesh: DeviceMesh, gradient_checkpointing: bool = False) -> PreTrainedModel:
    """An empty float32 model of the shape of `name`, each rank with its part; see `fill`. No rank ever holds it whole.

    Besides `forward` it has `read_replies`, which is `reply_logprobs`.
    """
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(model_path(name)), dtype=torch.float32)
    model.eval()
    if gradient_checkpointing:
        model.gradient_checkpointing_enable({"use_reentrant": False})
    for layer in model.base_model.layers:
        fully_shard(layer, mesh=mesh)
    # Unless said, the outermost module stays whole after a pass; one without gradients has no backward to end that.
    fully_shard(model, mesh=mesh, reshard_after_forward=True)
    for module in model.modules():
        if isinstance(module, FSDPModule):
            module.set_gradient_divide_factor(1.0)  # the loss is divided by what all ranks have together: only sum
            module.set_force_sum_reduction_for_comms(True)  # gloo knows no other way to
    model.read_replies = MethodType(reply_logprobs, model)
    register_fsdp_forward_method(model, "read_replies")
    return model.to_empty(device=mesh.device_type)


def read_replies(model: PreTrainedModel, *args, **kwargs) -> tuple[torch.Tensor, torch.Tensor]:
    """`reply_logprobs` of a sharded model, which gathers its weights only for its own methods."""
    return cast(MethodType, model.read_replies)(*args, **kwargs)


def fill(model: PreTrainedModel, source: PreTrainedModel | None) -> None:
    """Give every rank its part of `source`, which only rank 0 has."""
    weights = source.state_dict() if source is not None else {}
    set_model_state_dict(model, weights, options=StateDictOptions(full_state_dict=True, broadcast_from_rank0=True))
    own = dict(source.named_buffers()) if source is not None else {}
    for name, buffer in model.named_buffers():  # those that no state dictionary holds: rotary frequencies
        if own:
            buffer.copy_(own[name])
        dist.broadcast(buffer, src=0)


def whole_weights(model: PreTrainedModel) -> dict[str, torch.Tensor]:
    """All weights in main memory, on rank 0; nothing on the others. Every rank must call it."""
    weights = get_model_state_dict(model, options=StateDictOptions(full_state_dict=True, cpu_offload=True))
    return cast(dict[str, torch.Tensor], weights)


class RankWorkers:
    """Shares passes among the ranks; `training.learner.Workers` says what each method does.

    Every rank is given all passes and gets all results, so that all do the same with them.
    """

    def __init__(self, model: PreTrainedModel):
        self.model, self.rank, self.ranks = model, dist.get_rank(), dist.get_world_size()

    def pass_size(self, samples: Sequence[Sample], tokens_per_pass: int) -> int:
        return balanced_size(samples, tokens_per_pass, self.ranks)

    def run(self, passes: Sequence[TrainBatch], work: Callable[[PreTrainedModel, TrainBatch], Result]) -> list[Result]:
        """Pass i goes to rank i mod ranks. A rank with nothing left in the last round keeps step with an idle pass."""
        own: list[Result] = []
        for start in range(0, len(passes), self.ranks):
            index = start + self.rank
            own.append(work(self.model, passes[index] if index < len(passes) else passes[start].idle()))
        everyone: list[list[Result]] = [[] for _ in range(self.ranks)]
        dist.all_gather_object(everyone, own)
        return [everyone[index % self.ranks][index // self.ranks] for index in range(len(passes))]

    def train(self, mode: bool) -> None:
        self.model.train(mode)
