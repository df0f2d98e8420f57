"""What `gpu.sh` can do on this machine, and its table. Loads neither torch nor anything else that may be missing.

    python benchmarks/gpu_table.py missing
    python benchmarks/gpu_table.py table ROWS.jsonl RESULT.json
"""

from __future__ import annotations

import json
import os
import platform
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

BASIS = ("torch", "transformers", "numpy", "safetensors", "tokenizers", "yaml")  # of every part
NEEDS = {
    "peaks": BASIS,
    "correctness": BASIS,
    "rollout": BASIS,
    "update": BASIS,
    "adapters at 7B": (*BASIS, "peft"),
    "run": (*BASIS, "click", "pydantic", "rich"),
}
PACKAGES = ("torch", "transformers", "tokenizers", "safetensors", "numpy", "peft", "pydantic", "triton")


def missing_line() -> str:
    """One line: the modules that are missing, and what runs without them."""
    absent = [name for name in dict.fromkeys(sum(NEEDS.values(), ())) if find_spec(name) is None]
    able = [part for part, modules in NEEDS.items() if not set(modules) & set(absent)]
    rest = [part for part in NEEDS if part not in able]
    line = f"missing: {', '.join(absent) or 'nothing'}; can do: {', '.join(able) or 'nothing'}"
    return line + (f"; cannot do: {', '.join(rest)} (WHEELS=folder of wheels)" if rest else "")


def versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "cores": str(len(os.sched_getaffinity(0)))}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def cells(row: dict) -> list[str]:
    """Of one measurement: what, setting, figures."""
    if "error" in row:
        return [row["part"], str(row.get("shape", row.get("run", ""))), "failed", row["error"].splitlines()[-1][:100]]
    match row["part"]:
        case "peaks":
            speed = f"{row['flop_per_second'] / 1e12:,.2f} TFLOP/s, {row['bytes_per_second'] / 1e12:.3f} TB/s"
            if vendor := row["vendor_bf16_flop_per_second"]:
                bytes_per_second = row["vendor_bytes_per_second"] / 1e12
                speed += f" (the vendor's, bfloat16: {vendor / 1e12:,.0f} and {bytes_per_second:.2f})"
            return ["peaks", row["device"], row["dtype"], speed]
        case "correctness":
            figures = (
                f"{'fine' if row['fine'] else 'NOT FINE'}: mean {row['mean_difference']:.1e}, largest "
                f"{row['largest_difference']:.1e} nats (rounding {row['rounding_mean']:.1e}, "
                f"{row['rounding_largest']:.1e}); {row['greedy_errors']} greedy errors, {row['greedy_others']} within "
                f"rounding, of {row['greedy_tokens']}"
            )
            return ["correctness", row["model"], row["dtype"], figures]
        case "rollout":
            setting = f"{row['sequences']} sequences{', refilled' if row['refilled'] else ''}, {row['dtype']}"
            setting += ", compiled" if row["compiled"] else ""
            shares = f"{row['flop_share']:.1%} of FLOP, {row['bytes_share']:.1%} of bytes"
        case "update":
            setting = f"{row['tokens_per_pass']} tokens a pass, {row['dtype']}"
            setting += f", adapters of rank {row['adapters']}" if row["adapters"] else ""
            shares = f"{row['flop_share']:.1%} of FLOP"
        case _:
            figures = f"{row.get('time/step_seconds', 0):.1f} s, reward {row.get('reward/mean', 0):.2f}"
            return ["run", row["run"], f"step {row['step']}", figures]
    speed = f"{row['tokens_per_second']:,.0f} tokens/s"
    return [row["part"], row["shape"], setting, f"{speed}, {shares}, {row['peak_gib']:.1f} GiB"]


def table(rows: list[dict]) -> str:
    lines = ["| part | model | setting | figures |", "|---|---|---|---|"]
    return "\n".join([*lines, *("| " + " | ".join(cells(row)) + " |" for row in rows)])


def finish(rows_path: Path, result: Path) -> str:
    """Write the one JSON file; returns the table."""
    lines = rows_path.read_text(encoding="utf-8").splitlines() if rows_path.is_file() else []
    rows = [json.loads(line) for line in lines]
    failed = [row for row in rows if "error" in row or row.get("fine") is False]
    parts = {part: [row for row in rows if row["part"] == part] for part in dict.fromkeys(row["part"] for row in rows)}
    whole = {"versions": versions(), "missing": missing_line(), "parts": parts, "failed": failed}
    result.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    return table(rows)


if __name__ == "__main__":
    if sys.argv[1] == "missing":
        print(missing_line())
    else:
        print(finish(Path(sys.argv[2]), Path(sys.argv[3])))
