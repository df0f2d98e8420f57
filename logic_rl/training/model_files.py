"""What every checkpoint of a run holds beside its weights and states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from logic_rl.config.run import PromptConfig, RunConfig
from logic_rl.prompts import SUMMARY_REQUEST, PromptFormat, read_prompt_format, usual_instruction
from logic_rl.record import RunFolder
from logic_rl.rewards.format import WITH_SUMMARY
from logic_rl.training.held_out import TEST
from logic_rl.training.learning.card import CardFacts, card_text
from logic_rl.training.learning.model_folder import AdapterFiles, PromptedTokenizer

METHODS = {"rl": "reinforcement learning ({algorithm})", "sft": "supervised fine-tuning",
           "dpo": "direct preference optimisation", "distil": "distillation"}  # fmt: skip
TAGS = {"rl": "reinforcement-learning", "sft": "sft", "dpo": "dpo", "distil": "distillation"}


def format_of_run(config: RunConfig, say: Callable[[str], None], instruction: str | None = None) -> PromptFormat:
    """How a run asks; a day that chat templates name is the one that its base was asked with.

    Args:
        say: hears when the base was asked in another way.
        instruction: the task's; None is the usual one. A layout with a summary asks for that too.
    """
    base, prompt = read_prompt_format(config.model), config.prompt
    if config.reward.layout == WITH_SUMMARY:
        instruction = f"{instruction or usual_instruction(config.task)} {SUMMARY_REQUEST}"
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


def kinds_of_training(config: RunConfig, stage: str) -> tuple[str, ...]:
    """Kinds of the stages that the model of a stage has been through, each once, in their order."""
    kinds: list[str] = []
    while stage != "base":
        kinds.append(config.phase(stage).kind)
        stage = config.origin(stage)
    return tuple(dict.fromkeys(reversed(kinds)))


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
        kinds = kinds_of_training(config, stage) if stage else ()
        methods = [METHODS.get(kind, kind).format(algorithm=config.algorithm.name) for kind in kinds]
        facts = CardFacts(
            name=f"{config.name}, {stage or 'base'}",
            base=config.model,
            method=", then ".join(methods) or "nothing yet",
            fmt=self.fmt,
            tags=(*(TAGS.get(kind, kind) for kind in kinds), *((config.algorithm.name,) if "rl" in kinds else ())),
            rows={"Point in the run": f"step {step}" + (f", stage `{stage}`" if stage else "")},
            measured=self._measured(step),
        )
        lora = config.lora
        adapter = AdapterFiles(config.model, lora.dtype, card_text(facts, of_adapter=True)) if lora.rank else None
        return PromptedTokenizer(self.tokenizer, self.fmt, card_text(facts), adapter)

    def _measured(self, step: int) -> dict | None:
        """The evaluation of the model after `step`; that on the test split where there are two."""
        measured = [one for label in self.folder.evaluation_labels() if (one := self.folder.evaluation(label))]
        of_step = [one for one in measured if one.get("step") == step]
        return min(of_step, key=lambda one: one.get("split", TEST) != TEST, default=None)
