"""Solving: the worlds in which every knight's statement is true and every knave's is false."""

from __future__ import annotations

from collections.abc import Sequence

from puzzles.statements import Statement, World, all_worlds_mask, knight_column, truth_table


def consistent_worlds(tables: Sequence[int]) -> int:
    """Worlds that fit, as a bit mask, given each person's truth table.

    Person k's statement must be true exactly when person k is a truth-teller.
    """
    num_people = len(tables)
    worlds = all_worlds_mask(num_people)
    for person, table in enumerate(tables):
        worlds &= ~(knight_column(person, num_people) ^ table)
    return worlds


def world_from_number(number: int, num_people: int) -> World:
    """World number `number`: person `i` tells the truth when bit `i` is set."""
    return tuple(bool(number >> person & 1) for person in range(num_people))


def solve(statements: Sequence[Statement]) -> list[World]:
    """Every world that fits, in order of world number; `statements[k]` is said by person k."""
    num_people = len(statements)
    worlds = consistent_worlds([truth_table(statement, num_people) for statement in statements])
    solutions = []
    while worlds:
        lowest = worlds & -worlds
        solutions.append(world_from_number(lowest.bit_length() - 1, num_people))
        worlds ^= lowest
    return solutions
