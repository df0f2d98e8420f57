"""Chinese puzzle prose → statements."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from puzzles.errors import UnreadablePuzzleError
from puzzles.reading.chinese.clauses import statement_of
from puzzles.reading.chinese.roles import RoleTable, definitions
from puzzles.reading.chinese.simple import Scene
from puzzles.reading.chinese.story import check_story, people_listed, silent_people
from puzzles.reading.chinese.terms import Lexicon
from puzzles.reading.chinese.text import Sentence, Speech, normalised, sentences, speeches_in
from puzzles.reading.english.terms import NotUnderstood
from puzzles.reading.result import ReadPuzzle
from puzzles.reading.together import together
from puzzles.statements import Statement

MAX_CHARACTERS = 20_000
MAX_PEOPLE = 20


def read_chinese(text: str) -> ReadPuzzle:
    """The puzzle that Chinese prose states, in simplified or traditional characters.

    >>> read = read_chinese("骑士总说真话，无赖总说假话。甲说：“我们都是无赖。”乙说：“甲在说谎。”")
    >>> read.names, read.roles
    (('甲', '乙'), ('骑士', '无赖'))

    Raises:
        UnreadablePuzzleError: see `puzzles.reading.read.read_puzzle`.
    """
    if len(text) > MAX_CHARACTERS:
        raise UnreadablePuzzleError("", f"{len(text)} characters; at most {MAX_CHARACTERS} are read")
    return _Reader(unicodedata.normalize("NFC", text)).read()


class _Reader:
    """`text` is the original, `plain` the same with plain marks, character by character."""

    def __init__(self, text: str) -> None:
        self.text, self.plain = text, normalised(text)
        self.sentences = list(sentences(self.plain))
        self.words: dict[str, list[str]] = {}  # what each says, as written
        self.ended: set[str] = (
            set()
        )  # who has spoken before what is no script of `甲：…`; a second statement may be elsewhere

    def read(self) -> ReadPuzzle:
        names = self._names()
        heard = [(sentence, speeches_in(self.plain, sentence, names)) for sentence in self.sentences]
        stories = [(sentence, self._story(sentence)) for sentence, speeches in heard if not speeches]
        roles = self._roles(stories)
        for sentence, story in stories:
            with self._blaming(sentence):
                check_story(story, names, roles)
        lexicon = Lexicon(names, roles)
        statements: dict[str, list[Statement]] = {}
        for at, (sentence, speeches) in enumerate(heard):
            gap = self.plain[heard[at - 1][0].end if at else 0 : sentence.start]
            if not speeches or not all(map(self._is_labelled, speeches)) or _BLANK_LINE.search(gap):
                self.ended |= statements.keys()
            for speech in speeches:
                self._add(statements, sentence, speech, lexicon)
        if not statements:
            raise UnreadablePuzzleError("", "no statement by anybody")
        told = {name for _, story in stories for name in silent_people(story, names)}
        if told & statements.keys():
            raise UnreadablePuzzleError("", f"speech and silence of {', '.join(told & statements.keys())}")
        said = tuple(together(person, statements.get(name, ())) for person, name in enumerate(names))
        words = tuple(tuple(self.words.get(name, ())) for name in names)
        spelt = tuple(self._as_spelt(name) for name in names)
        spelt_roles = (self._as_spelt(roles[0]), self._as_spelt(roles[1]))
        return ReadPuzzle(spelt, spelt_roles, said, "zh", words)

    def _names(self) -> tuple[str, ...]:
        """The people: those whom the story lists, else those who speak."""
        told = {sentence: silent_people(self._story(sentence)) for sentence in self.sentences if not sentence.quotes}
        speaking = [sentence for sentence in self.sentences if not told.get(sentence)]
        guesses = [(sentence, speech) for sentence in speaking for speech in speeches_in(self.plain, sentence)]
        quoted = {sentence: speech.speaker for sentence, speech in guesses if sentence.quotes}
        heard = {sentence for sentence, speech in guesses if sentence.quotes or not speech.direct}
        stories = [self._story(sentence) for sentence in self.sentences if sentence not in heard]
        names = people_listed(stories, {speech.speaker for _, speech in guesses}, self.plain)
        strangers = set(quoted.values()) - set(names)
        if not names or strangers and all(any(name in story for story in stories) for name in strangers):
            reporters = [name for name in self._reporters(guesses) if not quoted or self.plain.count(name) > 1]
            found = {speech.speaker for sentence, speech in guesses if sentence.quotes or speech.speaker in reporters}
            silent = [name for people in told.values() for name in people]
            names = tuple(dict.fromkeys([*(s.speaker for _, s in guesses if s.speaker in found), *silent]))
        if not names or len(names) > MAX_PEOPLE or len(set(names)) < len(names):
            raise UnreadablePuzzleError("", f"{len(names)} people speak; 1 to {MAX_PEOPLE}, named differently, can")
        return names

    def _reporters(self, guesses: Sequence[tuple[Sentence, Speech]]) -> list[str]:
        """Who speaks where nobody is quoted and nobody listed; 骑士总是 in 骑士总是说真话 is nobody."""
        defined = {sentence: next(definitions(self._story(sentence)), None) for sentence in dict(guesses)}
        reporters = []
        for sentence, speech in guesses:
            definition = defined[sentence]
            if not sentence.quotes and (not definition or definition.start > len(speech.speaker)):
                reporters.append(speech.speaker)
        return reporters

    def _story(self, sentence: Sentence) -> str:
        """The sentence without quotation marks."""
        return self.plain[sentence.start : sentence.end].translate(_NO_QUOTES)

    def _roles(self, stories: Sequence[tuple[Sentence, str]]) -> tuple[str, str]:
        table = RoleTable()
        for sentence, story in stories:
            with self._blaming(sentence):
                table.learn(story)
        with self._blaming(None):
            return table.pair()

    def _add(
        self, statements: dict[str, list[Statement]], sentence: Sentence, speech: Speech, lexicon: Lexicon
    ) -> None:
        """Read one speech into `statements`."""
        claim = self.plain[speech.start : speech.end].strip(" \n。！；，")
        with self._blaming(sentence):
            if speech.speaker not in lexicon.names:
                raise NotUnderstood(f"{speech.speaker} speaks here and is nobody the puzzle introduces")
            if speech.speaker in self.ended:
                raise NotUnderstood(f"a second statement by {speech.speaker}")
            if any(stop in claim for stop in "。！？；\n"):
                raise NotUnderstood("a question" if "？" in claim else "more than one sentence in a speech")
            scene = Scene(lexicon.names.index(speech.speaker), len(lexicon.names), speech.direct)
            statement = statement_of(lexicon.terms(claim), scene)
            statements.setdefault(speech.speaker, []).append(statement)
            own = self.text[speech.start : speech.end].replace("*", "").strip(" \n。！；，.!;,")
            self.words.setdefault(speech.speaker, []).append(" ".join(own.split()))

    def _is_labelled(self, speech: Speech) -> bool:
        """Whether nothing but a colon makes it a speech, perhaps with quotation marks."""
        return self.plain[: speech.start].rstrip("“").endswith(speech.speaker + "：")

    @contextmanager
    def _blaming(self, sentence: Sentence | None) -> Iterator[None]:
        """Name the sentence in the error for what is not understood inside the `with`."""
        try:
            yield
        except NotUnderstood as error:
            place = self.text[sentence.start : sentence.end].strip() if sentence else ""
            raise UnreadablePuzzleError(place, str(error)) from None

    def _as_spelt(self, word: str) -> str:
        """A word of the plain text as it stands in the original."""
        at = self.plain.find(word)
        return self.text[at : at + len(word)] if at >= 0 else word


_BLANK_LINE = re.compile(r"\n\s*\n")
_NO_QUOTES = str.maketrans("", "", "“”‘’")
