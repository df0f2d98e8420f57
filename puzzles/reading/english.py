"""English puzzle prose → statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from puzzles.errors import UnreadablePuzzleError
from puzzles.reading.clauses import statement_of
from puzzles.reading.narration import narration
from puzzles.reading.result import ReadPuzzle
from puzzles.reading.sentences import Sentence, cut
from puzzles.reading.setting import Setting, read_setting
from puzzles.reading.speeches import Speech, speeches_in
from puzzles.reading.terms import Lexicon, NotUnderstood, terms_of
from puzzles.reading.tokens import MAX_CHARACTERS, Item, Name, Quote, Token, itemise, normalised
from puzzles.solve import consistent_worlds
from puzzles.statements import Is, Statement, truth_table


def read_english(text: str) -> ReadPuzzle:
    """The puzzle that English prose states.

    Raises:
        UnreadablePuzzleError: see `puzzles.reading.read.read_puzzle`.
    """
    if len(text) > MAX_CHARACTERS:
        raise UnreadablePuzzleError("", f"{len(text)} characters; at most {MAX_CHARACTERS} are read")
    text = normalised(text)
    items = itemise(text)
    sentences = cut(text, items)
    heard = [speeches_in(sentence.items, None) for sentence in sentences]
    story = [narration(sentence) for sentence, speeches in zip(sentences, heard, strict=True) if not speeches]
    speakers = [speech.speaker for speeches in heard for speech in speeches]
    tokens = list(_tokens(items))
    setting = read_setting(story, tokens, speakers)
    statements: dict[Name, Statement] = {}
    for sentence, speech in _speeches(sentences, heard, setting.names):
        if speech.speaker in statements:
            raise UnreadablePuzzleError(sentence.text, f"a second statement by {' '.join(speech.speaker)}")
        if speech.labelled and not setting.listed and not _is_mentioned_twice(speech.speaker, tokens):
            raise UnreadablePuzzleError(sentence.text, f"it is not clear that {' '.join(speech.speaker)} is a person")
        statements[speech.speaker] = _read_claim(sentence, speech, setting)
    return _assembled(setting, statements)


def _assembled(setting: Setting, statements: dict[Name, Statement]) -> ReadPuzzle:
    """The puzzle, when anybody has spoken."""
    if not statements:
        raise UnreadablePuzzleError("", "no statement by anybody")
    # Whoever is silent might as well have said "I am a knight": anybody can, and it rules nothing out.
    said = tuple(statements.get(name, Is(person, True)) for person, name in enumerate(setting.names))
    if setting.presuming:
        worlds = consistent_worlds([truth_table(statement, len(said)) for statement in said])
        if worlds.bit_count() != 1:
            raise UnreadablePuzzleError(setting.presuming, "it presumes that there is one of a kind, which nobody says")
    return ReadPuzzle(tuple(map(" ".join, setting.names)), setting.roles, said, "en")


def _is_mentioned_twice(name: Name, tokens: Sequence[Token]) -> bool:
    words = [token.text.removesuffix("'s") for token in tokens]
    return sum(tuple(words[at : at + len(name)]) == name for at in range(len(words))) > 1


def _tokens(items: Sequence[Item]) -> Iterator[Token]:
    for item in items:
        if isinstance(item, Quote):
            yield from _tokens(item.inner)
        else:
            yield item


def _speeches(
    sentences: Sequence[Sentence], heard: Sequence[Sequence[Speech]], names: Sequence[Name]
) -> Iterator[tuple[Sentence, Speech]]:
    """Each speech with its sentence, now that the names are known."""
    for sentence, guessed in zip(sentences, heard, strict=True):
        if not guessed:
            continue
        speeches = speeches_in(sentence.items, names)
        if not speeches:
            speaker = next((" ".join(s.speaker) for s in guessed if s.speaker not in names), "somebody")
            raise UnreadablePuzzleError(sentence.text, f"{speaker} speaks here and is nobody the puzzle introduces")
        for speech in speeches:
            yield sentence, speech


def _read_claim(sentence: Sentence, speech: Speech, setting: Setting) -> Statement:
    people = {name: person for person, name in enumerate(setting.names)}
    try:
        if sentence.stop == "?":
            raise NotUnderstood("a question")
        terms = terms_of(speech.claim, Lexicon(people, setting.forms))
        return statement_of(terms, people[speech.speaker], len(people))
    except NotUnderstood as error:
        raise UnreadablePuzzleError(sentence.text, str(error)) from None
