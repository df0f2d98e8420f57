"""The setting of a puzzle: its two role words with their meanings, and its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from puzzles.errors import UnreadablePuzzleError
from puzzles.prose.nouns_en import plural
from puzzles.reading.narration import (
    Narration,
    Roles,
    check_instruction,
    check_question,
    is_instruction,
    is_question,
    presumes,
)
from puzzles.reading.roles import Definition, definitions, noun_pair, nouns_with_article, singular_of
from puzzles.reading.scene import Scene
from puzzles.reading.terms import NotUnderstood, role_forms
from puzzles.reading.tokens import Name, Token

MAX_PEOPLE = 20
_FORMER = {("former",): 0, ("latter",): 1}
_USUAL = (("knight", "knave"), ("truth-teller", "liar"))


@dataclass(frozen=True)
class Setting:
    """`roles` are the words for truth-teller and liar; `forms` every form of them; `names` the people, in order.

    `listed` says that the text introduces the people, who are else those who speak. `presuming` is a question
    that takes for granted that there is one of a kind, "" where none does.
    """

    roles: tuple[str, str]
    forms: Roles
    names: tuple[Name, ...]
    listed: bool
    presuming: str


def read_setting(story: Sequence[Narration], tokens: Sequence[Token], speakers: Sequence[Name]) -> Setting:
    """The setting told by the sentences that are no speeches.

    Args:
        tokens: every word of the text, speeches included.
        speakers: who speaks, as far as that shows without knowing the names; they are the people of a
            puzzle that lists none.

    Raises:
        UnreadablePuzzleError: roles without a meaning, or a sentence that tells more than a setting.
    """
    found = [[] if is_instruction(told) or is_question(told) else list(definitions(told.tokens)) for told in story]
    roles, forms = _roles(story, found, tokens)
    names: list[Name] = []
    counts: list[tuple[int, Narration]] = []
    asides = []
    for told, defined in zip(story, found, strict=True):
        if is_instruction(told) or is_question(told):
            asides.append(told)
            continue
        scene = _read_scene(told, defined, forms, speakers)
        names += [name for name in scene.names if name not in names]
        counts += [(number, told) for number in scene.numbers if not scene.names]
        for number in scene.numbers if scene.names else ():
            if number != len(scene.names):
                raise UnreadablePuzzleError(told.sentence.text, f"{number} are told of and {len(scene.names)} named")
    people = tuple(names or dict.fromkeys(speakers))
    _check_people(people, counts, forms)
    for told in asides:
        _check_aside(told, people, forms)
    presuming = [told.sentence.text for told in asides if is_question(told) and presumes(told, forms)]
    return Setting(roles, forms, people, bool(names), "".join(presuming[:1]))


def _read_scene(told: Narration, defined: Sequence[Definition], forms: Roles, speakers: Sequence[Name]) -> Scene:
    covered = {at for definition in defined for at in range(definition.start, definition.end)}
    try:
        return Scene(told, covered, forms, set(speakers)).read()
    except NotUnderstood as error:
        raise UnreadablePuzzleError(told.sentence.text, str(error)) from None


def _check_aside(told: Narration, people: tuple[Name, ...], forms: Roles) -> None:
    try:
        if is_instruction(told):
            check_instruction(told, people, forms)
        else:
            check_question(told, people, forms)
    except NotUnderstood as error:
        raise UnreadablePuzzleError(told.sentence.text, str(error)) from None


def _check_people(people: tuple[Name, ...], counts: Sequence[tuple[int, Narration]], forms: Roles) -> None:
    for number, told in counts:
        if number != len(people):
            raise UnreadablePuzzleError(told.sentence.text, f"{number} are told of, {len(people)} are there")
    if len(people) > MAX_PEOPLE:
        raise UnreadablePuzzleError("", f"{len(people)} people; at most {MAX_PEOPLE} can be read")
    for name in people:
        if tuple(word.casefold() for word in name) in forms or name == ("I",):
            raise UnreadablePuzzleError("", f"{' '.join(name)!r} is a person and has another meaning")


def _roles(
    story: Sequence[Narration], found: Sequence[Sequence[Definition]], tokens: Sequence[Token]
) -> tuple[tuple[str, str], Roles]:
    """The role words, truth-teller first, and the meaning of each form."""
    used = nouns_with_article(tokens)
    meanings: dict[bool, dict[str, tuple[str, ...]]] = {True: {}, False: {}}
    for position, (told, defined) in enumerate(zip(story, found, strict=True)):
        for definition in defined:
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
            told = next(told for told, defined in zip(story, found, strict=True) if defined)
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
