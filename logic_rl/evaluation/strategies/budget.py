"""Thinking that must end: after so many tokens the closing tag and the opening of the answer are put in.

Budget forcing of s1 (arXiv 2501.19393, section 3.1), its upper bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from logic_rl.evaluation.strategies.plan import Ask, Asked, Plan, ValuedBy
from logic_rl.tags import ANSWER_CLOSE, ANSWER_OPEN, THINK_CLOSE

ENDING = f" {THINK_CLOSE} {ANSWER_OPEN}"


@dataclass(frozen=True, slots=True)
class Budget:
    """At most `tokens` of thinking; what ends sooner is left as it is. The answer has what the cap leaves."""

    tokens: int
    valued_by: ClassVar[ValuedBy] = "nothing"

    def solve(self, asked: Asked) -> Plan:
        (piece,) = yield [Ask((), min(self.tokens, asked.cap))]
        reply = piece.token_ids
        if not piece.is_cut:
            return reply
        stop: tuple[str, ...] = ()
        if THINK_CLOSE not in (text := asked.vocabulary.decode(reply)) and ANSWER_OPEN not in text:
            reply, stop = reply + asked.vocabulary.encode(ENDING), (ANSWER_CLOSE,)  # it would often think on behind it
        if (left := asked.cap - len(reply)) < 1:
            return reply[: asked.cap]
        (rest,) = yield [Ask(reply, left, stop)]
        return reply + rest.token_ids
