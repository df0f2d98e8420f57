"""The answer in a reply, held against the solution of its puzzle."""

from __future__ import annotations

from puzzles.answers.read import read_answer, read_last_answer
from puzzles.prose.english import article
from puzzles.puzzle import Puzzle


def judge(answer: str, puzzle: Puzzle, *, free: bool = False) -> tuple[str, str, int]:
    """(verdict, reason, roles that are right): the verdict is "correct", "wrong" or "unparsed".

    With `free` the answer is the last statement of roles in the text, else the whole text.
    """
    reading = (read_last_answer if free else read_answer)(answer, puzzle.names, puzzle.roles)
    if reading.assignment is None:
        return "unparsed", reading.reason, 0
    errors = [
        f"{name} is {article(puzzle.role_of(person))}"
        for person, name in enumerate(puzzle.names)
        if reading.assignment[person] != puzzle.solution[person]
    ]
    if errors:
        reason = f"{len(errors)} of {puzzle.num_people} wrong: {', '.join(errors)}"
        return "wrong", reason, puzzle.num_people - len(errors)
    return "correct", f"all {puzzle.num_people} roles are right", puzzle.num_people
