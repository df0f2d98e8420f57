"""Held-out accuracy of a run of the speedrun and the seconds it took, on record.

    python experiments/speedrun/measure.py RUN --puzzles FILE --machine TEXT --out experiments/speedrun/result.json

RUN is ENTRY/seed-S with a file `seconds`. Its last checkpoint answers every puzzle of FILE once at temperature 1.
Seconds of one machine are compared with those of the same one alone.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
from pathlib import Path

import logic_rl
from logic_rl.config.reading import read_config
from logic_rl.rows import read_json, write_json

KEPT = ("pass@1", "verified@1")


def this_machine() -> str:
    """The processor by its own name, where the system tells it."""
    told = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", told.read_text()) if told.is_file() else []
    return f"{os.cpu_count()} cores, {names[0] if names else platform.processor() or platform.machine()}"


def measured(run: Path, puzzles: Path) -> dict:
    """What one seed came to."""
    last = read_config(run / "config.yaml").phases[-1].name
    summary = logic_rl.evaluate(
        str(run / "checkpoints" / last), str(puzzles), out=run / "held-out",
        samples=1, temperature=1.0, max_new_tokens=1024,
    )  # fmt: skip
    row = summary["accuracy_table"]["all"]
    numbers = {key: [round(row[key][part], 4) for part in ("value", "low", "high")] for key in KEPT}
    return {"seconds": int((run / "seconds").read_text()), "puzzles": row["num_puzzles"], **numbers,
            "format": round(summary["format_rate"], 4), "length": round(summary["mean_length"], 1)}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--puzzles", type=Path, required=True)
    parser.add_argument("--machine", default=this_machine(), help="as the record has it  [default: %(default)s]")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    recorded = read_json(options.out) if options.out.exists() else {}
    entry, seed = options.run.parts[-2], options.run.name.removeprefix("seed-")
    recorded.setdefault(options.machine, {}).setdefault(entry, {})[seed] = measured(options.run, options.puzzles)
    write_json(options.out, recorded)


if __name__ == "__main__":
    main()
