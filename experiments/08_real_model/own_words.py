"""One of several samples, chosen without knowing the solution: what can be had from a model without training it.

    python experiments/08_real_model/own_words.py EVALUATION --out experiments/08_real_model/own_words.json

EVALUATION is an `--out` of `logicrl evaluate` with several samples a puzzle. Ways to choose: any one (the mean); the
answer that most give; that of most replies which say in the end that all statements fit (where none says so, of all);
the shortest of those. Intervals are bootstraps over puzzles.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import logic_rl
from logic_rl.analysis.statistics.intervals import share_over_clusters
from logic_rl.rows import read_rows

REPLIES = Path("evaluation/model.jsonl.gz")
ANSWER = re.compile(r"<answer>(.*?)</answer>", re.DOTALL)


def answer_of(row: dict) -> str | None:
    """The roles as said, in any order; None where there is no block."""
    block = ANSWER.search(row["response"])
    return None if block is None else "; ".join(sorted(re.split(r"\s*[,.;\n]\s*", block[1].strip(" .\n").lower())))


def most(rows: Sequence[dict]) -> dict:
    """A reply with the answer that most of them give, the first of equals."""
    answers = Counter(answer for row in rows if (answer := answer_of(row)))
    return next((row for row in rows if answers and answer_of(row) == answers.most_common(1)[0][0]), rows[0])


def finished(rows: Sequence[dict]) -> Sequence[dict]:
    """Those that say in the end that all statements fit; all where none does."""
    return [row for row in rows if row["says_success"]] or rows


WAYS: dict[str, Callable[[Sequence[dict]], Sequence[dict]]] = {
    "any one": lambda rows: rows,
    "most": lambda rows: [most(rows)],
    "most that say all fits": lambda rows: [most(finished(rows))],
    "shortest that says all fits": lambda rows: [min(finished(rows), key=lambda row: row["num_tokens"])],
    "any right (needs the solution)": lambda rows: [max(rows, key=lambda row: row["is_right"])],
}


def chosen(evaluation: Path) -> dict:
    path = evaluation / REPLIES
    puzzles: dict[str, list[dict]] = defaultdict(list)
    for row, observed in zip(read_rows(path), logic_rl.analyze(path), strict=True):
        row["is_right"] = row["score"]["verdict"] == "correct"
        row["says_success"] = any(claim["kind"] == "all_hold" for claim in observed["claims"])
        puzzles[row["puzzle_id"]].append(row)
    return {
        "puzzles": len(puzzles), "samples": max(map(len, puzzles.values())),
        "right": {name: right(puzzles, way) for name, way in WAYS.items()},
    }  # fmt: skip


def right(puzzles: dict[str, list[dict]], way: Callable[[Sequence[dict]], Sequence[dict]]) -> dict:
    """The share of the chosen replies that are right, with its interval."""
    picked = [(one["is_right"], puzzle) for puzzle, rows in puzzles.items() for one in way(rows)]
    values, clusters = zip(*picked, strict=True)
    return share_over_clusters(values, clusters)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evaluations", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    recorded = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
    for folder in options.evaluations:
        recorded["/".join(folder.resolve().parts[-2:])] = chosen(folder)
    options.out.write_text(json.dumps(dict(sorted(recorded.items())), indent=1) + "\n", encoding="utf-8")
    print(json.dumps(recorded, indent=1))


if __name__ == "__main__":
    main()
