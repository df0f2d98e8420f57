"""The items of a Chinese statement: terms and, for what stands in brackets, lists of items."""

from __future__ import annotations

from collections.abc import Sequence

from puzzles.reading.chinese.terms import Term
from puzzles.reading.english.terms import NotUnderstood

MAX_DEPTH = 60  # brackets inside brackets
UNSETTLED = "it can be read in more than one way; brackets would settle it"

Items = list  # of Term | Items

CONNECTIVES = frozenset(
    {"if", "then", "unless", "otherwise", "either", "iff", "is equivalent to", "and", "or", "comma", "join"}
    | {"would say", "is wrong", "is right", "or both", "at least one holds", "conversely", "if suffix", "colon"}
)
_SUBJECTS = frozenset({"people", "either people", "only", "nobody", "at least", "at most", "exactly", "deny", ""})
_PREDICATES = frozenset({"are", "not", "deny", "all", "always", "never", "truth", "lie", "same", "different", "filler"})


def kind_of(item: Term | list) -> str:
    """The kind of a term; empty for brackets."""
    return item.kind if isinstance(item, Term) else ""


def places_of(items: Items, kind: str) -> list[int]:
    return [at for at, item in enumerate(items) if kind_of(item) == kind]


def trimmed(items: Items) -> Items:
    """The items without commas at either end."""
    first, last = 0, len(items)
    while first < last and kind_of(items[first]) == "comma":
        first += 1
    while first < last and kind_of(items[last - 1]) == "comma":
        last -= 1
    return items[first:last]


def without_comma(items: Items) -> Items:
    items = trimmed(items)
    if places_of(items, "comma"):
        raise NotUnderstood(UNSETTLED)
    return items


def opens_with_denial(items: Items) -> bool:
    """Whether 并非 stands before a whole clause here, not before a predicate."""
    return len(items) > 1 and kind_of(items[0]) == "deny" and kind_of(items[1]) in _SUBJECTS


def split_chain(items: Items) -> tuple[list[Items], list[tuple[str, ...]]]:
    """The clauses of a chain and, between each two, the kinds of what joins them."""
    clauses: list[Items] = [[]]
    joints: list[tuple[str, ...]] = []
    for at, item in enumerate(items):
        kind = kind_of(item)
        if kind not in ("comma", "and", "or") and not (kind == "join" and item.text == "、"):
            clauses[-1].append(item)
        elif clauses[-1]:
            joints.append((kind,))
            clauses.append([])
        elif joints:
            joints[-1] += (kind,)
        elif at or kind != "or":  # 或者 may open the first clause too
            raise NotUnderstood(f"{item.text!r} joins nothing here")
    if not clauses[-1]:
        raise NotUnderstood("it ends with a connective")
    return clauses, joints


def with_subjects(clauses: Sequence[Items]) -> list[Items]:
    """Give a clause that has no subject that of the clause before it: `甲是骑士或者是无赖`."""
    found: list[Items] = []
    for clause in clauses:
        before = found[-1][0] if found else None
        if (
            kind_of(clause[0]) in _PREDICATES
            and not opens_with_denial(clause)
            and before
            and kind_of(before) == "people"
        ):
            clause = [before, *clause]
        found.append(clause)
    return found


def tree_of(terms: Sequence[Term]) -> Items:
    """The terms with what stands in brackets (or in quotation marks) as lists.

    Raises:
        NotUnderstood: a bracket without its partner, or too many inside each other.
    """
    levels: list[Items] = [[]]
    for term in terms:
        if term.kind == "(":
            levels.append([])
        elif term.kind == ")":
            if len(levels) == 1:
                raise NotUnderstood("a closing bracket without its partner")
            inner = levels.pop()
            levels[-1].append(inner)
        else:
            levels[-1].append(term)
        if len(levels) > MAX_DEPTH:
            raise NotUnderstood("nested too deeply")
    if len(levels) > 1:
        raise NotUnderstood("an opening bracket without its partner")
    return levels[0]
