"""The words of a speech as terms of the statement grammar: people, roles, connectives, closed words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from puzzles.prose.nouns_en import plural
from puzzles.reading.english.tokens import Item, Name, Quote, Token


class NotUnderstood(Exception):
    """A reason why a speech has no reading; the caller adds the sentence."""


class Term(NamedTuple):
    """`value`: a person's number for "name", True (truth-teller) or False for "role", a count for "number".

    `loose` marks a connective that a comma precedes: it binds less tightly than the others.
    """

    kind: str
    value: int | bool | None = None
    loose: bool = False


@dataclass(frozen=True)
class Lexicon:
    """Who is spoken of and by which words.

    Attributes:
        people: the words of each name, as spelt → the person's number; somebody may have several.
        roles: the words of each form of a role, in lower case → whether it is the truth-teller's.
    """

    people: dict[Name, int]
    roles: dict[tuple[str, ...], bool]

    @property
    def num_people(self) -> int:
        return len(set(self.people.values()))

    def name_of(self, person: int) -> Name:
        return next(name for name, number in self.people.items() if number == person)

    def person_at(self, words: Sequence[Token], at: int) -> tuple[int, int] | None:
        """Whose name begins at a position, and how many words it takes."""
        for length in range(min(len(words) - at, _LONGEST_RUN), 0, -1):
            spelt = tuple(word.text for word in words[at : at + length])
            if spelt in self.people:
                return self.people[spelt], length
        return None


def role_forms(role: str) -> set[tuple[str, ...]]:
    """Singular, plural and the sloppy plural of a role, as words in lower case: `heroes` and `heros`.

    What has a hyphen may be two words: `truth teller`.
    """
    forms = (role, plural(role), role + "s")
    return {tuple(spelt.casefold().split()) for form in forms for spelt in (form, form.replace("-", " "))}


_CONTRACTIONS = {
    "isn't": "is not", "aren't": "are not", "i'm": "i am", "we're": "we are", "it's": "it is", "doesn't": "does not",
    "don't": "do not", "i'd": "i would", "isnt": "is not", "arent": "are not", "there's": "there is",
    "you're": "you are", "he'd": "he would", "she'd": "she would", "can't": "cannot", "couldn't": "could not",
}  # fmt: skip
_PHRASES = {
    tuple(phrase.split()): kind
    for kind, phrases in {
        "iff": "if and only if,exactly when,precisely when,just when,exactly if,precisely if,iff",
        "only if": "only if",
        "deny": (
            "it is not the case that,it is not true that,it is false that,it is untrue that,it is wrong that,"
            "it is simply not true that,it cannot be that,it is a lie that"
        ),
        "affirm": "it is the case that,it is true that,i know that,it is a fact that",
        "both": "it is true both,it is the case both",
        "not both": "but not both,and not both,though not both",
        "or both": "or both,or possibly both,or perhaps both,and possibly both,and perhaps both",
        "say": "say,claim,tell you,state,assert,declare,answer,reply",
        "deny it": "deny",
        "would": "would,could,can,will",
        "would not": "could not,could never,cannot,can never,would never,will never",
        "truth": "truth-teller,truth-tellers,truth teller,truth tellers,truthteller,truthtellers",
        "liar": "liar,liars",
        "tell truth": (
            "tell the truth,tells the truth,speak the truth,speaks the truth,only tell the truth,only tells the truth,"
            "tell only the truth,tells only the truth,speak only the truth,speaks only the truth,tell nothing but the "
            "truth,tells nothing but the truth,speak truthfully,speaks truthfully"
        ),
        "telling truth": "telling the truth,speaking the truth,truthful,being truthful,honest,being honest",
        "lie": (
            "lie,lies,tell lies,tells lies,only lie,only tell lies,only tells lies,tell only lies,tells only lies,"
            "tell nothing but lies,tells nothing but lies,speak falsely,speaks falsely,tell a lie,tells a lie"
        ),
        "lying": "lying,telling lies,telling a lie,dishonest,untruthful",
        "following": "of the following is true,of the following are true,of these statements is true",
        "kind": (
            "kind,kinds,type,types,sort,sorts,tribe,tribes,group,groups,class,category,kind of person,type of person,"
            "sort of person,kind of people,type of people,sort of people,kind of islander,type of islander,"
            "kind of inhabitant,type of inhabitant"
        ),
        "same": "same,alike,identical",
        "different": "different,opposite,opposites,distinct",
        "belong": "belong to,belongs to",
        "utterance": "statement,words,assertion",
        "says": "says,said",
        "and": "and,but,while,whereas",
        "or": "or else",
        "true": "correct",
        "false": "untrue,incorrect,wrong",
        "too": "too,also,as well",
        "everybody": "everyone here,everybody here,everyone among us,everybody among us",
        "nobody": "nobody here,no one here,nobody among us,no one among us,not one of us",
        "everybody else": "everyone else,everybody else,everyone else here,everybody else here",
        "nobody else": "nobody else,no one else,nobody else here,no one else here",
        "here": "here,in this group,in our group",
        "every": "every one,each one,each",
        "be": "is,are,am",
        "do": "does,do",
        "me": "i,me,myself",
        "us": "us,we,ourselves",
        "others": "others",
        "other": "other",
    }.items()
    for phrase in phrases.split(",")
}  # fmt: skip
_OWN_KINDS = frozenset({"type", "kind", "sort", "tribe", "group", "class", "category"})
_CLOSED = frozenset(
    "a an the not both all neither nor either or then if that of at least most more fewer less than no none exactly "
    "precisely just only always never among there what true false as from even odd number so who".split()
)
_CLOSING = frozenset({"or both", "not both"})  # only where no word follows: not in "or both B and C are knaves"
_LOOSENED = frozenset({"and", "or", "iff", "only if", "then", "not both", "or both"})
_MARKS = {"comma": "comma", "open": "(", "close": ")", "colon": "colon"}
_LONGEST_RUN = max(map(len, _PHRASES))  # words; also of names and roles


def words_of(items: Sequence[Item]) -> list[Token]:
    """The tokens of a speech with contractions spelt out.

    Raises:
        NotUnderstood: a quotation or two sentences within the speech.
    """
    found: list[Token] = []
    for item in items:
        if isinstance(item, Quote):
            raise NotUnderstood("a quotation inside a speech")
        if item.kind == "stop":
            raise NotUnderstood("a question" if "?" in item.text else "more than one sentence in a speech")
        if item.kind == "word" and item.lower in _CONTRACTIONS:
            found += [item.spelt(word) for word in _CONTRACTIONS[item.lower].split()]
        elif item.kind == "word" and item.lower.endswith("'s"):
            found += [item.spelt(item.text[:-2]), item.spelt("'s")._replace(kind="possessive")]
        else:
            found.append(item)
    return _kinds_compared(found)


def _kinds_compared(words: Sequence[Token]) -> list[Token]:
    """`my type` and `my opposite` spelt out: `the same type as me`, `the opposite of me`."""
    result: list[Token] = []
    at = 0
    while at < len(words):
        word, after = words[at], words[at + 1] if at + 1 < len(words) else None
        owned = after.lower if after and word.lower == "my" and word.kind == after.kind == "word" else ""
        if owned in _OWN_KINDS and after:
            result += [word.spelt("the"), word.spelt("same"), after, after.spelt("as"), after.spelt("me")]
        elif owned == "opposite" and after:
            result += [word.spelt("the"), after, after.spelt("of"), after.spelt("me")]
        else:
            result.append(word)
        at += 2 if owned in _OWN_KINDS | {"opposite"} else 1
    return result


def terms_of(words: Sequence[Token], lexicon: Lexicon) -> list[Term]:
    """The terms of the words of a speech.

    Raises:
        NotUnderstood: a word of no list.
    """
    terms: list[Term] = []
    at = 0
    while at < len(words):
        term, length = _term_at(words, at, lexicon)
        at += length
        _add(terms, term)
    return terms


def _term_at(words: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[Term, int]:
    token = words[at]
    if token.kind in _MARKS:
        return Term(_MARKS[token.kind]), 1
    if token.kind == "possessive":
        return Term("'s"), 1
    if token.kind not in ("word", "number"):
        raise NotUnderstood(f"{token.text!r} is not understood inside a speech")
    run = list(takewhile(_is_word, words[at : at + _LONGEST_RUN + 1]))
    spelt, lower = tuple(word.text for word in run), tuple(word.lower for word in run)
    for length in range(min(len(run), _LONGEST_RUN), 0, -1):
        if spelt[:length] in lexicon.people:
            return Term("name", lexicon.people[spelt[:length]]), length
    for length in range(min(len(run), _LONGEST_RUN), 0, -1):
        if lower[:length] in lexicon.roles:
            return Term("role", lexicon.roles[lower[:length]]), length
    for length in range(min(len(run), _LONGEST_RUN), 0, -1):
        kind = _PHRASES.get(lower[:length])
        if kind is not None and (kind not in _CLOSING or length == len(run)):
            return Term("role", kind == "truth") if kind in ("truth", "liar") else Term(kind), length
    if token.number is not None:
        return Term("number", token.number), 1
    if token.lower in _CLOSED:
        return Term(token.lower), 1
    if token.text[0].isupper():
        raise NotUnderstood(f"{token.text!r} is nobody the puzzle introduces, and no word that is understood here")
    raise NotUnderstood(f"the word {token.text!r} is not understood inside a speech")


def _is_word(token: Token) -> bool:
    return token.kind in ("word", "number")


def _add(terms: list[Term], term: Term) -> None:
    """Append a term; a comma before a connective only loosens it."""
    before = terms[-1].kind if terms else ""
    if before == "comma" and term.kind in _LOOSENED:
        terms[-1] = term._replace(loose=True)
    else:
        terms.append(term)
