"""A part of a plain text: who speaks in it, and what else shows whether it belongs to the puzzle before it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from puzzles.errors import UnreadablePuzzleError
from puzzles.reading.english.narration import Narration, narration
from puzzles.reading.english.people import mentions
from puzzles.reading.english.questions import is_instruction, is_question
from puzzles.reading.english.roles import definitions
from puzzles.reading.english.sentences import cut
from puzzles.reading.english.speeches import speeches_in
from puzzles.reading.english.story_words import PERSON_WORDS, TELLING, TELLING_STEMS
from puzzles.reading.english.tokens import Item, Quote, Token, itemise, normalised
from puzzles.reading.english.vocabulary import LEAD_INS
from puzzles.reading.read import is_chinese

_QUOTATION = re.compile(r"[\"“‘`«「『]|(?:说|称|道)(?!真话|假话|实话|谎)")
_QUOTES = re.compile(r"[\"“”‘`«»「」『』]|(?<!\w)'|'(?!\w)")
_ANSWERS = re.compile(r"\W*(?:answers?|solutions?|key|答案|解答|解)\b", re.IGNORECASE)
_POINTING = frozenset("they them their theirs he him his she her hers everyone everybody all both each".split())
_SAYS_NOTHING = frozenset(
    "one ones another other so also too good many few some puzzle puzzles riddle riddles question questions".split()
)
_BEHIND_A = frozenset("is says said and or claims states tells".split())


@dataclass(frozen=True)
class Piece:
    """Some lines of a text, the first of them at `line` (from 1); `text` has no blank line at either end."""

    text: str
    line: int

    @cached_property
    def _told(self) -> _Told:
        return _chinese(self.text) if is_chinese(self.text) else _english(self.text)

    @property
    def speakers(self) -> frozenset[str]:
        """Who seems to speak, as far as that shows without knowing the names."""
        return self._told.speakers

    @cached_property
    def speaks(self) -> bool:
        """Whether somebody speaks, or something is quoted that may be a speech."""
        return bool(self.speakers or _QUOTATION.search(self.text) and not self.defines)

    @property
    def speeches(self) -> int:
        """How many speeches it seems to have."""
        return self._told.speeches

    @property
    def defines(self) -> bool:
        """Whether it says of any role what it always does."""
        return self._told.defines

    @property
    def asks(self) -> bool:
        """Whether a question or an instruction to the reader ends it."""
        return self._told.asks

    @property
    def has_scene(self) -> bool:
        """Whether it has any sentence besides speeches."""
        return self._told.has_scene

    @property
    def goes_on(self) -> bool:
        """Whether it begins like `Then Zoey says …`."""
        return self._told.first in LEAD_INS

    @cached_property
    def answers(self) -> bool:
        """Whether it begins like `Answer: …`."""
        return _ANSWERS.match(self.text) is not None

    def names(self, people: Iterable[str]) -> bool:
        """Whether it has the name of any of the people."""
        return any(self._told.names(person) for person in people)

    def concerns(self, people: Collection[str]) -> bool:
        """Whether it may say something of these people, or of what people are."""
        return self._told.tokens is None or self.names(people) or any(map(_may_tell, self._told.tokens))


@dataclass(frozen=True)
class _Told:
    """What a reading that knows no names shows; `tokens` is None for a Chinese text."""

    text: str
    speakers: frozenset[str]
    speeches: int
    defines: bool
    asks: bool
    has_scene: bool
    tokens: Sequence[Token] | None
    first: str = ""

    def names(self, person: str) -> bool:
        if self.tokens is None:
            return person in self.text
        if person == "A":  # which may be an article
            pairs = zip(self.tokens, [*self.tokens[1:], None], strict=True)
            return any(
                one.text.removesuffix("'s") == "A" and (two is None or two.kind != "word" or two.lower in _BEHIND_A)
                for one, two in pairs
            )
        return mentions(self.tokens, tuple(person.split())) > 0


def _may_tell(token: Token) -> bool:
    """Whether a word may say what somebody is, or point at somebody; `Next one:` and `Another puzzle` do neither."""
    if token.lower in _SAYS_NOTHING:
        return False
    return token.lower in TELLING | _POINTING | PERSON_WORDS or token.lower.startswith(TELLING_STEMS)


def _english(text: str) -> _Told:
    plain = normalised(text)
    try:
        items = itemise(plain)
    except UnreadablePuzzleError:
        plain = _QUOTES.sub(" ", plain)
        items = itemise(plain)
    sentences = cut(plain, items)
    heard = [(sentence, speeches_in(sentence.items, None)) for sentence in sentences]
    speeches = [one for _, found in heard for one in found if one.claim]
    story = [narration(sentence) for sentence, found in heard if not found]
    tokens = _flat(items)
    return _Told(
        text,
        frozenset(" ".join(one.speaker) for one in speeches),
        len(speeches),
        any(found.honest is not None for told in story for found in definitions(told.tokens)),
        bool(heard) and not heard[-1][1] and _asks(narration(sentences[-1])),
        bool(story),
        tokens,
        tokens[0].lower if tokens else "",
    )


def _asks(told: Narration) -> bool:
    return told.sentence.stop == "?" or is_question(told) or is_instruction(told)


def _flat(items: Sequence[Item]) -> list[Token]:
    return [token for item in items for token in (_flat(item.inner) if isinstance(item, Quote) else [item])]


def _chinese(text: str) -> _Told:
    from puzzles.reading.chinese.roles import definitions as role_definitions
    from puzzles.reading.chinese.text import Sentence as ChineseSentence
    from puzzles.reading.chinese.text import Speech as ChineseSpeech
    from puzzles.reading.chinese.text import normalised as plainly
    from puzzles.reading.chinese.text import sentences
    from puzzles.reading.chinese.text import speeches_in as spoken_in
    from puzzles.reading.chinese.words import QUESTION_OPENINGS

    plain = plainly(text)
    try:
        cuts = list(sentences(plain))
    except UnreadablePuzzleError:
        plain = plainly(_QUOTES.sub("", text))
        cuts = list(sentences(plain))

    def told(sentence: ChineseSentence) -> str:
        return plain[sentence.start : sentence.end].translate(str.maketrans("", "", "“”‘’"))

    def spoken(sentence: ChineseSentence) -> list[ChineseSpeech]:
        found = spoken_in(plain, sentence)
        definition = next(role_definitions(told(sentence)), None)
        role = found and definition and not sentence.quotes and definition.start <= len(found[0].speaker)
        return [] if role else found  # 骑士总是 in 骑士总是说真话 is nobody

    heard = [(cut, spoken(cut)) for cut in cuts]
    story = [told(cut) for cut, found in heard if not found]
    last = story[-1].strip() if heard and not heard[-1][1] else ""
    return _Told(
        plain,
        frozenset(one.speaker for _, found in heard for one in found),
        sum(len(found) for _, found in heard),
        any(any(role_definitions(words)) for words in story),
        last.endswith("？") or last.startswith(QUESTION_OPENINGS),
        bool(story),
        None,
    )
