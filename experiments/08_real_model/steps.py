"""Kinds of replies step by step, as training sampled them: python experiments/08_real_model/steps.py RUN... --out steps.json

Of each run, by its name, a row a step: replies, right and verified ones of each kind of `measure.py`, of those that turn, and
of the *straight* ones, which are finished and do not.
"""  # noqa: E501

from __future__ import annotations

import argparse
from pathlib import Path

from measure import TURN, kind_of, kinds, turns

import logic_rl
from logic_rl.rows import read_rows, write_json


def step_of(path: Path) -> dict:
    rows = list(read_rows(path))
    right = {row["id"]: row["score"]["verdict"] == "correct" for row in rows}
    observations = [one | {"correct": right[one["id"]]} for one in logic_rl.analyze(path)]
    turning = {row["id"] for row in rows if TURN.search(row["response"])}
    straight = [one["correct"] for one in observations if kind_of(one) == "finished" and one["id"] not in turning]
    counts = {kind: {key: count[key] for key in ("replies", "right", "verified")}
              for kind, count in kinds(observations).items()}  # fmt: skip
    tokens = sum(row["num_tokens"] for row in rows) / len(rows)
    return {"step": rows[0]["step"], "kinds": counts, "turns": turns(rows),
            "straight": {"replies": len(straight), "right": sum(straight)}, "length": round(tokens, 1)}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write_json(options.out, {run.name: [step_of(path) for path in sorted((run / "rollouts").glob("step_*.jsonl.gz"))]
                             for run in options.runs})  # fmt: skip


if __name__ == "__main__":
    main()
