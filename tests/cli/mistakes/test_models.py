"""Mistakes with pretrain and sft."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.mistakes.harness import Mistake, check_mistake

MISTAKES = [
    Mistake("pretrain --recipe tinny --out {new}", "did you mean 'tiny'"),
    Mistake("pretrain --recipe tiny", "'--out'"),
    Mistake("pretrain --seed half --out {new}", "'--seed'"),
    Mistake("pretrain --out {m}/run", "choose another --out|another folder"),
    Mistake("pretrain --out {m}/toy", "choose another --out|another folder"),
    Mistake("pretrain --out {m}/prose.txt", "prose.txt"),
    Mistake("pretrain --out {m}/prose.txt/model", "prose.txt"),
    Mistake("pretrain --out {new} --resume", "nothing to resume"),
    Mistake("pretrain --steps 5 --out {new}", "--steps"),
    Mistake("sft --model tiny --responses {m}/own.jsonl --out {new}", "[Dd]id you mean 'tiny-base'"),
    Mistake("sft --model {m}/tooy --responses {m}/own.jsonl --out {new}", "tooy … (did you mean … toy|config.json)"),
    Mistake("sft --model {m}/hollow --responses {m}/own.jsonl --out {new}", "hollow … config.json"),
    Mistake("sft --model {m}/prose.txt --responses {m}/own.jsonl --out {new}", "prose.txt … config.json"),
    Mistake("sft --model {m}/cut-weights --responses {m}/own.jsonl --out {new}", "cut-weights", light=False),
    Mistake("sft --model {m}/no-weights --responses {m}/own.jsonl --out {new}", "no-weights … weights"),
    Mistake("sft --model {m}/text-config --responses {m}/own.jsonl --out {new}", "config.json"),
    Mistake("sft --model {m}/no-tokenizer --responses {m}/own.jsonl --out {new}", "no-tokenizer … tokenizer"),
    Mistake("sft --model {m}/unknown-kind --responses {m}/own.jsonl --out {new}", "qwen99", light=False),
    Mistake("sft --model {m}/bad-format --responses {m}/own.jsonl --out {new}", "logicrl.json … (mend|did you mean)"),
    Mistake("sft --model {m}/begun --responses {m}/own.jsonl --out {new}", "begun … no checkpoint"),
    Mistake("sft --model {m}/run --responses {m}/own.jsonl --out {new}", "run … no checkpoint"),
    Mistake("sft --model {m}/adapter-misfit --responses {m}/own.jsonl --out {new}",
            "adapter-misfit … another model than … toy: … q_proj is … there … set 'base_model_name_or_path'"),
    Mistake("sft --model {m}/adapter-baseless --responses {m}/own.jsonl --out {new}", "set 'base_model_name_or_path'"),
    Mistake("sft --model {m}/adapter-lost --responses {m}/own.jsonl --out {new}", "adapter-lost … nowhere/at-all"),
    Mistake("sft --model {m}/adapter-twisted --responses {m}/own.jsonl --out {new}", "an adapter of itself"),
    Mistake("sft --model {m}/adapter-unsettled --responses {m}/own.jsonl --out {new}", "adapter_config.json is"),
    Mistake("sft --model {m}/toy --lora-rank 4 --lora-dtype int8 --responses {m}/own.jsonl --out {new}", "bfloat16"),
    Mistake("sft --model {m}/toy --responses {m}/nothing.jsonl --out {new}", "no such file"),
    Mistake("sft --model {m}/toy --responses {m}/hollow --out {new}", "directory"),
    Mistake("sft --model {m}/toy --responses {m}/empty.jsonl --out {new}", "empty"),
    Mistake("sft --model {m}/toy --responses {m}/cut.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}", "jsonl:6"),
    Mistake("sft --model {m}/toy --responses {m}/binary.jsonl --out {new}", "binary.jsonl:1: not JSON"),
    Mistake("sft --model {m}/toy --responses {m}/responses.jsonl --out {new}", "--puzzles"),
    Mistake("sft --model {m}/toy --responses {m}/no-reply.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}",
            "no-reply.jsonl:3"),
    Mistake("sft --model {m}/toy --responses {m}/jsonl/train.jsonl --out {new}", "no reply"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --valid {m}/empty.jsonl --out {new}", "empty"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --valid {m}/gone.jsonl --out {new}", "no such file"),
    Mistake("sft --model {m}/toy --responses {m}/responses.jsonl --puzzles {m}/gone.jsonl --out {new}", "no such file"),
    Mistake("sft --model {m}/toy --responses {m}/all-wrong.jsonl --puzzles {m}/jsonl/train.jsonl --only-right "
            "--out {new}", "leave out --only-right", light=False),
    Mistake("sft --model {m}/toy --responses {m}/of-test.jsonl --out {new}", "--keep-test", light=False),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --max-tokens 5 --out {new}", "--max-tokens", light=False),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --epochs 0 --out {new}", "'--epochs'"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --batch-size two --out {new}", "'--batch-size'"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --learning-rate nan --out {new}", "learning-rate"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --learning-rate inf --out {new}", "learning-rate"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --learning-rate -1e-5 --out {new}", "'--learning-rate'"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --template chatt --out {new}", "[Dd]id you mean .?chat"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --template chat --out {new}", "chat template"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --lora-rank -1 --out {new}", "'--lora-rank'"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --resume --out {new}", "nothing to resume"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --out {m}/toy", "another --out|another folder"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --out {m}/run", "another --out|another folder"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --out {m}/prose.txt", "prose.txt"),
    Mistake("sft --model {m}/toy --responses {m}/own.jsonl --out /dev/null/here", "/dev/null"),
    Mistake("sft --model {m}/toy --respones {m}/own.jsonl --out {new}", "[Dd]id you mean one of: .*'--responses'"),
    Mistake("sft --model '' --responses {m}/own.jsonl --out {new}", "no model"),
    Mistake("sft --model gpt2/a/b/c --responses {m}/own.jsonl --out {new}", "no model"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.line)
def test_a_mistake_is_told(mistake: Mistake, materials: Path, tmp_path: Path) -> None:
    check_mistake(mistake, materials, tmp_path)
