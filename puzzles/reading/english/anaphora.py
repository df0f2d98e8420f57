"""Words of a speech that stand for others: pronouns, and clauses that leave out what was just said.

A pronoun is resolved only where nobody else can be meant: "he" in the own words of one of two people is the other
one; "you" is the person spoken to; the "he" of "if you asked Zoey, he would say …" is Zoey. In reported speech
"he himself" before any name is the speaker, and so is the "she" of "Mia and she" where there is nobody else; in
"Zoey says that Mia lies or she is a knight", "she" may be either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from puzzles.reading.english.terms import Lexicon, NotUnderstood, Term
from puzzles.reading.english.tokens import Token

_HE = frozenset({"he", "she", "him", "her"})
_HIMSELF = frozenset({("he", "himself"), ("she", "herself")})
_WE = frozenset({"we", "us", "our", "ourselves", "we're"})
_EXCLAMATIONS = frozenset({"well", "oh", "ah", "hey", "hello", "listen", "look"})
_ASKERS = frozenset({"you", "i", "we", "someone", "somebody", "one", "anyone"})
_ASKING = (("ask",), ("asked",), ("were", "to", "ask"))
_LINKS = frozenset({"and", "or", "if", "iff", "only if", "then", "comma"})
_LISTING = frozenset({"and", "or", "nor", "comma", "'s"})
_QUANTIFYING = frozenset(
    {"neither", "nor", "none", "no", "nobody", "only", "exactly", "precisely", "just", "at", "more", "fewer", "less"}
)


class Voice(NamedTuple):
    """Who speaks, to whom if the text names somebody, and whether in their own words."""

    speaker: int
    listener: int | None = None
    direct: bool = False


def spelt_out(words: Sequence[Token], lexicon: Lexicon, voice: Voice) -> list[Token]:
    """The words with names for pronouns.

    Raises:
        NotUnderstood: "we" said to one of several people.
    """
    lower = [word.lower for word in words]
    if voice.listener is not None and lexicon.num_people > 2 and not _WE.isdisjoint(lower):
        raise NotUnderstood("'we' may be the two who talk to each other, or all")
    found: list[Token] = []
    at = 2 if lower[:1] and lower[0] in _EXCLAMATIONS and words[1:2] and words[1].kind == "comma" else 0
    while at < len(words):
        person, length = _meant(words, at, lexicon, voice)
        if length:
            if person is None and found and found[-1].kind == "comma":
                found.pop()
            found += [words[at].spelt(word) for word in lexicon.name_of(person)] if person is not None else []
            at += length
        else:
            found.append(words[at])
            at += 1
    return found


def _meant(words: Sequence[Token], at: int, lexicon: Lexicon, voice: Voice) -> tuple[int | None, int]:
    """Who is meant by the words at a position, and how many these are; nobody where they only set a condition."""
    word = words[at].lower
    if word == "you" and voice.direct and voice.listener is not None:
        return voice.listener, 1
    if word in _HE and voice.direct and lexicon.num_people == 2:
        return 1 - voice.speaker, 1
    if word in _HE and not voice.direct and lexicon.num_people == 2 and _is_beside_the_other(words, at, lexicon, voice):
        return voice.speaker, 1
    if tuple(one.lower for one in words[at : at + 2]) in _HIMSELF and not voice.direct:
        named = any(lexicon.person_at(words, before) for before in range(at))
        return (None, 0) if named else (voice.speaker, 2)
    return _asked(words, at, lexicon) if word in ("if", "when") else (None, 0)


def _is_beside_the_other(words: Sequence[Token], at: int, lexicon: Lexicon, voice: Voice) -> bool:
    """Whether the pronoun is in a list with the name of the other of two people, as in "Mia and she"."""
    other = lexicon.name_of(1 - voice.speaker)
    before = tuple(word.text for word in words[max(at - 1 - len(other), 0) : max(at - 1, 0)])
    after = tuple(word.text for word in words[at + 2 : at + 2 + len(other)])
    joined = [word.lower in ("and", "or", "nor") for word in (*words[max(at - 1, 0) : at], *words[at + 1 : at + 2])]
    return at > 0 and joined[0] and before == other or joined[-1:] == [True] and after == other


def _asked(words: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int | None, int]:
    """`if asked,`, and the whole of `if you asked Zoey, she` before "would"."""
    lower = [word.lower for word in words]
    if lower[at + 1 : at + 2] == ["asked"]:
        return None, 3 if words[at + 2 : at + 3] and words[at + 2].kind == "comma" else 2
    if lower[at + 1 : at + 2] == [] or lower[at + 1] not in _ASKERS:
        return None, 0
    for verb in _ASKING:
        start = at + 2 + len(verb)
        asked = lexicon.person_at(words, start)
        if tuple(lower[at + 2 : start]) == verb and asked:
            person, length = asked
            end = start + length
            end += words[end].kind == "comma" if end < len(words) else 0
            again = lexicon.person_at(words, end)
            same = again[1] if again and again[0] == person else int(lower[end : end + 1] != [] and lower[end] in _HE)
            if same and lower[end + same : end + same + 1] in (["would"], ["will"], ["could"]):
                return person, end + same - at
    return None, 0


def filled(terms: Sequence[Term]) -> list[Term]:
    """The terms with what is left out: "B is a knave and so is C" says that C is a knave."""
    found: list[Term] = []
    at = 0
    while at < len(terms):
        if terms[at].kind == "too" and any(term.kind in _LINKS for term in found):
            at += 1
            continue
        clause = _left_out(terms, at, found) if found and found[-1].kind in _LINKS else None
        if clause is None:
            found.append(terms[at])
            at += 1
        else:
            new, length = clause
            found += new
            at += length
    return found


def _left_out(terms: Sequence[Term], at: int, before: Sequence[Term]) -> tuple[list[Term], int] | None:
    """The clause that begins at a position in full, and how many terms it takes there."""
    kinds = [term.kind for term in terms[at : at + 5]] + [""] * 5
    inverted = kinds[0] in ("so", "neither", "nor") and kinds[1] in ("be", "do")
    person, verb = (at + 2, kinds[1]) if inverted else (at, kinds[1])
    if terms[person : person + 1] == [] or terms[person].kind not in ("name", "me") or verb not in ("be", "do"):
        return None
    end = person + 1 if inverted else at + 2
    denied = kinds[0] in ("neither", "nor") or not inverted and kinds[2] == "not"
    end += not inverted and denied
    end += end < len(terms) and terms[end].kind == "too"
    if end < len(terms) and terms[end].kind not in _LINKS | {")"}:
        return None
    predicate = _predicate(before, verb)
    if predicate is None or (predicate[0] if inverted else predicate[0] and denied) != (inverted and denied):
        return None
    negation = [Term("not")] if denied else []
    auxiliary = [Term("do")] if denied and verb == "do" else [Term("be")] if verb == "be" else []
    return [terms[person], *auxiliary, *negation, *predicate[1]], end - at


def _predicate(before: Sequence[Term], verb: str) -> tuple[bool, list[Term]] | None:
    """Whether the clause before denies, and what it says of its subject, behind "is" or as a verb."""
    end = len(before)
    while end and before[end - 1].kind in _LINKS:
        end -= 1
    start = end - 1
    if start < 0 or before[start].kind not in (
        ("role", "lying", "telling truth") if verb == "be" else ("lie", "tell truth")
    ):
        return None
    while start and before[start - 1].kind in ("a", "an", "both", "all", "always"):
        start -= 1
    said = [term for term in before[start:end] if term.kind not in ("both", "all")]
    denied = bool(start) and before[start - 1].kind == "not"
    subject = start - denied - (verb == "be" or denied) - 1
    if subject < 0 or verb == "be" and before[start - denied - 1].kind not in ("be", "'s"):
        return None
    if before[subject].kind not in ("name", "me", "us", "others") or _is_quantified(before[: subject + 1]):
        return None
    return denied, said


def _is_quantified(terms: Sequence[Term]) -> bool:
    """Whether the subject that ends the terms is no plain list of people."""
    start = len(terms)
    while start and terms[start - 1].kind in {"name", "me", "us", "others", "the"} | _LISTING:
        start -= 1
    return start > 0 and terms[start - 1].kind in _QUANTIFYING | {"of", "number"}
