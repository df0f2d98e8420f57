"""Sampling puzzles that have exactly one solution.

The solution is drawn first, each person a truth-teller with the same chance; then every person is given
statements, true for truth-tellers and false for liars, until no other world fits. So every solution
comes up exactly as often as the shares say, and always answering the commonest one earns nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice, repeat
from typing import NamedTuple

from puzzles.difficulty import difficulty_of_tables
from puzzles.errors import GenerationError
from puzzles.identity.identity import canonical_keys
from puzzles.prose.languages import language
from puzzles.puzzle import Puzzle
from puzzles.sampling.remarks import Remark, remarks, sayable
from puzzles.sampling.spec import PuzzleSpec
from puzzles.solve import world_from_number
from puzzles.statements import all_worlds_mask, knight_column, truth_table

_DRAWS_A_SPEECH = 2000
_WORLDS_TRIED = 10
_BATCHES = (16, 112, 896)  # keys are computed together; the last size is repeated


class Draft(NamedTuple):
    """A puzzle before it is put into words.

    `speeches[k]` is said by person k, `world` is the number of the one world that fits, `difficulty` what is
    measured of it.
    """

    speeches: tuple[Remark, ...]
    world: int
    difficulty: dict


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
        GenerationError: see `sample_puzzle`; or `spec.max_tries` of them in a row were of none of `spec.bands`.
    """
    misses = 0
    for speeches, world in _solvable(spec, rng):
        measures = _measures(speeches, spec)
        if not spec.bands or measures["band"] in spec.bands:
            misses = 0
            yield Draft(speeches, world, measures)
        elif (misses := misses + 1) >= spec.max_tries:
            raise GenerationError(
                f"none of {misses} puzzles of {spec.num_people} people, max_depth {spec.max_depth} was of difficulty "
                f"{' or '.join(spec.bands)}: ask for another band, other numbers of people or another depth"
            )


def _solvable(spec: PuzzleSpec, rng: random.Random) -> Iterator[tuple[tuple[Remark, ...], int]]:
    """(speeches, world number of their one solution), without end."""
    source = remarks(spec, rng)
    while True:
        for _ in range(_WORLDS_TRIED):
            world = sum((rng.random() < spec.knight_share) << person for person in range(spec.num_people))
            speeches = _with_solution(world, source, spec)
            if speeches:
                yield speeches, world
                break
        else:
            raise GenerationError(_impossible(spec))


def _measures(speeches: Sequence[Remark], spec: PuzzleSpec) -> dict:
    """All measures of difficulty where the spec needs them, else the two that cost nothing."""
    if not (spec.rated or spec.bands):
        return {"people": spec.num_people, "depth": max(remark.depth for remark in speeches)}
    tables = [_table(remark, spec.num_people) for remark in speeches]
    return difficulty_of_tables(tables, [remark.statement for remark in speeches])


def _with_solution(world: int, source: Iterator[Remark], spec: PuzzleSpec) -> tuple[Remark, ...] | None:
    """Speeches whose one solution is `world`, or None when none of the tries came out so."""
    for _ in range(max(1, spec.max_tries // _WORLDS_TRIED)):
        drawn = [_speech(person, world, source, spec) for person in range(spec.num_people)]
        speeches = [speech for speech in drawn if speech is not None]
        if len(speeches) < len(drawn):
            return None
        if _is_only_solution(speeches):
            return tuple(speeches)
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
        worlds &= ~(knight_column(person, num_people) ^ _table(remark, num_people))
    return not worlds & (worlds - 1)


def _table(remark: Remark, num_people: int) -> int:
    return truth_table(remark.statement, num_people) if remark.table is None else remark.table


def _impossible(spec: PuzzleSpec) -> str:
    mix = ", ".join(f"{name} {weight:g}" for name, weight in spec.mix)
    return (
        f"none of {spec.max_tries} draws with {spec.num_people} people, max_depth {spec.max_depth}, self-reference "
        f"{'on' if spec.self_reference else 'off'} and the mix {mix} had exactly one solution: allow more "
        "kinds of statements, more depth or more people"
    )


def worded(draft: Draft, spec: PuzzleSpec, rng: random.Random, key: str | None = None) -> Puzzle:
    """The draft as a puzzle in words; `key` is its canonical key where that is known already."""
    spoken = language(spec.language)
    statements = tuple(remark.statement for remark in draft.speeches)
    roles = rng.choice(_role_choice(spec)) if spec.role_choice else spec.role_words
    known = _names(spec.language, roles, spec.num_people, spec.uncommon_names)
    names = spoken.cast[: spec.num_people] if spec.fixed_cast else tuple(rng.sample(known, spec.num_people))
    puzzle = Puzzle(
        names=names,
        statements=statements,
        solution=world_from_number(draft.world, spec.num_people),
        text=spoken.puzzle_text(statements, names, roles, rng, spec.text_style),
        roles=roles,
        language=spec.language,
        difficulty=draft.difficulty,
    )
    if key:
        puzzle.__dict__["key"] = key  # what the cached property would compute
    return puzzle


@lru_cache(maxsize=256)
def _names(code: str, roles: tuple[str, str], num_people: int, uncommon: bool) -> list[str]:
    return language(code).names_for(roles, num_people, uncommon)


def _role_choice(spec: PuzzleSpec) -> tuple[tuple[str, str], ...]:
    """The pairs a puzzle may draw; those that do not fit a fixed cast are left out, unless there are no others."""
    if not spec.fixed_cast:
        return spec.role_choice
    spoken = language(spec.language)
    cast = spoken.cast[: spec.num_people]
    return tuple(pair for pair in spec.role_choice if all(spoken.fits(name, pair) for name in cast)) or spec.role_choice
