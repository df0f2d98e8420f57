"""From inferences to steps: each with the fewest facts that make it follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from puzzles.traces.propagation import Inference, Propagation
from puzzles.traces.rules import Rule
from puzzles.traces.steps import Contradiction, Deduce, Evaluate, Facts, Paradox, Step, as_facts


def explained(propagation: Propagation, known: Mapping[int, bool]) -> list[Step]:
    """Steps for everything `propagation` made of the facts `known`, the contradiction last."""
    facts, steps = dict(known), []
    for inference in propagation.inferences:
        steps += _inference_steps(inference, inference.rule.known(facts))
        facts[inference.person] = inference.knight
    if propagation.broken is not None:
        steps.append(_contradiction(propagation.broken, propagation.broken.known(facts)))
    return steps


def _inference_steps(inference: Inference, known: dict[int, bool]) -> list[Step]:
    rule, person, knight = inference.rule, inference.person, inference.knight
    if person == rule.speaker and rule.value(known) is not None:
        under = _least(known, lambda facts: rule.value(facts) is not None)
        return [Evaluate(person, knight, under), Deduce(person, knight, person, under)]
    under = _least(known, lambda facts: rule.forces(person, knight, facts), keep=rule.speaker)
    deduction = Deduce(person, knight, rule.speaker, under)
    if rule.speaker not in known:
        return [deduction]
    role = known[rule.speaker]
    return [Evaluate(rule.speaker, role, ((rule.speaker, role),)), deduction]


def _contradiction(rule: Rule, known: dict[int, bool]) -> Step:
    under = _least(known, rule.is_broken, keep=rule.speaker)
    if rule.speaker not in known:
        return Paradox(rule.speaker, under)
    role = known[rule.speaker]
    return Contradiction(rule.speaker, role, not role, under)


def _least(known: dict[int, bool], suffices: Callable[[dict[int, bool]], bool], keep: int | None = None) -> Facts:
    """A smallest part of the facts that still suffices, without the newest where possible; `keep` stays."""
    facts = dict(known)
    for person in reversed(known):
        if person != keep:
            fewer = {other: value for other, value in facts.items() if other != person}
            if suffices(fewer):
                facts = fewer
    return as_facts(facts)
