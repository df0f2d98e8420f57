"""What was run, for the page: model, algorithm, seed, stages, and the whole configuration without paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from logic_rl.config.reward import PARTS
from logic_rl.errors import UsageError
from logic_rl.record import RunFolder
from logic_rl.rows import read_json

STAGE_HEADS = ("stage", "steps", "people", "prompts × samples", "temperature", "learning rate")
REWARD_PARTS = (*PARTS, "partial_credit")
SOFTWARE = ("logic_rl", "torch", "transformers", "vllm", "python")


@dataclass(frozen=True, slots=True)
class Settings:
    """Of one run; empty where it has no config.yaml.

    Attributes:
        facts: (name, value), the model, the algorithm and the seed first.
        stages: rows under `STAGE_HEADS`; "" where a stage has no such setting.
        text: config.yaml.
    """

    facts: list[tuple[str, str]]
    stages: list[tuple[str, ...]]
    text: str


def settings_of(run: RunFolder) -> Settings:
    """What config.yaml and environment.json say; what they lack is left out."""
    config = _without_paths(run.config(), run.path.resolve())
    if not config:
        return Settings([], [], "")
    stages = [_stage(stage) for stage in config.get("phases") or () if isinstance(stage, dict)]
    text = yaml.safe_dump(config, sort_keys=False, allow_unicode=True)
    return Settings([(name, value) for name, value in _facts(config, _environment(run)) if value], stages, text)


def _facts(config: Mapping, environment: Mapping) -> list[tuple[str, str]]:
    algorithm, rollout, held_out = (_part(config, key) for key in ("algorithm", "rollout", "evaluation"))
    kinds = [f"{words} {algorithm[key]}" for key, words in (("advantage", "advantage"), ("surrogate", "surrogate"),
             ("divide_by", "loss divided by")) if key in algorithm]  # fmt: skip
    weights = [f"{part.replace('_', ' ')} {weight:g}" for part in REWARD_PARTS
               if isinstance(weight := _part(config, "reward").get(part), int | float) and weight]  # fmt: skip
    questions = config.get("puzzles") or "drawn as needed"
    return [
        ("model", _said(config.get("model"))),
        ("algorithm", _said(algorithm.get("name")) + (f" ({', '.join(kinds)})".replace("_", " ") if kinds else "")),
        ("seed", _said(config.get("seed"))),
        ("task", f"{_said(config.get('task', 'knights'))}; questions: {questions}"),
        ("reward", ", ".join(weights)),
        ("sampling", f"{rollout['engine']}, at most {rollout.get('max_new_tokens')} tokens a response"
                     if "engine" in rollout else ""),
        ("held-out", f"{held_out['num_puzzles']} questions, {held_out.get('samples')} sampled each, temperature "
                     f"{held_out.get('temperature')}" if "num_puzzles" in held_out else ""),
        ("software", ", ".join(f"{name} {environment[name]}" for name in SOFTWARE if environment.get(name))),
        ("machine", _machine(environment)),
    ]  # fmt: skip


def _machine(environment: Mapping) -> str:
    device, cores = environment.get("device"), environment.get("num_cpus")
    return ", ".join(filter(None, [_said(device), f"{cores} cores" if cores else ""]))


def _stage(stage: Mapping) -> tuple[str, ...]:
    kind = stage.get("kind", "rl")
    drawn = [_said(stage.get(key)) for key in ("prompts", "group_size")]
    people = stage.get("people")
    return (
        _said(stage.get("name")) + ("" if kind == "rl" else f" ({kind})"),
        _said(stage.get("steps")),
        ", ".join(f"{size}: {share:g}" if isinstance(share, int | float) else f"{size}"
                  for size, share in people.items()) if isinstance(people, dict) else "",
        " × ".join(drawn) if all(drawn) else "",
        _ramp(stage.get("temperature")),
        _ramp(stage.get("learning_rate")),
    )  # fmt: skip


def _ramp(value: Any) -> str:
    """Example: `{"start": 1e-4, "end": 6e-4}` is "0.0001 → 0.0006", `{"start": 1, "end": 1}` and `1` are "1"."""
    ends = [value.get("start"), value.get("end")] if isinstance(value, dict) else [value]
    shown = [f"{end:g}" for end in ends if isinstance(end, int | float)]
    return " → ".join(dict.fromkeys(shown))


def _environment(run: RunFolder) -> dict:
    try:
        return read_json(run.path / "environment.json")
    except UsageError:
        return {}


def _without_paths(value: Any, run: Path) -> Any:
    """A page is handed on: a path within the run is told from there, any other by its last two parts."""
    if isinstance(value, dict):
        return {key: _without_paths(one, run) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_paths(one, run) for one in value]
    if not isinstance(value, str) or not Path(value).is_absolute():
        return value
    path = Path(value)
    return str(path.relative_to(run)) if path.is_relative_to(run) else "/".join(["…", *path.parts[-2:]])


def _part(config: Mapping, key: str) -> Mapping:
    part = config.get(key)
    return part if isinstance(part, dict) else {}


def _said(value: Any) -> str:
    return "" if value is None else str(value)
