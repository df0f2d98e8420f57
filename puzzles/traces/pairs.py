"""Two proofs of one puzzle: a sound one, and one that goes wrong, does not notice, and answers wrongly."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from puzzles.puzzle import Puzzle
from puzzles.statements import Statement, World, holds
from puzzles.traces.planning import derive
from puzzles.traces.rendering import render
from puzzles.traces.steps import Answer, Candidate, Check, Conclude, Deduce, Notice, Verified
from puzzles.traces.turns import Labelled, with_wrong_turn
from puzzles.traces.writing import Trace, TraceLine

DRAWS = 12  # wrong turns looked at for one that ends in a belief about who is what


@dataclass(frozen=True, slots=True)
class ProofPair:
    """The two share every step, and every word, before the mistake; `believed` is what the wrong one answers."""

    sound: Trace
    wrong: Trace
    believed: World


def proof_pair(puzzle: Puzzle, style: str, rng: random.Random) -> ProofPair:
    """A sound proof, and the same with one mistake that is carried on to a wrong answer.

    The wrong answer is the assignment that the mistake has let pass, or the solution but for those who were wrongly
    inferred; where a mistake says neither, one drawn person is taken for the other kind. It is held against every
    statement, as the right one is, with the statements judged as they would have to be.

    Raises:
        TraceError: as `puzzles.traces.trace`.
    """
    derivation = derive(puzzle.statements, puzzle.solution, style, rng)
    told, believed = _mistaken(derivation, puzzle, rng)
    if not isinstance(told[-1][0], Verified):
        told += _held_to_fit(puzzle.statements, believed)
    wrong = (*told, (Answer(believed, False), False))
    words = rng.getrandbits(64)
    return ProofPair(
        _in_words([(step, True) for step in derivation], puzzle, words), _in_words(wrong, puzzle, words), believed
    )


def _mistaken(derivation: tuple, puzzle: Puzzle, rng: random.Random) -> tuple[list[Labelled], World]:
    """The steps up to where the mistake would be noticed, and what is believed then."""
    for draw in range(DRAWS):
        labelled = with_wrong_turn(derivation, puzzle.statements, rng)
        assert labelled is not None, "holding the solution against every statement leaves room for a mistake"
        told = _carried_on(labelled)
        believed = _believed(told, puzzle.solution)
        if believed != puzzle.solution:
            return told, believed
        if draw == DRAWS - 1:
            person = rng.randrange(puzzle.num_people)
            believed = (*believed[:person], not believed[person], *believed[person + 1 :])
    return told, believed


def _carried_on(labelled: Sequence[Labelled]) -> list[Labelled]:
    """The steps up to where all is thought to fit by mistake, or else to where the mistake would be noticed."""
    told: list[Labelled] = []
    for step, is_right in labelled:
        if isinstance(step, Notice):
            break
        told.append((step, is_right))
        if isinstance(step, Verified) and not is_right:
            break
    return told


def _believed(told: Sequence[Labelled], solution: World) -> World:
    world = list(solution)
    for step, is_right in told:
        if is_right:
            continue
        if isinstance(step, Verified):
            return step.assignment
        if isinstance(step, Deduce | Conclude):
            world[step.person] = step.knight
    return tuple(world)


def _held_to_fit(statements: Sequence[Statement], world: World) -> list[Labelled]:
    """Every statement found to fit an assignment that it may not fit."""
    checks: list[Labelled] = [
        (Check(speaker, knight, world), holds(statements[speaker], world) == knight)
        for speaker, knight in enumerate(world)
    ]
    return [(Candidate(world), False), *checks, (Verified(world), False)]


def _in_words(labelled: Sequence[Labelled], puzzle: Puzzle, words: int) -> Trace:
    steps = tuple(step for step, _ in labelled)
    texts = render(steps, puzzle.statements, puzzle.names, puzzle.roles, puzzle.language, random.Random(words))
    return Trace(tuple(TraceLine(text, *one) for text, one in zip(texts, labelled, strict=True)), puzzle.language)
