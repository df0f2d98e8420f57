"""A statement as an English clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from puzzles.prose.nouns_en import article, listing, plural
from puzzles.prose.phrasing_en import STANDARD, Phrasing
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement


def describe(
    statement: Statement,
    names: Sequence[str],
    roles: tuple[str, str],
    phrasing: Phrasing = STANDARD,
    speaker: int | None = None,
) -> str:
    """The statement as a clause with exactly one reading, without capital or full stop.

    A pure function of its arguments, so a caller may describe once with the names `{0}`, `{1}`, … and
    fill in people later. With a `speaker`, who is called "I", the clause is fit for direct speech only.

    >>> describe(And((Is(0, True), Not(Is(1, True)))), ("Zoey", "Mia"), ("knight", "knave"))
    'Zoey is a knight and Mia is not a knight'
    """
    return clause_of(statement, names, roles, phrasing, speaker).text


class Clause(NamedTuple):
    """A clause and what it is like.

    Attributes:
        simple: subject and verb alone; lone: and of one person, not "Zoey and Mia are both knights".
        paired: a flat chain of clauses of one person each.
        opened: its first words show that it goes on, as in "if p then q"; it cannot be cut short.
    """

    text: str
    simple: bool = False
    lone: bool = False
    paired: bool = False
    opened: bool = False

    @property
    def hangs_together(self) -> bool:
        """Whether all of it is said in "Zoey says that …", however that is read."""
        return self.simple or self.opened

    def within(self, bare: bool = False) -> str:
        """The clause inside a larger one; `bare` where a flat chain of simple clauses needs no brackets."""
        return self.text if self.simple or bare and self.paired else f"({self.text})"


def _lone(text: str) -> Clause:
    return Clause(text, simple=True, lone=True)


def clause_of(
    statement: Statement, names: Sequence[str], roles: tuple[str, str], phrasing: Phrasing, speaker: int | None
) -> Clause:
    """The statement as a clause, with what it is like; see `describe`."""
    return _Voice(names, roles, phrasing, speaker).clause(statement, outermost=True)


@dataclass(slots=True)
class _Voice:
    names: Sequence[str]
    roles: tuple[str, str]
    phrasing: Phrasing
    speaker: int | None

    @property
    def _lean(self) -> bool:
        return self.phrasing.brackets.startswith("lean")

    def clause(self, statement: Statement, outermost: bool = False) -> Clause:
        match statement:
            case Is(person, knight):
                return self._leaf(person, knight)
            case Not(Is(person, knight)):
                return self._denied_leaf(person, knight)
            case Not(inner):
                return self._negation(inner)
            case And(parts):
                return self._conjunction(parts, outermost)
            case Or(parts):
                return self._disjunction(parts)
            case Implies(premise, conclusion):
                return self._implication(premise, conclusion)
            case Iff(left, right):
                return self._equivalence(left, right)
        raise TypeError(f"not a statement: {statement!r}")

    def _negation(self, inner: Statement) -> Clause:
        people, knight = isinstance(inner, And) and _shared_role(inner.parts) or ((), True)
        if people and not knight and self.phrasing.conjunction == "together":
            denied = self._all_are(people, knight).text  # "it is false that neither …" would deny twice
        else:
            denied = self._part(inner, bare=self._opened_by_word(inner))
        return Clause(f"{self.phrasing.negation} {denied}", opened=True)

    def _part(self, statement: Statement, bare: bool = False) -> str:
        return self.clause(statement).within(bare)

    def _before_joint(self, statement: Statement) -> str:
        return self._set_apart(self.clause(statement))

    def _set_apart(self, clause: Clause) -> str:
        """The clause beside another: what is said of several people must not reach over it."""
        return clause.within() if clause.lone or self.phrasing.brackets.endswith("but lists") else f"({clause.text})"

    def _opened_by_word(self, statement: Statement) -> bool:
        """Whether "both" or "either" opens the clause, so that it shows its own extent."""
        match statement:
            case And((_, _)):
                return self._lean and self.phrasing.conjunction == "both"
            case Or((_, _)):
                return self._lean and self.phrasing.disjunction == "either"
        return False

    def _leaf(self, person: int, knight: bool) -> Clause:
        form = self.phrasing.leaf
        if form in ("role", "opposite"):
            return self._be(person, "" if form == "role" else "not ", knight == (form == "role"))
        if form == "doing":
            return _lone(f"{self._subject_be(person)} {'telling the truth' if knight else 'lying'}")
        verb = "tell the truth" if knight else "lie"
        if person != self.speaker:
            verb = verb.replace("tell", "tells").replace("lie", "lies")
        return _lone(f"{self._subject(person)} {'always ' if form == 'habit' else ''}{verb}")

    def _denied_leaf(self, person: int, knight: bool) -> Clause:
        match self.phrasing.denial:
            case "isn't" if person == self.speaker:
                return _lone(f"I'm not {self._a_role(knight)}")
            case "isn't":
                return _lone(f"{self.names[person]} isn't {self._a_role(knight)}")
            case "does not":
                auxiliary = "do" if person == self.speaker else "does"
                verb = "tell the truth" if knight else "lie"
                return _lone(f"{self._subject(person)} {auxiliary} not {verb}")
            case "negation":
                return Clause(f"{self.phrasing.negation} {self._be(person, '', knight).text}", opened=True)
        return self._be(person, "not ", knight)

    def _be(self, person: int, adverb: str, knight: bool) -> Clause:
        return _lone(f"{self._subject_be(person)} {adverb}{self._a_role(knight)}")

    def _conjunction(self, parts: tuple[Statement, ...], outermost: bool) -> Clause:
        shared, form = _shared_role(parts), self.phrasing.conjunction
        if shared and form == "together":
            people, knight = shared
            return self._neither(people) if len(people) == 2 and not knight else self._all_are(people, knight)
        opening = "both " if form == "both" and len(parts) == 2 else ""
        chain = self._chain(parts, opening, " and ")
        if form == "both that" and outermost and len(parts) == 2 and chain.paired:
            one, other = (self.clause(part).text for part in parts)
            return Clause(f"it is true both that {one} and that {other}")
        return chain

    def _neither(self, people: Sequence[int]) -> Clause:
        subjects = [self._subject(person) for person in self._me_last(people)]
        verb = "am" if subjects[-1] == "I" else "is"
        return Clause(f"neither {' nor '.join(subjects)} {verb} {self._a_role(True)}", simple=True)

    def _all_are(self, people: Sequence[int], knight: bool) -> Clause:
        each = "both" if len(people) == 2 else "all"
        return Clause(f"{self._listed(people)} are {each} {self._role_plural(knight)}", simple=True)

    def _disjunction(self, parts: tuple[Statement, ...]) -> Clause:
        shared, form = _shared_role(parts), self.phrasing.disjunction
        if shared and form == "at least one":
            people, knight = shared
            group = listing([self._object(person) for person in self._me_last(people)])
            return Clause(f"at least one of {group} is {self._a_role(knight)}", simple=True)
        chain = self._chain(parts, "either " if form.startswith("either") else "", " or ")
        if form == "or both" and len(parts) == 2 and chain.paired:
            return Clause(f"either {chain.text}, or both", opened=True)
        if form == "either or both" and len(parts) == 2:
            return Clause(f"{chain.text} (or both)")
        return chain

    def _chain(self, parts: tuple[Statement, ...], opening: str, joiner: str) -> Clause:
        clauses = [self.clause(part) for part in parts]
        text = opening + joiner.join(map(self._set_apart, clauses))
        return Clause(text, paired=all(clause.lone for clause in clauses))

    def _implication(self, premise: Statement, conclusion: Statement) -> Clause:
        before_then = self._part(premise, bare=self._lean)
        match self.phrasing.implication:
            case "if, then":
                return Clause(f"if {before_then}, then {self._part(conclusion)}", opened=True)
            case "only if":
                return Clause(f"{self._before_joint(premise)} only if {self._part(conclusion)}")
            case "if after":
                return Clause(f"{self._before_joint(conclusion)} if {self._part(premise)}")
        return Clause(f"if {before_then} then {self._part(conclusion)}", opened=True)

    def _equivalence(self, left: Statement, right: Statement) -> Clause:
        if self.phrasing.equivalence != "kind":
            return Clause(f"{self._before_joint(left)} {self.phrasing.equivalence} {self._part(right)}")
        match left, right:
            case Is(one, True), Is(other, True) if one != other:
                return Clause(f"{self._subject_be(one)} of the same kind as {self._object(other)}", simple=True)
            case Is(one, first), Is(other, second) if one != other:
                kinds = "the same kind" if first == second else "different kinds"
                return Clause(f"{self._listed((one, other))} are of {kinds}", simple=True)
        return Clause(f"{self._before_joint(left)} if and only if {self._part(right)}")

    def _subject(self, person: int) -> str:
        return "I" if person == self.speaker else self.names[person]

    def _subject_be(self, person: int) -> str:
        return "I am" if person == self.speaker else f"{self.names[person]} is"

    def _object(self, person: int) -> str:
        return "me" if person == self.speaker else self.names[person]

    def _listed(self, people: Sequence[int]) -> str:
        return listing([self._subject(person) for person in self._me_last(people)])

    def _me_last(self, people: Sequence[int]) -> list[int]:
        return sorted(people, key=lambda person: person == self.speaker)

    def _a_role(self, knight: bool) -> str:
        return article(self.roles[0] if knight else self.roles[1])

    def _role_plural(self, knight: bool) -> str:
        return plural(self.roles[0] if knight else self.roles[1])


def _shared_role(parts: tuple[Statement, ...]) -> tuple[tuple[int, ...], bool] | None:
    """The people and the one role, when every part says of another person that they have it."""
    leaves = [part for part in parts if isinstance(part, Is)]
    people = tuple(leaf.person for leaf in leaves)
    if len(set(people)) == len(parts) and len({leaf.knight for leaf in leaves}) == 1:
        return people, leaves[0].knight
    return None
