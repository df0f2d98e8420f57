"""What values a configuration may hold; each failure names the key and the cure."""

from __future__ import annotations

import math

from logic_rl.config.algorithm import CHOICES, AlgorithmConfig
from logic_rl.config.reward import check_reward
from logic_rl.config.run import DTYPES, ENGINES, MODES, PHASE_NAMES, PhaseConfig, Ramp, RolloutConfig, RunConfig
from logic_rl.errors import UsageError
from puzzles.sampling.spec import MAX_PEOPLE, MIN_PEOPLE


def check(config: RunConfig, where: str) -> None:
    """Raises UsageError for the first value that cannot work."""

    def require(condition: bool, key: str, problem: str) -> None:
        if not condition:
            raise UsageError(f"{where}: {key}: {problem}")

    require(bool(config.phases), "phases", "at least one phase is needed")
    names = [phase.name for phase in config.phases]
    require(
        set(names) <= set(PHASE_NAMES) and len(set(names)) == len(names),
        "phases",
        f"names must be distinct and among {', '.join(PHASE_NAMES)}, not {', '.join(names)}",
    )
    require(names == [n for n in PHASE_NAMES if n in names], "phases", f"keep the order {', '.join(PHASE_NAMES)}")
    for phase in config.phases:
        _check_phase(phase, f"phases.{phase.name}", config.algorithm, require)
    algorithm, rollout, optimiser = config.algorithm, config.rollout, config.optimiser
    _check_algorithm(algorithm, require)
    for phase in config.phases:
        require(
            algorithm.updates_per_rollout <= phase.prompts,
            "algorithm.updates_per_rollout",
            f"{algorithm.updates_per_rollout} minibatches cannot be made of {phase.prompts} prompts",
        )
    check_reward(config.reward, require)
    check_rollout(rollout, where)
    require(optimiser.tokens_per_pass >= 1, "optimiser.tokens_per_pass", "must be at least 1")
    require(optimiser.max_grad_norm > 0, "optimiser.max_grad_norm", "must be positive")
    require(0 <= optimiser.beta1 < 1 and 0 <= optimiser.beta2 < 1, "optimiser.beta1/beta2", "must lie in [0, 1)")
    require(config.lora.rank >= 0 and config.lora.alpha > 0, "lora", "rank must be at least 0, alpha positive")
    _check_learners(config, require)
    require(config.checkpoint.every >= 1, "checkpoint.every", "must be at least 1")
    require(config.checkpoint.keep >= 1, "checkpoint.keep", "must be at least 1")
    evaluation = config.evaluation
    require(evaluation.num_puzzles >= 0 and evaluation.samples >= 1, "evaluation", "counts must be positive")
    require(
        bool(evaluation.people) and all(MIN_PEOPLE <= n <= MAX_PEOPLE for n in evaluation.people),
        "evaluation.people",
        f"sizes must lie between {MIN_PEOPLE} and {MAX_PEOPLE}",
    )
    require(evaluation.temperature >= 0, "evaluation.temperature", "must not be negative")


def _check_learners(config: RunConfig, require) -> None:
    """What needs the whole model in one place cannot be combined with ranks that hold parts of it."""
    require(config.learners >= 0, "learners", "must be at least 0")
    for key, is_on in (
        ("lora.rank", config.lora.rank > 0),
        (f"algorithm {config.algorithm.name}, whose critic", config.algorithm.needs_critic),
        ("optimiser.offload_reference", config.optimiser.offload_reference),
    ):
        require(not (config.learners and is_on), "learners", f"{key} does not work with learners yet: set learners=0")


def check_rollout(rollout: RolloutConfig, where: str) -> None:
    """Raises UsageError for the first value that cannot work."""

    def require(condition: bool, key: str, problem: str) -> None:
        if not condition:
            raise UsageError(f"{where}: {key}: {problem}")

    require(
        rollout.engine in ENGINES, "rollout.engine", f"{rollout.engine!r} is not known; choose {' or '.join(ENGINES)}"
    )
    require(rollout.mode in MODES, "rollout.mode", f"{rollout.mode!r} is not known; choose {' or '.join(MODES)}")
    for name in ("max_staleness", "max_new_tokens", "max_slots", "workers", "tensor_parallel", "failures"):
        require(getattr(rollout, name) >= 1, f"rollout.{name}", "must be at least 1")
    for name in ("start_seconds", "stall_seconds"):
        require(getattr(rollout, name) > 0, f"rollout.{name}", "must be positive")
    require(rollout.sync_tolerance is None or rollout.sync_tolerance > 0, "rollout.sync_tolerance", "must be positive")
    require(0 < rollout.gpu_memory <= 1, "rollout.gpu_memory", "must lie between 0 and 1")
    require(rollout.dtype in DTYPES, "rollout.dtype", f"{rollout.dtype!r} is not known; choose {', '.join(DTYPES)}")
    require(
        rollout.engine == "vllm" or rollout.workers == rollout.tensor_parallel == 1,
        "rollout.workers",
        "the torch engine runs in the trainer's own process; choose --engine vllm for workers",
    )
    require(
        rollout.engine == "torch" or not rollout.compile,
        "rollout.compile",
        "is of the torch engine; vllm compiles itself",
    )


def _check_algorithm(algorithm: AlgorithmConfig, require) -> None:
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


def _check_phase(phase: PhaseConfig, key: str, algorithm: AlgorithmConfig, require) -> None:
    require(phase.steps >= 1, f"{key}.steps", f"must be at least 1, not {phase.steps}")
    require(phase.prompts >= 1, f"{key}.prompts", f"must be at least 1, not {phase.prompts}")
    least = 1 if algorithm.advantage in ("whitened", "gae") else 2
    require(
        phase.group_size >= least,
        f"{key}.group_size",
        f"must be at least {least} ({algorithm.name} compares the samples of a group), not {phase.group_size}"
        if least > 1
        else f"must be at least 1, not {phase.group_size}",
    )
    require(
        bool(phase.people) and all(MIN_PEOPLE <= n <= MAX_PEOPLE for n in phase.people),
        f"{key}.people",
        f"sizes must lie between {MIN_PEOPLE} and {MAX_PEOPLE}",
    )
    weights = phase.people.values()
    require(all(w >= 0 for w in weights) and sum(weights) > 0, f"{key}.people", "weights must be >= 0, one positive")
    _check_ramp(phase.temperature, f"{key}.temperature", require, minimum=1e-6)
    _check_ramp(phase.learning_rate, f"{key}.learning_rate", require, minimum=0.0)
    _check_ramp(phase.kl_weight, f"{key}.kl_weight", require, minimum=0.0)
    require(
        0 <= phase.band.low <= 0.5 <= phase.band.high <= 1,
        f"{key}.band",
        "low must lie between 0 and 0.5 and high between 0.5 and 1: a pass rate of 0.5 teaches most",
    )
    require(phase.promote.window >= 1, f"{key}.promote.window", "must be at least 1")


def _check_ramp(ramp: Ramp, key: str, require, minimum: float) -> None:
    require(ramp.shape in ("linear", "cosine"), f"{key}.shape", f"must be linear or cosine, not {ramp.shape!r}")
    for value in (ramp.start, ramp.end):
        require(math.isfinite(value) and value >= minimum, key, f"must be a number of at least {minimum:g}")
