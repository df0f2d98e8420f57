"""Knights and knaves as a task: every setting of `PuzzleSpec`, and all four abilities."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from logic_rl.config.building import advice, built
from logic_rl.errors import UsageError
from logic_rl.prompts import INSTRUCTION
from logic_rl.rewards.rubric import judge_roles
from logic_rl.rewards.steps import PuzzleChecker
from logic_rl.tags import ANSWER_CLOSE, ANSWER_OPEN, THINK_CLOSE, THINK_OPEN
from logic_rl.tasks.task import Task
from logic_rl.types import Judgement
from puzzles.difficulty import difficulty
from puzzles.errors import GenerationError
from puzzles.formats.load import load_puzzles
from puzzles.puzzle import Puzzle, puzzle_from_row
from puzzles.sampling.sample import sample_distinct
from puzzles.sampling.spec import PuzzleSpec
from puzzles.splits import sample_from_split, split_of
from puzzles.statements import to_row


class KnightsTask(PuzzleChecker, Task):
    """Puzzles of two to twenty people, one of the two roles each; the level is the number of people.

    Args:
        options: any setting of `puzzles.PuzzleSpec` but the number of people: max_depth, max_width, mix,
            knight_share, language, style, roles, role_choice, fixed_cast, …

    Raises:
        UsageError: a setting is not known or cannot be.
    """

    level_word = "people"
    levels = (2, 3, 4)
    instruction = INSTRUCTION

    def __init__(self, **options: Any) -> None:
        self.name = "knights"
        known = [field.name for field in fields(PuzzleSpec) if field.name != "num_people"]
        for key in options:
            if key not in known:
                raise UsageError(f"task knights: task_options: unknown key {key!r}; {advice(key, known, 'known keys')}")
        if isinstance(mix := options.get("mix"), Mapping):
            options["mix"] = [[name, weight] for name, weight in mix.items()]
        self.spec = built(PuzzleSpec, {"num_people": 2} | options, "task knights", "task_options")

    def draw(self, level: int, rng: random.Random, split: str) -> Puzzle:
        try:
            return sample_from_split(self._spec_of(level), rng, split)
        except GenerationError as error:
            raise UsageError(f"task knights: {error}") from None

    def distinct(self, level: int, rng: random.Random, split: str) -> Iterator[Puzzle]:
        """Logically different puzzles; small sizes have few, and then it ends."""
        stream = sample_distinct(self._spec_of(level), rng)
        while True:
            try:
                puzzle = next(stream)
            except GenerationError:
                return
            if split_of(puzzle) == split:
                yield puzzle

    def from_row(self, row: dict) -> Puzzle:
        return puzzle_from_row(row)

    def read(self, path: Path) -> list[Puzzle]:
        return list(load_puzzles(path))

    def judge(self, answer: str, question: Puzzle) -> Judgement:
        return judge_roles(answer, question)

    def judge_reply(self, reply: str, question: Puzzle) -> Judgement:
        """By the last statement of roles, wherever it stands."""
        return judge_roles(reply, question, free=True)

    def split_of(self, question: Puzzle) -> str:
        return split_of(question)

    def row_fields(self, question: Puzzle) -> dict:
        """The puzzle without its text, and how hard it is."""
        row = {
            "num_people": question.num_people,
            "language": question.language,
            "names": list(question.names),
            "roles": list(question.roles),
            "solution": list(question.solution),
            "statements": [to_row(statement) for statement in question.statements],
        }
        return row | _rating(question)

    def question_of(self, row: dict) -> Puzzle:
        """The puzzle of a response row, which may be without its text."""
        return puzzle_from_row({"text": ""} | row)

    def floor(self, question: Puzzle) -> float:
        """The chance that a coin for each role is right."""
        return 0.5**question.num_people

    def proof(self, question: Puzzle, rng: random.Random) -> str:
        """A sound proof in the puzzle's language, in one of the styles of `puzzles.traces`."""
        from puzzles.traces import STYLES, trace

        return trace(question, rng.choice(list(STYLES)), rng).text

    def worked(self, question: Puzzle, rng: random.Random) -> str:
        """A whole reply: a proof inside the tags of thinking, and the answer."""
        from puzzles.traces.replies import answer_sentence

        thinking = f"{THINK_OPEN} {self.proof(question, rng)} {THINK_CLOSE}"
        return f"{thinking} {ANSWER_OPEN} {answer_sentence(question)} {ANSWER_CLOSE}"

    def twin(self, question: Puzzle, rng: random.Random) -> Puzzle | None:
        """The puzzle with one leaf of a statement changed, so that its solution is another one."""
        from puzzles.perturb import Pair, perturb

        pair = perturb(question, "leaf", rng)
        return pair.perturbed if isinstance(pair, Pair) else None

    def _spec_of(self, level: int) -> PuzzleSpec:
        try:
            return replace(self.spec, num_people=level)
        except GenerationError as error:
            raise UsageError(f"task knights: {error}") from None


def _rating(puzzle: Puzzle) -> dict:
    """The puzzle's difficulty, measured where it is not known; nothing of one without statements."""
    if not puzzle.statements:
        return {}
    measures = puzzle.difficulty if "score" in puzzle.difficulty else difficulty(puzzle.statements)
    return {"difficulty": {name: measures[name] for name in ("score", "band") if name in measures}}
