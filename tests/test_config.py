"""Configurations: what is shipped loads, and what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from logic_rl.config.reading import given_or_stored, read_config
from logic_rl.config.run import Ramp, to_yaml
from logic_rl.errors import UsageError
from logic_rl.resources import curriculum_names, curriculum_path

MINIMAL = "phases: [{name: warmup, steps: 2, people: {2: 1}}]\n"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("name", curriculum_names())
def test_shipped_curricula_load_and_survive_a_round_trip(name: str, tmp_path: Path) -> None:
    config = read_config(curriculum_path(name))
    assert read_config(written(tmp_path, to_yaml(config))) == config


def test_numbers_ramps_and_overrides(tmp_path: Path) -> None:
    path = written(tmp_path, MINIMAL)
    config = read_config(path, ("phases.warmup.learning_rate=3e-4", "rollout.max_new_tokens=9"), seed=5, model=None)
    assert config.phases[0].learning_rate == Ramp(3e-4, 3e-4)
    assert (config.rollout.max_new_tokens, config.seed, config.model) == (9, 5, "tiny-base")
    ramped = read_config(path, ("phases.warmup.temperature={start: 1.2, end: 0.9, shape: cosine}",))
    assert ramped.phases[0].temperature == Ramp(1.2, 0.9, "cosine")


def test_a_pipelined_rollout_weighs_its_samples_unless_told_otherwise(tmp_path: Path) -> None:
    path = written(tmp_path, MINIMAL)
    assert (read_config(path).algorithm.importance, read_config(path).rollout.lag) == ("none", 0)
    for name in ("grpo", "ppo"):
        config = read_config(path, ("rollout.mode=pipelined",), algorithm={"name": name})
        assert (config.algorithm.importance, config.rollout.lag) == ("token", 1)
        assert read_config(written(tmp_path, to_yaml(config))) == config
        path = written(tmp_path, MINIMAL)
    bare = read_config(path, ("rollout.mode=pipelined", "rollout.max_staleness=3", "algorithm.importance=none"))
    assert (bare.algorithm.importance, bare.rollout.lag) == ("none", 3)
    assert read_config(written(tmp_path, to_yaml(bare))) == bare


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (MINIMAL + "rollout: {mode: async}", "rollout.mode: 'async' is not known; choose synchronous or pipelined"),
        (MINIMAL + "rollout: {mode: pipelined, max_staleness: 0}", "rollout.max_staleness: must be at least 1"),
        ("phases: [{name: warmup, steps: 2, peple: {2: 1}}]", "unknown key 'peple'; did you mean 'people'"),
        ("phases: [{name: warmup, people: {2: 1}}]", "phases.warmup: missing key 'steps'"),
        ("phases: []", "at least one phase"),
        ("phases: [{name: warmup, steps: 0, people: {2: 1}}]", "phases.warmup.steps: must be at least 1, not 0"),
        ("phases: [{name: warmup, steps: two, people: {2: 1}}]", "expected a whole number, not 'two'"),
        ("phases: [{name: warmup, steps: 2, people: {-1: 1}}]", "phases.warmup.people: sizes must not be negative"),
        ("phases: [{name: warmup, steps: 2, people: {2: 0}}]", "one positive"),
        ("phases: [{name: warmup, steps: 2, people: {2: 1}, group_size: 1}]", "at least 2"),
        ("phases: [{name: warmup, steps: 2, people: {2: 1}, temperature: 0}]", "temperature"),
        ("phases: [{name: warmup, steps: 2, people: {2: 1}, learning_rate: .nan}]", "learning_rate"),
        ("phases: [{name: warmup, steps: 2, people: {2: 1}, band: {low: 0.6}}]", "phases.warmup.band: low must"),
        ("phases: [{name: a, steps: 2}, {name: a, steps: 2}]", "two stages are called 'a'"),
        (MINIMAL + "algorithm: {name: magic}", "'magic' is not known"),
        (MINIMAL + "algorithm: {updates_per_rollout: 99}", "99 minibatches"),
        (MINIMAL + "rollout: {engine: vllm, compile: true}", "vllm compiles itself"),
        ("phases: [", "not valid YAML"),
        ("- 1", "must hold keys and values"),
    ],
)
def test_mistakes_are_named_in_one_line(text: str, message: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        read_config(path)
    assert message in str(caught.value) and str(path) in str(caught.value)


@pytest.mark.parametrize("override", ["no-equals", "phases.nowhere.steps=1", "seed.deeper=1", "phases=3"])
def test_overrides_that_cannot_work(override: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_config(written(tmp_path, MINIMAL), (override,))


def test_a_stored_run_keeps_its_configuration(tmp_path: Path) -> None:
    stored = written(tmp_path, to_yaml(read_config(curriculum_path("smoke"))))
    assert given_or_stored(stored, None, ()) == given_or_stored(stored, "smoke", ())
    with pytest.raises(UsageError, match="'seed' differs"):
        given_or_stored(stored, "smoke", (), seed=99)


def test_how_many_learners_share_the_work_may_change_between_two_halves_of_a_run(tmp_path: Path) -> None:
    stored = tmp_path / "config.yaml"
    stored.write_text(to_yaml(read_config(curriculum_path("smoke"), learners=2)))
    assert given_or_stored(stored, None, ()).learners == 2
    assert given_or_stored(stored, None, (), learners=3).learners == 3
    assert given_or_stored(stored, "smoke", ()).learners == 2
    assert given_or_stored(stored, "smoke", (), learners=0).learners == 0
    with pytest.raises(UsageError, match="'seed' differs"):
        given_or_stored(stored, "smoke", (), learners=3, seed=77)


def test_logic_rls_own_order_of_sizes() -> None:
    config = read_config(curriculum_path("logic_rl_3to7"))
    assert [phase.people for phase in config.phases] == [{size: 1.0} for size in range(3, 8)]
    assert [phase.name for phase in config.rl_phases] == [f"people_{size}" for size in range(3, 8)]
    assert {(p.steps, p.prompts, p.group_size, p.learning_rate) for p in config.rl_phases} == {
        (900 // 8, 8, 8, Ramp(5e-7, 5e-7))
    }
    assert read_config(curriculum_path("logic_rl_3to7"), ("phases.people_5.steps=9",)).phases[3].steps == 112
