"""What is installed only when asked for: which extra of this package brings a module, and what to type to get it."""

from __future__ import annotations

import os
from importlib.util import find_spec

from logic_rl.errors import UsageError

# Extra of setup.cfg → the modules it brings, by the names they are imported by.
EXTRAS = {
    "train": ("torch", "transformers", "tokenizers", "safetensors"),
    "vllm": ("ray", "vllm"),
    "learners": ("ray",),
    "lora": ("peft",),
    "gguf": ("gguf", "accelerate"),
    "maths": ("math_verify",),
    "judge": ("openai",),
    "serve": ("fastapi", "uvicorn"),
    "trackers": ("tensorboard", "trackio", "wandb"),
    "tasks": ("reasoning_gym",),
}
# Packages of the core whose name is not that of the module.
PACKAGES = {"yaml": "pyyaml"}


def missing_modules(extra: str) -> list[str]:
    """Those of an extra's modules that are not installed; loads none of them."""
    return [module for module in EXTRAS[extra] if find_spec(module) is None]


def require(extra: str, why: str = "this") -> None:
    """Raises UsageError, with the commands that install it, unless all of an extra is there; loads nothing.

    Example: `require("lora", "lora.rank 8")`.
    """
    if missing := missing_modules(extra):
        raise UsageError(f"{why} needs {', '.join(missing)}, not installed here: {command_for(extra)}")


def require_engine(engine: str) -> None:
    """Raises UsageError unless this process can make such an engine; a cluster at RAY_ADDRESS has its own vLLM."""
    missing = missing_modules("vllm") if engine == "vllm" else []
    if missing and not (missing == ["vllm"] and os.environ.get("RAY_ADDRESS")):
        raise UsageError(f"engine vllm needs {', '.join(missing)}, not installed here: {command_for('vllm')}")


def command_for(extra: str) -> str:
    """The commands that install an extra: from an index, and in a clone of the repository."""
    index, clone = f"pip install 'logic-rl[{extra}]'", f".venv/bin/pip install -e '.[{extra}]'"
    match extra:
        case "train":
            return f"{index}; in a clone: make setup, or {clone}"
        case "vllm":  # vllm's own wheel is for NVIDIA cards
            return f"{index}, in a clone {clone}; on a machine without a GPU, in a clone: make setup-vllm"
    return f"{index}; in a clone: {clone}"


def command_for_module(module: str) -> str:
    """The commands that install a module that was not there; by its own name if no extra brings it."""
    extra = next((name for name, modules in EXTRAS.items() if module in modules), None)
    return command_for(extra) if extra else f"pip install {PACKAGES.get(module, module)}"
