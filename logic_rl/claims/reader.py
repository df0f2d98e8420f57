"""Walking through a response and checking claim after claim against the puzzle and the assignment under test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from logic_rl.claims import words_zh
from logic_rl.claims.board import Board, same, statement_of_text, truth
from logic_rl.claims.chinese import ChineseReader, is_chinese, is_mixed, language_heard, roles_in
from logic_rl.claims.claim import UNKNOWN, Claim, judged
from logic_rl.claims.prose import ProseReader
from logic_rl.claims.verdicts import VerdictReader
from logic_rl.claims.words import words_of_puzzle
from logic_rl.claims.words_zh import words_of_chinese
from logic_rl.text.sentences import ANSWER, Sentence, sections, segment
from puzzles import read_answer
from puzzles.statements import Statement, leaves, literals

_ALL_HOLD = re.compile(
    r"^(?:aha, )?(?:(?:so )?all (?:of )?(?:the )?statements"
    r" (?:hold|fit|agree with (?:this|it)|are (?:consistent|satisfied))"
    r"|every statement (?:holds|fits|comes out (?:right|as it should))|everything fits"
    r"|this works|i checked and it works|(?:yes, )?it all fits|that seems right"
    r"|this (?:satisfies|is consistent with) all (?:of )?(?:the )?(?:statements|conditions|constraints))\W*$",
    re.IGNORECASE,
)
_CONTRADICTION = re.compile(r"^(?:wait, |hmm, )?(?:(?:that|this) is (?:a contradiction|wrong)|no)\W*$", re.IGNORECASE)
_FITS = re.compile(r"^(?:that fits|that is fine so far|good enough)\W*$", re.IGNORECASE)
_TRUTHS = re.compile(r"\b(?:true|false)\b|[真假]话", re.IGNORECASE)
_LISTED_AT = re.compile(r"^[\W_]{0,8}(?:[A-Za-z' ]{1,40}[:,]\s?)?")
MAX_SENTENCE = 2000  # characters; longer ones are no prose


def read_claims(response: str, board: Board) -> list[Claim]:
    """All claims of a response in order; never raises on odd text."""
    reader = _Reader(response, board)
    claims = [claim for sentence in segment(response) for claim in reader.claims_of(sentence)]
    verdicts = reader.settled()
    if verdicts:
        claims = sorted([*claims, *verdicts], key=lambda claim: claim.start)
    return [*claims, *reader.answers()]


class _Ear:
    """What reads one language, with the puzzle's role words, or in a puzzle of the other language the usual ones."""

    def __init__(self, response: str, board: Board, chinese: bool) -> None:
        self.chinese, self.roles = chinese, roles_in(board.roles, chinese)
        self.words = (words_of_chinese if chinese else words_of_puzzle)(board.names, self.roles)
        board = board if chinese else replace(board, roles=self.roles)  # Chinese prose knows both of `knave` and `无赖`
        self.prose = (ChineseReader if chinese else ProseReader)(response, board, self.words)
        self.verdicts = VerdictReader(response, self.prose.masked, board, self.words, chinese)


