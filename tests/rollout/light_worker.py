"""A worker for real Ray that starts in a moment: it draws numbers where a vLLM engine would sample."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Sequence

from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.remote import Answer, Job, Probe
from logic_rl.rollout.vllm_engine.host import die_with_parent, this_machine
from logic_rl.types import Completion

SECONDS_EACH = 0.01


def drawn(request: Request, version: int) -> Completion:
    """What any worker makes of a request."""
    rng = random.Random(f"{request.prompt_ids} {request.seed}")
    token_ids = tuple(rng.randrange(100) for _ in range(rng.randint(1, 9)))
    return Completion(" ".join(map(str, token_ids)), token_ids, (-1.0,) * len(token_ids), "stop", version)


class LightWorker:
    """The methods of `VllmWorker`. Its probe is the first number of the weights, so that wrong ones are seen."""

    def __init__(self) -> None:
        die_with_parent()
        self.version, self.turn, self.waiting = 0, -1, {}

    def hello(self) -> tuple[str, str, int]:
        import ray

        return this_machine(), ray.get_runtime_context().get_node_id(), os.getpid()

    def start(self, settings, seat: int, seats: int, boxed: list, version: int, probe: tuple[int, ...]) -> Probe:
        return self.load(boxed, version, probe)

    def load(self, boxed: list, version: int, probe: tuple[int, ...]) -> Probe:
        import ray

        self.version, self.waiting = version, {}
        [(data, _, _)] = ray.get(boxed[0]).values()  # read without torch, which takes long to load
        return Probe(version, (1,), (float(data.view("float32")[0]),))

    def advance(self, turn: int, jobs: Sequence[Job], params: SamplingParams, give_back: int = 0) -> Answer:
        if turn != self.turn:
            self.turn, self.waiting = turn, {}
        self.waiting.update(jobs)
        back = [self.waiting.popitem()[0] for _ in range(min(give_back, len(self.waiting)))]
        finished, until = [], time.monotonic() + 0.1
        while self.waiting and time.monotonic() < until:
            time.sleep(SECONDS_EACH)
            index = next(iter(self.waiting))
            finished.append((index, drawn(self.waiting.pop(index), self.version)))
        return Answer(turn, tuple(finished), tuple(back) if give_back else None)
