"""What this machine has too little of for a run, told before: the kernel ends a process without a word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from logic_rl.config.run import LoraConfig, OptimiserConfig, RunConfig
from logic_rl.errors import UsageError
from logic_rl.planning import estimate
from logic_rl.planning.machine import free_bytes, memory_free
from logic_rl.resources import model_path

SMALL = 64 * 2**20  # bytes of weights that no machine is short of memory for


def machine_warnings(trainer: Mapping, engine: Mapping, host: Mapping, on_gpu: bool, workers: int) -> list[str]:
    """What this machine has too little of, if the run were started here and now; one sentence each.

    Args:
        trainer, engine, host: bytes of each part, as `estimate` has them; on a CPU all of it lies in the host's memory.
    """
    store = sum(size for name, size in host.items() if "/dev/shm" in name)
    needed = sum(host.values()) - store
    if not on_gpu:
        needed += sum(trainer.values()) + sum(engine.values()) * workers
    warnings = []
    for what, wanted, free in (("memory", needed + store, memory_free()), ("/dev/shm", store, free_bytes("/dev/shm"))):
        if free is not None and wanted > free:
            gib = estimate.GIB
            warnings.append(f"this takes {wanted / gib:.1f} GiB of {what}; this machine has {free / gib:.1f} GiB free")
    return warnings


def tuning_warnings(model: str, optimiser: OptimiserConfig, lora: LoraConfig) -> list[str]:
    """The same of a fine-tuning that is about to start here; [] where torch has a card, or the shape is not known."""
    from logic_rl.training.learning.models import default_device

    if default_device().type != "cpu" or _is_small(Path(model_path(model))):
        return []
    try:
        shape = estimate.shape_of(model)
    except UsageError:  # whoever loads the model tells it in its own words
        return []
    config = RunConfig(phases=(), model=model, optimiser=optimiser, lora=lora)
    size = shape.pass_bytes(optimiser.tokens_per_pass, optimiser.gradient_checkpointing, on_cpu=True) / estimate.GIB
    cure = f"{size:.1f} of them for a pass of {optimiser.tokens_per_pass:,} tokens: lower --tokens-per-pass"
    cure += "" if optimiser.gradient_checkpointing else ", or give --gradient-checkpointing"
    parts = estimate.trainer_bytes(shape, config, on_cpu=True)
    return [f"{warning} ({cure})" for warning in machine_warnings(parts, {}, {}, on_gpu=False, workers=0)]


def _is_small(folder: Path) -> bool:
    sizes = [path.stat().st_size for path in folder.glob("*.safetensors")] if folder.is_dir() else []
    return bool(sizes) and sum(sizes) < SMALL