class _Reader:
    """`world` is the assignment under test, `spoken` what the last check was about: (speaker, statement).

    A reply is heard by one ear, that of the language most of it is in; where thinking goes to and fro between two, each
    sentence by its own, and what is under test goes with it.
    """

    def __init__(self, response: str, board: Board) -> None:
        self.response, self.board = response, board
        self.ears: dict[bool, _Ear] = {}
        self.ear = self._heard_in(is_chinese(response))
        self.is_mixed = is_mixed(response, (*board.names, *board.roles))
        self.world: dict[int, bool] = {}
        self.is_listed = False  # it was given as a list, which stands until prose says otherwise
        self.spoken: tuple[int, Statement] | None = None

    def _heard_in(self, chinese: bool) -> _Ear:
        """The ear of this language."""
        if chinese not in self.ears:
            self.ears[chinese] = _Ear(self.response, self.board, chinese)
        return self.ears[chinese]

    def settled(self) -> list[Claim]:
        """Verdicts that only the whole reply tells."""
        return [claim for ear in self.ears.values() for claim in ear.verdicts.settled()]

    def claims_of(self, sentence: Sentence) -> Iterator[Claim]:
        if sentence.section == ANSWER or sentence.end - sentence.start > MAX_SENTENCE:
            return
        text = self.response[sentence.start : sentence.end]
        if self.is_mixed:
            before, self.ear = self.ear, self._heard_in(language_heard(text, self.board.names, self.ear.chinese))
            self.ear.prose.given = dict(before.prose.given)
        self.ear.verdicts.begin()
        if remark := self._remark(text):
            kind, value = remark
            if kind == "all_hold" and self.ear.chinese:
                self.ear.prose.forget()  # what was tried is no mere assumption any more
            yield Claim(sentence.start, sentence.end, kind, judged(value), given=self._named(self.world))
        elif match := self.ear.words.check.match(text):
            yield from self._check(sentence, match)
        elif listed := self._listed(text):
            first, last, part = listed
            self.world, self.is_listed = part, True
            self.ear.prose.forget()
            if self.ear.chinese:  # whose prose goes on under a list
                self.ear.prose.given = dict(part)
            yield self._assumption(sentence.start + first, sentence.start + last, part)
        else:
            claims = list(self.ear.prose.claims_of(sentence, text))
            self._take_up(claims)
            self.is_listed = self.is_listed and not any(claim.kind in ("assumption", "role") for claim in claims)
            self.ear.verdicts.read(sentence, claims, self.world if self.is_listed else self.ear.prose.given)
            yield from claims

    def _take_up(self, claims: list[Claim]) -> None:
        """An assumption, or roles for everybody in one sentence, is what later checks are about."""
        tested: dict[str, str] = {}
        concluded: dict[str, str] = {}
        for claim in claims:
            if claim.truth != UNKNOWN:
                concluded |= claim.roles if claim.kind in ("role", "conditional", "assumption") else {}
            tested |= claim.roles if claim.kind == "assumption" else {}
        if tested or len(concluded) == len(self.board.names):
            self.world = self.ear.prose.part_of(concluded if len(concluded) == len(self.board.names) else tested)

    def answers(self) -> Iterator[Claim]:
        """The roles in each answer block."""
        for section in sections(self.response):
            if section.name != ANSWER:
                continue
            text = self.response[section.start : section.end]
            world = read_answer(text, self.board.names, self.board.roles).assignment
            named = self._named(dict(enumerate(world))) if world else {}
            value = judged(tuple(world) == self.board.solution) if world else UNKNOWN
            yield Claim(section.start, section.end, "answer", value, named)

    def _named(self, part: dict[int, bool]) -> dict[str, str]:
        return {self.board.names[person]: self.board.roles[not knight] for person, knight in sorted(part.items())}

    def _assumption(self, start: int, end: int, part: dict[int, bool]) -> Claim:
        return Claim(start, end, "assumption", judged(self.board.agrees(part)), self._named(part))

    def _listed(self, text: str) -> tuple[int, int, dict[int, bool]] | None:
        """`Suppose: knight Zoey, knave Mia.` → where the list stands and what it says; None if somebody comes twice."""
        lead = _LISTED_AT.match(text)
        match = self.ear.words.listed.match(text, lead.end() if lead else 0)
        if not match or text[match.end() :].strip(" .!*。"):
            return None
        pairs = [(self.ear.words.person.get(one["name"]), self.ear.words.knight_of(one["role"]))
                 for one in self.ear.words.paired.finditer(match["list"])]  # fmt: skip
        part = {person: knight for person, knight in pairs if person is not None}
        return (match.start("list"), match.end(), part) if len(part) == len(pairs) else None

    def _remark(self, text: str) -> tuple[str, bool | None] | None:
        """Remarks on the assignment under test, with their truth."""
        whole = len(self.world) == len(self.board.names)
        if _ALL_HOLD.match(text) or (whole and words_zh.ALL_HOLD.match(text)):
            solved = self.board.is_solved_by(self.world) if whole or not self.board.agrees(self.world) else None
            return ("all_hold", solved) if self.world else None
        if self.world and (_CONTRADICTION.match(text) or (whole and words_zh.CONTRADICTION.match(text))):
            wrong = not self.board.agrees(self.world)
            return "contradiction", wrong if wrong or whole else None
        if self.spoken and (_FITS.match(text) or words_zh.FITS.match(text)):
            speaker, statement = self.spoken
            value = self._value(statement)
            known = value is not None and speaker in self.world
            return "fits", value == self.world[speaker] if known else None
        return None

    def _value(self, statement: Statement) -> bool | None:
        return truth(statement, self.world, [leaf.person for leaf in leaves(statement)])

    def _check(self, sentence: Sentence, match: re.Match) -> Iterator[Claim]:
        speaker = self.ear.words.person.get(match["speaker"])
        words = match["said"].strip(' .,"“”。，')
        said = statement_of_text(words, self.board.names, self.ear.roles, speaker or 0)
        if speaker is None:
            return
        yield self._part(sentence, match, "said", "quotation", self._is_quoted(speaker, said))
        self.ear.verdicts.saying.speaks(speaker)
        if said is not None:
            self.spoken = speaker, said
            if match["marks"]:
                yield from self._marks(sentence, match, said)
            if match["worked"]:
                yield from self._worked(sentence, match, said)
        for group in ("verdict", "careless"):
            if match[group]:
                value = self._value(said) if said is not None else None
                claimed = match[group].lower() in words_zh.TRUE
                yield self._part(sentence, match, group, "verdict", None if value is None else value == claimed)
        if match["again"]:
            yield self._lookup(sentence.start + match.start("again"), sentence.start + match.end("role"),
                               self.ear.words.person.get(match["again"]), match["role"])  # fmt: skip
        if match["due"]:
            due = match["due"].lower() in words_zh.TRUE
            yield self._part(sentence, match, "due", "mark", self.ear.words.knight_of(match["role"]) == due)

    def _is_quoted(self, speaker: int, said: Statement | None) -> bool | None:
        if said is None or self.board.statements is None:
            return None
        return same(said, self.board.statements[speaker], len(self.board.names))

    def _part(self, sentence: Sentence, match: re.Match, group: str, kind: str, value: bool | None) -> Claim:
        first, last = match.span(group)
        given = {} if kind == "quotation" else self._named(self.world)
        speaker = match["speaker"]
        return Claim(sentence.start + first, sentence.start + last, kind, judged(value), given=given, speaker=speaker)

    def _lookup(self, start: int, end: int, person: int | None, role: str) -> Claim:
        knight = self.ear.words.knight_of(role)
        if person is None:
            return Claim(start, end, "lookup", UNKNOWN, {})
        right = self.world[person] == knight if person in self.world else None
        return Claim(start, end, "lookup", judged(right), self._named({person: knight}))

    def _worked(self, sentence: Sentence, match: re.Match, said: Statement) -> Iterator[Claim]:
        """`if true then false`: the truth of each leaf once more, in the statement's form; as one mark."""
        told = [word.lower() in words_zh.TRUE for word in _TRUTHS.findall(match["worked"])]
        values = [self._value(leaf) for leaf in literals(said)]
        if len(told) == len(values):
            yield self._part(sentence, match, "worked", "mark", None if None in values else told == values)

    def _marks(self, sentence: Sentence, match: re.Match, said: Statement) -> Iterator[Claim]:
        """`Mia: knight, so true; …`: each looks up a person and says whether that leaf of the statement is true."""
        parts, at = list(literals(said)), sentence.start + match.start("marks")
        for number, mark in enumerate(self.ear.words.mark.finditer(match["marks"])):
            person = self.ear.words.person.get(mark["name"])
            yield self._lookup(at + mark.start(), at + mark.end("role"), person, mark["role"])
            if mark["so"]:
                leaf = parts[number] if number < len(parts) else None
                value = None if leaf is None else self._value(leaf)
                right = None if value is None else value == (mark["so"].lower() in words_zh.TRUE)
                yield Claim(at + mark.start("so"), at + mark.end("so"), "mark", judged(right))
