"""What a model folder holds beside the weights: the tokenizer, how the model was asked (`logicrl.json`), and a card."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from pathlib import Path

from transformers import AutoTokenizer

from logic_rl.prompts import FORMAT_FILE, PromptFormat, read_prompt_format, usual_instruction
from logic_rl.prompts.format import DATE
from logic_rl.prompts.jinja import instruction_place, is_written_here, jinja_of, names_a_day
from logic_rl.rows import write_bytes

CARD_FILE = "README.md"


def load_tokenizer(path: str):
    """The tokenizer of a folder or hub id, with its own chat template where a checkpoint carries training's prompt.

    So prompts made of a checkpoint are those that were made of the model before it, however often training goes on.

    Raises:
        OSError, ValueError, KeyError: as `transformers` says what is wrong.
    """
    tokenizer = AutoTokenizer.from_pretrained(path)
    if is_written_here(tokenizer.chat_template) and (fmt := read_prompt_format(path)):
        tokenizer.chat_template = fmt.chat_template_original
    return tokenizer


def write_prompt_format(folder: Path, tokenizer, fmt: PromptFormat, card: str | None = None) -> None:
    """Save a tokenizer whose chat template asks as `fmt` says, with `logicrl.json` and, if given, the model's card.

    Args:
        tokenizer: with the chat template it came with, as `load_tokenizer` gives it; it is not changed.
        card: text of `README.md`.

    Raises:
        UsageError: the template is `chat`, and the tokenizer's chat template is missing or cannot be used.
    """
    fmt = recorded(fmt, tokenizer)
    jinja = jinja_of(fmt.template, fmt.open_think, tokenizer, fmt.instruction or "", fmt.date or DATE)
    saved, original = copy.copy(tokenizer), tokenizer.chat_template
    saved.chat_template = original | {"default": jinja} if isinstance(original, dict) else jinja
    saved.save_pretrained(folder)
    write_bytes(folder / FORMAT_FILE, fmt.to_json().encode())
    if card is not None:
        write_bytes(folder / CARD_FILE, card.encode())


def recorded(fmt: PromptFormat, tokenizer) -> PromptFormat:
    """The format with all that is settled by the tokenizer and the task, so that it says the same elsewhere."""
    original = tokenizer.chat_template
    if fmt.template == "plain":
        return replace(fmt, instruction=None, instruction_in=None, date=None, chat_template_original=original)
    instruction = usual_instruction(fmt.task) if fmt.instruction is None else fmt.instruction
    is_chat = fmt.template == "chat"
    return replace(
        fmt,
        instruction=instruction,
        instruction_in=instruction_place(tokenizer) if is_chat else None,
        date=(fmt.date or DATE) if is_chat and names_a_day(tokenizer) else None,
        chat_template_original=original,
    )


@dataclass(frozen=True, slots=True)
class AdapterFiles:
    """What the folder of an adapter alone says beside its weights.

    Attributes:
        base: what it is to be merged into: packaged name, folder or hub id.
        dtype: of its numbers, "float32" or "bfloat16".
        card: text of `README.md`.
    """

    base: str
    dtype: str = "float32"
    card: str | None = None


@dataclass(frozen=True, slots=True)
class PromptedTokenizer:
    """A tokenizer to be saved with how its model is asked: stands where a checkpoint wants something to save.

    Attributes:
        adapter: with it a model that has adapters is saved with a folder of them alone.
    """

    tokenizer: object
    fmt: PromptFormat
    card: str | None = None
    adapter: AdapterFiles | None = None

    def save_pretrained(self, folder: str | Path) -> None:
        write_prompt_format(Path(folder), self.tokenizer, self.fmt, self.card)
