"""What a worksheet holds, before it is Markdown or HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from puzzles.prose.nouns_en import article, listing
from puzzles.puzzle import Puzzle
from puzzles.traces.errors import TraceError
from puzzles.traces.proofs import Claims, prove
from puzzles.worksheet.words import WORDS


@dataclass(frozen=True)
class Exercise:
    """One puzzle with its answer; `proof` is a list of paragraphs, empty where none can be given."""

    number: int
    text: str
    names: tuple[str, ...]
    roles: tuple[str, str]
    answer: str
    proof: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """Exercises in one language, whose fixed words are `words`."""

    language: str
    exercises: tuple[Exercise, ...]

    @property
    def words(self) -> dict[str, str]:
        return WORDS[self.language]


def sheet_of(puzzles: Sequence[Puzzle]) -> Sheet:
    """The worksheet of some puzzles, at least one, all in one language; in their order."""
    exercises = [_exercise(number, puzzle) for number, puzzle in enumerate(puzzles, start=1)]
    return Sheet(puzzles[0].language, tuple(exercises))


def shares(available: Mapping[int, int], count: int) -> dict[int, int]:
    """How many puzzles of each size make `count` in all, or all there are; as even as can be, small sizes first.

    >>> shares({2: 1, 3: 9, 4: 9}, 6)
    {2: 1, 3: 3, 4: 2}
    """
    taken = dict.fromkeys(sorted(available), 0)
    while sum(taken.values()) < min(count, sum(available.values())):
        for size in taken:
            taken[size] += taken[size] < available[size] and sum(taken.values()) < count
    return taken


def spread(puzzles: Iterable[Puzzle], wanted: Mapping[int, int]) -> list[Puzzle]:
    """The first puzzles of each size, as many as wanted, the smallest size first; reads no further than needed."""
    left, found = dict(wanted), []
    for puzzle in puzzles:
        if left[puzzle.num_people]:
            left[puzzle.num_people] -= 1
            found.append(puzzle)
        if not any(left.values()):
            break
    return sorted(found, key=lambda puzzle: puzzle.num_people)


def _exercise(number: int, puzzle: Puzzle) -> Exercise:
    claims = Claims(puzzle.names, puzzle.roles, puzzle.statements, puzzle.language)
    try:
        proof = tuple(prove(claims, [puzzle.solution], 1, {}).text.split("\n"))
    except TraceError:
        proof = ()
    return Exercise(number, puzzle.text, puzzle.names, puzzle.roles, _in_words(puzzle), proof)


def _in_words(puzzle: Puzzle) -> str:
    told = [(name, puzzle.role_of(person)) for person, name in enumerate(puzzle.names)]
    if puzzle.language == "zh":
        return "，".join(f"{name}是{role}" for name, role in told) + "。"
    return listing([f"{name} is {article(role)}" for name, role in told]) + "."
