"""English texts have one reading: looked at from outside, sentence by sentence, with another grammar in mind.

Every check takes a text apart by regular expressions of its own. Where it must know whether some words are a clause by
themselves, it asks whether they can be read as one person's whole speech.
"""

from __future__ import annotations

import random
import re
from functools import cache
from itertools import count, islice

import pytest

from puzzles import PuzzleSpec, sample_puzzle
from puzzles.errors import UnreadablePuzzleError
from puzzles.perturb.pairs import Pair
from puzzles.perturb.table import perturb
from puzzles.prose.words_en import NAMES_OF, QUOTATION_MARKS, ROLE_PAIRS
from puzzles.puzzle import Puzzle
from puzzles.reading import read_puzzle

PAIRS = [turned for pair in ROLE_PAIRS.values() for turned in (pair, pair[::-1])]
INDIRECT = re.compile(r"According to [^,]+, |\w[\w' -]* (?:says|claims|tells you|insists|assures you|maintains) that ")
JOINTS = re.compile(r" (?:and|or(?! both$)|if|only if|if and only if|exactly when|precisely when) ")
DENIED = re.compile(r"(?:\bnot|n't|\b[Nn]either)\b[^(),]* (?<!and )only if")
LYING = re.compile(r"\b(?:lies?|lying|truth)\b")


@cache
def sampled(style: str) -> tuple[Puzzle, ...]:
    rng, puzzles = random.Random(f"one reading {style}"), []
    for number, pair in enumerate(PAIRS * 3):
        spec = PuzzleSpec(2 + number % 7, max_depth=2 + number % 3, max_width=2 + number % 2, style=style, roles=pair)
        puzzles.append(sample_puzzle(spec, rng))
    return tuple(puzzles)


@cache
def perturbed() -> tuple[Puzzle, ...]:
    """Varied texts in which one person says something else."""
    kinds, puzzles = ("leaf", "statement"), sampled("varied")[::2]
    tried = [perturb(puzzle, kinds[k % 2], random.Random(k)) for k, puzzle in enumerate(puzzles)]
    return tuple(pair.perturbed for pair in tried if isinstance(pair, Pair))


def texts(source: str) -> tuple[Puzzle, ...]:
    return perturbed() if source == "perturbed" else sampled(source)


SOURCES = pytest.mark.parametrize("source", ["standard", "varied", "perturbed"])


def marks_of(text: str) -> set[str]:
    return {marks for marks in QUOTATION_MARKS if marks[0] in text}


def quotations(text: str) -> list[str]:
    """What stands in quotation marks; an apostrophe closes nothing, for it is straight."""
    return [said for marks in QUOTATION_MARKS for said in re.findall(f"{marks[0]}([^{marks}]+){marks[1]}", text)]


def indirect_claims(puzzle: Puzzle) -> list[str]:
    """What follows "Zoey says that" and the like, without the full stop."""
    sentences = re.split(r"(?<=[.?\"”’]) (?=[A-Z\"“‘])", puzzle.text)
    unquoted = (one for one in sentences if not marks_of(one))
    return [one[match.end() : -1] for one in unquoted if (match := INDIRECT.match(one))]


def claims(puzzle: Puzzle) -> list[str]:
    return [*indirect_claims(puzzle), *(said.rstrip(".,") for said in quotations(puzzle.text))]


@SOURCES
def test_every_speech_is_looked_at(source) -> None:
    for puzzle in texts(source):
        assert len(claims(puzzle)) == puzzle.num_people, puzzle.text


@SOURCES
def test_either_never_excludes_both(source) -> None:
    met = 0
    for said in (said for puzzle in texts(source) for said in claims(puzzle)):
        inclusive = re.sub(r"[Ee]ither [^()]+? or [^()]+?, or both\b(?![ ]\w)", "", said)
        assert not re.search(r"\beither\b|\bor both\b", inclusive, re.IGNORECASE), said
        met += inclusive != said
    assert met > 10 or source == "standard"


@SOURCES
def test_both_joins_no_bare_clauses(source) -> None:
    for said in (said for puzzle in texts(source) for said in claims(puzzle)):
        rest = re.sub(r"\b[Ii]t is true both that [^()]+ and that |\bare both \w+|, or both\b", "", said)
        assert not re.search(r"\bboth\b", rest, re.IGNORECASE), said


@SOURCES
def test_nothing_can_be_cut_off_from_indirect_speech(source) -> None:
    """`Zoey says that p if q` may tell on which condition she says p: here nothing like p is a clause by itself."""
    met = 0
    for puzzle in texts(source):
        for said in indirect_claims(puzzle):
            for joint in JOINTS.finditer(said):
                assert not is_clause(said[: joint.start()], puzzle), said
            met += 1
    assert met > 30 or source == "standard"


def is_clause(said: str, puzzle: Puzzle) -> bool:
    """Whether somebody might say just that, in a puzzle of these people and roles."""
    truthful, liar = puzzle.roles
    introduction = f"Every {truthful} always tells the truth and every {liar} always lies. "
    others = " ".join(f'{name} says, "{puzzle.names[0]} is a {liar}."' for name in puzzle.names[1:])
    try:
        read_puzzle(f'{introduction}{puzzle.names[0]} says, "{said}." {others}')
    except UnreadablePuzzleError:
        return False
    return True


