"""Checkpoints: folders that `transformers` and vLLM load as they are, with the state to go on from in a subfolder.

`checkpoints/step_000012/` holds the model, the tokenizer, how it was asked and a card (see `model_folder`); its
`trainer/` (a subfolder, because vLLM takes every safetensors file beside the weights for weights) holds
`optimiser.safetensors`, `critic.safetensors` if there is a critic, `pending.jsonl.gz` if rollouts were made ahead,
`state.json` and the checksums of all files.
Learners on several ranks write `trainer/shards/` instead of `optimiser.safetensors`, each its own part; any number of
ranks goes on from either, or none. Low-rank adapters are merged into the model, and stand in
`trainer/adapters.safetensors` to go on from and in `adapter/` as peft reads them. A folder is written under another
name and renamed when it is complete, so a kill leaves either a whole checkpoint or none. Nothing is pickled.
`checkpoints/<phase>` are the ends of the phases, `checkpoints/best` the one of them with the highest held-out accuracy.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from logic_rl.errors import RunFailed
from logic_rl.rows import read_rows, write_rows
from logic_rl.training.learning.adapter_folder import save_adapter
from logic_rl.training.learning.full_disk import room_for
from logic_rl.training.learning.lora import adapter_weights, merged_weights

STATE, CHECKSUMS = Path("trainer/state.json"), Path("trainer/checksums.json")
PENDING = Path("trainer/pending.jsonl.gz")
BEST = "best"
SHARDS = Path("trainer/shards")
OPTIMISER, CRITIC, ADAPTERS = (Path("trainer", f"{name}.safetensors") for name in ("optimiser", "critic", "adapters"))


def save_checkpoint(
    folder: Path,
    model: PreTrainedModel,
    tokenizer,
    optimisers: Sequence[torch.optim.Optimizer],
    state: dict,
    critic: torch.nn.Module | None = None,
    shards: Callable[[Path], object] | None = None,
) -> None:
    """Write a complete checkpoint, replacing one of the same name.

    Args:
        tokenizer: or whatever else has `save_pretrained(folder)`, such as `model_folder.PromptedTokenizer`.
        state: its `pending` rows, rollouts made ahead, are many numbers and get a compressed file of their own.
        shards: writes the state of optimisers that are not here into the folder it is given.

    Raises:
        RunFailed: the disk is full.
    """
    temporary = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    with room_for(folder, temporary):
        (temporary / "trainer").mkdir(parents=True)
        model.save_pretrained(temporary, state_dict=merged_weights(model))
        tokenizer.save_pretrained(temporary)
        if shards is None:
            save_file(_optimiser_tensors(optimisers), temporary / OPTIMISER)
        else:
            (temporary / SHARDS).mkdir()
            shards((temporary / SHARDS).absolute())
        if adapters := adapter_weights(model):
            save_file(adapters, temporary / ADAPTERS)
            if files := getattr(tokenizer, "adapter", None):
                save_adapter(temporary, model, files)
        if critic is not None:
            save_file(critic.state_dict(), temporary / CRITIC)
        if pending := state.get("pending"):
            write_rows(temporary / PENDING, pending)
            state = {name: value for name, value in state.items() if name != "pending"}
        (temporary / STATE).write_text(json.dumps(state, indent=2) + "\n", encoding="utf-8")
        (temporary / CHECKSUMS).write_text(json.dumps(_checksums(temporary), indent=2) + "\n", encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        temporary.rename(folder)


def load_checkpoint(
    folder: Path,
    model: PreTrainedModel,
    optimisers: Sequence[torch.optim.Optimizer],
    critic: torch.nn.Module | None = None,
) -> dict:
    """Restore weights and optimisers (those that are here) in place; returns the stored state.

    Raises:
        RunFailed: a file is missing or damaged, or is of another model.
    """
    try:
        weights = load_file(folder / ADAPTERS) if adapter_weights(model) else _model_weights(folder)
        critic_weights = load_file(folder / CRITIC) if critic is not None else None
        tensors = _optimiser_state(folder) if optimisers else {}
        state = json.loads((folder / STATE).read_text(encoding="utf-8"))
        if (folder / PENDING).is_file():
            state["pending"] = list(read_rows(folder / PENDING))
    except Exception as error:  # safetensors raises its own kinds for damaged files
        raise RunFailed(
            f"checkpoint {folder} cannot be read ({error}); remove it to go on from the one before"
        ) from None
    try:
        _fill(model, weights)
        if critic is not None and critic_weights is not None:
            critic.load_state_dict(critic_weights)
        for number, optimiser in enumerate(optimisers):
            fill_optimiser(optimiser, tensors, number)
    except (RuntimeError, ValueError) as error:  # torch lists every name and shape: the first is enough
        first = " ".join(str(error).split())[:200]
        raise RunFailed(f"checkpoint {folder} is of another model than the run's ({first})") from None
    return state


def _model_weights(folder: Path) -> dict[str, torch.Tensor]:
    """All tensors of a model, which lies in several files when it is large."""
    index = folder / "model.safetensors.index.json"
    if not index.is_file():
        return load_file(folder / "model.safetensors")
    names = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
    return {name: tensor for shard in names for name, tensor in load_file(folder / shard).items()}


def _fill(model: PreTrainedModel, weights: dict[str, torch.Tensor]) -> None:
    """Load what a checkpoint has: all weights, tied ones once, or the adapters only."""
    found = model.load_state_dict(weights, strict=False)
    own = model.state_dict()
    filled = {own[name].data_ptr() for name in weights if name in own}
    missing = [name for name in found.missing_keys if own[name].data_ptr() not in filled]
    if found.unexpected_keys or (missing and not adapter_weights(model)):
        raise ValueError(f"lacking: {missing[:1]}, in excess: {found.unexpected_keys[:1]}")
    model.tie_weights()


def latest_checkpoint(checkpoints: Path, say: Callable[[str], None]) -> Path | None:
    """The latest checkpoint whose files are what was written; `say` hears of every damaged one.

    Those of steps come first, then those of phases, which are older or the same.

    Raises:
        RunFailed: there are checkpoints, and all are damaged.
    """
    paths = sorted(checkpoints.glob("step_*"), reverse=True)
    paths += sorted(set(checkpoints.glob("[!.]*")) - set(paths), key=_step_of, reverse=True)
    for path in paths:
        wrong = damage(path)
        if wrong is None:
            return path
        say(f"warning: checkpoint {path} is damaged ({wrong}): going back to the one before it")
    if paths:
        raise RunFailed(f"all checkpoints in {checkpoints} are damaged: start anew with another --out")
    return None


def _step_of(folder: Path) -> int:
    """The step a checkpoint was made after; -1 if its state cannot be read."""
    try:
        return int(json.loads((folder / STATE).read_text(encoding="utf-8"))["step"])
    except (OSError, ValueError, KeyError, TypeError):
        return -1


def keep_best(checkpoint: Path) -> None:
    """Make `best`, beside a complete checkpoint, the same as it; links take no room where the disk allows them."""
    best = checkpoint.with_name(BEST)
    temporary = best.with_name(f".{BEST}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    shutil.copytree(checkpoint, temporary, copy_function=_link)
    shutil.rmtree(best, ignore_errors=True)
    temporary.rename(best)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def damage(folder: Path) -> str | None:
    """The first file of a checkpoint that is not as it was written."""
    try:
        written = json.loads((folder / CHECKSUMS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return str(CHECKSUMS)
    found = _checksums(folder)
    return next((name for name, digest in written.items() if found.get(name) != digest), None)


def prune_checkpoints(checkpoints: Path, keep: int) -> None:
    """Remove all step checkpoints but the last `keep`, and what a kill left half-written; those of phases stay."""
    for path in [*sorted(checkpoints.glob("step_*"))[:-keep], *checkpoints.glob(".*.tmp")]:
        shutil.rmtree(path, ignore_errors=True)


def _checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file, by its name within the folder."""
    digests = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder) != CHECKSUMS:
            with path.open("rb") as stream:
                digests[path.relative_to(folder).as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
    return digests


def _optimiser_tensors(optimisers: Sequence[torch.optim.Optimizer]) -> dict[str, torch.Tensor]:
    return {
        f"{number}.{index}.{name}": torch.as_tensor(value).contiguous()
        for number, optimiser in enumerate(optimisers)
        for index, entries in optimiser.state_dict()["state"].items()
        for name, value in entries.items()
    }


def _optimiser_state(folder: Path) -> dict[str, torch.Tensor]:
    if not (folder / SHARDS).is_dir():
        return load_file(folder / OPTIMISER)
    from logic_rl.training.learning.ranks.shards import read_shards  # torch.distributed is slow to load

    return read_shards(folder / SHARDS)


def fill_optimiser(optimiser: torch.optim.Optimizer, tensors: dict[str, torch.Tensor], number: int = 0) -> None:
    """Restore the state that stands under `<number>.<number of the parameter>.<name>`."""
    entries: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in tensors.items():
        owner, index, name = key.split(".", 2)
        if int(owner) == number:
            entries.setdefault(int(index), {})[name] = value
    optimiser.load_state_dict({"state": entries, "param_groups": optimiser.state_dict()["param_groups"]})
