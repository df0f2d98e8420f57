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
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement, World, holds, leaves, literals


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


def quotation(puzzle: Puzzle, speaker: int) -> str:
    """What a person says, in the words of the puzzle: `Zoey says that Mia is a knave and Bob is a knight`."""
    verb = "claims" if f"{puzzle.names[speaker]} claims that " in puzzle.text else "says"
    return f"{puzzle.names[speaker]} {verb} that {_claim(puzzle.statements[speaker], puzzle)}"


def check_sentence(puzzle: Puzzle, speaker: int, world: World) -> str:
    """One person's statement, then each leaf of it marked, then the whole, then what the speaker is taken to be.

    `Zoey says that Mia is a knave and Bob is a knight (here Mia: knight, so false; Bob: knight, so true):
    false, and Zoey: knave.` The quotation comes unbroken, so that making it is plain copying; each mark looks up
    what is assumed and only then compares, because one step that does it all is learnt far more slowly
    (experiments/LOG.md).
    """
    statement = puzzle.statements[speaker]
    verdict = _word(holds(statement, world))
    return f"{quotation(puzzle, speaker)} ({_marks(statement, puzzle, world)}): {verdict}, and " + (
        f"{assumed(puzzle, speaker, world)}."
    )


def careless_check(puzzle: Puzzle, speaker: int, world: World, rng: random.Random, slip: float) -> tuple[str, bool]:
    """The same without marking the leaves, and wrong with probability `slip`; returns (sentence, fits)."""
    verdict = holds(puzzle.statements[speaker], world) ^ (rng.random() < slip)
    return f"{quotation(puzzle, speaker)}, which is {_word(verdict)}.", verdict == world[speaker]


def fits(puzzle: Puzzle, speaker: int, world: World) -> bool:
    """Whether a speaker's statement agrees with what the speaker is taken to be."""
    return holds(puzzle.statements[speaker], world) == world[speaker]


def _word(value: bool) -> str:
    return "true" if value else "false"


def _claim(statement: Statement, puzzle: Puzzle) -> str:
    """The statement in words."""
    match statement:
        case Is(person, knight):
            return role_clause(puzzle, person, knight)
        case Not(Is(person, knight)):
            return role_clause(puzzle, person, knight, negated=True)
        case Not(inner):
            return f"it is not the case that {_claim(inner, puzzle)}"
        case And(parts):
            return " and ".join(_claim(part, puzzle) for part in parts)
        case Or(parts):
            return " or ".join(_claim(part, puzzle) for part in parts)
        case Implies(premise, conclusion):
            return f"if {_claim(premise, puzzle)} then {_claim(conclusion, puzzle)}"
        case Iff(left, right):
            return f"{_claim(left, puzzle)} if and only if {_claim(right, puzzle)}"
    raise TypeError(f"not a statement: {statement!r}")


def _marks(statement: Statement, puzzle: Puzzle, world: World) -> str:
    """`here Mia: knight, so false; Bob: knight, so true`; the truth of a lone leaf is the verdict that follows."""
    parts = [(next(leaves(literal)).person, literal) for literal in literals(statement)]
    if len(parts) == 1:
        return f"here {assumed(puzzle, parts[0][0], world)}"
    return "here " + "; ".join(
        f"{assumed(puzzle, who, world)}, so {_word(holds(literal, world))}" for who, literal in parts
    )
