"""What a claim comes to under the assumption that stands, in whatever language it was read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from logic_rl.claims.board import Board
from logic_rl.claims.claim import UNKNOWN, Claim, judged
from logic_rl.claims.words import Words
from logic_rl.text.sentences import Sentence


class PremiseReader:
    """Keeps `given`, the assumption that still stands, and judges claims under it.

    Attributes:
        source, discharges: words of a sentence that retell a statement, and that give an assumption up.
        reasons_from: words of a sentence that draws a conclusion from an assumption it makes, rather than retell one.
        reasons: words with which a sentence is a step, and no list of what everybody is.
    """

    source: re.Pattern
    discharges: re.Pattern
    reasons: re.Pattern
    reasons_from: re.Pattern

    def __init__(self, board: Board, words: Words) -> None:
        self.board, self.words = board, words
        self.given: dict[int, bool] = {}

    def forget(self) -> None:
        """Another way of assuming has taken over."""
        self.given = {}

    def part_of(self, roles: dict[str, str]) -> dict[int, bool]:
        return {self.words.person[name]: role == self.board.roles[0] for name, role in roles.items()}

    def _gather(self, text: str, parts: Iterable[dict[int, bool] | None]) -> None:
        """A sentence that lists everybody's roles, against the assumption: that was given up before."""
        everybody: dict[int, bool] = {}
        for part in parts:
            everybody |= part or {}
        against = any(everybody.get(person, knight) != knight for person, knight in self.given.items())
        if against and len(everybody) == len(self.board.names) and not self.reasons.search(text):
            self.given = {}

    def _claim(
        self, place: tuple[int, int], part: dict[int, bool] | None, mood: str, supposed: dict[int, bool], text: str
    ) -> Claim:
        """One claim of the sentence `text` in its mood; what is assumed goes into `supposed`."""
        if part is None or mood == "weak":
            return Claim(*place, "role", UNKNOWN, self._named(part or {}))
        if mood == "supposed":
            supposed.update(part)
            return Claim(*place, "assumption", judged(self.board.agrees(part)), self._named(part))
        against = any(self.given.get(person, knight) != knight for person, knight in part.items())
        if against and not supposed and self.discharges.search(text):
            self.given = {}  # "So Zoey cannot be a knight": the assumption is given up
        retold = bool(self.source.search(text)) or (bool(supposed) and not self.reasons_from.search(text))
        return self._conclusion(place, part, supposed or self.given, retold, drawn=bool(supposed))

    def _conclusion(
        self, place: tuple[int, int], part: dict[int, bool], given: dict[int, bool], retold: bool, drawn: bool
    ) -> Claim:
        """`retold`: the sentence may only tell what a statement says, so that it cannot be called false; `drawn`: it
        makes the assumption itself, and concludes from nothing else."""
        named = self._named(part)
        if not given:
            return Claim(*place, "role", judged(self.board.agrees(part)), named)
        if any(given.get(person, knight) != knight for person, knight in part.items()):
            value = None
        else:
            value = True if self.board.agrees({**given, **part}) else self.board.derives(given, part)
            if value is None and drawn and len(part) == 1 and not self.board.agrees(part):
                opposite = {person: not knight for person, knight in part.items()}
                value = False if self.board.derives(given, opposite, most=1) else None
        value = None if retold and not value else value
        return Claim(*place, "conditional", judged(value), named, self._named(given))

    def _refutation(self, sentence: Sentence, match: re.Match) -> Claim:
        value = not self.board.agrees(self.given)
        place = sentence.start + match.start(), sentence.start + match.end()
        # A true assumption may still contradict what was wrongly concluded from it.
        return Claim(*place, "contradiction", judged(value or None), given=self._named(self.given))

    def _named(self, part: dict[int, bool]) -> dict[str, str]:
        return {self.board.names[person]: self.board.roles[not knight] for person, knight in sorted(part.items())}
