"""Mistakes with generate, solve and perturb."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.mistakes.harness import Mistake, check_mistake

MISTAKES = [
    Mistake("generate --people two --count 5 --out {new}", "--people 'two' … such as 3, 3-7"),
    Mistake("generate --people 7-3 --count 5 --out {new}", "--people '7-3' … the smaller first"),
    Mistake("generate --people 2-99 --count 5 --out {new}", "sizes go from 2 to 20"),
    Mistake("generate --count 5.5 --out {new}", "'--count': '5.5' is not a valid integer"),
    Mistake("generate --count 0 --out {new}", "--count|at least one"),
    Mistake("generate --count -4 --people 2 --out {new}", "--count|at least one"),
    Mistake("generate --count 99999999 --people 2 --processes 1 --out {new}", "ask for fewer"),
    Mistake("generate --count 5 --depth -1 --out {new}", "depth"),
    Mistake("generate --count 5 --depth 5000 --out {new}", "depth"),
    Mistake("generate --count 5 --width 1 --out {new}", "width of at least 2"),
    Mistake("generate --count 5 --mix leaf=1,nand=2 --out {new}", "nand … (leaf|did you mean)"),
    Mistake("generate --count 5 --mix leaf=-1 --out {new}", "--mix"),
    Mistake("generate --count 5 --knight-share nan --out {new}", "knight.share"),
    Mistake("generate --count 5 --knight-share 1.5 --out {new}", "knight.share"),
    Mistake("generate --count 5 --language eng --out {new}", "'eng' … (did you mean 'en'|Did you mean)"),
    Mistake("generate --count 5 --style standart --out {new}", "standart … [Dd]id you mean .?standard"),
    Mistake("generate --count 5 --roles knigt --out {new}", "knigt … did you mean .?knight"),
    Mistake("generate --count 5 --difficulty eazy --out {new}", "eazy … (did you mean .?easy)"),
    Mistake("generate --count 5 --format json --out {new}", "'json' … did you mean .?jsonl"),
    Mistake("generate --count 5 --processes -2 --out {new}", "processes"),
    Mistake("generate --count 5 --people 2 --out {m}/run", "holds other things than a dataset"),
    Mistake("generate --count 5 --people 2 --out {m}/jsonl", "--overwrite"),
    Mistake("generate --count 5 --people 2 --out {m}/prose.txt", "is a file; name a directory"),
    Mistake("generate --count 5 --people 2 --out {m}/prose.txt/deeper", "prose.txt … (is a file|in the way)"),
    Mistake("generate --count 5 --people 2 --out /dev/null/here", "/dev/null"),
    Mistake("generate --count 5 --people 2 --overwite --out {new}", "[Dd]id you mean one of: .*--overwrite"),
    Mistake("generate --count 5 --people 2 --seed x1 --out {new}", "'--seed'"),
    Mistake("solve {m}/nothing.txt", "no such file"),
    Mistake("solve {m}/hollow", "this is a directory"),
    Mistake("solve {m}/empty.jsonl --out {new}", "nothing to read|is empty"),
    Mistake("solve {m}/binary.jsonl --out {new}", "binary.jsonl:1: not JSON"),
    Mistake("solve {m}/utf16.jsonl --out {new}", "(UTF-16|not UTF-8) … save the file as UTF-8"),
    Mistake("solve {m}/cut.jsonl --field response --out {new}", "cut.jsonl:6 … not JSON"),
    Mistake("solve {m}/responses.jsonl --out {new}", "no prose in 'text' … --field"),
    Mistake("solve {m}/jsonl/test.jsonl --field txt --out {new}", "did you mean 'text'"),
    Mistake("solve {m}/loop.jsonl --out {new}", "loop.jsonl"),
    Mistake("solve {m}/cut.parquet --out {new}", "not a whole parquet file"),
    Mistake("solve {m}/cut.jsonl.gz --field response --out {new}", "is it whole"),
    Mistake("solve {m}/deep.jsonl --field response --out {new}", "nested too deeply|no prose"),
    Mistake("solve {m}/jsonl/test.jsonl --out {m}/hollow", "hollow"),
    Mistake("perturb --puzzles {m}/jsonl/test.jsonl --kind leaves --out {new}", "leaves … [Dd]id you mean .?leaf"),
    Mistake("perturb --puzzles {m}/jsonl/test.jsonl --out {new}", "--kind"),
    Mistake("perturb --puzzles {m}/jsonl/test.jsonl --kind leaf --out {m}/jsonl/test.jsonl", "name another one"),
    Mistake("perturb --puzzles {m}/jsonl/tset.jsonl --kind leaf --out {new}", "no such file … (test.jsonl|check)"),
    Mistake("perturb --puzzles {m}/run --kind leaf --out {new}", "this is a directory"),
    Mistake("perturb --puzzles {m}/empty.jsonl --kind leaf --out {new}", "is empty"),
    Mistake("perturb --puzzles {m}/blank.jsonl --kind leaf --out {new}", "is empty"),
    Mistake("perturb --puzzles {m}/responses.jsonl --kind leaf --out {new}", "responses.jsonl:1 … names"),
    Mistake("perturb --puzzles {m}/lists.jsonl --kind leaf --out {new}", "not a JSON array|JSON list|JSON object"),
    Mistake("perturb --puzzles {m}/text.parquet --kind leaf --out {new}", "not a whole parquet file"),
    Mistake("perturb --puzzles {m}/empty.parquet --kind leaf --out {new}", "not a whole parquet file"),
    Mistake("perturb --puzzles {m}/false.jsonl.gz --kind leaf --out {new}", "is it whole|gz"),
    Mistake("perturb --puzzles {m}/lying-solution.jsonl --kind leaf --out {new}", "lying-solution.jsonl:1 … solution"),
    Mistake("perturb --puzzles {m}/stranger.jsonl --kind leaf --out {new}", "stranger.jsonl:1"),
    Mistake("perturb --puzzles {m}/dangling.jsonl --kind leaf --out {new}", "no such file"),
    Mistake("perturb --puzzles {m}/jsonl/test.jsonl --kind leaf --out {m}/hollow", "hollow … is not a file|directory"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.line)
def test_a_mistake_is_told(mistake: Mistake, materials: Path, tmp_path: Path) -> None:
    check_mistake(mistake, materials, tmp_path)
