"""The grammar of Chinese statements.

Connectives of one kind may stand side by side; where two kinds meet, brackets must settle which holds what
together, else the statement is refused. What follows 那么 reaches to the end, and a comma in it is refused,
since it might end it. 或者 includes both; 要么…要么… is read only where both cannot be.
"""

from __future__ import annotations

from collections.abc import Sequence

from puzzles.prose.words_zh import STEMS
from puzzles.reading.chinese.items import (
    CONNECTIVES,
    UNSETTLED,
    Items,
    kind_of,
    opens_with_denial,
    places_of,
    split_chain,
    tree_of,
    trimmed,
    with_subjects,
    without_comma,
)
from puzzles.reading.chinese.simple import Scene, SimpleClause
from puzzles.reading.chinese.terms import Term
from puzzles.reading.english.terms import NotUnderstood
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement, truth_table

_STEMS = frozenset(STEMS)
_SPEAKERS_WORDS = frozenset({"我", "我自己", "我们", "咱们", "我们大家", "我们所有人", "我们每个人", "本人"})


def _lettered(text: str) -> bool:
    """Whether people are called by one letter each here, so that their names may stand without a word between."""
    return len(text) == 2 and set(text) <= _STEMS


def statement_of(terms: Sequence[Term], scene: Scene) -> Statement:
    """The one statement that the terms of a speech state.

    Raises:
        NotUnderstood: no reading, or several.
    """
    try:
        return _Grammar(scene, terms).statement(tree_of(terms))
    except RecursionError:
        raise NotUnderstood("nested too deeply") from None


