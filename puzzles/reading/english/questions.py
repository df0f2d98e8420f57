"""Questions and instructions of a puzzle: what they may hold, and whom they ask about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from puzzles.reading.english.narration import (
    PUNCTUATION,
    Narration,
    Roles,
    is_capitalised,
    is_plural,
    name_length,
    phrase_length,
    refuse_quotation,
    role_length,
)
from puzzles.reading.english.question_words import (
    ASKED,
    ASKED_TO_BE,
    ASKING_ABOUT,
    ASKING_FOR,
    FACTUAL,
    IMPERATIVES,
    INSTRUCTING,
    INTERROGATIVES,
    QUESTION_NOUNS,
    QUESTION_PHRASES,
    QUESTIONING,
    SUBJECTS,
)
from puzzles.reading.english.story_words import BE, PEOPLE_NOUNS, TELLING, TELLING_STEMS, THINGS
from puzzles.reading.english.terms import NotUnderstood
from puzzles.reading.english.tokens import Name, Token
from puzzles.reading.english.vocabulary import ARTICLES, NOT_A_SPEAKER, SAYING, phrases, words

MAX_NAME_WORDS = 4
_LEADING = frozenset({"so", "now", "then", "and", "but", "well", "please", "finally"})
_REQUESTS = phrases(
    "your task", "your job", "your goal", "your mission", "your challenge", "the task", "the question", "the goal",
    "for each", "you must", "we must", "you should", "we should", "you need to", "we need to", "you have to",
    "we have to", "you want to", "we want to", "you would like to", "we would like to", "it is your task",
    "it is your job", "try to", "see if you can", "let us", "i wonder who", "i wonder what", "i wonder which",
    "can you", "could you", "can we", "help me", "based on", "given these statements", "given the statements",
    "using these statements", "using the statements", "from these statements",
)  # fmt: skip
_TELLING = words(
    "is are was were lie lies lied tell tells told speak speaks has have can can't cannot could must should may might"
)
_ASKS_BACK = words("do does did")
_WH = words("who what which how whose whom")
_BEHIND = words("and or from based as using given if type types kind kinds role roles identity identities")
_BEHIND_WH = BE | words("of can do does did type kind role tribe sort many if")
_TRUTHFUL = words("honest dishonest truthful untruthful lying")
_COUNTED = ("the", "these", "all", "of")


def is_instruction(told: Narration) -> bool:
    """Whether the sentence opens like `Format your answer like …`; what it may then hold, `check_instruction` says."""
    first = [token.lower for token in told.tokens[:2] if token.lower not in ("please", "your")]
    return bool(first) and first[0] in INSTRUCTING and told.sentence.stop != "?"


def is_question(told: Narration) -> bool:
    """Whether the sentence asks, by a question mark or as in `Determine who …`, `You have to find out who …`."""
    at = 0
    while at < len(told.tokens) and (told.tokens[at].lower in _LEADING or told.tokens[at].kind == "comma"):
        at += 1
    first, second = (told.tokens[after].lower if after < len(told.tokens) else "" for after in (at, at + 1))
    asks = first in IMPERATIVES or first in _WH and second in _BEHIND_WH
    return told.sentence.stop == "?" or asks or phrase_length(told.tokens, at, _REQUESTS) > 0


def check_instruction(told: Narration, names: Collection[Name], roles: Roles) -> None:
    """Refuse an instruction that may hold a fact; what it quotes is an example of an answer.

    Raises:
        NotUnderstood: it names somebody, counts roles, or has a word that facts have.
    """
    spelt = {word for name in names for word in name}
    counts = any(token.number is not None for token in told.tokens)
    for at, token in enumerate(told.tokens):
        if token.lower in FACTUAL or token.text in spelt or counts and role_length(told.tokens, at, roles):
            raise NotUnderstood(f"an instruction with {token.text!r} in it may tell a fact")


def check_question(told: Narration, names: Collection[Name], roles: Roles) -> None:
    """Refuse a question that holds more than who is what.

    Raises:
        NotUnderstood: at a word that a plain question does not need, or where it says in passing what somebody is.
    """
    refuse_quotation(told)
    at, described = phrase_length(told.tokens, 0, _REQUESTS), False
    while at < len(told.tokens):
        name, role = name_length(told.tokens, at, names), role_length(told.tokens, at, roles)
        if (name or told.tokens[at].lower in SUBJECTS | PEOPLE_NOUNS) and _is_told(told.tokens, at, at + (name or 1)):
            raise NotUnderstood("the question tells what somebody is")
        length = name or role or phrase_length(told.tokens, at, QUESTION_PHRASES)
        if not length and not _may_ask(told.tokens, at, len(names)):
            raise NotUnderstood(f"the word {told.tokens[at].text!r} is not understood in a question")
        if name and (described or _is_told_in_passing(told.tokens, at + name, roles)):
            raise NotUnderstood("the question says in passing what somebody is")
        described = role > 0 or told.tokens[at].lower in _TRUTHFUL
        at += length or 1


def _may_ask(tokens: Sequence[Token], at: int, num_people: int) -> bool:
    token, before = tokens[at], tokens[at - 1].lower if at else ""
    if token.number is not None:
        counted = tokens[at + 1].lower if at + 1 < len(tokens) else ""
        everybody = (before in _COUNTED or counted in PEOPLE_NOUNS) and token.number == num_people
        return everybody or before == "which" and token.number == 1 or counted in THINGS
    if token.lower == "as":
        return at + 1 < len(tokens) and tokens[at + 1].lower in ARTICLES | {"either"}
    kind = before in ("which", "what", "each", "every") and token.text.islower()  # `which gnome`
    strange = token.lower in FACTUAL | TELLING or token.lower.startswith(TELLING_STEMS)
    return token.kind in PUNCTUATION or token.lower in QUESTIONING or kind and not strange


def _is_told(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a verb makes a statement of these people: "A is a knave, so what is B?"."""
    if end == len(tokens) or tokens[end].lower not in _TELLING or at and tokens[at - 1].lower in _ASKS_BACK:
        return False
    start = at
    while start and tokens[start - 1].kind != "comma":
        start -= 1
    return INTERROGATIVES.isdisjoint(token.lower for token in tokens[start:at])


