"""What values a configuration may hold; each failure names the key and the cure."""

from __future__ import annotations

import dataclasses
import re

from logic_rl.config.algorithm import CHOICES, AlgorithmConfig
from logic_rl.config.building import advice, built
from logic_rl.config.demands import Require, demand
from logic_rl.config.phase import PhaseConfig
from logic_rl.config.reward import RewardConfig, check_reward
from logic_rl.config.run import TEMPLATES, EvaluationConfig, RolloutConfig, RunConfig
from logic_rl.config.stage_checks import STAGE_CHECKS
from logic_rl.config.stages import DistilStage, DpoStage, SampleStage, SftStage
from puzzles.spelling import choose_from

TAKEN = ("base", "best", "previous", "all")  # the run folder and the command line mean other things by these


def check(config: RunConfig, where: str) -> None:
    """Raises UsageError for the first value that cannot work."""
    require = demand(where)
    _check_names(config, require)
    for stage in config.phases:
        key = f"phases.{stage.name}"
        _check_start(config, stage.name, key, require)
        STAGE_CHECKS[stage.kind](config, stage, key, require)
        if changes := getattr(stage, "reward", {}):
            built(RewardConfig, dataclasses.asdict(config.reward) | changes, where, f"{key}.reward")
            check_reward(config.reward_of(stage.name), demand(f"{where}: {key}", "."))
        if isinstance(stage, PhaseConfig | SampleStage | SftStage | DpoStage | DistilStage):
            _check_learnt(config, stage.name, demand(f"{where}: {key}", "."))
    names = [stage.name for stage in config.phases]
    for key in ("preference_head", "process_model"):
        where_to = f"a stage learns it, and not all are rewarded by it: set {key} under reward of the later stages"
        require(getattr(config.reward, key) not in names, f"reward.{key}", where_to)
    _check_algorithm(config.algorithm, require)
    check_reward(config.reward, require)
    check_rollout(config.rollout, where)
    optimiser = config.optimiser
    require(optimiser.tokens_per_pass >= 1, "optimiser.tokens_per_pass", "must be at least 1")
    require(optimiser.max_grad_norm > 0, "optimiser.max_grad_norm", "must be positive")
    require(0 <= optimiser.beta1 < 1 and 0 <= optimiser.beta2 < 1, "optimiser.beta1/beta2", "must lie in [0, 1)")
    require(config.lora.rank >= 0 and config.lora.alpha > 0, "lora", "rank must be at least 0, alpha positive")
    _check_learners(config, require)
    require(config.checkpoint.every >= 1, "checkpoint.every", "must be at least 1")
    require(config.checkpoint.keep >= 1, "checkpoint.keep", "must be at least 1")
    template = config.prompt.template
    require(template in TEMPLATES, "prompt.template", f"{template!r} is not known; {choose_from(template, TEMPLATES)}")
    require(config.prompt.shots >= 0, "prompt.shots", "must not be negative")
    require(bool(config.task.strip()), "task", "must name a task, for example knights")
    _check_evaluation(config.evaluation, require)


def _check_names(config: RunConfig, require: Require) -> None:
    require(bool(config.phases), "phases", "at least one phase is needed")
    names = [stage.name for stage in config.phases]
    for name in names:
        require(
            re.fullmatch(r"\w[\w-]*", name, re.ASCII) is not None,
            "phases",
            f"the name {name!r} must be of letters, digits, _ and -, for files will bear it",
        )
        require(
            name not in TAKEN and not name.startswith("step_"),
            "phases",
            f"the name {name!r} means something else in a run folder: choose one that is none of {', '.join(TAKEN)} "
            "and does not begin with step_",
        )
        require(names.count(name) == 1, "phases", f"two stages are called {name!r}: names must be distinct")


def _check_start(config: RunConfig, name: str, key: str, require: Require) -> None:
    """A stage goes on from a model that there is when its turn comes."""
    start = config.phase(name).start_from
    models = ["previous", "base", *(stage.name for stage in config.before(name) if stage.makes_model)]
    require(
        start in models,
        f"{key}.from",
        f"{start!r} is no earlier stage that makes a model; {advice(start, models, 'choose one of')}",
    )


def _check_learnt(config: RunConfig, name: str, require: Require) -> None:
    """A head or model that is a stage's is learnt before the stage that is rewarded by it."""
    reward = config.reward_of(name)
    kinds = {"preference_head": ("preference", "preference"), "process_model": ("process", "process model")}
    for key, (kind, what) in kinds.items():
        learnt, given = {one.name for one in config.before(name) if one.kind == kind}, getattr(reward, key)
        require(
            given in learnt or all(given != one.name for one in config.phases),
            f"reward.{key}",
            f"stage {given!r} learns no {what}: name a stage of kind: {kind} before this one",
        )