class _Grammar:
    def __init__(self, scene: Scene, terms: Sequence[Term]) -> None:
        self.scene = scene
        self.names_somebody = any(term.kind == "name" for term in terms)

    def statement(self, items: Items) -> Statement:
        """Any statement: brackets, a condition, an equivalence, a chain or a simple clause."""
        items = trimmed(self._with_people(items))
        if not items:
            raise NotUnderstood("nothing is said")
        if len(items) == 1 and isinstance(items[0], list):
            return self.statement(items[0])
        for form in (self._if, self._only_if, self._unless, self._iff, self._judged, self._would_say, self._either):
            statement = form(items)
            if statement is not None:
                return statement
        return self._chain(items)

    def _if(self, items: Items) -> Statement | None:
        """`如果 p，那么 q`, perhaps `，反过来也一样`; without 那么 the one comma parts them."""
        if kind_of(items[0]) != "if":
            return None
        kind = Iff if kind_of(items[-1]) == "conversely" else Implies
        items = trimmed(items[:-1]) if kind is Iff else items
        joints = places_of(items, "then") or places_of(items, "comma")
        if len(joints) != 1 or len(places_of(items, "if")) > 1:
            raise NotUnderstood(UNSETTLED)
        premise = [item for item in items[1 : joints[0]] if kind_of(item) != "if suffix"]
        return kind(self.statement(premise), self.statement(without_comma(items[joints[0] + 1 :])))

    def _only_if(self, items: Items) -> Statement | None:
        """`只有 p，q 才 …`: q needs p."""
        if kind_of(items[0]) != "only" or not any(isinstance(item, Term) and item.text == "才" for item in items):
            return None
        needed, needing = self._halves(items[1:], "comma")
        return Implies(self.statement(needing), self.statement(needed))

    def _unless(self, items: Items) -> Statement | None:
        """`除非 p，否则 q`."""
        if kind_of(items[0]) != "unless":
            return None
        exception, rule = self._halves(items[1:], "otherwise")
        return Implies(Not(self.statement(exception)), self.statement(without_comma(rule)))

    def _iff(self, items: Items) -> Statement | None:
        for kind in ("iff", "is equivalent to"):
            if places_of(items, kind):
                left, right = self._halves(items, kind)
                return Iff(self._element(trimmed(left)), self._element(trimmed(right)))
        return None

    def _judged(self, items: Items) -> Statement | None:
        """`（p）这一说法不成立`."""
        if kind_of(items[-1]) not in ("is wrong", "is right"):
            return None
        inner = self._element(trimmed(items[:-1]))
        return Not(inner) if kind_of(items[-1]) == "is wrong" else inner

    def _would_say(self, items: Items) -> Statement | None:
        """`乙会说 p`: p is true exactly when 乙 tells the truth."""
        if [kind_of(item) for item in items[:2]] != ["people", "would say"] or len(items[0].people) != 1:
            return None
        said = without_comma([item for item in items[2:] if kind_of(item) != "colon"])
        return Iff(Is(items[0].people[0], True), self.statement(said))

    def _either(self, items: Items) -> Statement | None:
        """`要么 p，要么 q`, perhaps with one subject before both."""
        places = places_of(items, "either")
        if not places:
            return None
        subject = items[: places[0]]
        if len(places) != 2 or [kind_of(item) for item in subject] not in ([], ["people"]):
            raise NotUnderstood(UNSETTLED)
        first, second = (
            self._element(subject + trimmed(part))
            for part in (items[places[0] + 1 : places[1]], items[places[1] + 1 :])
        )
        if truth_table(And((first, second)), self.scene.num_people):
            raise NotUnderstood("要么…要么… may or may not include both")
        return Or((first, second))

    def _chain(self, items: Items) -> Statement:
        """Clauses joined by one connective, or a single clause."""
        elements, joints = split_chain(items)
        if kind_of(elements[-1][0]) == "at least one holds" and len(elements[-1]) == 1:
            return self._one_of_them(elements[:-1], joints[:-1])
        if len(elements) == 1:
            return self._element(elements[0])
        words = {kind for joint in joints for kind in joint if kind in ("and", "or")}
        bare = [joint for joint in joints if not {"and", "or"} & set(joint)]
        if len(words) > 1 or words == {"or"} and ("comma",) in bare:
            raise NotUnderstood(UNSETTLED)
        if any(opens_with_denial(element) for element in elements[:-1]):
            raise NotUnderstood(UNSETTLED)
        if words == {"or"} and len(elements) == 3 and [kind_of(item) for item in elements[2]] == ["or both"]:
            elements.pop()
        return (Or if words == {"or"} else And)(tuple(map(self._element, with_subjects(elements))))

    def _one_of_them(self, elements: list[Items], joints: list[tuple[str, ...]]) -> Statement:
        """`p，或者 q，至少有一项成立`, also without 或者."""
        if len(elements) < 2 or {"and"} & {kind for joint in joints for kind in joint}:
            raise NotUnderstood(UNSETTLED)
        if any(opens_with_denial(element) for element in elements[:-1]):
            raise NotUnderstood(UNSETTLED)
        return Or(tuple(map(self._element, with_subjects(elements))))

    def _element(self, items: Items) -> Statement:
        """One member of a chain or one side of 当且仅当: brackets, a denial of one, or a simple clause."""
        if len(items) == 1 and isinstance(items[0], list):
            return self.statement(items[0])
        if items and kind_of(items[0]) == "deny" and len(items) > 1 and opens_with_denial(items):
            return Not(self._element(items[1:]))
        if any(isinstance(item, list) or item.kind in CONNECTIVES for item in items):
            raise NotUnderstood(UNSETTLED)
        return SimpleClause(items, self.scene).read()

    def _halves(self, items: Items, kind: str) -> tuple[Items, Items]:
        places = places_of(items, kind)
        if len(places) != 1:
            raise NotUnderstood(UNSETTLED)
        return items[: places[0]], items[places[0] + 1 :]

    def _with_people(self, items: Items) -> Items:
        """Each list of names, and each word such as 我们, as one term of kind "people" (or "either people")."""
        joined: Items = []
        for item in items:
            people = self._person(item) if isinstance(item, Term) else None
            last = [kind_of(other) for other in joined[-2:]]
            if people and last[-1:] == ["people"] and _lettered(joined[-1].text[-1:] + item.text):  # `甲乙都是…`
                before = joined.pop()
                joined.append(Term("people", before.text + item.text, people=before.people + people))
            elif people is None:
                joined.append(self._checked_count(joined, item))
            elif last == ["people", "join"] or last == ["people", "or"]:
                joiner, before = joined.pop(), joined.pop()
                kind = "people" if joiner.kind == "join" else "either people"
                text = before.text + joiner.text + item.text
                joined.append(Term(kind, text, people=before.people + people))
            else:
                joined.append(Term("people", item.text, people=people))
        return [item for item in joined if item is not None]

    def _person(self, term: Term) -> tuple[int, ...] | None:
        """The people that a word stands for; None for other words."""
        speaker, num_people, direct = self.scene
        if not direct and term.text in _SPEAKERS_WORDS:
            raise NotUnderstood(f"{term.text!r} in reported speech may mean the teller of the puzzle")
        match term.kind:
            case "name":
                return (int(term.value or 0),)
            case "me":
                return (speaker,)
            case "us":
                return tuple(range(num_people))
            case "other" if num_people == 2 and direct:
                return (1 - speaker,)
            case "others" if not self.names_somebody and num_people > 1:
                return tuple(person for person in range(num_people) if person != speaker)
            case "other" | "others":
                raise NotUnderstood(f"it is not clear who {term.text!r} is")
        return None

    def _checked_count(self, before: Items, item: Term | list) -> Term | list | None:
        """Drop the number in `甲、乙两人` and `我们三个`, which must be that of the people."""
        if not isinstance(item, Term) or item.kind != "count" or not before or kind_of(before[-1]) != "people":
            return item
        num_people = len(before[-1].people)
        if item.value != num_people:
            raise NotUnderstood(f"{item.text!r} after {num_people} people")
        return None
