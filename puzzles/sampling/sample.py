"""Sampling puzzles that have exactly one solution.

The solution is drawn first, each person a truth-teller with the same chance; then every person is given
statements, true for truth-tellers and false for liars, until no other world fits. So every solution
comes up exactly as often as the shares say, and always answering the commonest one earns nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import chain, islice, repeat
from typing import NamedTuple

from puzzles.errors import GenerationError
from puzzles.identity import canonical_keys
from puzzles.prose import words_en as words
from puzzles.prose.english import puzzle_text
from puzzles.puzzle import Puzzle
from puzzles.sampling.remarks import Remark, remarks, sayable
from puzzles.sampling.spec import PuzzleSpec
from puzzles.solve import world_from_number
from puzzles.statements import all_worlds_mask, depth, knight_column, truth_table

_DRAWS_A_SPEECH = 2000
_WORLDS_TRIED = 10
_BATCHES = (16, 64, 256)  # keys are computed together; the last size is repeated


class Draft(NamedTuple):
    """A puzzle before it is put into words: what each person says, and the world number of its one solution."""

    speeches: tuple[Remark, ...]
    world: int


def sample_puzzle(spec: PuzzleSpec, rng: random.Random) -> Puzzle:
    """Draw one puzzle.

    Raises:
        GenerationError: none of `spec.max_tries` draws had exactly one solution.
    """
    return worded(next(drafts(spec, rng)), spec, rng)


def sample_distinct(
    spec: PuzzleSpec, rng: random.Random, seen: set[str] | None = None, patience: int = 5000
) -> Iterator[Puzzle]:
    """Puzzles no two of which are logically the same; `seen` holds keys to avoid and is added to.

    Raises:
        GenerationError: `patience` draws in a row gave nothing new.
    """
    seen = set() if seen is None else seen
    misses = 0
    for draft, key in keyed_drafts(spec, rng):
        misses = misses + 1 if key in seen else 0
        if not misses:
            seen.add(key)
            yield worded(draft, spec, rng, key)
        elif misses >= patience:
            raise GenerationError(
                f"found {len(seen)} logically distinct puzzles of {spec.num_people} people (max_depth "
                f"{spec.max_depth}) and nothing new in {patience} further draws: ask for fewer, more people or "
                "greater depth"
            )


def keyed_drafts(spec: PuzzleSpec, rng: random.Random) -> Iterator[tuple[Draft, str]]:
    """Drafts with their canonical keys, without end."""
    source = drafts(spec, rng)
    for size in chain(_BATCHES, repeat(_BATCHES[-1])):
        batch = list(islice(source, size))
        yield from zip(
            batch, canonical_keys([[remark.forms for remark in draft.speeches] for draft in batch]), strict=True
        )


def drafts(spec: PuzzleSpec, rng: random.Random) -> Iterator[Draft]:
    """Drafts with exactly one solution, without end.

    Raises:
        GenerationError: see `sample_puzzle`.
    """
    source = remarks(spec, rng)
    while True:
        for _ in range(_WORLDS_TRIED):
            world = sum((rng.random() < spec.knight_share) << person for person in range(spec.num_people))
            draft = _with_solution(world, source, spec)
            if draft:
                yield draft
                break
        else:
            raise GenerationError(_impossible(spec))


def _with_solution(world: int, source: Iterator[Remark], spec: PuzzleSpec) -> Draft | None:
    """A draft whose one solution is `world`, or None when none of the tries came out so."""
    for _ in range(max(1, spec.max_tries // _WORLDS_TRIED)):
        speeches = [_speech(person, world, source, spec) for person in range(spec.num_people)]
        if None in speeches:
            return None
        if _is_only_solution(speeches):
            return Draft(tuple(speeches), world)
    return None


def _speech(speaker: int, world: int, source: Iterator[Remark], spec: PuzzleSpec) -> Remark | None:
    """Something the speaker may say that is true in `world` for a truth-teller, false for a liar."""
    honest = bool(world >> speaker & 1)
    for remark in islice(source, _DRAWS_A_SPEECH):
        if remark.truth_in(world) == honest and sayable(remark, speaker, spec):
            return remark
    return None


def _is_only_solution(speeches: Sequence[Remark]) -> bool:
    """Whether a single world is left; one is known to fit."""
    num_people = len(speeches)
    worlds = all_worlds_mask(num_people)
    for person, remark in enumerate(speeches):
        table = truth_table(remark.statement, num_people) if remark.table is None else remark.table
        worlds &= ~(knight_column(person, num_people) ^ table)
    return not worlds & (worlds - 1)


def _impossible(spec: PuzzleSpec) -> str:
    mix = ", ".join(f"{name} {weight:g}" for name, weight in spec.mix)
    return (
        f"none of {spec.max_tries} draws with {spec.num_people} people, max_depth {spec.max_depth}, self-reference "
        f"{'on' if spec.self_reference else 'off'} and the mix {mix} had exactly one solution: allow more "
        "kinds of statements, more depth or more people"
    )


def worded(draft: Draft, spec: PuzzleSpec, rng: random.Random, key: str | None = None) -> Puzzle:
    """The draft as a puzzle in words; `key` is its canonical key where that is known already."""
    statements = tuple(remark.statement for remark in draft.speeches)
    names = words.CAST[: spec.num_people] if spec.fixed_cast else tuple(rng.sample(words.NAMES, spec.num_people))
    puzzle = Puzzle(
        names=names,
        statements=statements,
        solution=world_from_number(draft.world, spec.num_people),
        text=puzzle_text(statements, names, spec.roles, rng),
        roles=spec.roles,
        difficulty={"people": spec.num_people, "depth": max(map(depth, statements))},
    )
    if key:
        puzzle.__dict__["key"] = key  # what the cached property would compute
    return puzzle
