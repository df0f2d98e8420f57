"""Sample → prose → read → solve: the same people, roles, meaning and solutions, whatever the wording."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles.prose import words_en as words
from puzzles.prose.english import STYLES, Phrasing, describe, puzzle_text, said
from puzzles.prose.phrasing_en import CHOICES as DRAWN
from puzzles.prose.phrasing_en import FORMER
from puzzles.reading import ReadPuzzle, read_puzzle
from puzzles.solve import solve
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement, holds
from tests.puzzles import brute

ALL_NAMES = sorted({*words.NAMES, *words.UNCOMMON_NAMES, *words.CAST, *"ABCDEFGH"})
ALL_PAIRS = [pair for roles in words.ROLE_PAIRS.values() for pair in (roles, roles[::-1])]
NAMES, ROLES = st.sampled_from(ALL_NAMES), st.sampled_from(ALL_PAIRS)
CASTS = {size: st.lists(NAMES, min_size=size, max_size=size, unique=True) for size in range(2, 6)}


@cache
def deep_statements(num_people: int, depth: int, width: int) -> st.SearchStrategy[Statement]:
    """Statements of at most so many levels, with at most so many parts side by side."""
    leaf = st.builds(Is, st.integers(0, num_people - 1), st.booleans())
    if depth == 1:
        return leaf
    inner = deep_statements(num_people, depth - 1, width)
    parts = st.lists(inner, min_size=2, max_size=width).map(tuple)
    two = (inner, inner)
    return leaf | st.builds(Not, inner) | st.builds(And, parts) | st.builds(Or, parts) \
        | st.builds(Implies, *two) | st.builds(Iff, *two)  # fmt: skip


@cache
def deep_speeches(num_people: int, depth: int) -> st.SearchStrategy[list[Statement]]:
    return st.lists(deep_statements(num_people, depth, 4), min_size=num_people, max_size=num_people)


@st.composite
def stated(draw) -> tuple[list[Statement], list[str], tuple[str, str]]:
    num_people = draw(st.integers(2, 5))
    depth = draw(st.integers(1, 4))
    return draw(deep_speeches(num_people, depth)), draw(CASTS[num_people]), draw(ROLES)


def assert_same(read: ReadPuzzle, statements, names, roles) -> None:
    assert read.names == tuple(names) and read.roles == tuple(roles) and read.language == "en"
    assert brute.meaning(read.statements) == brute.meaning(statements)
    assert set(solve(read.statements)) == brute.solutions(statements)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(stated(), st.integers(0, 10**9))
def test_the_standard_style_gives_back_the_same_trees(puzzle, seed) -> None:
    statements, names, roles = puzzle
    read = read_puzzle(puzzle_text(statements, names, roles, random.Random(seed)))
    assert read.statements == tuple(statements)
    assert_same(read, statements, names, roles)


@settings(max_examples=100, deadline=None)
@given(stated(), st.integers(0, 10**9))
def test_the_varied_style_gives_back_the_same_meaning(puzzle, seed) -> None:
    statements, names, roles = puzzle
    read = read_puzzle(puzzle_text(statements, names, roles, random.Random(seed), "varied"))
    assert_same(read, statements, names, roles)


A, B, C = (Is(person, True) for person in range(3))
SHAPES = (
    A, Is(1, False), Not(A), Not(Is(2, False)), And((A, B)), And((Is(0, False), Is(1, False))), And((A, B, C)),
    And((A, Is(1, False))), Or((A, B)), Or((Is(1, False), Is(2, False), Is(0, False))), Or((A, Is(0, False))),
    Implies(A, B), Iff(A, B), Iff(Is(0, False), Is(2, False)), Iff(A, Is(1, False)), Not(And((A, B))), Not(Or((A, B))),
    Not(Iff(A, B)), Not(Not(A)), Implies(And((A, B)), Or((B, C))), Implies(Or((A, B)), And((B, C))),
    Iff(And((A, B)), Or((B, C))), And((Or((A, B)), C)), Or((And((A, B)), And((B, C)))), And((Not(A), Not(Or((A, C))))),
    Implies(Implies(A, B), Implies(B, C)), Iff(Iff(A, B), C), Not(Implies(A, Not(B))), Or((Implies(A, B), Iff(B, C))),
)  # fmt: skip
# Forms that word a statement through another one with the same meaning.
CHOICES = {field: values + FORMER.get(field, ()) for field, values in DRAWN.items()}
THROUGH_ANOTHER = {"opposite", "does not", "nature", "habit", "doing", "together", "at least one", "kind"}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field in CHOICES for value in CHOICES[field]])
@pytest.mark.parametrize("speaker", [None, 2])
def test_every_choice_of_words(field, value, speaker) -> None:
    for brackets in CHOICES["brackets"]:
        phrasing = Phrasing(**{"brackets": brackets, field: value})
        for shape in SHAPES:
            claim = describe(shape, ("A", "B", "C"), ("knight", "knave"), phrasing, speaker)
            statement = read_claim(claim, speaker or 0)
            assert meaning(statement) == meaning(shape), claim
            assert statement == shape or value in THROUGH_ANOTHER, claim


@cache  # most choices bear on few of the shapes, and leave the words of the others as they are
def read_claim(claim: str, speaker: int) -> Statement:
    claims = [claim if person == speaker else f"{name} lies" for person, name in enumerate("ABC")]
    read = read_puzzle(" ".join(f'{name} says, "{said}."' for name, said in zip("ABC", claims, strict=True)))
    return read.statements[speaker]


@cache
def meaning(statement: Statement) -> tuple[bool, ...]:
    return tuple(holds(statement, world) for world in brute.worlds(3))


def moulds() -> list[tuple[str, ...]]:
    """Every sentence mould at least once, beside standard ones."""
    introductions, meetings = words.INTRODUCTIONS + words.MORE_INTRODUCTIONS, words.MEETINGS + words.MORE_MEETINGS
    speeches = words.SPEECHES + words.MORE_SPEECHES + words.INDIRECT_SPEECHES
    questions = words.QUESTIONS + words.MORE_QUESTIONS
    tables = (introductions, meetings, speeches, questions, words.QUOTATION_MARKS)
    return [tuple(table[k % len(table)] for table in tables) for k in range(max(map(len, tables)))]


class Chooser(random.Random):
    """Draws the given moulds where they are on offer, and anything elsewhere."""

    def __init__(self, wanted: tuple[str, ...]) -> None:
        super().__init__(1)
        self.wanted = wanted

    def choice(self, options):
        return next((one for one in self.wanted if one in options), options[0])


def assert_mould_is_read(mould, pairs) -> None:
    names, statements = ("Mary Ann", "D'Arcy", "Jean-Luc"), (Not(B), Is(0, False), Iff(A, Is(1, False)))
    for roles in pairs:
        text = puzzle_text(statements, names, roles, Chooser(mould), "varied")
        assert_same(read_puzzle(text), statements, names, roles)


@pytest.mark.parametrize(("number", "mould"), list(enumerate(moulds())))
def test_every_mould_and_every_role_pair(number, mould) -> None:
    assert_mould_is_read(mould, ALL_PAIRS[number % 8 :: 8])


@pytest.mark.slow
@pytest.mark.parametrize("mould", moulds())
def test_every_mould_with_every_role_pair(mould) -> None:
    assert_mould_is_read(mould, ALL_PAIRS)


@pytest.mark.parametrize("marks", words.QUOTATION_MARKS)
def test_every_form_of_speech_in_every_marks(marks) -> None:
    names, statements = ("Mary Ann", "D'Arcy"), (And((Is(0, False), Not(B))), Is(0, False))
    for speech in (*words.SPEECHES, *words.MORE_SPEECHES, words.SCRIPT):
        speeches = (said(speech, *parts, marks) for parts in zip(names, CLAIMS, strict=True))
        assert_same(read_puzzle(f"{INTRODUCTION} {' '.join(speeches)}"), statements, names, ("heir", "ogre"))


INTRODUCTION = "Here everyone is either an heir, who always tells the truth, or an ogre, who always lies."
CLAIMS = ("I'm an ogre and D'Arcy isn't an heir", "Mary Ann is an ogre")


@pytest.mark.parametrize("style", STYLES)
def test_twenty_people(style) -> None:
    names = words.UNCOMMON_NAMES[:20]
    statements = [Or((Is((k + 1) % 20, False), And((Is((k + 7) % 20, True), Is(k, True))))) for k in range(20)]
    read = read_puzzle(puzzle_text(statements, names, ("sage", "fool"), random.Random(4), style))
    assert read.names == names and read.roles == ("sage", "fool")
    assert set(solve(read.statements)) == set(solve(statements))
