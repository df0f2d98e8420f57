"""A model's own way from hidden states to logits, with all that it does after its output matrix.

Granite divides the logits, Cohere multiplies them, Gemma caps them, MiniCPM scales what goes into the matrix. No table
of such habits is kept here: the model's own `forward` is run with its body taken out, on hidden states that are there
already. Where that is nothing but the output matrix, the matrix alone is used. Shapes: N positions, H hidden, V
vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import torch
from transformers import PreTrainedModel
from transformers.modeling_outputs import MoeModelOutputWithPast

from logic_rl.errors import LogicRLError, NotFinite, UsageError

Head = Callable[[torch.Tensor], torch.Tensor]
"""Hidden states `[N, H]` → logits `[N, V]`, both in the dtype of the model."""

IS_PLAIN = "_logic_rl_head_is_plain"  # kept on the model, and so on its copies
LARGE = 1000.0  # a cap shows at logits of this size
TOLERANCES = {torch.float32: 1e-2, torch.float64: 1e-2}  # nats; rounding makes 1e-5 in tiny models, a lost scale 3
LOOSE = 0.25  # nats, in shorter floats
PROBE = (3, 7, 5, 2, 6)  # places of token ids in a vocabulary, counted from its end


def head_of(model: PreTrainedModel) -> Head:
    """What the model makes of its last hidden states.

    Raises:
        AttributeError, TypeError and more: the model is not made of a body and a head; `check_head` says so in words.
    """
    if not hasattr(model, IS_PLAIN):
        setattr(model, IS_PLAIN, _is_plain(model))
    return model.get_output_embeddings() if getattr(model, IS_PLAIN) else _OwnForward(model)


class _Given(MoeModelOutputWithPast):
    """A body's output of which nothing but the hidden states is there: whatever else is asked for is None."""

    def __getattr__(self, name: str) -> None:
        return None


class _GivenStates(torch.nn.Module):
    """Stands where the body was and hands out hidden states; some heads read numbers from their body."""

    def __init__(self, body: torch.nn.Module, hidden: torch.Tensor):
        super().__init__()
        self.__dict__["body"], self.hidden = body, hidden

    def forward(self, *_: Any, **__: Any) -> _Given:
        return _Given(last_hidden_state=cast(torch.FloatTensor, self.hidden))

    def __getattr__(self, name: str) -> Any:
        return self if name == "decoder" else getattr(self.__dict__["body"], name)  # OPT calls its body's decoder


class _OwnForward:
    """The model's `forward` without its body; made anew for each call, for adapters may have come in between."""

    def __init__(self, model: PreTrainedModel):
        self.model = model

    def __call__(self, hidden_NH: torch.Tensor) -> torch.Tensor:
        shell: Any = object.__new__(type(self.model))  # shares all weights; FSDP's classes cannot be copied
        shell.__dict__.update(self.model.__dict__)
        modules = dict(self.model._modules)
        modules[self.model.base_model_prefix] = _GivenStates(self.model.base_model, hidden_NH[None])
        shell.__dict__["_modules"] = modules
        ids = torch.zeros(1, len(hidden_NH), dtype=torch.long, device=hidden_NH.device)
        return type(self.model).forward(shell, input_ids=ids, use_cache=False).logits[0]


@torch.no_grad()
def _is_plain(model: PreTrainedModel) -> bool:
    """Whether the head is its output matrix alone, at logits of usual size and at large ones."""
    matrix = model.get_output_embeddings()
    if matrix is None:
        return False
    generator = torch.Generator().manual_seed(0)
    size = matrix.weight.shape[-1]
    hidden_NH = torch.randn(4, size, generator=generator).to(matrix.weight.device, matrix.weight.dtype)
    with torch.autocast(hidden_NH.device.type, enabled=False):
        largest = matrix(hidden_NH).float().abs().max().clamp(min=1e-3)
        for states in (hidden_NH, hidden_NH * (LARGE / largest).to(hidden_NH.dtype)):
            plain, own = matrix(states).float(), _OwnForward(model)(states).float()
            if not torch.allclose(plain, own, rtol=1e-5 if hidden_NH.dtype == torch.float32 else 1e-2, atol=1e-4):
                return False
    return True


@torch.no_grad()
def check_head(model: PreTrainedModel, name: str) -> None:
    """Compare body and head with the model's whole `forward` on a few tokens.

    Raises:
        UsageError: they differ, or the model is not made of a body and a head.
        NotFinite: logits are NaN or infinite.
    """
    kind = model.config.model_type
    ids = probe_ids(model)[None]
    try:
        expected = model(ids).logits[0].float()
        got = head_of(model)(model.base_model(ids).last_hidden_state[0]).float()
        gap = largest_difference(got, expected)
    except LogicRLError:
        raise
    except torch.OutOfMemoryError:
        raise
    except Exception as error:  # whatever a model's code raises when it is asked in a way it does not know
        first = (str(error).splitlines() or [""])[0][:120]
        raise UsageError(
            f"{name} ({kind}) is not made of a body and a head that can be used apart "
            f"({type(error).__name__}: {first}): models of this family cannot be sampled or trained here"
        ) from None
    if torch.isnan(expected.log_softmax(-1)).any():
        raise NotFinite(f"{name}: {where_not_finite(model)}")
    if not gap <= tolerance(model):
        raise UsageError(
            f"{name} ({kind}) makes its logits in a way that is not known here: body and head differ from its own "
            f"forward pass by {gap:.2g} nats; models of this family cannot be sampled or trained here"
        )


def probe_ids(model: PreTrainedModel) -> torch.Tensor:
    """A few token ids that any vocabulary has, `[5]`."""
    vocabulary = model.config.get_text_config().vocab_size
    return torch.tensor([max(0, vocabulary - place) for place in PROBE], device=model.device)


def tolerance(model: PreTrainedModel) -> float:
    """Largest difference that rounding makes, nats."""
    return TOLERANCES.get(model.dtype, LOOSE)


def largest_difference(logits: torch.Tensor, expected: torch.Tensor) -> float:
    """Of log-probabilities, in nats, over tokens that matter (more than e^-20)."""
    ours, theirs = logits.log_softmax(-1), expected.log_softmax(-1)
    difference = (ours - theirs).abs()
    return float(torch.where(theirs > -20, difference, 0).max())


def where_not_finite(model: torch.nn.Module) -> str:
    """What to tell of logits that are not finite: the first weight that is not, if one is."""
    weight = broken_weight(model)
    if weight is not None:
        return broken(weight)
    return (
        "the model's logits are not finite (NaN or infinite), though its weights are: they have grown too large "
        "(lower the learning rate, take an earlier checkpoint) or its dtype is too short"
    )


def broken(weight: str) -> str:
    return (
        f"weight {weight} is not finite (it holds NaN or infinity), so the model's outputs are not: its files are "
        "damaged or its training diverged; take an earlier checkpoint or the original model"
    )


@torch.no_grad()
def broken_weight(model: torch.nn.Module) -> str | None:
    """The name of the first weight that holds a number that is not finite."""
    for name, parameter in model.named_parameters():
        if parameter.is_floating_point() and not torch.isfinite(parameter.sum(dtype=torch.float64)):
            return name
    return None
