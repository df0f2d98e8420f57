"""Changes of the telling: the same logic, and a text that differs in nothing else."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from functools import cache

import pytest

from puzzles import PuzzleSpec, sample_puzzle
from puzzles.perturb.pairs import Pair, Refusal
from puzzles.perturb.table import perturb
from puzzles.prose import chinese, words_zh
from puzzles.prose.english import puzzle_text
from puzzles.prose.words_en import ROLE_PAIRS, UNCOMMON_NAMES
from puzzles.puzzle import Puzzle
from puzzles.statements import And, Iff, Is, Not

SURFACE = ("reorder", "rename", "roles", "flip")


def sampled(style: str) -> list[Puzzle]:
    rng = random.Random(style)
    puzzles = [sample_puzzle(PuzzleSpec(n, max_depth=d), rng) for n in (2, 3, 5, 8) for d in (2, 3) for _ in range(5)]
    return [replace(p, text=puzzle_text(p.statements, p.names, p.roles, random.Random(p.id), style)) for p in puzzles]


PUZZLES = sampled("standard") + sampled("varied")


@cache
def pairs(kind: str) -> list[Pair]:
    return [perturb(puzzle, kind, random.Random(number)) for number, puzzle in enumerate(PUZZLES)]


@pytest.mark.parametrize("kind", SURFACE)
def test_the_logic_stays(kind) -> None:
    for pair in pairs(kind):
        old, new = pair.original, pair.perturbed
        assert (new.statements, new.solution, new.key) == (old.statements, old.solution, old.key)
        assert pair.wording_kept and new.text != old.text and new.id != old.id
        assert (new.names == old.names) == (kind != "rename")
        assert (new.roles == old.roles) == (kind in ("reorder", "rename"))


def test_reorder_keeps_each_sentence() -> None:
    for pair in pairs("reorder"):
        old, new = (re.split(r"(?<=[.?\"”’])\s", text) for text in (pair.original.text, pair.perturbed.text))
        assert sorted(old) == sorted(new) and old != new
        assert old[0] == new[0] and old[-1] == new[-1], "introduction and question stay in place"


def test_rename_can_be_undone() -> None:
    for pair in pairs("rename"):
        old, new = pair.original, pair.perturbed
        assert set(new.names) <= set(UNCOMMON_NAMES) and len(set(new.names)) == new.num_people
        assert not any(re.search(rf"\b{re.escape(name)}\b", new.text) for name in old.names)
        text = new.text
        for number, name in enumerate(sorted(new.names, key=len, reverse=True)):
            text = text.replace(name, f"<{number}>")
        for number, name in enumerate(sorted(new.names, key=len, reverse=True)):
            text = text.replace(f"<{number}>", old.names[new.names.index(name)])
        assert text == old.text


def test_roles_are_another_pair_with_its_articles_and_plurals() -> None:
    for pair in pairs("roles"):
        assert pair.perturbed.roles in ROLE_PAIRS.values()
        for word in pair.original.roles:
            assert not re.search(rf"\b{word}s?\b", pair.perturbed.text, re.IGNORECASE)
        back = perturb_to(pair.perturbed, pair.original.roles)
        assert back.text == pair.original.text


def perturb_to(puzzle: Puzzle, roles: tuple[str, str]) -> Puzzle:
    from puzzles.perturb.surface import _with_roles

    return _with_roles("roles", puzzle, roles).perturbed


def test_flip_is_its_own_inverse() -> None:
    for pair in pairs("flip"):
        assert pair.perturbed.roles == pair.original.roles[::-1]
        again = perturb(pair.perturbed, "flip", random.Random(1)).perturbed
        assert (again.text, again.roles) == (pair.original.text, pair.original.roles)


def told(text: str, **changes) -> Puzzle:
    """Ann says that Bo is a knave; Bo says that Ann is a knight if and only if Bo is a knight."""
    fields = {"names": ("Ann", "Bo"), "statements": (Is(1, False), Iff(Is(0, True), Is(1, True))),
              "solution": (True, False), "text": text, "roles": ("knight", "knave")} | changes  # fmt: skip
    return Puzzle(**fields)


@pytest.mark.parametrize(
    ("roles", "text", "others", "expected"),
    [
        (("knight", "knave"), "A knight, a Knave. Knights!", ("angel", "ogre"), "An angel, an Ogre. Angels!"),
        (("knight", "knave"), "KNIGHTS, A KNAVE, a Knight", ("elf", "ogre"), "ELVES, AN OGRE, an Elf"),
        (("hero", "villain"), "Heros, a hero, heroes, a villain", ("elf", "fox"), "Elves, an elf, elves, a fox"),
        (("heir", "impostor"), "An heir and an impostor", ("knight", "knave"), "A knight and a knave"),
        (("angel", "devil"), "a angel; an angel/devil", ("saint", "sinner"), "a saint; a saint/sinner"),
        (("knight", "knave"), "knighthood, ben-knight; knave's", ("elf", "ogre"), "knighthood, ben-elf; ogre's"),
        (("knight", "knave"), "a knave", ("dark elf", "white elf"), "a white elf"),
        (("dark elf", "white elf"), "a Dark elf, white elves", ("owl", "magpie"), "an Owl, magpies"),
    ],
)
def test_role_forms(roles, text, others, expected) -> None:
    assert perturb_to(told(text + f" {roles[0]} {roles[1]}", roles=roles), others).text == (
        expected + f" {others[0]} {others[1]}"
    )


def test_names_within_names_and_words() -> None:
    text = "Ann and Mary Ann met Annabel. Ann's dog barked at Mary Ann, not at Ann-Sophie; Ann."
    puzzle = told(text, names=("Ann", "Mary Ann"))
    pair = perturb(puzzle, "rename", random.Random(3))
    new, other = pair.perturbed.names
    assert pair.perturbed.text == (
        f"{new} and {other} met Annabel. {new}'s dog barked at {other}, not at {new}-Sophie; {new}."
    )


def test_names_that_are_words_too() -> None:
    text = (
        "A knight never lies. You meet A and Will. A says that Will is a knave. Will says that A is a knight if and "
        "only if Will is a knight. Will you tell who is a knight? A clue: A will not lie."
    )
    pair = perturb(told(text, names=("A", "Will")), "rename", random.Random(5))
    new, other = pair.perturbed.names
    assert pair.wording_kept and pair.perturbed.text == (
        f"A knight never lies. You meet {new} and {other}. {new} says that {other} is a knave. {other} says that {new} "
        f"is a knight if and only if {other} is a knight. Will you tell who is a knight? A clue: {new} will not lie."
    )
    unclear = told("A knight met A knave. What of A and Will, will you say?", names=("A", "Will"))
    assert not perturb(unclear, "rename", random.Random(5)).wording_kept


def test_an_uncommon_name_already_in_the_text_is_not_given_out() -> None:
    others = ", ".join(UNCOMMON_NAMES[:-2])
    pair = perturb(told(f"{others}. Ann, Bo."), "rename", random.Random(1))
    assert set(pair.perturbed.names) == set(UNCOMMON_NAMES[-2:])
    refusal = perturb(told(", ".join(UNCOMMON_NAMES[1:])), "rename", random.Random(1))
    assert isinstance(refusal, Refusal) and "only 1 other names" in refusal.reason


def test_role_words_in_the_text_are_not_given_out() -> None:
    text = " ".join(word for pair in list(ROLE_PAIRS.values())[1:-1] for word in pair)
    pair = perturb(told(text + " a knight, a knave"), "roles", random.Random(1))
    assert pair.perturbed.roles == list(ROLE_PAIRS.values())[-1]
    everything = " ".join(word for pair in ROLE_PAIRS.values() for word in pair)
    assert "no other pair" in perturb(told(everything), "roles", random.Random(1)).reason


def in_chinese(style: str) -> list[Puzzle]:
    puzzles = []
    for number, (puzzle, roles) in enumerate(zip(PUZZLES[:40], list(words_zh.ROLE_PAIRS.values()) * 4, strict=False)):
        names = tuple(random.Random(number).sample(words_zh.NAMES, puzzle.num_people))
        text = chinese.puzzle_text(puzzle.statements, names, roles, random.Random(number), style)
        puzzles.append(replace(puzzle, names=names, roles=roles, language="zh", text=text))
    return puzzles


@pytest.mark.parametrize("style", ["standard", "varied"])
@pytest.mark.parametrize("kind", SURFACE)
def test_chinese(kind, style) -> None:
    for number, puzzle in enumerate(in_chinese(style)):
        pair = perturb(puzzle, kind, random.Random(number))
        old, new = pair.original, pair.perturbed
        assert pair.wording_kept and new.text != old.text
        if kind == "reorder":
            assert sorted(new.text) == sorted(old.text) and (new.text[:9], new.text[-5:]) == (
                old.text[:9],
                old.text[-5:],
            )
            continue
        words = dict(zip(new.names + new.roles, old.names + old.roles, strict=True))
        assert re.sub("|".join(words), lambda match, words=words: words[match.group()], new.text) == old.text
        assert (new.names == old.names) == (kind != "rename") and (new.roles == old.roles) == (kind == "rename")


@pytest.mark.parametrize("kind", SURFACE)
def test_a_text_that_lacks_the_words_is_worded_anew(kind) -> None:
    pair = perturb(told("Two people met. Who?"), kind, random.Random(4))
    assert not pair.wording_kept
    new = pair.perturbed
    assert all(name in new.text for name in new.names) and all(role in new.text for role in new.roles)


def test_one_person_alone_has_no_other_order() -> None:
    alone = told("Ann says that Ann is a knight. Who?", names=("Ann",), statements=(Is(0, True),), solution=(True,))
    assert perturb(alone, "reorder", random.Random(1)).proven


def test_an_unknown_language_is_refused() -> None:
    result = perturb(told("…", language="tlh"), "rename", random.Random(1))
    assert isinstance(result, Refusal) and "'tlh'" in result.reason and not result.proven


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="leaf, statement, reorder"):
        perturb(PUZZLES[0], "leaves", random.Random(1))


def test_denials_and_self_reference_survive_a_flip() -> None:
    puzzle = told(
        'Ann: "I am not a knave and Bo is a knave." Bo says that it is not the case that Ann is a knight. Who?',
        statements=(And((Not(Is(0, False)), Is(1, False))), Not(Is(0, True))),
    )
    assert perturb(puzzle, "flip", random.Random(1)).perturbed.text == (
        'Ann: "I am not a knight and Bo is a knight." Bo says that it is not the case that Ann is a knave. Who?'
    )
