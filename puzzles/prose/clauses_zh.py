"""A statement as a Chinese clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from puzzles.prose.phrasing_zh import STANDARD, Phrasing
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement


def describe(
    statement: Statement,
    names: Sequence[str],
    roles: tuple[str, str],
    phrasing: Phrasing = STANDARD,
    speaker: int | None = None,
) -> str:
    """The statement as a clause with exactly one reading, without full stop.

    With a `speaker`, who is called 我, the clause is fit for direct speech only.

    >>> describe(And((Is(0, True), Not(Is(1, True)))), ("甲", "乙"), ("骑士", "无赖"))
    '甲是骑士，并且乙不是骑士'
    """
    return _Voice(names, roles, phrasing, speaker).clause(statement, outermost=True).text


def listing(items: Sequence[str]) -> str:
    """`甲`, `甲和乙`, `甲、乙和丙`."""
    return "和".join(part for part in ("、".join(items[:-1]), items[-1]) if part) if items else ""


class _Clause(NamedTuple):
    """`simple`: one subject and what is said of it; `chain`: simple clauses joined by one connective, no commas."""

    text: str
    simple: bool = False
    chain: bool = False


@dataclass(frozen=True, slots=True)
class _Voice:
    names: Sequence[str]
    roles: tuple[str, str]
    phrasing: Phrasing
    speaker: int | None

    def clause(self, statement: Statement, outermost: bool = False) -> _Clause:
        """The clause of a statement; commas set connectives off only where it stands `outermost`."""
        match statement:
            case Is(person, knight):
                return _Clause(self._subject(person) + self._predicate(person, knight), simple=True)
            case Not(Is(person, knight)):
                return self._denied_leaf(person, knight)
            case Not(inner):
                return self._negation(inner)
            case And(parts):
                return self._conjunction(parts, outermost)
            case Or(parts):
                return self._disjunction(parts, outermost)
            case Implies(premise, conclusion):
                return self._implication(premise, conclusion)
            case Iff(left, right):
                return self._equivalence(left, right, outermost)
        raise TypeError(f"not a statement: {statement!r}")

    def _part(self, statement: Statement) -> str:
        """The clause inside a larger one."""
        clause = self.clause(statement)
        return clause.text if clause.simple else f"（{clause.text}）"

    def _premise(self, statement: Statement) -> str:
        """Between 如果 and 那么 a chain shows its own extent."""
        clause = self.clause(statement)
        bare = clause.simple or clause.chain and self.phrasing.brackets == "lean"
        return clause.text if bare else f"（{clause.text}）"

    def _predicate(self, person: int, knight: bool) -> str:
        match self.phrasing.leaf:
            case "habit":
                return "总是说真话" if knight else "总是说假话"
            case "doing" if person != self.speaker:  # 我在说谎 sounds like the paradox
                return "说的是真话" if knight else "在说谎"
            case "opposite":
                return f"不是{self._role(not knight)}"
        return f"是{self._role(knight)}"

    def _denied_leaf(self, person: int, knight: bool) -> _Clause:
        if self.phrasing.denial == "negation":
            word = "并不是" if self.phrasing.negation == "并不是" else "并非"
            return _Clause(f"{word}{self._subject(person)}是{self._role(knight)}")
        return _Clause(f"{self._subject(person)}{self.phrasing.denial}{self._role(knight)}", simple=True)

    def _negation(self, inner: Statement) -> _Clause:
        group = _shared_role(inner.parts) if isinstance(inner, And | Or) else None
        if group and self.phrasing.negation == "不都":
            people, knight = group
            some = f"{self._listed(people)}不都是" if isinstance(inner, And) else f"{self._listed(people)}中没有一个是"
            return _Clause(some + self._role(knight), simple=True)
        if self.phrasing.negation == "不成立":
            return _Clause(f"（{self.clause(inner).text}）这一说法不成立")
        return _Clause(f"{'并不是' if self.phrasing.negation == '并不是' else '并非'}{self._part(inner)}")

    def _conjunction(self, parts: tuple[Statement, ...], outermost: bool) -> _Clause:
        form = self.phrasing.conjunction
        if form == "都":
            alike, verb = _shared_role(parts), "是"
            if alike is None:
                alike, verb = _shared_denial(parts), "不是"
            if alike is not None:
                people, knight = alike
                return _Clause(f"{self._listed(people)}都{verb}{self._role(knight)}", simple=True)
        word = "并且" if form == "都" or form == "而" and len(parts) > 2 else form
        texts = [self._part(part) for part in parts]
        if outermost:
            return _Clause(f"{'，'.join(texts[:-1])}，{word}{texts[-1]}")
        return _Clause(f"{'、'.join(texts[:-1])}{word}{texts[-1]}", chain=self._is_chain(parts))

    def _disjunction(self, parts: tuple[Statement, ...], outermost: bool) -> _Clause:
        group, form = _shared_role(parts), self.phrasing.disjunction
        if group and form == "至少有一个":
            people, knight = group
            return _Clause(f"{self._listed(people)}中至少有一个是{self._role(knight)}", simple=True)
        word = "或" if form == "或" else "或者"
        texts = [self._part(part) for part in parts]
        if form == "两者都成立" and len(parts) == 2:
            return _Clause(f"{texts[0]}，或者{texts[1]}，或者两者都成立")
        return _Clause(f"{'，' if outermost else ''}{word}".join(texts), chain=not outermost and self._is_chain(parts))

    def _is_chain(self, parts: tuple[Statement, ...]) -> bool:
        return all(self.clause(part).simple for part in parts)

    def _implication(self, premise: Statement, conclusion: Statement) -> _Clause:
        match self.phrasing.implication, premise, conclusion:
            case "只要就", _, Is(person, knight):
                return _Clause(f"只要{self._premise(premise)}，{self._subject(person)}就是{self._role(knight)}")
            case "只有才", Is(person, knight), _:
                return _Clause(f"只有{self._premise(conclusion)}，{self._subject(person)}才是{self._role(knight)}")
            case "若则", _, _:
                return _Clause(f"若{self._premise(premise)}，则{self._part(conclusion)}")
        return _Clause(f"如果{self._premise(premise)}，那么{self._part(conclusion)}")

    def _equivalence(self, left: Statement, right: Statement, outermost: bool) -> _Clause:
        match self.phrasing.equivalence, left, right:
            case "身份相同", Is(one, first), Is(other, second) if one != other:
                kinds = "相同" if first == second else "不同"
                return _Clause(f"{self._listed((one, other))}身份{kinds}", simple=True)
            case "充要条件", _, _:
                return _Clause(f"{self._part(left)}的充要条件是{self._part(right)}")
        return _Clause(f"{self._part(left)}{'，' if outermost else ''}当且仅当{self._part(right)}")

    def _subject(self, person: int) -> str:
        return "我" if person == self.speaker else self.names[person]

    def _listed(self, people: Sequence[int]) -> str:
        return listing([self._subject(person) for person in people])

    def _role(self, knight: bool) -> str:
        return self.roles[0] if knight else self.roles[1]


def _shared_role(parts: Sequence[Statement]) -> tuple[tuple[int, ...], bool] | None:
    """The people and the one role, when every part says of another person that they have it."""
    leaves = [part for part in parts if isinstance(part, Is)]
    people = tuple(leaf.person for leaf in leaves)
    if len(set(people)) == len(parts) and len({leaf.knight for leaf in leaves}) == 1:
        return people, leaves[0].knight
    return None


def _shared_denial(parts: Sequence[Statement]) -> tuple[tuple[int, ...], bool] | None:
    """The same for parts that all deny the role."""
    denied = [part.inner for part in parts if isinstance(part, Not)]
    return _shared_role(denied) if len(denied) == len(parts) else None
