"""What proofs to write, and writing one."""

from __future__ import annotations

import difflib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from logic_rl.errors import LogicRLError, UsageError
from logic_rl.seeding import stream
from puzzles import Puzzle, PuzzleSpec, sample_puzzle
from puzzles.splits import SHARES as SPLITS
from puzzles.splits import sample_from_split
from puzzles.traces import MAX_PEOPLE, STYLES, Trace, labels, trace

ANY_SPLIT = "any"


class WrongLabel(LogicRLError):
    """A written proof whose steps are not labelled as the checker labels them: a fault of the program."""


@dataclass(frozen=True, slots=True)
class Shares:
    """In what share of the proofs, from 0 to 1, something occurs.

    Attributes:
        mistakes: a mistake, carried on, noticed and mended.
        hesitation: a doubt; summary: what stands is summed up on the way.
        closing: the solution is held against every statement at the end. A search has done so when it ends; None is 1
            for the other styles and 0 for it.
        paths: the other cases are gone through too, so that the solution is shown to be the only one.
    """

    mistakes: float = 0.0
    hesitation: float = 0.0
    summary: float = 0.0
    closing: float | None = None
    paths: float = 0.0


@dataclass(frozen=True)
class ProofRequest:
    """Proofs to write, evenly of each number of people; the same request gives the same proofs.

    Attributes:
        people: the numbers of people.
        styles: keys of `puzzles.traces.STYLES` with their weights.
        split: of which split the puzzles are, by what they say: train, valid, test or any.
        spec: all else about the puzzles.

    Raises:
        UsageError: a style, split, share or number that is not there.
    """

    people: Sequence[int]
    count: int
    seed: int = 0
    styles: tuple[tuple[str, float], ...] = (("search", 1.0),)
    shares: Shares = field(default_factory=Shares)
    split: str = "train"
    spec: PuzzleSpec = field(default_factory=lambda: PuzzleSpec(2))

    def __post_init__(self) -> None:
        if self.count < 1 or not self.people:
            raise UsageError(f"--count {self.count}: ask for at least one proof")
        for name in (name for name, _ in self.styles if name not in STYLES):
            near = difflib.get_close_matches(name, STYLES, n=1)
            cure = f"did you mean {near[0]}? There are" if near else "choose from"
            raise UsageError(f"--style {name!r}: {cure} {', '.join(STYLES)}")
        if not any(weight > 0 for _, weight in self.styles):
            raise UsageError("--style: at least one weight must be above 0")
        for name in (name for name, weight in self.styles if weight):
            if max(self.people) > MAX_PEOPLE.get(name, max(self.people)):
                raise UsageError(
                    f"--people {max(self.people)}: {name} is for at most {MAX_PEOPLE[name]} people, "
                    "case_analysis and contradiction for more"
                )
        if self.split not in (*SPLITS, ANY_SPLIT):
            raise UsageError(f"--split {self.split!r}: choose from {', '.join((*SPLITS, ANY_SPLIT))}")


@dataclass(frozen=True, slots=True)
class Proof:
    """A puzzle and its solution in words; `style` is a key of `puzzles.traces.STYLES`."""

    puzzle: Puzzle
    trace: Trace
    style: str


def proof_number(request: ProofRequest, number: int) -> Proof:
    """Proof `number` (from 0) of a request, whichever were written before.

    Raises:
        WrongLabel: the checker does not bear out the labels.
    """
    rng = stream(request.seed, "proof", number)
    spec = replace(request.spec, num_people=request.people[number % len(request.people)])
    style = rng.choices([name for name, _ in request.styles], [weight for _, weight in request.styles])[0]
    puzzle = _puzzle(spec, request.split, rng)
    shares = request.shares
    mistake = rng.random() < shares.mistakes
    closing = (style != "search") if shares.closing is None else shares.closing
    written = trace(
        puzzle, style, rng, unique=rng.random() < shares.paths, mistake=mistake,
        verify=rng.random() < closing, hesitation=rng.random() < shares.hesitation,
        summary=rng.random() < shares.summary,
    )  # fmt: skip
    if mistake and written.first_error is None:
        written = trace(puzzle, style, rng, unique=False, mistake=True)
    told = labels(written.derivation, puzzle.statements)
    if told != written.labels or mistake == all(told):
        raise WrongLabel(
            f"proof {number} of seed {request.seed}: the labels of its steps do not hold; please report it"
        )
    return Proof(puzzle, written, style)


def _puzzle(spec: PuzzleSpec, split: str, rng: random.Random) -> Puzzle:
    return sample_puzzle(spec, rng) if split == ANY_SPLIT else sample_from_split(spec, rng, split)
