"""The sentences of a puzzle that are no speeches, and what questions and instructions may hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from puzzles.prose.nouns_en import singulars
from puzzles.reading.sentences import Sentence
from puzzles.reading.terms import NotUnderstood
from puzzles.reading.tokens import Name, Quote, Token
from puzzles.reading.vocabulary import FACTUAL, IMPERATIVES, INSTRUCTING, QUESTIONING

Roles = dict[tuple[str, ...], bool]  # the words of every form of a role, in lower case → whether it is honest
PUNCTUATION = frozenset({"comma", "colon", "dash", "open", "close", "slash"})
_SHORT_QUOTE = 3  # words in lower case: a role set in quotation marks, not a speech
_OBLIGATIONS = frozenset(
    f"{who} {verb}" for who in ("you", "we") for verb in ("need", "must", "have", "want", "should")
)


class Narration(NamedTuple):
    """A sentence that is no speech, with its words; a short quotation counts as words."""

    sentence: Sentence
    tokens: tuple[Token, ...]


def narration(sentence: Sentence) -> Narration:
    """The sentence with its words."""
    tokens: list[Token] = []
    for item in sentence.items:
        if not isinstance(item, Quote):
            tokens.append(item)
        elif _is_short(item):
            tokens += [inner for inner in item.inner if isinstance(inner, Token)]
    return Narration(sentence, tuple(tokens))


def _is_short(quote: Quote) -> bool:
    return len(quote.inner) == 1 or len(quote.inner) <= _SHORT_QUOTE and all(one.text.islower() for one in quote.inner)


def is_instruction(told: Narration) -> bool:
    """Whether the sentence opens like `Format your answer like …`; what it may then hold, `check_instruction` says."""
    first = [token.lower for token in told.tokens[:2] if token.lower not in ("please", "your")]
    return bool(first) and first[0] in INSTRUCTING


def is_question(told: Narration) -> bool:
    """Whether the sentence asks, by a question mark or as in `Determine who …`, `You have to find out who …`."""
    first = [token.lower for token in told.tokens[:2]]
    return told.sentence.stop == "?" or not IMPERATIVES.isdisjoint(first[:1]) or " ".join(first) in _OBLIGATIONS


def check_instruction(told: Narration, names: Collection[Name], roles: Roles) -> None:
    """Refuse an instruction that may hold a fact; what it quotes is an example of an answer.

    Raises:
        NotUnderstood: it names somebody, counts roles, or has a word that facts have.
    """
    spelt = {word for name in names for word in name}
    counts = any(token.count is not None for token in told.tokens)
    for at, token in enumerate(told.tokens):
        if token.lower in FACTUAL or token.text in spelt or counts and role_length(told.tokens, at, roles):
            raise NotUnderstood(f"an instruction with {token.text!r} in it may tell a fact")


def check_question(told: Narration, names: Collection[Name], roles: Roles) -> None:
    """Refuse a question that holds more than who is what.

    Raises:
        NotUnderstood: at a word that a plain question does not need.
    """
    refuse_quotation(told)
    at = 0
    while at < len(told.tokens):
        length = name_length(told.tokens, at, names) or role_length(told.tokens, at, roles)
        if not length and not _may_ask(told.tokens, at):
            raise NotUnderstood(f"the word {told.tokens[at].text!r} is not understood in a question")
        at += length or 1


def _may_ask(tokens: Sequence[Token], at: int) -> bool:
    token, before = tokens[at], tokens[at - 1].lower if at else ""
    if token.count is not None:
        return before in ("the", "these", "all") or before == "which" and token.count == 1
    return token.kind in PUNCTUATION or token.lower in QUESTIONING


def presumes(told: Narration, roles: Roles) -> bool:
    """Whether a question takes it for granted that there is one of a kind: `who is the knave`, `which one`."""
    singular = {form for form in roles if not is_plural(form)}
    return any(
        before.lower == "the" and role_length(told.tokens, at, singular) or (before.lower, token.count) == ("which", 1)
        for at, (before, token) in enumerate(zip(told.tokens, told.tokens[1:], strict=False), start=1)
    )


def refuse_quotation(told: Narration) -> None:
    """Refuse a sentence with a quotation in it that nobody is said to say."""
    if any(isinstance(item, Quote) and not _is_short(item) for item in told.sentence.items):
        raise NotUnderstood("it is not clear who says what is quoted here")


def is_plural(form: tuple[str, ...]) -> bool:
    """Whether the words look like the plural of a noun."""
    return singulars(" ".join(form))[0] != " ".join(form)


def role_length(tokens: Sequence[Token], at: int, roles: Collection[tuple[str, ...]]) -> int:
    """How many tokens the role that begins at a position takes; 0 where none does."""
    return _longest(tuple(token.lower for token in tokens[at : at + 4]), roles)


def name_length(tokens: Sequence[Token], at: int, names: Collection[Name]) -> int:
    """How many tokens the name that begins at a position takes; 0 where none does."""
    return _longest(tuple(token.text for token in tokens[at : at + 4]), names)


def _longest(words: tuple[str, ...], entries: Collection[tuple[str, ...]]) -> int:
    return max((length for length in range(1, len(words) + 1) if words[:length] in entries), default=0)
