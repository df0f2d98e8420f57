"""Strategies by name, as `--strategy` has them: `majority`, `beam=2x2,4x4`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from logic_rl.errors import UsageError
from logic_rl.evaluation.strategies.beam import Beam
from logic_rl.evaluation.strategies.budget import Budget
from logic_rl.evaluation.strategies.choosing import STRATEGIES
from logic_rl.evaluation.strategies.mcts import Mcts
from logic_rl.evaluation.strategies.plan import Strategy
from logic_rl.evaluation.strategies.wait import Wait
from puzzles.spelling import choose_from


class Kind(NamedTuple):
    """A kind of plan: its settings as numbers joined by x, those used where none is given, and what they mean."""

    make: Callable[..., Strategy]
    num_numbers: int
    usual: tuple[str, ...]
    meaning: str


WIDTHS = "beginnings kept x sentences sampled of each"
SIMULATIONS = "simulations before each sentence"
PLANS: dict[str, Kind] = {
    "budget": Kind(Budget, 1, ("32", "64", "128"), "the most tokens of thinking"),
    "wait": Kind(Wait, 1, ("1", "2"), "how often thinking is made to go on"),
    "beam": Kind(Beam, 2, ("2x2", "4x4"), WIDTHS),
    "beam-learned": Kind(partial(Beam, valued_by="model"), 2, ("2x2", "4x4"), WIDTHS),
    "mcts": Kind(Mcts, 1, ("4", "16"), SIMULATIONS),
    "mcts-learned": Kind(partial(Mcts, valued_by="model"), 1, ("4", "16"), SIMULATIONS),
    "mcts-blind": Kind(partial(Mcts, valued_by="nothing"), 1, ("4", "16"), SIMULATIONS),
}
LARGEST = 100_000


class Chosen(NamedTuple):
    """What was asked for: names of ways to choose among samples; and (name, setting, plan) of each plan."""

    choosing: tuple[str, ...]
    plans: tuple[tuple[str, str, Strategy], ...]


def chosen_strategies(given: Sequence[str]) -> Chosen:
    """`["majority", "beam=2x2,4x4"]`, each once.

    Raises:
        UsageError: no such strategy, or a setting that cannot be.
    """
    choosing: dict[str, None] = {}
    plans: dict[tuple[str, str], Strategy] = {}
    for one in given:
        name, has_settings, settings = one.partition("=")
        if name in STRATEGIES and not has_settings:
            choosing[name] = None
        elif name in STRATEGIES:
            raise UsageError(f"--strategy {one}: {name} has no settings; --samples says among how many it chooses")
        elif name not in PLANS:
            raise UsageError(f"--strategy {one}: {choose_from(name, [*STRATEGIES, *PLANS])}")
        else:
            for setting in settings.split(",") if has_settings else PLANS[name].usual:
                plans[name, setting] = plan_of(name, setting.strip(), one)
    return Chosen(tuple(choosing), tuple((*key, plan) for key, plan in plans.items()))


def plan_of(name: str, setting: str, asked: str) -> Strategy:
    """Raises UsageError: not as many numbers from 1 on as the plan has."""
    kind = PLANS[name]
    numbers = [int(part) for part in setting.split("x") if re.fullmatch(r"[1-9]\d{0,5}", part)]
    if len(numbers) != kind.num_numbers or setting.count("x") != kind.num_numbers - 1 or max(numbers) > LARGEST:
        example = ",".join(kind.usual)
        raise UsageError(f"--strategy {asked}: {setting!r} is no setting of {name}: give {kind.meaning}, as in "
                         f"{name}={example}")  # fmt: skip
    return kind.make(*numbers)
