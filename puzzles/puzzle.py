"""The puzzle, its stored form and its identity."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from puzzles.errors import PuzzleFormatError
from puzzles.script import contradicts, language_code, language_of
from puzzles.statements import Statement, World, from_row, holds, to_row

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

    @property
    def level(self) -> int:
        """The size by which puzzles are ordered: the number of people."""
        return self.num_people

    @property
    def proper_words(self) -> tuple[str, ...]:
        """Words of the puzzle that are of no language: the names, then the two role words."""
        return (*self.names, *self.roles)

    @cached_property
    def key(self) -> str:
        """Equal for puzzles that are the same up to names, order of people and wording of statements."""
        from puzzles.identity.identity import canonical_key  # brings numpy, which takes longer to load than all else

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
    """Read a JSON row. Its language, where it names none, is that of its text.

    A row of `solve` has `solutions`; where that is one, it is the solution.

    Raises:
        PuzzleFormatError: a field is missing or wrong, or the stored solution does not
            satisfy the statements; the message names the field.
    """
    if not isinstance(row, dict):
        raise PuzzleFormatError(f"a puzzle row is a JSON object, not {type(row).__name__}")
    found = row.get("solutions")
    if "solution" not in row and isinstance(found, list):
        if len(found) != 1:
            raise PuzzleFormatError(f"the puzzle has {len(found) or 'no'} solutions, not one; leave out this row")
        row = row | {"solution": found[0]}
    missing = [name for name in ("names", "statements", "solution", "text") if name not in row]
    if missing:
        raise PuzzleFormatError(f"the puzzle row lacks {', '.join(map(repr, missing))}")
    names, solution = _list_of(row, "names", str), _list_of(row, "solution", bool)
    if not isinstance(row["statements"], list) or not isinstance(row["text"], str):
        raise PuzzleFormatError("'statements' must be a list and 'text' a string")
    if not len(names) == len(solution) == len(row["statements"]) or len(set(names)) != len(names):
        raise PuzzleFormatError(
            f"{len(names)} names, {len(row['statements'])} statements and {len(solution)} solution values: "
            "give one of each per person, with distinct names"
        )
    language, difficulty = _language(row), row.get("difficulty") or {}
    if not isinstance(difficulty, dict):
        raise PuzzleFormatError(f"'difficulty' must be an object, not {difficulty!r}")
    roles = _list_of(row, "roles", str) if row.get("roles") is not None else _usual_roles(row["text"], language)
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
        language=language,
        difficulty=difficulty,
    )
    _check_solution(puzzle)
    return puzzle


def _language(row: dict) -> str:
    """The code of the language that a row names, or else of its text."""
    language = row.get("language") or language_of(" ".join((row["text"], *map(str, row.get("roles") or ()))))
    if not isinstance(language, str):
        raise PuzzleFormatError(f"'language' must be text, not {language!r}")
    language = language_code(language)
    if contradicts(row["text"], language):
        raise PuzzleFormatError(
            f"'language' is {language!r}, but the text is in {language_of(row['text'])!r}: mend it, or leave it out"
        )
    return language


def _usual_roles(text: str, language: str) -> list[str]:
    """Knight and knave, or the pair of Chinese words that stands in the text."""
    if language != "zh":
        return list(KNIGHT_KNAVE)
    from puzzles.prose.words_zh import ROLE_PAIRS

    pairs = [pair for pair in ROLE_PAIRS.values() if pair[0] in text and pair[1] in text]
    if len(pairs) != 1:
        raise PuzzleFormatError("the puzzle row lacks 'roles', the words for truth-teller and liar in its text")
    return list(pairs[0])


def _list_of(row: dict, name: str, kind: type) -> list:
    value = row[name]
    if not isinstance(value, list) or not value or not all(isinstance(item, kind) for item in value):
        raise PuzzleFormatError(f"{name!r} must be a non-empty list of {kind.__name__}, not {value!r}")
    return value


def _check_solution(puzzle: Puzzle) -> None:
    for person, statement in enumerate(puzzle.statements):
        if holds(statement, puzzle.solution) != puzzle.solution[person]:
            raise PuzzleFormatError(f"the stored solution contradicts what {puzzle.names[person]} says")
