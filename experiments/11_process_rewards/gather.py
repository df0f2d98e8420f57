"""What each reward did to the answers, as a record.

    python experiments/11_process_rewards/gather.py RUNS --out experiments/11_process_rewards

Takes the finished runs RUNS/ARM/seed-S of run_arms.sh, and keeps what is on record of others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from logic_rl.config.reading import read_config
from logic_rl.metrics import is_number
from logic_rl.record import RunFolder, open_run
from logic_rl.rows import read_json
from logic_rl.training.hacking import first_rings

PHASE = "train"
KEPT = {  # of a metrics row, under what name, digits
    "step": ("step", 0), "proxy/kl": ("kl", 3), "reward/mean": ("reward", 4), "proxy/points": ("points", 4),
    "accuracy/mean": ("accuracy", 4), "accuracy/verified": ("verified", 4), "behaviour/claims_true": ("claims_true", 4),
    "length/mean": ("length", 1), "proxy/said_again": ("said_again", 4), "proxy/distinct": ("distinct", 4),
    "proxy/unanswered": ("unanswered", 4), "proxy/false_success": ("false_success", 4),
}  # fmt: skip
MEASURED = ("accuracy", "verified", "format_rate", "mean_length", "claims_true")


def record(run: Path) -> dict:
    """A finished run: its evaluations, its curve, what its alarms and detectors rang at, its judge."""
    folder, summary = open_run(run), read_json(run / "summary.json")
    rows = [row for row in folder.metrics() if row["phase"] == PHASE]
    least, most = bounds(run)
    curve_of = [{name: round(row[key], digits) for key, (name, digits) in KEPT.items() if is_number(row.get(key))}
                for row in rows]  # fmt: skip
    for point in curve_of:
        point["paid"] = round((point["reward"] - least) / (most - least), 4)
    return {
        "phases": {label: {key: numbers.get(key) for key in MEASURED} for label, numbers in summary["phases"].items()},
        "curve": curve_of,
        "rings": first_rings(rows),
        "alarms": alarms(rows),
        "judge": judge(folder),
        "seconds": summary["seconds"],
    }  # fmt: skip


def bounds(run: Path) -> tuple[float, float]:
    """The least and the most that a reply can earn in the phase."""
    reward = read_config(run / "config.yaml").reward_of(PHASE)
    beside = reward.verified + reward.steps_true + reward.first_error + reward.process
    return -reward.format - 2 * reward.answer, reward.format + 2 * reward.answer + beside


def alarms(rows: Sequence[dict]) -> dict[str, int]:
    """Alarm → the first step at which it rang, of all there are."""
    first: dict[str, int] = {}
    for row in rows:
        for key, value in row.items():
            if key.startswith("health/") and key != "health/alarms" and value:
                first.setdefault(key.removeprefix("health/"), row["step"])
    return first


def judge(folder: RunFolder) -> dict | None:
    path = folder.samples / "judge.json"
    if not path.is_file():
        return None
    facts = read_json(path)
    return {key: facts[key] for key in ("fitted_steps", "turned_labels", "label_noise", "held_out")}


def gathered(place: Path, recorded: dict) -> dict:
    arms: dict[str, dict] = recorded.get("arms", {})
    for path in sorted(place.glob("*/seed-*/summary.json")):
        arms.setdefault(path.parent.parent.name, {})[path.parent.name] = record(path.parent)
    return {"arms": arms}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    path = options.out / "result.json"
    result = gathered(options.runs, read_json(path) if path.is_file() else {})
    if not result["arms"]:
        parser.error(f"{options.runs}: no finished run ARM/seed-S with a summary.json; call run.sh first")
    options.out.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result) + "\n", encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
