"""What a run says, counts and keeps when its numbers go wrong."""

from __future__ import annotations

import json
import math
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from logic_rl.errors import RunFailed
from logic_rl.metrics import METRICS
from logic_rl.record import RunFolder
from logic_rl.training.health import ALARMS, MAX_BAD_STEPS, WINDOW, Health
from logic_rl.training.learning.bad_batch import MOST_KEPT, keep_bad_batch
from tests.training.toy import AFTER_WARMUP, GROUPS, SETTINGS, new_learner, new_model, prepared, train_on

WELL = {
    "optim/skipped": 0.0,
    "optim/logprob_gap": 0.003,
    "length/truncated_rate": 0.0,
    "rollout/zero_variance_rate": 0.1,
    "reward/format_rate": 0.9,
    "optim/entropy": 0.2,
    "behaviour/claims_true": 0.98,
}
BAD = {
    "gradient": {"optim/skipped": 0.5},
    "drift": {"optim/logprob_gap": 0.06},
    "truncated": {"length/truncated_rate": 0.3},
    "zero_variance": {"rollout/zero_variance_rate": 1.0},
    "sample_size": {"optim/effective_sample_size": 0.4},
    "format": {"reward/format_rate": 0.1},
    "entropy": {"optim/entropy": 0.01},
    "claims": {"behaviour/claims_true": 0.9},
}


def watched(steps: list[dict], said: list[str], health: Health | None = None) -> list[dict]:
    """The `health/` metrics of steps that differ from a good one as given."""
    health = health or Health(said.append, Path("run"))
    return [health.check({"step": number} | WELL | changes) for number, changes in enumerate(steps, start=1)]


def test_every_alarm_is_about_a_metric_of_the_table_and_named_in_it() -> None:
    assert all(alarm.key in METRICS and alarm.name in METRICS["health/ALARM"] for alarm in ALARMS)
    assert {alarm.name for alarm in ALARMS} == set(BAD)


def test_a_good_run_is_quiet() -> None:
    said: list[str] = []
    rows = watched([{}, {"optim/entropy": None}, {"optim/effective_sample_size": 0.9}, {}], said)
    assert not said and all(not any(row.values()) for row in rows)


def test_a_gap_to_older_weights_is_no_drift() -> None:
    said: list[str] = []
    rows = watched([BAD["drift"] | {"rollout/staleness": 1}, BAD["drift"] | {"rollout/staleness": 0}], said)
    assert [row["health/drift"] for row in rows] == [0, 1]


@pytest.mark.parametrize("name", BAD)
def test_an_alarm_says_one_line_when_it_begins_and_counts_every_step(name: str) -> None:
    said: list[str] = []
    health = Health(said.append, Path("run"))
    rows = watched([{}] * WINDOW + [BAD[name]] * (WINDOW + 1), said, health)
    assert rows[-1]["health/alarms"] == rows[-1][f"health/{name}"] == 1
    assert len(said) == 1 and name in said[0] and "\n" not in said[0]
    assert health.summary == f"steps with alarms: {name} {sum(row['health/alarms'] for row in rows)}"
    (alarm,) = (alarm for alarm in ALARMS if alarm.name == name)
    assert rows[WINDOW][f"health/{name}"] == (0 if alarm.of_best else 1)


def test_a_format_that_was_never_there_cannot_be_lost() -> None:
    said: list[str] = []
    watched([{"reward/format_rate": rate} for rate in (0.2, 0.2, 0.2, 0.0, 0.0, 0.0)], said)
    assert not said


def test_a_restored_watch_goes_on_where_it_was() -> None:
    steps = [{}] * WINDOW + [BAD["format"]] * 2
    first, second = (Health(lambda line: None, Path("run")) for _ in range(2))
    watched(steps, [], first)
    second.load_state_dict(json.loads(json.dumps(first.state_dict())))
    assert watched([BAD["format"]], [], first) == watched([BAD["format"]], [], second)
    assert first.state_dict() == second.state_dict()


