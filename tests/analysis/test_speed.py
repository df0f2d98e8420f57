"""How long the analysis takes, measured against a regular expression on the same text: a slow machine may be slow."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

import pytest

from logic_rl.analysis.behaviours import firing
from logic_rl.analysis.responses import Method, _tokens, observe
from logic_rl.text import sentences
from puzzles import PuzzleSpec, sample_puzzle, trace
from puzzles.statements import to_row
from puzzles.traces import STYLES
from tests.analysis.test_tagger import PROSE

_PIECE = re.compile(r"[\u3400-\u9fff]|\w+|[^\w\s]")


def proofs(count: int) -> list[dict]:
    rng, rows = random.Random(3), []
    for number in range(count):
        puzzle = sample_puzzle(PuzzleSpec(num_people=3 + number % 3), rng)
        told = {
            "names": list(puzzle.names), "roles": list(puzzle.roles), "solution": list(puzzle.solution),
            "statements": [to_row(statement) for statement in puzzle.statements],
        }  # fmt: skip
        text = trace(puzzle, list(STYLES)[number % len(STYLES)], rng).text
        rows.append({"id": str(number), "response": text, **told})
    return rows


def reasoning(count: int) -> list[dict]:
    """Maths in which no two responses hold the same sentences."""
    numbered = [re.sub(r"\b(?:12|7|19|8|15)\b", lambda match, n=n: str(int(match[0]) + n), PROSE) for n in range(count)]
    return [{"id": str(n), "response": " ".join([text] * 3)} for n, text in enumerate(numbered)]


def seconds(work: Callable[[], object]) -> float:
    """Processor time, the best of three, with empty caches."""
    found = []
    for _ in range(3):
        firing.fired_rules.cache_clear()
        sentences._segmented.cache_clear()
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "claims", "most"), [(proofs(120), False, 14), (proofs(120), True, 90), (reasoning(60), False, 75)]
)
def test_analysis_costs_so_many_token_searches_at_most(rows: list[dict], claims: bool, most: float) -> None:
    method = Method(claims=claims)
    texts = [row["response"] for row in rows]
    cost = seconds(lambda: [observe(row, method) for row in rows])
    unit = seconds(lambda: [_PIECE.findall(text) for text in texts])
    megabytes = sum(map(len, texts)) / 1e6
    print(f"{megabytes / cost:.2f} MB/s, {cost / unit:.1f} token searches")
    assert cost < most * unit


@pytest.mark.parametrize(
    "text",
    ["", "a", "a b_c, d!", "Zoey's 12.5\x1c\x85\u2003é", "中文 ok 中a a中", "\ud800 x\u0301", "x=\\frac{1}{2}\n\n—…"],
)
def test_tokens_are_counted_as_a_regular_expression_would(text: str) -> None:
    assert _tokens({"response": text}) == len(_PIECE.findall(text))
