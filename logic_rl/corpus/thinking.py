"""Thoughts about a puzzle, from a blind guess to a search that checks everything.

All of them propose an assignment. They differ in whether they check it, how carefully, and
for how long they go on when a check fails. A check that fails is where a wrong hunch is
caught and mended. By construction the full search alone is right more often than by luck, so
whatever weighs replies by their reward must come to it (docs/limits.md).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from logic_rl.corpus.clauses import assumed_sentence, careless_check, check_sentence, fits, quotation
from puzzles import Puzzle
from puzzles.statements import World
from puzzles.traces.truth_table import next_row

HUNCHES = ("I think:", "Maybe:", "Let me try:", "Suppose:", "My guess:")
CHECKS = ("Let me check.", "Let me verify this.", "Check.")
CLAIMED_CHECKS = ("Let me verify. Yes, it all fits.", "That seems right.", "I checked and it works.")
CONTRADICTIONS = ("Wait, that is a contradiction.", "Wait, no.", "That is wrong.", "Hmm, wait.")
RETURNS = ("Let me go back:", "Go back:", "Try again:", "Let me try again:")
SURRENDERS = ("I am not sure.", "This is hard.", "Maybe the opposite.")
SUCCESSES = ("All statements hold.", "Everything fits.", "Aha, this works.")
FITS = ("That fits.", "That is fine so far.", "Good enough.")
SUMMARIES = ("Let me sum up.", "What do they say?", "Let me read again.")
DOUBTS = ("Hmm.", "I am not sure.", "Hard to say.", "")


@dataclass(frozen=True, slots=True)
class Thought:
    """The text of the thinking and the assignment it ends with."""

    text: str
    conclusion: World


def random_world(num_people: int, rng: random.Random) -> World:
    return tuple(rng.random() < 0.5 for _ in range(num_people))


def guess(puzzle: Puzzle, rng: random.Random) -> Thought:
    """An assignment out of the blue."""
    world = random_world(puzzle.num_people, rng)
    doubt = rng.choice(DOUBTS)
    return Thought(f"{doubt} {rng.choice(HUNCHES)} {assumed_sentence(puzzle, world)}".strip(), world)


def claimed_check(puzzle: Puzzle, rng: random.Random) -> Thought:
    """A guess with the words of a check and none of the work."""
    hunch = guess(puzzle, rng)
    return Thought(f"{hunch.text} {rng.choice(CLAIMED_CHECKS)}", hunch.conclusion)


def restatement(puzzle: Puzzle, rng: random.Random) -> Thought:
    """What everybody says once more, in any order, and then a guess."""
    speakers = rng.sample(range(puzzle.num_people), puzzle.num_people)
    hunch = guess(puzzle, rng)
    quotations = " ".join(f"{quotation(puzzle, speaker)}." for speaker in speakers)
    return Thought(f"{rng.choice(SUMMARIES)} {quotations} {hunch.text}", hunch.conclusion)


def spot_check(puzzle: Puzzle, rng: random.Random) -> Thought:
    """A hunch held against one statement; where they clash, another hunch is held against another statement."""
    world = random_world(puzzle.num_people, rng)
    sentences = [f"{rng.choice(HUNCHES)} {assumed_sentence(puzzle, world)}", rng.choice(CHECKS)]
    for speaker in rng.sample(range(puzzle.num_people), puzzle.num_people):
        sentences.append(check_sentence(puzzle, speaker, world))
        if fits(puzzle, speaker, world):
            sentences.append(rng.choice(FITS))
            break
        world = next_row(world)
        sentences.append(f"{rng.choice(CONTRADICTIONS)} {rng.choice(RETURNS)} {assumed_sentence(puzzle, world)}")
    return Thought(" ".join(sentences), world)


def careless_search(puzzle: Puzzle, rng: random.Random) -> Thought:
    """Checks that skip the working and often slip."""
    return _search(puzzle, rng, tries=rng.randint(1, 4), check=_careless)


def short_search(puzzle: Puzzle, rng: random.Random) -> Thought:
    """Honest checks, but gives up after one to three failures."""
    return _search(puzzle, rng, tries=rng.randint(1, 3), check=_careful)


def full_search(puzzle: Puzzle, rng: random.Random) -> Thought:
    """Honest checks until one assignment passes them all."""
    return _search(puzzle, rng, tries=1 << puzzle.num_people, check=_careful)


Check = Callable[[Puzzle, World, random.Random], tuple[list[str], bool]]


def _search(puzzle: Puzzle, rng: random.Random, tries: int, check: Check) -> Thought:
    world = random_world(puzzle.num_people, rng)
    sentences = [f"{rng.choice(HUNCHES)} {assumed_sentence(puzzle, world)}", rng.choice(CHECKS)]
    for attempt in range(1, tries + 1):
        checked, passed = check(puzzle, world, rng)
        sentences += checked
        if passed:
            sentences.append(rng.choice(SUCCESSES))
            break
        sentences.append(rng.choice(CONTRADICTIONS))
        if attempt == tries:
            world = random_world(puzzle.num_people, rng)
            sentences.append(f"{rng.choice(SURRENDERS)} So: {assumed_sentence(puzzle, world)}")
            break
        world = next_row(world)
        sentences.append(f"{rng.choice(RETURNS)} {assumed_sentence(puzzle, world)}")
    return Thought(" ".join(sentences), world)


def _careful(puzzle: Puzzle, world: World, rng: random.Random) -> tuple[list[str], bool]:
    sentences = []
    for speaker in range(puzzle.num_people):
        sentences.append(check_sentence(puzzle, speaker, world))
        if not fits(puzzle, speaker, world):
            return sentences, False
    return sentences, True


def _careless(puzzle: Puzzle, world: World, rng: random.Random) -> tuple[list[str], bool]:
    sentences = []
    for speaker in range(puzzle.num_people):
        sentence, passed = careless_check(puzzle, speaker, world, rng, slip=0.25)
        sentences.append(sentence)
        if not passed:
            return sentences, False
    return sentences, True


STRATEGIES: dict[str, Callable[[Puzzle, random.Random], Thought]] = {
    "guess": guess,
    "claimed_check": claimed_check,
    "restatement": restatement,
    "careless_search": careless_search,
    "spot_check": spot_check,
    "short_search": short_search,
    "full_search": full_search,
}
