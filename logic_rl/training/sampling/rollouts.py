"""When rollouts are made: each as it is needed, or some steps ahead in another thread while the trainer trains.

Weights are counted by updates: step t trains weights t - 1 into weights t.

*Synchronous*: the rollout of step t is made by weights t - 1, the ones it trains. Exactly on-policy.

*Pipelined* with a lag of k (`rollout.max_staleness`): as soon as weights t - 1 are there, the rollout of step t + k is
begun with a frozen copy of them, and step t is trained meanwhile. So the staleness of step t + k is k, whatever the
timing. In the first steps of a phase it is less: its first rollout is made when the phase begins, and those of the k
steps after it by the same weights (staleness 0, 1, …, k, k, …). The puzzles of step t + k are chosen when its rollout
is begun, by what steps up to t - 1 have shown, and so are its refills: pass rates act k steps later than in
synchronous mode. At the end of a phase the pipeline is drained. A phase that a promotion ends early leaves up to k
rollouts that were made with its settings; they are thrown away.

The loss for stale samples is that of decoupled PPO (Hilton et al., "Batch size-invariance for policy optimization",
arXiv 2110.00641; used by AReaL, arXiv 2505.24298) with truncated weights (Yao et al., "Your efficient RL framework
secretly brings you off-policy RL training", 2025). Per token, with b the policy that sampled (the engine's own
log-probabilities), p the *proximal* policy (the trainer's weights before the first update of the step) and θ the
one that learns,

    L = - min(p / b, C) * min(θ / p * A, clip(θ / p, 1 - low, 1 + high) * A).

The clip is about p: it limits the step that is being made, not the distance to a policy k updates back, which plain
PPO (a clip of θ / b) has partly used up before it begins. The weight p / b turns the expectation over b's samples into
one over p's, token by token; its cap C (`algorithm.importance_cap`) bounds the variance. As b is the engine's own, the
weight corrects for an engine that computes other probabilities as well. p needs no extra pass where a rollout takes one
update, for then θ = p in value. What is added to the loss is not weighted: the gradients of k2 and k3 vanish token by
token where the policy is the reference, whoever sampled. A k1 penalty in the reward is p's.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Protocol

import torch
from transformers import PreTrainedModel

from logic_rl.config.run import RolloutConfig
from logic_rl.curriculum import Curriculum
from logic_rl.errors import RunFailed
from logic_rl.training.sampling.sampler import Sampled, Sampler

CLOSE_SECONDS = 10.0  # for a rollout to hear that it must end; after that the engine is closed under it


class Rollouts(Protocol):
    """Where the trainer gets the rollout of each step."""

    def take(self, step: int) -> Sampled:
        """The rollout of a step, which must be the one after that taken before."""

    def settled(self) -> list[Sampled]:
        """What is begun and not taken, once it is finished: the state that a checkpoint keeps."""

    def restore(self, pending: Sequence[Sampled]) -> None:
        """Go on with what was settled."""

    def drain(self) -> None:
        """Throw away what is begun and not taken."""

    def close(self) -> None:
        """End what is running."""


def new_rollouts(
    settings: RolloutConfig, sampler: Sampler, curriculum: Curriculum, policy: PreTrainedModel
) -> Rollouts:
    """What a configuration asks for, sampling from `policy` as it is at each step."""
    if not settings.lag:
        return Synchronous(sampler, curriculum, policy)
    home = policy.device if settings.engine == "torch" else torch.device("cpu")
    return Pipelined(sampler, curriculum, policy, settings.lag, home)


class Synchronous:
    """Samples when asked, in the caller's thread."""

    def __init__(self, sampler: Sampler, curriculum: Curriculum, policy: PreTrainedModel):
        self.sampler, self.curriculum, self.policy = sampler, curriculum, policy

    def take(self, step: int) -> Sampled:
        settings = self.curriculum.settings()
        assert settings, "called where there is a next step"
        return _checked(self.sampler.rollout(step, settings, self.policy, step - 1), 0)

    def settled(self) -> list[Sampled]:
        return []

    def restore(self, pending: Sequence[Sampled]) -> None:
        """Nothing is ever pending."""

    def drain(self) -> None:
        """Nothing is ever pending."""

    def close(self) -> None:
        """Nothing runs between calls."""


class Pipelined:
    """Samples `lag` steps ahead, one rollout after the other, in a thread of its own.

    Args:
        home: where the frozen copies of the policy live, `lag` + 1 of them.
    """

    def __init__(self, sampler: Sampler, curriculum: Curriculum, policy: PreTrainedModel, lag: int, home: torch.device):
        self.sampler, self.curriculum, self.lag = sampler, curriculum, lag
        self.copies = FrozenCopies(policy, lag + 1, home)
        self.pending: deque[tuple[int, Future[Sampled]]] = deque()  # steps in a row, the next one first
        threads = torch.get_num_threads()  # a new thread would start from whatever another has set
        self.thread = ThreadPoolExecutor(1, "rollout", initializer=torch.set_num_threads, initargs=(threads,))

    def take(self, step: int) -> Sampled:
        begun = self.pending[-1][0] if self.pending else step - 1
        for number in range(begun + 1, step + self.lag + 1):
            if settings := self.curriculum.settings(ahead=number - step):
                job = self.thread.submit(self.sampler.rollout, number, settings, self.copies.of_now(), step - 1)
                self.pending.append((number, job))
        sampled = self.pending[0][1].result()
        self.pending.popleft()
        return _checked(sampled, self.lag)

    def settled(self) -> list[Sampled]:
        return [job.result() for _, job in self.pending]

    def restore(self, pending: Sequence[Sampled]) -> None:
        for sampled in pending:
            job: Future[Sampled] = Future()
            job.set_result(sampled)
            self.pending.append((sampled.step, job))

    def drain(self) -> None:
        for _, job in reversed(self.pending):
            if not job.cancel():
                job.result()
        self.pending.clear()

    def close(self) -> None:
        self.sampler.stop.set()
        self.thread.shutdown(wait=False, cancel_futures=True)
        wait([job for _, job in self.pending if not job.cancelled()], CLOSE_SECONDS)  # a cancelled one is never done


class FrozenCopies:
    """Copies of a policy, each as it was when taken; the oldest is overwritten when all `count` are in use."""

    def __init__(self, policy: PreTrainedModel, count: int, home: torch.device):
        self.policy, self.taken = policy, 0
        self.models = [copy.deepcopy(policy).requires_grad_(False).eval().to(home) for _ in range(count)]

    @torch.no_grad()
    def of_now(self) -> PreTrainedModel:
        model = self.models[self.taken % len(self.models)]
        self.taken += 1
        for own, new in zip(model.parameters(), self.policy.parameters(), strict=True):
            own.copy_(new)
        return model


def _checked(sampled: Sampled, most: int) -> Sampled:
    """Raises RunFailed for samples of weights that are older than they may be."""
    staleness = sampled.staleness()
    if staleness > most:
        raise RunFailed(
            f"samples of step {sampled.step} come from weights {sampled.step - 1 - staleness}, {staleness} updates "
            f"behind, and {most} are allowed (rollout.max_staleness): nothing was trained on them"
        )
    return sampled
