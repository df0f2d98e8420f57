"""A statement as a Chinese clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from puzzles.prose.literals import Group, contradicts_itself, exclusive, literal, shared_role
from puzzles.prose.phrasing_zh import STANDARD, Phrasing
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement

_AT_LEAST_ONE = "至少有一项成立"


def describe(
    statement: Statement,
    names: Sequence[str],
    roles: tuple[str, str],
    phrasing: Phrasing = STANDARD,
    speaker: int | None = None,
    me: str = "我",
) -> str:
    """The statement as a clause with exactly one reading, without full stop.

    With a `speaker`, who is called `me`, the clause is fit for direct speech only (我) or for a report (自己).

    >>> describe(And((Is(0, True), Not(Is(1, True)))), ("甲", "乙"), ("骑士", "无赖"))
    '甲是骑士，并且乙不是骑士'
    """
    return _Voice(names, roles, _fitting(phrasing, statement), speaker, me).clause(statement, outermost=True).text


def reported(
    statement: Statement, names: Sequence[str], roles: tuple[str, str], phrasing: Phrasing, speaker: int
) -> str | None:
    """The clause after 甲说，: None where it could seem to end before the statement does, or 自己 to be somebody else.

    >>> reported(Is(1, False), ("甲", "乙"), ("骑士", "无赖"), STANDARD, speaker=1)
    '自己是无赖'
    """
    clause = _Voice(names, roles, _fitting(phrasing, statement), speaker, "自己").clause(statement, outermost=True)
    whole = isinstance(statement, Implies | Not) or clause.simple and "，" not in clause.text
    return clause.text if whole and "自己" not in clause.text[1:] else None


def listing(items: Sequence[str]) -> str:
    """`甲`, `甲和乙`, `甲、乙和丙`."""
    return "和".join(part for part in ("、".join(items[:-1]), items[-1]) if part) if items else ""


def _fitting(phrasing: Phrasing, statement: Statement) -> Phrasing:
    """Role words where the same person would be said to lie and to tell the truth, which sounds like the paradox."""
    spoken = phrasing.leaf in ("habit", "doing") and contradicts_itself(statement)
    return replace(phrasing, leaf="role") if spoken else phrasing


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
    me: str

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
                return self._conjunction(self._flat(parts, And), outermost)
            case Or(parts):
                return self._disjunction(self._flat(parts, Or), outermost)
            case Implies(premise, conclusion):
                return self._implication(premise, conclusion)
            case Iff(left, right):
                return self._equivalence(left, right, outermost)
        raise TypeError(f"not a statement: {statement!r}")

    def _flat(self, parts: Sequence[Statement], kind: type[And] | type[Or]) -> Sequence[Statement]:
        """The parts, those of the same kind taken apart where brackets are lean."""
        if self.phrasing.brackets != "lean":
            return parts
        return [piece for part in parts for piece in (self._flat(part.parts, kind) if isinstance(part, kind) else [part])]

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
        group, form = shared_role(inner), self.phrasing.negation
        if group and not group.denied and form in ("不都", "至少有一个不是"):
            not_all = "不都是" if form == "不都" else "中至少有一个不是"
            return self._of_group(group, not_all if isinstance(inner, And) else "中没有一个是")
        if form == "不成立":
            return _Clause(f"（{self.clause(inner).text}）这一说法不成立")
        return _Clause(f"{'并不是' if form == '并不是' else '并非'}{self._part(inner)}")

    def _of_group(self, group: Group, words: str) -> _Clause:
        return _Clause(f"{self._listed(group.people)}{words}{self._role(group.knight)}", simple=True)

    def _conjunction(self, parts: Sequence[Statement], outermost: bool) -> _Clause:
        form, group = self.phrasing.conjunction, shared_role(And(tuple(parts)))
        if form == "都" and group:
            return self._of_group(group, "都不是" if group.denied else "都是")
        if form == "而" and outermost and len(parts) == 2 and parts[0] != parts[1]:
            likened = self._likened(parts[0], parts[1])
            if likened:
                return _Clause(likened)
        word = "并且" if form in ("都", "而") else form
        texts = [self._part(part) for part in parts]
        if outermost:
            return _Clause(f"{'，'.join(texts[:-1])}，{word}{texts[-1]}")
        return _Clause(f"{'、'.join(texts[:-1])}{word}{texts[-1]}", chain=self._is_chain(parts))

    def _likened(self, one: Statement, other: Statement) -> str:
        """`甲是骑士，而乙是无赖`, `甲是骑士，乙也是骑士`; nothing where they neither differ nor agree to the letter."""
        first, second = literal(one), literal(other)
        if not first or not second or first.person == second.person or type(one) is not type(other):
            return ""
        text = self.clause(one).text
        if first.knight != second.knight:
            contrast = isinstance(one, Is) and self.phrasing.leaf != "opposite"  # 不是 against 不是 is none
            return f"{text}，而{self.clause(other).text}" if contrast else ""
        subject = self._subject(second.person)
        predicate = self.clause(other).text.removeprefix(subject)
        also = predicate.replace("说的是", "说的也是") if predicate.startswith("说的是") else f"也{predicate}"
        return f"{text}，{subject}{also}"

    def _disjunction(self, parts: Sequence[Statement], outermost: bool) -> _Clause:
        group, form = shared_role(Or(tuple(parts))), self.phrasing.disjunction
        if group and form == "至少有一个":
            return self._of_group(group, "中至少有一个不是" if group.denied else "中至少有一个是")
        texts = [self._part(part) for part in parts]
        if form in ("或者", "或") or exclusive(parts):
            word = "或" if form == "或" else "或者"
            return _Clause(f"{'，' if outermost else ''}{word}".join(texts), chain=not outermost and self._is_chain(parts))
        tail = _AT_LEAST_ONE if form == "至少有一项" or len(parts) > 2 else "或者两者都成立"
        return _Clause(f"{'，或者'.join(texts)}，{tail}")

    def _is_chain(self, parts: Sequence[Statement]) -> bool:
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
        one, other, form = literal(left), literal(right), self.phrasing.equivalence
        if one and other and one.person != other.person and form in ("身份相同", "要么都"):
            people, same = self._listed((one.person, other.person)), one.knight == other.knight
            if form == "身份相同":
                return _Clause(f"{people}身份{'相同' if same else '不同'}", simple=True)
            truthful, liar = self.roles
            if same:
                return _Clause(f"{people}要么都是{truthful}，要么都是{liar}")
            return _Clause(f"{people}一个是{truthful}，另一个是{liar}")
        if form == "反过来" and outermost and self._is_chain((left, right)):
            return _Clause(f"如果{self._part(left)}，那么{self._part(right)}，反过来也一样")
        if form == "充要条件":
            return _Clause(f"{self._part(left)}的充要条件是{self._part(right)}")
        return _Clause(f"{self._part(left)}{'，' if outermost else ''}当且仅当{self._part(right)}")

    def _subject(self, person: int) -> str:
        return self.me if person == self.speaker else self.names[person]

    def _listed(self, people: Sequence[int]) -> str:
        """People named together; in a report 自己 comes first, before anybody else whom it could mean."""
        ordered = sorted(people, key=lambda person: person != self.speaker) if self.me == "自己" else people
        return listing([self._subject(person) for person in ordered])

    def _role(self, knight: bool) -> str:
        return self.roles[0] if knight else self.roles[1]
