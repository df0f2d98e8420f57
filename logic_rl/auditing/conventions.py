"""How reward functions are called: by verl, by TRL, plainly, or as the published scorers of knights and knaves.

What a question is to each of them is told by its `facts`, values of JSON that `logic_rl.auditing.facts` makes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from logic_rl.errors import UsageError

Facts = Mapping[str, Any]
Call = Callable[[Callable, str, Facts], Any]


class Convention(NamedTuple):
    """One way of calling.

    Attributes:
        parameters: names by which a function is known to be called so.
        layout: of the replies that such functions read, one of `logic_rl.auditing.layouts.LAYOUTS`.
        languages, roles: that its functions are made for; None for all.
    """

    call: Call
    told: str
    parameters: frozenset[str] = frozenset()
    layout: str = "think-answer"
    languages: tuple[str, ...] | None = None
    roles: tuple[tuple[str, str], ...] | None = None


def verl(function: Callable, text: str, facts: Facts) -> Any:
    return function(
        data_source=facts["data_source"], solution_str=text, ground_truth=facts["truth"], extra_info=facts["extra"]
    )


def logic_rl(function: Callable, text: str, facts: Facts) -> Any:
    """With the header that ends the prompt, for this version of verl hands over prompt and reply as one text."""
    return function(solution_str=f"<|im_start|>assistant\n{text}", ground_truth=facts["truth"])


def trl(function: Callable, text: str, facts: Facts) -> Any:
    """As TRL, with one completion and every field of the question's row as a column; gives the one reward."""
    row = {name: value for name, value in facts["row"].items() if name not in ("prompts", "completions")}
    given = {name: [value] for name, value in row.items()}
    given |= {"prompts": [facts["text"]], "completions": [text], "completion_ids": [list(range(len(text) // 4))]}
    taken = inspect.signature(function).parameters
    if not any(one.kind is one.VAR_KEYWORD for one in taken.values()):
        given = {name: value for name, value in given.items() if name in taken}
    (reward,) = function(**given)
    return reward


def plain(function: Callable, text: str, facts: Facts) -> Any:
    return function(text, facts["row"])


def reasoning_gym(function: Callable, text: str, facts: Facts) -> Any:
    return function(text, facts["entry"])


def mem_kk(function: Callable, text: str, facts: Facts) -> Any:
    """`parse_cot_eval(pred_str, ans)`, which gives whether it is right, and four more things."""
    return function(text, facts["entry"]["answer"])[0]


KNIGHT = (("knight", "knave"),)
CONVENTIONS: dict[str, Convention] = {
    "verl": Convention(
        verl, "compute_score(data_source, solution_str, ground_truth, extra_info)",
        frozenset({"data_source", "solution_str", "ground_truth"}),
    ),
    "logic-rl": Convention(
        logic_rl, "compute_score(solution_str, ground_truth), as in Logic-RL and early verl",
        frozenset({"solution_str", "ground_truth"}), languages=("en",), roles=KNIGHT,
    ),
    "trl": Convention(trl, "reward(prompts, completions, **columns)", frozenset({"completions"})),
    "mem-kk": Convention(
        mem_kk, "parse_cot_eval(pred_str, ans) of mem-kk-logic", frozenset({"pred_str", "ans"}), "conclusion",
        ("en",), KNIGHT,
    ),
    "reasoning-gym": Convention(
        reasoning_gym, "score_answer(answer, entry) of reasoning-gym", frozenset({"answer", "entry"}), "bare",
        ("en",), KNIGHT,
    ),
    "plain": Convention(plain, "f(response, puzzle_row)"),
}  # fmt: skip


def convention_of(function: Callable, spec: str) -> str:
    """The name of the convention that a function's parameters tell: the first of `CONVENTIONS` that fits.

    Raises:
        UsageError: none fits.
    """
    try:
        parameters = dict(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        parameters = {}
    for name, one in CONVENTIONS.items():
        if one.parameters and one.parameters <= parameters.keys():
            return name
    positional = [one for one in parameters.values() if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    needed = [one for one in positional if one.default is one.empty]
    if len(needed) <= 2 <= len(positional):
        return "plain"
    taken = ", ".join(parameters) or "nothing that can be told"
    raise UsageError(f"{spec} takes {taken}: say how it is called with --as {', '.join(CONVENTIONS)}")
