"""The grammar of statements: every reading of a speech, and whether they agree.

A speech is a stretch of terms. Its readings come from all ways of cutting it at its connectives; where two
cuts give statements that differ in some world, the speech is ambiguous and is refused. Three conventions of
written English settle cuts that nobody misreads:

- brackets hold together what is in them, and a connective after a comma binds less tightly than one without;
- what follows "then" reaches as far as it can, unless a comma stands before a later "and" or "or";
- a comma between clauses stands for the "and" or "or" that comes before the last of them.

"Or" and "either … or" include both; "but not both" excludes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise, product

from puzzles.reading.english.phrases import SimpleClause
from puzzles.reading.english.quantities import QUANTITIES
from puzzles.reading.english.terms import NotUnderstood, Term
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement, truth_table

MAX_CONNECTIVES = 48  # side by side, in one speech or one pair of brackets
MAX_READINGS = 6
_INFIX = frozenset({"and", "or", "iff", "only if", "if"})
_CHAINS: dict[str, Callable[[tuple[Statement, ...]], And | Or]] = {"and": And, "or": Or}
_PARTNERS = {"either": "or", "both": "and"}
_SAYING = {("would", "say"): True, ("would not", "say"): False, ("would", "deny it"): False}

Reading = tuple[Statement, str]  # a statement, and the connective that joins its parts without brackets, or ""


def statement_of(terms: Sequence[Term], speaker: int, num_people: int) -> Statement:
    """The one statement that the terms of a speech state.

    Raises:
        NotUnderstood: no reading, or several that differ.
    """
    grammar = _Grammar(terms, speaker, num_people)
    try:
        readings = list(grammar.readings(0, len(terms)))
    except RecursionError:
        raise NotUnderstood("nested too deeply") from None
    if not readings:
        raise NotUnderstood(grammar.hint or "this is no statement about who tells the truth that can be read")
    if len(readings) > 1:
        raise NotUnderstood("it can be read in more than one way; brackets or commas would settle it")
    return readings[0]


class _Grammar:
    def __init__(self, terms: Sequence[Term], speaker: int, num_people: int) -> None:
        self.terms, self.speaker, self.num_people = terms, speaker, num_people
        self.partner = _bracket_partners(terms)
        self.known: dict[tuple[int, int], dict[Statement, str]] = {}
        self.hint = ""

    def readings(self, start: int, end: int) -> dict[Statement, str]:
        """What `terms[start:end]` may state, no two statements true in the same worlds, each with its joint."""
        if (start, end) not in self.known:
            self.known[start, end] = self._distinct(self._derived(start, end)) if start < end else {}
        return self.known[start, end]

    def _distinct(self, candidates: Iterator[Reading]) -> dict[Statement, str]:
        found: dict[Statement, str] = {}
        tables: list[int] = []
        for statement, joint in candidates:
            if statement in found:
                continue
            if found:
                tables = tables or [truth_table(other, self.num_people) for other in found]
                table = truth_table(statement, self.num_people)
                if table in tables:
                    continue
                tables.append(table)
            found[statement] = joint
            if len(found) > MAX_READINGS:
                raise NotUnderstood("it can be read in many ways; brackets or commas would settle it")
        return found

    def _derived(self, start: int, end: int) -> Iterator[Reading]:
        if self.partner.get(start) == end - 1:
            yield from ((statement, "") for statement in self.readings(start + 1, end - 1))
            return
        counted = any(term.kind == "number" for term in self.terms[:start])
        clause = SimpleClause(self.terms[start:end], self.speaker, self.num_people, counted)
        simple = clause.read()
        self.hint = self.hint or clause.hint
        if simple is not None:
            yield simple, ""
        level = self._level(start, end)
        yield from self._opened(start, end, level)
        yield from self._or_both(start, end)
        yield from self._listed(start, end, level)
        joints = [at for at in level if self.terms[at].kind in _INFIX]
        loose = [reading for at in joints if self.terms[at].loose for reading in self._joined(start, at, end)]
        yield from loose
        if not loose:
            for at in joints:
                yield from self._joined(start, at, end)

    def _level(self, start: int, end: int) -> list[int]:
        """Positions outside brackets; none where a bracket of the stretch has its partner outside it."""
        found, at = [], start
        while at < end:
            if at not in self.partner:
                found.append(at)
                at += 1
            elif start < self.partner[at] + 1 <= end and self.partner[at] > at:
                at = self.partner[at] + 1
            else:
                return []
        if sum(self.terms[at].kind in _INFIX for at in found) > MAX_CONNECTIVES:
            raise NotUnderstood(f"more than {MAX_CONNECTIVES} connectives side by side")
        return found

    def _joined(self, start: int, at: int, end: int) -> Iterator[Reading]:
        """The two sides of a connective."""
        kind, loose = self.terms[at].kind, self.terms[at].loose
        if kind in _CHAINS and not loose and self._reaches_on(start, at):
            return
        for one, other in product(self.readings(start, at).items(), self.readings(at + 1, end).items()):
            (left, left_joint), (right, right_joint) = one, other
            if kind in _CHAINS:
                yield _CHAINS[kind](_flat(one, kind) + _flat(other, kind)), kind
            elif kind == "iff":
                if "iff" not in (left_joint, right_joint):
                    yield Iff(left, right), kind
            else:
                yield (Implies(left, right) if kind == "only if" else Implies(right, left)), kind

    def _reaches_on(self, start: int, at: int) -> bool:
        """Whether a clause opened by "if" before `at` goes on behind it."""
        kinds = [self.terms[position].kind for position in self._level(start, at)]
        return "then" in kinds or kinds[:1] == ["if"] and "comma" in kinds

    def _opened(self, start: int, end: int, level: list[int]) -> Iterator[Reading]:
        """Clauses that a word or phrase opens: "it is not the case that", "if", "either", "only a knave …"."""
        head = self.terms[start].kind
        if head == "deny":
            yield from ((Not(inner), "") for inner in self.readings(start + 1, end))
        elif head in ("affirm", "that"):
            yield from self.readings(start + 1, end).items()
        elif head == "if":
            for (premise, _), (conclusion, _) in self._pairs(start, level, end, ("then", "comma")):
                yield Implies(premise, conclusion), ""
        elif head in _PARTNERS:
            kind = _PARTNERS[head]
            for left, right in self._pairs(start, level, end, (kind,)):
                yield _CHAINS[kind](_flat(left, kind) + _flat(right, kind)), ""
        else:
            yield from self._would_say(start, end)
            yield from self._of_the_following(start, end, level)

    def _pairs(
        self, start: int, level: list[int], end: int, words: tuple[str, ...]
    ) -> Iterator[tuple[Reading, Reading]]:
        """What stands between the opening word and its partner word, and what follows."""
        for at in level:
            if self.terms[at].kind in words:
                yield from product(self.readings(start + 1, at).items(), self.readings(at + 1, end).items())

    def _would_say(self, start: int, end: int) -> Iterator[Reading]:
        """`only a knave would say that …`, `Zoey could say that …`, `Zoey would deny that …`."""
        kinds = [term.kind for term in self.terms[start : start + 5]]
        if kinds in (["only", "a", "role", "would", "say"], ["only", "an", "role", "would", "say"]):
            honest = self.terms[start + 2].value
            yield from ((inner if honest else Not(inner), "") for inner in self.readings(start + 5, end))
        elif kinds[0] in ("name", "me") and tuple(kinds[1:3]) in _SAYING:
            person = self.terms[start].value if kinds[0] == "name" else self.speaker
            for inner in self.readings(start + 3, end):
                said = inner if _SAYING[kinds[1], kinds[2]] else Not(inner)
                yield Iff(Is(int(person or 0), True), said), ""

    def _of_the_following(self, start: int, end: int, level: list[int]) -> Iterator[Reading]:
        """`at least one of the following is true: that …, that … or that …`."""
        kinds = [self.terms[at].kind for at in level]
        opening = next((words for words in QUANTITIES if tuple(kinds[: len(words)]) == words), None)
        if opening is None or kinds[len(opening) : len(opening) + 4] != ["number", "following", "colon", "that"]:
            return
        count = int(self.terms[level[len(opening)]].value or 0)
        first = level[len(opening) + 3]
        cuts = [at for at in level if at > first and self._ends_item(at)]
        items = [list(self.readings(one + 1, other)) for one, other in pairwise([first - 1, *cuts, end])]
        for parts in islice(product(*items), MAX_READINGS + 1) if len(items) > 1 else ():
            counted = QUANTITIES[opening](count, parts)
            if counted is not None:
                yield counted, ""

    def _ends_item(self, at: int) -> bool:
        return self.terms[at].kind in ("and", "or", "comma") and self.terms[at + 1 : at + 2] == [Term("that")]

    def _or_both(self, start: int, end: int) -> Iterator[Reading]:
        """A choice between two that ends in "or both" (perhaps in brackets) or in "but not both"."""
        kinds = [term.kind for term in self.terms[max(start, end - 3) : end]]
        length = 3 if kinds == ["(", "or both", ")"] else 1
        mark = kinds[-2] if length == 3 else kinds[-1]
        if mark not in ("or both", "not both"):
            return
        for choice in self.readings(start, end - length):
            if isinstance(choice, Or) and len(choice.parts) == 2:
                yield (choice if mark == "or both" else And((choice, Not(And(choice.parts))))), ""

    def _listed(self, start: int, end: int, level: list[int]) -> Iterator[Reading]:
        """Clauses set off by commas, with "and" or "or" before the last."""
        commas = [at for at in level if self.terms[at].kind == "comma"]
        for last in level if commas else ():
            kind = self.terms[last].kind
            if kind in _CHAINS and last > commas[-1]:
                cuts = [start - 1, *commas, last, end]
                items = [list(self.readings(one + 1, other)) for one, other in pairwise(cuts)]
                yield from ((_CHAINS[kind](parts), kind) for parts in islice(product(*items), MAX_READINGS + 1))


def _flat(reading: Reading, kind: str) -> tuple[Statement, ...]:
    """The parts of an operand that was joined without brackets by the same connective, else the operand."""
    statement, joint = reading
    return statement.parts if joint == kind and isinstance(statement, And | Or) else (statement,)


def _bracket_partners(terms: Sequence[Term]) -> dict[int, int]:
    """The position of each bracket's partner."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    for at, term in enumerate(terms):
        if term.kind == "(":
            opened.append(at)
        elif term.kind == ")":
            if not opened:
                raise NotUnderstood("a closing bracket without its partner")
            partner[at] = opened.pop()
            partner[partner[at]] = at
    if opened:
        raise NotUnderstood("an opening bracket without its partner")
    return partner
