"""Process rewards: points for the steps of a reply, each held against logic.

Proxies are told apart on purpose. The share of true steps is earned by quoting one statement and guessing; how far a
reply comes without a false step, by saying little; only `verified` asks that the steps carry the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from logic_rl.claims.board import board_of_row
from logic_rl.claims.claim import FALSE, NO_STEPS, TRUE, Claim
from logic_rl.claims.reader import read_claims
from logic_rl.claims.verified import verified
from puzzles.puzzle import Puzzle

STEP_PARTS = ("verified", "steps_true", "first_error")  # of the rubric


class Checker(Protocol):
    """Reads the steps of a reply; a task with `check` is one."""

    def check(self, question: Any, response: str) -> Sequence[Claim]: ...

    def verified(self, question: Any, response: str, is_right: bool) -> bool | None: ...


class PuzzleChecker:
    """Of knights and knaves."""

    def check(self, question: Puzzle, response: str) -> list[Claim]:
        """The claims of a response in the order of the text, each with its truth (`logic_rl.claims`)."""
        board = board_of_row(question.to_row())
        return read_claims(response, board) if board else []

    def verified(self, question: Puzzle, response: str, is_right: bool) -> bool | None:
        """By `logic_rl.claims.verified`: the final roles were held against every statement."""
        board = board_of_row(question.to_row()) if question.statements else None
        if board is None:
            return None
        claims = read_claims(response, board) if is_right else ()
        return verified(claims, board, is_right).value


def step_points(claims: Sequence[Claim]) -> dict[str, float]:
    """`steps_true` and `first_error`, 0 to 1: which share of the steps that can be read is true, and which share of
    them comes before the first false one; 0 where none can be read.

    Example: true, false, true, true gives 0.75 and 0.25.
    """
    truths = [claim.truth == TRUE for claim in claims if claim.kind not in NO_STEPS and claim.truth in (TRUE, FALSE)]
    if not truths:
        return {"steps_true": 0.0, "first_error": 0.0}
    before = truths.index(False) if False in truths else len(truths)
    return {"steps_true": sum(truths) / len(truths), "first_error": before / len(truths)}
