"""One puzzle in anybody's words to one model: what logic says of it, what the model does, and what of that holds."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import asdict
from typing import Unpack

from logic_rl.analysis.tagging import analyze
from logic_rl.config.reward import RewardConfig
from logic_rl.errors import UsageError
from logic_rl.evaluation.filling import opener
from logic_rl.evaluation.prompting import asking_for, loadable, note
from logic_rl.evaluation.settings import MAX_NEW_TOKENS, Sampling, SamplingSettings
from logic_rl.interruption import termination_as_interrupt
from logic_rl.prompts import never_read
from logic_rl.rollout.collect import collect_groups, response_rows
from logic_rl.rollout.engine import SamplingParams
from logic_rl.tasks import make_task
from logic_rl.types import Reply
from puzzles.errors import UnreadablePuzzleError
from puzzles.puzzle import Puzzle
from puzzles.reading import read_puzzle
from puzzles.solve import solve

SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？\n]")


def ask(model: str, text: str, **sampling: Unpack[Sampling]) -> dict:
    """Read a puzzle, solve it by logic, sample a model on it, and check what the replies claim.

    Args:
        model: packaged name, folder or hub id.
        text: the puzzle, in English or Chinese prose.
        sampling: see `SamplingSettings`.

    Returns:
        `names`, `roles`, `solution` (by logic), and `replies`: rows of responses with `score`, `verified`, the `spans`
        of behaviours, their `counts`, and the `claims` with their truth.

    Raises:
        UsageError: the text cannot be read with certainty, or does not have one solution; says why.

    Example: `logic_rl.ask("tiny-base", "Alice says that Bob is a knave. Bob says that …")["replies"][0]["verified"]`
    """
    settings, puzzle = SamplingSettings(**sampling), puzzle_of(text)
    model = model if settings.endpoint else loadable(model)
    task = make_task("knights", {})
    asking = asking_for(model, settings, task)
    if not settings.endpoint and (warning := never_read(model, [puzzle])):
        note(warning)
    params = SamplingParams(settings.temperature, asking.max_new_tokens or MAX_NEW_TOKENS)
    with termination_as_interrupt():
        engine, make_prompt = opener(settings, model, asking, "logicrl ask")(puzzle)
        with closing(engine):
            rubric = task.rubric(RewardConfig(), params.max_new_tokens)
            groups = collect_groups(
                [puzzle], make_prompt, engine, params, settings.samples, settings.seed, rubric=rubric
            )
    replies = [tagged_row(puzzle.to_row() | row) for row in response_rows(groups, 0, "ask", task)]
    return {
        "model": model, "text": puzzle.text, "names": list(puzzle.names), "roles": list(puzzle.roles),
        "solution": list(puzzle.solution), "language": puzzle.language, "replies": replies,
    }  # fmt: skip


def whole_sentences(response: str) -> int:
    """How many characters of a reply that is being written can be judged: half a sentence may yet say the opposite."""
    return max((found.end() for found in SENTENCE_END.finditer(response)), default=0)


def tagged_row(row: dict) -> dict:
    """A response row with its puzzle, and `spans`, `counts` and `claims` besides; of part of a reply, too."""
    [tags] = analyze([row])
    return row | {key: tags.get(key, []) for key in ("spans", "counts", "claims")}


def checked_reply(puzzle: Puzzle, response: str, opened_think: bool, num_tokens: int) -> dict:
    """One of the `replies` of `ask`, for a response that is there already.

    Args:
        opened_think: the prompt ended with an open `<think>`.
        num_tokens: of the response.
    """
    task = make_task("knights", {})
    score = task.rubric(RewardConfig()).score(Reply(response, puzzle, opened_think, num_tokens))
    row = {"response": response, "opened_think": opened_think, "num_tokens": num_tokens, "score": asdict(score),
           "verified": task.verified(puzzle, response, score.verdict == "correct")}  # fmt: skip
    return tagged_row(puzzle.to_row() | row)


def puzzle_of(text: str) -> Puzzle:
    """The puzzle that a text tells.

    Raises:
        UsageError: it cannot be read with certainty, or does not have exactly one solution.
    """
    try:
        read = read_puzzle(text)
    except UnreadablePuzzleError as error:
        raise UsageError(f"the puzzle {error}; `logicrl solve` says the same of it") from None
    solutions = solve(read.statements)
    if len(solutions) != 1:
        raise UsageError(
            f"the puzzle has {len(solutions)} solutions, so no answer is right; `logicrl solve --explain` shows why"
        )
    return Puzzle(read.names, read.statements, solutions[0], text, roles=read.roles, language=read.language)
