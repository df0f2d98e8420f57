"""Checkpoints: folders that `transformers` loads as they are, with the state to go on from beside the weights.

`checkpoints/step_000012/` holds the model, the tokenizer, `optimiser.safetensors` and
`trainer_state.json`. A folder is written under another name and renamed when it is complete,
so a kill leaves either a whole checkpoint or none. Nothing is pickled.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from logic_rl.errors import RunFailed

STATE_NAME, OPTIMISER_NAME = "trainer_state.json", "optimiser.safetensors"


def save_checkpoint(
    folder: Path, model: PreTrainedModel, tokenizer, optimisers: list[torch.optim.Optimizer], state: dict
) -> None:
    """Write a complete checkpoint, replacing one of the same name."""
    temporary = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    model.save_pretrained(temporary)
    tokenizer.save_pretrained(temporary)
    save_file(_optimiser_tensors(optimisers), temporary / OPTIMISER_NAME)
    (temporary / STATE_NAME).write_text(json.dumps(state, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    temporary.rename(folder)


def load_checkpoint(folder: Path, model: PreTrainedModel, optimisers: list[torch.optim.Optimizer]) -> dict:
    """Restore weights and optimisers in place; returns the stored state.

    Raises:
        RunFailed: a file is missing or damaged.
    """
    try:
        weights = load_file(folder / "model.safetensors")
        tensors = load_file(folder / OPTIMISER_NAME)
        state = json.loads((folder / STATE_NAME).read_text(encoding="utf-8"))
    except Exception as error:  # safetensors raises its own kinds for damaged files
        raise RunFailed(
            f"checkpoint {folder} cannot be read ({error}); remove it to go on from the one before"
        ) from None
    model.load_state_dict(weights, strict=False)
    model.tie_weights()
    for number, optimiser in enumerate(optimisers):
        _load_optimiser(optimiser, tensors, number)
    return state


def latest_checkpoint(checkpoints: Path) -> Path | None:
    """The complete checkpoint of the latest step."""
    found = sorted(path for path in checkpoints.glob("step_*") if (path / STATE_NAME).is_file())
    return found[-1] if found else None


def prune_checkpoints(checkpoints: Path, keep: int) -> None:
    """Remove all step checkpoints but the last `keep`; phase checkpoints have other names and stay."""
    for path in sorted(checkpoints.glob("step_*"))[:-keep]:
        shutil.rmtree(path, ignore_errors=True)


def _optimiser_tensors(optimisers: list[torch.optim.Optimizer]) -> dict[str, torch.Tensor]:
    return {
        f"{number}.{index}.{name}": torch.as_tensor(value).contiguous()
        for number, optimiser in enumerate(optimisers)
        for index, entries in optimiser.state_dict()["state"].items()
        for name, value in entries.items()
    }


def _load_optimiser(optimiser: torch.optim.Optimizer, tensors: dict[str, torch.Tensor], number: int) -> None:
    entries: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in tensors.items():
        owner, index, name = key.split(".", 2)
        if int(owner) == number:
            entries.setdefault(int(index), {})[name] = value
    optimiser.load_state_dict({"state": entries, "param_groups": optimiser.state_dict()["param_groups"]})
