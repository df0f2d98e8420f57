"""How a model is asked: from a question to a prompt, and the record of it that a model folder carries."""

from logic_rl.prompts.format import FORMAT_FILE, PromptFormat, read_prompt_format
from logic_rl.prompts.frames import INSTRUCTION, PROBLEM_INSTRUCTION, TEMPLATES, maker_of, prompt_maker, prompt_text

__all__ = [
    "FORMAT_FILE",
    "INSTRUCTION",
    "PROBLEM_INSTRUCTION",
    "TEMPLATES",
    "PromptFormat",
    "maker_of",
    "prompt_maker",
    "prompt_text",
    "read_prompt_format",
]
