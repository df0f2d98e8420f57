"""An English sentence with another statement in it, by the rules that the writer keeps to.

Where the text at hand does not keep to a rule itself, as public and older ones do not, the new sentence is said in the
text's own way.
"""

from __future__ import annotations

from puzzles.perturb.clauses import Clause
from puzzles.prose.clauses_en import clause_of
from puzzles.prose.english import said
from puzzles.prose.phrasing_en import Phrasing, suited
from puzzles.prose.words_en import NAMED_SPEECHES, QUOTATION_MARKS, SPEECHES
from puzzles.puzzle import Puzzle
from puzzles.statements import Statement, leaves


def english_sentence(puzzle: Puzzle, speaker: int, statement: Statement, clause: Clause) -> str:
    """The speaker's sentence with another statement.

    Args:
        clause: the one by which the sentence says what the speaker says in the puzzle.
    """
    old, phrasing = puzzle.statements[speaker], clause.wording.phrasing
    if suited(phrasing, old, speaker) == phrasing:
        phrasing = suited(phrasing, statement, speaker)
    if clause.direct or _may_be_indirect(puzzle, speaker, statement, phrasing) or _in_named_style(puzzle):
        return clause.saying(statement, phrasing)
    if not _may_be_indirect(puzzle, speaker, old, clause.wording.phrasing):
        return clause.saying(statement, phrasing)
    claim = clause_of(statement, puzzle.names, puzzle.roles, phrasing, speaker).text
    return said(SPEECHES[0], puzzle.names[speaker], claim, _marks(puzzle.text))


def _may_be_indirect(puzzle: Puzzle, speaker: int, statement: Statement, phrasing: Phrasing) -> bool:
    """Whether "Zoey says that …" has one reading, and Zoey not her own name in it."""
    spoken = clause_of(statement, puzzle.names, puzzle.roles, phrasing, None)
    return spoken.hangs_together and all(leaf.person != speaker for leaf in leaves(statement))


def _in_named_style(puzzle: Puzzle) -> bool:
    openings = [speech.partition("{claim}")[0] for speech in NAMED_SPEECHES]
    return any(all(opening.format(name=name) in puzzle.text for name in puzzle.names) for opening in openings)


def _marks(text: str) -> str:
    """The quotation marks of the text."""
    return next((marks for marks in QUOTATION_MARKS if marks[0] in text and marks[1] in text), QUOTATION_MARKS[0])