def test_several_bad_steps_in_a_row_end_the_run(tmp_path: Path) -> None:
    health = Health(lambda line: None, tmp_path)
    for skipped in (0.5, 1.0, 0.0, 0.5):
        health.stop_if_hopeless({"step": 7, "optim/skipped": skipped})
    assert health.bad_steps == 1
    with pytest.raises(RunFailed, match=r"not finite in 3 steps.*bad_batches.*before step 7"):
        for _ in range(MAX_BAD_STEPS):
            health.stop_if_hopeless({"step": 7, "optim/skipped": 0.5})


def test_the_samples_of_an_update_that_is_left_out_can_be_read_again(monkeypatch, tmp_path: Path) -> None:
    learner, folder = new_learner(new_model(), "ppo", updates_per_rollout=1), RunFolder(tmp_path).bad_batches
    samples = prepared(learner, GROUPS, SETTINGS)
    norms = iter([torch.tensor(1.0), torch.tensor(math.nan)])  # the critic's, the policy's
    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", lambda parameters, limit: next(norms))
    train_on(learner, GROUPS, SETTINGS, AFTER_WARMUP, partial(keep_bad_batch, folder, 12, SETTINGS))
    (path,) = folder.iterdir()
    assert path.name == "step_000012_0.safetensors"
    with safe_open(path, "pt") as file:
        assert file.metadata()["phase"] == SETTINGS.phase.name and file.metadata()["temperature"] == "1.25"
        found = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118, not a dict
    assert found["rewards"].tolist() == [sample.reward for sample in samples]
    for name in ("prompt", "completion"):
        rows = found[f"{name}_ids"].split(found[f"{name}_lengths"].tolist())
        assert [tuple(row.tolist()) for row in rows] == [getattr(sample, f"{name}_ids") for sample in samples]
    for name in ("engine_logprobs", "advantages", "values"):
        expected = torch.cat([getattr(sample.tokens, name) for sample in samples])
        assert torch.allclose(found[name], expected, atol=1e-5)


def test_bad_batches_do_not_fill_the_disk_and_are_forgotten_with_their_steps(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    samples = prepared(new_learner(new_model()), GROUPS, SETTINGS)
    for step in (1, 1, *range(2, 30)):
        keep_bad_batch(run.bad_batches, step, SETTINGS, samples)
    assert len(list(run.bad_batches.iterdir())) == MOST_KEPT
    run.forget_after(1)
    assert sorted(path.name for path in run.bad_batches.iterdir()) == [
        "step_000001_0.safetensors",
        "step_000001_1.safetensors",
    ]


def test_effective_sample_size_by_hand() -> None:
    """One update after sampling with other probabilities: (sum of ratios)^2 / (n * sum of squared ratios)."""
    model = new_model()
    learner = new_learner(model, importance="token")
    ratios = []
    with torch.no_grad():
        for group in GROUPS[:2]:
            for rollout in group.rollouts:
                ids = torch.tensor([group.prompt.token_ids + rollout.completion.token_ids])
                logprobs = (model(ids).logits[0, :-1] / 1.25).log_softmax(-1).gather(1, ids[0, 1:, None])[:, 0]
                ratios += (logprobs[len(group.prompt.token_ids) - 1 :] + 1.0).exp().tolist()
    expected = sum(ratios) ** 2 / (len(ratios) * sum(ratio**2 for ratio in ratios))
    metrics = train_on(learner, GROUPS[:2], SETTINGS, 1)
    assert metrics["optim/effective_sample_size"] == pytest.approx(expected, rel=1e-4)
    assert "optim/effective_sample_size" not in train_on(new_learner(new_model()), GROUPS, SETTINGS, 1)


def test_the_gap_to_the_engine_is_taken_before_the_policy_moves() -> None:
    gaps = [
        train_on(new_learner(new_model(), updates_per_rollout=count), GROUPS, SETTINGS, 1)["optim/logprob_gap"]
        for count in (1, 2)
    ]
    assert gaps[0] == pytest.approx(gaps[1], rel=1e-5)
