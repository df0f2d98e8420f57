"""The in-process engine: continuous batching in plain torch, for small models and for tests.

Sequences run in slots of a preallocated cache. Active sequences always occupy the first n
slots: a finished one is replaced by the next request, or, when none is waiting, by the last
active one, so that every step computes exactly the sequences that still run. A prompt shared
by a group is read once.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from transformers import PreTrainedModel

from logic_rl.errors import UsageError
from logic_rl.rollout.engine import Progress, Request, SamplingParams
from logic_rl.rollout.sampling import sample_tokens
from logic_rl.rollout.slot_cache import ATTENTION_NAME, SlotCache
from logic_rl.types import Completion

REFILL_SHARE = 1 / 8  # of the slots must be free before prompts are read: one larger pass beats many small ones
GROWTH = 64  # tokens by which the window that attention sees grows at a time


class TorchEngine:
    """Samples from a live `transformers` model; it shares the trainer's weights, so it is never stale.

    Args:
        model: a decoder whose attention goes through `transformers.AttentionInterface`.
        tokenizer: for the end-of-sequence id and for decoding.
        max_slots: sequences that run at once.
    """

    def __init__(self, model: PreTrainedModel, tokenizer, max_slots: int = 256):
        self.model, self.tokenizer, self.max_slots = model, tokenizer, max_slots
        self.version = 0
        self.cache: SlotCache | None = None

    def load_weights(self, model: PreTrainedModel, version: int) -> None:
        self.model, self.version = model, version

    def close(self) -> None:
        self.cache = None

    @torch.inference_mode()
    def generate(
        self, requests: Sequence[Request], params: SamplingParams, progress: Progress | None = None
    ) -> list[Completion]:
        """One completion per request, in order.

        Raises:
            UsageError: a prompt plus `max_new_tokens` does not fit the model's positions.
        """
        if not requests:
            return []
        capacity = max(len(request.prompt_ids) for request in requests) + params.max_new_tokens
        limit = getattr(self.model.config, "max_position_embeddings", capacity)
        if capacity > limit:
            raise UsageError(
                f"the longest prompt and max_new_tokens {params.max_new_tokens} make {capacity} tokens, "
                f"but the model has {limit} positions: lower max_new_tokens"
            )
        previous = self.model.config._attn_implementation
        self.model.set_attn_implementation(ATTENTION_NAME)
        try:
            return _Batch(self, requests, params, capacity, progress).run()
        finally:
            self.model.set_attn_implementation(previous)

    def cache_for(self, slots: int, capacity: int) -> SlotCache:
        """A cache of at least this size, kept between calls."""
        if self.cache is None or self.cache.slots < slots or self.cache.capacity < capacity:
            self.cache = None  # free the old one first
            self.cache = SlotCache(self.model.config, slots, capacity, self.model.dtype, self.model.device)
        return self.cache


class _Batch:
    """One call of `generate`. Row i of every array below belongs to slot i; rows [0, n) are active."""

    def __init__(self, engine: TorchEngine, requests, params: SamplingParams, capacity: int, progress):
        self.engine, self.requests, self.params, self.progress = engine, requests, params, progress
        device = engine.model.device
        self.slots = min(engine.max_slots, len(requests))
        self.cache = engine.cache_for(self.slots, capacity)
        self.waiting = list(reversed(range(len(requests))))
        self.results: list[Completion | None] = [None] * len(requests)
        self.n = self.finished = self.sampled = 0
        integers = {"dtype": torch.long, "device": device}
        self.request_of = torch.zeros(self.slots, **integers)
        self.seeds = torch.zeros(self.slots, **integers)
        self.lengths = torch.zeros(self.slots, **integers)  # tokens whose keys are stored
        self.counts = torch.zeros(self.slots, **integers)  # tokens sampled
        self.tokens = torch.zeros(self.slots, params.max_new_tokens, **integers)
        self.logprobs = torch.zeros(self.slots, params.max_new_tokens, device=device)
        self.key_numbers = torch.arange(capacity + GROWTH, device=device)
        self.eos = torch.tensor(_end_ids(engine), device=device)

    def run(self) -> list[Completion]:
        while self.waiting or self.n:
            if self.waiting and self.slots - self.n >= min(self.slots * REFILL_SHARE, len(self.waiting)):
                self.admit()
            else:
                self.decode()
            self.retire()
        return self.results

    def admit(self) -> None:
        """Read the prompts of as many waiting requests as there are free slots, and sample their first tokens."""
        taken = [self.waiting.pop() for _ in range(min(self.slots - self.n, len(self.waiting)))]
        prompts = list(dict.fromkeys(self.requests[i].prompt_ids for i in taken))
        row_of = {prompt: row for row, prompt in enumerate(prompts)}
        device = self.tokens.device
        rows = torch.tensor([row_of[self.requests[i].prompt_ids] for i in taken], device=device)
        new = torch.arange(self.n, self.n + len(taken), device=device)
        lengths = torch.tensor([len(prompt) for prompt in prompts], device=device)
        padded = torch.zeros(len(prompts), int(lengths.max()), dtype=torch.long, device=device)
        for row, prompt in enumerate(prompts):
            padded[row, : len(prompt)] = torch.tensor(prompt)
        self.cache.prefill_into(rows, new)
        hidden = self.engine.model.base_model(input_ids=padded, past_key_values=self.cache, use_cache=True)
        last = hidden.last_hidden_state[torch.arange(len(prompts), device=device), lengths - 1]
        self.request_of[new] = torch.tensor(taken, device=device)
        self.seeds[new] = torch.tensor([self.requests[i].seed for i in taken], device=device)
        self.lengths[new], self.counts[new] = lengths[rows], 0
        self.n += len(taken)
        self.append(self.engine.model.lm_head(last)[rows], new)

    def decode(self) -> None:
        """One more token for every active sequence."""
        n = self.n
        active, positions = torch.arange(n, device=self.tokens.device), self.lengths[:n].clone()
        window = min(-(-(int(positions.max()) + 1) // GROWTH) * GROWTH, self.cache.capacity)
        bias = torch.zeros(n, 1, 1, window, dtype=self.engine.model.dtype, device=positions.device)
        bias.masked_fill_(self.key_numbers[:window] > positions[:, None, None, None], float("-inf"))
        self.cache.decode_at(positions, window)
        hidden = self.engine.model.base_model(
            input_ids=self.tokens[active, self.counts[:n] - 1][:, None],
            position_ids=positions[:, None],
            past_key_values=self.cache,
            use_cache=True,
            key_bias=bias,
        )
        self.lengths[:n] += 1
        self.append(self.engine.model.lm_head(hidden.last_hidden_state[:, 0]), active)

    def append(self, logits: torch.Tensor, rows: torch.Tensor) -> None:
        counts = self.counts[rows]
        tokens, logprobs = sample_tokens(logits, self.params.temperature, self.seeds[rows], counts)
        self.tokens[rows, counts], self.logprobs[rows, counts] = tokens, logprobs
        self.counts[rows] = counts + 1
        self.sampled += len(rows)

    def retire(self) -> None:
        """Take out finished sequences and close the gaps, so that the first n slots stay the active ones."""
        n = self.n
        last = self.tokens[torch.arange(n, device=self.tokens.device), self.counts[:n] - 1]
        ended = torch.isin(last, self.eos)
        done = (ended | (self.counts[:n] >= self.params.max_new_tokens)).nonzero()[:, 0]
        if not len(done):
            return
        for row, stopped in zip(done.tolist(), ended[done].tolist(), strict=True):
            self.results[int(self.request_of[row])] = self.completion(row, "stop" if stopped else "length")
        gone = set(done.tolist())
        self.n -= len(gone)
        gaps = [row for row in sorted(gone) if row < self.n]
        movers = [row for row in range(self.n, n) if row not in gone]
        if gaps:
            self.move(torch.tensor(movers, device=done.device), torch.tensor(gaps, device=done.device))
        self.finished += len(gone)
        if self.progress:
            self.progress(self.finished, self.sampled)

    def move(self, sources: torch.Tensor, targets: torch.Tensor) -> None:
        self.cache.move(sources, targets, int(self.lengths[sources].max()))
        for array in (self.request_of, self.seeds, self.lengths, self.counts, self.tokens, self.logprobs):
            array[targets] = array[sources]

    def completion(self, row: int, finish_reason: str) -> Completion:
        count = int(self.counts[row])
        token_ids = self.tokens[row, :count].tolist()
        return Completion(
            text=self.engine.tokenizer.decode(token_ids, skip_special_tokens=True),
            token_ids=tuple(token_ids),
            logprobs=tuple(self.logprobs[row, :count].tolist()),
            finish_reason=finish_reason,
            policy_version=self.engine.version,
        )


def _end_ids(engine: TorchEngine) -> list[int]:
    """Ids that end a reply: the tokenizer's, and those the model's generation config adds."""
    configured = engine.model.generation_config.eos_token_id
    ids = {engine.tokenizer.eos_token_id, *(configured if isinstance(configured, list) else [configured])}
    return sorted(i for i in ids if i is not None)
