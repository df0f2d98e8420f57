"""Wrong turns: a mistake in a sound derivation, what follows from it, its discovery, and the way back.

The mistake is one that readers make: somebody's role misread or misremembered, a part or a whole statement judged
wrongly, a contradiction overlooked, a wrong conclusion. What is carried on would follow if the mistake were none.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice

from puzzles.statements import Is, Statement, World, holds, with_literals
from puzzles.traces.explanation import explained
from puzzles.traces.propagation import Theory
from puzzles.traces.rules import rule_of
from puzzles.traces.standing import Standing
from puzzles.traces.steps import (
    Candidate,
    Check,
    Conclude,
    Contradiction,
    Deduce,
    Derivation,
    Evaluate,
    Inspect,
    Notice,
    Reject,
    Resume,
    Step,
    Suppose,
    Try,
    Verified,
    as_facts,
)  # fmt: skip
from puzzles.traces.trial import inspected, inspection, next_world
from puzzles.traces.truth_table import next_row
from puzzles.traces.verification import checks

LONGEST = 4  # steps that a mistake is carried on for


Labelled = tuple[Step, bool]  # a step, and whether it is right without the mistake before it


@dataclass(frozen=True, slots=True)
class Turn:
    """A mistake instead of the step at one place, and what is carried on from it."""

    wrong: Step
    carried: tuple[Labelled, ...]


def with_wrong_turn(
    derivation: Derivation, statements: Sequence[Statement], rng: random.Random
) -> tuple[Labelled, ...] | None:
    """The derivation with one mistake, carried on, noticed and mended, each step labelled; None where none can be made.

    The steps are those of the derivation, in their order, and between two of them the wrong turn: the mistake in
    place of the step at which it is made, up to `LONGEST` steps or one more trial from it, `Notice`, `Resume`.
    """
    places = list(range(len(derivation)))
    rng.shuffle(places)
    for place in places:
        stands = Standing(derivation[:place])
        turns = list(_turns(derivation, place, stands, statements, rng))
        if turns:
            turn = rng.choice(turns)
            known = {} if isinstance(turn.wrong, Conclude) else stands.facts
            back = Notice(place), Resume(as_facts(known))
            right = [(step, True) for step in derivation]
            return (
                *right[:place], (turn.wrong, False), *turn.carried, *((step, True) for step in back), *right[place:],
            )  # fmt: skip
    return None


def _turns(
    derivation: Derivation, place: int, stands: Standing, statements: Sequence[Statement], rng: random.Random
) -> Iterator[Turn]:
    """Every wrong turn that can begin at a place."""
    step = derivation[place]
    if isinstance(step, Inspect | Check):
        for wrong in _wrong_looks(step, statements):
            yield Turn(wrong, tuple(_after_look(wrong, derivation[:place], statements)))
        return
    for belief in _wrong_inferences(step, stands, statements):
        carried = tuple(islice(_after_inference(belief, statements), rng.randint(1, LONGEST)))
        if carried:
            yield Turn(belief.wrong, carried)


# -- mistakes in holding an assignment against a statement


def _wrong_looks(step: Inspect | Check, statements: Sequence[Statement]) -> Iterator[Inspect | Check]:
    """The step with one thing misjudged, so that it fits if it does not, and the other way round."""
    if isinstance(step, Check):
        yield replace(step, value=not step.value)
        return
    statement = statements[step.speaker]
    for number in range(len(step.kinds)):
        truths = _flipped(step.truths, number)
        if (value := _value(statement, truths)) != step.value:
            yield replace(step, kinds=_flipped(step.kinds, number), truths=truths, value=value)
            if len(truths) > 1:
                yield replace(step, truths=truths, value=value)
    yield replace(step, value=not step.value)
    yield replace(step, role=not step.role)


def _flipped(values: tuple[bool, ...], number: int) -> tuple[bool, ...]:
    return (*values[:number], not values[number], *values[number + 1 :])


def _value(statement: Statement, truths: Sequence[bool]) -> bool:
    """The truth of a statement whose literals have these truths, left to right."""
    numbers = count()
    return holds(with_literals(statement, lambda _: Is(next(numbers), True)), truths)


def _after_look(wrong: Inspect | Check, before: Derivation, statements: Sequence[Statement]) -> Iterator[Labelled]:
    """What follows once a statement has been misjudged.

    If it only seems to fit, the others are looked at too, and where they fit all is thought to be well until it is
    held against every statement once more. If it only seems to fail, something else is tried.
    """
    world, look = wrong.assignment, _looking(wrong)
    if wrong.fits:
        rest = [look(statements, speaker, world) for speaker in range(wrong.speaker + 1, len(statements))]
        fitting = next((k for k, one in enumerate(rest) if not one.fits), len(rest))
        yield from ((step, True) for step in rest[: fitting + 1])
        if fitting == len(rest):
            yield from ((Verified(world), False), (Candidate(world), False))
            yield from ((look(statements, speaker, world), True) for speaker in range(wrong.speaker + 1))
        return
    yield Reject(world, wrong.speaker), False
    tried = [step for step in before if isinstance(step, Suppose | Try)]
    if not tried or any(isinstance(step, Verified) for step in before):
        return
    following = next_row(world) if isinstance(wrong, Check) else next_world(world)
    if all(step.assignment != following for step in tried):
        yield type(tried[-1])(following, tried[-1].number + 1), True
        looks = inspected if isinstance(wrong, Inspect) else checks
        yield from ((step, True) for step in looks(statements, following))


def _looking(wrong: Inspect | Check) -> Callable[[Sequence[Statement], int, World], Inspect | Check]:
    if isinstance(wrong, Inspect):
        return inspection
    return lambda statements, speaker, world: Check(speaker, holds(statements[speaker], world), world)


# -- mistakes in inferring


@dataclass(frozen=True, slots=True)
class _Belief:
    """A wrong inference, what is thought to be so after it, and how far that is wrong.

    Attributes:
        wrong: the mistake.
        known: what is thought to be so.
        tainted: the people of whom that is wrong, or does not follow.
        left_aside: whose statement would show the mistake at once.
    """

    wrong: Step
    known: dict[int, bool]
    tainted: frozenset[int]
    left_aside: int | None = None


def _wrong_inferences(step: Step, stands: Standing, statements: Sequence[Statement]) -> Iterator[_Belief]:
    facts = stands.levels[-1]
    match step:
        case Deduce(person, knight, speaker):
            yield _Belief(replace(step, knight=not knight), {**facts, person: not knight}, frozenset({person}), speaker)
        case Conclude(person, knight):
            known = {**stands.levels[-2], person: not knight}
            yield _Belief(replace(step, knight=not knight), known, frozenset({person}))
        case Contradiction(speaker, claimed, _, under):
            others = tuple(fact for fact in under if fact[0] != speaker)
            if rule_of(speaker, statements[speaker]).value(dict(others)) is not None:
                yield _Belief(Evaluate(speaker, claimed, others), facts, frozenset(), speaker)
        case Evaluate(speaker, value, under) if speaker in dict(under):
            wrong = Evaluate(speaker, not value, ((speaker, not value),))
            yield _Belief(wrong, {**facts, speaker: not value}, frozenset({speaker}))
        case Evaluate(speaker, value, under) if speaker not in facts:
            yield _Belief(replace(step, value=not value), facts, frozenset(), speaker)
            rule = rule_of(speaker, statements[speaker])
            for person, knight in under:
                misremembered = {**dict(under), person: not knight}
                if rule.value(misremembered) == (not value):
                    wrong = Evaluate(speaker, not value, as_facts(misremembered))
                    yield _Belief(wrong, {**facts, person: not knight}, frozenset({person}))


def _after_inference(belief: _Belief, statements: Sequence[Statement]) -> Iterator[tuple[Step, bool]]:
    """What follows from what is thought to be so, and whether it follows without the mistake too."""
    wrong, known, tainted = belief.wrong, dict(belief.known), set(belief.tainted)
    newest = getattr(wrong, "person", getattr(wrong, "speaker", None))
    if isinstance(wrong, Evaluate) and wrong.speaker not in known:
        yield Deduce(wrong.speaker, wrong.value, wrong.speaker, wrong.under), False
        known[wrong.speaker] = wrong.value
        tainted.add(wrong.speaker)
    followed = [Is(k, True) if k == belief.left_aside else said for k, said in enumerate(statements)]
    for step in explained(Theory(followed).propagate(known, newest), known):
        if step == wrong:
            continue
        is_right = not any(person in tainted for person, _ in getattr(step, "under", ()))
        if isinstance(step, Deduce) and not is_right:
            tainted.add(step.person)
        yield step, is_right
