"""The reward of one reply: the points of each part times its weight.

The default is the Logic-RL reward (arXiv 2502.14768, section 2.2), in which the format gates the answer:

| reply                        | format | answer | total |
|------------------------------|--------|--------|-------|
| right                        | +1     | +2     | 3     |
| wrong                        | +1     | -1.5   | -0.5  |
| answer not readable          | +1     | -2     | -1    |
| bad format, cut off          | -1     | -2     | -3    |

Further parts, off by default, are told in `RewardConfig`. Who is what is read from the answer before it is held
against the solution, so that naming several solutions can at best count as one of them.
"""

from __future__ import annotations

from typing import Any, Protocol

from logic_rl.config.reward import ANSWER_POINTS, BAD_FORMAT, GOOD_FORMAT, RewardConfig
from logic_rl.errors import UsageError
from logic_rl.prompts import INSTRUCTION
from logic_rl.rewards.format import copy_fault, split_blocks
from logic_rl.rewards.language import target_share
from logic_rl.rewards.length import overlong_points
from logic_rl.types import Judgement, Question, Score
from puzzles.answers.judge import judge
from puzzles.puzzle import Puzzle

LOGIC_RL = RewardConfig()


class Judge(Protocol):
    """Whether an answer to a question is right; with `free` the answer is a whole reply without blocks."""

    def __call__(self, answer: str, question: Any, *, free: bool = False) -> Judgement: ...


def judge_roles(answer: str, question: Puzzle, *, free: bool = False) -> Judgement:
    """Who is what, held against the solution of a knights-and-knaves puzzle."""
    return Judgement(*judge(answer, question, free=free), question.num_people)


def score(
    response: str,
    question: Question,
    *,
    opened_think: bool,
    layout: str | None = None,
    reward: RewardConfig = LOGIC_RL,
    num_tokens: int | None = None,
    max_tokens: int | None = None,
    judge: Judge = judge_roles,
    instruction: str = INSTRUCTION,
) -> Score:
    """Reward one reply by all parts but length, which needs the group: see `logic_rl.rewards.batch`.

    Args:
        response: the text after the prompt.
        opened_think: the prompt already ends with `<think>`; the reply may repeat the tag.
        layout: "think-answer", "think-summary-answer", "answer" (one block is enough) or "free" (the last roles said);
            None takes the one of `reward`.
        num_tokens, max_tokens: length of the reply and the cap on it; needed by the part `overlong` only.
        judge: says whether the answer is right; who tells knights from knaves if none is given.
        instruction: what the model was told to do; thinking that only repeats it is none.

    Returns:
        A score whose parts add up to its total; parts of weight 0 are left out, and `reason` always says why.

    Raises:
        ValueError: an unknown layout; no text of a reply ever raises.
        UsageError: `overlong` has a weight, and a length is missing.
    """
    layout = layout or reward.layout
    blocks = split_blocks(response, opened_think=opened_think, layout=layout)
    fault = blocks.fault or copy_fault(blocks.thinking, question.text, instruction, getattr(question, "names", ()))
    if not fault:
        judgement = judge(blocks.answer, question, free=layout == "free")
    elif reward.gate:
        judgement = Judgement("bad_format", fault)
    else:
        judgement = judge(response, question, free=True)
    verdict, reason = judgement.verdict, judgement.reason
    is_wrong = verdict == "wrong"
    parts = {
        "format": BAD_FORMAT if fault else GOOD_FORMAT,
        "answer": reward.wrong_points(*judgement[2:]) if is_wrong else ANSWER_POINTS[verdict],
    }
    if reward.language:
        text = blocks.thinking or response
        parts["language"] = 0.0 if fault else target_share(text, question, reward.language_target)
    if reward.overlong:
        parts["overlong"] = _overlong(reward, num_tokens, max_tokens)
    if fault and not reward.gate:
        verdict, reason = "bad_format", f"{fault}; the answer is {verdict}: {reason}"
    weighted = {name: points * getattr(reward, name) for name, points in parts.items() if getattr(reward, name)}
    return Score(sum(weighted.values()), weighted, verdict, reason)


def _overlong(reward: RewardConfig, num_tokens: int | None, max_tokens: int | None) -> float:
    if num_tokens is None or max_tokens is None:
        raise UsageError(
            "reward.overlong needs the number of tokens of each reply and the most it may have (--max-tokens): give "
            "both, or set its weight to 0"
        )
    return overlong_points(num_tokens, max_tokens, reward.overlong_cache)
