"""The sentences that reasoning about a puzzle is made of.

Every sentence is local: what it says can be read off the puzzle, the assignment under test
and the few words before it. A small model learns such steps nearly exactly, and steps that
need many facts at once not at all (experiments/LOG.md, first entries).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from puzzles import Puzzle
from puzzles.prose.english import article
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement, World, holds


def roles_sentence(puzzle: Puzzle, world: Sequence[bool]) -> str:
    """An answer: `Zoey is a knight, Mia is a knave.`"""
    return ", ".join(role_clause(puzzle, person, world[person]) for person in range(puzzle.num_people)) + "."


def assumed_sentence(puzzle: Puzzle, world: Sequence[bool]) -> str:
    """An assignment under test: `knight Zoey, knave Mia.`

    The role comes before the name, so that a later mention of the name finds it by meeting itself: the
    easiest look-up there is for attention (experiments/LOG.md).
    """
    return ", ".join(f"{role_word(puzzle, world[i])} {name}" for i, name in enumerate(puzzle.names)) + "."


def assumed(puzzle: Puzzle, person: int, world: Sequence[bool]) -> str:
    """What is assumed of one person, looked up: `Zoey: knight`."""
    return f"{puzzle.names[person]}: {role_word(puzzle, world[person])}"


def role_word(puzzle: Puzzle, knight: bool) -> str:
    return puzzle.roles[0] if knight else puzzle.roles[1]


def role_clause(puzzle: Puzzle, person: int, knight: bool, negated: bool = False) -> str:
    return f"{puzzle.names[person]} is {'not ' if negated else ''}{article(role_word(puzzle, knight))}"


def check_sentence(puzzle: Puzzle, speaker: int, world: World) -> str:
    """One person's statement, each leaf marked, then the whole, then what the speaker is taken to be.

    `Zoey says that Mia is a knave (here Mia: knight, so false) and Bob is a knight (here Bob: knight, so true):
    false, and Zoey: knave.` The mark names the person again, looks up what is assumed and then compares:
    small steps, because one step that does it all is learnt far more slowly (experiments/LOG.md).
    """
    statement = puzzle.statements[speaker]
    verdict = _word(holds(statement, world))
    return (
        f"{_introduction(puzzle, speaker)} {_claim(statement, puzzle, world)}: {verdict}, "
        f"and {assumed(puzzle, speaker, world)}."
    )


def careless_check(puzzle: Puzzle, speaker: int, world: World, rng: random.Random, slip: float) -> tuple[str, bool]:
    """The same without marking the leaves, and wrong with probability `slip`; returns (sentence, fits)."""
    verdict = holds(puzzle.statements[speaker], world) ^ (rng.random() < slip)
    claim = _claim(puzzle.statements[speaker], puzzle, None)
    sentence = f"{_introduction(puzzle, speaker)} {claim}, which is {_word(verdict)}."
    return sentence, verdict == world[speaker]


def fits(puzzle: Puzzle, speaker: int, world: World) -> bool:
    """Whether a speaker's statement agrees with what the speaker is taken to be."""
    return holds(puzzle.statements[speaker], world) == world[speaker]


def _introduction(puzzle: Puzzle, speaker: int) -> str:
    verb = "claims" if f"{puzzle.names[speaker]} claims that " in puzzle.text else "says"
    return f"{puzzle.names[speaker]} {verb} that"


def _word(value: bool) -> str:
    return "true" if value else "false"


def _claim(statement: Statement, puzzle: Puzzle, world: World | None, outermost: bool = True) -> str:
    """The statement in words; with a world, each leaf is followed by its mark."""
    match statement:
        case Is(person, knight):
            return role_clause(puzzle, person, knight) + _mark(statement, person, puzzle, world, outermost)
        case Not(Is(person, knight)):
            mark = _mark(statement, person, puzzle, world, outermost)
            return role_clause(puzzle, person, knight, negated=True) + mark
        case Not(inner):
            return f"it is not the case that {_claim(inner, puzzle, world, False)}"
        case And(parts):
            return " and ".join(_claim(part, puzzle, world, False) for part in parts)
        case Or(parts):
            return " or ".join(_claim(part, puzzle, world, False) for part in parts)
        case Implies(premise, conclusion):
            return f"if {_claim(premise, puzzle, world, False)} then {_claim(conclusion, puzzle, world, False)}"
        case Iff(left, right):
            return f"{_claim(left, puzzle, world, False)} if and only if {_claim(right, puzzle, world, False)}"
    raise TypeError(f"not a statement: {statement!r}")


def _mark(leaf: Statement, person: int, puzzle: Puzzle, world: World | None, outermost: bool) -> str:
    """` (here Mia: knight, so false)`; alone in its statement, the leaf's truth is the verdict that follows."""
    if world is None:
        return ""
    consequence = "" if outermost else f", so {_word(holds(leaf, world))}"
    return f" (here {assumed(puzzle, person, world)}{consequence})"
