"""What the figures of whole runs are drawn from, on record.

    python experiments/tools/curves.py keep RUN... --out experiments/NAME   # writes curves.json
    python experiments/tools/curves.py draw experiments/NAME                # overview.png and claims.png from it

`draw` needs curves.json alone, so the figures can be made again without the runs.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from logic_rl.analysis.figures.curves import Curves, load_curves
from logic_rl.analysis.figures.plots import plot_curves

FIGURES = ("overview", "claims")
DRAWN = re.compile(r"step|phase|reward/mean|reward/format_rate|length/mean|accuracy/.*")  # of metrics.jsonl


def kept(run: Path) -> dict:
    curves = asdict(load_curves(run))
    curves["rows"] = [{key: value for key, value in row.items() if DRAWN.fullmatch(key)} for row in curves["rows"]]
    return rounded(curves | {"name": run.name})


def rounded(value: object) -> object:
    """Five decimals are more than a figure shows."""
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(one) for one in value]
    return round(value, 5) if isinstance(value, float) else value


def recorded(folder: Path) -> list[Curves]:
    return [Curves(**run) for run in json.loads((folder / "curves.json").read_text(encoding="utf-8"))]


def draw(folder: Path, figures: Sequence[str] = FIGURES) -> list[Path]:
    return plot_curves(recorded(folder), folder, only=figures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True)
    keeping = actions.add_parser("keep")
    keeping.add_argument("runs", nargs="+", type=Path)
    keeping.add_argument("--out", type=Path, required=True)
    actions.add_parser("draw").add_argument("folder", type=Path)
    options = parser.parse_args()
    if options.action == "keep":
        options.out.mkdir(parents=True, exist_ok=True)
        lines = ",\n".join(json.dumps(kept(run)) for run in options.runs)
        (options.out / "curves.json").write_text(f"[{lines}]\n", encoding="utf-8")
    else:
        draw(options.folder)
