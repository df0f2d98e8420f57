"""What became of ordinary language: nats a token on 200 English texts that have nothing to do with puzzles.

    python experiments/08_real_model/ordinary.py MODEL [MODEL ...] [--out FILE]

The texts are the first 600 characters of docstrings of Python's own library, of modules in alphabetical order: any installation
has them, and a model that read the web has read their like. Both may differ by a word between versions of Python, so
models are compared within one call.
"""  # noqa: E501

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import platform
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import torch

from logic_rl.metrics import mean
from logic_rl.training.learning.models import load_model

COUNT, SHORTEST, LONGEST, EACH = 200, 300, 600, 4  # texts; characters; texts of one module
SKIPPED = {"antigravity", "this", "idlelib", "lib2to3", "turtledemo", "tkinter", "turtle", "test", "__phello__"}


def docstrings() -> Iterator[str]:
    """Of modules, and of what they define; in the order of names, at most `EACH` a module."""
    for name in sorted(sys.stdlib_module_names - SKIPPED):
        if name.startswith("_"):
            continue
        try:
            module = importlib.import_module(name)
        except Exception:
            continue
        things = [module, *(value for key, value in sorted(vars(module).items()) if not key.startswith("_"))]
        own = (one for one in things if one is module or getattr(one, "__module__", None) == name)
        texts = (inspect.getdoc(one) for one in own)
        yield from [text for text in texts if text and len(text) >= SHORTEST][:EACH]


def texts() -> list[str]:
    """Distinct ones, `COUNT` of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(dict.fromkeys(text[:LONGEST] for text in docstrings()))[:COUNT]


@torch.no_grad()
def nats_a_token(model_name: str, chosen: list[str]) -> list[float]:
    """Of each text the mean negative log-probability of its tokens but the first."""
    model, tokenizer = load_model(model_name)
    losses = []
    for text in chosen:
        ids = torch.tensor([tokenizer(text)["input_ids"]])
        losses.append(float(model(input_ids=ids, labels=ids).loss))
    return losses


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    chosen = texts()
    told = {"python": platform.python_version(), "texts": len(chosen), "nats_a_token": {}}
    for name in options.models:
        losses = nats_a_token(name, chosen)
        told["nats_a_token"][name] = round(mean(losses), 4)
        print(f"{name}: {mean(losses):.3f} nats a token on {len(chosen)} texts", flush=True)
    if options.out:
        options.out.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
