"""Simple Chinese clauses: of whom, how many of them, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from puzzles.reading.chinese.terms import Term
from puzzles.reading.english.quantities import at_least, at_most, every, exactly, odd, some
from puzzles.reading.english.terms import NotUnderstood
from puzzles.statements import And, Iff, Is, Not, Or, Statement

Parts = Sequence[Statement]
_COUNTED = {"at least": at_least, "at most": at_most, "exactly": exactly, "only": exactly}
_VERBAL = frozenset({"all", "not", "deny", "always", "never"})


class Scene(NamedTuple):
    """Who speaks in a puzzle of how many people; `direct`: in the speaker's own words, where 我 is the speaker."""

    speaker: int
    num_people: int
    direct: bool


class _Predicate(NamedTuple):
    """What is said of each person; `spread`: the words before it that say of how many, such as ("all", "not")."""

    leaf: Callable[[int], Statement]
    spread: tuple[str, ...]


class SimpleClause:
    """One clause without connectives: `甲是骑士`, `甲和乙都不是骑士`, `我们当中至少有一个无赖`, `甲和乙身份相同`."""

    def __init__(self, terms: Sequence[Term], scene: Scene) -> None:
        self.terms, self.scene = terms, scene
        self.at = 0

    def read(self) -> Statement:
        """The statement.

        Raises:
            NotUnderstood: the terms are not one simple clause with one reading.
        """
        only = self._take("only")
        people = self._people()
        if only:
            return self._only(people)
        if self._kind() == "either people":
            return self._any_of(self._take_people())
        parity = self._parity(people)
        if parity is not None:
            return parity
        quantity = self._quantity(people)
        if quantity is not None:
            return self._counted(people, quantity)
        relation = self._relation(people)
        return relation if relation is not None else self._plain(people, self._predicate())

    def _people(self) -> tuple[int, ...]:
        if self._kind() == "people":
            return self._take_people()
        if self._kind() in ("at least", "at most", "exactly", "nobody", "have") or self._kind() == "either people":
            return tuple(range(self.scene.num_people))
        raise self._refusal()

    def _plain(self, people: tuple[int, ...], predicate: _Predicate) -> Statement:
        leaves = [predicate.leaf(person) for person in people]
        denied = [Not(leaf) for leaf in leaves]
        match predicate.spread, len(people):
            case (), _:
                return every(leaves)
            case ("not",), 1:
                return denied[0]
            case ("all",), size if size > 1:
                return every(leaves)
            case ("all", "not"), size if size > 1:
                return every(denied)
            case ("not", "all"), size if size > 1:
                return Not(every(leaves))
            case ("not",), _:
                raise NotUnderstood("a denial about several people may mean none of them or not all of them")
        raise self._refusal()

    def _only(self, people: tuple[int, ...]) -> Statement:
        """`只有甲是骑士`: and nobody else."""
        predicate = self._predicate()
        if predicate.spread:
            raise self._refusal()
        others = [person for person in range(self.scene.num_people) if person not in people]
        return every([*map(predicate.leaf, people), *(Not(predicate.leaf(person)) for person in others)])

    def _any_of(self, people: tuple[int, ...]) -> Statement:
        """`甲或者乙是骑士`."""
        predicate = self._predicate()
        if predicate.spread:
            raise NotUnderstood("a denial of a choice may mean neither or not both")
        return some([predicate.leaf(person) for person in people])

    def _quantity(self, people: tuple[int, ...]) -> Callable[[Parts], Statement | None] | None:
        """`中至少有一个`, `当中没有一个`; None where nothing is counted."""
        start = self.at
        among = self._take("among")
        self._skip("filler")
        if self._take("nobody"):
            return lambda parts: Not(some(parts))
        if among and self._kind() == "not" and self.terms[self.at].text == "没有":
            self.at += 1
            if self._kind() == "count" and self._value() == 1:
                self.at += 1
            return lambda parts: Not(some(parts))
        kind = self._kind()
        if kind in _COUNTED:
            self.at += 1
            self._take("have")
            if self._kind() == "count":
                return partial(_COUNTED[kind], self._take_count())
        if among or kind in ("at least", "at most", "have"):
            raise NotUnderstood(f"{self._text()!r}: exactly so many, or at least?")
        self.at = start
        return None

    def _parity(self, people: tuple[int, ...]) -> Statement | None:
        """`中骑士的人数是偶数`, `中有奇数个骑士`; None where no parity is told."""
        kinds = [term.kind for term in self.terms[self.at :] if term.kind != "filler"]
        parity = kinds[-1] if kinds[:1] == ["among"] and kinds[2:4] == ["number of", "are"] else "".join(kinds[2:3])
        forms = (["among", "role", "number of", "are", parity], ["among", "have", parity, "role"])
        if parity not in ("odd", "even") or kinds not in forms:
            return None
        honest = next(bool(term.value) for term in self.terms[self.at :] if term.kind == "role")
        uneven = odd([Is(person, honest) for person in people])
        return uneven if parity == "odd" else Not(uneven)

    def _counted(self, people: tuple[int, ...], quantity: Callable[[Parts], Statement | None]) -> Statement:
        predicate = self._predicate(bare_role=True)
        if predicate.spread not in ((), ("not",)):
            raise self._refusal()
        leaves = [predicate.leaf(person) for person in people]
        statement = quantity([Not(leaf) for leaf in leaves] if predicate.spread else leaves)
        if statement is None:
            raise NotUnderstood(f"{self._text()!r} would be always true or never")
        return statement

    def _relation(self, people: tuple[int, ...]) -> Statement | None:
        """`身份相同`, `不是同一种人`, after two people or (all the same) more; `是乙的同类` after one."""
        start = self.at
        words = self._skip("filler", "are", "all", "not", "deny")
        if len(people) == 1 and self._kind() == "people":
            people = tuple(dict.fromkeys([*people, *self._take_people()]))
            kind = "same" if len(people) == 2 and self._take("own kind") else ""
        else:
            kind = self._take("same") or self._take("different")
        if not kind or self.at < len(self.terms):
            self.at = start
            return None
        denied = any(word.kind in ("not", "deny") for word in words)
        if len(people) < 2 or len(people) > 2 and (denied or kind == "different"):
            raise NotUnderstood("this says of two people that they are alike or not; of more it may mean all or some")
        if kind == "different" and not denied:
            return Iff(Is(people[0], True), Is(people[1], False))
        return Not(_alike(people)) if denied and kind == "same" else _alike(people)

    def _predicate(self, bare_role: bool = False) -> _Predicate:
        """What follows the subject, to the end: `都不是骑士`, `从不说谎`, `是一名无赖`."""
        words = self._skip("filler", "are", *_VERBAL)
        if self._kind() == "count" and self.terms[self.at].value == 1:
            self.at += 1
        core, value = self._kind(), self._value()
        has_verb = any(word.kind in ("are", "deny") for word in words)
        self.at += 1
        self._skip("filler")
        if core not in ("role", "truth", "lie") or self.at < len(self.terms):
            raise self._refusal()
        if core == "role" and not has_verb and not bare_role:
            raise self._refusal()
        spread = [("not" if word.kind == "deny" else word.kind) for word in words if word.kind in _VERBAL]
        honest = bool(value) if core == "role" else core == "truth"
        if "never" in spread:
            honest = not honest
        if core == "role" and {"never", "always"} & set(spread):
            raise self._refusal()
        return _Predicate(lambda person: Is(person, honest), tuple(k for k in spread if k not in ("never", "always")))

    def _kind(self) -> str:
        return self.terms[self.at].kind if self.at < len(self.terms) else ""

    def _value(self) -> object:
        return self.terms[self.at].value if self.at < len(self.terms) else None

    def _take(self, kind: str) -> str:
        """Go past a term of this kind; gives the kind, or nothing where another stands."""
        if self._kind() != kind:
            return ""
        self.at += 1
        return kind

    def _take_people(self) -> tuple[int, ...]:
        self.at += 1
        return self.terms[self.at - 1].people

    def _take_count(self) -> int:
        self.at += 1
        return int(self.terms[self.at - 1].value or 0)

    def _skip(self, *kinds: str) -> Sequence[Term]:
        first = self.at
        while self._kind() in kinds:
            self.at += 1
        return self.terms[first : self.at]

    def _text(self) -> str:
        return "".join(term.text for term in self.terms)

    def _refusal(self) -> NotUnderstood:
        return NotUnderstood(f"{self._text()!r} is no statement about who tells the truth that can be read")


def _alike(people: Sequence[int]) -> Statement:
    if len(people) == 2:
        return Iff(Is(people[0], True), Is(people[1], True))
    return Or((And(tuple(Is(p, True) for p in people)), And(tuple(Is(p, False) for p in people))))
