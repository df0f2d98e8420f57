"""Whether a pre-training can be done as it is asked for: all that needs no torch."""

from __future__ import annotations

from pathlib import Path

from logic_rl.errors import UsageError
from logic_rl.training.supervised.out import check_out
from logic_rl.training.supervised.pretrain.recipes import RECIPES
from puzzles.spelling import choose_from


def require_ready(recipe: str, out: Path, resume: bool) -> None:
    """Raises UsageError for a recipe that there is not, or a folder that cannot be written or holds something."""
    if recipe not in RECIPES:
        raise UsageError(f"--recipe {recipe}: {choose_from(recipe, RECIPES)}")
    check_out(out, out / "training", (out / "model.safetensors").is_file(), resume)
