"""Precision and recall of verified accuracy against replies that were read by hand.

Usage: python experiments/verified/measure.py REPLIES.jsonl OUT.json. `REPLIES.jsonl` holds the replies themselves
(`id`, `question`, `response`), which are other people's and not part of this repository; README.md says where they are.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from logic_rl.analysis.responses import observe
from logic_rl.analysis.statistics.intervals import wilson

JUDGEMENTS = Path(__file__).with_name("judgements.jsonl")


def main(replies: Path, out: Path) -> None:
    with replies.open(encoding="utf-8") as file:
        by_id = {row["id"]: row for row in map(json.loads, file)}
    with JUDGEMENTS.open(encoding="utf-8") as file:
        judgements = list(map(json.loads, file))
    for one in judgements:
        one["found"] = bool(observe(by_id[one["id"]])[0].verified)
    sets = {name: [one for one in judgements if one["set"] == name] for name in ("first", "second")}
    result = {name: rates(rows) for name, rows in sets.items()} | {"both": rates(judgements)}
    out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def rates(rows: list[dict]) -> dict:
    """Counts, and shares with Wilson's 95 % interval."""
    both = sum(one["found"] and one["verified"] for one in rows)
    found, read = sum(one["found"] for one in rows), sum(one["verified"] for one in rows)
    shares = {"precision": (both, found), "recall": (both, read)}
    return {"replies": len(rows), "read_as_verified": read, "found": found, "found_and_read": both} | {
        name: {"value": part / whole, "low": wilson(part, whole)[0], "high": wilson(part, whole)[1]}
        for name, (part, whole) in shares.items()
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
