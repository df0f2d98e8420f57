"""A Chinese sentence with another statement in it, by the rules that the writer keeps to.

Where the text at hand does not keep to a rule itself, as public and older ones do not, the new sentence is said in the
text's own way.
"""

from __future__ import annotations

from puzzles.perturb.clauses import Clause
from puzzles.prose.chinese import CORNERS, report_of
from puzzles.prose.clauses_zh import describe
from puzzles.prose.words_zh import SPEECHES
from puzzles.puzzle import Puzzle
from puzzles.statements import Statement


def chinese_sentence(puzzle: Puzzle, speaker: int, statement: Statement, clause: Clause) -> str:
    """The speaker's sentence with another statement.

    Args:
        clause: the one by which the sentence says what the speaker says in the puzzle.
    """
    old, phrasing = puzzle.statements[speaker], clause.wording.phrasing
    named_first = clause.before.startswith(puzzle.names[speaker])
    if clause.direct or report_of(old, puzzle.names, puzzle.roles, phrasing, speaker, named_first) != clause.wording(
        old
    ):
        return clause.saying(statement)
    report = report_of(statement, puzzle.names, puzzle.roles, phrasing, speaker, named_first)
    if report:
        return clause.before + report + clause.after
    claim = describe(statement, puzzle.names, puzzle.roles, phrasing, speaker)
    sentence = SPEECHES[0].format(name=puzzle.names[speaker], claim=claim)
    return sentence.translate(CORNERS) if "「" in puzzle.text else sentence
