"""The sentences of a puzzle that are no speeches, and the names and roles in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from puzzles.prose.nouns_en import singulars
from puzzles.reading.english.sentences import Sentence
from puzzles.reading.english.terms import NotUnderstood
from puzzles.reading.english.tokens import Name, Quote, Token

Roles = dict[tuple[str, ...], bool]  # the words of every form of a role, in lower case → whether it is honest
PUNCTUATION = frozenset({"comma", "colon", "dash", "open", "close", "slash"})
_SHORT_QUOTE = 3  # words in lower case: a role set in quotation marks, not a speech


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
    """How many tokens the name that begins at a position takes; 0 where none does. "Zoey's" ends with a name too."""
    texts = tuple(token.text for token in tokens[at : at + 4])
    return _longest(texts, names) or _longest(tuple(text.removesuffix("'s") for text in texts), names)


def phrase_length(tokens: Sequence[Token], at: int, known: Collection[tuple[str, ...]]) -> int:
    """How many tokens the first of the fixed phrases takes that stands at a position; 0 where none does."""
    lower = tuple(token.lower for token in tokens[at : at + 8])
    likely = [phrase for phrase in known if phrase[0] == lower[0]] if lower else []
    return max((len(phrase) for phrase in likely if lower[: len(phrase)] == phrase), default=0)


def is_capitalised(token: Token) -> bool:
    """Whether a word may be a name by its spelling."""
    return token.kind == "word" and token.text[0].isalpha() and not token.text[0].islower()


def _longest(words: tuple[str, ...], entries: Collection[tuple[str, ...]]) -> int:
    return max((length for length in range(1, len(words) + 1) if words[:length] in entries), default=0)
