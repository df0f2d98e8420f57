"""Beam search over sentences, kept by how many of their checkable steps are true, or by what a model says of the last.

As step-wise beam search with a verifier (arXiv 2408.03314, section 5.1), which is the checker of claims or a model.
"""

from __future__ import annotations

from dataclasses import dataclass

from logic_rl.evaluation.strategies.plan import Ask, Asked, Ids, Piece, Plan, ValuedBy
from logic_rl.evaluation.strategies.values import SENTENCE_ENDS, STEP_TOKENS


@dataclass(frozen=True, slots=True)
class Beginning:
    """A reply so far; `is_done`: it has ended, or has run into the cap, and then `is_whole` is False."""

    token_ids: Ids
    value: float
    is_done: bool = False
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Beam:
    """`width` beginnings are kept, of each of which `expansions` next sentences are sampled.

    The reply is the one of highest value among those that have ended by themselves; of equals the first.
    """

    width: int
    expansions: int
    valued_by: ValuedBy = "checker"

    def solve(self, asked: Asked) -> Plan:
        beams = [Beginning((), 0.0)]
        while not all(one.is_done for one in beams):
            going = [one for one in beams if not one.is_done]
            asks = [next_sentence(one.token_ids, asked) for one in going for _ in range(self.expansions)]
            pieces = yield asks
            found = {one.token_ids: one for one in beams if one.is_done}
            for ask, piece in zip(asks, pieces, strict=True):
                new = extended(ask, piece, asked)
                found.setdefault(new.token_ids, new)
            beams = sorted(found.values(), key=lambda one: -one.value)[: self.width]
        return max(beams, key=lambda one: (one.is_whole, one.value)).token_ids


def next_sentence(token_ids: Ids, asked: Asked) -> Ask:
    return Ask(token_ids, min(STEP_TOKENS, asked.cap - len(token_ids)), SENTENCE_ENDS)


def extended(ask: Ask, piece: Piece, asked: Asked) -> Beginning:
    """The beginning that was asked for, with the piece that came."""
    token_ids = ask.token_ids + piece.token_ids
    is_done = piece.is_end or len(token_ids) >= asked.cap
    return Beginning(token_ids, asked.value(asked.vocabulary.decode(token_ids), is_done), is_done, piece.is_end)
