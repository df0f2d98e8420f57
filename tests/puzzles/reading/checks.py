"""What the tests of the English reader assert."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import pytest

from puzzles.errors import UnreadablePuzzleError
from puzzles.reading import read_puzzle
from puzzles.solve import solve
from puzzles.statements import Is, holds

Claim = Callable[..., bool]


def assert_says(
    text: str, names: Sequence[str], claims: Sequence[Claim | None], roles: tuple[str, str] | None = None
) -> None:
    """Everybody says what `claims` compute from the truth values of all people, in every world; None says nothing."""
    read = read_puzzle(text)
    assert read.names == tuple(names)
    assert roles is None or read.roles == roles
    for person, (statement, claim) in enumerate(zip(read.statements, claims, strict=True)):
        if claim is None:
            assert statement == Is(person, True), (text, statement)
            continue
        for world in itertools.product((False, True), repeat=len(names)):
            assert holds(statement, world) == bool(claim(*world)), (text, statement, world)


def assert_solutions(text: str, expected: str) -> None:
    """The solutions are those written as `+- -+`: one word each, a plus for each truth-teller in turn."""
    found = ["".join("+" if honest else "-" for honest in solution) for solution in solve(read_puzzle(text).statements)]
    assert sorted(found) == sorted(expected.split()), text


def refusal(text: str) -> UnreadablePuzzleError:
    """The error with which a text is refused."""
    with pytest.raises(UnreadablePuzzleError) as caught:
        print(read_puzzle(text))
    return caught.value
