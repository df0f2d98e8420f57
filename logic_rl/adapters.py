"""Folders that hold low-rank adapters alone, as peft writes them: merged into their base once, in the cache."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from logic_rl.errors import UsageError
from logic_rl.extras import require
from logic_rl.hub import require_reachable
from logic_rl.model_cache import NotMade, cache_folder, content_digest, is_made, make_folder
from logic_rl.tensor_files import tensor_shapes

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
ADAPTER_FOLDER = "adapter"  # in a model folder: vLLM takes every safetensors file beside the weights for weights
BASE = "base_model_name_or_path"  # key of CONFIG
FORM = 2  # of what is written into the cache: raise it when the same adapter is to give another folder
WHOLE = ("model.safetensors", "model.safetensors.index.json")
MERGED = {".json", ".safetensors", ".jinja", ".model", ".txt"}  # files that a merged folder depends on
LAYER = re.compile(r".*?\.\d+\.")  # "model.layers.7."
FIRST, SECOND = ".lora_A.weight", ".lora_B.weight"  # [rank, inputs] and [outputs, rank]


def holds_adapter(folder: Path) -> bool:
    """Whether a folder holds an adapter and no whole model; some trainers write the base's config.json beside it."""
    return (folder / CONFIG).is_file() and not any((folder / name).is_file() for name in WHOLE)


def base_of(folder: Path) -> str:
    """What an adapter belongs to, as `--model` would name it; a path that lies in the adapter's folder counts from it.

    Raises:
        UsageError: the folder does not say, or holds something else than a low-rank adapter.
    """
    path = folder / CONFIG
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{path} cannot be read ({error}); save or download the adapter again") from None
    kind, base = (values.get(key) if isinstance(values, dict) else None for key in ("peft_type", BASE))
    if not isinstance(base, str) or not base:
        raise UsageError(f"{path} does not say of which model: set '{BASE}' to a name, a folder or a hub id")
    if kind != "LORA":
        raise UsageError(f"{path}: peft_type {kind!r} is not read here; adapters of type LORA are")
    beside = folder / Path(base).expanduser()
    return str(beside.resolve()) if beside.exists() else base


def merged_folder(folder: Path, base: str) -> Path:
    """The model folder that an adapter and its base make: weights in float32, tokenizer, how it is asked.

    It is made at the first call, in seconds for a small model, and found again by what the adapter's files hold and
    which base it is, wherever the adapter lies.

    Args:
        base: a model folder or hub id.

    Raises:
        UsageError: a file is damaged, the adapter is of another model, the base is out of reach, or peft is missing.
    """
    folder = folder.resolve()
    merged = cache_folder() / f"adapter-{_digest(folder, base)}-{FORM}"
    if is_made(merged):
        return merged
    require_fitting(folder, base)
    require("train", f"the adapter {folder}")
    require("lora", f"the adapter {folder}")
    try:
        if not Path(base).is_dir():
            require_reachable(base)
        doing = f"merging the adapter {folder} into {base}"
        make_folder(merged, doing, "logic_rl.training.learning.merging", str(folder), base)
    except (NotMade, UsageError) as error:
        raise UsageError(f"{folder} cannot be merged into {base} ({error}){_cure()}") from None
    return merged


def require_fitting(folder: Path, base: str) -> None:
    """See by names and shapes alone that an adapter was made for this base, as far as its files lie here.

    Raises:
        UsageError: the adapter is not whole, or of another model.
    """
    if not (folder / WEIGHTS).is_file():
        pickled = " (pickled weights are not read: save it with safe_serialization=True)"
        raise UsageError(f"{folder} has no {WEIGHTS}{pickled if any(folder.glob('*.bin')) else ''}")
    own = tensor_shapes(folder / WEIGHTS)
    if Path(base).is_dir() and not (Path(base) / "config.json").is_file():
        raise UsageError(f"{folder} is an adapter of {base}, which is no model folder (no config.json){_cure()}")
    theirs = {name: shape for file in Path(base).glob("*.safetensors") for name, shape in tensor_shapes(file).items()}
    layers = {match[0] for name in theirs if (match := LAYER.match(name))}
    for name in (name.removesuffix(FIRST) for name in own if name.endswith(FIRST)):
        module = name.removeprefix("base_model.model.")
        first, second = own[name + FIRST], own.get(name + SECOND)
        there = theirs.get(f"{module}.weight")
        if there and second and sorted(there) != sorted((first[-1], second[0])):
            _refuse(folder, base, f"{module} is {_sizes(there)} there, and {second[0]} x {first[-1]} for the adapter")
        if layers and (match := LAYER.match(module)) and match[0] not in layers:
            _refuse(folder, base, f"there is no {match[0].rstrip('.')} there")


def _refuse(folder: Path, base: str, reason: str) -> None:
    raise UsageError(f"{folder} is an adapter of another model than {base}: {reason}{_cure()}")


def _cure() -> str:
    return f"; set '{BASE}' in its {CONFIG} to the model that it was trained on"


def _sizes(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))


def _digest(folder: Path, base: str) -> str:
    """Of what the adapter's files hold, and of the name, sizes and dates of its base, which may be large."""
    digest = hashlib.sha256(base.encode())
    for path in sorted(path for path in folder.iterdir() if path.is_file() and path.suffix in MERGED):
        digest.update(f"{path.name} {content_digest(path)}\n".encode())
    for path in sorted(Path(base).iterdir() if Path(base).is_dir() else ()):
        if path.is_file():
            digest.update(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]
