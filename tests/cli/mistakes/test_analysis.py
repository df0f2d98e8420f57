"""Mistakes with analyze, plot, summarize, report and export."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.mistakes.harness import Mistake, check_mistake

MISTAKES = [
    Mistake("analyze {m}/gone", "no such|not a run folder"),
    Mistake("analyze {m}/hollow --out {new}", "logicrl train"),
    Mistake("analyze {m}/no-metrics --out {new}", "logicrl train"),
    Mistake("analyze {m}/empty.jsonl --out {new}", "empty|no response"),
    Mistake("analyze {m}/cut.jsonl --out {new}", "cut.jsonl:6"),
    Mistake("analyze {m}/utf16.jsonl --out {new}", "UTF-8"),
    Mistake("analyze {m}/cut.jsonl.gz --out {new}", "is it whole"),
    Mistake("analyze {m}/no-reply.jsonl --out {new}", "no-reply.jsonl:3 … --field"),
    Mistake("analyze {m}/jsonl/test.jsonl --out {new}", "no reply"),
    Mistake("analyze {m}/deep.jsonl --out {new}", "deep.jsonl:1"),
    Mistake("analyze {m}/loop.jsonl --out {new}", "loop.jsonl"),
    Mistake("analyze {m}/cut-rollouts --out {new}", "step_000001 … is it whole"),
    Mistake("analyze {m}/run --lexicon r1-natur --out {new}", "[Dd]id you mean 'r1-nature'"),
    Mistake("analyze {m}/run --lexicon maye --rules-only --out {new}", "exclude each other"),
    Mistake("analyze {m}/run --processes 0 --out {new}", "'--processes'"),
    Mistake("analyze {m}/run --puzzles {m}/gone.jsonl --out {new}", "no such file"),
    Mistake("analyze {m}/run --puzzles {m}/responses.jsonl --out {new}", "responses.jsonl:1"),
    Mistake("analyze {m}/run --out {m}/prose.txt", "prose.txt"),
    Mistake("analyze {m}/run --out {m}/prose.txt/deeper", "prose.txt"),
    Mistake("analyze {m}/only-metrics --out {new}", "no response"),
    Mistake("analyze {m}/own.jsonl --field replly --out {new}", "replly"),
    Mistake("plot {m}/gone --out {new}", "not a run folder"),
    Mistake("plot {m}/own.jsonl --out {new}", "not a run folder"),
    Mistake("plot {m}/run", "'--out'"),
    Mistake("plot --out {new}", "RUN"),
    Mistake("plot {m}/run --format gif --out {new}", "'--format' … png"),
    Mistake("plot {m}/text-step --out {new}", "metrics.jsonl:1"),
    Mistake("plot {m}/binary-metrics --out {new}", "UTF-8"),
    Mistake("plot {m}/only-metrics --out {new}", "only-metrics"),
    Mistake("plot {m}/run --out {m}/prose.txt", "prose.txt"),
    Mistake("plot {m}/run {m}/run --out {new}", "run"),
    Mistake("summarize {m}/gone", "not a run folder"),
    Mistake("summarize {m}/only-metrics", "only-metrics"),
    Mistake("summarize {m}/list-evaluation", "base.json"),
    Mistake("summarize {m}/run --seconds -1", "'--seconds'"),
    Mistake("summarize {m}/run --seconds nan", "--seconds"),
    Mistake("summarize {m}/text-step", "metrics.jsonl:1"),
    Mistake("summarize", "RUN"),
    Mistake("report {m}/gone --out {new}.html", "not a run folder"),
    Mistake("report {m}/run", "'--out'"),
    Mistake("report {m}/run --out {m}/hollow", "hollow"),
    Mistake("report {m}/run --out {m}/prose.txt/r.html", "prose.txt"),
    Mistake("report {m}/cut-rollouts --out {new}.html", "step_000001"),
    Mistake("report {m}/only-metrics --out {new}.html", "only-metrics"),
    Mistake("report {m}/text-step --out {new}.html", "metrics.jsonl:1"),
    Mistake("export {m}/run", "--tensorboard DIR"),
    Mistake("export {m}/gone --tensorboard {new}", "not a run folder"),
    Mistake("export {m}/text-step --tensorboard {new}", "metrics.jsonl:1"),
    Mistake("export {m}/run --tensorboard {m}/prose.txt", "prose.txt|pip install"),
    Mistake("export --tensorboard {new}", "RUN"),
    Mistake("summarise {m}/run", "[Dd]id you mean 'summarize'"),
    Mistake("analyse {m}/run", "[Dd]id you mean 'analyze'"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.line)
def test_a_mistake_is_told(mistake: Mistake, materials: Path, tmp_path: Path) -> None:
    check_mistake(mistake, materials, tmp_path)
