"""Statements as polynomials: a form that is equal for equal meanings, and that renaming people only renames.

Let a person stand for 1 when they tell the truth and for 0 when they lie. Every statement is then, in
exactly one way, a sum modulo 2 of products of people: its algebraic normal form (I. I. Zhegalkin, 1927).
With liars as 1 there is another such form; "all of them lie" is one product there and 2**n here.
A product is written as the set of its people, bit `i` of an integer for person `i`; 0 is the constant 1.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement

Polynomial = frozenset[int]

ONE: Polynomial = frozenset({0})


def polynomial(statement: Statement, one: bool = True) -> Polynomial:
    """The products in the statement's normal form; `one` says whether truth-tellers or liars stand for 1.

    Wide statements of mixed roles are slow: up to 2**w products for w people.

    Example: `polynomial(Or((Is(0, True), Is(1, True))))` is `frozenset({0b01, 0b10, 0b11})`: a + b + ab.
    """
    match statement:
        case Is(person, knight):
            return frozenset({1 << person} if knight == one else {1 << person, 0})
        case Not(inner):
            return negated(polynomial(inner, one))
        case And(parts):
            return reduce(product, (polynomial(part, one) for part in parts))
        case Or(parts):
            return negated(reduce(product, (negated(polynomial(part, one)) for part in parts)))
        case Implies(premise, conclusion):
            return negated(product(polynomial(premise, one), negated(polynomial(conclusion, one))))
        case Iff(left, right):
            return negated(polynomial(left, one) ^ polynomial(right, one))
    raise TypeError(f"not a statement: {statement!r}")


class Forms(NamedTuple):
    """A statement's two normal forms: with truth-tellers as 1, with liars as 1."""

    truthful: Polynomial
    lying: Polynomial


def forms_of(statement: Statement) -> Forms:
    return Forms(polynomial(statement), polynomial(statement, one=False))


def negated(one: Polynomial) -> Polynomial:
    return one ^ ONE


def product(one: Polynomial, other: Polynomial) -> Polynomial:
    odd: set[int] = set()
    for left in one:
        for right in other:
            odd ^= {left | right}
    return frozenset(odd)
