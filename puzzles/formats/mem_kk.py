"""The rows of mem-kk-logic (arXiv 2410.23123): JSON lines, which Logic-RL and others read too.

Statements are Python tuples in text, such as `(('lying', 1), ('->', ('telling-truth', 0), ('lying', 2)))`.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from puzzles.errors import PuzzleFormatError
from puzzles.formats.file import new_file
from puzzles.formats.rows import encoded
from puzzles.prose.english import article
from puzzles.puzzle import Puzzle
from puzzles.statements import Statement, to_row

_THEIRS = {"knight": "telling-truth", "knave": "lying", "implies": "->", "iff": "<=>"}
_OURS = {theirs: ours for ours, theirs in _THEIRS.items()}


def mem_kk_row(puzzle: Puzzle, steps: Sequence[str] = ()) -> dict:
    """A puzzle's row, but for `index`, which is its place in the file; `steps` are sentences that solve it."""
    claims = [_claim(name, puzzle.role_of(k), puzzle.language) for k, name in enumerate(puzzle.names)]
    return {
        "quiz": puzzle.text,
        "names": list(puzzle.names),
        "knight_knave": _role_words(puzzle.roles, puzzle.language),
        "solution": list(puzzle.solution),
        "solution_text": f"{', '.join(claims[:-1])}, and {claims[-1]}.",
        "solution_text_format": numbered(puzzle),
        "cot_head": "",
        "cot_repeat_steps": list(steps),
        "cot_foot": "",
        "statements": tuple_text(puzzle.statements),
    }


def numbered(puzzle: Puzzle) -> str:
    """The solution, one numbered line a person: `(1) Zoey is a knight`."""
    lines = enumerate(zip(puzzle.names, map(puzzle.role_of, range(puzzle.num_people)), strict=True), start=1)
    return "\n".join(f"({number}) {_claim(name, role, puzzle.language)}" for number, (name, role) in lines)


def tuple_text(statements: Iterable[Statement]) -> str:
    """Statements as that project prints them: `(('lying', 1), ('not', ('telling-truth', 0)))`."""
    return repr(tuple(_as_tuple(to_row(statement)) for statement in statements))


def _as_tuple(row: list) -> tuple:
    name, *parts = row
    return _THEIRS.get(name, name), *(_as_tuple(part) if isinstance(part, list) else part for part in parts)


def _claim(name: str, role: str, language: str) -> str:
    return f"{name}是{role}" if language == "zh" else f"{name} is {article(role)}"


def _role_words(roles: tuple[str, str], language: str) -> dict[str, str]:
    """The role words under that project's six keys."""
    words: dict[str, str] = {}
    for key, role in zip(("knight", "knave"), roles, strict=True):
        words |= {key: role, f"a_{key}": role if language == "zh" else article(role)}
        words[key.capitalize()] = role[:1].upper() + role[1:]
    return words


def is_mem_kk_row(row: dict) -> bool:
    """Whether the row has the fields that tell this format from others."""
    return {"quiz", "knight_knave", "statements"} <= row.keys()


def row_from_mem_kk(row: dict) -> dict:
    """Our row of a row of theirs.

    Raises:
        PuzzleFormatError: a field is missing or its statements cannot be read; the message names it.
    """
    try:
        words = row["knight_knave"]
        return {
            "names": row["names"],
            "roles": [words["knight"], words["knave"]],
            "statements": rows_from_text(row["statements"]),
            "solution": row["solution"],
            "text": row["quiz"],
        }
    except (KeyError, TypeError) as error:
        raise PuzzleFormatError(f"not a whole mem-kk-logic row: {error} is missing or of the wrong kind") from None


def rows_from_text(text: object) -> list:
    """Statements in our JSON form from theirs, as text or as nested lists.

    Raises:
        PuzzleFormatError: not statements of theirs; the message quotes what stopped the reading.
    """
    try:
        tree: Any = ast.literal_eval(text) if isinstance(text, str) else text
        return [_from_tree(part) for part in tree]
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        raise PuzzleFormatError(f"'statements' are not tuples such as (('lying', 1), …): {str(text)[:60]!r}") from None


def _from_tree(tree: object) -> list:
    if not isinstance(tree, (tuple, list)) or not tree or not isinstance(tree[0], str):
        raise ValueError(f"{tree!r} is no statement")
    name = _OURS.get(tree[0], tree[0])
    if name in ("knight", "knave"):
        return [name, *map(int, tree[1:])]  # some files have the numbers as text
    return [name, *map(_from_tree, tree[1:])]


class MemKKWriter:
    """A file of such rows being written; each gets its place in the file as `index`."""

    def __init__(self, path: str | os.PathLike) -> None:
        self.num_rows = 0
        self._file = Path(path).open("wb")  # noqa: SIM115

    def write(self, row: dict) -> None:
        self._file.write(encoded(row | {"index": self.num_rows}))
        self.num_rows += 1

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> MemKKWriter:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def write_mem_kk(path: str | os.PathLike, puzzles: Iterable[Puzzle]) -> None:
    """Write a mem-kk-logic file; an existing one is replaced only when all is written.

    Raises:
        OSError: the place cannot be written.
    """
    with new_file(path) as part, MemKKWriter(part) as writer:
        for puzzle in puzzles:
            writer.write(mem_kk_row(puzzle))
