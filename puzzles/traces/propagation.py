"""Unit propagation: what follows from known facts, one statement at a time, without assumptions.

Simple inferences come first: a statement decided by known facts tells its speaker's role, and a
speaker of known role tells of others. Only when these are used up is a statement weighed both
ways ("neither a knight nor a knave could say this if Mia were a knight").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from puzzles.statements import Statement
from puzzles.traces.rules import Rule, rule_of


@dataclass(frozen=True, slots=True)
class Inference:
    """`rule` alone makes `person` what `knight` says, by the facts known before it."""

    person: int
    knight: bool
    rule: Rule


@dataclass(frozen=True, slots=True)
class Propagation:
    """Inferences in the order they were made, all facts now known, and the rule they break, if any."""

    inferences: tuple[Inference, ...]
    facts: dict[int, bool]
    broken: Rule | None


class Theory:
    """The rules of a puzzle, and for each person the rules that involve them, their own first."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self.num_people = len(statements)
        self.rules = tuple(rule_of(speaker, statement) for speaker, statement in enumerate(statements))
        self._involving = tuple(
            sorted((k for k, rule in enumerate(self.rules) if person in rule.people), key=lambda k: k != person)
            for person in range(self.num_people)
        )

    def propagate(
        self, known: Mapping[int, bool], newest: int | None = None, weighs_both_ways: bool = True
    ) -> Propagation:
        """All that follows from `known`, or what follows until a rule breaks.

        Rules on person `newest` are tried first. `weighs_both_ways=False` leaves it at the simple inferences.
        """
        facts = dict(known)
        inferences: list[Inference] = []
        pending = dict.fromkeys((*(self._involving[newest] if newest is not None else ()), *range(self.num_people)))
        deferred = dict.fromkeys(range(self.num_people) if weighs_both_ways else ())
        while queue := pending or deferred:
            speaker = next(iter(queue))
            del queue[speaker]
            rule = self.rules[speaker]
            forced = _forced_simply(rule, facts) if queue is pending else rule.forced(facts)[:1]
            if not forced and rule.is_broken(facts):
                return Propagation(tuple(inferences), facts, rule)
            for person, knight in forced:
                inferences.append(Inference(person, knight, rule))
                facts[person] = knight
                pending.update(dict.fromkeys(self._involving[person]))
                deferred.update(dict.fromkeys(self._involving[person] if weighs_both_ways else ()))
        return Propagation(tuple(inferences), facts, None)


def _forced_simply(rule: Rule, facts: Mapping[int, bool]) -> list[tuple[int, bool]]:
    """The people a reader sees at once to be forced: the speaker's role or the statement's truth is known."""
    if rule.speaker in facts:
        return rule.forced(facts)
    value = rule.value(facts)
    return [] if value is None else [(rule.speaker, value)]
