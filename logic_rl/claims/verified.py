"""Verified: whether a right reply earned its answer, or was lucky."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from logic_rl.claims.board import Board
from logic_rl.claims.claim import FALSE, NO_STEPS, TRUE, Claim


class Verified(NamedTuple):
    """Example: `Verified(False, "never held against what Mia says")`; None where nobody can tell, "" where it is."""

    value: bool | None
    reason: str = ""


def verified(claims: Sequence[Claim], board: Board, is_right: bool) -> Verified:
    """A reply is verified when its answer is right, no step that can be read is false, and everybody's statement was
    held against the final assignment.

    A statement is held against it where its truth is said, worked out and true, outright or under nothing but roles of
    the final assignment: in a check at the end, in the case that survives, or in a proof that goes on from it. In
    which order and in which part of the reply does not matter.

    What is claimed under an assumption is true or false relative to it. So a wrong assumption that was dropped is no
    false step, and what was worked out under it holds nothing against the final assignment. A false step outside of
    assumptions remains one, even if it is taken back.

    Args:
        claims: of the reply, by `read_claims`.
        is_right: whether its answer is, by whatever rule accuracy goes.
    """
    if board.statements is None:
        return Verified(None, "the statements of the puzzle are not known")
    if not is_right:
        return Verified(False, "the answer is not right")
    false = next((c for c in claims if c.truth == FALSE and c.kind not in NO_STEPS), None)
    if false:
        return Verified(False, f"a false step: {false.kind} at character {false.start}")
    final = {name: board.roles[not knight] for name, knight in zip(board.names, board.solution, strict=True)}
    held = {
        claim.speaker
        for claim in claims
        if claim.kind == "verdict" and claim.truth == TRUE and claim.given.items() <= final.items()
    }
    missing = [name for name in board.names if name not in held]
    return Verified(not missing, f"never held against what {', '.join(missing)} says" if missing else "")
