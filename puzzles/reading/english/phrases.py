"""Simple clauses: a subject and what is said of it, without a connective between clauses."""

from __future__ import annotations

from puzzles.reading.english.quantities import every, exactly, some
from puzzles.reading.english.relations import Relations, same_kind
from puzzles.reading.english.subjects import Combine, Subject
from puzzles.statements import And, Iff, Is, Not, Or, Statement

_DENIED_ALL = "a denial about several people may mean none of them or not all of them"


class SimpleClause(Relations):
    """One clause such as "Zoey is a knight", "exactly one of us lies", "Mia and I are of the same kind"."""

    def read(self) -> Statement | None:
        """The statement, or None where the terms are not one simple clause."""
        for form in (self._there_is, self._of_a_group, self._some_and_the_rest, self._utterance, self._subject_verb):
            self.at = 0
            found = form()
            if found is not None and self.at == len(self.terms):
                return found
        return None

    def _there_is(self) -> Statement | None:
        """`there is exactly one knave among us`, `among A, B and C there are no knights`."""
        people = self.group() if self.take("among") else None
        self.take("comma")
        if not self.take("there", "be"):
            return None
        combine: Combine | None
        if self.take("no"):
            kind, combine = "none", every
        elif self.kind() in ("a", "an") and self.kind(1) == "role":
            kind, combine = "some", some
        else:
            kind, combine = "some", self.counted()
            self.take("of")
        self.take_any("a", "an")
        knight = self._role()
        if people is None and self.take("among"):
            people = self.group()
        elif people is None and self.take("here"):
            people = tuple(range(self.num_people))
        if combine is None or knight is None or not people:
            return None
        return self._said_of(Subject(people, kind, combine), knight)

    def _of_a_group(self) -> Statement | None:
        """`of Zoey and me, exactly one is a knight`."""
        people = self.group() if self.take("of") else None
        self.take("comma")
        combine = self.counted() if people else None
        if not people or combine is None:
            return None
        return self._verb(Subject(people, "some", combine))

    def _some_and_the_rest(self) -> Statement | None:
        """`one of us is a knight and the other is a knave`, `exactly two of A, B and C lie and the other does not`."""
        self.take_any("exactly", "precisely", "only", "just")
        count = self.number()
        people = self.group() if count and self.take("of") else None
        first = self._is_a_role() if people else None
        if not people or not count or first is None or not self.take("and", "the"):
            return None
        several = bool(self.take_any("others"))
        rest = (self.number() if self.take("other") else None) or 1
        left = len(people) - count
        if self._is_a_role() != (not first) or left < 1 or (left == 1 if several else left != rest):
            return None
        if len(people) == 2:
            return Iff(Is(people[0], True), Is(people[1], False))
        return exactly(count, [Is(person, first) for person in people])

    def _is_a_role(self) -> bool | None:
        if not self.take("be"):
            return None
        self.take_any("both", "all")
        return self._predicate()

    def _utterance(self) -> Statement | None:
        """`Zoey's statement is false`, `what Zoey says is true`."""
        if self.take("what"):
            person = self.person()
            opened = self.take("says")
        else:
            person = self.person()
            opened = self.take("'s", "utterance") or self.take("'s", "say")  # "claim" is both noun and verb
        if person is None or not opened or not self.take("be"):
            return None
        denied = self.take("not")
        truth = self.take_any("true", "false", "lie") or ("lie" if self.take("a", "lie") else "")
        return self._leaf(person, truth == "true", denied) if truth else None

    def _subject_verb(self) -> Statement | None:
        subject = self.subject()
        return self._verb(subject) if subject else None

    def _verb(self, subject: Subject) -> Statement | None:
        floating = self.take_any("both", "all", "every")
        if floating and not self._may_float(subject, floating):
            return None
        if self.take_any("be", "'s"):
            return self._being(subject)
        denied = self.take("do", "not")
        if self.take("belong"):
            return self.relation(subject, denied)
        never = not denied and self.take("never")
        if not denied and not never:
            self.take("always")
        verb = self.take_any("tell truth", "lie")
        return self._said_of(subject, (verb == "tell truth") != never, denied) if verb else None

    def _being(self, subject: Subject) -> Statement | None:
        """What follows "is" and "are"."""
        denied = self.take("not")
        floating = self.take_any("both", "all", "every")
        if floating and not self._may_float(subject, floating):
            return None
        if denied and floating:
            subject, denied = Subject(subject.people, "not all", lambda parts: Not(every(parts))), False
        if self.take("the", "only"):
            return None if denied else self._the_only(subject)
        relation = self.relation(subject, denied)
        if relation is not None:
            return relation
        self.take("either")
        self.take_any("both", "all")
        if self.take("no"):
            denied = not denied
        knight = self._predicate()
        if knight is None:
            return None
        if self.kind() in ("or", "and"):
            return self._second_role(subject, knight, denied)
        return self._said_of(subject, knight, denied)

    def _the_only(self, subject: Subject) -> Statement | None:
        """`the only knave among us`, `the only one of us who lies`: what the others of the group are not."""
        people: tuple[int, ...] | None = None
        if self.take("number"):
            people = self.group() if self.take("of") else tuple(range(self.num_people)) if self.take("here") else None
            who = self.take("who")
            knight = self._habit() if not who or not self.take("be") else self._predicate()
        else:
            knight = self._role()
            people = tuple(range(self.num_people)) if self.take("here") else None
            if people is None and self.take_any("among", "of"):
                people = self.group()
        if subject.kind != "one" or knight is None or not people or subject.people[0] not in people:
            return None
        return And(tuple(Is(person, (person == subject.people[0]) == knight) for person in people))

    def _habit(self) -> bool | None:
        """`lying`, `lies`, `tells the truth`."""
        verb = self.take_any("lying", "lie", "telling truth", "tell truth")
        return verb in ("telling truth", "tell truth") if verb else None

    def _may_float(self, subject: Subject, word: str) -> bool:
        """Whether "both", "all" or "each" may stand behind the verb."""
        if word == "both" and len(subject.people) != 2:
            self.hint = f'"both" of {len(subject.people)} people'
        elif self.kind() == "not":
            self.hint = _DENIED_ALL
        else:
            return subject.kind == "all"
        return False

    def _predicate(self) -> bool | None:
        doing = self.take_any("lying", "telling truth")
        if doing:
            return doing == "telling truth"
        self.take_any("a", "an")
        return self._role()

    def _second_role(self, subject: Subject, knight: bool, denied: bool) -> Statement | None:
        """`is a knight or a knave`, `are both knights or both knaves`."""
        joiner = self.take_any("or", "and")
        together = self.take_any("both", "all")
        other = self._predicate()
        if other is None or denied or subject.kind not in ("one", "all"):
            return None
        if subject.kind == "all":
            return same_kind(subject.people) if together and joiner == "or" and other != knight else None
        leaves = (Is(subject.people[0], knight), Is(subject.people[0], other))
        return And(leaves) if joiner == "and" else Or(leaves)

    def _role(self) -> bool | None:
        if self.kind() != "role":
            return None
        self.at += 1
        return bool(self.terms[self.at - 1].value)

    def _leaf(self, person: int, knight: bool, denied: bool) -> Statement:
        return Not(Is(person, knight)) if denied else Is(person, knight)

    def _said_of(self, subject: Subject, knight: bool, denied: bool = False) -> Statement | None:
        if denied and subject.kind not in ("one", "some"):
            self.hint = _DENIED_ALL
            return None
        if subject.kind == "none":
            knight = not knight
        found = subject.combine([self._leaf(person, knight, denied) for person in subject.people])
        if found is None:
            self.hint = "so many of them would be always true or never"
        return found
