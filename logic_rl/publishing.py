"""Folders that others may want, on the Hugging Face hub: what in them goes there, and the upload, as one commit."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from logic_rl.adapters import ADAPTER_FOLDER, WEIGHTS, base_of, holds_adapter
from logic_rl.errors import RunFailed, UsageError
from logic_rl.extras import command_for
from logic_rl.hub import silence
from logic_rl.loadable import require_loadable
from logic_rl.tensor_files import tensor_shapes
from puzzles.formats.dataset import MANIFEST, dataset_files
from puzzles.formats.hub import CARD

DATASET, MODEL, ADAPTER = "data set", "model", "adapter"
KEPT = {".json", ".safetensors", ".jinja", ".model", ".txt", ".md"}  # files of a model that others load or read
INTERNAL = ("optim", "scheduler", "rng_state", "trainer_state", "training_args")  # how names of such files begin
TRAINER_FOLDER = "trainer"


@dataclass(frozen=True, slots=True)
class Publication:
    """What would go where.

    Attributes:
        kind: `DATASET`, `MODEL` or `ADAPTER`.
        folder: whose files these are.
        files: paths in it, which are their names on the hub.
        left_out: names of what lies there too and stays.
        notes: what to know before it is public.
    """

    kind: str
    folder: Path
    files: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def repo_type(self) -> str:
        """As the hub has it."""
        return "dataset" if self.kind == DATASET else "model"

    @property
    def card(self) -> str | None:
        """The text of the card, where there is one."""
        return (self.folder / CARD).read_text(encoding="utf-8") if CARD in self.files else None

    def sizes(self) -> dict[str, int]:
        """Bytes of each file."""
        return {name: (self.folder / name).stat().st_size for name in self.files}


def publication(folder: Path, with_trainer: bool = False) -> Publication:
    """What of a folder goes to the hub.

    Args:
        with_trainer: the optimiser's and trainer's state too, with which a training goes on.

    Raises:
        UsageError: it is no data set of `generate`, no model and no adapter, or not whole.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder; give that of a data set, a checkpoint or an adapter")
    if (folder / MANIFEST).is_file():
        return _dataset(folder)
    if holds_adapter(folder):
        return _adapter(folder)
    if (folder / "config.json").is_file():
        require_loadable(str(folder))
        return Publication(MODEL, folder, *_chosen(folder, with_trainer), notes=_card_note(folder))
    raise UsageError(
        f"{folder} is neither a data set of logicrl generate ({MANIFEST}), nor a model (config.json), nor an adapter "
        "(adapter_config.json)"
    )


def upload(what: Publication, repo: str, private: bool | None, message: str) -> str:
    """Make the repository if there is none, and add or replace the files in one commit; gives its address.

    What is there already and has not changed is not sent again.

    Raises:
        UsageError: not logged in, the client is not installed, or the name cannot be one.
        RunFailed: the hub cannot be reached, or refuses; the message says why.
    """
    _require_client()
    from huggingface_hub import CommitOperationAdd, HfApi, get_token
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    if get_token() is None:
        raise UsageError("not logged in to the hub: set HF_TOKEN, or run `hf auth login`, with a token that may write")
    api = HfApi()
    if reason := silence(api.endpoint.rstrip("/")):
        raise RunFailed(f"the hub cannot be reached ({reason}); nothing was sent")
    try:
        made = api.create_repo(repo, repo_type=what.repo_type, private=private, exist_ok=True)
        operations = [CommitOperationAdd(name, what.folder / name) for name in what.files]
        done = api.create_commit(made.repo_id, operations, commit_message=message, repo_type=what.repo_type)
    except HFValidationError as error:
        raise UsageError(f"{repo}: {error}") from None
    except (HfHubHTTPError, OSError, ValueError, RuntimeError) as error:
        reason = _in_a_line(error)
        raise RunFailed(f"{repo}: the hub refuses, or broke off: {reason}; the same command goes on") from None
    return str(done.repo_url)


def _require_client() -> None:
    if find_spec("huggingface_hub") is None:
        raise UsageError(f"push needs huggingface_hub, not installed here: {command_for('train')}")
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "TRUE", "YES", "ON"):
        raise UsageError("HF_HUB_OFFLINE is set, so nothing can be sent; unset it")


def _in_a_line(error: Exception) -> str:
    server = getattr(error, "server_message", None)
    code = getattr(getattr(error, "response", None), "status_code", None)
    return " ".join(f"{f'{code}: ' if code else ''}{server or error}".split())


def _dataset(folder: Path) -> Publication:
    path = folder / MANIFEST
    try:
        digests = json.loads(path.read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is no manifest of logicrl generate ({error!r}); generate the data set anew") from None
    for name, expected in digests.items():
        if name != CARD and _digest(folder / name) != expected:  # a card may be written on by its owner
            raise UsageError(f"{folder / name} is not what {MANIFEST} says it was; generate the data set anew")
    names = _names(folder)
    files = tuple(name for name in names if name in dataset_files())
    notes = () if CARD in files else (
        "no card: the hub shows none, and load_dataset does not find the splits; generate --format parquet or trl "
        "has one",
    )  # fmt: skip
    return Publication(DATASET, folder, files, tuple(name for name in names if name not in files), notes)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}); generate the data set anew") from None


def _adapter(folder: Path) -> Publication:
    base = base_of(folder)
    if not (folder / WEIGHTS).is_file():
        raise UsageError(f"{folder} has no {WEIGHTS}: save the adapter again")
    tensor_shapes(folder / WEIGHTS)
    notes = _card_note(folder)
    if Path(base).is_absolute():
        notes += (f"its base is named by a place on this machine ({base}): others will not find it",)
    return Publication(ADAPTER, folder, *_chosen(folder, False), notes=notes)


def _chosen(folder: Path, with_trainer: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What goes to the hub, and what stays."""

    def goes(name: str) -> bool:
        place, _, rest = name.rpartition("/")
        if place.partition("/")[0] == TRAINER_FOLDER:
            return with_trainer
        return place in ("", ADAPTER_FOLDER) and Path(rest).suffix in KEPT and not rest.startswith(INTERNAL)

    names = _names(folder)
    return tuple(name for name in names if goes(name)), tuple(name for name in names if not goes(name))


def _card_note(folder: Path) -> tuple[str, ...]:
    return () if (folder / CARD).is_file() else (f"no card ({CARD}): the hub will say nothing of it",)


def _names(folder: Path) -> list[str]:
    """Paths of all files in the folder but hidden ones, with slashes."""
    paths = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file())
    return [path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts)]
