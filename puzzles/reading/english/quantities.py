"""Counts as statements: exactly, at least and at most so many of a group."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from puzzles.statements import And, Iff, Is, Not, Or, Statement


def denied(statement: Statement) -> Statement:
    """The opposite statement; of a leaf, the leaf with the other role."""
    match statement:
        case Is(person, knight):
            return Is(person, not knight)
        case Not(inner):
            return inner
    return Not(statement)


def every(parts: Sequence[Statement]) -> Statement:
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def some(parts: Sequence[Statement]) -> Statement:
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def at_least(count: int, parts: Sequence[Statement]) -> Statement | None:
    """At least `count` of the parts hold; None where that is settled by the count alone."""
    if not 0 < count <= len(parts):
        return None
    if count == 1:
        return some(parts)
    if count == len(parts):
        return every(parts)
    return _split(parts, count, at_least)


def at_most(count: int, parts: Sequence[Statement]) -> Statement | None:
    """At most `count` of the parts hold; None where that is settled by the count alone."""
    return at_least(len(parts) - count, [denied(part) for part in parts])


def exactly(count: int, parts: Sequence[Statement]) -> Statement | None:
    """Exactly `count` of the parts hold; None where there are fewer parts."""
    if not 0 <= count <= len(parts):
        return None
    if count == 0:
        return every([denied(part) for part in parts])
    if count == len(parts):
        return every(parts)
    return _split(parts, count, exactly)


def odd(parts: Sequence[Statement]) -> Statement:
    """An odd number of the parts hold."""
    result = parts[0]
    for part in parts[1:]:
        result = Not(Iff(result, part))
    return result


def _split(parts: Sequence[Statement], count: int, quantity: Callable) -> Statement:
    """Share the count between the two halves of the parts: far smaller than naming every choice."""
    half = len(parts) // 2
    first, second = parts[:half], parts[half:]
    cases = []
    for share in range(max(0, count - len(second)), min(count, len(first)) + 1):
        both = [quantity(share, first), quantity(count - share, second)]
        cases.append(every([part for part in both if part is not None]))
    return some(cases)


# The words before a count → what it asserts of the parts; a function of (count, parts), None where trivial.
QUANTITIES: dict[tuple[str, ...], Callable[[int, Sequence[Statement]], Statement | None]] = {
    **dict.fromkeys([("exactly",), ("precisely",), ("just",), ("only",)], exactly),
    ("at", "least"): at_least,
    ("at", "most"): at_most,
    **dict.fromkeys([("no", "more", "than")], at_most),
    **dict.fromkeys([("no", "fewer", "than"), ("no", "less", "than")], at_least),
    ("more", "than"): lambda count, parts: at_least(count + 1, parts),
    **dict.fromkeys(
        [("fewer", "than"), ("less", "than")], lambda count, parts: at_most(count - 1, parts) if count else None
    ),
}
