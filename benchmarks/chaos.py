"""A rollout whose workers are killed and frozen at random, beside the same one left in peace. Needs vLLM and Ray.

python benchmarks/chaos.py [--model tiny-base] [--puzzles 150] [--group 8] [--kills 10] [--freezes 1]

The blows fall when given shares of the samples are done, so all of them fall however fast the machine is. Prints
one JSON object; fails unless every group is complete and every sample is there once.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import statistics
import time
from itertools import islice

import ray

from logic_rl.config.run import RolloutConfig
from logic_rl.prompts import prompt_maker
from logic_rl.rollout.collect import collect_groups
from logic_rl.rollout.engine import SamplingParams
from logic_rl.training.engines import new_engine
from logic_rl.training.learning.models import load_model
from puzzles import PuzzleSpec, sample_distinct


class Blows:
    """Watches the progress of a rollout, kills workers and stops others without a word.

    Attributes:
        struck: (share of the samples done, "KILL" or "STOP", process id).
    """

    def __init__(self, pool, total: int, kills: int, freezes: int, seed: int):
        self.pool, self.total, self.rng = pool, total, random.Random(seed)
        planned = [(self.rng.uniform(0.02, 0.95), signal.SIGKILL) for _ in range(kills)]
        planned += [(self.rng.uniform(0.1, 0.4), signal.SIGSTOP) for _ in range(freezes)]
        self.planned, self.struck = sorted(planned), []

    def __call__(self, done: int, tokens: int) -> None:
        while self.planned and done >= self.planned[0][0] * self.total and (victim := self._victim()):
            share, blow = self.planned.pop(0)
            self.struck.append((round(share, 2), signal.Signals(blow).name, victim))
            os.kill(victim, blow)

    def _victim(self) -> int | None:
        """A worker's process that nothing has happened to, at work or still starting; to be stopped, one at work."""
        known, spent = [], {pid for _, _, pid in self.struck}
        stopping = self.planned[0][1] == signal.SIGSTOP
        for place in sorted(self.pool.crew.well) if stopping else sorted(self.pool.remote.hellos):
            with contextlib.suppress(ray.exceptions.RayError, ray.exceptions.GetTimeoutError):
                known.append(ray.get(self.pool.remote.hellos[place], timeout=0.05)[2])
        alive = [pid for pid in known if pid not in spent]
        return self.rng.choice(alive) if alive else None


class Starts:
    """How long it takes to make a lost worker anew, until it has its weights."""

    def __init__(self, pool):
        self.begun, self.seconds = {}, []
        revive, accept = pool.remote.revive, pool.crew.accept

        def timed_revive(place: int):
            self.begun[place] = time.monotonic()
            return revive(place)

        def timed_accept(place: int, probe) -> None:
            accept(place, probe)
            if place in self.begun:
                self.seconds.append(time.monotonic() - self.begun.pop(place))

        pool.remote.revive, pool.crew.accept = timed_revive, timed_accept


def opened(model: str, slots: int, max_new_tokens: int, stall_seconds: float, workers: int = 2):
    """(pool, how to make prompts). A worker may be hit again and again before it finishes anything, hence failures."""
    weights, tokenizer = load_model(model)
    make_prompt = prompt_maker("plain", False, tokenizer)
    settings = RolloutConfig(
        engine="vllm", workers=workers, max_slots=slots, max_new_tokens=max_new_tokens, stall_seconds=stall_seconds,
        failures=100,
    )  # fmt: skip
    probe = make_prompt(next(sample_distinct(PuzzleSpec(3), random.Random(0)))).token_ids
    return new_engine(settings, model, tokenizer, weights, probe), make_prompt


def compare(pool, make_prompt, puzzles: list, group: int, max_new_tokens: int, kills: int, freezes: int) -> dict:
    """One rollout in peace and one under blows, and what is to be said of both.

    Raises:
        AssertionError: a group is not complete, or a sample is there twice.
    """
    params, results = SamplingParams(1.0, max_new_tokens), []
    blows, starts = Blows(pool, len(puzzles) * group, kills, freezes, seed=1), Starts(pool)
    pool.metrics()
    for progress in (None, blows):
        started = time.monotonic()
        groups = collect_groups(puzzles, make_prompt, pool, params, group, seed=7, progress=progress)
        results.append((time.monotonic() - started, groups))
        assert [one.prompt.question.id for one in groups] == [puzzle.id for puzzle in puzzles]
        assert all([r.sample_index for r in one.rollouts] == list(range(group)) for one in groups)
    told = pool.metrics()
    (peace, calm), (chaos, shaken) = results
    pairs = [
        (a.completion, b.completion)
        for one, other in zip(calm, shaken, strict=True)
        for a, b in zip(one.rollouts, other.rollouts, strict=True)
    ]
    return {
        "samples": len(pairs),
        "tokens": sum(len(a.token_ids) for a, _ in pairs),
        "same_samples": sum(a.token_ids == b.token_ids for a, b in pairs),
        "undisturbed_s": round(peace, 1),
        "disturbed_s": round(chaos, 1),
        "kills": sum(name == "SIGKILL" for _, name, _ in blows.struck),
        "freezes": sum(name == "SIGSTOP" for _, name, _ in blows.struck),
        "restarts": told["system/worker_restarts"],
        "reissued": told["system/requests_reissued"],
        "seconds_a_restart": round(statistics.mean(starts.seconds), 1) if starts.seconds else None,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="tiny-base")
    parser.add_argument("--puzzles", type=int, default=150)
    parser.add_argument("--group", type=int, default=8)
    parser.add_argument("--max-new-tokens", type=int, default=512)
    parser.add_argument("--slots", type=int, default=128)
    parser.add_argument("--stall-seconds", type=float, default=20.0)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--freezes", type=int, default=1)
    options = parser.parse_args()
    spec = PuzzleSpec(3, fixed_cast=True)
    puzzles = list(islice(sample_distinct(spec, random.Random(3)), options.puzzles))
    pool, make_prompt = opened(options.model, options.slots, options.max_new_tokens, options.stall_seconds)
    try:
        found = compare(
            pool, make_prompt, puzzles, options.group, options.max_new_tokens, options.kills, options.freezes
        )
    finally:
        pool.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
