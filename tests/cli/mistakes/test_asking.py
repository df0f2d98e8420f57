"""Mistakes with evaluate and sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.mistakes.harness import Mistake, check_mistake

MISTAKES = [
    Mistake("evaluate --model tiny-bas --puzzles {m}/jsonl/test.jsonl --out {new}", "[Dd]id you mean 'tiny-base'"),
    Mistake("evaluate --model {m}/hollow --puzzles {m}/jsonl/test.jsonl --out {new}", "hollow … config.json"),
    Mistake("evaluate --model {m}/begun --puzzles {m}/jsonl/test.jsonl --out {new}", "no checkpoint"),
    Mistake("evaluate --model {m}/no-weights --puzzles {m}/jsonl/test.jsonl --out {new}", "no-weights … weights"),
    Mistake("evaluate --model {m}/cut-weights --puzzles {m}/jsonl/test.jsonl --out {new}", "cut-weights", light=False),
    Mistake("evaluate --model {m}/no-tokenizer --puzzles {m}/jsonl/test.jsonl --out {new}", "tokenizer"),
    Mistake("evaluate --model {m}/text-config --puzzles {m}/jsonl/test.jsonl --out {new}", "config.json"),
    Mistake("evaluate --model {m}/bad-format --puzzles {m}/jsonl/test.jsonl --out {new}", "logicrl.json"),
    Mistake("evaluate --model {m}/adapter-misfit --puzzles {m}/jsonl/test.jsonl --out {new}", "misfit … q_proj"),
    Mistake("evaluate --model {m}/toy --out {new}", "--puzzles FILE"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/gone.jsonl --out {new}", "no such file"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/hollow --out {new}", "this is a directory"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl --out {new}", "this is a directory … test.jsonl"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/empty.jsonl --out {new}", "empty"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/empty-list.json --out {new}", "empty"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/list-of-text.json --out {new}", "json:1 … JSON str"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/binary.jsonl --out {new}", "binary.jsonl:1: not JSON"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/cut.parquet --out {new}", "not a whole parquet file"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/responses.jsonl --out {new}", "responses.jsonl:1"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/prose.txt --out {new}", "prose.txt"),
    Mistake("evaluate --model {m}/toy --problems {m}/no-answer.jsonl --out {new}", "no-answer.jsonl:1"),
    Mistake("evaluate --model {m}/toy --problems {m}/same-id.jsonl --out {new}", "two problems have the id"),
    Mistake("evaluate --model {m}/toy --problems {m}/jsonl/test.jsonl --out {new}", "question"),
    Mistake("evaluate --model {m}/toy --problems {m}/problems.jsonl --puzzles {m}/jsonl/test.jsonl --out {new}",
            "either --puzzles"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --perturbed {m}/jsonl/train.jsonl --out {new}",
            "logicrl perturb"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --perturbed {m}/gone.jsonl --out {new}",
            "no such file"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --compare {m}/run --out {new}", "--compare"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --compare {m}/gone --out {new}", "--compare"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --samples 0 --out {new}", "'--samples'"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --temperature nan --out {new}", "temperature"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --temperature inf --out {new}", "temperature"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --max-new-tokens -5 --out {new}",
            "'--max-new-tokens'"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --max-new-tokens 999999 --out {new}",
            "max.new.tokens 999999 … 2048 positions"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --limit 0 --out {new}", "'--limit'"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --template r1 --out {new}", "did you mean .?r1-z"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --template chat --out {new}", "chat template"),
    Mistake("evaluate --model {m}/toy --task coutdown --out {new}", "[Dd]id you mean 'countdown'"),
    Mistake("evaluate --model {m}/toy --task countdown --task-options nubers=3 --out {new}", "'nubers'; it takes none"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --out {m}/run", "choose another --out"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --out {m}/prose.txt", "prose.txt"),
    Mistake("evaluate --model {m}/toy --puzzles {m}/jsonl/test.jsonl --out {m}/prose.txt/e", "prose.txt"),
    Mistake("evaluate --modle {m}/toy --puzzles {m}/jsonl/test.jsonl --out {new}", "[Dd]id you mean one of: '--model'"),
    Mistake("sample --model {m}/toy --out {new}", "--puzzles"),
    Mistake("sample --model {m}/toy --puzzles {m}/jsonl/test.jsonl --out {m}/hollow", "hollow"),
    Mistake("sample --model {m}/toy --puzzles {m}/jsonl/test.jsonl --out {m}/prose.txt", "prose.txt"),
    Mistake("sample --model {m}/toy --puzzles {m}/jsonl/test.jsonl --out {m}/jsonl/test.jsonl", "test.jsonl"),
    Mistake("sample --model {m}/toy --puzzles {m}/lying-solution.jsonl --out {new}", "lying-solution.jsonl:1"),
    Mistake("sample --model {m}/toy --puzzles {m}/cut.jsonl.gz --out {new}", "jsonl.gz:1: the puzzle row lacks"),
    Mistake("sample --model {m}/toy --puzzles {m}/loop.jsonl --out {new}", "loop.jsonl"),
    Mistake("sample --model {m}/toy --puzzles {m}/jsonl/test.jsonl --set partial_credit=x --out {new}", "partial_cred"),
    Mistake("sample --model {m}/toy --puzzles {m}/jsonl/test.jsonl --set formt=1 --out {new}", "did you mean 'format'"),
    Mistake("sample --model {m}/toy --puzzles {m}/jsonl/test.jsonl --samples many --out {new}", "'--samples'"),
    Mistake("sample --model {m}/toy --puzzles {m}/jsonl/test.jsonl --workers 3 --out {new}", "--engine vllm|workers"),
    Mistake("sample --model {m}/toy --puzzles {m}/jsonl/test.jsonl --slots 0 --out {new}", "'--slots'"),
    Mistake("sample --model {m}/toy --puzzles {m}/jsonl/test.jsonl --temperature -1 --out {new}", "'--temperature'"),
    Mistake("sample --model {m}/toy --puzzles {m}/jsonl/test.jsonl --stop '' --out {new}", "stop"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.line)
def test_a_mistake_is_told(mistake: Mistake, materials: Path, tmp_path: Path) -> None:
    check_mistake(mistake, materials, tmp_path)