def test_what_can_be_cut_off_is_known() -> None:
    puzzle = sampled("standard")[0]
    one, other = puzzle.names[:2]
    assert is_clause(f"{one} lies", puzzle) and not is_clause(f"if {one} lies then {other}", puzzle)
    assert not is_clause(f"at least one of {one}", puzzle) and not is_clause(f"either {one} lies", puzzle)


@SOURCES
def test_people_do_not_name_themselves(source) -> None:
    met = 0
    for puzzle in texts(source):
        assert_nobody_names_themselves(puzzle)
        met += any(re.search(r"\bI\b|\bme\b", said) for said in claims(puzzle))
    assert met > 50


def assert_nobody_names_themselves(puzzle: Puzzle) -> None:
    """In each person's speech their name stands once, where it says who speaks."""
    read = read_puzzle(puzzle.text)
    assert read.statements and read.names == puzzle.names
    for name in puzzle.names:
        for sentence in re.split(r"(?<=[.?\"”’]) (?=[A-Z\"“‘])", puzzle.text):
            for said in quotations(sentence):
                outside = sentence.replace(said, "")
                assert not (re.search(rf"\b{name}\b", outside) and re.search(rf"\b{name}\b", said)), sentence
    for said, speaker in zip(indirect_claims(puzzle), indirect_speakers(puzzle), strict=True):
        assert not re.search(rf"\b{speaker}\b", said), said


def indirect_speakers(puzzle: Puzzle) -> list[str]:
    sentences = re.split(r"(?<=[.?\"”’]) (?=[A-Z\"“‘])", puzzle.text)
    openings = [one[: match.end()] for one in sentences if not marks_of(one) and (match := INDIRECT.match(one))]
    return [next(name for name in puzzle.names if name in opening) for opening in openings]


@SOURCES
def test_a_puzzle_has_one_kind_of_quotation_marks(source) -> None:
    kinds = [marks_of(puzzle.text) for puzzle in texts(source)]
    assert all(len(kind) <= 1 for kind in kinds)
    assert set().union(*kinds) == ({'""'} if source == "standard" else set(QUOTATION_MARKS))


@SOURCES
def test_nothing_sounds_like_the_liar_paradox(source) -> None:
    met = 0
    for puzzle in texts(source):
        if {"truth-teller", "liar", "honest man"} & set(puzzle.roles):
            continue
        for said in filter(LYING.search, claims(puzzle)):
            named = [name for name in puzzle.names for _ in re.findall(rf"\b{name}\b", said)]
            assert not re.search(r"\bI\b|\bme\b", said) and len(set(named)) == len(named), said
            met += 1
    assert met > 20 or source == "standard"


@SOURCES
def test_a_denial_reaches_over_no_only_if(source) -> None:
    """Before "if and only if" it does no harm: not p if and only if q, however that is read."""
    for said in (said for puzzle in texts(source) for said in claims(puzzle)):
        assert not DENIED.search(said), said


@SOURCES
def test_what_is_said_of_several_reaches_over_no_connective(source) -> None:
    """`Zoey and Mia are both knights only if p` might say of each that she is one only if p."""
    several = r"\b(?:[Aa]t least one of|[Nn]either|are both|are all|of the same kind|of different kinds)\b"
    for said in (said for puzzle in texts(source) for said in claims(puzzle)):
        for start in re.finditer(several, said):
            rest = re.split(r"[(),]| then ", said[start.start() :])[0]
            assert not re.search(r" (?:are|is|am|kind|kinds) .*(?:\band|\bor|\bif|\bwhen)\b", rest), said


@pytest.mark.parametrize(
    ("roles", "sex"),
    [
        (("fairy", "witch"), "woman"),
        (("wicked witch", "good fairy"), "woman"),
        (("nobleman", "highwayman"), "man"),
        (("honest man", "swindler"), "man"),
        (("monk", "bandit"), "man"),
        (("knight", "queen"), "woman"),
        (("knight", "knave"), None),
        (("king", "queen"), None),
    ],
)
def test_names_fit_role_words(roles, sex) -> None:
    unfit = {name for other, names in NAMES_OF.items() if other != sex for name in names}
    for num_people, uncommon in ((3, False), (8, True), (20, False), (20, True)):
        spec = PuzzleSpec(num_people, roles=roles, uncommon_names=uncommon)
        names = {name for seed in range(4) for name in sample_puzzle(spec, random.Random(seed)).names}
        assert bool(names & unfit) == (sex is None), names


def test_a_fixed_cast_draws_role_words_that_fit_it() -> None:
    spec = PuzzleSpec(3, fixed_cast=True, role_choice=tuple(ROLE_PAIRS.values()))
    drawn = {sample_puzzle(spec, random.Random(seed)).roles for seed in range(200)}
    assert len(drawn) > 15 and not drawn & {("fairy", "witch"), ("nobleman", "highwayman"), ("honest man", "swindler")}
    wanted = PuzzleSpec(3, fixed_cast=True, role_choice=(("fairy", "witch"),))
    assert sample_puzzle(wanted, random.Random(1)).roles == ("fairy", "witch")


def test_changed_names_and_roles_fit_each_other() -> None:
    for number, puzzle in zip(count(), islice(sampled("varied"), 60)):
        unfit = {name for pair in ("fairy", "witch") if pair in puzzle.roles for name in NAMES_OF["man"]}
        renamed, recast = (perturb(puzzle, kind, random.Random(number)) for kind in ("rename", "roles"))
        assert not set(renamed.perturbed.names) & unfit
        if "witch" in recast.perturbed.roles:
            assert not set(puzzle.names) & set(NAMES_OF["man"])
