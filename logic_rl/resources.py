"""The files that come with the package: curricula and the tiny base model.

In a checkout (also an editable install) the curricula lie in the top-level `curricula/`; an
ordinary install carries a copy inside the package.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from logic_rl.adapters import base_of, holds_adapter, merged_folder
from logic_rl.errors import UsageError
from logic_rl.gguf import PIP_MODELS, gguf_in, model_folder, pip_model_file
from puzzles.spelling import nearest

PACKAGE = Path(__file__).resolve().parent
MODELS = PACKAGE / "models"
BEST = "best"  # a checkpoint of an earlier step, by another name


def curricula_folder() -> Path:
    """The folder of the curricula that come with the package."""
    installed = PACKAGE / "curricula"
    return installed if installed.is_dir() else PACKAGE.parent / "curricula"


def curriculum_names() -> list[str]:
    """What `--curriculum` accepts besides a path, in alphabetical order."""
    return sorted(path.stem for path in curricula_folder().glob("*.yaml"))


def model_names() -> list[str]:
    """Packaged models and adapters, and those that pip brings: what `--model` accepts besides a path and a hub id."""
    packaged = [path.name for path in MODELS.glob("*") if (path / "config.json").is_file() or holds_adapter(path)]
    return sorted([*packaged, *PIP_MODELS])


def curriculum_path(name_or_path: str | os.PathLike) -> Path:
    """The YAML file of a curriculum.

    An existing file is taken as it is; otherwise the name, with or without `.yaml`, is looked
    up among the packaged curricula.

    Raises:
        UsageError: neither exists.
    """
    given = os.fspath(name_or_path)
    path = Path(given).expanduser()
    if path.is_file():
        return path
    name, names = given.removesuffix(".yaml"), curriculum_names()
    if name in names:
        return curricula_folder() / f"{name}.yaml"
    raise UsageError(_not_found("curriculum", given, names, curricula_folder(), "the path of a YAML file"))


def model_path(name: str | os.PathLike) -> str:
    """What `from_pretrained` is given for a model.

    An existing folder is taken as it is, of that of a run its last checkpoint; a packaged name becomes its folder, a
    `.gguf` file (also the only one of a folder, or a packaged name's) and a folder with an adapter alone the folder
    that they are made into, and anything else that can be a hub id ("Qwen/Qwen2.5-7B") is returned unchanged.

    Raises:
        UsageError: it reads as a path that is no model, or as a misspelt packaged name, or is the folder of a run
            without a model, or the package that carries it is not installed, or an adapter does not find its base.
    """
    return _found(os.fspath(name), ())


def _found(given: str, above: tuple[Path, ...]) -> str:
    """As `model_path`; `above` are the adapters that are to be merged into it."""
    names = model_names()
    folder = Path(given).expanduser()
    if given in PIP_MODELS and not folder.is_dir():
        return str(model_folder(pip_model_file(given)))
    if given in names and given not in PIP_MODELS:
        folder = MODELS / given
    if given and folder.is_dir():
        if is_run(folder):
            return str(_last_checkpoint(folder))
        if holds_adapter(folder):
            return str(merged_folder(folder, _base_of(folder, above)))
        file = gguf_in(folder)
        return str(model_folder(file) if file else folder)
    if folder.is_file() and folder.suffix == ".gguf":
        return str(model_folder(folder))
    known = {*names, "tiny-base"}
    misspelt = nearest(given, known, 0.75) if os.sep in given else _near_name(given, known)
    if folder.is_file() or _is_path(given) or misspelt or not given:
        otherwise = "a folder that holds config.json or adapter_config.json, a .gguf file, or a hub id"
        raise UsageError(_not_found("model", given, names, MODELS, otherwise))
    return given


def _base_of(adapter: Path, above: tuple[Path, ...]) -> str:
    base, above = base_of(adapter), (*above, adapter.resolve())
    if Path(base).resolve() in above:
        raise UsageError(f"{adapter} is an adapter of itself: its adapter_config.json names {base} as the base")
    try:
        return _found(base, above)
    except UsageError as error:
        raise UsageError(f"{adapter} is an adapter of '{base}', which is not to be had: {error}") from None


def is_run(folder: Path) -> bool:
    """Whether a folder is that of a run, or of its checkpoints, and not of a model."""
    return folder.is_dir() and not (folder / "config.json").is_file() and _checkpoints(folder) is not None


def _checkpoints(folder: Path) -> Path | None:
    inner = folder / "checkpoints"
    if inner.is_dir() or (folder / "metrics.jsonl").is_file():
        return inner
    return folder if folder.name == "checkpoints" else None


def _last_checkpoint(run: Path) -> Path:
    """The model of the latest step in the folder of a run; raises UsageError where it holds none yet."""
    models = [path.parent for path in Path(_checkpoints(run) or run).glob("[!.]*/config.json")]
    if not models:
        raise UsageError(f"{run} is the folder of a run, and no checkpoint in it holds a model yet: --resume it first")

    def place(path: Path) -> tuple:
        written = (path / "config.json").stat().st_mtime
        return _step_of(path), path.name != BEST, not path.name.startswith("step_"), written

    return max(models, key=place)


def _step_of(checkpoint: Path) -> int:
    try:
        return int(json.loads((checkpoint / "trainer" / "state.json").read_text(encoding="utf-8"))["step"])
    except (OSError, ValueError, KeyError, TypeError):
        return -1


def _is_path(given: str) -> bool:
    """Whether it can only be meant as a path: a hub id has one slash, and not at an end."""
    return given.startswith((".", "~", os.sep)) or given.endswith(os.sep) or given.count(os.sep) > 1


def _near_name(given: str, names: Iterable[str]) -> str | None:
    """A packaged name that was misspelt, or of which a part was given."""
    return nearest(given, names) or next((one for one in names if given.lower() in one.split("-")), None)


def _not_found(noun: str, given: str, names: list[str], folder: Path, otherwise: str) -> str:
    stem = Path(given).stem.lower()
    near = _near_name(stem, names)
    hint = f" Did you mean '{near}'?" if near else ""
    known = ", ".join(names) if names else "none"
    return f"no {noun} '{given}'.{hint} Known names: {known} (in {folder}); or give {otherwise}"
