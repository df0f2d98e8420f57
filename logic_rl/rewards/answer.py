"""The answer in a reply, held against the solution of its puzzle."""

from __future__ import annotations

from puzzles.answers.read import read_answer, read_last_answer
from puzzles.prose.english import article
from puzzles.puzzle import Puzzle


def judge(answer: str, puzzle: Puzzle, *, free: bool = False) -> tuple[str, str]:
    """(verdict, reason): "correct", "wrong" or "unparsed"; no credit for a part of the roles.

    With `free` the answer is the last statement of roles in the text, else the whole text.
    """
    reading = (read_last_answer if free else read_answer)(answer, puzzle.names, puzzle.roles)
    if reading.assignment is None:
        return "unparsed", reading.reason
    errors = [
        f"{name} is {article(puzzle.role_of(person))}"
        for person, name in enumerate(puzzle.names)
        if reading.assignment[person] != puzzle.solution[person]
    ]
    if errors:
        return "wrong", f"{len(errors)} of {puzzle.num_people} wrong: {', '.join(errors)}"
    return "correct", f"all {puzzle.num_people} roles are right"
