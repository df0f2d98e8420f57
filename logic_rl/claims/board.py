"""What is so in a puzzle: the ground that claims are checked against, by brute force over worlds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from puzzles import UnreadablePuzzleError, read_puzzle, solve
from puzzles.formats.load import load_puzzle_rows
from puzzles.reading.chinese import terms as chinese
from puzzles.reading.chinese.clauses import statement_of as chinese_statement_of
from puzzles.reading.chinese.simple import Scene
from puzzles.reading.chinese.text import normalised as normalised_chinese
from puzzles.reading.english.clauses import statement_of
from puzzles.reading.english.terms import Lexicon, NotUnderstood, role_forms, terms_of, words_of
from puzzles.reading.english.tokens import itemise, normalised
from puzzles.statements import Statement, World, all_worlds_mask, from_row, holds, knight_column, truth_table

MAX_PEOPLE = 10  # up to which claims under an assumption are searched for a derivation
MAX_USED = 2  # statements that one step may use together

_HAN = re.compile(r"[\u4e00-\u9fff]")

Item = TypeVar("Item")
Assignment = Mapping[int, bool]  # person → truth-teller; a part of the people or all


@dataclass(frozen=True)
class Board:
    """Names, role words, statements (None where the row has none) and the solution of one puzzle."""

    names: tuple[str, ...]
    roles: tuple[str, str]
    statements: tuple[Statement, ...] | None
    solution: World

    def is_solved_by(self, world: Assignment) -> bool:
        """Whether a whole assignment makes every statement fit its speaker."""
        return len(world) == len(self.names) and tuple(world[k] for k in range(len(self.names))) == self.solution

    def agrees(self, part: Assignment) -> bool:
        """Whether these people are so in the solution."""
        return all(self.solution[person] == knight for person, knight in part.items())

    @cached_property
    def said_D(self) -> list[int]:
        """For each statement the worlds (bit set) in which it fits its speaker."""
        count = len(self.names)
        mask = all_worlds_mask(count)
        return [mask & ~(knight_column(k, count) ^ truth_table(s, count)) for k, s in enumerate(self.statements or ())]

    def mask(self, part: Assignment) -> int:
        """The worlds in which these people are so."""
        count = len(self.names)
        worlds = full = all_worlds_mask(count)
        for person, knight in part.items():
            column = knight_column(person, count)
            worlds &= column if knight else full & ~column
        return worlds

    def content(self, speaker: int, known: Assignment) -> bool | None:
        """Whether what somebody says is true, as far as these roles decide it."""
        return self.truth_of((self.statements or ())[speaker], known)

    def truth_of(self, statement: Statement, known: Assignment) -> bool | None:
        """Whether a statement is true, as far as these roles decide it."""
        worlds, table = self.mask(known), truth_table(statement, len(self.names))
        return True if not worlds & ~table else False if not worlds & table else None

    def derives(self, known: Assignment, part: Assignment, most: int = MAX_USED) -> bool | None:
        """Whether `part` follows from what is `known` and at most `most` statements, without contradiction.

        None where it is not known: no statements, too many people, or neither `part` nor its opposite is derived.
        """
        if self.statements is None or len(self.names) > MAX_PEOPLE:
            return None
        start, wanted = self.mask(known), self.mask(part)
        for used in range(most + 1):
            for chosen in combinations(self.said_D, used):
                worlds = start
                for said in chosen:
                    worlds &= said
                if worlds and not worlds & ~wanted:
                    return True
        return False if self.agrees(known) and not self.agrees(part) else None


def board_of_row(row: Mapping) -> Board | None:
    """The puzzle of a response row: its own fields, else its prose in `puzzle`, `text` or `question`; None without."""
    names, solution = _items(row.get("names"), str), _items(row.get("solution"), bool)
    roles = _items(row.get("roles") or ["knight", "knave"], str)
    if len(roles) == 2 and 0 < len(names) == len(solution) and all(names) and all(roles):
        return Board(names, (roles[0], roles[1]), _statements(row.get("statements"), len(names)), solution)
    for key in ("puzzle", "text", "question"):
        if isinstance(row.get(key), str) and (board := board_of_text(row[key])):
            return board
    return None


def boards_of_file(path: str | Path) -> dict[str, Board]:
    """The puzzles of a puzzle file (see `puzzles.formats`), by id.

    Raises:
        PuzzleFormatError: the file is missing or a row is no puzzle; says which.
    """
    boards = {}
    for _, row, p in load_puzzle_rows(path):
        boards[str(row.get("id", p.id))] = Board(p.names, p.roles, p.statements, p.solution)
    return boards


def _items(value: object, kind: type[Item]) -> tuple[Item, ...]:
    """Those of a list; none of what is no list, or of other things."""
    return tuple(value) if isinstance(value, list) and all(isinstance(item, kind) for item in value) else ()


def _statements(rows: object, count: int) -> tuple[Statement, ...] | None:
    if not isinstance(rows, list) or len(rows) != count:
        return None
    try:
        return tuple(from_row(row, count) for row in rows)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def board_of_text(text: str) -> Board | None:
    """The puzzle that prose states; None where it cannot be read or has not exactly one solution.

    What stands in brackets at the end, such as a hint on the format of the answer, is left out.
    """
    for prose in (text, text.rsplit("(Format", 1)[0], text.rsplit("\n\n", 1)[0]):
        try:
            read = read_puzzle(prose.strip())
        except UnreadablePuzzleError:
            continue
        solutions = solve(read.statements) if len(read.names) <= MAX_PEOPLE else []
        if len(solutions) == 1:
            return Board(read.names, read.roles, read.statements, solutions[0])
    return None


@lru_cache(maxsize=1 << 15)
def statement_of_text(text: str, names: tuple[str, ...], roles: tuple[str, str], speaker: int) -> Statement | None:
    """What a quotation says, in English or Chinese; None where it is not understood."""
    if _HAN.search(re.sub("|".join(map(re.escape, names)), " ", text)):  # an English sentence may have Chinese names
        return _chinese_statement(text, names, roles, speaker)
    people = {tuple(name.split()): person for person, name in enumerate(names)}
    forms = {form: role == roles[0] for role in roles for form in role_forms(role)}
    try:
        items = itemise(normalised(text))
        return statement_of(terms_of(words_of(items), Lexicon(people, forms)), speaker, len(names))
    except (NotUnderstood, UnreadablePuzzleError):
        return None


def _chinese_statement(text: str, names: tuple[str, ...], roles: tuple[str, str], speaker: int) -> Statement | None:
    try:
        terms = chinese.Lexicon([normalised_chinese(name) for name in names], roles).terms(normalised_chinese(text))
        return chinese_statement_of(terms, Scene(speaker, len(names), direct=True))
    except (NotUnderstood, UnreadablePuzzleError):
        return None


def same(first: Statement, second: Statement, count: int) -> bool:
    """Whether two statements are true in the same worlds."""
    return truth_table(first, count) == truth_table(second, count)


def truth(statement: Statement, world: Assignment, people: Sequence[int]) -> bool | None:
    """Whether a statement holds in a (partial) assignment; None where somebody in it has no role there."""
    if any(person not in world for person in people):
        return None
    width = max(people, default=-1) + 1
    return holds(statement, [world.get(person, False) for person in range(width)])
