"""The stream of documents: a puzzle and a reply to it, of a named strategy and layout."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from logic_rl.corpus.layout import set_out
from logic_rl.corpus.thinking import STRATEGIES
from logic_rl.corpus.tongues import TONGUES, Voice
from logic_rl.seeding import stream
from puzzles import Puzzle, PuzzleSpec, sample_puzzle, split_of

CHANGE = 0.6  # chance, at each trial of a mixed document, that the thinking changes language


@dataclass(frozen=True)
class Mix:
    """Shares of a corpus; each table is normalised.

    Attributes:
        people: number of people → share of documents.
        strategies: name in `thinking.STRATEGIES` → share of documents.
        malformed: share of replies with wrong tags.
        languages: of the puzzles, en or zh → share of documents.
        mixed: language of the puzzle → share of its documents whose thinking may change to the other language; the
            answer never does.
        mixed_strategies: strategies of those documents.
    """

    people: dict[int, float]
    strategies: dict[str, float]
    malformed: float
    languages: Mapping[str, float] = field(default_factory=lambda: {"en": 1.0})
    mixed: Mapping[str, float] = field(default_factory=dict)
    mixed_strategies: Mapping[str, float] = field(default_factory=dict)


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
    specs = {
        (language, size): PuzzleSpec(size, fixed_cast=True, language=language)
        for language in mix.languages
        for size in mix.people
    }
    while True:
        language = _pick(mix.languages, rng) if len(mix.languages) > 1 else next(iter(mix.languages))
        puzzle = sample_puzzle(specs[language, _pick(mix.people, rng)], rng)
        if split_of(puzzle) != "train":
            continue
        share = mix.mixed.get(language, 0.0)
        is_mixed = share > 0 and rng.random() < share
        strategy = _pick(mix.mixed_strategies if is_mixed else mix.strategies, rng)
        yield write_document(puzzle, strategy, mix.malformed, rng, is_mixed)


def write_document(
    puzzle: Puzzle, strategy: str, malformed: float, rng: random.Random, is_mixed: bool = False
) -> Document:
    own, (other,) = TONGUES[puzzle.language], (one for one in TONGUES.values() if one.name != puzzle.language)
    voice = Voice(own, other, CHANGE) if is_mixed else Voice(own)
    thought = STRATEGIES[strategy](puzzle, rng, voice)
    answer = own.roles_sentence(puzzle, thought.conclusion)
    reply, layout = set_out(thought.text, answer, rng, malformed)
    return Document(puzzle, reply, strategy, layout, thought.conclusion == puzzle.solution)


def _pick(shares: Mapping, rng: random.Random):
    return rng.choices(list(shares), weights=list(shares.values()))[0]
