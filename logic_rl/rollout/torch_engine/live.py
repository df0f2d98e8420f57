"""Decoding without an end: requests come and go while others run, each with settings of its own."""

from __future__ import annotations

import itertools
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack

import torch
from transformers import PreTrainedModel

from logic_rl.errors import NotFinite
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.head import where_not_finite
from logic_rl.rollout.live import NewToken, Settings
from logic_rl.rollout.torch_engine.cohorts import ATTENTION_NAME
from logic_rl.rollout.torch_engine.decoding import REFILL_SHARE, Decoding
from logic_rl.rollout.torch_engine.packing import packed
from logic_rl.rollout.torch_engine.sampling import sample_tokens

PATIENCE = 0.25  # seconds that a prompt waits for others at most: each reading is a pass in which nobody else writes


class TorchLive(Decoding):
    """Continuous batching for a server. What a request gets depends on its prompt, seed and settings alone.

    Not for several threads at once. Until `close` the model is set up for decoding.

    Args:
        room: tokens that a request may sample at most; memory for all slots is taken at once.
    """

    def __init__(
        self, model: PreTrainedModel, tokenizer, version: int, room: int, slots: int, compiled: Callable | None = None
    ):
        super().__init__(model, tokenizer, version, (), SamplingParams(max_new_tokens=room), slots, compiled)
        self.make_slots(slots)
        self.numbers = itertools.count()
        self.settings: dict[int, Settings] = {}  # of the requests that wait or run
        self.read_by = 0.0  # when the first of those that wait is not to wait any longer, `time.monotonic`
        self.top: dict[int, tuple[tuple[int, float], ...]] = {}  # slot → what its last token was chosen from
        self.attention = model.config._attn_implementation
        model.set_attn_implementation(ATTENTION_NAME)
        self.packing = ExitStack()
        if compiled is None:
            self.packing.enter_context(packed(model))

    @property
    def end_ids(self) -> list[int]:
        return self.eos.tolist()

    def submit(self, request: Request, settings: Settings) -> int:
        number = next(self.numbers)
        self.settings[number] = settings
        if not self.waiting:
            self.read_by = time.monotonic() + PATIENCE
        self.waiting.append((number, request))
        return number

    def cancel(self, number: int) -> None:
        if self.settings.pop(number, None) is None:
            return
        for place, (waiting, _) in enumerate(self.waiting):
            if waiting == number:
                del self.waiting[place]
                return
        with torch.inference_mode():
            self.release(self.active[self.request_of[self.active] == number])

    @property
    def is_idle(self) -> bool:
        return not self.settings

    @torch.inference_mode()
    def step(self) -> list[NewToken]:
        """One pass: a token for each request that it concerns.

        Raises:
            NotFinite: logits are NaN or infinite.
        """
        slots = self.one_pass()
        places = self.counts[slots] - 1
        tokens, logprobs = self.tokens[slots, places], self.logprobs[slots, places]
        if not torch.isfinite(logprobs).all():
            raise NotFinite(f"after {self.sampled} sampled tokens: {where_not_finite(self.model)}")
        rows = zip(slots.tolist(), self.request_of[slots].tolist(), (places + 1).tolist(), tokens.tolist(),
                   logprobs.tolist(), torch.isin(tokens, self.eos).tolist(), strict=True)  # fmt: skip
        new, done = [], []
        for slot, number, count, token, logprob, ended in rows:
            cut = count >= self.settings[number].max_new_tokens
            reason = "stop" if ended else "length" if cut else None
            new.append(NewToken(number, token, logprob, self.top.pop(slot, ()), reason))
            if reason:
                done.append(slot)
                del self.settings[number]
        if done:
            self.release(torch.tensor(done, device=slots.device))
        return new

    def one_pass(self) -> torch.Tensor:
        """Read prompts where enough wait beside those who write, or have waited long enough; else decode."""
        enough = len(self.waiting) >= len(self.active) * REFILL_SHARE or time.monotonic() >= self.read_by
        return self.admit() if self.waiting and self.free and enough else self.decode()

    def close(self) -> None:
        self.settings.clear()
        self.waiting.clear()
        self.cohorts.clear()
        self.packing.close()
        self.model.set_attn_implementation(self.attention)
        torch.set_num_threads(self.threads)

    def append(self, logits: torch.Tensor, slots: torch.Tensor) -> torch.Tensor:
        """As `Decoding.append`, row by row as its request wants it."""
        settings = [self.settings[number] for number in self.request_of[slots].tolist()]
        alike = defaultdict(list)
        for row, one in enumerate(settings):
            alike[one.temperature, one.top_p].append(row)
        for (temperature, top_p), rows in alike.items():
            own, of_rows = (slots, logits) if len(alike) == 1 else (slots[rows], logits[rows])
            if temperature and top_p < 1:
                of_rows = nucleus(of_rows, temperature, top_p)
            counts = self.counts[own]
            tokens, logprobs = sample_tokens(of_rows, temperature, self.seeds[own], counts)
            self.tokens[own, counts], self.logprobs[own, counts] = tokens, logprobs
            self._keep_top(of_rows, own, temperature or 1.0, [settings[row].top_logprobs for row in rows])
        self.counts[slots] += 1
        self.sampled += len(slots)
        return slots

    def _keep_top(self, logits: torch.Tensor, slots: torch.Tensor, temperature: float, wanted: list[int]) -> None:
        rows = [row for row, count in enumerate(wanted) if count]
        if not rows:
            return
        logprobs = torch.log_softmax(logits[rows].float() / temperature, dim=-1)
        best = logprobs.topk(min(max(wanted), logprobs.shape[1]), dim=-1)
        for row, tokens, values in zip(rows, best.indices.tolist(), best.values.tolist(), strict=True):
            count = wanted[row]
            self.top[int(slots[row])] = tuple(zip(tokens[:count], values[:count], strict=True))


def nucleus(logits_NV: torch.Tensor, temperature: float, top_p: float) -> torch.Tensor:
    """Logits where the tokens after the most probable ones that have `top_p` together are minus infinity."""
    ordered_NV, order_NV = (logits_NV.float() / temperature).softmax(-1).sort(-1, descending=True)
    before_NV = ordered_NV.cumsum(-1) - ordered_NV
    outside_NV = torch.zeros_like(order_NV, dtype=torch.bool).scatter_(1, order_NV, before_NV >= top_p)
    return logits_NV.masked_fill(outside_NV, float("-inf"))
