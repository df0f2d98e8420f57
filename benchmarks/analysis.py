"""How fast responses are analysed, in MB of text per second of processor time, on one core.

    python benchmarks/analysis.py [--replies FILE.jsonl] [--text response] [--repeat 3] [--profile]

Each row of FILE has the response under `--text` and, for the claims, the puzzle in `question`. Without a file it reads
proofs that this program writes. Caches are emptied before each repeat, the best repeat counts. `tag` is the tagger
alone, `without claims` and `with claims` are all that `logicrl analyze` does to a response.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import time
from collections.abc import Callable
from pathlib import Path

from logic_rl.analysis.behaviours import firing
from logic_rl.analysis.behaviours.tag import tag
from logic_rl.analysis.responses import Method, observe
from logic_rl.rows import read_rows
from logic_rl.text import sentences
from puzzles import PuzzleSpec, sample_puzzle, trace
from puzzles.statements import to_row
from puzzles.traces import STYLES

WITHOUT, WITH = Method(claims=False), Method()


def proofs(count: int) -> list[dict]:
    """Rows of proofs in all styles, 3 to 6 people."""
    rng = random.Random(0)
    rows = []
    for number in range(count):
        puzzle = sample_puzzle(PuzzleSpec(num_people=3 + number % 4), rng)
        text = trace(puzzle, list(STYLES)[number % len(STYLES)], rng).text
        rows.append({
            "id": str(number), "names": list(puzzle.names), "roles": list(puzzle.roles),
            "solution": list(puzzle.solution),
            "statements": [to_row(statement) for statement in puzzle.statements],
            "response": f"<think> {text} </think>",
        })  # fmt: skip
    return rows


def replies(path: Path, text: str) -> list[dict]:
    return [
        {"id": str(number), "question": str(row.get("question") or ""), "response": row[text]}
        for number, row in enumerate(read_rows(path))
    ]


def rate(rows: list[dict], work: Callable[[dict], object], repeat: int) -> float:
    """MB per second of processor time, the best of `repeat`."""
    megabytes, seconds = sum(len(row["response"].encode()) for row in rows) / 1e6, []
    for _ in range(repeat):
        firing.fired_rules.cache_clear()
        sentences._segmented.cache_clear()
        start = time.process_time()
        for row in rows:
            work(row)
        seconds.append(time.process_time() - start)
    return megabytes / min(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replies", type=Path, help="JSON lines; default: proofs written by this program")
    parser.add_argument("--text", default="response", help="The field of a row that holds the text.")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="Say where the time without claims goes.")
    given = parser.parse_args()
    rows = replies(given.replies, given.text) if given.replies else proofs(400)
    if given.profile:
        profile = cProfile.Profile()
        profile.runcall(lambda: [observe(row, WITHOUT) for row in rows])
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
    work = {
        "tag": lambda row: tag(row["response"]),
        "without claims": lambda row: observe(row, WITHOUT),
        "with claims": lambda row: observe(row, WITH),
    }
    print(json.dumps({name: round(rate(rows, one, given.repeat), 2) for name, one in work.items()}))


if __name__ == "__main__":
    main()
