"""Wrong data on purpose: answers with roles turned round, reasoning with its steps disturbed."""

from __future__ import annotations

import random
from collections.abc import Sequence

from puzzles.errors import GenerationError
from puzzles.perturb.words import substituted, words_pattern
from puzzles.statements import World


def wrong_solution(solution: World, rng: random.Random) -> World:
    """Some roles turned round, at least one and never all.

    Raises:
        GenerationError: fewer than two people.

    Example: `wrong_solution((True, False, True), rng)` may be `(True, True, True)`.
    """
    if len(solution) < 2:
        raise GenerationError(f"{len(solution)} people: a wrong answer that is partly right needs at least two")
    turned = set(rng.sample(range(len(solution)), rng.randint(1, len(solution) - 1)))
    return tuple(role != (person in turned) for person, role in enumerate(solution))


def shuffled_steps(steps: Sequence[str], rng: random.Random) -> list[str]:
    """The steps of a reasoning in an order in which they read otherwise.

    Raises:
        GenerationError: all steps are the same, so every order reads alike.
    """
    if len(set(steps)) < 2:
        raise GenerationError(f"{len(steps)} steps that are all the same: no other order reads otherwise")
    shuffled = list(steps)
    while shuffled == list(steps):
        rng.shuffle(shuffled)
    return shuffled


def with_foreign_step(
    steps: Sequence[str],
    names: Sequence[str],
    foreign_steps: Sequence[str],
    foreign_names: Sequence[str],
    rng: random.Random,
) -> tuple[list[str], int]:
    """(the steps with one replaced by a step about another puzzle, which one).

    The people of the other puzzle are called by the names of this one, in order; its steps on people beyond
    the number of this one are not used.

    Raises:
        GenerationError: no foreign step says anything else than the step it would replace.
    """
    beyond = list(foreign_names[len(names) :])
    known = dict(zip(foreign_names, names, strict=False))
    usable = [substituted(step, known) for step in foreign_steps if not (beyond and words_pattern(beyond).search(step))]
    choices = [(place, foreign) for place, step in enumerate(steps) for foreign in usable if foreign != step]
    if not choices:
        raise GenerationError(
            f"none of {len(foreign_steps)} steps of the other puzzle can stand for one of these {len(steps)}"
        )
    place, foreign = rng.choice(choices)
    return [*steps[:place], foreign, *steps[place + 1 :]], place
