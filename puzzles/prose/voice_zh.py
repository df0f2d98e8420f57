"""The clauses of one person's speech in Chinese, from the words down to the connectives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from puzzles.prose.literals import Group, denial, exclusive, flat, literal, shared_role
from puzzles.prose.phrasing_zh import Phrasing
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement


def listing(items: Sequence[str]) -> str:
    """`甲`, `甲和乙`, `甲、乙和丙`."""
    return "和".join(part for part in ("、".join(items[:-1]), items[-1]) if part) if items else ""


class Clause(NamedTuple):
    """`simple`: one subject and what is said of it; `chain`: simple clauses joined by one connective, no commas."""

    text: str
    simple: bool = False
    chain: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """The wording of one person: `speaker`, where somebody is called `me`."""

    names: Sequence[str]
    roles: tuple[str, str]
    phrasing: Phrasing
    speaker: int | None
    me: str

    def clause(self, statement: Statement, outermost: bool = False) -> Clause:
        """The clause of a statement; commas set connectives off only where it stands `outermost`."""
        match statement:
            case Is(person, knight):
                return Clause(self._subject(person) + self._predicate(person, knight), simple=True)
            case Not(Is(person, knight)):
                return self._denied_leaf(person, knight, outermost)
            case Not(inner):
                return self._negation(inner, outermost)
            case And() | Or():
                return self._junction(statement, outermost)
            case Implies(premise, conclusion):
                return self._implication(premise, conclusion, outermost)
            case Iff(left, right):
                return self._equivalence(left, right, outermost)
        raise TypeError(f"not a statement: {statement!r}")

    @property
    def _lean(self) -> bool:
        return self.phrasing.brackets == "lean"

    def _junction(self, statement: And | Or, outermost: bool) -> Clause:
        """An "and" or "or". Lean ones take those of their kind in them apart, and say nothing twice."""
        parts = tuple(flat(statement)) if self._lean else statement.parts
        if len(parts) == 1:
            return self.clause(parts[0], outermost)
        return (self._conjunction if isinstance(statement, And) else self._disjunction)(parts, outermost)

    def _part(self, statement: Statement) -> str:
        """The clause inside a larger one."""
        clause = self.clause(statement)
        return clause.text if clause.simple else f"（{clause.text}）"

    def _premise(self, statement: Statement) -> str:
        """Between 如果 and 那么 a chain shows its own extent."""
        clause = self.clause(statement)
        bare = clause.simple or clause.chain and self._lean
        return clause.text if bare else f"（{clause.text}）"

    def _predicate(self, person: int, knight: bool) -> str:
        match self.phrasing.leaf:
            case "habit":
                return "总是说真话" if knight else "总是说假话"
            case "doing":
                return "说的是真话" if knight else "在说谎"
            case "opposite":
                return f"不是{self._role(not knight)}"
        return f"是{self._role(knight)}"

    def _denied_leaf(self, person: int, knight: bool, outermost: bool) -> Clause:
        if self.phrasing.denial == "negation":
            word = "并不是" if self.phrasing.negation == "并不是" else "并非"
            return Clause(f"{word}{self._subject(person)}是{self._role(knight)}")
        verb = "不是" if self._lean and not outermost else self.phrasing.denial  # what is only supposed is not stressed
        return Clause(f"{self._subject(person)}{verb}{self._role(knight)}", simple=True)

    def _negation(self, inner: Statement, outermost: bool) -> Clause:
        said = self._denied_group(inner) or self._lean and self._denied_briefly(inner)
        if said:
            return said
        form = self.phrasing.negation
        if self._lean and isinstance(inner, Or) and all(map(literal, inner.parts)):  # neither of them
            return self._junction(And(tuple(map(denial, inner.parts))), outermost)
        if form == "不成立":
            return Clause(f"（{self.clause(inner).text}）这一说法不成立")
        return Clause(f"{'并不是' if form == '并不是' else '并非'}{self._part(inner)}")

    def _denied_group(self, inner: Statement) -> Clause | None:
        """`甲和乙中至少有一个不是骑士`, `甲、乙和丙中没有一个是骑士`."""
        group, old = shared_role(inner), self.phrasing.negation == "不都"
        if not group or group.denied or not (old or self._lean):
            return None
        if isinstance(inner, And):
            return self._of_group(group, "不都是" if old else "中至少有一个不是")
        return self._of_group(group, "都不是" if self._lean and len(group.people) == 2 else "中没有一个是")

    def _denied_briefly(self, inner: Statement) -> Clause | None:
        """`甲和乙身份不同` for the denial of `甲和乙身份相同`; `甲的确是骑士` for that of a denial."""
        match inner:
            case Iff(left, right):
                return self._likeness(left, right, outermost=False, same=False)
            case Not(Is(person, knight)):
                return Clause(f"{self._subject(person)}的确是{self._role(knight)}", simple=True)
        return None

    def _of_group(self, group: Group, words: str) -> Clause:
        return Clause(f"{self._listed(group.people)}{words}{self._role(group.knight)}", simple=True)

    def _conjunction(self, parts: tuple[Statement, ...], outermost: bool) -> Clause:
        form, group = self.phrasing.conjunction, shared_role(And(parts))
        if group and (form == "都" or self._lean and not outermost):
            return self._of_group(group, "都不是" if group.denied else "都是")
        if form == "而" and outermost and len(parts) == 2 and parts[0] != parts[1]:
            likened = self._likened(parts[0], parts[1])
            if likened:
                return Clause(likened)
        word = "并且" if form in ("都", "而") else form
        texts = [self._part(part) for part in parts]
        if outermost:
            return Clause(f"{'，'.join(texts[:-1])}，{word}{texts[-1]}")
        return Clause(f"{'、'.join(texts[:-1])}{word}{texts[-1]}", chain=self._is_chain(parts))

    def _likened(self, one: Statement, other: Statement) -> str:
        """`甲是骑士，而乙是无赖`, `甲是骑士，乙也是骑士`; nothing where they neither differ nor agree to the letter."""
        first, second = literal(one), literal(other)
        if not first or not second or first.person == second.person or type(one) is not type(other):
            return ""
        text, others = self.clause(one).text, self.clause(other).text
        if first.knight != second.knight:
            contrast = isinstance(one, Is) and self.phrasing.leaf != "opposite"  # 不是 against 不是 is none
            return f"{text}，而{others}" if contrast else ""
        subject = self._subject(second.person)
        predicate = others.removeprefix(subject)
        also = predicate.replace("说的是", "说的也是") if predicate.startswith("说的是") else f"也{predicate}"
        return f"{text}，{subject}{also}"

    def _disjunction(self, parts: tuple[Statement, ...], outermost: bool) -> Clause:
        group, form = shared_role(Or(parts)), self.phrasing.disjunction
        if group and (form == "至少有一个" or self._lean and not outermost):
            return self._of_group(group, "中至少有一个不是" if group.denied else "中至少有一个是")
        texts = [self._part(part) for part in parts]
        if form in ("或者", "或") or exclusive(parts):
            word = "或" if form == "或" else "或者"
            text = f"{'，' if outermost else ''}{word}".join(texts)
            return Clause(text, chain=not outermost and self._is_chain(parts))
        both = "两者至少有一个成立" if form == "至少有一项" else "或者两者都成立"
        return Clause(f"{'，或者'.join(texts)}，{both if len(parts) == 2 else '其中至少有一个成立'}")

    def _is_chain(self, parts: Sequence[Statement]) -> bool:
        return all(self.clause(part).simple for part in parts)

    def _implication(self, premise: Statement, conclusion: Statement, outermost: bool) -> Clause:
        denied = literal(premise)
        if self._lean and denied and exclusive((premise, conclusion)):  # who lies if he does not lie does lie
            verb = "不可能是" if outermost else "不是"
            return Clause(f"{self._subject(denied.person)}{verb}{self._role(denied.knight)}", simple=True)
        match self.phrasing.implication, premise, conclusion:
            case "只要就", _, Is(person, knight):
                return Clause(f"只要{self._premise(premise)}，{self._subject(person)}就是{self._role(knight)}")
            case "只有才", Is(person, knight), _:
                return Clause(f"只有{self._premise(conclusion)}，{self._subject(person)}才是{self._role(knight)}")
            case "若则", _, _:
                return Clause(f"若{self._premise(premise)}，则{self._part(conclusion)}")
        return Clause(f"如果{self._premise(premise)}，那么{self._part(conclusion)}")

    def _equivalence(self, left: Statement, right: Statement, outermost: bool) -> Clause:
        form = self.phrasing.equivalence
        likeness = self._likeness(left, right, outermost)
        if likeness:
            return likeness
        if form == "反过来" and outermost and self._is_chain((left, right)):
            return Clause(f"如果{self._part(left)}，那么{self._part(right)}，反过来也一样")
        if form == "充要条件":
            return Clause(f"{self._part(left)}的充要条件是{self._part(right)}")
        return Clause(f"{self._part(left)}{'，' if outermost else ''}当且仅当{self._part(right)}")

    def _likeness(self, left: Statement, right: Statement, outermost: bool, same: bool = True) -> Clause | None:
        """That two people are of one kind if these two clauses are equivalent (`same`), or if they are not."""
        one, other, brief = literal(left), literal(right), self._lean and not outermost
        if not one or not other or one.person == other.person:
            return None
        if self.phrasing.equivalence not in ("身份相同", "要么都") and not brief:
            return None
        people, alike = self._listed((one.person, other.person)), (one.knight == other.knight) == same
        if brief or self.phrasing.equivalence == "身份相同":
            return Clause(f"{people}身份{'相同' if alike else '不同'}", simple=True)
        truthful, liar = self.roles
        if alike:
            return Clause(f"{people}要么都是{truthful}，要么都是{liar}")
        return Clause(f"{people}一个是{truthful}，另一个是{liar}")

    def _subject(self, person: int) -> str:
        return self.me if person == self.speaker else self.names[person]

    def _listed(self, people: Sequence[int]) -> str:
        """People named together; in a report 自己 comes first, before anybody else whom it could mean."""
        ordered = sorted(people, key=lambda person: person != self.speaker) if self.me == "自己" else people
        return listing([self._subject(person) for person in ordered])

    def _role(self, knight: bool) -> str:
        return self.roles[0] if knight else self.roles[1]
