"""Finding in a sentence the clause that says a statement."""

from __future__ import annotations

from dataclasses import dataclass, replace

from puzzles.perturb.languages import LANGUAGES, Wording
from puzzles.perturb.words import words_pattern
from puzzles.prose.nouns_en import capital
from puzzles.puzzle import Puzzle
from puzzles.statements import Statement

_OPENING = '"“‘「『«'


@dataclass(frozen=True, slots=True)
class Clause:
    """What a sentence says, and what stands around it.

    Attributes:
        before, after: the rest of the sentence.
        wording: the way in which the statement is said.
        capital: whether the clause begins the speech and so has a capital letter.
    """

    before: str
    after: str
    wording: Wording
    capital: bool

    @property
    def direct(self) -> bool:
        """Whether it stands in quotation marks."""
        return any(mark in self.before for mark in _OPENING)

    def saying(self, statement: Statement, phrasing: object = None) -> str:
        """The sentence with another statement, said in the same way, or in another phrasing."""
        clause = (replace(self.wording, phrasing=phrasing) if phrasing else self.wording)(statement)
        return self.before + (capital(clause) if self.capital else clause) + self.after


def find_clause(puzzle: Puzzle, speaker: int, sentence: str) -> Clause | None:
    """The longest clause by which the speaker's statement can be said, unless the sentence says more than that."""
    language, direct = LANGUAGES.get(puzzle.language), any(mark in sentence for mark in _OPENING)
    found, clause = "", None
    for wording in language.wordings(puzzle, speaker, direct) if language else ():
        plain = wording(puzzle.statements[speaker])
        for form in dict.fromkeys((plain, capital(plain))):
            if len(form) > len(found) and sentence.count(form) == 1:
                before, after = sentence.split(form)
                found, clause = form, Clause(before, after, wording, form != plain or before[-1:] in ("", *_OPENING))
    if clause is None or _tells_more(clause.before + " " + clause.after, puzzle, speaker):
        return None
    return clause


def _tells_more(rest: str, puzzle: Puzzle, speaker: int) -> bool:
    """Whether what surrounds the clause speaks of others or of roles, so that the clause is not all that is said."""
    people = set(words_pattern(puzzle.names).findall(rest))
    return bool(people - {puzzle.names[speaker]} or words_pattern(puzzle.roles).search(rest))
