"""The table of algorithms: its values are pinned, and every word in it has a formula."""

from __future__ import annotations

import dataclasses

import pytest

from logic_rl.algorithms import ADVANTAGES, IMPORTANCE, KL_ESTIMATORS, SURROGATES
from logic_rl.config.algorithm import ALGORITHMS, CHOICES, AlgorithmConfig, CriticConfig
from logic_rl.config.reading import config_from_tree, read_config
from logic_rl.errors import UsageError

# advantage, normalise_std, surrogate, (clip_low, clip_high), divide_by, (kl_estimator, kl_in), updates, refills
PINNED = {
    "grpo": ("group", True, "clip", (0.2, 0.28), "batch_tokens", ("k3", "loss"), 1, 0),
    "dr-grpo": ("group", False, "clip", (0.2, 0.2), "max_tokens", ("k3", "loss"), 1, 0),
    "rloo": ("leave_one_out", True, "clip", (0.2, 0.2), "max_tokens", ("k1", "reward"), 1, 0),
    "reinforce++": ("whitened", True, "clip", (0.2, 0.2), "batch_tokens", ("k1", "reward"), 1, 0),
    "reinforce++-baseline": ("group_whitened", True, "clip", (0.2, 0.2), "batch_tokens", ("k2", "loss"), 1, 0),
    "ppo": ("gae", True, "clip", (0.2, 0.2), "batch_tokens", ("k1", "reward"), 2, 0),
    "dapo": ("group", True, "clip", (0.2, 0.28), "batch_tokens", ("k3", "loss"), 2, 3),
    "gspo": ("group", True, "sequence_clip", (3e-4, 4e-4), "own_tokens", ("k3", "loss"), 2, 0),
    "cispo": ("group", True, "cispo", (1.0, 4.0), "batch_tokens", ("k3", "loss"), 2, 0),
    "raft": ("best", True, "clip", (0.2, 0.2), "batch_tokens", ("k3", "loss"), 1, 0),
}
TREE = {"phases": [{"name": "warmup", "steps": 1, "people": {2: 1}}]}


def test_every_recipe_is_pinned() -> None:
    assert list(PINNED) == list(ALGORITHMS)
    for name, (advantage, std, surrogate, clips, divide_by, kl, updates, refills) in PINNED.items():
        assert ALGORITHMS[name] == AlgorithmConfig(
            name, advantage, std, surrogate, *clips, dual_clip=0.0, divide_by=divide_by, kl_estimator=kl[0],
            kl_in=kl[1], entropy_weight=0.0, importance="none", importance_cap=2.0, updates_per_rollout=updates,
            refills=refills, mask_truncated=False, negative_weight=1.0,
            critic=CriticConfig(None, 5.0, 2, 0.5, 1.0, 1.0),
        )  # fmt: skip
    assert AlgorithmConfig() == ALGORITHMS["grpo"]


def test_every_word_has_a_formula() -> None:
    tables = {
        "advantage": ADVANTAGES, "surrogate": SURROGATES, "kl_estimator": KL_ESTIMATORS, "importance": IMPORTANCE,
    }  # fmt: skip
    for key, table in tables.items():
        assert set(table) == set(CHOICES[key])
    assert set(CHOICES) <= {field.name for field in dataclasses.fields(AlgorithmConfig)}


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_name_alone_is_the_recipe(name: str) -> None:
    assert config_from_tree(TREE | {"algorithm": {"name": name}}, "test").algorithm == ALGORITHMS[name]


def test_further_keys_depart_from_the_recipe(tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("phases: [{name: warmup, steps: 1, people: {2: 1}}]\nalgorithm: {name: cispo, clip_high: 9}\n")
    ppo = read_config(path, ("algorithm.critic.warmup_steps=7",), algorithm={"name": "ppo"}).algorithm
    assert ppo == dataclasses.replace(ALGORITHMS["ppo"], critic=CriticConfig(warmup_steps=7))
    assert read_config(path).algorithm == dataclasses.replace(ALGORITHMS["cispo"], clip_high=9.0)


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        ({"name": "reinforce"}, "'reinforce' is not known; did you mean 'reinforce++'"),
        ({"name": "magic"}, "choose one of: grpo, dr-grpo"),
        ({"name": ["ppo"]}, "is not known"),
        ({"clip_hihg": 0.3}, "unknown key 'clip_hihg'; did you mean 'clip_high'"),
        ({"name": "ppo", "critic": {"gama": 1}}, "unknown key 'gama'; did you mean 'gamma'"),
        ({"advantage": "worst"}, "choose one of group, leave_one_out"),
        ({"kl_estimator": "k1"}, "k1 in the loss does not pull towards the reference"),
        ({"kl_in": "reward"}, "k3 in the reward does not pull towards the reference"),
        ({"dual_clip": 0.5}, "algorithm.dual_clip"),
        ({"critic": {"gamma": 1.5}}, "gamma"),
        ({"refills": -1}, "algorithm.refills"),
    ],
)
def test_mistakes_are_named(algorithm: dict, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        config_from_tree(TREE | {"algorithm": algorithm}, "test")
    assert message in str(caught.value)
