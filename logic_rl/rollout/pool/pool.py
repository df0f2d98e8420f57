"""Many workers as one engine: shares out requests, sends weights and checks that they arrived. No Ray, no torch."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from logic_rl.errors import NotFinite, RunFailed
from logic_rl.rollout.engine import Progress, Request, SamplingParams, fitted
from logic_rl.rollout.loaded import LoadedCheck, Sums
from logic_rl.rollout.pool.crew import Crew, Limits
from logic_rl.rollout.pool.dispatch import Dispatch
from logic_rl.rollout.remote import Probe, Remote
from logic_rl.types import Completion

Scorer = Callable[[Any, Sequence[int], Sequence[int]], list[float]]
"""(model, prompt ids, reply ids) → the trainer's log-probability of each reply token, nats."""


class Publisher(Remote, Protocol):
    """A remote interface that can also be given weights; `sums` are those of the weights given last."""

    sums: Sums

    def publish(self, model: object, version: int) -> None:
        """From now on `model` is what `revive` and `load` give to workers."""

    def close(self) -> None:
        """End all workers; leave nothing behind."""


class Pool:
    """An `Engine` made of workers.

    Args:
        slots: sequences a worker runs at once.
        max_tokens: room for prompt and completion together.
        probe: token ids of the prompt on which weights are checked.
        score: the trainer's own log-probabilities.
        tolerance: largest difference allowed on the probe, nats.
        model: weights to begin with; None leaves the workers those they have loaded themselves, unchecked.

    Raises:
        RunFailed: workers do not start, or sample with other weights than the model's.
    """

    def __init__(
        self,
        remote: Publisher,
        workers: int,
        *,
        slots: int,
        max_tokens: int,
        limits: Limits,
        probe: tuple[int, ...],
        score: Scorer,
        tolerance: float,
        model: object = None,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.remote, self.slots, self.max_tokens = remote, slots, max_tokens
        self.probe, self.score, self.tolerance = probe, score, tolerance
        self.model = model
        self.expected: tuple[tuple[int, ...], list[float]] | None = None  # token ids of the probe, their log-probs
        self.turn, self.reissued, self.gap, self.sync_seconds, self.told_restarts = 0, 0, 0.0, 0.0, 0
        self.loaded_check, self.checked = LoadedCheck(), 0.0
        self.crew = Crew(remote, workers, limits, self._accept, clock)
        try:
            if model is not None:
                remote.publish(model, 0)
            self.crew.start()
        except BaseException:
            self.close()
            raise

    def load_weights(self, model: object, version: int) -> None:
        """Give the weights to every worker, and compare what it holds and how it scores before anything is sampled.

        Raises:
            RunFailed: a worker holds other weights, or its log-probabilities differ by more than the tolerance.
        """
        started = time.perf_counter()
        self.model, self.expected = model, None
        self.remote.publish(model, version)
        self.crew.sync()
        self.sync_seconds += time.perf_counter() - started

    def generate(
        self, requests: Sequence[Request], params: SamplingParams, progress: Progress | None = None
    ) -> list[Completion]:
        """One completion per request, in order.

        Raises:
            UsageError: a prompt plus `max_new_tokens` does not fit.
            RunFailed: a worker fails again and again.
        """
        results: dict[int, Completion] = {}
        done = tokens = 0

        def report() -> None:
            if progress:
                progress(done, tokens)

        for index, completion in self.stream(requests, params, report):
            results[index] = completion
            done, tokens = done + 1, tokens + len(completion.token_ids)
        return [results[place] for place in range(len(requests))]

    def stream(
        self, requests: Iterable[Request], params: SamplingParams, report: Callable[[], None] | None = None
    ) -> Iterator[tuple[int, Completion]]:
        """(place of the request, completion) in the order of finishing; requests are read only as workers need them.

        `report` is called about once a second, also when nothing has finished.

        Raises:
            NotFinite: a completion's log-probabilities are NaN or infinite.
        """
        self.turn += 1
        dispatch = Dispatch(self.crew, (self.fitting(r, params) for r in requests), params, self.slots, self.turn)
        try:
            for index, completion in dispatch.run(report):
                if completion.policy_version != self.remote.version:
                    raise RunFailed(
                        f"a worker sampled with weights {completion.policy_version} instead of {self.remote.version}"
                    )
                if not math.isfinite(sum(completion.logprobs)):
                    raise NotFinite("the log-probabilities that a worker sampled with are not finite (NaN or infinite)")
                yield index, completion
        finally:
            self.reissued += dispatch.reissued

    def metrics(self) -> dict[str, float]:
        """What happened since the last call; keys in `logic_rl.metrics`."""
        restarts, self.told_restarts = self.crew.restarts - self.told_restarts, self.crew.restarts
        row = {
            "system/worker_restarts": restarts,
            "system/rollout_workers": self.crew.count - len(self.crew.absent),
            "system/requests_reissued": self.reissued,
            "system/sync_gap": self.gap,
            "system/weights_compared": round(self.checked, 4),
            "time/sync_seconds": round(self.sync_seconds, 3),
        }
        self.reissued, self.gap, self.sync_seconds = 0, 0.0, 0.0
        return row

    def close(self) -> None:
        self.remote.close()

    def fitting(self, request: Request, params: SamplingParams) -> Request:
        """The request; raises UsageError when it may need more room than there is."""
        return fitted(request, params, self.max_tokens)

    def _accept(self, place: int, probe: Probe) -> None:
        """Compare a worker with the trainer: its weights, and what the first worker with these has sampled."""
        if self.model is None:
            return
        stale = self.loaded_check.stale(probe.loaded, self.remote.sums)
        self.checked = self.loaded_check.share(self.remote.sums, probe.loaded)
        if stale:
            raise RunFailed(
                f"rollout worker {place} does not hold the trainer's weights {probe.version}: {len(stale)} of its "
                f"tensors have other sums, the first is {stale[0]}. Nothing was trained on its samples"
            )
        if self.expected is None:
            self.expected = probe.token_ids, self.score(self.model, self.probe, probe.token_ids)
        gap = largest_gap(*self.expected, probe)
        self.gap = max(self.gap, gap)
        if not gap <= self.tolerance:  # also when it is not a number
            raise RunFailed(
                f"rollout worker {place} does not sample with the trainer's weights {probe.version}: log-probabilities "
                f"on the probe prompt differ by {gap:.3g} nats, more than rollout.sync_tolerance {self.tolerance:g}. "
                "Nothing was trained on its samples"
            )


def largest_gap(token_ids: Sequence[int], logprobs: Sequence[float], probe: Probe) -> float:
    """Largest difference over the tokens that both have from the start; infinite when the first ones differ."""
    gap = float("inf")
    for wanted, expected, got, logprob in zip(token_ids, logprobs, probe.token_ids, probe.logprobs, strict=False):
        if wanted != got:  # equal up to rounding, the draws went different ways from here
            break
        difference = abs(expected - logprob)
        gap = difference if gap == float("inf") else max(gap, difference)
        if difference != difference:
            return difference
    return gap
