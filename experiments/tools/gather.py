"""Several seeds of one experiment as one table: python experiments/tools/gather.py RUN... --out experiments/NAME.

Reads each run's summary.json; writes result.json (every seed, and mean and range over seeds) and result.md.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from statistics import mean

BEHAVIOURS = ("verification", "backtracking", "reflection", "hesitation", "exploration", "summary", "aha")


def measures(phase: dict) -> dict[str, float]:
    """The numbers of one evaluation under the names that the table shows."""
    people = {f"accuracy, {size} people": entry["accuracy"] for size, entry in phase["people"].items()}
    behaviours = {name: phase["behaviours"][name] for name in BEHAVIOURS if name in phase["behaviours"]}
    claims = {"claims_true": phase["claims_true"]} if phase.get("claims_true") is not None else {}
    return people | {name: phase[name] for name in ("accuracy", "format_rate", "mean_length")} | behaviours | claims


def form_of(measure: str) -> str:
    """How a table writes the numbers of a measure."""
    return {"mean_length": "{:.0f}", "claims_true": "{:.3f}"}.get(measure, "{:.2f}")


def spread(values: list[float]) -> dict[str, float]:
    return {"mean": mean(values), "min": min(values), "max": max(values)}


def in_words(numbers: dict[str, float], form: str) -> str:
    """`0.97 (0.96 – 0.99)`: the mean, and the range where the seeds differ in what is shown."""
    low, high = form.format(numbers["min"]), form.format(numbers["max"])
    return form.format(numbers["mean"]) + (f" ({low} – {high})" if low != high else "")


def gather(runs: list[Path]) -> dict:
    summaries = {run.name: json.loads((run / "summary.json").read_text(encoding="utf-8")) for run in runs}
    labels = list(next(iter(summaries.values()))["phases"])
    seeds = {
        name: {label: measures(summary["phases"][label]) for label in labels} for name, summary in summaries.items()
    }
    first = next(iter(seeds.values()))
    over_seeds = {
        label: {key: spread([seed[label][key] for seed in seeds.values()]) for key in first[label]} for label in labels
    }
    seconds = {name: summary["seconds"] for name, summary in summaries.items()}
    return {"num_seeds": len(seeds), "over_seeds": over_seeds, "seeds": seeds, "seconds": seconds}


def table(result: dict) -> str:
    labels = list(result["over_seeds"])
    lines = ["| | " + " | ".join(labels) + " |", "|---" * (len(labels) + 1) + "|"]
    for key in result["over_seeds"][labels[0]]:
        cells = [in_words(result["over_seeds"][label][key], form_of(key)) for label in labels]
        lines.append(f"| {key} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    result = gather(options.runs)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    (options.out / "result.md").write_text(table(result), encoding="utf-8")
    print(table(result))
