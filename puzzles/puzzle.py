"""The puzzle, its stored form and its identity."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from puzzles.errors import PuzzleFormatError
from puzzles.statements import Statement, World, from_row, knight_column, leaves, to_row, truth_table

KNIGHT_KNAVE = ("knight", "knave")


@dataclass(frozen=True)
class Puzzle:
    """A knights-and-knaves puzzle with exactly one solution.

    Example: `Puzzle(names=("Zoey", "Mia"), statements=(And((Is(0, False), Is(1, False))), Is(0, False)),
    solution=(False, True), text="…")`: statement k is said by person k, `solution[k]` is True
    for a truth-teller, `roles` are the words for truth-teller and liar in the text.
    """

    names: tuple[str, ...]
    statements: tuple[Statement, ...]
    solution: World
    text: str
    roles: tuple[str, str] = KNIGHT_KNAVE
    language: str = "en"
    difficulty: dict = field(default_factory=dict, compare=False)

    @property
    def num_people(self) -> int:
        return len(self.names)

    @cached_property
    def key(self) -> str:
        """Equal for puzzles that are the same up to names, order of people and wording of statements."""
        return canonical_key(self.statements)

    @cached_property
    def id(self) -> str:
        """Short identifier of this wording: two texts of one logical puzzle have different ids."""
        return "kk-" + hashlib.sha256(f"{self.key}\n{self.text}".encode()).hexdigest()[:16]

    def role_of(self, person: int) -> str:
        """The role word of a person in the solution."""
        return self.roles[0] if self.solution[person] else self.roles[1]

    def to_row(self) -> dict:
        """The JSON row of the public file format."""
        return {
            "id": self.id,
            "num_people": self.num_people,
            "names": list(self.names),
            "roles": list(self.roles),
            "statements": [to_row(statement) for statement in self.statements],
            "solution": list(self.solution),
            "language": self.language,
            "text": self.text,
            "difficulty": dict(self.difficulty),
        }


def puzzle_from_row(row: object) -> Puzzle:
    """Read a JSON row.

    Raises:
        PuzzleFormatError: a field is missing or wrong, or the stored solution does not
            satisfy the statements; the message names the field.
    """
    if not isinstance(row, dict):
        raise PuzzleFormatError(f"a puzzle row is a JSON object, not {type(row).__name__}")
    missing = [name for name in ("names", "statements", "solution", "text") if name not in row]
    if missing:
        raise PuzzleFormatError(f"the puzzle row lacks {', '.join(map(repr, missing))}")
    names, solution = _list_of(row, "names", str), _list_of(row, "solution", bool)
    roles = _list_of(row, "roles", str) if "roles" in row else list(KNIGHT_KNAVE)
    if not isinstance(row["statements"], list) or not isinstance(row["text"], str):
        raise PuzzleFormatError("'statements' must be a list and 'text' a string")
    if not len(names) == len(solution) == len(row["statements"]) or len(set(names)) != len(names):
        raise PuzzleFormatError(
            f"{len(names)} names, {len(row['statements'])} statements and {len(solution)} solution values: "
            "give one of each per person, with distinct names"
        )
    if len(roles) != 2 or roles[0] == roles[1]:
        raise PuzzleFormatError(f"'roles' must be two different words (truth-teller, liar), not {roles!r}")
    try:
        statements = tuple(from_row(statement, len(names)) for statement in row["statements"])
    except ValueError as error:
        raise PuzzleFormatError(f"'statements': {error}") from None
    puzzle = Puzzle(
        names=tuple(names),
        statements=statements,
        solution=tuple(solution),
        text=row["text"],
        roles=(roles[0], roles[1]),
        language=row.get("language", "en"),
        difficulty=row.get("difficulty") or {},
    )
    _check_solution(puzzle)
    return puzzle


def _list_of(row: dict, name: str, kind: type) -> list:
    value = row[name]
    if not isinstance(value, list) or not value or not all(isinstance(item, kind) for item in value):
        raise PuzzleFormatError(f"{name!r} must be a non-empty list of {kind.__name__}, not {value!r}")
    return value


def _check_solution(puzzle: Puzzle) -> None:
    from puzzles.statements import holds

    for person, statement in enumerate(puzzle.statements):
        if holds(statement, puzzle.solution) != puzzle.solution[person]:
            raise PuzzleFormatError(f"the stored solution contradicts what {puzzle.names[person]} says")


def canonical_key(statements: Sequence[Statement]) -> str:
    """A key shared by exactly the puzzles that are logically the same up to renaming and reordering.

    Each statement counts as its truth table over the people, so wording does not matter.
    People are renumbered in every way that agrees with an isomorphism-invariant colouring
    (refined until stable), and the least numbering wins; the colouring only saves work.
    """
    num_people = len(statements)
    tables = [truth_table(statement, num_people) for statement in statements]
    mentioned = [sorted({leaf.person for leaf in leaves(statement)}) for statement in statements]
    relations = [_relation(tables[k], mentioned[k], num_people) for k in range(num_people)]
    colours = _refined_colours(relations, num_people)
    classes = [[p for p in range(num_people) if colours[p] == colour] for colour in sorted(set(colours))]
    best = min(
        _renumbered(relations, [person for block in blocks for person in block])
        for blocks in itertools.product(*(itertools.permutations(block) for block in classes))
    )
    return f"{num_people}:" + hashlib.sha256(repr(best).encode()).hexdigest()[:32]


Relation = tuple[tuple[int, ...], tuple[bool, ...]]


def _relation(table: int, people: list[int], num_people: int) -> Relation:
    """A statement as (people it depends on, truth value for each assignment to them)."""
    people = [p for p in people if _depends(table, p, num_people)]
    values = tuple(
        bool(table >> sum(1 << p for p, bit in zip(people, bits, strict=True) if bit) & 1)
        for bits in itertools.product((False, True), repeat=len(people))
    )
    return tuple(people), values


def _depends(table: int, person: int, num_people: int) -> bool:
    column = knight_column(person, num_people)
    return (table & column) >> (1 << person) != table & ~column


def _refined_colours(relations: Sequence[Relation], num_people: int) -> list[int]:
    """Colour people by what they say and who speaks of them, until nothing changes."""
    colours = [0] * num_people
    while True:
        said = [[] for _ in range(num_people)]
        heard = [[] for _ in range(num_people)]
        for speaker, (people, values) in enumerate(relations):
            for position, person in enumerate(people):
                profile = (_marginal(values, position, len(people)), sum(values), len(people), person == speaker)
                said[speaker].append((colours[person], profile))
                heard[person].append((colours[speaker], profile))
        signatures = [(colours[p], sorted(said[p]), sorted(heard[p])) for p in range(num_people)]
        ranks = {repr(s): rank for rank, s in enumerate(sorted(signatures))}
        ordered = sorted(ranks, key=lambda text: ranks[text])
        refined = [ordered.index(repr(signature)) for signature in signatures]
        if len(set(refined)) == len(set(colours)):
            return refined
        colours = refined


def _marginal(values: tuple[bool, ...], position: int, arity: int) -> int:
    """How many true rows have the person at `position` telling the truth."""
    return sum(v for row, v in enumerate(values) if row >> (arity - 1 - position) & 1)


def _renumbered(relations: Sequence[Relation], order: list[int]) -> tuple:
    """The puzzle with person `order[i]` called `i`, each relation sorted by new number."""
    new_number = {person: i for i, person in enumerate(order)}
    result = []
    for person in order:
        people, values = relations[person]
        slots = sorted(range(len(people)), key=lambda slot: new_number[people[slot]])
        arity = len(people)
        table = tuple(
            values[sum(1 << (arity - 1 - slot) for slot, bit in zip(slots, bits, strict=True) if bit)]
            for bits in itertools.product((False, True), repeat=arity)
        )
        result.append((tuple(new_number[people[slot]] for slot in slots), table))
    return tuple(result)
