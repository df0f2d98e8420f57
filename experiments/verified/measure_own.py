"""The same of SmolLM2's own replies, which are here: python experiments/verified/measure_own.py

Reads `smollm2.jsonl.gz`: response rows with their puzzle as `logicrl evaluate` writes them, all of them right, and
beside each what a reader said: `read_as_verified`, and `why` not. Writes `smollm2.json`, the counts of every set.
"""

from __future__ import annotations

from pathlib import Path

from measure import rates

from logic_rl.analysis.responses import observe
from logic_rl.rows import read_rows, write_json

HERE = Path(__file__).resolve().parent


def main() -> None:
    rows = [
        {"set": row["set"], "verified": row["read_as_verified"], "found": bool(observe(row)[0].verified)}
        for row in read_rows(HERE / "smollm2.jsonl.gz")
    ]
    sets = {name: [row for row in rows if row["set"] == name] for name in ("known", "words", "varied")}
    write_json(HERE / "smollm2.json", {name: rates(own) for name, own in sets.items()} | {"all": rates(rows)})


if __name__ == "__main__":
    main()
