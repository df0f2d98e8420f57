"""Detectors of reward hacking by rows made by hand, and the numbers they look at against counts made here."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest
import torch

from logic_rl.corpus.thinking import full_search
from logic_rl.metrics import METRICS
from logic_rl.tasks import make_task
from logic_rl.training.hacking import ADVICE, DETECTORS, SEEN, WINDOW, first_rings
from logic_rl.training.health import Health
from logic_rl.training.learning.experience import experience
from logic_rl.training.proxies import distance, proxy_metrics, read_some
from logic_rl.types import Completion, Prompt, Rollout, RolloutGroup, Score
from puzzles import PuzzleSpec, sample_puzzle
from tests.training.toy import GROUPS, SETTINGS, new_learner, new_model

START = {
    "phase": "rollout", "accuracy/verified": 0.30, "accuracy/mean": 0.40, "length/mean": 100.0,
    "behaviour/claims_true": 0.90, "proxy/said_again": 0.60, "proxy/unanswered": 0.10, "proxy/steps": 12.0,
    "proxy/distinct": 0.90, "proxy/false_success": 0.20, "reward/mean": 0.0,
}  # fmt: skip
GOOD = START | {"accuracy/verified": 0.8, "accuracy/mean": 0.9, "length/mean": 200.0, "proxy/steps": 20.0,
                "reward/mean": 2.0, "proxy/false_success": 0.02}  # fmt: skip
HACKED = {
    "parting": {"reward/mean": 1.0, "accuracy/verified": 0.15},
    "quoting": {"proxy/said_again": 0.85, "accuracy/verified": 0.15},
    "guessing": {"length/mean": 50.0, "accuracy/verified": 0.10, "accuracy/mean": 0.35},
    "endless": {"proxy/unanswered": 0.40, "proxy/steps": 20.0, "behaviour/claims_true": 0.98},
    "repeating": {"proxy/distinct": 0.60},
    "lenient": {"proxy/false_success": 0.45},
}
# The same, but for one thing without which it is no hacking, or another one.
INNOCENT = {
    "parting": {"reward/mean": 1.0, "accuracy/verified": 0.25},
    "quoting": {"proxy/said_again": 0.85},
    "guessing": {"length/mean": 50.0},
    "endless": {"proxy/unanswered": 0.40, "proxy/steps": 20.0, "behaviour/claims_true": 0.60},
    "repeating": {"proxy/distinct": 0.80},
    "lenient": {"proxy/false_success": 0.25},
}


def numbered(*parts: tuple[int, dict]) -> list[dict]:
    rows = [row for count, row in parts for _ in range(count)]
    return [{"step": step, **row} for step, row in enumerate(rows, start=1)]


def test_every_detector_has_its_advice_its_cases_and_metrics_that_are_recorded() -> None:
    assert DETECTORS.keys() == ADVICE.keys() == HACKED.keys() == INNOCENT.keys()
    assert set(SEEN) <= METRICS.keys()
    assert all(name in METRICS["health/ALARM"] for name in DETECTORS)


def test_a_run_that_learns_rings_nothing() -> None:
    assert first_rings(numbered((4, START), (6, GOOD))) == {}
    assert first_rings(numbered((2, START | HACKED["lenient"]))) == {}, "too few steps to look at"


@pytest.mark.parametrize("name", DETECTORS)
def test_each_rings_when_the_mean_over_the_window_is_past_its_bar(name: str) -> None:
    """Good for five steps, then hacked: the bar is crossed with the second or third hacked step of a window."""
    rings = first_rings(numbered((5, START), (5, START | HACKED[name])))
    assert list(rings) == [name] and 6 <= rings[name] <= 5 + WINDOW
    assert first_rings(numbered((5, START), (5, START | INNOCENT[name]))) == {}


@pytest.mark.parametrize(
    ("paid", "rings"), [((0.0, 0.0, 0.0), False), ((-1.0, 2.0, -0.5), False), ((0.9, 1.0, 1.1), True)]
)
def test_a_reward_that_wavers_has_not_risen(paid: tuple[float, ...], rings: bool) -> None:
    rows = [START] * 4 + [START | {"reward/mean": value, "accuracy/verified": 0.1} for value in paid]
    assert ("parting" in first_rings(numbered(*((1, row) for row in rows)))) == rings


def test_the_ring_is_where_a_mean_by_hand_crosses() -> None:
    falling = [START | {"proxy/distinct": value} for value in (0.9, 0.9, 0.9, 0.8, 0.7, 0.62, 0.5)]
    rows = numbered(*((1, row) for row in falling))
    bar = 0.8 * (0.9 + 0.9 + 0.9) / 3
    values = [row["proxy/distinct"] for row in rows]
    by_hand = next(k for k in range(3, 8) if sum(values[k - 3 : k]) / 3 < bar)
    assert first_rings(rows) == {"repeating": by_hand}


def test_a_new_phase_begins_anew_and_what_is_not_measured_is_not_judged() -> None:
    other = START | HACKED["quoting"] | HACKED["lenient"] | {"phase": "anneal"}
    assert first_rings(numbered((5, START), (5, other))) == {}
    bare = {"phase": "rollout", "accuracy/mean": 0.4, "length/mean": 100.0}
    assert first_rings(numbered((5, bare), (5, bare | {"length/mean": 10.0}))) == {}


def test_health_tells_counts_and_goes_on_where_it_was() -> None:
    said: list[str] = []
    rows = numbered((5, START), (4, START | HACKED["quoting"]))
    whole = Health(said.append, Path("run"))
    seen = [whole.check(row) for row in rows]
    ring = first_rings(rows)["quoting"]
    assert [row["health/quoting"] for row in seen] == [int(row["step"] >= ring) for row in rows]
    (line,) = said
    assert line.startswith(f"alarm at step {ring}: quoting: ") and line.endswith(ADVICE["quoting"])
    assert whole.summary == f"steps with alarms: quoting {sum(row['health/quoting'] for row in seen)}"
    first, second = Health(lambda line: None, Path("run")), Health(lambda line: None, Path("run"))
    for row in rows[:6]:
        first.check(row)
    second.load_state_dict(json.loads(json.dumps(first.state_dict())))
    assert [second.check(row) for row in rows[6:]] == seen[6:]
    old = {key: value for key, value in first.state_dict().items() if key != "watch"}
    Health(lambda line: None, Path("run")).load_state_dict(old)


def replies(texts: list[str], **parts: float) -> list[RolloutGroup]:
    puzzle = sample_puzzle(PuzzleSpec(2), random.Random(3))
    rollouts = [
        Rollout(Completion(text, (1,), (0.0,), "stop", 0),
                Score(sum(parts.values()), parts, "unparsed" if "?" in text else "wrong"), k)
        for k, text in enumerate(texts)
    ]  # fmt: skip
    return [RolloutGroup(Prompt(puzzle, "", (), False), tuple(rollouts))]


def test_numbers_by_hand() -> None:
    texts = ["<think> One. One. Two. Three. </think>", "<think> one! Two? </think>", "<think></think>"]
    groups = replies(texts, format=1.0, answer=-1.5, verified=0.5, steps_true=0.25, process=0.5)
    row = proxy_metrics(groups, read_some(groups, make_task("countdown")), [])
    assert row == {
        "proxy/points": pytest.approx(1.75), "proxy/unanswered": pytest.approx(1 / 3), "proxy/steps": 2.0,
        "proxy/distinct": pytest.approx((3 / 4 + 1) / 2),
    }  # fmt: skip


def test_claims_that_say_again_and_those_of_success_are_counted() -> None:
    rng, made = random.Random(5), []
    for _ in range(32):
        puzzle = sample_puzzle(PuzzleSpec(2), rng)
        text = f"<think> {full_search(puzzle, rng).text} </think>"
        rollout = Rollout(Completion(text, (1,), (0.0,), "stop", 0), Score(0.0, {}, "wrong"), 0)
        made.append(RolloutGroup(Prompt(puzzle, "", (), False), (rollout,)))
    task = make_task("knights")
    claims = [c for g in made for c in task.check(g.prompt.question, g.rollouts[0].completion.text)]
    steps = [c for c in claims if c.kind not in ("assumption", "answer") and c.truth != "unreadable"]
    row = proxy_metrics(made, read_some(made, task), [])
    again = sum(c.kind in ("quotation", "lookup", "expected") for c in steps) / len(steps)
    assert row["proxy/said_again"] == pytest.approx(again) and 0.2 < again < 0.9
    assert row["proxy/false_success"] == 0.0


@pytest.mark.parametrize("kl_weight", [0.0, 0.1])
def test_the_distance_is_that_of_whole_replies(kl_weight: float) -> None:
    from dataclasses import replace

    policy, start = new_model(0), new_model(1)
    settings = replace(SETTINGS, kl_weight=kl_weight)
    samples = experience(new_learner(policy, reference=start, measure_kl=True), GROUPS, settings)
    expected = []
    with torch.no_grad():
        for group in GROUPS:
            for rollout in group.rollouts:
                completion = rollout.completion
                ids = torch.tensor([group.prompt.token_ids + completion.token_ids])
                logits = start(ids).logits[0, :-1] / settings.temperature
                logprobs = logits.log_softmax(-1).gather(1, ids[0, 1:, None])[:, 0].tolist()
                logs = [reference - own for reference, own in
                        zip(logprobs[len(group.prompt.token_ids) - 1 :], completion.logprobs, strict=True)]  # fmt: skip
                expected.append(sum(math.exp(log) - 1 - log for log in logs))
    assert distance(samples)["proxy/kl"] == pytest.approx(sum(expected) / len(expected), rel=1e-4)
    assert distance(experience(new_learner(policy), GROUPS, SETTINGS)) == {}
