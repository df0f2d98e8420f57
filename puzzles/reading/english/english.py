"""English puzzle prose → statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from puzzles.errors import UnreadablePuzzleError
from puzzles.reading.english.anaphora import Voice, filled, spelt_out
from puzzles.reading.english.clauses import statement_of
from puzzles.reading.english.narration import narration
from puzzles.reading.english.scripts import Script
from puzzles.reading.english.sentences import Sentence, cut
from puzzles.reading.english.setting import Setting, read_setting
from puzzles.reading.english.speeches import Speech, speeches_in
from puzzles.reading.english.story_words import SCENERY
from puzzles.reading.english.terms import Lexicon, NotUnderstood, terms_of, words_of
from puzzles.reading.english.tokens import MAX_CHARACTERS, Item, Name, Quote, Token, as_written, itemise, normalised
from puzzles.reading.result import ReadPuzzle
from puzzles.reading.together import together
from puzzles.solve import consistent_worlds
from puzzles.statements import Statement, truth_table

Heard = Sequence[tuple[Sentence, Sequence[Speech]]]  # each sentence with the speeches it consists of, if any


def read_english(text: str) -> ReadPuzzle:
    """The puzzle that English prose states.

    Raises:
        UnreadablePuzzleError: see `puzzles.reading.read.read_puzzle`.
    """
    if len(text) > MAX_CHARACTERS:
        raise UnreadablePuzzleError("", f"{len(text)} characters; at most {MAX_CHARACTERS} are read")
    text = normalised(text)
    items = itemise(text)
    guessed = [(sentence, speeches_in(sentence.items, None)) for sentence in cut(text, items)]
    story = [narration(sentence) for sentence, speeches in guessed if not speeches]
    speaking = {one.speaker: bool(one.claim) for _, speeches in guessed for one in speeches if one.speaker}
    mentioned = [token for _, speeches in guessed for one in speeches for token in _tokens(one.claim)]
    tokens = list(_tokens(items))
    setting = read_setting(story, tokens, speaking, mentioned)
    told = [(sentence, _speeches(sentence, speeches, setting) if speeches else []) for sentence, speeches in guessed]
    heard = [(sentence, speeches) for sentence, speeches in told if speeches]
    _check_the_others(heard, setting)
    Script(told, items, tokens).check(setting.listed)
    claims: dict[Name, list[Statement]] = {}
    words: dict[Name, list[str]] = {}
    for sentence, speeches in heard:
        for one in speeches:
            if one.claim:
                claims.setdefault(one.speaker, []).append(_read_claim(sentence, one, setting))
                words.setdefault(one.speaker, []).append(as_written(text, one.claim))
    return _assembled(setting, claims, tuple(tuple(words.get(name, ())) for name in setting.names))


def _tokens(items: Iterable[Item]) -> Iterator[Token]:
    for item in items:
        if isinstance(item, Quote):
            yield from _tokens(item.inner)
        else:
            yield item


def _speeches(sentence: Sentence, guessed: Sequence[Speech], setting: Setting) -> list[Speech]:
    """The speeches of a sentence, now that the names and the roles are known."""
    speeches = speeches_in(sentence.items, setting.names, {word for form in setting.forms for word in form})
    if not speeches:
        strangers = (" ".join(one.speaker) for one in guessed if one.speaker and one.speaker not in setting.names)
        stranger = next(strangers, "somebody")
        raise UnreadablePuzzleError(sentence.text, f"{stranger} speaks here and is nobody the puzzle introduces")
    return speeches


def _check_the_others(heard: Heard, setting: Setting) -> None:
    """Refuse silence of all the others where there are none."""
    speaking = {one.speaker for _, speeches in heard for one in speeches if one.claim}
    if speaking.issuperset(setting.names):
        for sentence, speeches in heard:
            if any(not one.speaker for one in speeches):
                raise UnreadablePuzzleError(sentence.text, "everybody speaks, so that nobody is left to be silent")


def _read_claim(sentence: Sentence, speech: Speech, setting: Setting) -> Statement:
    people = {name: person for person, name in enumerate(setting.names)}
    common = {
        (name[0].lower(), *name[1:]): person
        for name, person in people.items()
        if len(name) > 1 and name[0].lower() in SCENERY  # "Person A", who may also be "person A"
    }
    lexicon = Lexicon(common | people, setting.forms)
    voice = Voice(people[speech.speaker], people.get(speech.listener), speech.direct)
    try:
        if sentence.stop == "?":
            raise NotUnderstood("a question")
        words = spelt_out(words_of(speech.claim), lexicon, voice)
        return statement_of(filled(terms_of(words, lexicon)), voice.speaker, len(people))
    except NotUnderstood as error:
        raise UnreadablePuzzleError(sentence.text, str(error)) from None


def _assembled(
    setting: Setting, claims: Mapping[Name, Sequence[Statement]], words: tuple[tuple[str, ...], ...]
) -> ReadPuzzle:
    """The puzzle, when anybody has spoken."""
    if not claims:
        raise UnreadablePuzzleError("", "no statement by anybody")
    said = tuple(together(person, claims.get(name, ())) for person, name in enumerate(setting.names))
    if setting.presuming:
        worlds = consistent_worlds([truth_table(statement, len(said)) for statement in said])
        if worlds.bit_count() != 1:
            raise UnreadablePuzzleError(setting.presuming, "it presumes that there is one of a kind, which nobody says")
    return ReadPuzzle(tuple(map(" ".join, setting.names)), setting.roles, said, "en", words)
