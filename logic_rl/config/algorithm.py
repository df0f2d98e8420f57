"""Which algorithm a name stands for: settings and their tried values, in one table. No torch here.

`ALGORITHMS[name]` is a whole recipe. What the words in it mean as formulas stands in
`logic_rl.algorithms`, whose tables have an entry for every word of `CHOICES`.
"""

from __future__ import annotations

from dataclasses import dataclass

from logic_rl.config.values import STRICT, Number, Whole

# What a word may be; whoever adds a formula adds its word here.
CHOICES: dict[str, tuple[str, ...]] = {
    "advantage": ("group", "leave_one_out", "best", "whitened", "group_whitened", "gae"),
    "surrogate": ("clip", "sequence_clip", "cispo"),
    "divide_by": ("batch_tokens", "own_tokens", "max_tokens"),
    "kl_estimator": ("k1", "k2", "k3"),
    "kl_in": ("loss", "reward"),
    "importance": ("none", "token", "sequence"),
}
UNCLIPPED = 1.0  # a ratio is never below 0, so a lower bound of 1 - 1 does nothing


@dataclass(frozen=True, slots=True)
class CriticConfig:
    """The value model of PPO.

    Attributes:
        learning_rate: constant over the run; None follows the phase's, `learning_rate_ratio` times.
        learning_rate_ratio: a critic learns faster than its policy (Open-Reasoner-Zero, arXiv 2503.24290: 5 times).
        warmup_steps: first steps of the run in which only the critic learns.
        clip: values move by at most this much per rollout before the loss is cut off; 0 switches it off.
        gamma, gae_lambda: discount and trace of generalised advantage estimation. 1 and 1 suit one reward at the end.
    """

    __pydantic_config__ = STRICT

    learning_rate: Number | None = None
    learning_rate_ratio: Number = 5.0
    warmup_steps: Whole = 2
    clip: Number = 0.5
    gamma: Number = 1.0
    gae_lambda: Number = 1.0


@dataclass(frozen=True, slots=True)
class AlgorithmConfig:
    """How scored samples become a gradient. The weight of the KL penalty is a ramp of the phase.

    Attributes:
        advantage: what a sample is compared with.
        normalise_std: with `group`, divide by the group's standard deviation.
        surrogate: how far from the sampling policy a token still counts.
        clip_low, clip_high: the ratio is clipped to [1 - clip_low, 1 + clip_high].
        dual_clip: with `clip` and `sequence_clip`, tokens of bad samples lose at most this many times
            their advantage (above 1; 0 switches it off).
        divide_by: what the summed loss is divided by: all tokens of the minibatch; each sample by its own
            tokens, then by the number of samples; or the cap on tokens times the number of samples.
        kl_estimator, kl_in: how the distance to the starting model is estimated, and whether it is
            added to the loss (k2, k3) or taken off the reward (k1); `logic_rl.algorithms.kl` says why.
        entropy_weight: weight of the entropy bonus.
        importance, importance_cap: correct for samples drawn from other probabilities than the trainer's, be it
            an engine that computes slightly differently or older weights, by a weight per token or per sequence
            that is at most the cap. With `rollout.mode: pipelined` it is "token" unless another word is given.
        updates_per_rollout: minibatches a rollout is split into, each one optimiser update.
        refills: times that groups with equal rewards are replaced by groups of new puzzles; 0 switches it off.
        mask_truncated: replies that were cut at the cap teach nothing themselves (DAPO, arXiv 2503.14476, section
            3.4, overlong filtering); their reward still counts in what the others of the group are compared with. They
            are the longest, so steps become shorter too.
        negative_weight: what negative advantages are multiplied by. 1 is the policy gradient; 0 learns from the better
            replies of a group alone, as rejection fine-tuning does (arXiv 2504.11343). In between, long wrong replies
            of which nearly every step is true push less against those steps.
        measure_kl: measure the distance to the model that the phase started from where no penalty asks for it
            (`proxy/kl` in the metrics); a pass of that model more in each step.
        critic: settings of the value model that `gae` needs.
    """

    __pydantic_config__ = STRICT

    name: str = "grpo"
    advantage: str = "group"
    normalise_std: bool = True
    surrogate: str = "clip"
    clip_low: Number = 0.2
    clip_high: Number = 0.28
    dual_clip: Number = 0.0
    divide_by: str = "batch_tokens"
    kl_estimator: str = "k3"
    kl_in: str = "loss"
    entropy_weight: Number = 0.0
    importance: str = "none"
    importance_cap: Number = 2.0
    updates_per_rollout: Whole = 1
    refills: Whole = 0
    mask_truncated: bool = False
    negative_weight: Number = 1.0
    measure_kl: bool = False
    critic: CriticConfig = CriticConfig()

    @property
    def needs_critic(self) -> bool:
        return self.advantage == "gae"


ALGORITHMS = {
    config.name: config
    for config in (
        AlgorithmConfig("grpo"),
        AlgorithmConfig("dr-grpo", normalise_std=False, clip_high=0.2, divide_by="max_tokens"),
        AlgorithmConfig(
            "rloo", advantage="leave_one_out", clip_high=0.2, divide_by="max_tokens", kl_estimator="k1", kl_in="reward"
        ),
        AlgorithmConfig("reinforce++", advantage="whitened", clip_high=0.2, kl_estimator="k1", kl_in="reward"),
        AlgorithmConfig("reinforce++-baseline", advantage="group_whitened", clip_high=0.2, kl_estimator="k2"),
        AlgorithmConfig(
            "ppo", advantage="gae", clip_high=0.2, kl_estimator="k1", kl_in="reward", updates_per_rollout=2
        ),
        AlgorithmConfig("dapo", updates_per_rollout=2, refills=3),
        AlgorithmConfig(
            "gspo", surrogate="sequence_clip", clip_low=3e-4, clip_high=4e-4, divide_by="own_tokens",
            updates_per_rollout=2,
        ),
        AlgorithmConfig("cispo", surrogate="cispo", clip_low=UNCLIPPED, clip_high=4.0, updates_per_rollout=2),
        AlgorithmConfig("raft", advantage="best", clip_high=0.2),
    )
}  # fmt: skip
