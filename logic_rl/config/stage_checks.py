"""What values a stage may hold, by its kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import Any

from logic_rl.config.building import advice
from logic_rl.config.demands import Require, check_counts, check_people, check_positive, check_weights
from logic_rl.config.phase import PhaseConfig, Ramp
from logic_rl.config.run import RunConfig
from logic_rl.config.stages import (
    DistilStage,
    DpoStage,
    PreferenceStage,
    ProcessStage,
    ProofStage,
    SampleStage,
    SftStage,
)
from puzzles.traces import MAX_PEOPLE, STYLES


def _check_phase(config: RunConfig, phase: PhaseConfig, key: str, require: Require) -> None:
    algorithm = config.algorithm
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
        algorithm.updates_per_rollout <= phase.prompts,
        "algorithm.updates_per_rollout",
        f"{algorithm.updates_per_rollout} minibatches cannot be made of {phase.prompts} prompts",
    )
    check_people(phase.people, key, require)
    _check_ramp(phase.temperature, f"{key}.temperature", require, minimum=1e-6)
    _check_ramp(phase.learning_rate, f"{key}.learning_rate", require, minimum=0.0)
    _check_ramp(phase.kl_weight, f"{key}.kl_weight", require, minimum=0.0)
    require(
        0 <= phase.band.low <= 0.5 <= phase.band.high <= 1,
        f"{key}.band",
        "low must lie between 0 and 0.5 and high between 0.5 and 1: a pass rate of 0.5 teaches most",
    )
    require(phase.promote.window >= 1, f"{key}.promote.window", "must be at least 1")


def _check_ramp(ramp: Ramp, key: str, require: Require, minimum: float) -> None:
    for value in (ramp.start, ramp.end):
        require(math.isfinite(value) and value >= minimum, key, f"must be a number of at least {minimum:g}")


def _check_sample(config: RunConfig, stage: SampleStage, key: str, require: Require) -> None:
    check_counts(stage, ("prompts", "group_size"), key, require)
    check_people(stage.people, key, require)
    require(math.isfinite(stage.temperature) and stage.temperature >= 0, f"{key}.temperature", "must not be negative")
    require(stage.shots >= 0, f"{key}.shots", "must not be negative")
    require(
        stage.instruction is None or stage.model is not None or config.prompt.template != "plain",
        f"{key}.instruction",
        "the template plain says none: choose prompt.template r1-zero or chat",
    )
    require(stage.per_prompt is None or stage.per_prompt >= 1, f"{key}.per_prompt", "must be at least 1, or null")


def _check_proofs(config: RunConfig, stage: ProofStage, key: str, require: Require) -> None:
    require(stage.count >= 1, f"{key}.count", f"must be at least 1, not {stage.count}")
    check_people(stage.people, key, require)
    require(bool(stage.people), f"{key}.people", "name the numbers of people: {2: 1, 3: 1}")
    for name in ("mistakes", "hesitation", "summary", "paths", "closing"):
        share = getattr(stage, name)
        require(share is None or 0 <= share <= 1, f"{key}.{name}", f"must lie between 0 and 1, not {share}")
    require(config.task == "knights", f"{key}.kind", f"proofs are of the task knights, not {config.task}")
    for name in stage.style:
        require(name in STYLES, f"{key}.style", f"{name!r} is no style; {advice(name, STYLES, 'choose from')}")
    check_weights(stage.style, f"{key}.style", require)
    sizes = [size for size, weight in stage.people.items() if weight]
    require(min(sizes) >= 2, f"{key}.people", "a puzzle has at least 2 people")
    for name in (name for name, weight in stage.style.items() if weight):
        require(
            max(sizes) <= MAX_PEOPLE.get(name, max(sizes)),
            f"{key}.people",
            f"{name} is for at most {MAX_PEOPLE.get(name)} people; case_analysis and contradiction are for more",
        )


def _check_sft(config: RunConfig, stage: SftStage | DistilStage, key: str, require: Require) -> None:
    check_counts(stage, ("epochs", "batch_size", "max_tokens"), key, require)
    check_positive(stage, ("learning_rate",), key, require)
    sources = config.sources(stage.name)
    _check_rows_there(config, stage.name, sources, "a file of response rows", key, require)
    check_weights(sources, f"{key}.sources", require)


def _check_distil(config: RunConfig, stage: DistilStage, key: str, require: Require) -> None:
    require(bool(stage.teacher.strip()), f"{key}.teacher", "must name a model: a packaged name, a folder or a hub id")
    require(not config.learners, "learners", "kind: distil does not work with learners yet: set learners=0")
    if not stage.is_on_policy:
        _check_sft(config, stage, key, require)
        require(0 <= stage.alpha <= 1, f"{key}.alpha", f"must lie between 0 and 1, not {stage.alpha}")
        check_positive(stage, ("softening",), key, require)
        require(stage.top_k >= 0, f"{key}.top_k", "must be at least 1, or 0 for the whole vocabulary")
        return
    require(not stage.sources, f"{key}.sources", "on-policy the student's own replies are learnt from: leave it out")
    check_counts(stage, ("steps", "prompts", "group_size"), key, require)
    check_positive(stage, ("learning_rate", "temperature"), key, require)
    check_people(stage.people, key, require)


def _check_dpo(config: RunConfig, stage: DpoStage, key: str, require: Require) -> None:
    check_counts(stage, ("pairs", "epochs", "batch_size", "max_tokens"), key, require)
    check_positive(stage, ("learning_rate", "beta"), key, require)
    require(0 <= stage.smoothing < 0.5, f"{key}.smoothing", "must be at least 0 and below 0.5")
    _check_scored(config, stage, key, require)


def _check_preference(config: RunConfig, stage: PreferenceStage, key: str, require: Require) -> None:
    require(0 < stage.held_out < 1, f"{key}.held_out", "must lie between 0 and 1")
    check_positive(stage, ("decay",), key, require)
    _check_scored(config, stage, key, require)


def _check_process(config: RunConfig, stage: ProcessStage, key: str, require: Require) -> None:
    require(0 < stage.held_out < 1, f"{key}.held_out", "must lie between 0 and 1")
    require(0 <= stage.label_noise <= 0.5, f"{key}.label_noise", "must lie between 0 and 0.5, where labels say nothing")
    check_counts(stage, ("epochs", "batch_size", "max_tokens"), key, require)
    check_positive(stage, ("learning_rate",), key, require)
    rows = "a file of response rows or labelled steps"
    _check_rows_there(config, stage.name, config.sources(stage.name), rows, key, require)


def _check_rows_there(
    config: RunConfig, name: str, sources: Collection[str], rows: str, key: str, require: Require
) -> None:
    """A stage that learns from rows has some, and earlier stages that it names leave some."""
    nothing = f"nothing to learn from: name {rows}, or put a stage of kind: sample or proofs before it"
    leaving = {one.name for one in config.before(name) if one.leaves_rows}
    lacking = "leaves no rows to learn from: name a stage of kind: sample or proofs before this one"
    _check_sources(config, sources, leaving, (nothing, lacking), key, require)


def _check_scored(config: RunConfig, stage: DpoStage | PreferenceStage, key: str, require: Require) -> None:
    nothing = "nothing to compare: name a file of scored response rows, or put a stage of kind: sample before it"
    samples = {one.name for one in config.before(stage.name) if one.kind == "sample"}
    lacking = "leaves no scored replies: name a stage of kind: sample before this one"
    _check_sources(config, config.sources(stage.name), samples, (nothing, lacking), key, require)


def _check_sources(
    config: RunConfig, sources: Collection[str], leaving: Collection[str], problems: tuple[str, str], key: str,
    require: Require,
) -> None:  # fmt: skip
    """There are sources, and those that are stages of the run are among those that leave what is asked for."""
    nothing, lacking = problems
    require(bool(sources), f"{key}.sources", nothing)
    for source in sources:
        is_left = source in leaving or all(source != one.name for one in config.phases)
        require(is_left, f"{key}.sources", f"stage {source!r} {lacking}")


STAGE_CHECKS: dict[str, Callable[[RunConfig, Any, str, Require], None]] = {
    "rl": _check_phase,
    "sample": _check_sample,
    "proofs": _check_proofs,
    "sft": _check_sft,
    "dpo": _check_dpo,
    "preference": _check_preference,
    "process": _check_process,
    "distil": _check_distil,
}
