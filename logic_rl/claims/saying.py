"""Whose statement a response speaks of, and whether it tells what they say as they said it."""

from __future__ import annotations

import re

from logic_rl.claims.board import Board, same, statement_of_text
from logic_rl.claims.claim import Claim, judged
from logic_rl.claims.verdict_words import VerdictWords
from logic_rl.claims.words import Words
from logic_rl.text.sentences import Sentence
from puzzles.statements import Statement

_NEAR = {"short": 1, "this": 4, "quote": 1}  # sentences back in which somebody must have spoken
# What somebody says, after the word for saying: quoted, or "that …" up to the end of the sentence.
_TOLD = re.compile(
    r"(?: \w+){0,2}\s?[:：,，]?\s?[\"“「『](?P<quoted>[^\"”」』\n]{1,400})[\"”」』]"
    r"|\s?that (?P<that>[^\"“”():\n]{1,400})$"
)
_LINE = re.compile(r"[\W_]*□+[\W_]*")  # of nothing but a quotation
_MARKS = " .,;:!\"'“”‘’「」『』*()。，；："


class Saying:
    """Attributes:
    place: number of the sentence that is read.
    quotations: those that are told in full.
    """

    def __init__(self, response: str, board: Board, words: Words, language: VerdictWords, chinese: bool) -> None:
        self.response, self.board, self.words, self.language = response, board, words, language
        self.chinese = chinese
        self.place = -1
        self.last: int | None = None  # whose statement is spoken of
        self.last_at = -1
        self.told_at: dict[int, int] = {}  # person → sentence in which what they say was last told
        self.quotations: list[Claim] = []

    def speaks(self, speaker: int, quoted: bool = True) -> None:
        """A statement is spoken of in this sentence, and told if `quoted`."""
        self.last, self.last_at = speaker, self.place
        if quoted:
            self.told_at[speaker] = self.place

    def recent(self, sentences: int) -> int | None:
        """Whose statement was last spoken of, if that is not longer ago."""
        return self.last if self.place - self.last_at <= sentences else None

    def is_told(self, speaker: int, sentences: int) -> bool:
        """Whether what they say was told within so many sentences."""
        return speaker in self.told_at and self.place - self.told_at[speaker] <= sentences

    def take_line(self, sentence: Sentence, text: str) -> None:
        """A quotation on a line of its own."""
        says = self.who_says(self.response[sentence.start : sentence.end]) if _LINE.fullmatch(text) else None
        if says is not None and len(says) == 1:
            self.speaks(says[0])

    def hear(self, sentence: Sentence, match: re.Match) -> None:
        """Whose statement is spoken of; where it is told in full, whether it is what they say."""
        groups = match.groupdict()
        if groups.get("again"):
            person = self.recent(3)
        else:
            person = self.words.person.get(next(name for name in match.groups() if name))
        if person is None:
            return
        told = _TOLD.match(self.response, sentence.start + match.end(), sentence.end)
        says = self.who_says(told["quoted"] or told["that"]) if told else None
        self.speaks(person, quoted=person in says if says is not None else not groups["whose"])
        if told and says is not None and (told["that"] or self.chinese):
            place = told.span("that" if told["that"] else "quoted")
            truth = judged(person in says)
            self.quotations.append(Claim(*place, "quotation", truth, speaker=self.board.names[person]))

    def speaker(self, sentence: Sentence, text: str, verdict: re.Match) -> int | None:
        """Whose statement a verdict is about; a quotation in it must be what they say."""
        groups, blank = verdict.groupdict(), re.search("□+", verdict[0])
        says = None
        if blank:
            start = sentence.start + verdict.start()
            says = self.who_says(self.response[start + blank.start() : start + blank.end()])
        if groups.get("owner"):
            person = self.words.person.get(groups["owner"])
        elif groups.get("pronoun"):
            people = self.words.people(text[: verdict.start()])
            person = people[-1] if people else self.recent(2)
        else:
            kind = next((kind for kind in _NEAR if groups.get(kind)), "short")
            person = self.recent(_NEAR[kind])
            if says and (kind == "quote" or person is None) and person not in says:
                person = says[0] if len(says) == 1 else None
        return person if not blank or (says and person in says) else None

    def statement(self, sentence: Sentence, verdict: re.Match) -> Statement | None:
        """What the quotation in a verdict's words says; None where it is not understood."""
        start, blank = sentence.start + verdict.start(), re.search("□+", verdict[0])
        quoted = self.response[start + blank.start() : start + blank.end()] if blank else ""
        return statement_of_text(quoted.strip(_MARKS), self.board.names, self.board.roles, 0)

    def who_says(self, quoted: str) -> list[int] | None:
        """Those whose statement this is; None where it is not understood."""
        names, roles, statements = self.board.names, self.board.roles, self.board.statements or ()
        words, says = quoted.strip(_MARKS), []
        for person, statement in enumerate(statements):
            said = statement_of_text(words, names, roles, person)
            if said is None:
                return None
            if same(said, statement, len(names)):
                says.append(person)
        return says
