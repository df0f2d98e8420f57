"""Mistakes with train."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.mistakes.harness import Mistake, check_mistake

MISTAKES = [
    Mistake("train", "'--out'"),
    Mistake("train --curriculum smok --out {new}", "[Dd]id you mean 'smoke'"),
    Mistake("train --curriculum {m}/gone.yaml --out {new}", "no curriculum"),
    Mistake("train --curriculum {m}/hollow --out {new}", "no curriculum"),
    Mistake("train --curriculum {m}/tabs.yaml --out {new}", "not valid YAML"),
    Mistake("train --curriculum {m}/list.yaml --out {new}", "keys and values"),
    Mistake("train --curriculum {m}/empty.yaml --out {new}", "keys and values"),
    Mistake("train --curriculum {m}/bytes.yaml --out {new}", "bytes.yaml"),
    Mistake("train --curriculum {m}/unknown-key.yaml --out {new}", "did you mean 'rollout'"),
    Mistake("train --curriculum {m}/no-phases.yaml --out {new}", "missing key 'phases'"),
    Mistake("train --curriculum {m}/no-steps.yaml --out {new}", "steps"),
    Mistake("train --curriculum {m}/same-names.yaml --out {new}", "phases"),
    Mistake("train --curriculum {m}/text-steps.yaml --out {new}", "steps … whole number"),
    Mistake("train --curriculum {m}/kind.yaml --out {new}", "did you mean 'sft'"),
    Mistake("train --curriculum smoke --phase rolout --out {new}", "did you mean 'rollout'"),
    Mistake("train --curriculum smoke --algorithm gpro --out {new}", "did you mean 'grpo'"),
    Mistake("train --curriculum smoke --model tiny_base --out {new}", "[Dd]id you mean 'tiny-base'"),
    Mistake("train --curriculum smoke --model {m}/hollow --out {new}", "hollow … config.json"),
    Mistake("train --curriculum smoke --model {m}/adapter-lost --out {new}", "adapter-lost … nowhere/at-all"),
    Mistake("train --curriculum smoke --set lora.rank=4 --set lora.dtype=int8 --out {new}", "lora.dtype"),
    Mistake("train --curriculum smoke --model {m}/no-weights --out {new}", "no-weights … weights"),
    Mistake("train --curriculum smoke --model {m}/cut-weights --out {new}", "cut-weights", light=False),
    Mistake("train --curriculum smoke --model {m}/text-config --out {new}", "config.json"),
    Mistake("train --curriculum smoke --model {m}/run --out {new}", "no checkpoint"),
    Mistake("train --curriculum smoke --task knigths --out {new}", "[Dd]id you mean 'knights'"),
    Mistake("train --task {m}/gone.py:Task --out {new}", "gone.py"),
    Mistake("train --task {m}/syntax_task.py:Broken --out {new}", "syntax_task.py"),
    Mistake("train --task {m}/broken_task.py:Brokn --out {new}", "did you mean 'Broken'"),
    Mistake("train --task {m}/broken_task.py:Broken --out {new}", "Broken"),
    Mistake("train --task maths --out {new}", "file"),
    Mistake("train --task maths --task-options file={m}/gone.jsonl --out {new}", "no such file"),
    Mistake("train --task maths --task-options file={m}/no-answer.jsonl --out {new}", "no-answer.jsonl:1"),
    Mistake("train --curriculum smoke --task-options fixed_cats=true --out {new}", "did you mean 'fixed_cast'"),
    Mistake("train --curriculum smoke --puzzles {m}/gone --out {new}", "--puzzles … generate"),
    Mistake("train --curriculum smoke --puzzles {m}/hollow --out {new}", "--puzzles … generate"),
    Mistake("train --curriculum smoke --puzzles {m}/prose.txt --out {new}", "prose.txt"),
    Mistake("train --curriculum smoke --set phases.rollout.stps=3 --out {new}", "did you mean 'steps'"),
    Mistake("train --curriculum smoke --set phases.rolout.steps=3 --out {new}", "rolout … did you mean 'rollout'"),
    Mistake("train --curriculum smoke --set phases.rollout.steps --out {new}", "write key=value"),
    Mistake("train --curriculum smoke --set phases.rollout.steps=-3 --out {new}", "steps"),
    Mistake("train --curriculum smoke --set phases.rollout.temperature=.nan --out {new}", "temperature"),
    Mistake("train --curriculum smoke --set optimiser.learning_rate=-1 --out {new}", "learning_rate"),
    Mistake("train --curriculum smoke --set prompt.template=caht --out {new}", "did you mean 'chat'"),
    Mistake("train --curriculum smoke --set prompt.template=chat --model {m}/toy --out {new}", "chat template"),
    Mistake("train --curriculum smoke --set reward.function={m}/reward.py:points --out {new}", "points"),
    Mistake("train --curriculum smoke --set reward.function={m}/gone.py:f --out {new}", "gone.py"),
    Mistake("train --curriculum smoke --set reward.format=much --out {new}", "format"),
    Mistake("train --curriculum smoke --engine vlm --out {new}", "vllm"),
    Mistake("train --curriculum smoke --workers 0 --out {new}", "'--workers'"),
    Mistake("train --curriculum smoke --learners -1 --out {new}", "'--learners'"),
    Mistake("train --curriculum smoke --track wandbb --out {new}", "wandb"),
    Mistake("train --curriculum smoke --seed 1.5 --out {new}", "'--seed'"),
    Mistake("train --curriculum smoke --resume --out {new}", "nothing to resume"),
    Mistake("train --curriculum smoke --out {m}/begun", "--resume"),
    Mistake("train --curriculum smoke --out {m}/toy", "another --out"),
    Mistake("train --curriculum smoke --out {m}/prose.txt", "prose.txt"),
    Mistake("train --curriculum smoke --out /dev/null/here", "/dev/null"),
    Mistake("train --curriculm smoke --out {new}", "[Dd]id you mean '--curriculum'"),
    Mistake("trian --curriculum smoke --out {new}", "[Dd]id you mean 'train'"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.line)
def test_a_mistake_is_told(mistake: Mistake, materials: Path, tmp_path: Path) -> None:
    check_mistake(mistake, materials, tmp_path)
