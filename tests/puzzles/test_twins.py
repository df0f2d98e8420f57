"""No logical twins within or between the splits of whole data sets, found by trying every renaming.

Nothing of `puzzles.identity` is used here: two puzzles are twins when some renaming of the people turns the truth
tables of one into those of the other, so each puzzle is stood for by the least of all its renamed tables.
"""

from __future__ import annotations

import itertools
import json
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles import DatasetRequest, PuzzleSpec, write_dataset
from puzzles.splits import SHARES
from puzzles.statements import Not, from_row, holds, to_row
from tests.puzzles import brute

SIZES, COUNT = (2, 3, 4, 5, 6), 300
ALL_ON = {"tautologies": True, "contradictions": True, "max_depth": 3, "max_width": 3}
REQUESTS = {
    "one": DatasetRequest(SIZES, COUNT, seed=1),
    "another seed": DatasetRequest(SIZES, COUNT, seed=2),
    "in Chinese, with all switches on": DatasetRequest(
        SIZES, COUNT, seed=1, spec=PuzzleSpec(3, language="zh", style="varied", **ALL_ON)
    ),
    "nearly all that there are": DatasetRequest([2, 3], 2700, seed=3),
    "without self-reference": DatasetRequest(SIZES[1:], COUNT, seed=1, spec=PuzzleSpec(3, self_reference=False)),
}  # fmt: skip


@cache
def renamings(num_people: int) -> tuple[np.ndarray, np.ndarray]:
    """For each renaming, who person k was before [renamings, people], which world world w was [renamings, worlds]."""
    worlds, orders = brute.worlds(num_people), list(itertools.permutations(range(num_people)))
    number = {world: place for place, world in enumerate(worlds)}
    before = [[number[tuple(world[new] for new in order)] for world in worlds] for order in orders]
    return np.argsort(orders, axis=1), np.array(before)


def least_form(row: dict) -> tuple[int, bytes]:
    """The same for two puzzles exactly when they are twins."""
    people = len(row["names"])
    statements = [from_row(statement, people) for statement in row["statements"]]
    tables = np.array([[holds(statement, world) for world in brute.worlds(people)] for statement in statements])
    speakers, worlds = renamings(people)
    renamed = tables[speakers[:, :, None], worlds[:, None, :]]
    return people, min(form.tobytes() for form in np.packbits(renamed.reshape(len(speakers), -1), axis=1))


@pytest.fixture(scope="module")
def forms(tmp_path_factory) -> dict[tuple[str, str], list[tuple[int, bytes]]]:
    """(data set, split) → the least form of each of its puzzles."""
    found = {}
    for name, request in REQUESTS.items():
        folder = tmp_path_factory.mktemp("twins") / "set"
        write_dataset(folder, request, processes=1)
        for split in SHARES:
            lines = (folder / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
            found[name, split] = [least_form(json.loads(line)) for line in lines]
    return found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_check_tells_twins_from_others(data) -> None:
    people = data.draw(st.integers(2, 4))
    lists = brute.speeches(people)
    one, other, new = data.draw(lists), data.draw(lists), data.draw(st.permutations(range(people)))
    twin = [None] * people
    for person, statement in enumerate(one):
        twin[new[person]] = Not(brute.renamed(Not(statement), new))
    assert least_form(row_of(twin)) == least_form(row_of(one))
    assert (least_form(row_of(one)) == least_form(row_of(other))) == brute.isomorphic(one, other)


def row_of(statements) -> dict:
    return {"names": list("abcd"[: len(statements)]), "statements": [to_row(statement) for statement in statements]}


@pytest.mark.slow
@pytest.mark.parametrize("name", REQUESTS)
def test_no_twins_within_a_data_set(forms, name) -> None:
    held = [form for split in SHARES for form in forms[name, split]]
    assert len(set(held)) == len(held) == REQUESTS[name].count
    assert {people for people, _ in held} == set(REQUESTS[name].people)


@pytest.mark.slow
def test_no_twins_between_splits_of_different_data_sets(forms) -> None:
    for (one, split), (other, other_split) in itertools.permutations(forms, 2):
        if split != other_split:
            assert not set(forms[one, split]) & set(forms[other, other_split]), (one, split, other, other_split)
    shared = set(forms["one", "train"]) & set(forms["another seed", "train"])
    assert {people for people, _ in shared} == {2, 3}, "small sizes do meet again, in the same split"
