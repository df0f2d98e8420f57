"""How a model is asked: from a question to a prompt, and the record of it that a model folder carries."""

from logic_rl.prompts.format import DATE, FORMAT_FILE, PromptFormat, chosen_prompt, read_prompt_format
from logic_rl.prompts.frames import (
    INSTRUCTION,
    PROBLEM_INSTRUCTION,
    SUMMARY_REQUEST,
    TEMPLATES,
    USUAL,
    maker_of,
    prompt_maker,
    prompt_text,
    task_of,
    usual_instruction,
)
from logic_rl.prompts.reading import never_read

__all__ = [
    "DATE",
    "FORMAT_FILE",
    "INSTRUCTION",
    "PROBLEM_INSTRUCTION",
    "SUMMARY_REQUEST",
    "TEMPLATES",
    "USUAL",
    "PromptFormat",
    "chosen_prompt",
    "maker_of",
    "never_read",
    "prompt_maker",
    "prompt_text",
    "read_prompt_format",
    "task_of",
    "usual_instruction",
]
