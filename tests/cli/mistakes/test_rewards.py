"""Mistakes with score and judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.mistakes.harness import Mistake, check_mistake

MISTAKES = [
    Mistake("score --responses {m}/nothing.jsonl --out {new}", "no such file"),
    Mistake("score --responses {m}/run --out {new}", "this is a directory"),
    Mistake("score --responses {m}/empty.jsonl --out {new}", "is empty"),
    Mistake("score --responses {m}/utf16.jsonl --out {new}", "save the file as UTF-8"),
    Mistake("score --responses {m}/latin1.jsonl --out {new}", "save the file as UTF-8"),
    Mistake("score --responses {m}/cut.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}", "cut.jsonl:6 … not JSON"),
    Mistake("score --responses {m}/cut.jsonl.gz --puzzles {m}/jsonl/train.jsonl --out {new}", "is it whole"),
    Mistake("score --responses {m}/long.jsonl --out {new}", "long.jsonl:1: not JSON"),
    Mistake("score --responses {m}/deep.jsonl --out {new}", "deep.jsonl:1"),
    Mistake("score --responses {m}/huge-number.jsonl --out {new}", "huge-number.jsonl:1"),
    Mistake("score --responses {m}/responses.jsonl --out {new}", "--puzzles"),
    Mistake("score --responses {m}/no-puzzle.jsonl --out {new}", "no-puzzle.jsonl:1|which puzzle"),
    Mistake("score --responses {m}/no-reply.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}",
            "no-reply.jsonl:3 … --field"),
    Mistake("score --responses {m}/foreign.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}", "no puzzle 'kk-of-an"),
    Mistake("score --responses {m}/number-reply.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}", "jsonl:3"),
    Mistake("score --responses {m}/list-reply.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}", "an empty list"),
    Mistake("score --responses {m}/null-reply.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}", "null-reply.jsonl:3"),
    Mistake("score --responses {m}/text-tokens.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}", "whole number"),
    Mistake("score --responses {m}/nan-tokens.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}", "whole number"),
    Mistake("score --responses {m}/text-opened.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}", "true or false"),
    Mistake("score --responses {m}/tools.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}", "calls a tool"),
    Mistake("score --responses {m}/asked-only.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}", "no reply"),
    Mistake("score --responses {m}/strange-task.jsonl --puzzles {m}/jsonl/train.jsonl --out {new}", "no such task"),
    Mistake("score --responses {m}/mixed-tasks.jsonl --out {new}", "mixed-tasks.jsonl:2 … countdown|several tasks"),
    Mistake("score --responses {m}/own.jsonl --task countdwn --out {new}", "[Dd]id you mean 'countdown'"),
    Mistake("score --responses {m}/own.jsonl --task-options width --out {new}", "write key=value"),
    Mistake("score --responses {m}/own.jsonl --task-options depth=2 --out {new}", "did you mean 'max_depth'"),
    Mistake("score --responses {m}/own.jsonl --set langage=1 --out {new}", "did you mean 'language'"),
    Mistake("score --responses {m}/own.jsonl --set language=lots --out {new}", "language"),
    Mistake("score --responses {m}/own.jsonl --set language=.nan --out {new}", "language"),
    Mistake("score --responses {m}/own.jsonl --set language --out {new}", "write key=value"),
    Mistake("score --responses {m}/own.jsonl --set 'language=[1' --out {new}", "not a YAML value"),
    Mistake("score --responses {m}/own.jsonl --set overlong=1 --out {new}", "max.tokens"),
    Mistake("score --responses {m}/own.jsonl --layout answers --out {new}", "[Dd]id you mean .?answer"),
    Mistake("score --responses {m}/own.jsonl --max-tokens 0 --out {new}", "'--max-tokens'"),
    Mistake("score --responses {m}/own.jsonl --max-tokens 1e3 --out {new}", "'--max-tokens'"),
    Mistake("score --responses {m}/own.jsonl --out {m}/hollow", "hollow"),
    Mistake("score --responses {m}/own.jsonl --out {m}/prose.txt/scores.jsonl", "prose.txt"),
    Mistake("score --responses {m}/own.jsonl --out {m}/own.jsonl", "own.jsonl … name another"),
    Mistake("score --responses {m}/own.jsonl --puzzles {m}/twice.jsonl --out {new}", "second puzzle with id"),
    Mistake("score --responses {m}/own.jsonl --puzzles {m}/lying-solution.jsonl --out {new}", "jsonl:1 … solution"),
    Mistake("score --responses {m}/own.jsonl", "'--out'"),
    Mistake("score --response {m}/own.jsonl --out {new}", "[Dd]id you mean one of: .*'--responses'"),
    Mistake("score --responses {m}/loop.jsonl --out {new}", "loop.jsonl"),
    Mistake("judge {m}/nothing.jsonl --endpoint http://localhost:9/v1 --model a --out {new}", "no such|not a run"),
    Mistake("judge {m}/own.jsonl --model a --out {new}", "'--endpoint'"),
    Mistake("judge {m}/own.jsonl --endpoint localhost:8000 --model a --out {new}", "http://"),
    Mistake("judge {m}/own.jsonl --endpoint http://localhost:9/v1 --model a --out {new}", "does not answer"),
    Mistake("judge {m}/own.jsonl --endpoint http://localhost:9/v1 --model a --price 3 --out {new}", "two numbers"),
    Mistake("judge {m}/own.jsonl --endpoint http://localhost:9/v1 --model a --price nan,-1 --out {new}", "--price"),
    Mistake("judge {m}/own.jsonl --endpoint http://localhost:9/v1 --model a --count 0 --out {new}", "'--count'"),
    Mistake("judge {m}/own.jsonl --endpoint http://localhost:9/v1 --model a --timeout -1 --out {new}", "'--timeout'"),
    Mistake("judge {m}/own.jsonl --endpoint http://localhost:9/v1 --model a --labels {m}/own.jsonl --out {new}",
            "own.jsonl: row 1 needs spans"),
    Mistake("judge {m}/own.jsonl --endpoint http://localhost:9/v1 --model a --labels {m}/gone --out {new}", "no such"),
    Mistake("judge {m}/own.jsonl --endpoint http://localhost:9/v1 --model a --out {m}/prose.txt", "prose.txt"),
    Mistake("judge {m}/empty.jsonl --endpoint http://localhost:9/v1 --model a --out {new}", "no response|empty"),
    Mistake("judge {m}/only-metrics --endpoint http://localhost:9/v1 --model a --out {new}", "no response|empty"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.line)
def test_a_mistake_is_told(mistake: Mistake, materials: Path, tmp_path: Path) -> None:
    check_mistake(mistake, materials, tmp_path)
