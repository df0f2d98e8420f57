"""How a model is asked: what `evaluate` and `sample` do with a checkpoint unless told otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from logic_rl.config.reading import read_config
from logic_rl.config.run import RolloutConfig, RunConfig


class Asking(NamedTuple):
    template: str
    open_think: bool
    max_new_tokens: int


def asking_of(
    model: str, template: str | None, open_think: bool, max_new_tokens: int | None, otherwise: str = "plain"
) -> Asking:
    """What was asked for; else as in the run that the model is a checkpoint of; else `otherwise` and the usual cap.

    A template asked for says what its think tag does, so it does not take the run's `open_think`.

    Raises:
        UsageError: the run's config.yaml cannot be used.
    """
    run = _run_of(model)
    cap = max_new_tokens or (run.rollout if run else RolloutConfig()).max_new_tokens
    if template or run is None:
        return Asking(template or otherwise, open_think, cap)
    return Asking(run.prompt.template, open_think or run.prompt.open_think, cap)


def _run_of(model: str) -> RunConfig | None:
    folder = Path(model).resolve().parent
    config = folder.parent / "config.yaml"
    return read_config(config) if folder.name == "checkpoints" and config.is_file() else None
