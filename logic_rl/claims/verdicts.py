"""Verdicts in free prose: whose statement is said to be true or false, and whether that was worked out.

A verdict is worked out where what the statement says is told beside it, and the roles told up to the end of the case
decide it. "As Mia is a knave, her statement is false" alone only says what a knave's statements are: kind `expected`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from logic_rl.claims.board import Board, same, statement_of_text
from logic_rl.claims.claim import TRUE, Claim, judged
from logic_rl.claims.verdict_words import VerdictWords, chinese_words, english_words
from logic_rl.claims.words import Words
from logic_rl.text.sentences import Sentence
from puzzles.statements import Statement, all_worlds_mask, leaves, truth_table

# What somebody says, after the word for saying: quoted, or "that …" up to the end of the sentence.
_TOLD = re.compile(
    r"(?: \w+){0,2}\s?[:：,，]?\s?[\"“「『](?P<quoted>[^\"”」』\n]{1,400})[\"”」』]|\s?(?:that (?P<that>[^\"“”():\n]{1,400})$)"
)
_ALONE = re.compile(r"[\W_]*□+[\W_]*")  # a line that is a quotation
_NEAR = {"short": 1, "this": 4, "quote": 1}  # sentences back in which somebody must have spoken


@dataclass(frozen=True, slots=True)
class _Pending:
    """A verdict whose case may not be over: `known` grows while it lasts; `told` where its statement was retold."""

    claim: Claim
    speaker: int
    value: bool
    known: dict[int, bool]
    given: dict[int, bool]
    supposed: bool  # in its own sentence
    place: int  # of its sentence
    told: bool


class VerdictReader:
    """Reads sentence after sentence; `settled` gives the claims when all are read.

    Args:
        masked: the response without quotations, same length.
    """

    def __init__(self, response: str, masked: str, board: Board, words: Words, chinese: bool) -> None:
        self.response, self.masked, self.board, self.words = response, masked, board, words
        self.language: VerdictWords = (chinese_words if chinese else english_words)(board.names)
        self.chinese = chinese
        self.given: dict[int, bool] = {}
        self.known: dict[int, bool] = {}  # in this case
        self.supposed = False  # in this sentence
        self.settled_roles: dict[int, bool] = {}  # told outside of any
        self.sentences: list[str] = []
        self.place = -1  # of the sentence that is read
        self.spoken: dict[int, int] = {}  # person → sentence in which what they say was last told
        self.last: int | None = None  # whose statement is spoken of
        self.last_at = 0
        self.pending: list[_Pending] = []
        self.quotations: list[Claim] = []

    def begin(self) -> None:
        """The next sentence, whoever reads it."""
        self.sentences.append("")
        self.place = len(self.sentences) - 1

    def speaks(self, speaker: int) -> None:
        """A statement was told in this sentence."""
        self.last, self.last_at = speaker, self.place
        self.spoken[speaker] = self.place

    def read(self, sentence: Sentence, claims: Sequence[Claim], given: dict[int, bool]) -> None:
        """A sentence with the claims about roles in it, and the assumption that stands at its end."""
        if self.board.statements is None:
            return
        self.sentences[-1] = text = self.masked[sentence.start : sentence.end]
        supposed: dict[int, bool] = {}
        for claim in claims:
            supposed |= self._part(claim) if claim.kind == "assumption" else {}
        self.supposed = bool(supposed)
        if (given := supposed or given) != self.given:
            against = any(self.settled_roles.get(person, knight) != knight for person, knight in given.items())
            # Another case than the one in which these roles were found.
            self.given, self.known = dict(given), dict(given) if against else self.settled_roles | given
        alone = _ALONE.fullmatch(text)
        says = self._who_says(self.response[sentence.start : sentence.end]) if alone else None
        if says is not None and len(says) == 1:
            self.speaks(says[0])
        told = [claim for claim in claims if claim.kind in ("role", "conditional") and claim.truth == TRUE]
        for event in sorted([*self._events(text), *told], key=lambda event: self._place(event, sentence)):
            if isinstance(event, Claim):
                self._learn(event)
            elif "value" in event.re.groupindex:
                self._take(sentence, text, event)
            else:
                self._hear(sentence, event)

    @staticmethod
    def _place(event: Claim | re.Match, sentence: Sentence) -> int:
        return event.start if isinstance(event, Claim) else sentence.start + event.start()

    def _learn(self, claim: Claim) -> None:
        """A role that was told: for this case, or for good."""
        part = self._part(claim)
        if claim.kind == "role":
            self.settled_roles |= part
        self.known |= {person: knight for person, knight in part.items() if person not in self.given}

    def settled(self) -> list[Claim]:
        """The quotations, and the verdicts, as `expected` where nothing was worked out."""
        verdicts = [p.claim if self._is_worked_out(p) else replace(p.claim, kind="expected") for p in self.pending]
        return [*self.quotations, *verdicts]

    def _part(self, claim: Claim) -> dict[int, bool]:
        return {self.words.person[name]: role == self.board.roles[0] for name, role in claim.roles.items()}

    def _events(self, text: str) -> Iterator[re.Match]:
        """Who speaks, and verdicts; where two patterns of verdicts meet at the same word the first pattern's."""
        yield from self.language.speaks.finditer(text)
        if not self.language.worth.search(text):
            return
        ends: set[int] = set()
        for pattern in self.language.verdicts:
            for match in pattern.finditer(text):
                if match.end("value") not in ends:
                    ends.add(match.end("value"))
                    yield match

    def _hear(self, sentence: Sentence, match: re.Match) -> None:
        """Whose statement is spoken of; where it is told in full, whether it is what they say."""
        person = self.words.person.get(next(name for name in match.groups() if name))
        if person is None:
            return
        self.last, self.last_at = person, self.place
        told = _TOLD.match(self.response, sentence.start + match.end(), sentence.end)
        says = self._who_says(told["quoted"] or told["that"]) if told else None
        if person in says if says is not None else not match["whose"]:
            self.spoken[person] = self.place
        if told and says is not None and (told["that"] or self.chinese):
            truth = judged(person in says)
            self.quotations.append(Claim(*told.span("that" if told["that"] else "quoted"), "quotation", truth, speaker=self.board.names[person]))

    def _take(self, sentence: Sentence, text: str, match: re.Match) -> None:
        """Keep a verdict, unless it is doubted or nobody knows whose statement it is about."""
        before = self.language.breaks.split(text[: match.start()])[-1]
        if (
            self.language.doubted.search(before)
            or self.language.vague.search(text[: match.start()])
            or self.language.open_end.match(text[match.end() :])
            or text.rstrip(' *_"”’)').endswith(("?", "？"))
        ):
            return
        quoted = self._quoted(sentence, match)
        speaker = self._speaker(match, text, quoted)
        if speaker is None:
            return
        groups = match.groupdict()
        value = bool(self.language.false.search(match["value"])) == bool(groups.get("denied"))
        self.last, self.last_at = speaker, self.place
        if quoted is not None:
            self.spoken[speaker] = self.place
        fixed = bool(self.language.fixed.search(match[0]))  # "always true", "a contradiction": whoever is what
        told = fixed or self.place - self.spoken.get(speaker, -9) <= 1
        due = bool(self.language.due.search(match[0]))
        if due and not self.given and not (groups.get("owner") or groups.get("pronoun")):
            return  # "for a knight, this must be true" tells of knights
        judgement = self._judged(speaker, value, fixed, told and not due and not self.supposed)
        claim = Claim(
            sentence.start + match.start(), sentence.start + match.end(), "verdict", judged(judgement),
            given=self._named(self.given), speaker=self.board.names[speaker],
        )  # fmt: skip
        self.pending.append(_Pending(claim, speaker, value, self.known, self.given, self.supposed, self.place, told))

    def _quoted(self, sentence: Sentence, match: re.Match) -> str | None:
        """The quotation inside a verdict's words, if there is one."""
        blank = re.search("□+", match[0])
        if not blank:
            return None
        start = sentence.start + match.start()
        return self.response[start + blank.start() : start + blank.end()]

    def _speaker(self, match: re.Match, text: str, quoted: str | None) -> int | None:
        """Whose statement a verdict is about; a quotation in it must be what they say."""
        groups = match.groupdict()
        by_words = self._who_says(quoted) if quoted else None  # None: it cannot be read
        if groups.get("owner"):
            named = self.words.person.get(groups["owner"])
        elif groups.get("pronoun"):
            people = self.words.people(text[: match.start()])
            named = people[-1] if people else self._recent(2)
        else:
            kind = next((kind for kind in _NEAR if groups.get(kind)), "short")
            named = self._recent(_NEAR[kind])
            if by_words and (kind == "quote" or named is None) and named not in by_words:
                named = by_words[0] if len(by_words) == 1 else None
        return named if quoted is None or (by_words and named in by_words) else None

    def _recent(self, sentences: int) -> int | None:
        return self.last if self.place - self.last_at <= sentences else None

    def _who_says(self, quoted: str) -> list[int] | None:
        """Those whose statement this is; None where it is not understood."""
        names, roles, statements = self.board.names, self.board.roles, self.board.statements or ()
        words, says = quoted.strip(" .,;:!\"'“”‘’「」『』*()。，；："), []
        for person, statement in enumerate(statements):
            said = statement_of_text(words, names, roles, person)
            if said is None:
                return None
            if same(said, statement, len(names)):
                says.append(person)
        return says

    def _judged(self, speaker: int, value: bool, fixed: bool, by_words: bool) -> bool | None:
        """By what the statement says, as far as the roles told so far decide it, else by the speaker's role.

        Unless it goes `by_words`, "If Mia is a knight, her statement is true" is true whatever she says.
        """
        board = self.board
        if fixed:
            content = self._content(speaker, {})
            return None if content is None else content == value
        if not self.given:
            return board.solution[speaker] == value
        role, content = self.known.get(speaker), self._content(speaker, self.known)
        if content is not None:
            return True if content == value else None if role == value and not by_words else False
        if role == value or (board.agrees(self.given) and board.solution[speaker] == value):
            return True
        return True if board.derives(self.given, {speaker: value}) else None

    def _content(self, speaker: int, known: dict[int, bool]) -> bool | None:
        """Whether what somebody says is true, as far as these roles decide it."""
        count, worlds = len(self.board.names), self.board.mask(known)
        table = truth_table(self._said(speaker), count) & all_worlds_mask(count)
        return True if not worlds & ~table else False if not worlds & table else None

    def _is_worked_out(self, verdict: _Pending) -> bool:
        others = {leaf.person for leaf in leaves(self._said(verdict.speaker))} - {verdict.speaker}
        told = verdict.told or not others or bool(others & set(self.words.people(self._around(verdict.place))))
        if not told or not verdict.claim.given:
            return told
        if verdict.supposed and verdict.given.keys() == {verdict.speaker} and others and not others & verdict.known.keys():
            return False  # "If Mia is a knight, her statement must be true", and no word of whom it is about
        return self._content(verdict.speaker, verdict.known) == verdict.value

    def _around(self, place: int) -> str:
        """A sentence, with the one that it concludes from and the one that concludes from it."""
        first = place - (place > 0 and bool(self.language.concludes.match(self.sentences[place])))
        goes_on = place < self.place and self.language.concludes.match(self.sentences[place + 1])
        return " ".join(self.sentences[first : place + (2 if goes_on else 1)])

    def _said(self, speaker: int) -> Statement:
        assert self.board.statements is not None, "else nothing is read"
        return self.board.statements[speaker]

    def _named(self, part: dict[int, bool]) -> dict[str, str]:
        return {self.board.names[person]: self.board.roles[not knight] for person, knight in sorted(part.items())}