def _is_told_in_passing(tokens: Sequence[Token], at: int, roles: Roles) -> bool:
    """Whether `, a knave,` or `, who is a knave,` follows a name."""
    if tokens[at : at + 1] == () or tokens[at].kind not in ("comma", "open", "dash"):
        return False
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    if following in ("who", "which"):
        return tokens[0].lower not in ("of", "among", "between")
    return following in ARTICLES and role_length(tokens, at + 2, roles) > 0


def presumes(told: Narration, roles: Roles) -> bool:
    """Whether a question takes it for granted that there is one of a kind: `who is the knave`, `which one`."""
    singular = {form for form in roles if not is_plural(form)}
    return any(
        before.lower == "the" and role_length(told.tokens, at, singular) or before.lower == "which" and _is_one(token)
        for at, (before, token) in enumerate(zip(told.tokens, told.tokens[1:], strict=False), start=1)
    )


def _is_one(token: Token) -> bool:
    """Whether one person is meant behind "which": `which one`, `which gnome`."""
    thing = token.lower in THINGS | ASKING_FOR | QUESTION_NOUNS
    return token.number == 1 or token.kind == "word" and not thing and not is_plural((token.lower,))


def asked_about(told: Narration, roles: Roles) -> Iterator[Name]:
    """The people whom a question names: `What are A and B?`, `Is Zoey a knave?`, `the identity of Mia`."""
    tokens = told.tokens
    for at in range(1, len(tokens)):
        names, end = _listed_names(tokens, at, roles)
        before, after = tokens[at - 1].lower, tokens[end].lower if end < len(tokens) else ""
        of = before == "of" and tokens[at - 2].lower in ASKING_FOR
        begins = at == 1 or tokens[at - 2].kind == "comma" or tokens[at - 2].lower in ("and", "or")
        is_it = before in BE and begins and (after in ASKED_TO_BE or role_length(tokens, end, roles))
        what_it_is = before in ("what", "who") and after in BE and _closes(tokens, end + 1)
        what_is_it = _closes(tokens, end) and (before in BE or before in ASKING_ABOUT or of)
        if is_it or what_it_is or what_is_it or after in ASKED.get(before, ()):
            yield from names


def _closes(tokens: Sequence[Token], at: int) -> bool:
    """Whether a question, or its part, ends at a position."""
    return at >= len(tokens) or tokens[at].kind == "comma" or tokens[at].lower in _BEHIND


def _listed_names(tokens: Sequence[Token], at: int, roles: Roles) -> tuple[list[Name], int]:
    """The names that stand at a position, "and" or "or" before the last, and where they end."""
    found: list[Name] = []
    end = at
    while length := _spelt_length(tokens, at, roles):
        found.append(tuple(token.text.removesuffix("'s") for token in tokens[at : at + length]))
        end = at + length
        comma = end < len(tokens) and tokens[end].kind == "comma"
        joined = end + comma < len(tokens) and tokens[end + comma].lower in ("and", "or")
        if not comma and not joined or tokens[end - 1].text.endswith("'s"):
            break
        at = end + comma + joined
    return found, end


def _spelt_length(tokens: Sequence[Token], at: int, roles: Roles) -> int:
    """How many words the name takes that begins at a position and is known by its capitals alone."""
    end = at
    while end < len(tokens) and end - at < MAX_NAME_WORDS and not role_length(tokens, end, roles):
        token = tokens[end]
        name = token.text.removesuffix("'s")
        known = token.lower in NOT_A_SPEAKER | SAYING | QUESTIONING and len(name) > 1
        if not (end > at and token.kind == "number") and (not is_capitalised(token) or known or name == "I"):
            break
        end += 1
        if name != token.text:
            break
    return end - at
