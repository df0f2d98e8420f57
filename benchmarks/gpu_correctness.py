"""The engine's tokens and log-probabilities against forward passes of `transformers`, for `gpu_one.py`.

How far a dtype rounds is measured too: `transformers` in it against `transformers` in a finer one, on the same tokens.
Shapes: R tokens of a reply, V vocabulary.
"""

from __future__ import annotations

import argparse
import copy
from collections.abc import Iterator, Sequence
from random import Random

import torch
from transformers import PreTrainedModel

from benchmarks.shapes import SHAPES, NoText, random_model
from logic_rl.resources import model_path
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.torch_engine import TorchEngine
from logic_rl.training.learning.models import load_model
from logic_rl.types import Completion

FINER = {torch.bfloat16: torch.float32, torch.float32: torch.float64}
GROUP = 4


@torch.inference_mode()
def forward_RV(model: PreTrainedModel, prompt: Sequence[int], reply: Sequence[int]) -> torch.Tensor:
    """Log-probabilities of all tokens at each place of a reply, by the model's own forward pass."""
    ids = torch.tensor([[*prompt, *reply]], device=model.device)
    logits = model(ids, use_cache=False).logits[0, len(prompt) - 1 : -1]
    return logits.to(FINER[torch.bfloat16] if logits.dtype == torch.bfloat16 else logits.dtype).log_softmax(-1)


def differences(
    model: PreTrainedModel, finer: PreTrainedModel, asked: Sequence[Request], sampled: Sequence[Completion]
) -> dict[str, float]:
    """Of sampled tokens, nats; `rounding` is what the dtype itself makes of the same tokens."""
    ours, rounding = [], []
    for request, reply in zip(asked, sampled, strict=True):
        chosen = torch.tensor(reply.token_ids, device=model.device)[:, None]
        plain = forward_RV(model, request.prompt_ids, reply.token_ids).gather(1, chosen)[:, 0].double()
        exact = forward_RV(finer, request.prompt_ids, reply.token_ids).gather(1, chosen)[:, 0].double()
        ours.append((torch.tensor(reply.logprobs, device=model.device).double() - plain).abs())
        rounding.append((plain - exact).abs())
    of_engine, of_dtype = torch.cat(ours), torch.cat(rounding)
    return {
        "sampled_tokens": len(of_engine),
        "mean_difference": float(of_engine.mean()), "largest_difference": float(of_engine.max()),
        "rounding_mean": float(of_dtype.mean()), "rounding_largest": float(of_dtype.max()),
    }  # fmt: skip


def greedy_errors(
    model: PreTrainedModel, asked: Sequence[Request], taken: Sequence[Completion], rounding: float
) -> dict[str, float]:
    """Greedy tokens that are not the most probable one of a forward pass, and those of them that are behind it by more
    than rounding explains: two numbers were rounded, so by more than twice `rounding`, nats."""
    others, wrong, total = 0, 0, 0
    for request, reply in zip(asked, taken, strict=True):
        logprobs_RV = forward_RV(model, request.prompt_ids, reply.token_ids)
        chosen = torch.tensor(reply.token_ids, device=model.device)[:, None]
        behind_R = logprobs_RV.amax(-1) - logprobs_RV.gather(1, chosen)[:, 0]
        total += len(reply.token_ids)
        others += int((behind_R > 0).sum())
        wrong += int((behind_R > 2 * rounding).sum())
    return {"greedy_tokens": total, "greedy_others": others, "greedy_errors": wrong}


def models(options: argparse.Namespace, dtype: torch.dtype, device: torch.device) -> Iterator[tuple[str, tuple]]:
    """(name, (model, tokenizer)): the tiny base with its own weights, and a random 135 M if that shape is asked for."""
    if "1.8M" in options.shapes:
        yield "tiny-base", load_model(model_path("tiny-base"), str(dtype).removeprefix("torch."), device)
    if "135M" in options.shapes:
        yield "random 135M", (random_model(SHAPES["135M"], dtype, device), NoText(SHAPES["135M"].vocabulary))


def agreement(options: argparse.Namespace, device: torch.device) -> Iterator[dict]:
    """A row a model and dtype. `fine`: no greedy error, and differences as rounding makes them."""
    count = min(64, max(options.sequences))
    for dtype in (torch.float32, torch.bfloat16):
        for name, (model, tokenizer) in models(options, dtype, device):
            rng, vocabulary = Random(3), model.config.vocab_size
            # Prompts of several lengths, so that rows are padded.
            texts = [tuple(rng.randrange(vocabulary) for _ in range(8 + 5 * (i % 7))) for i in range(count)]
            asked = [Request(texts[i // GROUP], i) for i in range(count)]
            engine = TorchEngine(model, tokenizer, max_slots=max(2, count * 3 // 4))  # fewer: slots are filled again
            length = min(64, options.tokens)
            sampled = engine.generate(asked, SamplingParams(1.0, length))
            found = differences(model, copy.deepcopy(model).to(FINER[dtype]), asked, sampled)
            taken = engine.generate(asked[::GROUP], SamplingParams(0.0, length))
            found |= greedy_errors(model, asked[::GROUP], taken, max(found["rounding_largest"], 1e-5))
            bar = max(1e-3 if dtype == torch.float32 else 0.0, 4 * found["rounding_largest"])
            fine = found["greedy_errors"] == 0 and found["largest_difference"] <= bar
            yield {"model": name, "dtype": str(dtype).removeprefix("torch."), **found, "bar": bar, "fine": fine}
