"""From a puzzle, or a problem, to the text a model is given.

Three templates: `plain` is the puzzle and a line break, as the tiny base read it in
pre-training; `r1-zero` is the conversation frame of DeepSeek-R1-Zero (arXiv 2501.12948,
table 1) for base models; `chat` is the tokenizer's own chat template, applied here and
nowhere else. Each can leave `<think>` open for the model to go on from.
"""

from __future__ import annotations

from collections.abc import Callable

from logic_rl.errors import UsageError
from logic_rl.tags import ANSWER_CLOSE, ANSWER_OPEN, THINK_CLOSE, THINK_OPEN
from logic_rl.types import Problem, Prompt
from puzzles import Puzzle

TEMPLATES = ("plain", "r1-zero", "chat")

INSTRUCTION = (
    f"First think about the puzzle inside {THINK_OPEN} {THINK_CLOSE} tags, then give the role of every person "
    f"inside {ANSWER_OPEN} {ANSWER_CLOSE} tags, one sentence per person."
)
PROBLEM_INSTRUCTION = (
    f"First think about the problem inside {THINK_OPEN} {THINK_CLOSE} tags, then give nothing but the final answer "
    f"inside {ANSWER_OPEN} {ANSWER_CLOSE} tags, as \\boxed{{}}."
)
R1_ZERO = (
    "A conversation between User and Assistant. The User asks a question and the Assistant solves it. "
    "{instruction}\nUser: {puzzle}\nAssistant:"
)


def prompt_text(asked: Puzzle | Problem, template: str, open_think: bool, tokenizer=None) -> str:
    """The prompt as text.

    Args:
        tokenizer: needed by `chat` only.

    Raises:
        UsageError: unknown template, or `chat` with a tokenizer that has no chat template.
    """
    if template == "plain":
        text = f"{asked.text}\n"
    elif template == "r1-zero":
        text = R1_ZERO.format(instruction=_instruction(asked), puzzle=asked.text)
    elif template == "chat":
        text = _chat(asked, tokenizer)
    else:
        raise UsageError(f"prompt template {template!r}: choose one of {', '.join(TEMPLATES)}")
    if not open_think or text.rstrip().endswith(THINK_OPEN):
        return text
    return f"{text}{'' if text[-1].isspace() else ' '}{THINK_OPEN}"


def _instruction(asked: Puzzle | Problem) -> str:
    return PROBLEM_INSTRUCTION if isinstance(asked, Problem) else INSTRUCTION


def _chat(asked: Puzzle | Problem, tokenizer) -> str:
    if not getattr(tokenizer, "chat_template", None):
        raise UsageError("template 'chat' needs a tokenizer with a chat template; use 'r1-zero' for a base model")
    messages = [{"role": "system", "content": _instruction(asked)}, {"role": "user", "content": asked.text}]
    return tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)


def prompt_maker(template: str, open_think: bool, tokenizer) -> Callable[[Puzzle | Problem], Prompt]:
    """A function from puzzle or problem to prompt.

    Token ids come from the finished text without adding special tokens again: a chat template
    has written its own already.
    """

    def make(asked: Puzzle | Problem) -> Prompt:
        text = prompt_text(asked, template, open_think, tokenizer)
        token_ids = tuple(tokenizer(text, add_special_tokens=False)["input_ids"])
        return Prompt(asked, text, token_ids, opened_think=text.rstrip().endswith(THINK_OPEN))

    return make
