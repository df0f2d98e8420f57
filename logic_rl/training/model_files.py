"""What every checkpoint of a run holds beside its weights and states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from logic_rl.config.run import PromptConfig, RunConfig
from logic_rl.prompts import PromptFormat, read_prompt_format
from logic_rl.record import RunFolder
from logic_rl.training.learning.card import CardFacts, card_text
from logic_rl.training.learning.model_folder import PromptedTokenizer


def format_of_run(config: RunConfig, say: Callable[[str], None], instruction: str | None = None) -> PromptFormat:
    """How a run asks; a day that chat templates name is the one that its base was asked with.

    Args:
        say: hears when the base was asked in another way.
        instruction: the task's; None is the usual one.
    """
    base, prompt = read_prompt_format(config.model), config.prompt
    if base and (base.template, base.open_think) != (prompt.template, prompt.open_think):
        say(f"note: {config.model} was asked with {_prompt(base)}, this run asks with {_prompt(prompt)}")
    return PromptFormat(
        template=prompt.template,
        open_think=prompt.open_think,
        max_new_tokens=config.rollout.max_new_tokens,
        task=config.task,
        task_options=config.task_options,
        instruction=instruction,
        date=base.date if base else None,
    )


def _prompt(prompt: PromptFormat | PromptConfig) -> str:
    return f"template {prompt.template}" + (" and <think> open" if prompt.open_think else "")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The tokenizer, `logicrl.json` and the card, as they are at one step after another.

    Attributes:
        fmt: as `format_of_run` gives it.
    """

    config: RunConfig
    folder: RunFolder
    tokenizer: object
    fmt: PromptFormat

    def at(self, step: int) -> PromptedTokenizer:
        """What is saved after `step`; its row is on record, and the evaluation of its model if there was one."""
        config, rows = self.config, self.folder.metrics()
        stage = rows[-1]["phase"] if rows else None
        facts = CardFacts(
            name=f"{config.name}, {stage or 'base'}",
            base=config.model,
            method=f"reinforcement learning ({config.algorithm.name})",
            fmt=self.fmt,
            tags=("reinforcement-learning", config.algorithm.name),
            rows={"Point in the run": f"step {step}" + (f", stage `{stage}`" if stage else "")},
            measured=self._measured(step),
        )
        return PromptedTokenizer(self.tokenizer, self.fmt, card_text(facts))

    def _measured(self, step: int) -> dict | None:
        """The evaluation of the model after `step`; that of a stage's end where there are two."""
        for label in reversed(self.folder.evaluation_labels()):
            summary = self.folder.evaluation(label)
            if summary and summary.get("step") == step:
                return summary
        return None
