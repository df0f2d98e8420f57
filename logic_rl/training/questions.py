"""The questions of a run: those it learns from, and those it is measured on and never learns from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from logic_rl.config.run import RunConfig
from logic_rl.errors import UsageError
from logic_rl.seeding import stream
from logic_rl.tasks.task import Task
from logic_rl.tasks.trial import try_distinct
from logic_rl.training.held_out import TEST, VALID, choose_questions
from logic_rl.types import Question
from puzzles.formats.any_file import any_rows, split_files

DRAWN = {TEST: "held-out", VALID: "held-out to choose"}  # split → name of the random stream


def question_pools(
    config: RunConfig, task: Task, say: Callable[[str], None]
) -> tuple[Sequence[Question] | None, dict[str, list[Question]]]:
    """Training questions (None: drawn as needed), and by split held-out questions, from a folder or freshly drawn.

    Those of the valid split are there if the run has anything to choose.

    Args:
        say: hears when there is something to choose and no valid split to choose on.

    Raises:
        UsageError: the folder lacks a split, or a question stands in two of them.
    """
    evaluation = config.evaluation
    counts = {TEST: evaluation.num_puzzles, VALID: evaluation.num_to_choose if config.has_choice else 0}
    if config.puzzles is not None:
        train, held_out = _read(config, task, counts)
        lacking = f"{config.puzzles}: no questions of the valid split"
    else:
        lacking = _lacking_valid(config, task) if counts[VALID] else ""
        counts[VALID] = 0 if lacking else counts[VALID]
        train, held_out = None, {split: _drawn(config, task, split, count) for split, count in counts.items()}
    if config.has_choice and evaluation.num_to_choose and not held_out[VALID]:
        points = ", and points on the way are measured on the test split" if evaluation.every else ""
        say(f"note: {lacking}; so no model is chosen as `best`{points}")
    return train, held_out


def first_question(config: RunConfig, task: Task, questions: Sequence[Question] | None) -> Question:
    """Any question of the run, to try what is done with all of them."""
    return questions[0] if questions else task.draw(task.levels[0], stream(config.seed, "probe"), "train")


def _read(config: RunConfig, task: Task, counts: Mapping[str, int]) -> tuple[list, dict[str, list[Question]]]:
    """What a folder has; it may lack the valid split, or have an empty file of it."""
    folder, levels = Path(config.puzzles or ""), config.evaluation.people or tuple(task.levels)
    splits = {"train": _read_split(folder, "train", task)}
    for split, count in counts.items():
        is_there = split != VALID or any(map(_has_rows, split_files(folder, split)))
        splits[split] = _read_split(folder, split, task) if count and is_there else []
        _refuse_twins(folder, splits, split)
    held_out = {
        split: choose_questions(splits[split], levels, count, config.seed, split) for split, count in counts.items()
    }
    return splits["train"], held_out


def _read_split(folder: Path, split: str, task: Task) -> list[Question]:
    if not (files := split_files(folder, split)):
        raise UsageError(
            f"--puzzles {folder}: no {split}.jsonl or {split}.parquet there; "
            f"make one with 'logicrl generate --out {folder}'"
        )
    return [question for file in files for question in task.read(file)]


def _has_rows(file: Path) -> bool:
    return next(any_rows(file, UsageError, may_be_empty=True), None) is not None


def _refuse_twins(folder: Path, splits: Mapping[str, Sequence[Question]], split: str) -> None:
    """Raises UsageError when a question of the split stands in one that was read before it."""
    keys = set(map(_key, splits[split]))
    for other in splits:
        if other != split and (twins := keys & set(map(_key, splits[other]))):
            raise UsageError(
                f"{folder}: {len(twins)} puzzles of the {split} split also stand in the {other} split; "
                "generate the set anew"
            )


def _drawn(config: RunConfig, task: Task, split: str, count: int) -> list[Question]:
    """An equal share of every level, or all there are of it."""
    levels = config.evaluation.people or tuple(task.levels)
    wanted = max(1, count // len(levels)) if count else 0
    return [
        question
        for level in sorted(levels)
        for question in islice(task.distinct(level, stream(config.seed, DRAWN[split], level), split), wanted)
    ]


def _lacking_valid(config: RunConfig, task: Task) -> str:
    """What keeps one from drawing of the valid split; "" if nothing does. A task may know train and test alone."""
    try:
        is_any = try_distinct(task, config.evaluation.people or task.levels, VALID)
    except UsageError as error:
        return str(error)
    return "" if is_any else f"task {task.name}: no questions of the valid split"


def _key(question: Question) -> str:
    """Equal for questions that are the same but for their wording, where the task knows what that means."""
    return getattr(question, "key", question.text)
