"""What supervised fine-tuning is asked for, and whether it can be done: all that needs no torch."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from logic_rl.config.run import LoraConfig, OptimiserConfig, PromptConfig
from logic_rl.errors import UsageError
from logic_rl.extras import require
from logic_rl.loadable import require_chat_template, require_loadable
from logic_rl.prompts import PromptFormat, chosen_prompt, read_prompt_format
from logic_rl.seeding import stream
from logic_rl.tasks.knights.rows import puzzles_by_id
from logic_rl.training.supervised.out import check_out
from logic_rl.training.supervised.sft.asked import asked_rows

Item = TypeVar("Item")
RECORD = "sft.json"  # written last: a folder that has it holds a finished model
WARM_UP = 0.05  # share of the steps in which the learning rate rises


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows are learnt from.

    Attributes:
        only_right: those with the right answer in the right format; rows must have puzzles.
        keep_test: also those about puzzles of the test split, which evaluations are made of.
        max_tokens: longest prompt and reply together.
    """

    only_right: bool = False
    keep_test: bool = False
    max_tokens: int = 4096


@dataclass(frozen=True, slots=True)
class SftConfig:
    """`batch_size` examples a step; the learning rate rises over the first steps and falls to 0 as a cosine."""

    epochs: int = 1
    batch_size: int = 32
    learning_rate: float = 1e-5
    seed: int = 0

    def num_steps(self, num_examples: int) -> int:
        return self.epochs * math.ceil(num_examples / self.batch_size)

    def batches(self, items: Sequence[Item], first_step: int) -> Iterator[tuple[int, float, list[Item]]]:
        """(step, its learning rate, items of its batch) from `first_step` on.

        Every epoch is a permutation of the items drawn from (seed, epoch), so an interrupted training goes on with
        exactly the batches it would have seen.
        """
        num_steps = self.num_steps(len(items))
        per_epoch = num_steps // self.epochs
        order: list[int] = []
        for step in range(first_step, num_steps):
            epoch, place = divmod(step, per_epoch)
            if place == 0 or not order:
                order = list(range(len(items)))
                stream(self.seed, "sft", epoch).shuffle(order)
            batch = [items[index] for index in order[place * self.batch_size : (place + 1) * self.batch_size]]
            yield step, self.rate_at(step, num_steps), batch

    def rate_at(self, step: int, num_steps: int) -> float:
        """Learning rate of a step that counts from 0."""
        rising = max(1, round(WARM_UP * num_steps))
        if step < rising:
            return self.learning_rate * (step + 1) / rising
        return self.learning_rate * 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, num_steps - rising)))


@dataclass(frozen=True, slots=True)
class SftRequest:
    """What is asked for.

    Attributes:
        responses, puzzles: files of response rows, and of the puzzles that they name.
        valid: response rows whose loss is measured before and after.
        prompt: None asks as the model was asked before, by its `logicrl.json`; plainly if there is none.
        save_every: steps between states to resume from.
    """

    model: str
    responses: tuple[Path, ...]
    out: Path
    puzzles: Path | None = None
    valid: Path | None = None
    choice: Choice = Choice()
    prompt: PromptConfig | None = None
    training: SftConfig = SftConfig()
    limits: OptimiserConfig = OptimiserConfig()
    lora: LoraConfig = LoraConfig()
    save_every: int | None = None


def require_ready(request: SftRequest, resume: bool) -> None:
    """Whatever can be known to fail is told before a model is loaded.

    Raises:
        UsageError: a file is missing, the model is not whole, or `out` holds something.
    """
    work = request.out / "training"
    finished = (request.out / RECORD).is_file() or ((request.out / "config.json").is_file() and not work.is_dir())
    check_out(request.out, work, finished, resume)
    if not math.isfinite(request.training.learning_rate) or request.training.learning_rate <= 0:
        raise UsageError(f"--learning-rate {request.training.learning_rate}: give a number above 0, such as 1e-5")
    if request.lora.dtype not in ("float32", "bfloat16"):
        raise UsageError(f"lora_dtype {request.lora.dtype!r}: give float32 or bfloat16")
    if request.lora.rank:
        require("lora", f"--lora-rank {request.lora.rank}")
    known = {}
    for path in (*request.responses, *filter(None, (request.puzzles, request.valid))):
        if not path.exists():
            raise UsageError(f"{path}: no such file; check the path")
    require_loadable(request.model)
    if format_of(request).template == "chat":
        require_chat_template(request.model)
    if request.puzzles:
        known = puzzles_by_id(request.puzzles)
    for path in (*request.responses, *filter(None, (request.valid,))):
        if not sum(1 for _ in asked_rows((path,), known)):
            raise UsageError(f"{path}: holds no row to learn from; give response rows")


def format_of(request: SftRequest) -> PromptFormat:
    """How the rows are asked: as the request says, in all that it leaves open as the base was asked."""
    base, prompt = read_prompt_format(request.model), request.prompt
    template, open_think = (
        (prompt.template, prompt.open_think) if prompt else chosen_prompt(base, template=None, open_think=False)
    )
    return dataclasses.replace(base or PromptFormat(), template=template, open_think=open_think)
