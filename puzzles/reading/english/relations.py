"""What is said of two people or more at once: that they are of one kind, or of different ones."""

from __future__ import annotations

from puzzles.reading.english.subjects import Cursor, Subject
from puzzles.statements import And, Iff, Is, Not, Or, Statement

_MANY = "of more than two people, this may be said of all or of some"


class Relations(Cursor):
    """Reads relations behind a verb."""

    def relation(self, subject: Subject, denied: bool) -> Statement | None:
        """`of the same kind as Zoey`, `Zoey's type`, `my opposite`, `different`; the place stays where none is."""
        before = self.at
        found = self._to_one(subject, denied) or self._among_themselves(subject, denied)
        if found is None:
            self.at = before
        return found

    def _to_one(self, subject: Subject, denied: bool) -> Statement | None:
        """Said of each of the subject: that it is like or unlike one person."""
        before = self.at
        self.take("number", "of") or self.take("of")
        other = self.person()
        relation = "same" if other is not None and self.take("'s", "kind") else ""
        if other is not None and self.take("'s", "different"):
            relation = "different"
        if not relation:
            self.at = before
            self.take("of")
            self.take_any("the", "a")
            relation = self.take_any("same", "different")
            self.take("kind")
            joined = relation and self.take_any(
                "as", "from", "than", *(("of",) if relation == "different" else ("that",))
            )
            other = self.person() if joined else None
            self.take_any("be", "do")
        people = subject.people
        if not relation or other is None or not people:
            self.at = before
            return None
        same = relation == "same"
        if subject.kind in ("all", "none") and len(people) > 2:
            people = tuple(person for person in people if person != other)  # whoever speaks is of their own kind
        if other in people or denied and subject.kind != "one":
            return None
        if subject.kind == "none":
            same = not same
        parts = [_like(person, other) if same else _unlike(person, other) for person in people]
        found = subject.combine(parts)
        return Not(found) if denied and found is not None else found

    def _among_themselves(self, subject: Subject, denied: bool) -> Statement | None:
        """`of the same kind`, `different`, of two people or more."""
        self.take("of")
        self.take_any("the", "a")
        relation = self.take_any("same", "different")
        self.take("kind")
        people = subject.people
        if not relation or len(people) < 2 or subject.kind not in ("all", "not all"):
            return None
        denied = denied or subject.kind == "not all"
        if len(people) > 2 and (relation == "different" or denied and subject.kind != "not all"):
            self.hint = _MANY
            return None
        if relation == "different" and not denied:
            return _unlike(*people)
        return Not(same_kind(people)) if denied and relation == "same" else same_kind(people)


def same_kind(people: tuple[int, ...]) -> Statement:
    """That all are truth-tellers or all are liars."""
    if len(people) == 2:
        return _like(*people)
    return Or((And(tuple(Is(person, True) for person in people)), And(tuple(Is(person, False) for person in people))))


def _like(one: int, other: int) -> Statement:
    return Iff(Is(one, True), Is(other, True))


def _unlike(one: int, other: int) -> Statement:
    return Iff(Is(one, True), Is(other, False))
