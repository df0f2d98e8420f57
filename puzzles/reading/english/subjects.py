"""Who a clause is about: one person, several, or so many of a group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from puzzles.reading.english.quantities import QUANTITIES, every, odd, some
from puzzles.reading.english.terms import Term
from puzzles.statements import And, Not, Statement

_EVERYBODY = {"everybody": "all", "everybody else": "all", "nobody": "none", "nobody else": "none"}

Combine = Callable[[Sequence[Statement]], Statement | None]


class Subject(NamedTuple):
    """People, and how what is said of each becomes one statement.

    `kind` is "one", "all", "any", "none", "not all" or "some" (a count of them).
    """

    people: tuple[int, ...]
    kind: str
    combine: Combine


class Cursor:
    """A place in the terms of one clause, and the people who may be meant; `hint` says why nothing could be read.

    `counted` says that people were counted before in the same speech: "the others" may then be the rest of them.
    """

    def __init__(self, terms: Sequence[Term], speaker: int, num_people: int, counted: bool = False) -> None:
        self.terms, self.speaker, self.num_people, self.counted_before = terms, speaker, num_people, counted
        self.at = 0
        self.hint = ""

    def kind(self, ahead: int = 0) -> str:
        return self.terms[self.at + ahead].kind if self.at + ahead < len(self.terms) else ""

    def take(self, *kinds: str) -> bool:
        """Step over the kinds, if they come next."""
        found = tuple(self.kind(ahead) for ahead in range(len(kinds))) == kinds
        self.at += len(kinds) * found
        return found

    def take_any(self, *kinds: str) -> str:
        """Step over one term of any of the kinds; its kind, or "" where none comes next."""
        kind = self.kind()
        if kind not in kinds:
            return ""
        self.at += 1
        return kind

    def number(self) -> int | None:
        value = self.terms[self.at].value if self.kind() == "number" else None
        self.at += value is not None
        return value

    def person(self) -> int | None:
        if self.take("me"):
            return self.speaker
        if self.kind() != "name":
            return None
        self.at += 1
        return self.terms[self.at - 1].value

    def subject(self) -> Subject | None:
        first = self.kind()
        if first == "neither":
            return self._neither()
        if first == "either":
            return self._either()
        if first in ("both", "all", "every", "none", "not") or first == "no" and self.kind(1) == "number":
            return self._collective()
        if first in _EVERYBODY:
            return self._everybody(first)
        before, counted = self.at, self.counted()
        if self.at > before:
            people = self.group() if counted and self.take("of") else None
            return Subject(people, "some", counted) if people and counted else None
        if first == "number" and self.kind(1) == "of":
            self.hint = "a bare number of people may be exactly or at least so many"
            return None
        if first not in ("name", "me"):
            people, joiner = self.group() or (), "and"
        else:
            people, joiner = self.people("and", "or")
        if len(people) < 2:
            return Subject(people, "one", every) if people else None
        return Subject(people, "all", every) if joiner == "and" else Subject(people, "any", some)

    def counted(self) -> Combine | None:
        """`exactly two`, `at least one`, `an even number`: how many hold."""
        for words, quantity in QUANTITIES.items():
            if self.take(*words):
                count = self.number()
                return None if count is None else partial(quantity, count)
        if self.take("an", "even", "number") or self.take("even", "number"):
            return lambda parts: Not(odd(parts))
        return odd if self.take("an", "odd", "number") or self.take("odd", "number") else None

    def _neither(self) -> Subject | None:
        self.at += 1
        people = self.group() if self.take("of") else self.people("nor")[0]
        return Subject(people, "none", every) if people and self._are(2, people) else None

    def _either(self) -> Subject | None:
        self.at += 1
        if self.kind() == "of":
            self.hint = '"either of" may mean one of them or each of them'
        people, _ = self.people("or")
        return Subject(people, "any", some) if len(people) > 1 else None

    def _collective(self) -> Subject | None:
        """`both of us`, `all three of A, B and C`, `none of us`, `not all of us`, `no one of us`."""
        denied = self.take("not")
        word = self.take_any("both", "all", "every", "none", "no")
        if word == "no" and self.number() != 1:
            return None
        count = self.number() if word == "all" else 2 if word == "both" else None
        named = self.take("of") or word in ("both", "all")
        people = self.group() if named else None
        if not people or count is not None and not self._are(count, people):
            return None
        if word in ("none", "no"):
            return None if denied else Subject(people, "none", every)
        return Subject(people, "not all", _not_every) if denied else Subject(people, "all", every)

    def group(self) -> tuple[int, ...] | None:
        """`us`, `us three`, `the two of us`, `the others`, `A, B and me`."""
        everybody = tuple(range(self.num_people))
        if self.take("us"):
            self.take("all")
            count = 2 if self.take("both") else self.number()
            return everybody if count is None or self._are(count, everybody) else None
        if self.take("the"):
            if self.kind() in ("others", "other"):
                return self._the_others()
            count = self.number()
            return everybody if count and self.take("of", "us") and self._are(count, everybody) else None
        people, _ = self.people("and", "or")
        return people if len(people) > 1 else None

    def _the_others(self) -> tuple[int, ...] | None:
        """`the others`, `the other two`, `the other` of two: all but the speaker, if nobody was counted before."""
        others = self._all_but_me()
        several = self.take("others") or not self.take("other")
        count = self.number()
        if self.counted_before:
            self.hint = '"the others" may be the rest of those who were counted, or all but the speaker'
            return None
        if several:
            return others if len(others) > 1 else None
        return others if self._are(count or 1, others) else None

    def _all_but_me(self) -> tuple[int, ...]:
        return tuple(person for person in range(self.num_people) if person != self.speaker)

    def _everybody(self, word: str) -> Subject | None:
        """`everyone here`, `nobody among us`, `everyone else`."""
        self.at += 1
        people = self._all_but_me() if word.endswith("else") else tuple(range(self.num_people))
        return Subject(people, _EVERYBODY[word], every) if people else None

    def people(self, *joiners: str) -> tuple[tuple[int, ...], str]:
        """A list of different people and the word before the last of them; empty where there is none."""
        found: list[int] = []
        joiner = separator = ""
        while (person := self.person()) is not None:
            found.append(person)
            before, separator = separator, self.kind() if self.kind() in ("comma", *joiners) else ""
            if separator == "" or self.kind(1) not in ("name", "me"):
                separator = before
                break
            if separator != "comma" and joiner not in ("", separator):
                return (), ""
            joiner = joiner if separator == "comma" else separator
            self.at += 1
        if len(found) > 1 and separator not in joiners:
            return (), ""
        if len(set(found)) < len(found):
            self.hint = "somebody is named twice in one list"
            return (), ""
        return tuple(found), joiner

    def _are(self, count: int, people: Sequence[int]) -> bool:
        if count != len(people):
            self.hint = f"{count} people are spoken of where there are {len(people)}"
        return count == len(people)


def _not_every(parts: Sequence[Statement]) -> Statement:
    return Not(And(tuple(parts)))
