"""From a question to the text a model is given.

Three templates: `plain` is the question and a line break, as the tiny base read it in
pre-training; `r1-zero` is the conversation frame of DeepSeek-R1-Zero (arXiv 2501.12948,
table 1) for base models; `chat` is the tokenizer's own chat template. Each can leave `<think>`
open for the model to go on from. `logic_rl.prompts.jinja` writes the same three as chat
templates, so that a saved tokenizer gives the same prompts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from logic_rl.errors import UsageError
from logic_rl.prompts.format import DATE, TEMPLATES, PromptFormat
from logic_rl.prompts.jinja import R1_ZERO_OPENING, chat_jinja, jinja_of
from logic_rl.prompts.opening import opening_of
from logic_rl.tags import ANSWER_CLOSE, ANSWER_OPEN, THINK_CLOSE, THINK_OPEN
from logic_rl.types import Problem, Prompt, Question
from puzzles import Puzzle
from puzzles.asking import INSTRUCTION

PROBLEM_INSTRUCTION = (
    f"First think about the problem inside {THINK_OPEN} {THINK_CLOSE} tags, then give nothing but the final answer "
    f"inside {ANSWER_OPEN} {ANSWER_CLOSE} tags, as \\boxed{{}}."
)
SUMMARY_REQUEST = "Between the two, sum up in a few sentences how the answer is known."
Examples = tuple[tuple[str, str], ...]
"""Questions and replies."""
USUAL = {"knights": INSTRUCTION, "maths": PROBLEM_INSTRUCTION}


def prompt_text(
    question: Question,
    template: str,
    open_think: bool,
    tokenizer=None,
    instruction: str | None = None,
    date: str | None = None,
) -> str:
    """The prompt as text, with the marks that the tokenizer begins every text with (in `chat`, its template).

    Args:
        tokenizer: needed by `chat`; the other templates begin with no mark without one.
        instruction: what is to be done, in words; None is the usual one for this kind of question.
        date: `YYYY-MM-DD`, the day for chat templates that name one; None is `DATE`.

    Raises:
        UsageError: unknown template, or `chat` with a tokenizer whose chat template is missing or cannot be used.
    """
    wording = usual_instruction(task_of(question)) if instruction is None else instruction
    return _frame(template, open_think, tokenizer, wording, date)(question.text)


def prompt_maker(
    template: str, open_think: bool, tokenizer, instruction: str | None = None, date: str | None = None
) -> Callable[[Question], Prompt]:
    """A function from question to prompt; arguments and errors as those of `prompt_text`.

    Token ids come from the finished text without adding special tokens again: it has its own already.
    """

    def wording(question: Question) -> str:
        return usual_instruction(task_of(question)) if instruction is None else instruction

    return _maker(template, open_think, tokenizer, wording, date)


def maker_of(fmt: PromptFormat, tokenizer) -> Callable[[Question], Prompt]:
    """`prompt_maker` of what a format says; a puzzle or problem that is not of its task gets the usual instruction."""

    def wording(question: Question) -> str:
        task = task_of(question)
        is_other = fmt.task in USUAL and fmt.task != task
        return usual_instruction(task) if fmt.instruction is None or is_other else fmt.instruction

    return _maker(fmt.template, fmt.open_think, tokenizer, wording, fmt.date, fmt.examples)


def _maker(
    template: str, open_think: bool, tokenizer, wording: Callable[[Question], str], date: str | None,
    examples: Examples = (),
) -> Callable[[Question], Prompt]:
    frame = cache(
        lambda instruction: _conversation(template, open_think, tokenizer, instruction, date, examples)
        if examples
        else _frame(template, open_think, tokenizer, instruction, date)
    )

    def make(question: Question) -> Prompt:
        text = frame(wording(question))(question.text)
        token_ids = tuple(tokenizer(text, add_special_tokens=False)["input_ids"])
        return Prompt(question, text, token_ids, opened_think=text.rstrip().endswith(THINK_OPEN))

    return make


def task_of(question: Question) -> str:
    """The task that a question of this kind is of where nothing else is said; "" for kinds of a user's own."""
    if isinstance(question, Problem):
        return "maths"
    return "knights" if isinstance(question, Puzzle) else ""


def usual_instruction(task: str) -> str:
    """What a model is told to do with questions of a task that says nothing of its own."""
    return USUAL.get(task, PROBLEM_INSTRUCTION)


def _frame(template: str, open_think: bool, tokenizer, instruction: str, date: str | None) -> Callable[[str], str]:
    """From the text of a question to that of its prompt."""
    if template == "chat":
        return _chat_frame(open_think, tokenizer, instruction, date)
    opening = opening_of(tokenizer) if tokenizer is not None else ""
    if template == "plain":
        end = THINK_OPEN if open_think else ""
        return lambda text: f"{opening}{text}\n{end}"
    if template == "r1-zero":
        head, end = f"{opening}{R1_ZERO_OPENING}{instruction}", f" {THINK_OPEN}" if open_think else ""
        return lambda text: f"{head}\nUser: {text}\nAssistant:{end}"
    raise UsageError(f"prompt template {template!r}: choose one of {', '.join(TEMPLATES)}")


def _conversation(
    template: str, open_think: bool, tokenizer, instruction: str, date: str | None, examples: Examples
) -> Callable[[str], str]:
    """The question after worked ones, as the last of several turns."""
    jinja = jinja_of(template, open_think, tokenizer, instruction, date or DATE)
    turns = [
        {"role": role, "content": text}
        for example in examples
        for role, text in zip(("user", "assistant"), example, strict=True)
    ]

    def frame(text: str) -> str:
        messages = [*turns, {"role": "user", "content": text}]
        return tokenizer.apply_chat_template(messages, chat_template=jinja, tokenize=False, add_generation_prompt=True)

    return frame


def _chat_frame(open_think: bool, tokenizer, instruction: str, date: str | None) -> Callable[[str], str]:
    jinja = chat_jinja(tokenizer, instruction, open_think, date or DATE)

    def frame(text: str) -> str:
        message = {"role": "user", "content": text}
        return tokenizer.apply_chat_template([message], chat_template=jinja, tokenize=False, add_generation_prompt=True)

    return frame
