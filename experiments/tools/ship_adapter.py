"""A trained adapter as a packaged model: cut to a rank that is small enough to ship, in bfloat16.

    python experiments/tools/ship_adapter.py FOLDER --rank 16 --out logic_rl/models/NAME

FOLDER holds `adapter/` (what `logicrl sft` and checkpoints of `logicrl train` with adapters write), or is one. The cut adapter is
another model, if only just: measure what is shipped. What is printed is how much of the update it holds.
"""  # noqa: E501

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from logic_rl.adapters import ADAPTER_FOLDER, CONFIG, FIRST, WEIGHTS
from logic_rl.training.learning.stacking import of_rank


def ship(source: Path, rank: int, out: Path) -> float:
    """Write the cut adapter beside a copy of the folder's other files; returns the share of the update it holds."""
    weights = load_file(source / WEIGHTS)
    full = max(value.shape[0] for name, value in weights.items() if name.endswith(FIRST))
    cut, held = of_rank(weights, min(rank, full))
    out.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        if path.is_file() and path.name not in (WEIGHTS, CONFIG):
            shutil.copyfile(path, out / path.name)
    settings = json.loads((source / CONFIG).read_text(encoding="utf-8"))
    scale = settings["lora_alpha"] / settings["r"]
    settings["r"] = min(rank, full)
    settings["lora_alpha"] = scale * settings["r"]
    (out / CONFIG).write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    rounded = {name: value.to(torch.bfloat16).contiguous() for name, value in cut.items()}
    save_file(rounded, out / WEIGHTS, {"format": "pt"})
    return held


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rank", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    inner = options.folder / ADAPTER_FOLDER
    held = ship(inner if inner.is_dir() else options.folder, options.rank, options.out)
    size = (options.out / WEIGHTS).stat().st_size / 1e6
    print(f"{options.out}: rank {options.rank}, {size:.1f} MB, {held:.2%} of the update's squared norm")


if __name__ == "__main__":
    main()
