"""Whether a model can be loaded, told by its files alone: before torch, which takes seconds, and before its weights."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from logic_rl.adapters import WEIGHTS as WEIGHTS_OF_ADAPTER
from logic_rl.errors import UsageError
from logic_rl.hub import require_reachable
from logic_rl.resources import is_run, model_path
from logic_rl.tensor_files import tensor_shapes

WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"
TOKENIZERS = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model", "tekken.json")


def settled_model(model: str, say: Callable[[str], None]) -> str:
    """The model that is meant: of the folder of a run its last checkpoint, and `say` hears which one that is.

    Raises:
        UsageError: no such model, or no checkpoint in the run.
    """
    path = model_path(model)
    if not is_run(Path(model).expanduser()):
        return model
    say(f"note: {model} is the folder of a run: taking its last checkpoint, {path}")
    return path


def require_loadable(model: str) -> None:
    """See that a folder holds a whole model and its tokenizer, or that the hub can be asked for it.

    Raises:
        UsageError: something is missing or cut off; the message names the file and the cure.
    """
    folder = Path(model_path(model))
    if not folder.is_dir():
        require_reachable(str(folder))
        return
    require_config(model)
    for path in _weight_files(folder):
        tensor_shapes(path)
    if not any((folder / name).is_file() for name in TOKENIZERS):
        names = ", ".join(TOKENIZERS[:4])
        raise UsageError(f"{folder} has no tokenizer (none of {names}): save the tokenizer there too")


def require_config(model: str) -> dict:
    """The values of a folder's config.json, {} for a hub id; raises UsageError where a folder has no whole one."""
    folder = Path(model_path(model))
    if not folder.is_dir():
        return {}
    if not (folder / "config.json").is_file():
        raise UsageError(f"{folder} is not a model folder (no config.json){_instead(folder)}")
    return _json(folder / "config.json")


def require_room(model: str, max_new_tokens: int) -> None:
    """Raises UsageError where a model folder has fewer positions than a reply may have tokens."""
    positions = require_config(model).get("max_position_embeddings")
    if isinstance(positions, int) and max_new_tokens >= positions:
        raise UsageError(
            f"max_new_tokens {max_new_tokens}: {model} has {positions} positions for prompt and reply; give fewer"
        )


def require_chat_template(model: str) -> None:
    """Raises UsageError for a model folder without a chat template, wherever its files may hold one."""
    folder = Path(model_path(model))
    if not folder.is_dir() or (folder / "chat_template.jinja").is_file() or (folder / "chat_template.json").is_file():
        return
    if (folder / "additional_chat_templates").is_dir():
        return
    config = folder / "tokenizer_config.json"
    if not config.is_file() or not _json(config).get("chat_template"):
        raise UsageError("template 'chat' needs a tokenizer with a chat template; use 'r1-zero' for a base model")


def _instead(folder: Path) -> str:
    if (folder / WEIGHTS_OF_ADAPTER).is_file():
        return f": it holds {WEIGHTS_OF_ADAPTER}, and adapter_config.json is missing beside it"
    if (folder / "training").is_dir():
        return ": it holds an unfinished training; finish it with --resume"
    models = sorted(path.parent.name for path in folder.glob("*/config.json"))
    if models:
        return f": models lie in {', '.join(models[:3])} there; give one of them"
    return ": give a folder made by save_pretrained"


def _weight_files(folder: Path) -> Iterator[Path]:
    if (folder / INDEX).is_file():
        names = _json(folder / INDEX).get("weight_map")
        if not isinstance(names, dict):
            raise UsageError(f"{folder / INDEX}: no 'weight_map'; save or download the model again")
        yield from (folder / name for name in sorted(set(map(str, names.values()))))
    elif (folder / WEIGHTS).is_file():
        yield folder / WEIGHTS
    else:
        pickled = any(folder.glob("*.bin"))
        cure = "save it with safe_serialization=True" if pickled else "save or download the model again"
        raise UsageError(f"{folder} has no weights ({WEIGHTS}){', only pickled ones' if pickled else ''}: {cure}")


def _json(path: Path) -> dict:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{path} cannot be read ({error}); save or download the model again") from None
    if not isinstance(value, dict):
        raise UsageError(f"{path} holds no keys and values; save or download the model again")
    return value
