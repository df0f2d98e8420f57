"""Verdicts in free prose: whose statement is said to be true or false, and whether that was worked out.

A verdict is worked out where what the statement says is told beside it, and the roles told up to the end of the case
decide it. "As Mia is a knave, her statement is false" alone only says what a knave's statements are: kind `expected`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from logic_rl.claims.board import Board
from logic_rl.claims.claim import TRUE, Claim, judged
from logic_rl.claims.remarks import remark_holds
from logic_rl.claims.saying import Saying
from logic_rl.claims.verdict_words import VerdictWords, chinese_words, english_words
from logic_rl.claims.words import Words
from logic_rl.text.sentences import Sentence
from puzzles.statements import leaves


@dataclass(frozen=True, slots=True)
class _Pending:
    """A verdict whose case may not be over.

    Attributes:
        given: the assumption it stands under, and `supposed`, whether that was made in the same sentence.
        known: the roles told in this case; it grows while the case lasts.
        told: what the statement says was told before it; `place` is the number of its sentence.
    """

    claim: Claim
    speaker: int
    value: bool
    given: dict[int, bool]
    supposed: bool
    known: dict[int, bool]
    told: bool
    place: int


class VerdictReader:
    """Reads sentence after sentence; `settled` gives the claims when all are read.

    Args:
        masked: the response without quotations, same length.
    """

    def __init__(self, response: str, masked: str, board: Board, words: Words, chinese: bool) -> None:
        self.masked, self.board, self.words = masked, board, words
        self.language: VerdictWords = (chinese_words if chinese else english_words)(board.names)
        self.saying = Saying(response, board, words, self.language, chinese)
        self.given: dict[int, bool] = {}
        self.known: dict[int, bool] = {}  # in this case
        self.supposed = False  # in this sentence
        self.settled_roles: dict[int, bool] = {}  # told outside of any case
        self.sentences: list[str] = []
        self.pending: list[_Pending] = []
        self.remarks: list[Claim] = []

    def begin(self) -> None:
        """The next sentence, whoever reads it."""
        self.sentences.append("")
        self.saying.place = len(self.sentences) - 1

    def read(self, sentence: Sentence, claims: Sequence[Claim], given: dict[int, bool]) -> None:
        """A sentence with the claims about roles in it, and the assumption that stands at its end."""
        if self.board.statements is None:
            return
        self.sentences[-1] = text = self.masked[sentence.start : sentence.end]
        self._open_case(claims, given)
        self.saying.take_line(sentence, text)
        told = [claim for claim in claims if claim.kind in ("role", "conditional") and claim.truth == TRUE]
        events: list[tuple[int, Claim | re.Match]] = [(m.start() + sentence.start, m) for m in self._events(text)]
        for _, event in sorted([*events, *((claim.start, claim) for claim in told)], key=lambda event: event[0]):
            if isinstance(event, Claim):
                self._learn(event)
            elif "value" in event.re.groupindex:
                self._take(sentence, text, event)
            elif "remark" in event.re.groupindex:
                self._remark(sentence, text, event)
            else:
                self.saying.hear(sentence, event)

    def settled(self) -> list[Claim]:
        """Quotations, remarks and verdicts, these as `expected` where nothing was worked out."""
        verdicts = [p.claim if self._is_worked_out(p) else replace(p.claim, kind="expected") for p in self.pending]
        return [*self.saying.quotations, *self.remarks, *verdicts]

    def _open_case(self, claims: Sequence[Claim], given: dict[int, bool]) -> None:
        supposed: dict[int, bool] = {}
        for claim in claims:
            supposed |= self._part(claim) if claim.kind == "assumption" else {}
        self.supposed, given = bool(supposed), supposed or given
        if given != self.given:
            # In another case than that in which roles were found they are not known.
            against = any(self.settled_roles.get(person, knight) != knight for person, knight in given.items())
            self.given, self.known = dict(given), dict(given) if against else self.settled_roles | given

    def _learn(self, claim: Claim) -> None:
        """A role that was told: for this case, or for good."""
        part = self._part(claim)
        if claim.kind == "role":
            self.settled_roles |= part
        self.known |= {person: knight for person, knight in part.items() if person not in self.given}

    def _part(self, claim: Claim) -> dict[int, bool]:
        return {self.words.person[name]: role == self.board.roles[0] for name, role in claim.roles.items()}

    def _events(self, text: str) -> Iterator[re.Match]:
        """Who speaks, verdicts and remarks; where two patterns of verdicts meet at a word, the first pattern's."""
        yield from self.language.speaks.finditer(text)
        yield from self.language.remark.finditer(text)
        if not self.language.worth.search(text):
            return
        ends: set[int] = set()
        for pattern in self.language.verdicts:
            for match in pattern.finditer(text):
                if match.end("value") not in ends:
                    ends.add(match.end("value"))
                    yield match

    def _is_doubted(self, text: str, match: re.Match) -> bool:
        """Whether a verdict is none, but a condition, a question or a wish."""
        language, before = self.language, text[: match.start()]
        return bool(
            language.doubted.search(language.breaks.split(before)[-1])
            or language.vague.search(before)
            or language.own_mistake.search(text[: match.end()])
            or language.open_end.match(text[match.end() :])
            or (not self.given and language.wished.search(match[0]))
            or text.rstrip(' *_"”’)').endswith(("?", "？"))
        )

    def _take(self, sentence: Sentence, text: str, match: re.Match) -> None:
        """Keep a verdict, unless it is doubted or nobody knows whose statement it is about."""
        if self._is_doubted(text, match):
            return
        speaker, groups = self.saying.speaker(sentence, text, match), match.groupdict()
        is_part = self.language.parts.search(self.language.breaks.split(text[: match.start()])[-1])
        if speaker is None or is_part:
            if is_part or groups.get("quote"):
                self._take_part(sentence, match)
            return
        due = bool(self.language.due.search(match[0]))
        if due and not self.given and not (groups.get("owner") or groups.get("pronoun")):
            return  # "for a knight, this must be true" tells of knights
        if self.language.in_person.search(match[0]) and not self.saying.is_told(speaker, 1):
            return  # "Mia is lying" says what Mia is
        self.saying.speaks(speaker, quoted="□" in match[0])
        value = self._value(match)
        fixed = bool(self.language.fixed.search(match[0]))  # "always true", "a contradiction": whoever is what
        near = self.saying.is_told(speaker, 1)
        # Later on a verdict is about what was told once, unless it goes by the speaker's role.
        by_role = due or self._names_role(text[: match.start()], speaker)
        told = fixed or near or (self.saying.is_told(speaker, len(self.sentences)) and not by_role)
        judgement = self._judged(speaker, value, fixed, due, near)
        claim = self._claim(sentence, match, "verdict", judgement, speaker)
        case = (self.given, self.supposed, self.known)
        self.pending.append(_Pending(claim, speaker, value, *case, told, len(self.sentences) - 1))

    def _take_part(self, sentence: Sentence, match: re.Match) -> None:
        """The truth of a quoted part of a statement: `the second part "Mia is a knave" is false`."""
        part = self.saying.statement(sentence, match)
        if part is None or self.language.wished.search(match[0]) or self.language.due.search(match[0]):
            return
        so = self.board.truth_of(part, self.known if self.given else dict(enumerate(self.board.solution)))
        self.remarks.append(
            self._claim(sentence, match, "mark", None if so is None else so == self._value(match), None)
        )

    def _remark(self, sentence: Sentence, text: str, match: re.Match) -> None:
        """What is said of a statement ("it tells nothing of her") or of a case ("this scenario is consistent")."""
        if not self._is_doubted(text, match):
            speaker = self.saying.recent(3)
            value = remark_holds(match, self.board, self.words, speaker, self.given, self.known)
            self.remarks.append(self._claim(sentence, match, "fits", value, speaker))

    def _value(self, match: re.Match) -> bool:
        """What a verdict says: true or false."""
        return bool(self.language.false.search(match["value"])) == bool(match.groupdict().get("denied"))

    def _claim(self, sentence: Sentence, match: re.Match, kind: str, value: bool | None, speaker: int | None) -> Claim:
        roles = self.board.roles
        given = {self.board.names[person]: roles[not knight] for person, knight in sorted(self.given.items())}
        place = sentence.start + match.start(), sentence.start + match.end()
        return Claim(
            *place, kind, judged(value), given=given, speaker="" if speaker is None else self.board.names[speaker]
        )

    def _judged(self, speaker: int, value: bool, fixed: bool, due: bool, near: bool) -> bool | None:
        """By what the statement says, as far as the roles told so far decide it, else by the speaker's role.

        Unless it goes by the words, "If Mia is a knight, her statement is true" is true whatever she says.
        """
        board = self.board
        if fixed:
            content = board.content(speaker, {})
            return None if content is None else content == value
        if not self.given:
            return board.solution[speaker] == value
        role, content = self.known.get(speaker), board.content(speaker, self.known)
        by_words = near and not due and not self.supposed
        if content is not None:
            whole = len(self.given) == len(board.names)
            return (
                True if content == value else None if role == value and not (by_words or (whole and not due)) else False
            )
        if role == value or (board.agrees(self.given) and board.solution[speaker] == value):
            return True
        return True if board.derives(self.given, {speaker: value}) else None

    def _names_role(self, before: str, speaker: int) -> bool:
        return any(speaker in self.words.people(claim["who"]) for claim in self.words.claimed.finditer(before))

    def _is_worked_out(self, verdict: _Pending) -> bool:
        statement = (self.board.statements or ())[verdict.speaker]
        others = {leaf.person for leaf in leaves(statement)} - {verdict.speaker}
        told = verdict.told or not others or bool(others & set(self.words.people(self._around(verdict.place))))
        if not told or not verdict.given:
            return told
        if (
            verdict.supposed
            and verdict.given.keys() == {verdict.speaker}
            and others
            and not others & verdict.known.keys()
        ):
            return False  # "If Mia is a knight, her statement must be true", and no word of whom it is about
        return self.board.content(verdict.speaker, verdict.known) == verdict.value

    def _around(self, place: int) -> str:
        """A sentence, with the one that it concludes from and the one that concludes from it."""
        first = place - (place > 0 and bool(self.language.concludes.match(self.sentences[place])))
        goes_on = place + 1 < len(self.sentences) and self.language.concludes.match(self.sentences[place + 1])
        return " ".join(self.sentences[first : place + (2 if goes_on else 1)])
