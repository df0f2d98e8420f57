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

from logic_rl.corpus.tongues import TONGUES, Voice
from puzzles import Puzzle
from puzzles.statements import World, holds
from puzzles.traces.truth_table import next_row

SLIP = 0.25  # chance that a careless check is wrong


@dataclass(frozen=True, slots=True)
class Thought:
    """The text of the thinking and the assignment it ends with."""

    text: str
    conclusion: World


def voice_of(puzzle: Puzzle) -> Voice:
    """Thinking in the language of the puzzle."""
    return Voice(TONGUES[puzzle.language])


def random_world(num_people: int, rng: random.Random) -> World:
    return tuple(rng.random() < 0.5 for _ in range(num_people))


def guess(puzzle: Puzzle, rng: random.Random, voice: Voice | None = None) -> Thought:
    """An assignment out of the blue."""
    voice = voice or voice_of(puzzle)
    world = random_world(puzzle.num_people, rng)
    voice.begin_trial(rng)
    tongue = voice.tongue
    voice.say(rng.choice(tongue.doubts))
    voice.say(rng.choice(tongue.hunches), tongue.assumed_sentence(puzzle, world))
    return Thought(voice.text, world)


def claimed_check(puzzle: Puzzle, rng: random.Random, voice: Voice | None = None) -> Thought:
    """A guess with the words of a check and none of the work."""
    voice = voice or voice_of(puzzle)
    hunch = guess(puzzle, rng, voice)
    voice.say(rng.choice(voice.tongue.claimed_checks))
    return Thought(voice.text, hunch.conclusion)


def restatement(puzzle: Puzzle, rng: random.Random, voice: Voice | None = None) -> Thought:
    """What everybody says once more, in any order, and then a guess."""
    voice = voice or voice_of(puzzle)
    speakers = rng.sample(range(puzzle.num_people), puzzle.num_people)
    of_guess = Voice(voice.tongue)
    hunch = guess(puzzle, rng, of_guess)
    tongue = voice.tongue
    voice.say(rng.choice(tongue.summaries))
    for speaker in speakers:
        voice.say(tongue.quotation(puzzle, speaker) + tongue.stop)
    voice.say(hunch.text)
    return Thought(voice.text, hunch.conclusion)


def spot_check(puzzle: Puzzle, rng: random.Random, voice: Voice | None = None) -> Thought:
    """A hunch held against one statement; where they clash, another hunch is held against another statement."""
    voice = voice or voice_of(puzzle)
    world = _first_hunch(puzzle, rng, voice)
    for speaker in rng.sample(range(puzzle.num_people), puzzle.num_people):
        tongue = voice.tongue
        voice.say(tongue.check_sentence(puzzle, speaker, world))
        if fits(puzzle, speaker, world):
            voice.say(rng.choice(tongue.fits))
            break
        world = next_row(world)
        _say_again(puzzle, world, rng, voice)
    return Thought(voice.text, world)


def careless_search(puzzle: Puzzle, rng: random.Random, voice: Voice | None = None) -> Thought:
    """Checks that skip the working and often slip."""
    return _search(puzzle, rng, voice or voice_of(puzzle), tries=rng.randint(1, 4), check=_careless)


def short_search(puzzle: Puzzle, rng: random.Random, voice: Voice | None = None) -> Thought:
    """Honest checks, but gives up after one to three failures."""
    return _search(puzzle, rng, voice or voice_of(puzzle), tries=rng.randint(1, 3), check=_careful)


def full_search(puzzle: Puzzle, rng: random.Random, voice: Voice | None = None) -> Thought:
    """Honest checks until one assignment passes them all."""
    return _search(puzzle, rng, voice or voice_of(puzzle), tries=1 << puzzle.num_people, check=_careful)


def fits(puzzle: Puzzle, speaker: int, world: World) -> bool:
    """Whether a speaker's statement agrees with what the speaker is taken to be."""
    return holds(puzzle.statements[speaker], world) == world[speaker]


Check = Callable[[Puzzle, World, random.Random, Voice], bool]


def _first_hunch(puzzle: Puzzle, rng: random.Random, voice: Voice) -> World:
    world = random_world(puzzle.num_people, rng)
    voice.begin_trial(rng)
    voice.say(rng.choice(voice.tongue.hunches), voice.tongue.assumed_sentence(puzzle, world))
    voice.say(rng.choice(voice.tongue.checks))
    return world


def _say_again(puzzle: Puzzle, world: World, rng: random.Random, voice: Voice) -> None:
    """That the last assignment failed, and the next."""
    voice.say(rng.choice(voice.tongue.contradictions))
    voice.begin_trial(rng)
    voice.say(rng.choice(voice.tongue.returns), voice.tongue.assumed_sentence(puzzle, world))


def _search(puzzle: Puzzle, rng: random.Random, voice: Voice, tries: int, check: Check) -> Thought:
    world = _first_hunch(puzzle, rng, voice)
    for attempt in range(1, tries + 1):
        if check(puzzle, world, rng, voice):
            voice.say(rng.choice(voice.tongue.successes))
            break
        if attempt == tries:
            voice.say(rng.choice(voice.tongue.contradictions))
            world = random_world(puzzle.num_people, rng)
            tongue = voice.tongue
            voice.say(rng.choice(tongue.surrenders))
            voice.say(tongue.so, tongue.assumed_sentence(puzzle, world))
            break
        world = next_row(world)
        _say_again(puzzle, world, rng, voice)
    return Thought(voice.text, world)


def _careful(puzzle: Puzzle, world: World, rng: random.Random, voice: Voice) -> bool:
    for speaker in range(puzzle.num_people):
        voice.say(voice.tongue.check_sentence(puzzle, speaker, world))
        if not fits(puzzle, speaker, world):
            return False
    return True


def _careless(puzzle: Puzzle, world: World, rng: random.Random, voice: Voice) -> bool:
    for speaker in range(puzzle.num_people):
        verdict = holds(puzzle.statements[speaker], world) ^ (rng.random() < SLIP)
        voice.say(voice.tongue.careless_sentence(puzzle, speaker, verdict))
        if verdict != world[speaker]:
            return False
    return True


STRATEGIES: dict[str, Callable[..., Thought]] = {
    "guess": guess,
    "claimed_check": claimed_check,
    "restatement": restatement,
    "careless_search": careless_search,
    "spot_check": spot_check,
    "short_search": short_search,
    "full_search": full_search,
}
