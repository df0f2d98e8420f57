"""Thinking that must go on: where it would end, "Wait" is put in the place of the closing tag.

Budget forcing of s1 (arXiv 2501.19393, section 3.1), its lower bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from logic_rl.evaluation.strategies.plan import Ask, Asked, Ids, Plan, ValuedBy, Vocabulary
from logic_rl.tags import THINK_CLOSE

WAIT = {"en": " Wait", "zh": "等等"}


@dataclass(frozen=True, slots=True)
class Wait:
    """Go on `times` times; a reply that never closes its thinking is left as it is."""

    times: int
    valued_by: ClassVar[ValuedBy] = "nothing"

    def solve(self, asked: Asked) -> Plan:
        reply: Ids = ()
        word = asked.vocabulary.encode(WAIT.get(getattr(asked.prompt.question, "language", "en"), WAIT["en"]))
        for _ in range(self.times):
            (piece,) = yield [Ask(reply, asked.cap - len(reply), (THINK_CLOSE,))]
            reply += piece.token_ids
            if piece.is_end or piece.is_cut:
                return reply
            longer = without_end(reply, THINK_CLOSE, asked.vocabulary) + word
            if len(longer) >= asked.cap:
                break  # no room to go on: let it end here
            reply = longer
        if (left := asked.cap - len(reply)) < 1:
            return reply
        (rest,) = yield [Ask(reply, left)]
        return reply + rest.token_ids


def without_end(token_ids: Ids, tag: str, vocabulary: Vocabulary) -> Ids:
    """The tokens before the last `tag`, which may be of several tokens; blanks before it go with it."""
    text = vocabulary.decode(token_ids)
    before = len(text[: text.rindex(tag)].rstrip())
    while token_ids and len(vocabulary.decode(token_ids)) > before:
        token_ids = token_ids[:-1]
    return token_ids
