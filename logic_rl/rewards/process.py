"""A process reward: what a learned model says of each step of a reply, made one number.

A process reward model gives, for the end of each step, the chance that the step is right (arXiv 2305.20050, section
2.6; labelled by program in arXiv 2312.08935). The steps of a reply are the sentences of its thinking. The model itself
needs torch and is loaded by name; the folder can be looked at here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Protocol

from logic_rl.errors import UsageError
from logic_rl.metrics import mean
from logic_rl.objects import load_object
from logic_rl.rows import read_json
from logic_rl.tensor_files import tensor_shapes
from logic_rl.text.sentences import ANSWER, OUTSIDE, THINK, Sentence, segment

RECORD = "process.json"  # in the folder, beside the model: how steps are laid out, and what was measured
HEADS = ("score.weight", "classifier.weight")  # as token classifiers of transformers call theirs
CLASSES = 2  # wrong, right
LOADER = "logic_rl.training.process.model:load_process_model"

REDUCTIONS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "mean": mean,
    "min": min,
    "last": lambda chances: chances[-1],
}


class StepScorer(Protocol):
    """What says how likely steps are right."""

    def probabilities(self, asked: Sequence[tuple[str, Sequence[str]]]) -> list[list[float]]:
        """For each (question, steps) the chance that each step is right, 0 to 1; a number for every step."""


def steps_of(response: str) -> list[Sentence]:
    """The sentences of the thinking; of a reply without tags all of its own."""
    sentences = segment(response)
    kept = THINK if any(one.section in (THINK, ANSWER) for one in sentences) else OUTSIDE
    return [one for one in sentences if one.section == kept]


def step_texts(response: str) -> list[str]:
    """The texts of the steps."""
    return [response[one.start : one.end] for one in steps_of(response)]


def reduced(chances: Sequence[float], how: str) -> float:
    """One number of 0 to 1 for a reply; 0 where it has no step.

    Example: .9, .2, .7 are .6 by "mean", .2 by "min" (the weakest step) and .7 by "last".
    """
    return REDUCTIONS[how](chances) if chances else 0.0


def load_step_scorer(folder: str | PathLike) -> StepScorer:
    """The model of a folder. Raises UsageError: the folder holds none, or torch is not installed."""
    require_process_model(folder)
    scorer: StepScorer = load_object(LOADER, "reward.process")(folder)
    return scorer


def require_process_model(folder: str | PathLike, given: str = "reward.process_model") -> None:
    """See that a folder holds a process reward model, without loading it: a token classifier of two classes.

    Args:
        given: the setting that names the folder.

    Raises:
        UsageError: there is no such folder, no head, or one of another width or number of classes.
    """
    folder = Path(folder)
    what, cure = f"{given}: {folder}", "let a stage of kind: process write one, or TRL's PRMTrainer"
    if not (folder / "config.json").is_file():
        raise UsageError(f"{what} is no folder with a process reward model; {cure}")
    config = read_json(folder / "config.json")
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise UsageError(f"{what} has no weights (*.safetensors); {cure}")
    shapes = {name: shape for file in files for name, shape in tensor_shapes(file).items()}
    head = next((shapes[name] for name in HEADS if name in shapes), None)
    if head is None:
        raise UsageError(f"{what} has no head that judges steps ({' or '.join(HEADS)}): it is another model; {cure}")
    expected = (CLASSES, config.get("hidden_size"))
    if head != expected:
        raise UsageError(f"{what}: its head is of shape {head}, and its model asks for {expected}: they are not of one "
                         f"model; {cure}")  # fmt: skip


def separator_of(folder: str | Path) -> str:
    """What stands after each step; a line end where the folder does not say, as TRL has it.

    Raises:
        UsageError: the record is damaged.
    """
    path = Path(folder) / RECORD
    separator = read_json(path).get("separator") if path.is_file() else "\n"
    if not isinstance(separator, str) or not separator:
        raise UsageError(f"{path}: 'separator' is {separator!r}; it must be the text after each step")
    return separator


def checked(chances: Sequence[Sequence[float]]) -> list[list[float]]:
    """The chances as they are. Raises UsageError: one is no number of 0 to 1."""
    if not all(math.isfinite(chance) and 0 <= chance <= 1 for row in chances for chance in row):
        raise UsageError("reward.process: the process reward model gave a number that is no probability: train it anew")
    return [list(row) for row in chances]
