"""A folder with low-rank adapters alone, as peft writes and reads them, and with how their model is asked."""

from __future__ import annotations

import copy
import re
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from transformers import PreTrainedModel

from logic_rl.adapters import ADAPTER_FOLDER, FIRST, WEIGHTS, base_of
from logic_rl.prompts import FORMAT_FILE
from logic_rl.resources import is_run, model_path
from logic_rl.rows import write_bytes
from logic_rl.training.learning.lora import adapter_weights
from logic_rl.training.learning.model_folder import CARD_FILE, AdapterFiles
from logic_rl.training.learning.stacking import adapter_below, stacked

ASKING = (FORMAT_FILE, "chat_template.jinja", "chat_template.json", "additional_chat_templates")


def save_adapter(folder: Path, model: PreTrainedModel, files: AdapterFiles) -> None:
    """Write `adapter/` into a model folder that says already how the model is asked.

    Where an adapter made the base too, the folder holds both as one, for the model below them.

    Args:
        model: with adapters in it.
    """
    place = folder / ADAPTER_FOLDER
    place.mkdir()
    settings: Any = copy.copy(model.peft_config["default"])
    settings.task_type, settings.inference_mode = "CAUSAL_LM", True
    weights = {_stored_name(name): value for name, value in adapter_weights(model).items()}
    base = files.base
    if below := adapter_below(base):
        base = base_of(below)
        weights, settings.r = stacked(weights, settings.lora_alpha / settings.r, below)
        settings.lora_alpha = settings.r
        layers = [name.removesuffix(FIRST) for name in weights if name.endswith(FIRST)]
        settings.target_modules = {layer.rsplit(".", 1)[-1] for layer in layers}
    settings.base_model_name_or_path = _lasting_name(base)
    if not isinstance(settings.target_modules, str):
        settings.target_modules = sorted(settings.target_modules)
    settings.save_pretrained(str(place))
    rounded = {name: value.to(getattr(torch, files.dtype)).contiguous() for name, value in weights.items()}
    save_file(rounded, place / WEIGHTS, {"format": "pt"})
    copy_files(folder, place, ASKING)
    if files.card is not None:
        write_bytes(place / CARD_FILE, files.card.encode())


def copy_files(source: Path, folder: Path, names: tuple[str, ...]) -> None:
    """Those files and folders of a folder that are there, in place of what stands in the other."""
    for path in (source / name for name in names):
        if path.is_dir():
            shutil.copytree(path, folder / path.name, dirs_exist_ok=True)
        elif path.is_file():
            shutil.copyfile(path, folder / path.name)


def _stored_name(name: str) -> str:
    """As peft names a tensor in a file: of the model that it wraps, and without the adapter's own name."""
    return "base_model.model." + re.sub(r"\.default(?=\.|$)", "", name)


def _lasting_name(base: str) -> str:
    """A path in full, so that the adapter can be copied; of a run the checkpoint that is its last today."""
    path = Path(base).expanduser()
    if is_run(path):
        return str(Path(model_path(base)).resolve())
    return str(path.resolve()) if path.exists() else base
