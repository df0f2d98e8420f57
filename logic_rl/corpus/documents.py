"""The stream of documents: a puzzle and a reply to it, of a named strategy and layout."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from logic_rl.corpus.clauses import roles_sentence
from logic_rl.corpus.layout import set_out
from logic_rl.corpus.thinking import STRATEGIES
from logic_rl.seeding import stream
from puzzles import Puzzle, PuzzleSpec, sample_puzzle, split_of


@dataclass(frozen=True)
class Mix:
    """Shares of a corpus; each table is normalised.

    Attributes:
        people: number of people → share of documents.
        strategies: name in `thinking.STRATEGIES` → share of documents.
        malformed: share of replies with wrong tags.
    """

    people: dict[int, float]
    strategies: dict[str, float]
    malformed: float


@dataclass(frozen=True, slots=True)
class Document:
    puzzle: Puzzle
    reply: str
    strategy: str
    layout: str
    is_right: bool


def documents(mix: Mix, seed: int, *labels: int | str) -> Iterator[Document]:
    """An endless stream. Only puzzles of the train split are written about, so test puzzles stay unseen."""
    rng = stream(seed, "corpus", *labels)
    specs = {num_people: PuzzleSpec(num_people, fixed_cast=True) for num_people in mix.people}
    while True:
        spec = specs[_pick(mix.people, rng)]
        puzzle = sample_puzzle(spec, rng)
        if split_of(puzzle) == "train":
            yield write_document(puzzle, _pick(mix.strategies, rng), mix.malformed, rng)


def write_document(puzzle: Puzzle, strategy: str, malformed: float, rng: random.Random) -> Document:
    thought = STRATEGIES[strategy](puzzle, rng)
    reply, layout = set_out(thought.text, roles_sentence(puzzle, thought.conclusion), rng, malformed)
    return Document(puzzle, reply, strategy, layout, thought.conclusion == puzzle.solution)


def _pick(shares: dict, rng: random.Random):
    return rng.choices(list(shares), weights=list(shares.values()))[0]
