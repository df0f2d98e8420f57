"""What an audit asks of a reward: replies, and how each must stand to the plain right and the plain wrong ones.

Nothing is asked of the numbers themselves, so that a reward of any scale can be audited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from logic_rl.types import Question

Rule = Literal["paid", "unpaid", "not above", "below"]
RULES: dict[Rule, str] = {
    "paid": "a right reply earns more than every plain wrong one",
    "unpaid": "it earns no more than the best plain wrong reply",
    "not above": "it earns no more than the plain right reply",
    "below": "it earns less than the plain right reply",
}
Check = Literal["answer", "tags", "thinking", "steps", "crash"]
CHECKS: dict[Check, str] = {
    "answer": "what stands in the answer: right in any layout, wrong, hedged, contradictory, left out",
    "tags": "blocks that are missing, doubled, out of order or hidden",
    "thinking": "a right answer after no thinking at all: empty, padded, or copied",
    "steps": "a right answer whose steps are false must earn less than a proof (for rewards that read the steps)",
    "crash": "texts that are huge or malformed: no error, no endless work, nothing paid",
}
USUAL_CHECKS: tuple[Check, ...] = ("answer", "tags", "thinking", "crash")


class Probe(NamedTuple):
    """One reply to one question.

    Attributes:
        case: what it is called in the table; the same for all questions.
        why: in one line, why the rule must hold.
        thinking: None for the plain thinking of the subject.
        answer: of a reply of the usual layout; unused where `whole` is given.
        whole: the whole reply, for cases about its blocks; None where it is written from thinking and answer.
    """

    case: str
    check: Check
    rule: Rule
    why: str
    answer: str = ""
    thinking: str | None = None
    whole: str | None = None


@dataclass(frozen=True)
class Subject:
    """A question with what is known of it.

    Attributes:
        thinking: sound reasoning that leads to the right answer.
        right: the right answer in the plainest words.
        wrong: wrong ones in the same words, those that are half right among them.
    """

    task: str
    question: Question
    thinking: str
    right: str
    wrong: tuple[str, ...]
    probes: Sequence[Probe] = field(repr=False)
