"""Mistakes with plan, doctor and the command itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.mistakes.harness import Mistake, check_mistake

MISTAKES = [
    Mistake("plan --curriculum qwen7b_three_phases", "[Dd]id you mean 'qwen7b_three_phase'"),
    Mistake("plan --curriculum {m}/gone.yaml", "no curriculum"),
    Mistake("plan --curriculum {m}/tabs.yaml", "not valid YAML"),
    Mistake("plan --curriculum {m}/bytes.yaml", "bytes.yaml"),
    Mistake("plan --curriculum {m}/empty.yaml", "keys and values"),
    Mistake("plan --curriculum {m}/unknown-key.yaml", "did you mean 'rollout'"),
    Mistake("plan --curriculum {m}/no-phases.yaml", "missing key 'phases'"),
    Mistake("plan --model {m}/hollow", "hollow … config.json"),
    Mistake("plan --model {m}/text-config", "config.json"),
    Mistake("plan --model {m}/unknown-kind", "Unrecognized model identifier: qwen99", light=False),
    Mistake("plan --model {m}/adapter-misfit", "adapter-misfit … q_proj"),
    Mistake("plan --model tinybase", "[Dd]id you mean 'tiny-base'"),
    Mistake("plan --model {m}/prose.txt", "prose.txt"),
    Mistake("plan --model {m}/begun", "no checkpoint"),
    Mistake("plan --memory 0", "'--memory'"),
    Mistake("plan --memory -24", "'--memory'"),
    Mistake("plan --memory 24GB", "'--memory'"),
    Mistake("plan --memory nan", "--memory"),
    Mistake("plan --memory inf", "--memory"),
    Mistake("plan --cards 0", "'--cards'"),
    Mistake("plan --cards two", "'--cards'"),
    Mistake("plan --prompt-tokens 0", "'--prompt-tokens'"),
    Mistake("plan --reply-tokens -7", "'--reply-tokens'"),
    Mistake("plan --sample-rate 0 --train-rate 10", "'--sample-rate'"),
    Mistake("plan --sample-rate nan --train-rate 10", "--sample-rate"),
    Mistake("plan --sample-rate 100", "--train-rate"),
    Mistake("plan --train-rate 100", "--sample-rate"),
    Mistake("plan --set rollout.wrkers=2", "did you mean 'workers'"),
    Mistake("plan --set rollout.workers", "write key=value"),
    Mistake("plan --set rollout.workers=many", "whole number"),
    Mistake("plan --set rollout.workers=0", "workers"),
    Mistake("plan --set phases.rolout.steps=3", "did you mean 'rollout'"),
    Mistake("plan --set model=3", "model"),
    Mistake("plan --set 'rollout={a: b'", "YAML"),
    Mistake("plan --set algorithm.name=gppo", "did you mean 'ppo'|did you mean 'grpo'"),
    Mistake("plan --on-tpu", "[Dd]id you mean|--on-tpu"),
    Mistake("plan three_phase", "three_phase"),
    Mistake("doctor now", "now"),
    Mistake("doctor --jsn", "[Dd]id you mean|--jsn"),
    Mistake("docter", "[Dd]id you mean 'doctor'"),
    Mistake("--verion", "--version"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.line)
def test_a_mistake_is_told(mistake: Mistake, materials: Path, tmp_path: Path) -> None:
    check_mistake(mistake, materials, tmp_path)
