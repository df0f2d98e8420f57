"""The setting of a puzzle: its two role words with their meanings, and its people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from puzzles.errors import UnreadablePuzzleError
from puzzles.prose.nouns_en import plural
from puzzles.reading.english.headings import heading_length
from puzzles.reading.english.narration import Narration, Roles
from puzzles.reading.english.people import People
from puzzles.reading.english.questions import (
    asked_about,
    check_instruction,
    check_question,
    is_instruction,
    is_question,
    presumes,
)
from puzzles.reading.english.roles import Definition, definitions, noun_pair, nouns_with_article, singular_of
from puzzles.reading.english.scene import Scene
from puzzles.reading.english.terms import NotUnderstood, role_forms
from puzzles.reading.english.tokens import Name, Token

_FORMER = {("former",): 0, ("latter",): 1}
_USUAL = (("knight", "knave"), ("truth-teller", "liar"))


@dataclass(frozen=True)
class Setting:
    """`roles` are the words for truth-teller and liar; `forms` every form of them; `names` the people, in order.

    `listed` says that the text introduces all the people. `presuming` is a question that takes for granted that
    there is one of a kind, "" where none does.
    """

    roles: tuple[str, str]
    forms: Roles
    names: tuple[Name, ...]
    listed: bool
    presuming: str


def read_setting(
    story: Sequence[Narration], tokens: Sequence[Token], speaking: Mapping[Name, bool], mentioned: Sequence[Token]
) -> Setting:
    """The setting told by the sentences that are no speeches.

    Args:
        tokens: every word of the text.
        speaking: who speaks or (False) is told to be silent, as far as that shows without knowing the names.
        mentioned: every word of the speeches.

    Raises:
        UnreadablePuzzleError: roles without a meaning, or a sentence that tells more than a setting.
    """
    asides = [is_instruction(told) or is_question(told) for told in story]
    found = list(_definitions(story, asides))
    roles, forms = _roles(story, found, tokens)
    questions = [told for told in story if is_question(told) and not is_instruction(told)]
    people = People(speaking, [name for told in questions for name in asked_about(told, forms)], mentioned)
    scenes = [
        (told, _read_scene(told, defined, forms, people))
        for told, aside, defined in zip(story, asides, found, strict=True)
        if not aside
    ]
    _check_answers(story, scenes)
    names, listed = people.among(scenes, forms)
    for told, aside in zip(story, asides, strict=True):
        if aside:
            _check_aside(told, names, forms)
    presuming = [told.sentence.text for told in questions if presumes(told, forms)]
    return Setting(roles, forms, names, listed, "".join(presuming[:1]))


def _definitions(story: Sequence[Narration], asides: Sequence[bool]) -> Iterator[list[Definition]]:
    """What each sentence defines; "knaves never do" needs what the sentence before it says."""
    before: Definition | None = None
    for told, aside in zip(story, asides, strict=True):
        found = [] if aside else list(definitions(told.tokens, before))
        before = found[-1] if found else None
        yield found


def _read_scene(told: Narration, defined: Sequence[Definition], forms: Roles, people: People) -> Scene:
    covered = {at for definition in defined for at in range(definition.start, definition.end)}
    strict = any(definition.honest is not None for definition in defined)
    start = heading_length(told, forms, people.known)
    scene = Scene(told, covered, forms, people.known, strict, start)
    try:
        return scene.read()
    except NotUnderstood as error:
        raise UnreadablePuzzleError(told.sentence.text, str(error)) from None


def _check_answers(story: Sequence[Narration], scenes: Sequence[tuple[Narration, Scene]]) -> None:
    """Refuse a mere list of names behind a question, which may answer it."""
    behind = {id(told) for question, told in pairwise(story) if is_question(question)}
    for told, scene in scenes:
        named = sum(len(place) for _, place in scene.named)
        words = sum(token.kind == "word" and token.lower not in ("and", "or") for token in told.tokens)
        if id(told) in behind and words == named > 0:
            raise UnreadablePuzzleError(told.sentence.text, "this may answer the question before it")


def _check_aside(told: Narration, people: tuple[Name, ...], forms: Roles) -> None:
    try:
        if is_instruction(told):
            check_instruction(told, people, forms)
        else:
            check_question(told, people, forms)
    except NotUnderstood as error:
        raise UnreadablePuzzleError(told.sentence.text, str(error)) from None


def _roles(
    story: Sequence[Narration], found: Sequence[Sequence[Definition]], tokens: Sequence[Token]
) -> tuple[tuple[str, str], Roles]:
    """The role words, truth-teller first, and the meaning of each form."""
    used = nouns_with_article(tokens)
    meanings: dict[bool, dict[str, tuple[str, ...]]] = {True: {}, False: {}}
    for position, (told, defined) in enumerate(zip(story, found, strict=True)):
        for definition in defined:
            if definition.honest is None:
                continue
            words = _meant(definition, story[: position + 1])
            if not words:
                raise UnreadablePuzzleError(told.sentence.text, "it is not clear who does so, and whether always")
            is_singular = definition.singular and words == definition.words
            role = " ".join(words) if is_singular else singular_of(words, used)
            meanings[definition.honest][role] = words
            if not definition.sure and not _is_used_elsewhere(role, tokens):
                raise UnreadablePuzzleError(told.sentence.text, f"it is not clear that {role!r} is a role")
    if not meanings[True] and not meanings[False]:
        roles = _usual_roles(tokens)
        return roles, _forms(roles, ())
    for honest, behaviour in ((True, "tells the truth"), (False, "lies")):
        if len(meanings[honest]) != 1:
            which = ", ".join(meanings[honest]) or "nobody"
            told = next(
                told
                for told, defined in zip(story, found, strict=True)
                if any(one.honest is not None for one in defined)
            )
            raise UnreadablePuzzleError(told.sentence.text, f"one kind of people {behaviour}; here it is {which}")
    (truthful, first), (liar, second) = (next(iter(meanings[honest].items())) for honest in (True, False))
    return (truthful, liar), _forms((truthful, liar), (first, second))


def _is_used_elsewhere(role: str, tokens: Sequence[Token]) -> bool:
    """Whether the text has the words of a role more than once, in singular or plural."""
    text, many = " ".join(token.lower for token in tokens), plural(role)
    return text.count(role) + (0 if many.startswith(role) else text.count(many)) > 1


def _meant(definition: Definition, story: Sequence[Narration]) -> tuple[str, ...]:
    """The words of a role; for "the former" and "the latter", those of the last pair of nouns."""
    if definition.words not in _FORMER:
        return definition.words
    pairs = [pair for told in story if (pair := noun_pair(told.tokens))]
    return pairs[-1][_FORMER[definition.words]] if pairs else ()


def _usual_roles(tokens: Sequence[Token]) -> tuple[str, str]:
    """What the words mean where the text does not say: knights tell the truth, knaves lie."""
    words = {token.lower for token in tokens}
    return next((pair for pair in _USUAL if words & {pair[0], pair[1], pair[0] + "s", pair[1] + "s"}), _USUAL[-1])


def _forms(roles: tuple[str, str], spelt: Sequence[tuple[str, ...]]) -> Roles:
    forms: Roles = {}
    for honest, role, words in zip((True, False), roles, [*spelt, (), ()], strict=False):
        for form in role_forms(role) | ({words} if words else set()):
            if forms.setdefault(form, honest) != honest:
                raise UnreadablePuzzleError("", f"{' '.join(form)!r} would mean both truth-teller and liar")
    return forms
