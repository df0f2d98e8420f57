"""One call of the in-process engine: requests in, completions out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice

import torch
from transformers import PreTrainedModel

from logic_rl.errors import NotFinite
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.head import head_of, where_not_finite
from logic_rl.rollout.text import ReplyText, end_ids
from logic_rl.rollout.torch_engine.cohorts import Cohort, PromptMemory, Together, without_cache
from logic_rl.rollout.torch_engine.sampling import sample_tokens
from logic_rl.rollout.torch_engine.stopping import stop_strings
from logic_rl.types import Completion

REFILL_SHARE = 1 / 8  # of the slots must be free before prompts are read: one larger pass beats many small ones
THREADED_ROWS = 32  # on a CPU, fewer rows run on one thread: waiting for the others costs more than they give
SMALL_SHARE = 1 / 16  # cohorts with fewer rows than this share of the slots are joined: each costs a call a layer


class Decoding:
    """Continuous batching over S slots. Entry s of every array below belongs to slot s.

    Attributes:
        waiting: places and requests that have no slot yet: as many as there are slots, or all there are.
        finished: completions so far.
        sampled: tokens so far, those of unfinished completions too.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer,
        version: int,
        requests: Iterable[Request],
        params: SamplingParams,
        slots: int,
        compiled: Callable | None = None,
    ):
        self.model, self.tokenizer, self.version = model, tokenizer, version
        self.params, self.source = params, enumerate(requests)
        self.waiting = deque(islice(self.source, slots))
        self.cohorts: list[Cohort] = []
        self.finished = self.sampled = 0
        self.forward = model.base_model if compiled is None else compiled  # of the decoding pass
        self.cache = without_cache(model.base_model)
        self.head = head_of(model)
        # What is compiled is so for one number of threads.
        self.threads, self.adapts_threads = torch.get_num_threads(), model.device.type == "cpu" and compiled is None
        self.make_slots(len(self.waiting))
        self.eos = torch.tensor(end_ids(tokenizer, model.generation_config.eos_token_id), device=model.device)
        self.text = ReplyText(tokenizer, self.eos.tolist())
        self.banned = torch.tensor(params.banned, dtype=torch.long, device=model.device)
        self.stops = stop_strings(tokenizer, params.stop, model.device) if params.stop else None

    def make_slots(self, slots: int) -> None:
        """Room for S sequences, all of it free."""
        integers = partial(torch.zeros, dtype=torch.long, device=self.model.device)
        self.slots, self.free = slots, list(reversed(range(slots)))
        self.active = integers(0)  # [N], the slots of all cohorts, in the order of the cohorts
        self.request_of = integers(slots)
        self.seeds = integers(slots)
        self.lengths = integers(slots)  # tokens whose keys are stored
        self.counts = integers(slots)  # tokens sampled
        self.caps = integers(slots)  # the most that may be
        self.tokens = integers(slots, self.params.max_new_tokens)
        self.logprobs = torch.zeros(slots, self.params.max_new_tokens, device=self.model.device)

    def run(self, report: Callable[[], None] | None = None) -> Iterator[tuple[int, Completion]]:
        """(place of the request, completion) as they are finished; `report` is called after every pass."""
        while self.waiting or self.cohorts:
            yield from self.retire(self.one_pass())
            if report:
                report()

    def one_pass(self) -> torch.Tensor:
        """Read prompts where enough slots are free for them, else decode; returns the slots `[n]` that got a token."""
        if self.waiting and len(self.free) >= min(self.slots * REFILL_SHARE, len(self.waiting)):
            return self.admit()
        return self.decode()

    def admit(self) -> torch.Tensor:
        """Read the prompts of as many waiting requests as there are free slots; sample their first tokens."""
        count = min(len(self.free), len(self.waiting))
        places, taken = zip(*(self.waiting.popleft() for _ in range(count)), strict=True)
        self.waiting.extend(islice(self.source, max(0, self.slots - len(self.waiting))))
        torch.set_num_threads(self.threads)
        device = self.tokens.device
        slots = torch.tensor([self.free.pop() for _ in taken], device=device)
        prompts = list(dict.fromkeys(request.prompt_ids for request in taken))
        row_of = {prompt: row for row, prompt in enumerate(prompts)}
        rows = torch.tensor([row_of[request.prompt_ids] for request in taken], device=device)
        lengths = torch.tensor([len(prompt) for prompt in prompts], device=device)
        longest = max(map(len, prompts))
        padded = torch.tensor([(*prompt, *(0,) * (longest - len(prompt))) for prompt in prompts], device=device)
        memory = PromptMemory()
        hidden = self.model.base_model(input_ids=padded, use_cache=True, prompts=memory, **self.cache).last_hidden_state
        last = hidden[torch.arange(len(prompts), device=device), lengths - 1]
        self.cohorts.append(Cohort.of_prompts(memory, rows, lengths[rows], slots, self.params.max_new_tokens))
        self.request_of[slots] = torch.tensor(places, device=device)
        self.seeds[slots] = torch.tensor([request.seed for request in taken], device=device)
        self.caps[slots] = torch.tensor([request.cap(self.params) for request in taken], device=device)
        self.lengths[slots], self.counts[slots] = lengths[rows], 0
        self.regroup()
        return self.append(self.head(last)[rows], slots)

    def decode(self) -> torch.Tensor:
        """One more token for every active sequence."""
        active = self.active
        if self.adapts_threads:
            torch.set_num_threads(self.threads if len(active) >= THREADED_ROWS else 1)
        for cohort in self.cohorts:
            cohort.widen()
        # Of one row compiled code would be another, made for the last reply of a call alone.
        forward = self.forward if len(active) > 1 else self.model.base_model
        hidden = forward(
            input_ids=self.tokens[active, self.counts[active] - 1][:, None],
            position_ids=self.lengths[active][:, None],
            use_cache=True,
            together=Together(self.cohorts),
            **self.cache,
        )
        self.lengths[active] += 1
        return self.append(self.head(hidden.last_hidden_state[:, 0]), active)

    def append(self, logits: torch.Tensor, slots: torch.Tensor) -> torch.Tensor:
        """Sample one token a row of `logits` `[n, V]`; returns the slots `[n]` that got one."""
        counts = self.counts[slots]
        if len(self.banned):
            logits = logits.index_fill(1, self.banned, float("-inf"))
        tokens, logprobs = sample_tokens(logits, self.params.temperature, self.seeds[slots], counts)
        self.tokens[slots, counts], self.logprobs[slots, counts] = tokens, logprobs
        self.counts[slots] = counts + 1
        self.sampled += len(slots)
        return slots

    def retire(self, slots: torch.Tensor) -> list[tuple[int, Completion]]:
        """The sequences among `slots` that are finished, whose slots are free from now on.

        Raises:
            NotFinite: the logits of a new token are NaN or infinite.
        """
        counts = self.counts[slots]
        last = self.tokens[slots, counts - 1]
        finite = torch.isfinite(self.logprobs[slots, counts - 1])  # one NaN among its logits makes it NaN
        stopped = torch.isin(last, self.eos)
        if self.stops:
            stopped |= self.stops.reached(last, self.tokens, slots, counts)
        done = stopped | (counts >= self.caps[slots])
        if not (done | ~finite).any():  # the one thing that is waited for after a pass in which none is finished
            return []
        if not finite.all():
            raise NotFinite(f"after {self.sampled} sampled tokens: {where_not_finite(self.model)}")
        finished = self.completions(slots[done], stopped[done].tolist())
        self.finished += len(finished)
        self.release(slots[done])
        return finished

    def release(self, slots: torch.Tensor) -> None:
        """Forget the sequences in these slots `[n]`, which are free from now on."""
        self.free.extend(slots.tolist())
        gone = torch.zeros(self.slots, dtype=torch.bool, device=slots.device)
        gone[slots] = True
        for cohort in self.cohorts:
            if (leaving := gone[cohort.slots]).any():
                cohort.drop(leaving)
        self.regroup()

    def regroup(self) -> None:
        """Forget empty cohorts, join small ones, and list the active slots anew."""
        self.cohorts = [cohort for cohort in self.cohorts if len(cohort)]
        small = [cohort for cohort in self.cohorts if len(cohort) < self.slots * SMALL_SHARE]
        if len(small) > 1:
            self.cohorts = [cohort for cohort in self.cohorts if cohort not in small] + [Cohort.joined(small)]
        self.active = torch.cat([cohort.slots for cohort in self.cohorts]) if self.cohorts else self.active[:0]

    def completions(self, slots: torch.Tensor, stopped: list[bool]) -> list[tuple[int, Completion]]:
        """(place of the request, completion) of the sequences in these slots `[n]`; all of them are fetched at once."""
        counts, places = self.counts[slots].tolist(), self.request_of[slots].tolist()
        tokens, logprobs = (of_all[slots, : max(counts)].cpu() for of_all in (self.tokens, self.logprobs))
        found = []
        for row, (count, place, ended) in enumerate(zip(counts, places, stopped, strict=True)):
            token_ids = tokens[row, :count].tolist()
            reply = Completion(
                text=self.text(token_ids),
                token_ids=tuple(token_ids),
                logprobs=tuple(logprobs[row, :count].tolist()),
                finish_reason="stop" if ended else "length",
                policy_version=self.version,
            )
            found.append((place, reply))
        return found
