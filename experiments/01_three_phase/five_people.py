"""The evaluations of five_people.sh as one Markdown table: python five_people.py FOLDER."""

from __future__ import annotations

import json
import sys
from pathlib import Path

folder = Path(sys.argv[1])
print("| model | puzzles x samples | accuracy | 95 % interval | well-formed | tokens | cut off |")
print("|---" * 7 + "|")
for path in sorted(folder.glob("*/evaluation/model.json")):
    found = json.loads(path.read_text(encoding="utf-8"))["accuracy_table"]["all"]
    one = found["pass@1"]
    print(
        f"| {path.parent.parent.name} | {found['num_puzzles']} x {found['num_samples'] // found['num_puzzles']} "
        f"| {one['value']:.2f} | {one['low']:.2f} – {one['high']:.2f} | {found['format_rate']:.2f} "
        f"| {found['mean_length']:.0f} | {found['truncated_rate']:.2f} |"
    )
