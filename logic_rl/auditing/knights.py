"""Puzzles to audit a reward with, and the replies to each: the catalogue, and proofs written by program."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from logic_rl.auditing.catalogue.knights_answers import BAD_ANSWERS, plain_of, turned
from logic_rl.auditing.catalogue.knights_layouts import ANSWER_LAYOUTS
from logic_rl.auditing.framed import framed
from logic_rl.auditing.probes import Probe, Subject
from logic_rl.errors import UsageError
from logic_rl.seeding import stream
from puzzles.errors import GenerationError
from puzzles.perturb import Pair, perturb
from puzzles.puzzle import Puzzle
from puzzles.sampling.sample import sample_puzzle
from puzzles.sampling.spec import PuzzleSpec
from puzzles.traces import STYLES, trace

SIZES = (2, 3, 4)
# Usual words, and words that trip scorers: turned round, with another article, with a hyphen, of two words.
ROLES = {
    "en": (("knight", "knave"), ("saint", "sinner"), ("knave", "knight"), ("elf", "ogre"), ("truth-teller", "liar"),
           ("honest man", "swindler")),
    "zh": (("骑士", "无赖"), ("老实人", "骗子"), ("无赖", "骑士"), ("诚实的人", "说谎的人")),
}  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """What puzzles a reward is for: languages, and pairs of role words by language."""

    languages: Sequence[str] = ("en", "zh")
    roles: dict[str, Sequence[tuple[str, str]]] | None = None

    def roles_of(self, language: str) -> Sequence[tuple[str, str]]:
        return (self.roles or ROLES)[language]


def knights_subjects(count: int, seed: int, scope: Scope) -> Iterator[Subject]:
    """Puzzles of two to four people, in turn of each language, pair of role words, wording and style of proof."""
    for number in range(count):
        language = scope.languages[number % len(scope.languages)]
        turn = number // len(scope.languages)
        pairs, style = scope.roles_of(language), list(STYLES)[turn % len(STYLES)]
        rng = stream(seed, "audit", number)
        spec = PuzzleSpec(SIZES[turn % len(SIZES)], language=language, roles=pairs[turn % len(pairs)],
                          style=("standard", "varied")[turn % 2])  # fmt: skip
        try:
            puzzle = sample_puzzle(spec, rng)
        except GenerationError as error:
            raise UsageError(f"audit: no puzzle can be drawn: {error}") from None
        yield _subject(puzzle, style, rng, is_first=number == 0)


def _subject(puzzle: Puzzle, style: str, rng: random.Random, is_first: bool) -> Subject:
    plain, solution = plain_of(puzzle), puzzle.solution
    thinking = trace(puzzle, style, rng).text
    right = plain(puzzle, solution)
    worlds = [turned(solution, person) for person in range(puzzle.num_people)]
    wrong = tuple(dict.fromkeys(plain(puzzle, world) for world in (*worlds, tuple(not one for one in solution))))
    probes = [
        *_layouts(puzzle, rng), *_answers(puzzle), *_proofs(puzzle, style, right, rng),
        *framed(puzzle.text, thinking, right, wrong[0], with_crashes=is_first),
    ]  # fmt: skip
    return Subject("knights", puzzle, thinking, right, wrong, probes)


def _layouts(puzzle: Puzzle, rng: random.Random) -> Iterator[Probe]:
    for one in ANSWER_LAYOUTS:
        if puzzle.language in one.languages:
            wrong = turned(puzzle.solution, rng.randrange(puzzle.num_people))
            yield Probe(f"layout: {one.name}", "answer", "paid", one.why, one.write(puzzle, puzzle.solution))
            yield Probe(f"layout, wrong: {one.name}", "answer", "unpaid", "wrong in a layout that is read",
                        one.write(puzzle, wrong))  # fmt: skip


def _answers(puzzle: Puzzle) -> Iterator[Probe]:
    for one in BAD_ANSWERS:
        if puzzle.language in one.languages:
            answer = one.write(puzzle, plain_of(puzzle))
            if answer is not None:
                yield Probe(f"answer: {one.name}", "answer", "unpaid", one.why, answer)


def _proofs(puzzle: Puzzle, style: str, right: str, rng: random.Random) -> Iterator[Probe]:
    """Of which it is known by construction whether answer and steps are right."""
    plain = plain_of(puzzle)
    for other in STYLES:
        if other != style:
            sound = trace(puzzle, other, rng, hesitation=True, summary=True).text
            yield Probe(f"proof: sound, {other}", "answer", "paid", "a sound proof and its answer", right, sound)
    mistaken = trace(puzzle, style, rng, mistake=True)
    if mistaken.first_error is not None and mistaken.mended is not None:
        why = "a wrong turn that is noticed and put right, and the right answer"
        yield Probe("proof: a mistake, mended", "answer", "paid", why, right, mistaken.text)
        start, end = mistaken.spans()[0][0], mistaken.spans()[mistaken.first_error][1]
        yield from _unearned("a planted wrong step, not mended", right, mistaken.text[start:end])
    pair = perturb(puzzle, "leaf", rng)
    if isinstance(pair, Pair):
        twin = pair.perturbed
        twins_proof = trace(twin, style, rng).text
        yield from _unearned("the proof of another puzzle", right, twins_proof)
        yield Probe("proof: of another puzzle, with its answer", "answer", "unpaid",
                    "a sound proof of another puzzle", plain(puzzle, twin.solution), twins_proof)  # fmt: skip


def _unearned(name: str, right: str, thinking: str) -> Iterator[Probe]:
    why = "the answer is right, and its steps do not show it"
    yield Probe(f"unearned: {name}", "answer", "not above", why, right, thinking)
    yield Probe(f"unearned, below a proof: {name}", "steps", "below", why, right, thinking)
