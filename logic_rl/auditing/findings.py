"""Holes: where a reward breaks a rule, with the reply that shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from logic_rl.auditing.probes import RULES, Probe, Rule

Kind = Literal["paid", "refused", "failed"]
KINDS: dict[Kind, str] = {
    "paid": "paid, and should not be",
    "refused": "refused, and should be paid",
    "failed": "no reward at all",
}
SHOWN = 4000  # characters of a reply in a row


@dataclass(frozen=True, slots=True)
class Hole:
    """A rule broken by one reply.

    Attributes:
        reward: of the reply; None where the function failed on it, and `failure` says how.
        bound: what it should have been above, or not above; None where it failed.
    """

    kind: Kind
    probe: Probe
    question_id: str
    reply: str
    reward: float | None
    bound: float | None
    failure: str = ""

    def row(self) -> dict:
        """A row of JSON; a long reply is cut to `SHOWN` characters."""
        return {
            "kind": self.kind, "case": self.probe.case, "check": self.probe.check, "rule": RULES[self.probe.rule],
            "why": self.probe.why, "question": self.question_id, "reward": self.reward, "bound": self.bound,
            "failure": self.failure, "reply": self.reply[:SHOWN], "num_characters": len(self.reply),
        }  # fmt: skip


def broken(rule: Rule, reward: float, right: float, best_wrong: float) -> tuple[Kind, float] | None:
    """The kind of hole that a reward is beside those of the plain replies, and the bound it breaks; None if it holds.

    Rewards are compared as they are: what differs by rounding alone is different.
    """
    match rule:
        case "paid":
            return None if reward > best_wrong else ("refused", best_wrong)
        case "unpaid":
            return None if reward <= best_wrong else ("paid", best_wrong)
        case "not above":
            return None if reward <= right else ("paid", right)
        case "below":
            return None if reward < right else ("paid", right)


@dataclass(frozen=True, slots=True)
class Audit:
    """What came of an audit.

    Attributes:
        convention, layout: how the function was called, and how replies were written.
        asked: case → how many replies of it were scored.
        holes: in the order in which they were found.
        num_questions, num_unread: questions in all, and those whose plain right reply earned no more than a plain wrong
            one; nothing else was asked of these.
    """

    spec: str
    convention: str
    layout: str
    asked: Counter[str]
    holes: tuple[Hole, ...]
    num_questions: int
    num_unread: int

    @property
    def num_replies(self) -> int:
        return sum(self.asked.values())

    def table(self) -> list[dict]:
        """One row a case with holes: how many of how many, and the first reply that shows it."""
        first: dict[tuple[Kind, str], Hole] = {}
        counts = Counter((hole.kind, hole.probe.case) for hole in self.holes)
        for hole in self.holes:
            first.setdefault((hole.kind, hole.probe.case), hole)
        order = list(KINDS)
        return [
            first[key].row() | {"num_holes": counts[key], "num_asked": self.asked[first[key].probe.case]}
            for key in sorted(first, key=lambda key: order.index(key[0]))
        ]

    def to_row(self) -> dict:
        return {
            "reward": self.spec, "as": self.convention, "layout": self.layout, "num_questions": self.num_questions,
            "num_unread": self.num_unread, "num_cases": len(self.asked), "num_replies": self.num_replies,
            "num_holes": len(self.holes), "holes": self.table(),
        }  # fmt: skip