def _check_evaluation(evaluation: EvaluationConfig, require: Require) -> None:
    require(evaluation.num_puzzles >= 0 and evaluation.samples >= 1, "evaluation", "counts must be positive")
    require(evaluation.num_to_choose >= 0, "evaluation.num_valid", "must not be negative")
    require(all(size >= 0 for size in evaluation.people), "evaluation.people", "sizes must not be negative")
    require(evaluation.temperature >= 0, "evaluation.temperature", "must not be negative")
    require(evaluation.every >= 0, "evaluation.every", "must be at least 1, or 0 for none")
    require(evaluation.shown >= 0, "evaluation.shown", "must not be negative")


def _check_learners(config: RunConfig, require: Require) -> None:
    """What needs the whole model in one place cannot be combined with ranks that hold parts of it."""
    require(config.learners >= 0, "learners", "must be at least 0")
    for key, is_on in (
        ("lora.rank", config.lora.rank > 0),
        (f"algorithm {config.algorithm.name}, whose critic", config.algorithm.needs_critic),
        ("optimiser.offload_reference", config.optimiser.offload_reference),
    ):
        require(not (config.learners and is_on), "learners", f"{key} does not work with learners yet: set learners=0")


def check_rollout(rollout: RolloutConfig, where: str) -> None:
    """Raises UsageError for the first value that cannot work, or is of another kind, as it may be in Python."""
    require = demand(where)
    built(RolloutConfig, dataclasses.asdict(rollout), where, "rollout")
    for name in ("max_staleness", "max_new_tokens", "max_slots", "workers", "tensor_parallel", "failures"):
        require(getattr(rollout, name) >= 1, f"rollout.{name}", "must be at least 1")
    for name in ("start_seconds", "stall_seconds"):
        require(getattr(rollout, name) > 0, f"rollout.{name}", "must be positive")
    require(rollout.sync_tolerance is None or rollout.sync_tolerance > 0, "rollout.sync_tolerance", "must be positive")
    require(0 < rollout.gpu_memory <= 1, "rollout.gpu_memory", "must lie between 0 and 1")
    require(
        rollout.engine == "vllm" or rollout.workers == rollout.tensor_parallel == 1,
        "rollout.workers",
        "the torch engine runs in the trainer's own process; choose --engine vllm for workers",
    )
    require(
        rollout.engine == "torch" or rollout.language == "any",
        "rollout.language",
        "is of the torch engine: with vllm give the language a weight in the reward instead",
    )
    require(
        rollout.engine == "torch" or not rollout.compile,
        "rollout.compile",
        "is of the torch engine; vllm compiles itself",
    )


def _check_algorithm(algorithm: AlgorithmConfig, require: Require) -> None:
    for key, words in CHOICES.items():
        word = getattr(algorithm, key)
        require(word in words, f"algorithm.{key}", f"{word!r} is not known; choose one of {', '.join(words)}")
    require(0 < algorithm.clip_low <= 1, "algorithm.clip_low", "must lie between 0 and 1")
    require(algorithm.clip_high > 0, "algorithm.clip_high", "must be positive")
    require(
        algorithm.dual_clip == 0 or (algorithm.dual_clip > 1 and algorithm.surrogate != "cispo"),
        "algorithm.dual_clip",
        "must be above 1, or 0 for none; cispo has no use for it",
    )
    require(
        (algorithm.kl_estimator == "k1") == (algorithm.kl_in == "reward"),
        "algorithm.kl_estimator",
        f"{algorithm.kl_estimator} in the {algorithm.kl_in} does not pull towards the reference: "
        "take k1 in the reward, or k2 or k3 in the loss",
    )
    require(algorithm.entropy_weight >= 0, "algorithm.entropy_weight", "must not be negative")
    require(0 <= algorithm.negative_weight <= 1, "algorithm.negative_weight", "must lie between 0 and 1")
    require(algorithm.importance_cap > 0, "algorithm.importance_cap", "must be positive")
    require(algorithm.updates_per_rollout >= 1, "algorithm.updates_per_rollout", "must be at least 1")
    require(algorithm.refills >= 0, "algorithm.refills", "must not be negative")
    critic = algorithm.critic
    require(0 <= critic.gamma <= 1 and 0 <= critic.gae_lambda <= 1, "algorithm.critic", "gamma and gae_lambda: 0 to 1")
    require(
        (critic.learning_rate or 0) >= 0 and critic.learning_rate_ratio >= 0 and critic.clip >= 0,
        "algorithm.critic",
        "learning rates and clip must not be negative",
    )
    require(critic.warmup_steps >= 0, "algorithm.critic.warmup_steps", "must not be negative")
