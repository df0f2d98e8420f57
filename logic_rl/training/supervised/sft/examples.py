"""From response rows to what supervised fine-tuning reads: a prompt, and the reply that is to be learnt."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch

from logic_rl.errors import UsageError
from logic_rl.prompts import task_of
from logic_rl.rewards.batch import Rubric
from logic_rl.tags import THINK_OPEN
from logic_rl.training.learning.batch import Sample, TokenData
from logic_rl.training.supervised.sft.asked import asked_rows
from logic_rl.training.supervised.sft.request import Choice
from logic_rl.types import Problem, Prompt, Reply
from puzzles import Puzzle, split_of

SYSTEM = "system messages (their rows are learnt)"
CURES = {  # reason why a row is left out → what lets it in
    "too long": "give a larger --max-tokens",
    "of the test split": "give rows of the train split, or --keep-test",
    "not right": "leave out --only-right, or give rows with right answers",
}


@dataclass(slots=True)
class Examples:
    """Samples to learn from, the tasks they are of, why rows were left out, and a hash of what was learnt."""

    samples: list[Sample] = field(default_factory=list)
    tasks: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    digest: str = ""

    @property
    def num_reply_tokens(self) -> int:
        return sum(len(sample.completion_ids) for sample in self.samples)


def read_examples(
    paths: Sequence[Path], known: dict[str, Puzzle], choice: Choice, make_prompt: Callable, tokenizer
) -> Examples:
    """The rows of all files that are to be learnt from, in order.

    A row holds `response` and its puzzle (`puzzle_id` among `known`, or the puzzle's fields) or any `question`. The
    reply ends with the end token, unless the row says that it was cut off (`finish_reason` "length").

    Raises:
        UsageError, PuzzleFormatError: a row cannot be used, or nothing is left; names file, line and cure.
    """
    found, digest, rubric = Examples(), hashlib.sha256(), Rubric()
    for where, row, asked in asked_rows(paths, known):
        prompt = make_prompt(asked)
        if reason := _unwanted(row, asked, choice, rubric, where):
            found.left_out[reason] += 1
            continue
        sample = _sample(row, prompt, tokenizer)
        if len(sample) > choice.max_tokens:
            found.left_out["too long"] += 1
            continue
        found.left_out[SYSTEM] += "system" in row
        digest.update(repr((sample.prompt_ids, sample.completion_ids)).encode())
        found.samples.append(sample)
        found.tasks[task_of(asked)] += 1
    if not found.samples:
        why = ", ".join(f"{count} {reason}" for reason, count in found.left_out.items())
        cures = [cure for reason, cure in CURES.items() if found.left_out[reason]]
        cure = f": {'; '.join(cures)}" if cures else ""
        raise UsageError(f"{', '.join(map(str, paths))}: no row to learn from ({why}){cure}")
    found.left_out += Counter()  # without zeros
    found.digest = digest.hexdigest()[:16]
    return found


def read_scored(
    paths: Sequence[Path], choice: Choice, make_prompt: Callable, tokenizer
) -> Iterator[tuple[dict, Sample]]:
    """Response rows with their scores, right and wrong ones, and each as a sample; `puzzle_id` says what was asked.

    Rows about puzzles of the test split and those longer than `choice` allows are left out.

    Raises:
        UsageError, PuzzleFormatError: a row cannot be used, or has no score; names file, line and cure.
    """
    for where, row, asked in asked_rows(paths, {}):
        if not isinstance(row.get("score"), dict) or "verdict" not in row["score"]:
            raise UsageError(f"{where}: no 'score'; give rows as `logicrl sample` or a run writes them")
        if isinstance(asked, Puzzle) and not choice.keep_test and split_of(asked) == "test":
            continue
        sample = _sample(row, make_prompt(asked), tokenizer)
        if len(sample) <= choice.max_tokens:
            yield row | {"puzzle_id": row.get("puzzle_id") or asked.id}, sample


def _unwanted(row: dict, asked: Puzzle | Problem, choice: Choice, rubric: Rubric, where: str) -> str | None:
    """Why a row is not learnt from."""
    if isinstance(asked, Puzzle):
        if not choice.keep_test and split_of(asked) == "test":
            return "of the test split"
        reply = Reply(row["response"], asked, row.get("opened_think", False), row.get("num_tokens"))
        return "not right" if choice.only_right and rubric.score(reply).verdict != "correct" else None
    if choice.only_right and isinstance(row.get("score"), dict):  # as `sample` writes it
        return None if row["score"].get("verdict") == "correct" else "not right"
    if choice.only_right:
        raise UsageError(f"{where}: no puzzle to judge by; leave out --only-right, or add the puzzle's fields")
    return None


def _sample(row: dict, prompt: Prompt, tokenizer) -> Sample:
    reply = row["response"]
    begins = reply.lstrip().startswith(THINK_OPEN)
    if prompt.opened_think and begins:
        reply = reply.lstrip().removeprefix(THINK_OPEN)
    elif row.get("opened_think") and not prompt.opened_think and not begins:
        reply = THINK_OPEN + reply
    ids = tokenizer(reply, add_special_tokens=False)["input_ids"]
    if row.get("finish_reason") != "length":
        ids = [*ids, tokenizer.eos_token_id]
    return Sample(prompt.token_ids, tuple(ids), 0.0, TokenData(engine_logprobs=torch.zeros(len(ids))))
