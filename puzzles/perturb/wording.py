"""The text of a puzzle in which one person says something else; where it cannot be changed in place, worded anew."""

from __future__ import annotations

import random
from collections.abc import Sequence

from puzzles.perturb.clauses import Clause, find_clause
from puzzles.perturb.cutting import cut
from puzzles.perturb.languages import LANGUAGES
from puzzles.perturb.sentences_en import english_sentence
from puzzles.perturb.sentences_zh import chinese_sentence
from puzzles.puzzle import Puzzle
from puzzles.statements import Statement


def worded_with(puzzle: Puzzle, speaker: int, statement: Statement) -> tuple[str, bool]:
    """(the text when the speaker makes another statement, whether the rest of it is kept to the letter)."""
    pieces = cut(puzzle)
    clause = find_clause(puzzle, speaker, pieces.speech(speaker)) if pieces else None
    if pieces and clause:
        return pieces.with_speech(speaker, _sentence(puzzle, speaker, statement, clause)), True
    statements = (*puzzle.statements[:speaker], statement, *puzzle.statements[speaker + 1 :])
    return worded_anew(puzzle, statements), False


def _sentence(puzzle: Puzzle, speaker: int, statement: Statement, clause: Clause) -> str:
    sentence = english_sentence if puzzle.language == "en" else chinese_sentence
    return sentence(puzzle, speaker, statement, clause)


def worded_anew(puzzle: Puzzle, statements: Sequence[Statement]) -> str:
    """A text for statements in the puzzle's names, roles and language; the same whenever it is asked for."""
    text = LANGUAGES[puzzle.language].text
    return text(statements, puzzle.names, puzzle.roles, random.Random(f"worded anew {puzzle.key}"))
