"""What logic says of one puzzle in prose: what it reads, its solutions and, if wanted, the proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from puzzles.reading import ReadPuzzle
    from puzzles.statements import World

MAX_SOLUTIONS = 1000  # listed in a row; all are counted


def solved(text: str, explain: bool = False, fault: str = "") -> dict:
    """Names, roles, statements and solutions, or the reason why the puzzle cannot be read.

    `solutions` lists truth values by person, at most `MAX_SOLUTIONS` of them; `num_solutions` counts all. With
    `explain` there are `proof`, the proof in words, and `proof_steps`.

    Args:
        fault: why the text is no one puzzle, where that is known.
    """
    from puzzles.errors import UnreadablePuzzleError
    from puzzles.reading import read_puzzle

    try:
        if fault:
            raise UnreadablePuzzleError("", fault)
        puzzle = read_puzzle(text)
    except UnreadablePuzzleError as error:
        found = {
            "names": [], "roles": [], "statements": [], "solutions": [], "num_solutions": 0, "solution_text": "",
            "status": "unparsed", "reason": str(error), "sentence": error.sentence,
        }  # fmt: skip
        return found | ({"proof": "", "proof_steps": []} if explain else {})
    return _of_puzzle(puzzle, explain)


def _of_puzzle(puzzle: ReadPuzzle, explain: bool) -> dict:
    from puzzles.solve import consistent_worlds, world_from_number
    from puzzles.statements import to_row, truth_table

    num_people = len(puzzle.names)
    worlds = all_worlds = consistent_worlds([truth_table(statement, num_people) for statement in puzzle.statements])
    total = worlds.bit_count()
    solutions: list[tuple[bool, ...]] = []
    while worlds and len(solutions) < MAX_SOLUTIONS:
        lowest = worlds & -worlds
        solutions.append(world_from_number(lowest.bit_length() - 1, num_people))
        worlds ^= lowest
    listed = f", the first {MAX_SOLUTIONS} are listed" if total > MAX_SOLUTIONS else ""
    status = {0: "none", 1: "unique"}.get(total, "many")
    reasons = {
        "none": "no assignment of roles fits what is said",
        "many": f"{total} assignments of roles fit what is said{listed}",
    }
    row = {
        "names": list(puzzle.names),
        "roles": list(puzzle.roles),
        "language": puzzle.language,
        "statements": [to_row(statement) for statement in puzzle.statements],
        "solutions": [list(solution) for solution in solutions],
        "num_solutions": total,
        "solution_text": in_words(puzzle, solutions[0]) if total == 1 else "",
        "status": status,
        "reason": reasons.get(status, ""),
    }
    return row | _proved(puzzle, solutions, total, all_worlds) if explain else row


def _proved(puzzle: ReadPuzzle, solutions: Sequence[World], total: int, worlds: int) -> dict:
    """`proof` and `proof_steps`; `worlds` has a bit for each solution."""
    from puzzles.statements import Is, truth_table
    from puzzles.traces import TraceError
    from puzzles.traces.proofs import Claims, prove

    settled = {}
    for person in range(len(puzzle.names)):
        honest = worlds & truth_table(Is(person, True), len(puzzle.names))
        if honest in (0, worlds):
            settled[person] = honest == worlds
    claims = Claims(puzzle.names, puzzle.roles, puzzle.statements, puzzle.language, puzzle.said)
    try:
        proof = prove(claims, solutions[:2], total, settled)
    except TraceError as error:
        return {"proof": "", "proof_steps": [], "no_proof": str(error)}
    return {"proof": proof.text, "proof_steps": proof.rows()}


def in_words(puzzle: ReadPuzzle, solution: World) -> str:
    """`Zoey is a knight and Mia is a knave.`"""
    return world_in_words(puzzle.names, (puzzle.roles[0], puzzle.roles[1]), puzzle.language, solution)


def world_in_words(names: Sequence[str], roles: tuple[str, str], language: str, solution: Sequence[bool]) -> str:
    """The same from the parts of a puzzle."""
    from puzzles.prose.nouns_en import article, listing

    told = [(name, roles[0 if honest else 1]) for name, honest in zip(names, solution, strict=True)]
    if language == "zh":
        return "，".join(f"{name}是{role}" for name, role in told) + "。"
    return listing([f"{name} is {article(role)}" for name, role in told]) + "."
