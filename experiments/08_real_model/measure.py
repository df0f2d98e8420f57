"""Evaluations as records: accuracy by size, what kinds of replies there are and how often each is right, claims by kind.

    python experiments/08_real_model/measure.py EVALUATION... --out experiments/08_real_model/result.json

Each EVALUATION is an `--out` of `logicrl evaluate`, named ARM/SET or ARM/seed-S/SET by its last folders. Recorded ones stay.
A reply is *finished* if it says in the end that every statement fits an assignment under test, *unfinished* if it holds
statements against one and never says so (spot checks, searches that ran into the cap), and else a *guess*: told by its own
sentences, not by whether it is right. share x right given kind x true claims given kind tells mixture and skill apart.
A reply *turns* if it says of itself that it went wrong, in the words of the cold start's proofs.
"""  # noqa: E501

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import logic_rl
from logic_rl.rows import read_json, read_rows

KINDS = ("finished", "unfinished", "guess")
EVALUATION = Path("evaluation/model")
TURN = re.compile(r"I made a mistake|this cannot be, for")


def kind_of(observed: dict) -> str:
    """One of `KINDS`."""
    told = {claim["kind"] for claim in observed["claims"]}
    return "guess" if not told & {"verdict", "expected"} else "finished" if "all_hold" in told else "unfinished"


def kinds(observations: Iterable[dict]) -> dict[str, dict[str, int]]:
    """Of each kind: replies, right ones, verified ones, claims that are read and true."""
    counts = {kind: Counter({"replies": 0, "right": 0, "verified": 0, "claims": 0, "true": 0}) for kind in KINDS}
    for one in observations:
        told = one["claims_summary"]
        counts[kind_of(one)].update(
            {"replies": 1, "right": bool(one["correct"]), "verified": bool(one["verified"]),
             "claims": told["num_read"], "true": told["num_true"]}
        )  # fmt: skip
    return {kind: dict(count) for kind, count in counts.items()}


def turns(rows: Iterable[dict]) -> dict[str, int]:
    """Replies that turn, and how many of these are right."""
    found = [row["score"]["verdict"] == "correct" for row in rows if TURN.search(row["response"])]
    return {"replies": len(found), "right": sum(found)}


def claims(observations: Iterable[dict]) -> dict[str, list[int]]:
    """Kind of claim → how many could be read, and how many of those are true."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for claim in (claim for one in observations for claim in one["claims"] if claim["truth"] != "unreadable"):
        counts[claim["kind"]][0] += 1
        counts[claim["kind"]][1] += claim["truth"] == "true"
    return dict(sorted(counts.items()))


def cells(row: dict) -> dict:
    """Counts, and pass@k and verified@k with their intervals over puzzles."""
    rounded = {name: {key: round(cell[key], 4) for key in ("value", "low", "high")}
               for name, cell in row.items() if name.startswith(("pass@", "verified@"))}  # fmt: skip
    return {"puzzles": row["num_puzzles"], "samples": row["num_samples"]} | rounded


def record(folder: Path) -> dict:
    """What one evaluation comes to."""
    summary = read_json(folder / EVALUATION.with_suffix(".json"))
    table = summary["accuracy_table"]
    rows = list(read_rows(folder / EVALUATION.with_suffix(".jsonl.gz")))
    verdict = {row["id"]: row["score"]["verdict"] == "correct" for row in rows}
    observations = [one | {"correct": verdict[one["id"]]}
                    for one in logic_rl.analyze(folder / EVALUATION.with_suffix(".jsonl.gz"))]  # fmt: skip
    behaviours = Counter(name for one in observations for name, count in one["counts"].items() if count)
    return {
        "model": Path(summary["model"]).name, "samples": summary["samples"], "temperature": summary["temperature"],
        "format": round(summary["format_rate"], 4), "length": round(summary["mean_length"], 1),
        "truncated": round(summary["truncated_rate"], 4),
        "all": cells(table["all"]), "people": {size: cells(row) for size, row in table["people"].items()},
        "behaviours": {name: round(count / len(observations), 4) for name, count in sorted(behaviours.items())},
        "kinds": kinds(observations), "turns": turns(rows), "claims": claims(observations),
    }  # fmt: skip


def name_of(folder: Path) -> str:
    """`wrong-turns/seed-1/known`, or without a seed."""
    parts = folder.resolve().parts
    return "/".join(parts[-3:] if parts[-2].startswith("seed-") else parts[-2:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evaluations", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    recorded = read_json(options.out) if options.out.exists() else {}
    for folder in options.evaluations:
        recorded[name_of(folder)] = record(folder)
    options.out.write_text(json.dumps(dict(sorted(recorded.items())), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
